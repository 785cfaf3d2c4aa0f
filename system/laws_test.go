package system_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// everywhere shows every state that a world can be in, once, with the shortest story to it.
func everywhere(t *testing.T, w system.World, show func(system.System, []calllog.Event)) {
	t.Helper()
	show(newSystem(t, w.Header), nil)
	if _, err := w.Run(func(e system.Edge) bool {
		if e.Fresh {
			show(e.After, e.Story())
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
}

// L9: in every state of two softphones, an event that has no meaning, or is refused, or unchanged, changes nothing; and
// an error says who could not do what in which state.
func TestErrorChangesNothing(t *testing.T) {
	w := world(t, "A B")
	everywhere(t, w, func(s system.System, told []calllog.Event) {
		for _, e := range w.Alphabet() {
			after, outcome, err := applied(s, e)
			if err != nil {
				checkError(t, told, e, err)
			}
			if (err != nil || outcome.Step.Result != calllog.Applied) && key(after) != key(s) {
				t.Fatalf("%v\n%+v is %v (%v), and changes\n%v\nto\n%v", told, e, outcome.Step.Result, err, key(s),
					key(after))
			}
		}
	})
}

// What is pointless at a look has no meaning at all; and a look shows most of what has none.
func TestPointlessHasNoMeaning(t *testing.T) {
	plain := world(t, "A X Y")
	plain.Header.Parties[0].AutoThreeWay = false
	for _, w := range []system.World{world(t, "A B"), plain} {
		pointless, meaningless := 0, 0
		everywhere(t, w, func(s system.System, told []calllog.Event) {
			for _, e := range w.Alphabet() {
				_, _, err := applied(s, e)
				if err != nil {
					meaningless++
				}
				if s.Pointless(e) {
					pointless++
					if err == nil {
						t.Fatalf("%v\n%+v is pointless, and has a meaning", told, e)
					}
				}
			}
		})
		if pointless*4 < meaningless*3 {
			t.Errorf("%v: a look shows %d of %d events without meaning, want three of four", w.Header.Parties,
				pointless, meaningless)
		}
	}
}

// What is wrong with an event shows in Next, not at a look.
func TestPointlessLeavesErrorsToNext(t *testing.T) {
	s := newSystem(t, world(t, "A X").Header)
	for _, e := range []calllog.Event{{}, {Kind: 200, Party: "A"}, {Kind: calllog.Hold, Party: "nobody"}} {
		if s.Pointless(e) || (system.System{}).Pointless(e) {
			t.Errorf("%+v is pointless, want an error of Next", e)
		}
	}
}

func checkError(t *testing.T, told []calllog.Event, e calllog.Event, err error) {
	t.Helper()
	var typed *system.Error
	if !errors.As(err, &typed) || typed.Line != e.Line || typed.Party != e.Party || typed.Event != e.Kind ||
		typed.State == "" {
		t.Fatalf("%v\n%#v names not line, party, event and state", told, err)
	}
}
