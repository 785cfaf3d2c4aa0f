package model

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/calllog"
)

// hangup is one fact with four meanings: to who leaves, to who is left alone, to who held the one who left, and to the
// softphone whose transfer's target it is.
func (m *move) hangup() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	m.whileStopped(buttons.HangUp)
	by := m.transferrer(c)
	switch {
	case by >= 0 && c.ringing():
		m.cancelRules(c)
		return m.dropRinging(c, by, callstate.TargetLeave)
	case c.ringing():
		return m.giveUp(c)
	case by == m.party && m.phones[by].State == callstate.StarTalking:
		return m.starComplete()
	case by >= 0 && c.rec.Members().Len() == 2: // the target leaves its transfer: a cancel
		m.cancelRules(c)
	}
	return m.leave(c)
}

// leave takes the acting party out of an answered call.
func (m *move) leave(c *call) error {
	me := &m.phones[m.party]
	event := callstate.Leave
	switch {
	case me.target == c.id:
		event = callstate.TargetLeave
	case me.target != "":
		return m.fail("call %q is on hold; it can hang up call %q", c.id, me.target)
	}
	if err := m.signal(m.party, event); err != nil {
		return err
	}
	if event == callstate.TargetLeave {
		me.target = ""
	}
	return m.leaveRecorder(c.id, m.party)
}

func (m *move) leaveRecorder(id string, party int) error {
	c := m.open(id)
	slot, _ := c.slot(party)
	_, step, err := c.rec.Leave(slot)
	if err != nil {
		return err
	}
	return m.afterLeaving(c, step, party)
}

// afterLeaving notes that a party has left a call, and what that is to those who are left.
func (m *move) afterLeaving(c *call, step pause.Step, left int) error {
	remaining := without(c.members(), left)
	if m.phones[left].call == c.id {
		m.phones[left].call = ""
	}
	m.record(c, step)
	id := c.id
	if c.rec.Members() != 0 {
		return m.shrunk(id)
	}
	m.close(id)
	for _, party := range remaining {
		if err := m.othersGone(party, id); err != nil {
			return err
		}
	}
	return nil
}

// shrunk ends 三者通話中 in a call that is no longer one of three.
func (m *move) shrunk(id string) error {
	c := m.open(id)
	for _, party := range c.members() {
		if m.phones[party].State == callstate.ThreeWay && c.rec.Members().Len() <= 2 {
			if err := m.signal(party, callstate.PeerLeave); err != nil {
				return err
			}
		}
	}
	return nil
}

// othersGone tells a party that a call of its is over, for it is alone in it.
func (m *move) othersGone(party int, id string) error {
	p := &m.phones[party]
	switch {
	case p.target == id:
		p.target = ""
		return m.signal(party, callstate.TargetLeave)
	case p.target != "":
		p.call, p.target = p.target, ""
		return m.signal(party, callstate.HeldLeave)
	}
	p.call = ""
	switch p.State {
	case callstate.Held:
		return m.signal(party, callstate.HeldLeave)
	case callstate.ThreeWay: // several have gone at once
		if err := m.signal(party, callstate.PeerLeave); err != nil {
			return err
		}
	}
	return m.signal(party, callstate.PeerLeave)
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
	if c.begun != calllog.ConsultDial && m.phones[by].ShowsStopped() && !m.stoppedBy(by, m.open(m.phones[by].call)) {
		m.because(cancelResumes...)
	}
}

func (m *move) starComplete() error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	stopped := m.phones[m.party].ShowsStopped()
	if err := m.signal(m.party, callstate.StarComplete); err != nil {
		return err
	}
	if stopped {
		m.because(completeResumes...)
	}
	return m.handOver(d, pause.Recorder.Complete)
}

func (m *move) sharpComplete() error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	stopped := m.phones[m.party].ShowsStopped()
	if err := m.signal(m.party, callstate.SharpComplete); err != nil {
		return err
	}
	for _, party := range without(d.members(), m.party) {
		if err := m.signal(party, callstate.Answer); err != nil {
			return err
		}
	}
	if stopped {
		m.because(completeResumes...)
	}
	return m.handOver(d, pause.Recorder.Complete)
}

func (m *move) transferComplete() error {
	d, err := m.targetCall()
	if err != nil {
		return err
	}
	if err := m.signal(m.party, callstate.TransferComplete); err != nil {
		return err
	}
	stopped := d.parties(d.rec.StoppedBy())
	return m.handOver(d, func(r pause.Recorder, leaves, target pause.Party, others pause.Parties) (pause.Recorder, pause.Step, error) {
		return r.Transfer(leaves, target, others, m.open(m.phones[m.party].call).numbers(stopped))
	})
}

// A handover is what a completed transfer does to the recorder of the held call.
type handover func(r pause.Recorder, leaves, target pause.Party, others pause.Parties) (pause.Recorder, pause.Step, error)

// handOver ends the target's call and puts those who talked in it in the acting softphone's place in the held one.
func (m *move) handOver(d *call, transfer handover) error {
	c := m.open(m.phones[m.party].call)
	leaves, _ := c.slot(m.party)
	m.phones[m.party].target = ""
	target := d.heir(m.party)
	if target < 0 { // the target has parked the call and gone: it is a plain leaving
		m.endTarget(d)
		return m.leaveRecorder(c.id, m.party)
	}
	pair := c.rec.Members().Len() > 1
	joins, err := m.moveOver(d, c)
	if err != nil {
		return err
	}
	heir, _ := c.slot(target)
	_, step, err := transfer(c.rec, leaves, heir, joins.Without(leaves).Without(heir))
	if err != nil {
		return err
	}
	m.phones[m.party].call = ""
	m.record(c, step)
	id := c.id
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
	if err := m.signal(m.party, callstate.ThreewayStart); err != nil {
		return err
	}
	stopped := d.parties(d.rec.StoppedBy())
	c := m.open(m.phones[m.party].call)
	joins, err := m.moveOver(d, c)
	if err != nil {
		return err
	}
	_, step, err := c.rec.Merge(joins, c.numbers(stopped))
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

func without(parties []int, left int) (rest []int) {
	for _, p := range parties {
		if p != left {
			rest = append(rest, p)
		}
	}
	return rest
}
