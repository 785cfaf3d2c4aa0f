package buttons_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// shows is table 3.1 once more, as the definition below needs it.
func shows(s callstate.State) bool {
	return slices.Contains([]callstate.State{callstate.Talking, callstate.StarHeld, callstate.StarTalking,
		callstate.OutboundWaiting}, s)
}

// The toggle shows exactly where nothing bars the feature and the state shows it; the label is the display's, and the
// message stands beside 録音再開 only (RP-VIS-010, RP-VIS-011, RP-OPS-060).
func TestToggleShowsBehindGateAndState(t *testing.T) {
	open := gate(t).Latch()
	everyPhone(t, gates(t), func(p buttons.Phone) {
		want := pause.Verb(0)
		if p.Gate == open && shows(p.State) {
			if want = pause.Stop; p.Display.Stopped {
				want = pause.Resume
			}
		}
		got := p.View()
		if got.Toggle != want || got.Message != (want == pause.Resume) || p.ShowsStopped() != got.Message {
			t.Errorf("%+v: got toggle %v, message %t, shows stopped %t, want %v", p, got.Toggle, got.Message,
				p.ShowsStopped(), want)
		}
	})
}

// usable is in which states a button can be operated when nothing is stopped.
var usable = map[buttons.Button]string{
	buttons.InCall: "talking",
	buttons.Hold:   "talking held",
	buttons.HangUp: "alerting talking star_held star_talking held held_dialing transfer_talking three_way " +
		"outbound_waiting",
	buttons.Transfer: "talking held transfer_talking",
	buttons.Park:     "talking",
	buttons.RaiseHand: "idle alerting talking star_held star_talking held held_dialing transfer_talking " +
		"three_way outbound_waiting",
	buttons.ThreeWay:     "transfer_talking",
	buttons.AutoThreeWay: "talking",
	buttons.StarTransfer: "talking",
	buttons.Dial: "idle alerting talking star_held star_talking held held_dialing transfer_talking " +
		"three_way outbound_waiting",
}

// button is what a button is: the settings hide two of them, table 3.2 decides while the softphone shows 録音再開, and the
// paragraph on buttons when nothing is stopped decides otherwise.
func button(p buttons.Phone, stopped bool, b buttons.Button) buttons.Verdict {
	switch {
	case b == buttons.AutoThreeWay && !p.Settings.AutoThreeWay, b == buttons.StarTransfer && !p.Settings.StarTransfer:
		return buttons.Hidden
	case stopped:
		if b == buttons.HangUp || b == buttons.RaiseHand || b == buttons.Dial {
			return buttons.Enabled
		}
		return buttons.Disabled
	case slices.Contains(strings.Fields(usable[b]), p.State.String()):
		return buttons.Enabled
	}
	return buttons.Disabled
}

// Every button of every softphone is what the dumb definition says.
func TestButtons(t *testing.T) {
	open := gate(t).Latch()
	for b := range buttons.All() {
		t.Run(buttons.Lock(b).String()+"/"+b.String(), func(t *testing.T) {
			everyPhone(t, gates(t), func(p buttons.Phone) {
				want := button(p, p.Display.Stopped && p.Gate == open && shows(p.State), b)
				if got := p.View().Button(b); got != want {
					t.Errorf("%v, stopped %t, %+v, feature %t: got %v, want %v", p.State, p.Display.Stopped, p.Settings,
						p.Gate == open, got, want)
				}
			})
		})
	}
}

// What is hidden without its setting stays hidden, whatever is stopped (RP-BTN-081, RP-BTN-091).
func TestHiddenStaysHidden(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		stopped := p
		stopped.Display.Stopped = true
		for b := range buttons.All() {
			if before, after := p.View().Button(b),
				stopped.View().Button(b); (before == buttons.Hidden) != (after == buttons.Hidden) || after > before {
				t.Errorf("%v of %+v: got %v, and %v while shown as stopped", b, p, before, after)
			}
		}
	})
}

// A stop locks and never unlocks, and where it is not shown it locks nothing (RP-BTN-002).
func TestLocksEndWithTheStop(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		if p.ShowsStopped() {
			return
		}
		never := p
		never.Display = pause.Display{}
		for b := range buttons.All() {
			if got, want := p.View().Button(b), never.View().Button(b); got != want {
				t.Errorf("%v of %+v, which does not show a stop: got %v, want %v", b, p, got, want)
			}
		}
	})
}

// There are the ten buttons and the toggle, which is enabled wherever it is shown, and no other.
func TestViewHasNoOtherButtons(t *testing.T) {
	v := phone(t, callstate.Talking, false).View()
	for b := range 256 {
		known := slices.Contains(slices.Collect(buttons.All()), buttons.Button(b)) ||
			buttons.Button(b) == buttons.Toggle
		if got := v.Button(buttons.Button(b)); (got != buttons.Hidden) != known {
			t.Errorf("%v: got %v", buttons.Button(b), got)
		}
	}
}

// A toggle that is not shown is hidden.
func TestToggleInView(t *testing.T) {
	for s := range callstate.States() {
		v := phone(t, s, false).View()
		if got, shown := v.Button(buttons.Toggle),
			v.Toggle != 0; (got == buttons.Enabled) != shown || (got == buttons.Hidden) == shown {
			t.Errorf("%v: got %v, shown %t", s, got, shown)
		}
	}
}

// A button that there is not has no rule, and a reason that says so.
func TestWhyNoSuchButton(t *testing.T) {
	for _, b := range []buttons.Button{0, 12, 99, 255} {
		r := phone(t, callstate.Talking, false).Why(b)
		if r.Rule != 0 || r.Support != spec.Unspecified || r.In(spec.EN) != "hidden: there is no such button" {
			t.Errorf("%v: got %v, %v, %q", b, r.Rule, r.Support, r.In(spec.EN))
		}
	}
}

// A view prints as one would read it from the screen: the state, the label, and the message.
func TestViewText(t *testing.T) {
	for _, row := range []struct {
		state   callstate.State
		stopped bool
		want    string
	}{
		{callstate.Idle, false, "idle"},
		{callstate.Held, true, "holding its call"},
		{callstate.Talking, false, "in a call 「録音停止」"},
		{callstate.Talking, true, "in a call 「録音再開」 「録音が停止状態です」"},
	} {
		v := phone(t, row.state, row.stopped).View()
		if got := v.String(); got != row.want {
			t.Errorf("%v, stopped %t: got %q, want %q", row.state, row.stopped, got, row.want)
		}
		if got := v.MessageText(spec.EN) != ""; got != v.Message {
			t.Errorf("%v, stopped %t: got the message's text %t, want %t", row.state, row.stopped, got, v.Message)
		}
	}
	if got := (buttons.View{}).String(); got == "" {
		t.Error("the zero view says nothing")
	}
}

// A new softphone is idle, and has what the gate and the settings of the moment give it.
func TestNewPhone(t *testing.T) {
	settings := buttons.Settings{AutoThreeWay: true, StarTransfer: true}
	if got, want := buttons.NewPhone(gate(t), settings), phone(t, callstate.Idle, false); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	p := buttons.NewPhone(gate(t), settings)
	if err := p.Apply(callstate.Join); err != nil || p.View().Toggle != pause.Stop {
		t.Errorf("after it has joined a room: got %v, %v, want the toggle", p.View(), err)
	}
}
