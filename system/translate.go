package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// translation says what each event of a log means: the one place where a fact about calls becomes what each softphone sees and
// what each recorder does. A row is a method, for the same hang-up means four things by who left which call.
var translation = [...]func(*move) error{
	calllog.CallInvite:       (*move).invite,
	calllog.CallAnswered:     (*move).callAnswered,
	calllog.CallFailed:       (*move).callFailed,
	calllog.CallHangup:       (*move).hangup,
	calllog.Hold:             (*move).hold,
	calllog.Unhold:           (*move).hold,
	calllog.ConsultDial:      (*move).dial,
	calllog.ConsultAnswered:  (*move).targetAnswered,
	calllog.ConsultFailed:    (*move).consultFailed,
	calllog.TransferComplete: (*move).transferComplete,
	calllog.ThreewayStart:    (*move).threewayStart,
	calllog.ThreewayAuto:     (*move).threewayAuto,
	calllog.StarBegin:        (*move).dial,
	calllog.StarAnswered:     (*move).targetAnswered,
	calllog.StarComplete:     (*move).starComplete,
	calllog.StarCancel:       (*move).cancel,
	calllog.SharpBegin:       (*move).dial,
	calllog.SharpComplete:    (*move).sharpComplete,
	calllog.SharpCancel:      (*move).cancel,
	calllog.Park:             (*move).park,
	calllog.OutboundWait:     (*move).outboundWait,
	calllog.OutboundConnect:  (*move).outboundConnect,
	calllog.OutboundLeave:    (*move).outboundWait,
	calllog.RoomJoin:         (*move).roomJoin,
	calllog.RoomLeave:        (*move).roomLeave,
	calllog.HandRaise:        (*move).raiseHand,
	calllog.DTMF:             (*move).pressKey,
	calllog.PauseClick:       (*move).click,
	calllog.ResumeClick:      (*move).click,
}

// own is what the event of a log is to the softphone that acts, where that is the same in every state.
var own = [...]callstate.Event{
	calllog.Hold: callstate.Hold, calllog.Unhold: callstate.Unhold,
	calllog.ConsultDial: callstate.ConsultDial, calllog.ConsultAnswered: callstate.ConsultAnswer, calllog.ConsultFailed: callstate.ConsultFail,
	calllog.TransferComplete: callstate.TransferComplete, calllog.ThreewayStart: callstate.ThreewayStart,
	calllog.ThreewayAuto: callstate.ThreewayAuto, calllog.StarBegin: callstate.StarBegin, calllog.StarAnswered: callstate.StarAnswer,
	calllog.StarComplete: callstate.StarComplete, calllog.StarCancel: callstate.StarCancel, calllog.SharpBegin: callstate.SharpBegin,
	calllog.SharpComplete: callstate.SharpComplete, calllog.SharpCancel: callstate.SharpCancel, calllog.Park: callstate.Park,
	calllog.OutboundWait: callstate.OutboundWait, calllog.OutboundConnect: callstate.OutboundConnect, calllog.OutboundLeave: callstate.OutboundLeave,
}

// begins is the event that begins what another one continues.
var begins = [...]calllog.Kind{
	calllog.ConsultAnswered: calllog.ConsultDial, calllog.ConsultFailed: calllog.ConsultDial,
	calllog.StarAnswered: calllog.StarBegin, calllog.StarComplete: calllog.StarBegin, calllog.StarCancel: calllog.StarBegin,
	calllog.SharpComplete: calllog.SharpBegin, calllog.SharpCancel: calllog.SharpBegin,
}

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
	if err := m.enter(m.party, m.event.Call, callstate.Invite); err != nil {
		return err
	}
	if err := m.enter(m.to, m.event.Call, callstate.Invite); err != nil {
		return err
	}
	_, err := m.create(m.party, m.to)
	return err
}

func (m *move) callAnswered() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if !c.ringing() || c.caller == m.party {
		return m.fail("call %q does not ring there", c.id)
	}
	for _, party := range c.members() {
		if err := m.signal(party, callstate.Answer); err != nil {
			return err
		}
	}
	m.record(c, c.rec.Answer())
	return nil
}

func (m *move) callFailed() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if !c.ringing() || c.caller == m.party {
		return m.fail("call %q does not ring there", c.id)
	}
	return m.giveUp(c)
}

// giveUp ends an ordinary call that rings.
func (m *move) giveUp(c *call) error {
	for _, party := range c.members() {
		if err := m.signal(party, callstate.Fail); err != nil {
			return err
		}
		m.phones[party].call = ""
	}
	m.close(c.id)
	return nil
}

func (m *move) hold() error {
	c, err := m.joined()
	if err != nil {
		return err
	}
	if m.phones[m.party].call != c.id {
		return m.fail("call %q is not the one it talks in", c.id)
	}
	return m.signal(m.party, own[m.event.Kind])
}

func (m *move) outboundWait() error { return m.signal(m.party, own[m.event.Kind]) }

func (m *move) outboundConnect() error {
	stopped := m.phones[m.party].Display.Stopped
	if err := m.enter(m.party, m.event.Call, callstate.OutboundConnect); err != nil {
		return err
	}
	if err := m.enter(m.to, m.event.Call, callstate.Join); err != nil {
		return err
	}
	c, err := m.create(m.party, m.to)
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
		rec, err := pause.NewRoom(m.header.Config.Recorded()).WithPolicy(m.policy)
		if err != nil {
			return err
		}
		m.calls = append(m.calls, call{id: m.event.Call, begun: calllog.RoomJoin, caller: m.party, rec: rec})
		c = &m.calls[len(m.calls)-1]
	}
	if !c.rec.IsRoom() {
		return m.fail("call %q is no room", c.id)
	}
	if err := m.enter(m.party, c.id, callstate.Join); err != nil {
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
	_, step, err := c.rec.Join(slot)
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
	if err := m.signal(m.party, callstate.ThreewayAuto); err != nil {
		return err
	}
	c := m.open(m.phones[m.party].call)
	if err := m.enter(m.to, c.id, callstate.Join); err != nil {
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
