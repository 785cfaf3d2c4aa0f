package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// dial calls the target of a transfer of any kind, in a call of its own.
func (m *move) dial() {
	m.signal(m.party, m.row.sees)
	if m.current(m.party).has(m.to) && !m.isBusy(m.to) {
		m.fail("%s is in the call that it holds", m.id(m.to))
	}
	m.call()
	m.phones[m.party].target = m.event.Call
}

// transferrer returns the softphone whose target's call this is, -1 for none.
func (s *System) transferrer(c *call) int {
	for party := range s.phones {
		if s.phones[party].target == c.id {
			return party
		}
	}
	return -1
}

// dialed returns a call if it is the ringing one of a transfer that the event goes on with, and the softphone that
// transfers.
func (m *move) dialed(c *call) (ringing *call, by int) {
	by = m.transferrer(c)
	if by < 0 || by == m.party || !c.ringing() || c.begun != m.row.goesOn {
		return m.noCall("it is not rung by %v in call %q", m.row.goesOn, c.id), m.party
	}
	return c, by
}

func (m *move) targetAnswered() {
	c, by := m.dialed(m.joined())
	m.signal(by, m.row.bySees)
	m.signal(m.party, callstate.Answer)
	m.record(c, c.rec.Answer())
}

func (m *move) targetFailed() {
	c, by := m.dialed(m.rung())
	m.stopDialing(c, by, m.row.bySees)
}

// stopDialing ends the ringing call of a transfer; the event is what the transferring softphone sees.
func (m *move) stopDialing(c *call, by int, e callstate.Event) {
	m.phones[by].target = ""
	m.stopRinging(c, without(c.members(), by))
	m.signal(by, e)
}

// targetCall returns the call that the acting softphone dials or talks in while it holds another, begun as the event
// says.
func (m *move) targetCall() *call {
	c := m.open(m.phones[m.party].target)
	if c == nil {
		return m.noCall("the event has no meaning in this state")
	}
	if want := m.row.goesOn; want != 0 && c.begun != want {
		m.fail("call %q was begun by %v", c.id, c.begun)
	}
	return c
}

// cancel ends the call with the target of a * or # transfer. The display is as it was.
func (m *move) cancel() {
	c := m.targetCall()
	m.cancelled(c, m.party)
	if c.ringing() {
		m.stopDialing(c, m.party, callstate.StarCancel)
		return
	}
	m.signal(m.party, callstate.StarCancel)
	m.phones[m.party].target = ""
	for _, party := range without(c.members(), m.party) {
		m.leftAlone(party, c.id)
	}
	m.end(c)
}

// sharpComplete ends a # transfer, which may have come to a talk with the target (A-25 b).
func (m *move) sharpComplete() {
	if m.phones[m.party].State == callstate.StarTalking {
		m.complete(callstate.StarComplete)
		return
	}
	m.complete(callstate.SharpComplete)
}

// sharpAnswered is the answer of a # transfer's target. It is joined at once, or talks with the softphone first (A-25
// b); of a softphone that is free already it takes the place.
func (m *move) sharpAnswered() {
	if c := m.joined(); c.begun == calllog.SharpBlind {
		m.takePlace(c)
		return
	}
	if m.policy.SharpTalk {
		m.targetAnswered()
		return
	}
	_, by := m.dialed(m.joined())
	target := m.party
	m.party = by // who completes the transfer
	m.complete(callstate.SharpComplete)
	m.party = target
}

// sharpBlind is a # transfer whose softphone is free at once. The transfer counts as completed, so that the recording
// resumes by itself; the target, who takes the softphone's side, is in the call from its answer on.
func (m *move) sharpBlind() {
	id := m.phones[m.party].call
	if c := m.current(m.party); c.has(m.to) || len(c.members()) < 2 {
		m.fail("%s is in call %q, or nobody else is", m.id(m.to), id)
	}
	m.signal(m.party, m.row.sees)
	m.phones[m.party].call = ""
	m.enter(m.to, m.event.Call, m.row.toSees)
	m.create()
	if m.err != nil {
		return
	}
	rings := m.open(m.event.Call)
	_, err := rings.rec.Park(rings.slot(m.party))
	m.must(err)
	rings.follows = id
	c := m.open(id)
	target := m.number(c, m.to)
	step, err := c.rec.Complete(c.slot(m.party), target, 0)
	m.must(err)
	m.record(c, step)
	step, err = c.rec.Park(target)
	m.must(err)
	m.record(c, step)
	m.endThreeWay(c)
}

// takePlace brings the target of a blind # transfer into the call that the softphone has left.
func (m *move) takePlace(rings *call) {
	id := rings.follows
	m.signal(m.party, callstate.Answer)
	m.close(rings.id)
	if m.softphone(m.party) {
		m.phones[m.party].call = id
	}
	m.bringIn(m.open(id), m.party)
}

// sharpFailed is a blind # transfer that nobody answers: the call stays open with who is left, as a parked one.
func (m *move) sharpFailed() {
	c := m.joined()
	if c.begun != calllog.SharpBlind {
		m.fail("call %q does not ring for a blind # transfer", c.id)
	}
	m.stopRinging(c, c.members())
}

// cancelled names the rules of a cancel while the display says "stopped". The held call's recording goes on as it was;
// where a stop in the transfer was one of that call (A-26 b) it resumes by itself.
func (m *move) cancelled(c *call, by int) {
	if c.begun == calllog.ConsultDial || !m.showsStopped(by) {
		return
	}
	held := m.current(by)
	if m.stoppedBy(by, held) {
		if m.policy.WhileRinging != pause.HeldCall {
			return // a vendor's change has stopped it
		}
		step, err := held.rec.Cancel(held.slot(by))
		m.must(err)
		m.record(held, step)
	}
	m.because(spec.XFR030, spec.XFR031)
}

func (m *move) transferComplete() { m.complete(m.row.sees) }

// complete ends a transfer: the target takes the acting softphone's place in the held call. After a * or # transfer the
// recording of that call resumes by itself, and the target of a # transfer answers by it.
func (m *move) complete(e callstate.Event) {
	second := m.targetCall()
	if second.busy {
		m.fail("call %q rings in vain", second.id)
	}
	if second.begun != calllog.ConsultDial && (m.showsStopped(m.party) || second.rec.StoppedBy() != 0) {
		m.because(spec.XFR020)
	}
	m.signal(m.party, e)
	if second.ringing() {
		m.signalAll(without(second.members(), m.party), callstate.Answer)
	}
	m.phones[m.party].target = ""
	if m.err == nil {
		m.handOver(m.current(m.party), second)
	}
}

// handOver ends the target's call and puts those who talked in it in the acting softphone's place in the held one.
func (m *move) handOver(held, second *call) {
	id, alone := held.id, held.rec.Members().Len() == 1 // closing a call moves the others in the list
	successor := second.successor(m.party)
	if successor < 0 { // the target has parked the call and gone: it is a plain leaving
		m.end(second)
		m.leaveCall(m.open(id), m.party)
		return
	}
	joins := m.moveOver(second, held)
	m.phones[m.party].call = ""
	stay := (held.rec.Members() | joins).Without(held.slot(m.party))
	if !alone && stay.Len() == 1 && !held.rec.IsRoom() { // the target was in both calls, and both are over
		last := held.parties(stay)[0]
		m.end(second)
		m.end(m.open(id))
		m.leftAlone(last, id)
		return
	}
	step, err := held.replace(m.party, successor, joins, second)
	m.must(err)
	m.record(held, step)
	m.end(second)
	m.endThreeWay(m.open(id))
}

// replace puts a party in another one's place in the held call; those who talked with it come with it.
func (c *call) replace(leaves, successor int, joins pause.Parties, second *call) (pause.Step, error) {
	from, to := c.slot(leaves), c.slot(successor)
	others := joins.Without(from).Without(to)
	if second.begun == calllog.ConsultDial {
		return c.rec.Transfer(from, to, others, c.stopsOf(second))
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

func (m *move) threewayStart() {
	second := m.targetCall()
	m.signal(m.party, m.row.sees)
	held := m.current(m.party)
	joins := m.moveOver(second, held)
	step, err := held.rec.Merge(joins, held.stopsOf(second))
	m.must(err)
	m.phones[m.party].target = ""
	m.record(held, step)
	m.end(second)
}

// moveOver gives the parties of the target's call numbers in the held one, and returns them.
func (m *move) moveOver(second, held *call) (joins pause.Parties) {
	for _, party := range second.members() {
		joins = joins.With(m.number(held, party))
		for _, name := range []*string{&m.phones[party].call, &m.phones[party].target} {
			if *name == second.id && party != m.party {
				*name = held.id
			}
		}
	}
	return joins
}

// end ends a call for all who are in it.
func (m *move) end(c *call) {
	m.record(c, c.rec.End())
	m.close(c.id)
}

// stopsOf returns who has stopped another call, by their numbers in this one.
func (c *call) stopsOf(other *call) (set pause.Parties) {
	for p := range other.rec.StoppedBy().All() {
		if party := other.slots[p]; slices.Contains(c.slots, party) {
			set = set.With(c.slot(party))
		}
	}
	return set
}
