package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// dial calls the target of a transfer of any kind, in a call of its own.
func (m *move) dial() error {
	if err := m.signal(m.party, m.row.sees); err != nil {
		return err
	}
	if m.open(m.phones[m.party].call).has(m.to) {
		return m.fail("%s is in the call that it holds", m.id(m.to))
	}
	if err := m.enter(m.to, m.event.Call, m.row.toSees); err != nil {
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

// dialed returns the ringing call of a transfer that the event goes on with, and the softphone that transfers.
func (m *move) dialed() (c *call, by int, err error) {
	if c, err = m.joined(); err != nil {
		return nil, 0, err
	}
	by = m.transferrer(c)
	if by < 0 || by == m.party || !c.ringing() || c.begun != m.row.goesOn {
		return nil, 0, m.fail("it is not rung by %v in call %q", m.row.goesOn, c.id)
	}
	return c, by, nil
}

func (m *move) targetAnswered() error {
	c, by, err := m.dialed()
	if err != nil {
		return err
	}
	if err := m.signal(by, m.row.bySees); err != nil {
		return err
	}
	if err := m.signal(m.party, callstate.Answer); err != nil {
		return err
	}
	m.record(c, c.rec.Answer())
	return nil
}

func (m *move) targetFailed() error {
	c, by, err := m.dialed()
	if err != nil {
		return err
	}
	return m.stopDialing(c, by, m.row.bySees)
}

// stopDialing ends the ringing call of a transfer; the event is what the transferring softphone sees.
func (m *move) stopDialing(c *call, by int, e callstate.Event) error {
	m.phones[by].target = ""
	if err := m.stopRinging(c, without(c.members(), by)); err != nil {
		return err
	}
	return m.signal(by, e)
}

// targetCall returns the call that the acting softphone dials or talks in while it holds another, begun as the event
// says.
func (m *move) targetCall() (*call, error) {
	c := m.open(m.phones[m.party].target)
	if c == nil {
		return nil, m.fail("the event has no meaning in this state")
	}
	if want := m.row.goesOn; want != 0 && c.begun != want {
		return nil, m.fail("call %q was begun by %v", c.id, c.begun)
	}
	return c, nil
}

// cancel ends the call with the target of a * or # transfer. The held call's recording is as it was, and so is the
// display.
func (m *move) cancel() error {
	c, err := m.targetCall()
	if err != nil {
		return err
	}
	m.cancelRules(c)
	if c.ringing() {
		return m.stopDialing(c, m.party, m.row.sees)
	}
	if err := m.signal(m.party, m.row.sees); err != nil {
		return err
	}
	m.phones[m.party].target = ""
	for _, party := range without(c.members(), m.party) {
		if err := m.leftAlone(party, c.id); err != nil {
			return err
		}
	}
	m.end(c)
	return nil
}

// cancelRules names the rules of a cancel while the display says "stopped".
func (m *move) cancelRules(c *call) {
	by := m.transferrer(c)
	if c.begun != calllog.ConsultDial && m.showsStopped(by) && !m.stoppedBy(by, m.open(m.phones[by].call)) {
		m.because(cancelResumes...)
	}
}

func (m *move) transferComplete() error { return m.complete(m.row.sees) }

// complete ends a transfer: the target takes the acting softphone's place in the held call. After a * or # transfer the
// recording of that call resumes by itself, and the target of a # transfer answers by it.
func (m *move) complete(e callstate.Event) error {
	second, err := m.targetCall()
	if err != nil {
		return err
	}
	if second.begun != calllog.ConsultDial && m.showsStopped(m.party) {
		m.because(completeResumes...)
	}
	if err := m.signal(m.party, e); err != nil {
		return err
	}
	if second.ringing() {
		if err := m.signalAll(without(second.members(), m.party), callstate.Answer); err != nil {
			return err
		}
	}
	m.phones[m.party].target = ""
	return m.handOver(m.open(m.phones[m.party].call), second)
}

// handOver ends the target's call and puts those who talked in it in the acting softphone's place in the held one.
func (m *move) handOver(held, second *call) error {
	id, alone := held.id, held.rec.Members().Len() == 1 // closing a call moves the others in the list
	successor := second.successor(m.party)
	if successor < 0 { // the target has parked the call and gone: it is a plain leaving
		m.end(second)
		return m.leaveCall(m.open(id), m.party)
	}
	joins, err := m.moveOver(second, held)
	if err != nil {
		return err
	}
	step, err := held.replace(m.party, successor, joins, second)
	if err != nil {
		return err
	}
	m.phones[m.party].call = ""
	m.record(held, step)
	m.end(second)
	held = m.open(id)
	if members := held.members(); !alone && len(members) == 1 && !held.rec.IsRoom() { // the target was in both calls
		m.end(held)
		return m.leftAlone(members[0], id)
	}
	return m.endThreeWay(held)
}

// replace puts a party in another one's place in the held call; those who talked with it come with it.
func (c *call) replace(leaves, successor int, joins pause.Parties, second *call) (pause.Step, error) {
	from, _ := c.slot(leaves)
	to, _ := c.slot(successor)
	others := joins.Without(from).Without(to)
	if second.begun == calllog.ConsultDial {
		return c.rec.Transfer(from, to, others, c.numbers(second.parties(second.rec.StoppedBy())))
	}
	return c.rec.Complete(from, to, others)
}

// successor returns who takes the transferring softphone's place: whom it called, or else the first who is there; -1
// for nobody.
func (c *call) successor(transferrer int) int {
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
	second, err := m.targetCall()
	if err != nil {
		return err
	}
	if err := m.signal(m.party, m.row.sees); err != nil {
		return err
	}
	held := m.open(m.phones[m.party].call)
	joins, err := m.moveOver(second, held)
	if err != nil {
		return err
	}
	step, err := held.rec.Merge(joins, held.numbers(second.parties(second.rec.StoppedBy())))
	if err != nil {
		return err
	}
	m.phones[m.party].target = ""
	m.record(held, step)
	m.end(second)
	return nil
}

// moveOver gives the parties of the target's call numbers in the held one, and returns them.
func (m *move) moveOver(second, held *call) (joins pause.Parties, err error) {
	for _, party := range second.members() {
		slot, ok := held.add(party)
		if !ok {
			return 0, m.fail("call %q has had %d parties, and no more can join", held.id, pause.MaxParties)
		}
		joins = joins.With(slot)
		for _, name := range []*string{&m.phones[party].call, &m.phones[party].target} {
			if *name == second.id && party != m.party {
				*name = held.id
			}
		}
	}
	return joins, nil
}

// end ends a call for all who are in it.
func (m *move) end(c *call) {
	m.record(c, c.rec.End())
	m.close(c.id)
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
