package system_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// everywhere shows every state that a world can be in, once, with the shortest story to it.
func everywhere(t *testing.T, w system.World, show func(system.System, []calllog.Event)) {
	t.Helper()
	show(newSystem(t, w.Header), nil)
	visit(t, w, func(e system.Edge) {
		if e.Fresh {
			show(e.After, e.Story())
		}
	})
}

// L9: in every state of two softphones, an event that has no meaning, or is refused, or unchanged, changes nothing; and
// an error says who could not do what in which state.
func TestErrorChangesNothing(t *testing.T) {
	w := world(t, "A B")
	everywhere(t, w, func(s system.System, told []calllog.Event) {
		before := key(s)
		for e := range w.Alphabet() {
			after, outcome, err := applied(s, e)
			if err != nil {
				checkError(t, told, e, err)
			}
			if (err != nil || outcome.Step.Result != calllog.Applied) && key(after) != before {
				t.Fatalf("%v\n%+v is %v (%v), and changes\n%v\nto\n%v", told, e, outcome.Step.Result, err, before,
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
			for e := range w.Alphabet() {
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

// L10: in every state of a small world, recorded_on names exactly the sides whose track holds a sample of the step's
// beep, whatever each answer to the open questions about beeps is.
func TestRecordedOnIsInTheTracks(t *testing.T) {
	t.Parallel()
	laws := slices.DeleteFunc(system.Laws(), func(p system.Property) bool { return p.Law != "L10" })
	for _, w := range []system.World{world(t, "A B"), world(t, "A X Y"), world(t, "A B X")} {
		if len(w.Header.Parties) > 2 {
			w.Calls = 1
		}
		for _, w.Policy = range []pause.Policy{{}, {BeepOnRepeat: true, StopBeepInFile: true, BeepSide: pause.OtherLegs},
			{NoBeepOnAutomatic: true, BeepSide: pause.FarSide, WhileRinging: pause.HeldCall}} {
			checkAll(t, w, laws)
		}
	}
}

// In every state of two softphones and a customer, a mismatch says no_toggle exactly where the softphone shows no
// toggle, and names no rule then.
func TestNoToggleIsSaid(t *testing.T) {
	t.Parallel()
	w, without := world(t, "A B X"), 0
	w.Calls = 1
	for _, w := range []system.World{w, world(t, "A B")} {
		everywhere(t, w, func(s system.System, told []calllog.Event) {
			look := s.Look()
			for _, m := range look.Mismatch {
				p, _ := look.Phones.Get(m.Party)
				if m.NoToggle != (p.Toggle == 0) || m.NoToggle && m.Rule != 0 {
					t.Fatalf("%v\n%+v, where the toggle is %v", told, m, p.Toggle)
				}
				if m.NoToggle {
					without++
				}
			}
		})
	}
	if without == 0 {
		t.Error("no mismatch without a toggle")
	}
}

// In every state of two softphones and a customer: an event for a call that is gone is an error, or refused by the
// softphone's own buttons; a command that the PBX refuses or does not answer, and one that comes twice, change nothing;
// and one that comes again after that does what it would have done at once.
func TestLateTwiceRefusedAndGone(t *testing.T) {
	t.Parallel()
	w := world(t, "A B X")
	var gone, clicks []calllog.Event
	for _, e := range alphabet(w.Header, "gone") {
		switch n := e.Kind.Needs(); {
		case e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick:
			if e.PBX == calllog.Confirmed {
				clicks = append(clicks, e)
			}
		case n.Call && !n.To && e.Kind != calllog.RoomJoin:
			gone = append(gone, e)
		}
	}
	everywhere(t, w, func(s system.System, told []calllog.Event) {
		for _, e := range gone {
			checkGone(t, s, told, e)
		}
		for _, e := range clicks {
			checkClick(t, s, told, e)
		}
	})
	if got, want := [2]int{len(gone), len(clicks)}, [2]int{84, 8}; got != want {
		t.Errorf("tried %v events for a call that is gone and clicks, want %v", got, want)
	}
}

func checkGone(t *testing.T, s system.System, told []calllog.Event, e calllog.Event) {
	after, outcome, err := applied(s, e)
	var typed *system.Error
	if err == nil && outcome.Step.Result != calllog.Rejected || err != nil && !errors.As(err, &typed) ||
		after.Key() != s.Key() {
		t.Fatalf("%v\n%s, which is gone: got %v, %v, want an error or a refusal, and nothing changed", told,
			eventText(e), outcome.Step.Result, err)
	}
}

func checkClick(t *testing.T, s system.System, told []calllog.Event, e calllog.Event) {
	done, once, err := applied(s, e)
	if err != nil {
		t.Fatalf("%v\n%s: %v", told, eventText(e), err)
	}
	for _, answer := range []calllog.PBXAnswer{calllog.Refused, calllog.TimedOut} {
		e.PBX = answer
		after, outcome, err := applied(s, e)
		want := once.Step.Result
		if want == calllog.Applied {
			want = calllog.Rejected
		}
		if err != nil || outcome.Step.Result != want || len(outcome.Step.Beeps) > 0 || after.Key() != s.Key() {
			t.Fatalf("%v\n%s: got %v, %v, want %v, and nothing changed", told, eventText(e), outcome.Step.Result, err,
				want)
		}
		e.PBX = calllog.Confirmed
		if late, _, err := applied(after, e); err != nil || late.Key() != done.Key() {
			t.Fatalf("%v\n%s after %v: got %s, %v, want what it does at once", told, eventText(e), answer, key(late),
				err)
		}
	}
	if p, _ := done.Phone(e.Party); once.Step.Result == calllog.Applied &&
		p.Display.Stopped != (e.Kind == calllog.PauseClick) {
		t.Fatalf("%v\n%s: the display says stopped: %t", told, eventText(e), p.Display.Stopped)
	}
	twice, again, err := applied(done, e)
	if err != nil || again.Step.Result == calllog.Applied || len(again.Step.Beeps)+len(again.Calls) > 0 ||
		twice.Key() != done.Key() {
		t.Fatalf("%v\n%s twice: got %v, %v, want nothing changed", told, eventText(e), again.Step.Result, err)
	}
}

// The model and its twin agree in every state that these worlds can come to, about every event: what it leads to, or
// that it has no meaning there.
func TestNaiveAgreesEverywhere(t *testing.T) {
	t.Parallel()
	worlds := []system.World{world(t, "A B"), world(t, "A X Y"), anyway(t, "A X", 2), anyway(t, "A B", 1)}
	if *long {
		worlds = append(worlds, world(t, "A B X"), anyway(t, "A B", 2), anyway(t, "A X Y", 2))
	}
	for _, w := range worlds {
		twins := map[string]*naive{newSystem(t, w.Header).Key(): newNaive(w.Header)}
		visit(t, w, func(e system.Edge) {
			twin := twins[e.Before.Key()]
			next, want, problem := twin.step(e.Event)
			if line := stepLine(t, e.Outcome.Step); problem != "" || !want.wrote(t, line) {
				t.Fatalf("%v\nthe model: %s\nits twin:  %+v %s", story{w.Header, e.Story()}, line, want, problem)
			}
			if e.Fresh {
				twins[e.After.Key()] = next
				meaningless(t, w, e.After, next, e.Story())
			}
		})
	}
}

// anyway is a world in which everything may happen, also by commands, and in spite of what softphones refuse.
func anyway(t testing.TB, parties string, calls int) system.World {
	w := world(t, parties)
	w.Calls, w.Kinds, w.Facts = calls, slices.Collect(calllog.Kinds()), true
	return w
}

// meaningless checks that what has no meaning for the model has none for its twin.
func meaningless(t *testing.T, w system.World, s system.System, twin *naive, told []calllog.Event) {
	for e := range w.Alphabet() {
		if _, _, err := applied(s, e); err != nil && twin.means(e) {
			t.Fatalf("%v\n%s: the model says %v, and its twin nothing", story{w.Header, told}, eventText(e), err)
		}
	}
}

// A path is how a state was reached, the last event first.
type path struct {
	event calllog.Event
	from  *path
}

func (p *path) String() string {
	if p == nil {
		return ""
	}
	return p.from.String() + "\n  " + eventText(p.event)
}

// counted is what grows with each event, also a refused one: the numbers of a display's commands, the counts, and how far
// the log has come.
var counted = regexp.MustCompile(`( sent:| counts:\{)[^}]*\}| last:-?\d+`)

// key tells states apart.
func key(s system.System) string { return counted.ReplaceAllString(fmt.Sprintf("%+v", s), "") }

// alphabet returns every event that can stand in a log with a header, about calls of the given names.
func alphabet(h calllog.Header, calls ...string) (events []calllog.Event) {
	for k := range calllog.Kinds() {
		for _, p := range h.Parties {
			if !p.Softphone && among(bySoftphone, k.String()) {
				continue
			}
			events = append(events, forms(h, calllog.Event{Line: 2, Kind: k, Party: p.ID}, calls)...)
		}
	}
	return events
}

// forms completes an event with each party and each call that it may name.
func forms(h calllog.Header, e calllog.Event, calls []string) (events []calllog.Event) {
	targets := []string{""}
	if among(namesParty, e.Kind.String()) {
		targets = nil
		for _, p := range h.Parties {
			if p.ID != e.Party {
				targets = append(targets, p.ID)
			}
		}
	}
	if !among(namesCall, e.Kind.String()) {
		calls = []string{""}
	}
	if among("pause.command resume.command", e.Kind.String()) {
		e.Source = calllog.Supervisor
	}
	if e.Kind == calllog.RecordingSilence {
		e.Span = recording.Span{From: -1, To: 0}
	}
	for _, to := range targets {
		for _, call := range calls {
			for _, via := range []calllog.Via{calllog.Click, calllog.Fact} {
				e.To, e.Call, e.Via = to, call, via
				events = append(events, e)
			}
		}
	}
	if e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick {
		e.PBX = calllog.Refused
		events = append(events, e)
	}
	return events
}

// shows reports whether a softphone shows 録音再開.
func shows(p calllog.PhoneView) bool { return p.Toggle == pause.Resume }

// full is a softphone with every setting.
func full(id string) string { return id + " softphone auto_threeway star_transfer" }
