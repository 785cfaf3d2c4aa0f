package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
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

func without(parties []int, left int) (rest []int) {
	for _, p := range parties {
		if p != left {
			rest = append(rest, p)
		}
	}
	return rest
}

func (m *move) park() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if err := m.signal(m.party, callstate.Park); err != nil {
		return err
	}
	slot, _ := c.slot(m.party)
	_, step, err := c.rec.Park(slot)
	if err != nil {
		return err
	}
	return m.afterLeaving(c, step, m.party)
}
