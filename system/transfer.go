package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
)

// dial calls the target of a transfer of any kind, in a call of its own.
func (m *move) dial() error {
	if err := m.signal(m.party, own[m.event.Kind]); err != nil {
		return err
	}
	if m.open(m.phones[m.party].call).has(m.to) {
		return m.fail("%s is in the call that it holds", m.id(m.to))
	}
	if err := m.enter(m.to, m.event.Call, callstate.Invite); err != nil {
		return err
	}
	if _, err := m.create(m.party, m.to); err != nil {
		return err
	}
	m.phones[m.party].target = m.event.Call
	return nil
}

// transferrer returns the softphone whose target's call this is, -1 for none.
func (s *System) transferrer(c *call) int {
	return slices.IndexFunc(s.phones, func(p phone) bool { return p.target == c.id })
}

// rung returns the ringing call of a transfer that the event goes on with, and the softphone that transfers.
func (m *move) rung() (c *call, by int, err error) {
	if c, err = m.joined(); err != nil {
		return nil, 0, err
	}
	by = m.transferrer(c)
	if by < 0 || by == m.party || !c.ringing() || c.begun != begins[m.event.Kind] {
		return nil, 0, m.fail("it is not rung by %v in call %q", begins[m.event.Kind], c.id)
	}
	return c, by, nil
}

func (m *move) targetAnswered() error {
	c, by, err := m.rung()
	if err != nil {
		return err
	}
	if err := m.signal(by, own[m.event.Kind]); err != nil {
		return err
	}
	if err := m.signal(m.party, callstate.Answer); err != nil {
		return err
	}
	m.record(c, c.rec.Answer())
	return nil
}

func (m *move) consultFailed() error {
	c, by, err := m.rung()
	if err != nil {
		return err
	}
	return m.dropRinging(c, by, callstate.ConsultFail)
}

// dropRinging ends the ringing call of a transfer; the event is what the transferring softphone sees.
func (m *move) dropRinging(c *call, by int, e callstate.Event) error {
	for _, party := range c.members() {
		if party == by {
			continue
		}
		if err := m.signal(party, callstate.Fail); err != nil {
			return err
		}
		m.phones[party].call = ""
	}
	m.phones[by].target = ""
	m.close(c.id)
	return m.signal(by, e)
}

// targetCall returns the call that the acting softphone dials or talks in while it holds another, begun as the event says.
func (m *move) targetCall() (*call, error) {
	c := m.open(m.phones[m.party].target)
	if c == nil {
		return nil, m.fail("the event has no meaning in this state")
	}
	if want := begins[m.event.Kind]; want != 0 && c.begun != want {
		return nil, m.fail("call %q was begun by %v", c.id, c.begun)
	}
	return c, nil
}

// cancel ends the call with the target of a * or # transfer. The held call's recording is as it was, and so is the display.
func (m *move) cancel() error {
	c, err := m.targetCall()
	if err != nil {
		return err
	}
	m.cancelRules(c)
	if c.ringing() {
		return m.dropRinging(c, m.party, own[m.event.Kind])
	}
	if err := m.signal(m.party, own[m.event.Kind]); err != nil {
		return err
	}
	m.phones[m.party].target = ""
	for _, party := range without(c.members(), m.party) {
		if err := m.othersGone(party, c.id); err != nil {
			return err
		}
	}
	m.endTarget(c)
	return nil
}

// cancelRules names the rules of a cancel while the display says "stopped".
func (m *move) cancelRules(c *call) {
	by := m.transferrer(c)
	if c.begun != calllog.ConsultDial && m.showsStopped(by) && !m.stoppedBy(by, m.open(m.phones[by].call)) {
		m.because(cancelResumes...)
	}
}
