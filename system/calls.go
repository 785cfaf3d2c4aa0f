package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// The methods below do not stop at the first thing that is wrong: m.fail keeps it, and nothing of the move counts then.
// A call that is not there is an empty one for the rest of the move.

// noCall fails, and returns an empty call to go on with.
func (m *move) noCall(format string, args ...any) *call {
	m.fail(format, args...)
	return new(call)
}

// joined returns the open call that the event names and that the acting party is in.
func (m *move) joined() *call {
	c := m.open(m.event.Call)
	switch {
	case c == nil:
		return m.noCall("there is no open call %q", m.event.Call)
	case !c.has(m.party):
		return m.noCall("not in call %q", m.event.Call)
	}
	return c
}

// current returns the call that a softphone talks in or holds.
func (m *move) current(party int) *call {
	if c := m.open(m.phones[party].call); c != nil {
		return c
	}
	return new(call) // only where something has failed
}

// enter puts a softphone into a call by an event of its own. An external party may be in several calls.
func (m *move) enter(party int, call string, e callstate.Event) {
	m.signal(party, e)
	if m.softphone(party) {
		m.phones[party].call = call
	}
}

// invite opens the call of the event between the acting party and the one that it names.
func (m *move) invite() {
	m.enter(m.party, m.event.Call, m.row.sees)
	m.call()
}

// call opens the call of the event to the party that it names. A softphone that is busy, or waits for an outbound call,
// sees nothing of it and is not in it: then the caller is told so, or gives up, and nothing else can happen.
func (m *move) call() {
	busy := m.row.anyway && m.isBusy(m.to)
	if !busy {
		m.enter(m.to, m.event.Call, m.row.toSees)
	}
	m.create()
	if c := m.open(m.event.Call); busy && m.err == nil {
		c.busy = true
		_, err := c.rec.Park(c.slot(m.to))
		m.must(err)
	}
}

// isBusy reports whether a party is a softphone that cannot be called.
func (s *System) isBusy(party int) bool {
	return s.softphone(party) && s.phones[party].State != callstate.Idle
}

func (m *move) callAnswered() {
	c := m.called(m.joined())
	m.beyondManual = c.rec.StoppedBy() != 0 && !slices.ContainsFunc(c.members(), m.softphone) // by a command
	m.signalAll(c.members(), callstate.Answer)
	m.record(c, c.rec.Answer())
}

func (m *move) callFailed() {
	c := m.called(m.rung())
	m.stopRinging(c, c.members())
}

// rung returns the open call of the event, which the acting party is in or which rings in vain at it.
func (m *move) rung() *call {
	if c := m.open(m.event.Call); c != nil && c.inVain(m.party) {
		return c
	}
	return m.joined()
}

// called returns a call if it rings at the acting party.
func (m *move) called(c *call) *call {
	if !c.ringing() || c.caller == m.party || c.begun == calllog.SharpBlind {
		m.fail("call %q does not ring there", c.id)
	}
	return c
}

// stopRinging ends a call that nobody has answered. Those who were in nothing else are idle again.
func (m *move) stopRinging(c *call, idle []int) {
	for _, party := range idle {
		m.phones[party].call = ""
	}
	m.close(c.id)
	m.signalAll(idle, callstate.Fail)
}

func (m *move) hold() {
	if c := m.joined(); m.phones[m.party].call != c.id {
		m.fail("call %q is not the one it talks in", c.id)
	}
	m.signal(m.party, m.row.sees)
}

func (m *move) outboundWait() { m.signal(m.party, m.row.sees) }

func (m *move) outboundConnect() {
	stopped := m.phones[m.party].Display.Stopped
	m.invite()
	c := m.joined()
	m.record(c, c.rec.Answer())
	if stopped {
		m.because(spec.OUT020, spec.OUT021) // the recording starts by itself, and the display is false from then on
	}
}

func (m *move) roomJoin() {
	c := m.open(m.event.Call)
	if c == nil {
		rec := pause.NewRoom(m.header.Config.Recorded())
		m.must(rec.SetPolicy(m.policy))
		m.calls = append(m.calls, call{id: m.event.Call, begun: calllog.RoomJoin, caller: m.party, rec: rec})
		c = m.open(m.event.Call)
	}
	if !c.rec.IsRoom() {
		m.fail("call %q is no room", c.id)
	}
	m.enter(m.party, c.id, m.row.sees)
	m.bringIn(c, m.party)
}

// bringIn makes a party a member of a call.
func (m *move) bringIn(c *call, party int) {
	step, err := c.rec.Join(m.number(c, party))
	if err != nil {
		m.fail("%s is in call %q already", m.id(party), c.id)
	}
	m.record(c, step)
}

// number gives a party a number in the call, the one it had where it comes back.
func (m *move) number(c *call, party int) pause.Party {
	if slices.Contains(c.slots, party) {
		return c.slot(party)
	}
	if len(c.slots) == pause.MaxParties {
		m.fail("call %q has had %d parties, also those who have left, and takes no more: go on in a new one", c.id,
			pause.MaxParties)
		return 0
	}
	c.slots = append(slices.Clip(c.slots), party)
	return pause.Party(len(c.slots) - 1)
}

func (m *move) roomLeave() {
	c := m.joined()
	if !c.rec.IsRoom() {
		m.fail("call %q is no room", c.id)
	}
	m.leave(c)
}

func (m *move) threewayAuto() {
	m.signal(m.party, m.row.sees)
	c := m.current(m.party)
	m.enter(m.to, c.id, m.row.toSees)
	m.bringIn(c, m.to)
}

func (m *move) raiseHand() { m.whileStopped(buttons.RaiseHand) }

// whileStopped names the rule by which a button can be used while its softphone shows "stopped".
func (m *move) whileStopped(b buttons.Button) {
	if m.showsStopped(m.party) {
		m.because(buttons.Lock(b))
	}
}

// hangup is one fact with four meanings: to who leaves, to who is left alone, to who held the one who left, and to the
// softphone whose transfer's target it is.
func (m *move) hangup() {
	c := m.joined()
	m.whileStopped(buttons.HangUp)
	by := m.transferrer(c)
	switch {
	case by >= 0 && c.ringing():
		m.cancelled(c, by)
		m.stopDialing(c, by, callstate.TargetLeave)
		return
	case c.ringing():
		m.stopRinging(c, c.members())
		return
	case by == m.party && m.phones[by].State == callstate.StarTalking:
		m.complete(callstate.StarComplete)
		return
	case by >= 0 && c.rec.Members().Len() == 2: // the target leaves its transfer: a cancel
		m.cancelled(c, by)
	}
	m.leave(c)
}

// leave takes the acting party out of an answered call.
func (m *move) leave(c *call) {
	me, event := &m.phones[m.party], callstate.Leave
	switch {
	case me.target == c.id:
		me.target, event = "", callstate.TargetLeave
	case me.target != "":
		m.fail("call %q is on hold; it can hang up call %q", c.id, me.target)
	}
	m.signal(m.party, event)
	m.leaveCall(c, m.party)
}

// leaveCall takes a party that has seen it already out of a call.
func (m *move) leaveCall(c *call, party int) {
	step, err := c.rec.Leave(c.slot(party))
	m.must(err)
	m.afterLeaving(c, step, party)
}

func (m *move) park() {
	c := m.joined()
	m.signal(m.party, m.row.sees)
	step, err := c.rec.Park(c.slot(m.party))
	m.must(err)
	m.afterLeaving(c, step, m.party)
}

// afterLeaving notes that a party has left a call, and what that is to those who are left.
func (m *move) afterLeaving(c *call, step pause.Step, left int) {
	id, stay := c.id, without(c.parties(step.Before.Members()), left)
	if m.phones[left].call == id {
		m.phones[left].call = ""
	}
	m.record(c, step)
	if c.rec.Members() != 0 {
		m.endThreeWay(c)
		return
	}
	m.close(id)
	for _, party := range stay {
		m.leftAlone(party, id)
	}
}

// endThreeWay ends 三者通話中 in a call that is no longer one of three.
func (m *move) endThreeWay(c *call) {
	for _, party := range c.members() {
		if m.phones[party].State == callstate.ThreeWay && c.rec.Members().Len() <= 2 {
			m.signal(party, callstate.PeerLeave)
		}
	}
}

// leftAlone tells a party that one of its calls is over, for all others have left it.
func (m *move) leftAlone(party int, id string) {
	p := &m.phones[party]
	switch {
	case p.target == id:
		p.target = ""
		m.signal(party, callstate.TargetLeave)
		return
	case p.target != "":
		p.call, p.target = p.target, ""
		m.signal(party, callstate.HeldLeave)
		return
	}
	p.call = ""
	switch p.State {
	case callstate.Held:
		m.signal(party, callstate.HeldLeave)
		return
	case callstate.ThreeWay: // several have gone at once
		m.signal(party, callstate.PeerLeave)
	}
	m.signal(party, callstate.PeerLeave)
}

func without(parties []int, left int) []int {
	return slices.DeleteFunc(parties, func(p int) bool { return p == left })
}

// refuse asks what the acting softphone's own buttons refuse, whatever the state. A fact has happened in spite of it.
func (m *move) refuse() bool {
	rule := m.lock(m.party, m.row)
	if m.beyondManual = rule != 0 && m.event.Via == calllog.Fact; rule == 0 || m.beyondManual {
		return false
	}
	m.because(rule)
	m.result = calllog.Rejected
	return true
}

// isPlain reports whether an event is a fact that the softphone would not have refused, and so as good as a click.
func (s *System) isPlain(e calllog.Event) bool {
	party, is := s.index(e.Party), &meanings[e.Kind]
	locked := s.lock(party, is) != 0 || e.Kind == calllog.DTMF && s.showsStopped(party)
	return e.Via == calllog.Fact && !locked
}

// lock returns the rule by which a softphone's own buttons refuse an event, 0 for one that they do not.
func (s *System) lock(party int, is *meaning) spec.ID {
	switch b := is.button; {
	case b == 0 || !s.softphone(party):
		return 0
	case b == buttons.AutoThreeWay && !s.phones[party].Settings.AutoThreeWay:
		return spec.BTN081
	case !s.showsStopped(party):
		return 0
	case is.refusal != 0:
		return is.refusal
	default:
		return buttons.Lock(b)
	}
}

// click is a click on the toggle. It reaches the call that the softphone talks in, or the one that its transfer rings.
func (m *move) click() {
	p := &m.phones[m.party]
	shown, verb := m.asShown(p.Phone), m.event.Kind.Verb() // a click is one, whatever it says of its way
	switch toggle := shown.View().Toggle; {
	case toggle == 0:
		m.because(shown.Decide(buttons.Toggle).Rule)
		m.result = calllog.Rejected
		return
	case m.event.Call != "" && m.event.Call != p.call && m.event.Call != p.target:
		m.fail("not in call %q", m.event.Call)
		return
	case toggle != verb:
		m.because(spec.OPS080)
		m.result = calllog.Unchanged
		return
	case m.event.PBX != calllog.Confirmed || m.refusedAmongMany(verb):
		m.result = calllog.Rejected
		return
	}
	cmd, err := shown.Press(buttons.Toggle)
	m.must(err)
	m.command(verb)
	shown.Confirm(cmd)
	p.Display = shown.Display
	p.doubtful = false
	if verb == pause.Stop {
		m.because(spec.OPS020)
		p.stoppedIn = p.State
		return
	}
	m.because(spec.OPS050)
	if p.State == callstate.Talking && p.stoppedInTransfer() {
		m.because(spec.XFR033) // the way out of the false display that a cancel leaves
	}
	p.stoppedIn = 0
}

// command brings a verb to the call that it is for, if there is one.
func (m *move) command(v pause.Verb) {
	c := m.commanded()
	if c == nil {
		return
	}
	step, err := c.rec.Do(c.slot(m.party), v)
	m.must(err)
	m.record(c, step)
	if c.begun == calllog.StarBegin && !c.ringing() && v == pause.Stop && m.phones[m.party].target == c.id {
		m.because(spec.XFR010, spec.XFR011)
	}
}

// commandedOtherwise is a command of which no softphone knows: a feature code, the API, a supervisor or a timer has
// asked the PBX for it. For the call it is the party's stop or resume; no display changes.
func (m *move) commandedOtherwise() {
	c := m.joined()
	if c.begun == calllog.SharpBlind || c.busy {
		m.fail("nothing of call %q will be recorded", c.id)
	}
	step, err := order(&c.rec, c.slot(m.party), m.event)
	m.must(err)
	m.record(c, step)
}

// order gives a command for a party to a call, and says by its cause who has given it.
func order(c *pause.Call, p pause.Party, e calllog.Event) (pause.Step, error) {
	switch verb := e.Kind.Verb(); {
	case e.Source == calllog.Timer && verb == pause.Resume:
		return c.TimeOut(p)
	case e.Source == calllog.Supervisor:
		return c.Force(p, verb)
	default:
		return c.Do(p, verb)
	}
}

// silence is a span of the past that the recorder has silenced for a party's stop, which came too late for it, maybe
// later than the end of the call. Nobody hears or sees anything of it.
func (m *move) silence() {
	of := endedCall{id: m.event.Call}
	switch c := m.open(of.id); {
	case c != nil && c.ringing():
		m.fail("call %q is not recorded before its answer", of.id)
		return
	case c != nil:
		of.slots = c.slots
	default:
		i := len(m.ended) - 1
		for i >= 0 && m.ended[i].id != of.id {
			i--
		}
		if i < 0 {
			m.fail("there is no open call %q, and none of the last that ended", of.id)
			return
		}
		of = m.ended[i]
	}
	party := slices.Index(of.slots, m.party)
	if party < 0 {
		m.fail("it has never been in call %q", of.id)
		return
	}
	m.silenced = &CallSilence{of.id, m.byNumber(of.slots),
		recording.StopSpan{Party: pause.Party(party), Span: m.event.Span}}
}

// commanded returns the call that a click of the acting softphone is for, nil for none: the one that it has stopped,
// which is the held one under an answer to A-26, and otherwise the one that it talks in or rings.
func (m *move) commanded() *call {
	p := m.phones[m.party]
	if held := m.open(p.call); m.policy.WhileRinging == pause.HeldCall && !m.Changes.followsTalk() &&
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
	return c != nil && c.in(c.rec.StoppedBy(), party)
}

// pressKey is a click on the dial pad during a call.
func (m *move) pressKey() {
	p := m.phones[m.party].Phone
	if m.beyondManual = m.showsStopped(m.party) && m.event.Via == calllog.Fact; m.beyondManual {
		p.Display = pause.Display{} // the keys of the telephone itself
	}
	switch {
	case m.showsStopped(m.party) && !m.beyondManual:
		m.because(spec.BTN100, spec.BTN101)
		m.result = calllog.Unchanged
	case !p.SendsDTMF():
		m.fail("there is no call to send it to")
	default:
		m.because(spec.BTN102)
		m.dtmf = []string{m.event.Party}
	}
}
