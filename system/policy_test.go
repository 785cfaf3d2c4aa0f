package system_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A stop while the target of a * transfer rings is for the talk with the target, for the held call, or for nothing:
// open question A-26 has three answers, and the display is the same in each.
func TestStopWhileTheTargetRings(t *testing.T) {
	events := strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; A pause.click; T "+
		"star.answered c2", "; ")
	for _, row := range []struct {
		name         string
		policy       pause.WhileRinging
		held, target pause.State
	}{
		{"from the answer", pause.FromAnswer, pause.On, pause.Silent},
		{"the held call", pause.HeldCall, pause.Silent, pause.On},
		{"nothing", pause.Nothing, pause.On, pause.On},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := system.New(readHeader(t, nil, full("A"), "X external", "T external"),
				pause.Policy{WhileRinging: row.policy})
			if err != nil {
				t.Fatal(err)
			}
			var step calllog.StepLine
			for i, e := range events {
				next, outcome, err := applied(s, readEvent(t, i+2, e))
				if err != nil {
					t.Fatal(err)
				}
				s, step = next, outcome.Step
			}
			held, _ := step.Calls.Get("c1")
			target, _ := step.Calls.Get("c2")
			if held.Recording != row.held || target.Recording != row.target {
				t.Errorf("got held call %v and target's call %v, want %v and %v", held.Recording, target.Recording,
					row.held, row.target)
			}
			if a, _ := step.Phones.Get("A"); !shows(a) {
				t.Errorf("got %v, want 録音再開", a)
			}
		})
	}
}
