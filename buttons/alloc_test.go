package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// Nothing that a softphone asks at a click or an event costs memory, but for the error where it is refused.
func TestNoAllocation(t *testing.T) {
	g := gate(t)
	everyPhone(t, []pause.Latch{g.Latch(), {}}, func(p buttons.Phone) {
		clicked := p
		cmd, _ := clicked.Press(buttons.Toggle)
		ask := func() {
			p.View()
			p.ShowsStopped()
			p.SendsDTMF()
			p.Configure(g, p.Settings)
			clicked.Confirm(cmd)
			clicked.Reject(cmd)
			for b := range buttons.Toggle + 1 {
				p.Decide(b)
				if next := p; p.Decide(b).Verdict == buttons.Enabled {
					_, _ = next.Press(b)
				}
				buttons.Lock(b)
			}
			for way := range callstate.Transitions() {
				if next := p; way.From == p.State {
					_ = next.Apply(way.Event)
				}
			}
		}
		if got := testing.AllocsPerRun(1, ask); got != 0 {
			t.Errorf("%+v: got %v allocations, want 0", p, got)
		}
	})
}
