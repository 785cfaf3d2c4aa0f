package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A softphone takes what is saved while it is idle, and at no other time (A-06, U-08).
func TestConfigureWhileIdle(t *testing.T) {
	open, all := gate(t), buttons.Settings{AutoThreeWay: true, StarTransfer: true}
	for s := range 256 {
		for _, stopped := range []bool{false, true} {
			before := buttons.Phone{State: callstate.State(s), Display: pause.Display{Stopped: stopped}}
			want := before
			if before.State == callstate.Idle {
				want.Gate, want.Settings = open.Latch(), all
			}
			got := before
			if got.Configure(open, all); got != want {
				t.Errorf("%v, stopped %t: got %+v, want %+v", before.State, stopped, got, want)
			}
		}
	}
}

// Whatever is saved during a call, nothing that the softphone shows changes before it is idle again.
func TestConfigureChangesNoCall(t *testing.T) {
	everyPhone(gates(t), func(p buttons.Phone) {
		for _, saved := range []bool{false, true} {
			g := gate(t)
			g.Saved = saved
			got := p
			got.Configure(g, buttons.Settings{AutoThreeWay: saved, StarTransfer: !saved})
			if p.State != callstate.Idle && (got != p || got.View() != p.View()) {
				t.Errorf("%+v: got %+v, want nothing changed", p, got)
			}
			if shown := got.View().Button(buttons.AutoThreeWay) != buttons.Hidden; p.State == callstate.Idle &&
				shown != saved {
				t.Errorf("%+v: shows 自動三者 %t, want %t", p, shown, saved)
			}
		}
	})
}
