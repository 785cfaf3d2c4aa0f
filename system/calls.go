package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// enter puts a softphone into a call by an event of its own. An external party may be in several calls.
func (m *move) enter(party int, call string, e callstate.Event) error {
	if err := m.signal(party, e); err != nil {
		return err
	}
	if m.softphone(party) {
		m.phones[party].call = call
	}
	return nil
}

// joined returns the open call that the event names and that the acting party is in.
func (m *move) joined() (*call, error) {
	c := m.open(m.event.Call)
	if c == nil {
		return nil, m.fail("there is no open call %q", m.event.Call)
	}
	if !c.has(m.party) {
		return nil, m.fail("not in call %q", m.event.Call)
	}
	return c, nil
}

func (m *move) invite() error {
	_, err := m.connect()
	return err
}

// connect opens the call of the event between the acting party and the one that it names.
func (m *move) connect() (*call, error) {
	if err := m.enter(m.party, m.event.Call, m.row.sees); err != nil {
		return nil, err
	}
	if err := m.enter(m.to, m.event.Call, m.row.toSees); err != nil {
		return nil, err
	}
	return m.create()
}

func (m *move) callAnswered() error {
	c, err := m.called()
	if err != nil {
		return err
	}
	if err := m.signalAll(c.members(), callstate.Answer); err != nil {
		return err
	}
	m.record(c, c.rec.Answer())
	return nil
}

func (m *move) callFailed() error {
	c, err := m.called()
	if err != nil {
		return err
	}
	return m.stopRinging(c, c.members())
}

// called returns the call of the event, which rings at the acting party.
func (m *move) called() (*call, error) {
	c, err := m.joined()
	if err != nil {
		return nil, err
	}
	if !c.ringing() || c.caller == m.party {
		return nil, m.fail("call %q does not ring there", c.id)
	}
	return c, nil
}

// stopRinging ends a call that nobody has answered. Those who were in nothing else are idle again.
func (m *move) stopRinging(c *call, idle []int) error {
	for _, party := range idle {
		m.phones[party].call = ""
	}
	m.close(c.id)
	return m.signalAll(idle, callstate.Fail)
}

func (m *move) hold() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if m.phones[m.party].call != c.id {
		return m.fail("call %q is not the one it talks in", c.id)
	}
	return m.signal(m.party, m.row.sees)
}

func (m *move) outboundWait() error { return m.signal(m.party, m.row.sees) }

func (m *move) outboundConnect() error {
	stopped := m.phones[m.party].Display.Stopped
	c, err := m.connect()
	if err != nil {
		return err
	}
	m.record(c, c.rec.Answer())
	if stopped {
		m.because(outboundResumes...)
	}
	return nil
}

func (m *move) roomJoin() error {
	c := m.open(m.event.Call)
	if c == nil {
		rec := pause.NewRoom(m.header.Config.Recorded())
		if err := rec.SetPolicy(m.policy); err != nil {
			return err
		}
		m.calls = append(m.calls, call{id: m.event.Call, begun: calllog.RoomJoin, caller: m.party, rec: rec})
		c = &m.calls[len(m.calls)-1]
	}
	if !c.rec.IsRoom() {
		return m.fail("call %q is no room", c.id)
	}
	if err := m.enter(m.party, c.id, m.row.sees); err != nil {
		return err
	}
	return m.bringIn(c, m.party)
}

// bringIn makes a party a member of a call.
func (m *move) bringIn(c *call, party int) error {
	slot, ok := c.add(party)
	if !ok {
		return m.fail("call %q has had %d parties, and no more can join", c.id, pause.MaxParties)
	}
	step, err := c.rec.Join(slot)
	if err != nil {
		return m.fail("%s is in call %q already", m.id(party), c.id)
	}
	m.record(c, step)
	return nil
}

func (m *move) roomLeave() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if !c.rec.IsRoom() {
		return m.fail("call %q is no room", c.id)
	}
	return m.leave(c)
}

func (m *move) threewayAuto() error {
	if err := m.signal(m.party, m.row.sees); err != nil {
		return err
	}
	c := m.open(m.phones[m.party].call)
	if err := m.enter(m.to, c.id, m.row.toSees); err != nil {
		return err
	}
	return m.bringIn(c, m.to)
}

func (m *move) raiseHand() error {
	m.whileStopped(buttons.RaiseHand)
	return nil
}

// whileStopped names the rule by which a button can be used while its softphone shows "stopped".
func (m *move) whileStopped(b buttons.Button) {
	if m.showsStopped(m.party) {
		m.because(buttons.Lock(b))
	}
}

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
		return m.stopDialing(c, by, callstate.TargetLeave)
	case c.ringing():
		return m.stopRinging(c, c.members())
	case by == m.party && m.phones[by].State == callstate.StarTalking:
		return m.complete(callstate.StarComplete)
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
	return m.leaveCall(c, m.party)
}

// leaveCall takes a party that has seen it already out of a call.
func (m *move) leaveCall(c *call, party int) error {
	slot, _ := c.slot(party)
	step, err := c.rec.Leave(slot)
	if err != nil {
		return err
	}
	return m.afterLeaving(c, step, party)
}

// afterLeaving notes that a party has left a call, and what that is to those who are left.
func (m *move) afterLeaving(c *call, step pause.Step, left int) error {
	id, stay := c.id, without(c.parties(step.Before.Members()), left)
	if m.phones[left].call == id {
		m.phones[left].call = ""
	}
	m.record(c, step)
	if c.rec.Members() != 0 {
		return m.endThreeWay(c)
	}
	m.close(id)
	for _, party := range stay {
		if err := m.leftAlone(party, id); err != nil {
			return err
		}
	}
	return nil
}

// endThreeWay ends 三者通話中 in a call that is no longer one of three.
func (m *move) endThreeWay(c *call) error {
	for _, party := range c.members() {
		if m.phones[party].State == callstate.ThreeWay && c.rec.Members().Len() <= 2 {
			if err := m.signal(party, callstate.PeerLeave); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftAlone tells a party that one of its calls is over, for all others have left it.
func (m *move) leftAlone(party int, id string) error {
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
	if err := m.signal(m.party, m.row.sees); err != nil {
		return err
	}
	slot, _ := c.slot(m.party)
	step, err := c.rec.Park(slot)
	if err != nil {
		return err
	}
	return m.afterLeaving(c, step, m.party)
}

// refuse asks what the acting softphone's own buttons refuse, whatever the state. The facts of a call are never
// refused.
func (m *move) refuse() bool {
	p, b := m.phones[m.party], m.row.button
	switch {
	case b == 0:
		return false
	case b == buttons.AutoThreeWay && !p.Settings.AutoThreeWay:
		m.because(spec.BTN081)
	case !m.showsStopped(m.party):
		return false
	case m.row.refusal != 0:
		m.because(m.row.refusal)
	default:
		m.because(buttons.Lock(b))
	}
	m.result = calllog.Rejected
	return true
}

// click is a click on the toggle. It reaches the call that the softphone talks in, or the one that its transfer rings.
func (m *move) click() error {
	p := &m.phones[m.party]
	face := m.asShown(p.Phone)
	toggle, verb := face.View().Toggle, m.event.Kind.Verb()
	switch {
	case toggle == 0:
		m.because(face.Decide(buttons.Toggle).Rule)
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
	pressed := face
	cmd, err := pressed.Press(buttons.Toggle)
	if err != nil {
		return err
	}
	if err := m.command(verb); err != nil {
		return err
	}
	pressed.Confirm(cmd)
	p.Display = pressed.Display
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

// command brings a verb to the call that it is for, if there is one.
func (m *move) command(v pause.Verb) error {
	c := m.commanded()
	if c == nil {
		return nil
	}
	slot, _ := c.slot(m.party)
	step, err := c.rec.Do(slot, v)
	if err != nil {
		return err
	}
	m.record(c, step)
	if c.begun == calllog.StarBegin && !c.ringing() && v == pause.Stop && m.phones[m.party].target == c.id {
		m.because(spec.XFR010, spec.XFR011)
	}
	return nil
}

// commanded returns the call that a click of the acting softphone is for, nil for none: the one that it has stopped,
// which is the held one under an answer to A-26, and otherwise the one that it talks in or rings.
func (m *move) commanded() *call {
	p := m.phones[m.party]
	if held := m.open(p.call); m.policy.WhileRinging == pause.HeldCall && !m.Changes.showsTheTalk() &&
		m.stoppedBy(m.party, held) {
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
