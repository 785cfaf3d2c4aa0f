package buttons

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Phone is one softphone: what it is doing, what it believes, and what it may use. It is a small comparable value
// that changes in place; who wants to try something copies it first. The zero Phone has no state and shows nothing: see
// NewPhone.
type Phone struct {
	State    callstate.State
	Gate     pause.Latch
	Display  pause.Display
	Settings Settings
}

// NewPhone returns a softphone that is idle. It takes the gate as it is now: see Configure.
func NewPhone(g pause.Gate, s Settings) Phone {
	return Phone{State: callstate.Idle, Gate: g.Latch(), Settings: s}
}

// Settings are the two that buttons need, and in which states the buttons do something while nothing is stopped, of
// which the manual says nothing. The zero Settings has neither of the two, and the states of the call log
// format.
type Settings struct {
	AutoThreeWay bool // 自動三者 (RP-BTN-081)
	StarTransfer bool // *転送 (RP-BTN-091)

	differs [Dial]uint16 // by button, the states in which it is another than by default
}

// Use says in which states one of the ten buttons does something, and that it does nothing in any other. Where a stop
// is shown table 3.2 counts all the same.
func (s *Settings) Use(b Button, in ...callstate.State) {
	if b == 0 || b > Dial {
		return
	}
	s.differs[b-1] = 0
	for state := range callstate.States() {
		if slices.Contains(in, state) != bool(usable.At(b, state).Then) {
			s.differs[b-1] |= 1 << state
		}
	}
}

// uses reports whether one of the ten buttons does something in a state.
func (s *Settings) uses(b Button, in callstate.State) bool {
	return (usable.At(b, in).Then == operable) != (s.differs[b-1]>>in&1 != 0)
}

// A View is all that a softphone shows at one moment.
type View struct {
	Toggle  pause.Verb // the label of the toggle, 0 where it is not shown
	Message bool       // 録音が停止状態です
	state   callstate.State
	buttons [numButtons]Verdict
}

// MessageText returns the text that stands beside the toggle, "" where there is none.
func (v View) MessageText(l spec.Lang) string { return pause.Display{Stopped: v.Message}.Message(l) }

// String returns the state, the label on the toggle and the message.
func (v View) String() string {
	text := cmp.Or(v.state.In(spec.EN), v.state.String())
	if v.Toggle != 0 {
		text += " 「" + v.Toggle.Label(spec.JA) + "」"
	}
	if v.Message {
		text += " 「" + v.MessageText(spec.JA) + "」"
	}
	return text
}

// Button returns what a button is: one of the ten, or the toggle, whose label is Toggle.
func (v View) Button(b Button) Verdict {
	if b < numButtons {
		return v.buttons[b]
	}
	return Hidden
}

// View returns what the softphone shows.
func (p Phone) View() View {
	view := answers[p.index()].view
	if p.Settings.differs != (Settings{}).differs {
		s := p.situation()
		for b := range All() {
			view.buttons[b] = verdict(s.obstacles(b))
		}
	}
	return view
}

// Decide returns what a button is, and by which rule: Why says it in words. A button that there is not is hidden by no
// rule.
func (p Phone) Decide(b Button) Decision {
	switch {
	case b >= numButtons:
		return Decision{}
	case p.Settings.differs != (Settings{}).differs:
		return p.situation().decide(b)
	}
	return answers[p.index()].decisions[b]
}

// ShowsStopped reports whether the softphone shows 録音再開 and the message.
func (p Phone) ShowsStopped() bool { return answers[p.index()].view.Message }

// Press clicks a button. A click on the toggle returns the command to send. Nothing that is shown changes before
// Confirm, and another click meanwhile is the same command again. A click on one of the ten returns the zero Command,
// because what it does is the caller's business. A button that is hidden or disabled is a *DisabledError.
func (p *Phone) Press(b Button) (pause.Command, error) {
	switch {
	case p.Decide(b).Verdict != Enabled:
		return pause.Command{}, &DisabledError{b, *p}
	case b != Toggle:
		return pause.Command{}, nil
	}
	return p.Display.Click(), nil
}

// Confirm shows what the PBX has done.
func (p *Phone) Confirm(c pause.Command) { p.Display.Confirm(c) }

// Reject keeps what is shown: the PBX refused, or did not answer in time.
func (p *Phone) Reject(c pause.Command) { p.Display.Reject(c) }

// Configure takes the gate and the settings as they are now, while the softphone is idle; at any other time it does
// nothing. What somebody saves during a call counts from the next call on (A-06, U-08), so call it before each.
func (p *Phone) Configure(g pause.Gate, s Settings) {
	if p.State == callstate.Idle {
		p.Gate, p.Settings = g.Latch(), s
	}
}

// Apply follows a call event, or returns a *callstate.RefusedError. A stop that is shown stays shown until the
// softphone is idle, even if the recording has resumed by itself meanwhile (RP-XFR-031, RP-OUT-021).
func (p *Phone) Apply(e callstate.Event) error {
	next, err := callstate.Next(p.State, e)
	if err != nil {
		return err
	}
	p.State = next
	if p.Display != (pause.Display{}) && next == callstate.Idle { // most have shown nothing, which is quickly asked
		p.Display.Clear()
	}
	return nil
}

// SendsDTMF reports whether a click on the dial pad sends its tone: never while the softphone shows the recording as
// stopped, though the click itself is allowed (RP-BTN-101).
func (p Phone) SendsDTMF() bool { return !p.ShowsStopped() && inCall(p.State) }

// inCall reports whether a softphone in a state has a call, of which a held one is enough.
func inCall(s callstate.State) bool {
	switch s {
	case callstate.Idle, callstate.Alerting, callstate.OutboundWaiting:
		return false
	}
	return known(s)
}

// A DisabledError reports a click on a button that is hidden or disabled. Nothing has happened.
type DisabledError struct {
	Button Button
	phone  Phone
}

func (e *DisabledError) Error() string { return fmt.Sprintf("buttons: %v: %v", e.Button, e.Why()) }

// Why returns why the button could not be clicked.
func (e *DisabledError) Why() spec.Reason { return e.phone.Why(e.Button) }
