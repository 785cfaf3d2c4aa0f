package pause

import (
	"fmt"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A Call is what the PBX knows of one call: who is in it, whether recording is configured, and who has stopped the
// recording. What such a stop silences depends on the call: see OwnVoices. It is a small comparable value: who wants to
// try something copies it first. The zero Call is a call that is over.
//
// A command changes the call in place and returns the Step that it was. On an error nothing has changed.
type Call struct {
	members  Parties
	stopped  Parties // who has stopped the recording; always members
	operator Parties // who is on the operator side, or was and may come back
	recorded bool    // recording is configured
	answered bool
	room     bool
	policy   Policy
}

// NewCall returns a call that has just been answered. The first party is the operator side; recorded says whether the
// settings have the call recorded. A party that no call can have, or that is named twice, is a *PartyError.
func NewCall(recorded bool, operator Party, others ...Party) (Call, error) {
	c, err := Ringing(recorded, operator, others...)
	c.answered = err == nil
	return c, err
}

// Ringing returns a call that nobody has answered yet, or a *PartyError. It records nothing before Answer.
func Ringing(recorded bool, operator Party, others ...Party) (Call, error) {
	c := Call{operator: PartiesOf(operator), recorded: recorded}
	for _, p := range append([]Party{operator}, others...) {
		if p >= MaxParties || c.members.Has(p) {
			return Call{}, refuse(Joined, p, inCall)
		}
		c.members = c.members.With(p)
	}
	return c, nil
}

// NewRoom returns an empty conference room, which parties Join and Leave.
func NewRoom(recorded bool) Call { return Call{recorded: recorded, answered: true, room: true} }

// SetPolicy gives the call other answers to the open questions, or returns an *spec.UnknownError.
func (c *Call) SetPolicy(p Policy) error {
	if err := p.Validate(); err != nil {
		return err
	}
	c.policy = p
	return nil
}

// Members returns who is in the call.
func (c Call) Members() Parties { return c.members }

// StoppedBy returns who has stopped the recording, whatever that means in this call.
func (c Call) StoppedBy() Parties { return c.stopped }

// OnSide returns who is on the given sides.
func (c Call) OnSide(s Sides) Parties {
	var p Parties
	if s&Operator != 0 {
		p |= c.members & c.operator
	}
	if s&Far != 0 {
		p |= c.members &^ c.operator
	}
	return p
}

// Recorded reports whether the settings have the call recorded, also when it is over.
func (c Call) Recorded() bool { return c.recorded }

// IsRoom reports whether the call is a conference room.
func (c Call) IsRoom() bool { return c.room }

// Answered reports whether the call has been answered.
func (c Call) Answered() bool { return c.answered }

// OwnVoices reports whether a stop silences only the voice of the party that gives it: in a room, and where more than
// two talk. In a call of two a stop silences the whole call.
func (c Call) OwnVoices() bool { return c.reach(Stop) == ownVoice }

// Support returns what the vendor says of a stop in such a call. The call itself cannot know that it is the talk with
// the target of a transfer, or an outbound one, of which the vendor says less.
func (c Call) Support() spec.Support {
	switch {
	case c.OwnVoices():
		return spec.NotGuaranteed // RP-WAR-011, RP-WAR-012
	case c.members.Len() < 2:
		return spec.Unspecified // parked, or over
	}
	return spec.Documented
}

// Silenced returns whose voice the recording holds as silence: nobody's where there is no recording.
func (c Call) Silenced() Parties {
	if !c.recorded || !c.answered {
		return 0
	}
	return c.muted()
}

// muted is the one rule about sound: whose voice is silence, if there is a recording.
func (c *Call) muted() Parties {
	if c.stopped != 0 && c.reach(Stop) == wholeCall {
		return c.members
	}
	return c.stopped
}

// State returns what the recording does now.
func (c Call) State() State {
	switch silenced := c.Silenced(); {
	case !c.recorded || !c.answered || c.isOver():
		return Off
	case silenced == 0:
		return On
	case silenced == c.members:
		return Silent
	}
	return Partial
}

// Answer starts the recording of a call that rang, silent where somebody stopped it meanwhile.
func (c *Call) Answer() Step {
	step, _ := c.ask(Answered, request{}) // nothing keeps a call from it
	return step
}

// End is the end of the call for all.
func (c *Call) End() Step {
	step, _ := c.ask(Ended, request{}) // nothing keeps a call from it
	return step
}

// Stop is 録音停止 by a party in the call: it silences everybody in a call of two, and the party's own voice in any
// other. Anybody else is a *PartyError.
func (c *Call) Stop(p Party) (Step, error) { return c.ask(Stopped, request{by: p}) }

// Resume is 録音再開 by a party in the call: it ends every stop in a call of two, and the party's own stop in any other.
// Anybody else is a *PartyError.
func (c *Call) Resume(p Party) (Step, error) { return c.ask(Resumed, request{by: p}) }

// Do is Stop or Resume, whichever the verb asks for. Any other verb is an *spec.UnknownError and does nothing: above
// all it resumes nothing.
func (c *Call) Do(p Party, v Verb) (Step, error) {
	switch v {
	case Stop:
		return c.Stop(p)
	case Resume:
		return c.Resume(p)
	}
	return Step{}, spec.Unknown("verb", v.String(), verbNames[1:])
}

// TimeOut is a Resume that a timer gives for a party in the call, whose stop has lasted too long. The party's display
// does not know of it.
func (c *Call) TimeOut(p Party) (Step, error) { return c.ask(TimedOut, request{by: p}) }

// Force is Do by a supervisor for a party in the call. The party's display does not know of it.
func (c *Call) Force(p Party, v Verb) (Step, error) {
	switch v {
	case Stop:
		return c.ask(ForcedStop, request{by: p})
	case Resume:
		return c.ask(ForcedResume, request{by: p})
	}
	return Step{}, spec.Unknown("verb", v.String(), verbNames[1:])
}

// Join brings a party into the call, on the far side. The first one in a room is its operator side, and a party that
// comes back takes the side that it had. A party that is in the call already is a *PartyError.
func (c *Call) Join(p Party) (Step, error) { return c.ask(Joined, request{by: p}) }

// Leave takes a party and its stop out of the call. A call of two is over then; a room when it is empty.
func (c *Call) Leave(p Party) (Step, error) { return c.ask(Left, request{by: p}) }

// Park takes a party out of the call and leaves the call open with whoever is left.
func (c *Call) Park(p Party) (Step, error) { return c.ask(Parked, request{by: p}) }

// Complete puts the target of a * or # transfer in the place and on the side of the party that leaves. Others who
// talked with the target come with it: the members of the target's call, of whom the party that leaves is left out. The
// recording resumes by itself (RP-XFR-020).
func (c *Call) Complete(leaves, target Party, others Parties) (Step, error) {
	return c.ask(Completed, request{by: leaves, target: target, others: others})
}

// Cancel is that of a * or # transfer by the party that began it, in the call that it held: what the party has stopped
// there resumes by itself (RP-XFR-030). Only where a stop while the target rings is one of the held call, by A-26 (b),
// there is anything to resume.
func (c *Call) Cancel(p Party) (Step, error) { return c.ask(Cancelled, request{by: p}) }

// Transfer is Complete for an ordinary transfer, after which the stops of both calls still count: those of this call,
// and those of the target's call, which stopped names. A stop of the party that leaves goes with it.
func (c *Call) Transfer(leaves, target Party, others, stopped Parties) (Step, error) {
	return c.ask(Transferred, request{by: leaves, target: target, others: others, stopped: stopped})
}

// Merge brings the parties of another call into this one, and their stops with them: a three-way call starts. A call
// that is over is a *PartyError.
func (c *Call) Merge(joins, stopped Parties) (Step, error) {
	return c.ask(Merged, request{others: joins, stopped: stopped})
}

// ask carries out a request, or returns a *PartyError.
func (c *Call) ask(cause Cause, r request) (Step, error) {
	if err := c.check(cause, r); err != nil {
		return Step{}, err
	}
	before := *c
	c.change(cause, r)
	return Step{before, *c, cause, r}, nil
}

// check returns what keeps the call from a request, as a *PartyError.
func (c *Call) check(cause Cause, r request) error {
	switch member := c.members.Has(r.by); {
	case cause.ofMember() && !member && c.members == 0:
		return refuse(cause, r.by, callOver)
	case cause.ofMember() && !member:
		return refuse(cause, r.by, notInCall)
	case cause == Joined && (member || r.by >= MaxParties):
		return refuse(cause, r.by, inCall)
	case (cause == Joined || cause == Merged) && c.isOver():
		return refuse(cause, r.by, callOver)
	case cause.isTransfer() && (r.target >= MaxParties || r.target == r.by):
		return refuse(cause, r.target, ownPlace)
	}
	return nil
}

// change makes of the call what it is after a request that check allows. But for its policy, nothing else changes a
// call.
func (c *Call) change(cause Cause, r request) {
	switch cause {
	case Stopped, ForcedStop:
		c.stopped = c.stopped.With(r.by)
	case Resumed, TimedOut, ForcedResume:
		c.resume(r.by)
	case Cancelled:
		if c.stopped.Has(r.by) {
			c.resume(r.by)
		}
	case Answered:
		c.answered = true
	case Joined:
		if c.members == 0 {
			c.operator = PartiesOf(r.by)
		}
		c.members = c.members.With(r.by)
	case Left, Parked:
		c.remove(r.by)
		if left := c.members.Len(); left == 0 || left == 1 && cause == Left && !c.room {
			c.finish()
		}
	case Completed:
		c.replace(r, 0)
	case Transferred:
		c.replace(r, c.stopped|r.stopped)
	case Merged:
		c.members |= r.others
		c.stopped = (c.stopped | r.stopped) & c.members
	case Ended:
		c.finish()
	}
}

// resume ends a party's stop, and every other one in a call of two: the last command wins (RP-S2S-200).
func (c *Call) resume(p Party) {
	c.stopped = c.stopped.Without(p)
	if c.reach(Resume) == wholeCall {
		c.stopped = 0
	}
}

// replace puts the target of a transfer in the place of the party that leaves. Those of the given parties who are in
// the call then have stopped it.
func (c *Call) replace(r request, stopped Parties) {
	c.remove(r.by)
	if c.operator.Has(r.by) {
		c.operator = PartiesOf(r.target)
	}
	c.members |= r.others.Without(r.by).With(r.target)
	c.stopped = stopped & c.members
}

// remove takes a party and its stop out of the call.
func (c *Call) remove(p Party) { c.members, c.stopped = c.members.Without(p), c.stopped.Without(p) }

// finish makes the call one that is over. What its settings say stays: whether it was recorded, and the policy, which
// decides whether the end beeps.
func (c *Call) finish() { *c = Call{recorded: c.recorded, policy: c.policy} }

func (c *Call) isOver() bool { return c.members == 0 && !c.room }

// String says who is in the call, what its recording does, and who has stopped it.
func (c Call) String() string {
	text := c.members.String() + ": " + c.State().String()
	if c.stopped != 0 {
		text += ", stopped by " + c.stopped.String()
	}
	return text
}

// A callKind is what kind of call it is, as far as the meaning of a stop depends on it.
type callKind uint8

// The kinds of call; there is no zero one.
const (
	pair callKind = 1 + iota // a call of two
	room                     // 電話会議室, of any size
	many                     // 三者通話: three parties or more
)

//enum:name
var callKindNames = [...]string{"none", pair: "pair", room: "room", many: "many"}

func (c *Call) kind() callKind {
	switch {
	case c.room:
		return room
	case c.members.Len() > 2:
		return many
	}
	return pair
}

// A scope is how far a command reaches. The zero scope is the safe answer: all is silent.
type scope uint8

// The scopes.
const (
	wholeCall scope = iota // a stop silences everybody; a resume ends every stop
	ownVoice               // a command is about the voice of the party that gives it
)

//enum:name
var scopeNames = [...]string{wholeCall: "whole_call", ownVoice: "own_voice"}

// scopes says how far a command reaches. In a call of two the last command decides for everybody; in a room, and among
// three or more, a command is about the voice of who gives it.
var scopes = rules.Must(rules.Compile2("scopes",
	rules.AxisOf("call", pair, many), rules.AxisOf("verb", Stop, Resume),
	[]rules.Row[callKind, Verb, scope]{
		{Rule: spec.OPS010, If: rules.Of(pair), And: rules.Of(Stop), Then: wholeCall,
			Also: []spec.ID{spec.REC011, spec.S2S200}},
		{Rule: spec.OPS040, If: rules.Of(pair), And: rules.Of(Resume), Then: wholeCall,
			Also: []spec.ID{spec.S2S141, spec.S2S200}},
		{Rule: spec.CNF010, If: rules.Of(room), And: rules.Of(Stop), Then: ownVoice, Also: []spec.ID{spec.CNF011}},
		{Rule: spec.CNF012, If: rules.Of(room), And: rules.Of(Resume), Then: ownVoice},
		{Rule: spec.TPC020, If: rules.Of(many), And: rules.Of(Stop), Then: ownVoice, Also: []spec.ID{spec.TPC021}},
		{Rule: spec.OPS040, If: rules.Of(many), And: rules.Of(Resume), Then: ownVoice, Also: []spec.ID{spec.TPC020}},
	}))

// reach returns how far a command reaches in the call.
func (c *Call) reach(v Verb) scope { return scopes.At(c.kind(), v).Then }

// A State is what a recording does. The zero State is off.
type State uint8

// The states of a recording.
const (
	Off     State = iota // not recorded by setting, or not answered yet
	On                   // everybody's voice is in it
	Partial              // some voices are silence
	Silent               // all is silence
)

//enum:text
var stateNames = [...]string{Off: "off", On: "on", Partial: "partial", Silent: "silent"}

var stateTexts = [...]spec.Text{
	Off: {JA: "録音なし", EN: "not recorded"}, On: {JA: "録音中", EN: "recording"},
	Partial: {JA: "一部停止中", EN: "partly silent"}, Silent: {JA: "停止中", EN: "silent"},
}

// What keeps a party from what was asked.
const (
	notInCall   = "%v is not in the call"
	inCall      = "%v is in the call already"
	callOver    = "nobody is in the call, and %v cannot"
	ownPlace    = "%v cannot take its own place"
	noSuchParty = "%v is beyond the 64 that one call can have"
)

// A PartyError reports a party that cannot do what was asked, or that cannot be a party.
type PartyError struct {
	Cause Cause // what did not happen
	Party Party // 0 for a merge, which nobody asks for alone

	problem string
}

func (e *PartyError) Error() string {
	return fmt.Sprintf("pause: not %v: "+e.problem, e.Cause, e.Party)
}

// refuse returns why something did not happen. A number that no party can have is a problem before any other.
func refuse(c Cause, p Party, problem string) error {
	if p >= MaxParties {
		problem = noSuchParty
	}
	return &PartyError{c, p, problem}
}
