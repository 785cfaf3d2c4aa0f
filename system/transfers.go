package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// dial calls the target of a transfer of any kind, in a call of its own.
func (m *move) dial() error {
	if err := m.signal(m.party, m.is.sees); err != nil {
		return err
	}
	if m.open(m.phones[m.party].call).has(m.to) {
		return m.fail("%s is in the call that it holds", m.id(m.to))
	}
	if err := m.enter(m.to, m.event.Call, m.is.toSees); err != nil {
		return err
	}
	if _, err := m.create(); err != nil {
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
	if by < 0 || by == m.party || !c.ringing() || c.begun != m.is.goesOn {
		return nil, 0, m.fail("it is not rung by %v in call %q", m.is.goesOn, c.id)
	}
	return c, by, nil
}

func (m *move) targetAnswered() error {
	c, by, err := m.rung()
	if err != nil {
		return err
	}
	if err := m.signal(by, m.is.bySees); err != nil {
		return err
	}
	if err := m.signal(m.party, callstate.Answer); err != nil {
		return err
	}
	m.record(c, c.rec.Answer())
	return nil
}

func (m *move) targetFailed() error {
	c, by, err := m.rung()
	if err != nil {
		return err
	}
	return m.dropRinging(c, by, m.is.bySees)
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
	if want := m.is.goesOn; want != 0 && c.begun != want {
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
		return m.dropRinging(c, m.party, m.is.sees)
	}
	if err := m.signal(m.party, m.is.sees); err != nil {
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

func (m *move) keyComplete() error { return m.complete(m.is.sees) }

// complete ends a * or # transfer: the recording of the held call resumes by itself. The target of a # transfer answers by it.
func (m *move) complete(e callstate.Event) error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	if m.showsStopped(m.party) {
		m.because(completeResumes...)
	}
	if err := m.signal(m.party, e); err != nil {
		return err
	}
	if d.ringing() {
		for _, party := range without(d.members(), m.party) {
			if err := m.signal(party, callstate.Answer); err != nil {
				return err
			}
		}
	}
	return m.handOver(d, (*pause.Call).Complete)
}

func (m *move) transferComplete() error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	if err := m.signal(m.party, m.is.sees); err != nil {
		return err
	}
	stopped := d.parties(d.rec.StoppedBy())
	return m.handOver(d, func(c *pause.Call, leaves, target pause.Party, others pause.Parties) (pause.Step, error) {
		return c.Transfer(leaves, target, others, m.open(m.phones[m.party].call).numbers(stopped))
	})
}

// A handover is what a completed transfer does to the held call.
type handover func(c *pause.Call, leaves, target pause.Party, others pause.Parties) (pause.Step, error)

// handOver ends the target's call and puts those who talked in it in the acting softphone's place in the held one.
func (m *move) handOver(d *call, transfer handover) error {
	c := m.open(m.phones[m.party].call)
	id := c.id // a call that is closed moves the others
	leaves, _ := c.slot(m.party)
	m.phones[m.party].target = ""
	target := d.heir(m.party)
	if target < 0 { // the target has parked the call and gone: it is a plain leaving
		m.endTarget(d)
		return m.leaveRecorder(id, m.party)
	}
	pair := c.rec.Members().Len() > 1
	joins, err := m.moveOver(d, c)
	if err != nil {
		return err
	}
	heir, _ := c.slot(target)
	step, err := transfer(&c.rec, leaves, heir, joins.Without(leaves).Without(heir))
	if err != nil {
		return err
	}
	m.phones[m.party].call = ""
	m.record(c, step)
	m.endTarget(d)
	c = m.open(id)
	if members := c.members(); pair && len(members) == 1 && !c.rec.IsRoom() { // the target was in both calls, and now is alone
		m.endTarget(c)
		return m.othersGone(members[0], id)
	}
	return m.shrunk(id)
}

// heir returns who takes the transferring softphone's place: whom it called, or else the first who is there; -1 for nobody.
func (c *call) heir(transferrer int) int {
	others := without(c.members(), transferrer)
	switch {
	case len(others) == 0:
		return -1
	case slices.Contains(others, c.slots[1]): // the second party of a call is the one it was made to
		return c.slots[1]
	}
	return others[0]
}

func (m *move) threewayStart() error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	if err := m.signal(m.party, m.is.sees); err != nil {
		return err
	}
	stopped := d.parties(d.rec.StoppedBy())
	c := m.open(m.phones[m.party].call)
	joins, err := m.moveOver(d, c)
	if err != nil {
		return err
	}
	step, err := c.rec.Merge(joins, c.numbers(stopped))
	if err != nil {
		return err
	}
	m.phones[m.party].target = ""
	m.record(c, step)
	m.endTarget(d)
	return nil
}

// moveOver gives the parties of the target's call numbers in the held one, and returns them.
func (m *move) moveOver(d, c *call) (joins pause.Parties, err error) {
	for _, party := range d.members() {
		slot, ok := c.add(party)
		if !ok {
			return 0, m.fail("call %q has had %d parties, and no more can join", c.id, pause.MaxParties)
		}
		joins = joins.With(slot)
		for _, ref := range []*string{&m.phones[party].call, &m.phones[party].target} {
			if *ref == d.id && party != m.party {
				*ref = c.id
			}
		}
	}
	return joins, nil
}

func (m *move) endTarget(d *call) {
	m.record(d, d.rec.End())
	m.close(d.id)
}

// numbers returns the set of those parties that have a number in the call.
func (c *call) numbers(parties []int) (set pause.Parties) {
	for _, party := range parties {
		if slot, ok := c.slot(party); ok {
			set = set.With(slot)
		}
	}
	return set
}
