package system

import (
	"slices"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

func (m *move) starComplete() error { return m.complete(callstate.StarComplete) }

func (m *move) sharpComplete() error { return m.complete(callstate.SharpComplete) }

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
	_, step, err := transfer(c.rec, leaves, heir, joins.Without(leaves).Without(heir))
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
