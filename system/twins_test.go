package system_test

import (
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// The model and its twin agree in every state that these worlds can come to, about every event: what it leads to, or
// that it has no meaning there.
func TestNaiveAgreesEverywhere(t *testing.T) {
	t.Parallel()
	worlds := []system.World{world(t, "A B"), world(t, "A X Y")}
	if *long {
		worlds = append(worlds, world(t, "A B X"))
	}
	for _, w := range worlds {
		twins := map[string]*naive{newSystem(t, w.Header).Key(): newNaive(w.Header)}
		size, err := w.Run(func(e system.Edge) bool {
			twin := twins[e.Before.Key()]
			next, want, problem := twin.step(e.Event)
			if line := stepLine(t, e.Outcome.Step); problem != "" || !want.wrote(t, line) {
				t.Fatalf("%v\nthe model: %s\nits twin:  %+v %s", story{w.Header, e.Story()}, line, want, problem)
			}
			if e.Fresh {
				twins[e.After.Key()] = next
				meaningless(t, w, e.After, next, e.Story())
			}
			return true
		})
		t.Logf("%d parties: %+v, %v", len(w.Header.Parties), size, err)
	}
}

// meaningless checks that what has no meaning for the model has none for its twin.
func meaningless(t *testing.T, w system.World, s system.System, twin *naive, told []calllog.Event) {
	for _, e := range w.Alphabet() {
		if _, _, err := applied(s, e); err != nil && twin.means(e) {
			t.Fatalf("%v\n%s: the model says %v, and its twin nothing", story{w.Header, told}, eventText(e), err)
		}
	}
}
