package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// Nothing that a softphone asks at a click or an event costs memory, where it is refused neither.
func TestNoAllocation(t *testing.T) {
	g := gate(t)
	everyPhone([]pause.Latch{g.Latch(), {}}, func(p buttons.Phone) {
		clicked, cmd, _ := p.Press(buttons.Toggle)
		ask := func() {
			p.View()
			p.ShowsStopped()
			p.SendsDTMF()
			p.Configure(g, p.Settings)
			clicked.Confirm(cmd)
			clicked.Reject(cmd)
			for b := range buttons.Toggle + 1 {
				p.Decide(b)
				_, _, _ = p.Press(b)
				_ = buttons.Why(p, b)
				buttons.Lock(b)
			}
			for e := range callstate.OutboundLeave + 1 {
				_, _ = p.Apply(e)
			}
		}
		if got := testing.AllocsPerRun(1, ask); got != 0 {
			t.Errorf("%+v: got %v allocations, want 0", p, got)
		}
	})
}
