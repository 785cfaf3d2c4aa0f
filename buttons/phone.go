package buttons

import (
	"fmt"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Phone is one softphone: what it is doing, what it believes, and what it may use. It is a small value; a method returns the
// next one. A Phone with a State is ready to use; the zero Phone has none and shows nothing.
type Phone struct {
	State    callstate.State
	Gate     pause.Latch
	Display  pause.Display
	Settings Settings
}

// Settings are those that two buttons need.
type Settings struct {
	AutoThreeWay bool // 自動三者 (RP-BTN-081)
	StarTransfer bool // *転送 (RP-BTN-091)
}

// A View is all that a softphone shows at one moment.
type View struct {
	Toggle  pause.Verb // the label of the toggle, 0 where it is not shown
	Message bool       // 録音が停止状態です
	buttons [Toggle]Verdict
}

// Button returns what a button is: one of the ten, or the toggle, whose label is Toggle.
func (v View) Button(b Button) Verdict {
	switch {
	case int(b) < len(v.buttons):
		return v.buttons[b]
	case b == Toggle && v.Toggle != 0:
		return Enabled
	}
	return Hidden
}

// View returns what the softphone shows.
func (p Phone) View() View { return views[p.index()] }

// Decide returns what a button is, and by which rule: Why says it in words. A button that there is not is hidden by no rule.
func (p Phone) Decide(b Button) Decision {
	if b >= numButtons {
		return Decision{}
	}
	return decisions[p.index()][b]
}

// ShowsStopped reports whether the softphone shows 録音再開 and the message.
func (p Phone) ShowsStopped() bool { return views[p.index()].Message }

// Press clicks a button. A click on the toggle gives the command to send; nothing that is shown changes before Confirm, and another
// click meanwhile is the same command again. A click on one of the ten gives the zero Command: what it does is not ours. A button
// that is hidden or disabled gives a *DisabledError, and the phone as it was.
func (p Phone) Press(b Button) (Phone, pause.Command, error) {
	if err := p.refuses(b); err != nil {
		return p, pause.Command{}, err
	}
	if b != Toggle {
		return p, pause.Command{}, nil
	}
	d, cmd := p.Display.Click()
	p.Display = d
	return p, cmd, nil
}

// refuses returns why a button cannot be clicked; nil, and it can.
func (p Phone) refuses(b Button) error {
	if b >= numButtons {
		return &DisabledError{b, Why(p, b)}
	}
	i := p.index()
	if decisions[i][b].Verdict != Enabled {
		return &refusals[i][b]
	}
	return nil
}

// Confirm shows what the PBX has done.
func (p Phone) Confirm(c pause.Command) Phone {
	p.Display = p.Display.Confirm(c)
	return p
}

// Reject keeps what is shown: the PBX refused, or did not answer in time.
func (p Phone) Reject(c pause.Command) Phone {
	p.Display = p.Display.Reject(c)
	return p
}

// Configure takes the gate and the settings of the moment while the softphone is idle. From the start of a call to its end nothing
// changes, so what is saved in a call counts in the next one (A-06, U-08): call it before each.
func (p Phone) Configure(g pause.Gate, s Settings) Phone {
	if p.State == callstate.Idle {
		p.Gate, p.Settings = g.Latch(), s
	}
	return p
}

// Apply follows a call event, or returns a *callstate.RefusedError. What is shown as stopped stays so until the softphone is
// idle: also where the recording has resumed by itself (RP-XFR-031, RP-OUT-021).
func (p Phone) Apply(e callstate.Event) (Phone, error) {
	// One way out, so that this stays small enough for the compiler to put it in place of a call: 5 ns instead of 8.
	var err error
	p.State, err = callstate.Next(p.State, e)
	if p.State == callstate.Idle && err == nil {
		p.Display = p.Display.Clear()
	}
	return p, err
}

// SendsDTMF reports whether a click on the dial pad sends its tone: never while the softphone shows the recording as stopped,
// though the click itself is allowed (RP-BTN-101).
func (p Phone) SendsDTMF() bool { return !p.ShowsStopped() && inCall(p.State) }

func inCall(s callstate.State) bool {
	switch s {
	case callstate.Talking, callstate.StarHeld, callstate.StarTalking, callstate.Held, callstate.HeldDialing, callstate.TransferTalking, callstate.ThreeWay:
		return true
	}
	return false
}

// A DisabledError reports a click on a button that is hidden or disabled. Nothing has happened.
type DisabledError struct {
	Button Button
	Why    Reason
}

func (e *DisabledError) Error() string {
	return fmt.Sprintf("buttons: %v: %s", e.Button, e.Why.In(spec.EN))
}
