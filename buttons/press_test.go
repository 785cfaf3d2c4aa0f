package buttons_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A click on a button that is hidden or disabled is a *DisabledError with its reason, and changes nothing (L9,
// RP-BTN-120).
func TestPressDisabled(t *testing.T) {
	pressed := 0
	everyPhone(t, gates(t), func(p buttons.Phone) {
		v := p.View()
		for b := range buttons.Toggle + 2 { // none, all, and one that is unknown
			if verdict(v, b) == buttons.Enabled {
				continue
			}
			pressed++
			got := p
			cmd, err := got.Press(b)
			var disabled *buttons.DisabledError
			if !errors.As(err, &disabled) || disabled.Button != b || disabled.Why() != p.Why(b) {
				t.Errorf("%v of %+v: got %v, want a *DisabledError with its reason", b, p, err)
			} else if !strings.HasPrefix(err.Error(), "buttons: "+b.String()+": ") {
				t.Errorf("%v of %+v: got %q, want it to name the button", b, p, err)
			}
			if got != p || cmd != (pause.Command{}) {
				t.Errorf("%v of %+v: got %+v and %+v, want nothing changed", b, p, got, cmd)
			}
		}
	})
	if pressed != 23540 {
		t.Errorf("pressed %d buttons that do nothing, want 23540", pressed)
	}
}

// A click on an enabled button shows nothing new, and only the toggle gives a command: the verb of its label.
func TestPressEnabled(t *testing.T) {
	pressed := 0
	everyPhone(t, gates(t), func(p buttons.Phone) {
		v := p.View()
		for _, b := range everyButton() {
			if verdict(v, b) != buttons.Enabled {
				continue
			}
			pressed++
			got := p
			cmd, err := got.Press(b)
			if err != nil || got.View() != v {
				t.Errorf("%v of %+v: got %v and another view, want none of both", b, p, err)
			}
			if b == buttons.Toggle && cmd.Verb != v.Toggle || b != buttons.Toggle &&
				(got != p || cmd != (pause.Command{})) {
				t.Errorf("%v of %+v: got %+v and %+v, want %v", b, p, got, cmd, v.Toggle)
			}
		}
	})
	if pressed != 9740 {
		t.Errorf("pressed %d buttons that do something, want 9740", pressed)
	}
}

// What is shown changes when the PBX confirms, not when it refuses, and a late confirmation counts.
func TestAnswers(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		p := phone(t, callstate.Talking, stopped)
		clicked := p
		cmd, err := clicked.Press(buttons.Toggle)
		if err != nil {
			t.Fatal(err)
		}
		refused, confirmed := clicked, clicked
		if refused.Reject(cmd); refused.ShowsStopped() != stopped || refused.Display.Pending() {
			t.Errorf("stopped %t, refused: got %+v, want what was shown", stopped, refused.Display)
		}
		if confirmed.Confirm(cmd); confirmed.ShowsStopped() == stopped {
			t.Errorf("stopped %t, confirmed: got %+v, want the other label", stopped, confirmed.Display)
		}
		if refused.Confirm(cmd); refused.ShowsStopped() == stopped {
			t.Errorf("stopped %t, confirmed after a time-out: got %+v, want the other label", stopped, refused.Display)
		}
	}
}

// A confirmation that comes when the call is over does not reach the next one.
func TestLateAnswerToAnotherCall(t *testing.T) {
	p := phone(t, callstate.Talking, false)
	cmd, err := p.Press(buttons.Toggle)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []callstate.Event{callstate.PeerLeave, callstate.Invite, callstate.Answer} {
		if err := p.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	if p.Confirm(cmd); p.View().Toggle != pause.Stop {
		t.Errorf("got %v in the next call, want %v", p.View().Toggle, pause.Stop)
	}
}

// An event that has no meaning in a state is refused, and changes nothing (L9).
func TestApplyRefused(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			p := phone(t, s, true)
			got := p
			err := got.Apply(e)
			to, want := callstate.Next(s, e)
			var refused *callstate.RefusedError
			if (err == nil) != (want == nil) || err != nil && (!errors.As(err, &refused) || got != p) ||
				got.State != to {
				t.Errorf("%v in %v: got %+v, %v, want %v, %v", e, s, got, err, to, want)
			}
		}
	}
}

// The dial pad sends its tones in a call, and none where the softphone shows the recording as stopped, though the click
// itself is allowed (RP-BTN-100, RP-BTN-101, RP-BTN-102).
func TestSendsDTMF(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		call := p.State != callstate.Idle && p.State != callstate.Alerting && p.State != callstate.OutboundWaiting
		if got, want := p.SendsDTMF(), call && p.View().Toggle != pause.Resume; got != want {
			t.Errorf("RP-BTN-101: %+v: got %t, want %t", p, got, want)
		}
		if got := p.View().Button(buttons.Dial); got != buttons.Enabled {
			t.Errorf("RP-BTN-100: %+v: got the dial pad %v, want it enabled", p, got)
		}
	})
}
