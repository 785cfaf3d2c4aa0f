package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// clicks is the button that an event of a log presses, where a softphone that shows "stopped" refuses it; 0 for the others, to the
// last.
var clicks = [...]buttons.Button{
	calllog.Hold: buttons.Hold, calllog.Unhold: buttons.Hold, calllog.ConsultDial: buttons.Transfer,
	calllog.TransferComplete: buttons.Transfer, calllog.ThreewayStart: buttons.ThreeWay, calllog.ThreewayAuto: buttons.AutoThreeWay,
	calllog.StarBegin: buttons.StarTransfer, calllog.SharpBegin: buttons.StarTransfer, calllog.Park: buttons.Park,
	calllog.ResumeClick: 0,
}

// refuse asks what the acting softphone's own buttons refuse, whatever the state. The facts of a call are never refused.
func (m *move) refuse() bool {
	b := clicks[m.event.Kind]
	p := m.phones[m.party]
	switch {
	case b == 0:
		return false
	case b == buttons.AutoThreeWay && !p.Settings.AutoThreeWay:
		m.because(spec.BTN081)
	case !m.showsStopped(m.party):
		return false
	case m.event.Kind == calllog.SharpBegin:
		m.because(spec.BTN160) // there is no # button: the keys are not sent
	default:
		m.because(buttons.Lock(b))
	}
	m.result = calllog.Rejected
	return true
}

// click is a click on the toggle. It reaches the call that the softphone talks in, or the one that its transfer rings.
func (m *move) click() error {
	p := &m.phones[m.party]
	face := m.face(p.Phone)
	toggle := face.View().Toggle
	verb := pause.Stop
	if m.event.Kind == calllog.ResumeClick {
		verb = pause.Resume
	}
	switch {
	case toggle == 0:
		m.because(buttons.Why(face, buttons.Toggle).Rule)
		m.result = calllog.Rejected
		return nil
	case m.event.Call != "" && m.event.Call != p.call && m.event.Call != p.target:
		return m.fail("not in call %q", m.event.Call)
	case toggle != verb:
		m.because(spec.OPS080)
		m.result = calllog.Unchanged
		return nil
	case m.event.PBX != calllog.Confirmed || m.refusedAmongMany(verb):
		m.result = calllog.Rejected
		return nil
	}
	pressed, cmd, err := face.Press(buttons.Toggle)
	if err != nil {
		return err
	}
	if err := m.command(verb); err != nil {
		return err
	}
	p.Display = pressed.Confirm(cmd).Display
	m.because(verb.Rule())
	if verb == pause.Resume && p.State == callstate.Talking && p.stoppedInTransfer() {
		m.because(spec.XFR033) // the way out of the false display that a cancel leaves
	}
	p.stoppedIn, p.doubtful = 0, false
	if verb == pause.Stop {
		p.stoppedIn = p.State
	}
	return nil
}

// command brings a verb to the recorder that it is for, if there is one.
func (m *move) command(v pause.Verb) error {
	c := m.commanded()
	if c == nil {
		return nil
	}
	slot, _ := c.slot(m.party)
	do := c.rec.Stop
	if v == pause.Resume {
		do = c.rec.Resume
	}
	_, step, err := do(slot)
	if err != nil {
		return err
	}
	m.record(c, step)
	if c.begun == calllog.StarBegin && !c.ringing() && v == pause.Stop && m.phones[m.party].target == c.id {
		m.because(spec.XFR010, spec.XFR011)
	}
	return nil
}

// commanded returns the call that a click of the acting softphone is for, nil for none: the one that it has stopped, which is the held
// one under an answer to A-26, and otherwise the one that it talks in or rings.
func (m *move) commanded() *call {
	p := m.phones[m.party]
	if held := m.open(p.call); m.policy.WhileRinging == pause.HeldCall && !m.profile.showsTheTalk() && m.stoppedBy(m.party, held) {
		return held
	}
	if p.State != callstate.StarHeld {
		return m.open(p.talksIn())
	}
	switch m.policy.WhileRinging {
	case pause.HeldCall:
		return m.open(p.call)
	case pause.FromAnswer:
		return m.open(p.target)
	}
	return nil
}

// stoppedBy reports whether a party has stopped a call's recording.
func (m *move) stoppedBy(party int, c *call) bool {
	if c == nil {
		return false
	}
	slot, ok := c.slot(party)
	return ok && c.rec.StoppedBy().Has(slot)
}

// pressKey is a click on the dial pad during a call.
func (m *move) pressKey() error {
	p := m.phones[m.party]
	switch {
	case m.showsStopped(m.party):
		m.because(spec.BTN100, spec.BTN101)
		m.result = calllog.Unchanged
	case !p.SendsDTMF():
		return m.fail("there is no call to send it to")
	default:
		m.because(spec.BTN102)
		m.dtmf = []string{m.event.Party}
	}
	return nil
}
