package buttons_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
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
	everyPhone(t, gates(t), func(p buttons.Phone) {
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

// In which states a button does something is the integrator's to say, button by button; what is not said is as the
// format has it, and a stop that is shown locks by table 3.2 whatever they say.
func TestUsableIsASetting(t *testing.T) {
	g := gate(t)
	var settings buttons.Settings
	settings.Use(buttons.ThreeWay, callstate.Talking)
	settings.Use(buttons.Park)
	p := buttons.NewPhone(g, settings)
	for _, row := range []struct {
		button  buttons.Button
		state   callstate.State
		stopped bool
		want    buttons.Verdict
		rule    spec.ID
	}{
		{buttons.ThreeWay, callstate.Talking, false, buttons.Enabled, spec.BTN130},
		{buttons.ThreeWay, callstate.Talking, true, buttons.Disabled, spec.BTN070},
		{buttons.ThreeWay, callstate.TransferTalking, false, buttons.Disabled, spec.BTN130},
		{buttons.Park, callstate.Talking, false, buttons.Disabled, spec.BTN130},
		{buttons.Hold, callstate.Talking, false, buttons.Enabled, spec.BTN130},
	} {
		p.State, p.Display = row.state, pause.Display{Stopped: row.stopped}
		if got := p.Decide(row.button); got.Verdict != row.want || got.Rule != row.rule ||
			p.View().Button(row.button) != row.want || !strings.Contains(p.Why(row.button).In(spec.EN), row.want.String()) {
			t.Errorf("%v in %v, stopped %t: got %+v (%v), want %v by %v", row.button, row.state, row.stopped, got,
				p.Why(row.button), row.want, row.rule)
		}
	}
	settings.Use(buttons.ThreeWay, callstate.TransferTalking) // as it is by default
	settings.Use(buttons.Park, callstate.Talking)
	if settings != (buttons.Settings{}) {
		t.Errorf("got %+v, want the default", settings)
	}
	settings.Use(buttons.Toggle, callstate.Held) // table 3.1 says where that is shown
	settings.Use(200, callstate.Held)
	if settings != (buttons.Settings{}) {
		t.Errorf("got %+v, want the toggle and what is no button left alone", settings)
	}
}
