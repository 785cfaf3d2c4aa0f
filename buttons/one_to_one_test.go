package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A line is one softphone, its call with a customer, and the recorder of that call.
type line struct {
	phone buttons.Phone
	rec   pause.Recorder
}

// An input is something that can happen on a line, where it can; all of them are within what the vendor guarantees.
type input struct {
	name string
	do   func(line) (line, bool)
}

var inputs = []input{
	{"invite", func(l line) (line, bool) { return l.event(callstate.Invite, pause.Ringing(true, partyA, partyB)) }},
	{"answer", func(l line) (line, bool) { return l.event(callstate.Answer, l.rec.Answer().After) }},
	{"fail", func(l line) (line, bool) { return l.event(callstate.Fail, l.rec.End().After) }},
	{"hold", func(l line) (line, bool) { return l.press(buttons.Hold, callstate.Hold, l.rec) }},
	{"unhold", func(l line) (line, bool) { return l.press(buttons.Hold, callstate.Unhold, l.rec) }},
	{"leave", func(l line) (line, bool) { return l.press(buttons.HangUp, callstate.Leave, l.rec.End().After) }},
	{"peer_leave", func(l line) (line, bool) { return l.event(callstate.PeerLeave, l.rec.End().After) }},
	{"held peer leaves", func(l line) (line, bool) { return l.event(callstate.HeldLeave, l.rec.End().After) }},
	{"stop", func(l line) (line, bool) { return l.toggle(pause.Stop, true) }},
	{"resume", func(l line) (line, bool) { return l.toggle(pause.Resume, true) }},
	{"stop, refused", func(l line) (line, bool) { return l.toggle(pause.Stop, false) }},
	{"resume, refused", func(l line) (line, bool) { return l.toggle(pause.Resume, false) }},
}

func (l line) event(e callstate.Event, rec pause.Recorder) (line, bool) {
	p, err := l.phone.Apply(e)
	return line{p, rec}, err == nil
}

// press is an event that a button of the softphone causes, where it can be pressed.
func (l line) press(b buttons.Button, e callstate.Event, rec pause.Recorder) (line, bool) {
	p, _, err := l.phone.Press(b)
	if err != nil {
		return l, false
	}
	l.phone = p
	return l.event(e, rec)
}

// toggle is a click on a label where it is shown, which the PBX does and confirms, or refuses.
func (l line) toggle(verb pause.Verb, confirmed bool) (line, bool) {
	p, cmd, err := l.phone.Press(buttons.Toggle)
	if err != nil || cmd.Verb != verb {
		return l, false
	}
	if l.phone = p.Reject(cmd); !confirmed {
		return l, true
	}
	l.phone = p.Confirm(cmd)
	if verb == pause.Stop {
		l.rec, _, err = l.rec.Stop(partyA)
	} else {
		l.rec, _, err = l.rec.Resume(partyA)
	}
	return l, err == nil
}

// reach shows every line that guaranteed inputs lead to, with the shortest way there.
func reach(t testing.TB, see func(line, []string)) {
	t.Helper()
	type visit struct {
		line
		way []string
	}
	seen := map[line]bool{}
	for todo := []visit{{line: line{phone: phone(t, callstate.Idle, false)}}}; len(todo) > 0; todo = todo[1:] {
		now := todo[0]
		if now.phone.Display = numberless(now.phone); seen[now.line] {
			continue
		}
		seen[now.line] = true
		see(now.line, now.way)
		for _, in := range inputs {
			if next, ok := in.do(now.line); ok {
				todo = append(todo, visit{next, append(now.way[:len(now.way):len(now.way)], in.name)})
			}
		}
	}
}

// One to one the display never lies: it shows a stop exactly where the recording is silent (L4).
func TestDisplayNeverLiesOneToOne(t *testing.T) {
	silent := 0
	reach(t, func(l line, way []string) {
		if l.rec.State() == pause.Silent {
			silent++
		}
		if got, want := l.phone.ShowsStopped(), l.rec.Silenced() != 0; got != want {
			t.Errorf("after %v: shows a stop %t, and the recording is %v", way, got, l.rec.State())
		}
	})
	if silent == 0 {
		t.Error("got no silent recording at all")
	}
}

// One to one a softphone that shows a stop is in 通話中, and so is one that has stopped anything (L4, RP-BTN-150).
func TestStoppedIsTalkingOneToOne(t *testing.T) {
	reach(t, func(l line, way []string) {
		if l.phone.Display.Stopped && (l.phone.State != callstate.Talking || !l.phone.ShowsStopped()) {
			t.Errorf("RP-BTN-150: after %v: stopped in %v, shown %t", way, l.phone.State, l.phone.ShowsStopped())
		}
	})
}

// The search comes everywhere that one call can be, so that what it proves is not about nothing.
func TestReachOneToOne(t *testing.T) {
	got := map[callstate.State]bool{}
	reach(t, func(l line, _ []string) { got[l.phone.State] = true })
	for _, s := range []callstate.State{callstate.Idle, callstate.Alerting, callstate.Talking, callstate.Held} {
		if !got[s] {
			t.Errorf("%v is not reached", s)
		}
		delete(got, s)
	}
	if len(got) != 0 {
		t.Errorf("got also %v, which no call of two can be in", got)
	}
}
