package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A meaning is what one kind of event means to a whole system: to the softphones, to the calls and to the vendor.
// What the event needs, and its sentence, is in the table of package calllog.
type meaning struct {
	apply func(*move) // what it does to the calls: code, for one hang-up means four things by who left which call
	call  callUse     // what the call that it names has to be

	// What softphones see of it, where that is the same in every state: the one that acts, the one that the event
	// names, and the one whose transfer it goes on with.
	sees, toSees, bySees callstate.Event
	goesOn               calllog.Kind // the event that began that transfer

	button  buttons.Button // the button that it presses, where a softphone that shows a stop refuses that
	refusal spec.ID        // the rule of the refusal, where it is not the button's
	begins  beginning      // what it begins, as far as the vendor tells it apart
	anyway  bool           // it calls somebody who is busy too, in vain
}

// A callUse is what the call that an event names has to be. The zero callUse is anything.
type callUse uint8

const (
	newCall     callUse = 1 + iota // one that the event opens
	ownCall                        // one that the party is in
	ringingCall                    // one that the party is in and nobody has answered
	roomCall                       // a conference room; the event opens one that is not there
)

// refusable reports whether a softphone's own buttons may refuse the event, or send nothing of it.
func (is *meaning) refusable() bool { return is.button != 0 || is == &meanings[calllog.DTMF] }

// opens reports whether the event may open the call that it names.
func (u callUse) opens() bool { return u == newCall || u == roomCall }

// meanings is the one place where a fact about calls becomes what each softphone sees and what each call does.
var meanings = [...]meaning{
	calllog.CallInvite: {apply: (*move).invite, call: newCall, sees: callstate.Invite, toSees: callstate.Invite,
		anyway: true},
	calllog.CallAnswered: {apply: (*move).callAnswered, call: ringingCall},
	calllog.CallFailed:   {apply: (*move).callFailed, call: ringingCall},
	calllog.CallHangup:   {apply: (*move).hangup, call: ownCall},
	calllog.Hold:         {apply: (*move).hold, call: ownCall, sees: callstate.Hold, button: buttons.Hold},
	calllog.Unhold:       {apply: (*move).hold, call: ownCall, sees: callstate.Unhold, button: buttons.Hold},
	calllog.ConsultDial: {apply: (*move).dial, call: newCall, sees: callstate.ConsultDial, toSees: callstate.Invite,
		button: buttons.Transfer, begins: aTransfer, anyway: true},
	calllog.ConsultAnswered: {apply: (*move).targetAnswered, call: ringingCall, bySees: callstate.ConsultAnswer,
		goesOn: calllog.ConsultDial},
	calllog.ConsultFailed: {apply: (*move).targetFailed, call: ringingCall, bySees: callstate.ConsultFail,
		goesOn: calllog.ConsultDial},
	calllog.TransferComplete: {apply: (*move).transferComplete, sees: callstate.TransferComplete,
		button: buttons.Transfer},
	calllog.ThreewayStart: {apply: (*move).threewayStart, sees: callstate.ThreewayStart, button: buttons.ThreeWay,
		begins: aThreeWay},
	calllog.ThreewayAuto: {apply: (*move).threewayAuto, sees: callstate.ThreewayAuto, toSees: callstate.Join,
		button: buttons.AutoThreeWay, begins: aThreeWay},
	calllog.StarBegin: {apply: (*move).dial, call: newCall, sees: callstate.StarBegin, toSees: callstate.Invite,
		button: buttons.StarTransfer, begins: aStarTransfer, anyway: true},
	calllog.StarAnswered: {apply: (*move).targetAnswered, call: ringingCall, bySees: callstate.StarAnswer,
		goesOn: calllog.StarBegin},
	calllog.StarComplete: {apply: (*move).transferComplete, sees: callstate.StarComplete, goesOn: calllog.StarBegin},
	calllog.StarCancel:   {apply: (*move).cancel, sees: callstate.StarCancel, goesOn: calllog.StarBegin},
	calllog.SharpBegin: {apply: (*move).dial, call: newCall, sees: callstate.SharpBegin, toSees: callstate.Invite,
		// there is no # button: the keys are not sent
		button: buttons.StarTransfer, refusal: spec.BTN160, begins: aStarTransfer, anyway: true},
	// What the softphone sees of these two depends on whether it talks with the target.
	calllog.SharpComplete: {apply: (*move).sharpComplete, goesOn: calllog.SharpBegin},
	calllog.SharpCancel:   {apply: (*move).cancel, goesOn: calllog.SharpBegin},
	calllog.SharpAnswered: {apply: (*move).sharpAnswered, call: ringingCall, bySees: callstate.StarAnswer,
		goesOn: calllog.SharpBegin},
	calllog.SharpBlind: {apply: (*move).sharpBlind, call: newCall, sees: callstate.Park, toSees: callstate.Invite,
		button: buttons.StarTransfer, refusal: spec.BTN160, begins: aStarTransfer},
	calllog.SharpFailed: {apply: (*move).sharpFailed, call: ringingCall},
	calllog.Park: {apply: (*move).park, call: ownCall, sees: callstate.Park, button: buttons.Park,
		begins: aParking},
	calllog.OutboundWait: {apply: (*move).outboundWait, sees: callstate.OutboundWait, begins: anOutbound},
	calllog.OutboundConnect: {apply: (*move).outboundConnect, call: newCall, sees: callstate.OutboundConnect,
		toSees: callstate.Join},
	calllog.OutboundLeave:    {apply: (*move).outboundWait, sees: callstate.OutboundLeave},
	calllog.RoomJoin:         {apply: (*move).roomJoin, call: roomCall, sees: callstate.Join, begins: aRoom},
	calllog.RoomLeave:        {apply: (*move).roomLeave, call: ownCall},
	calllog.HandRaise:        {apply: (*move).raiseHand},
	calllog.DTMF:             {apply: (*move).pressKey},
	calllog.PauseClick:       {apply: (*move).click},
	calllog.ResumeClick:      {apply: (*move).click},
	calllog.PauseCommand:     {apply: (*move).commandedOtherwise, call: ownCall},
	calllog.ResumeCommand:    {apply: (*move).commandedOtherwise, call: ownCall},
	calllog.RecordingSilence: {apply: (*move).silence},
}

// Pointless reports whether an event plainly has no meaning now: its call is not there, or a softphone is in no state
// for it. Apply has an error for each such event, and for others too. A search asks first, for most events have no
// meaning where it tries them.
func (s System) Pointless(e calllog.Event) bool {
	if int(e.Kind) >= len(meanings) {
		return false
	}
	party, to, is := s.index(e.Party), -1, &meanings[e.Kind]
	if party < 0 || e.Via != calllog.Fact && s.lock(party, is) != 0 {
		return false
	}
	if e.Kind.Needs().To && !is.anyway {
		to = s.index(e.To)
	}
	return s.lacksCall(party, e.Call, is.call) || s.lacks(party, is.sees) || s.lacks(to, is.toSees)
}

// lacksCall reports whether the call of an event is not what the event is about.
func (s *System) lacksCall(party int, id string, use callUse) bool {
	c := s.open(id)
	switch use {
	case newCall:
		return c != nil
	case ownCall:
		return c == nil || !c.has(party)
	case ringingCall:
		return c == nil || !c.has(party) && !c.inVain(party) || !c.ringing()
	}
	return false
}

// lacks reports whether a softphone is in no state for what it is to see.
func (s *System) lacks(party int, e callstate.Event) bool {
	if party < 0 || e == 0 || !s.softphone(party) {
		return false
	}
	_, err := callstate.Next(s.phones[party].State, e)
	return err != nil
}

// Which rule speaks of what an event begins, of what a softphone is doing, and of a kind of call; how far the vendor
// stands behind it is the rule's own support. Once one of the functions that RP-WAR-010 lists has begun, the state and
// the call say so.
var (
	ofBeginnings = rules.Must(rules.Compile1("support of beginnings", rules.AxisOf("begins", nothing, aParking),
		[]rules.Row1[beginning, struct{}]{
			{Rule: spec.WAR011, If: rules.Of(aRoom), Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR012, If: rules.Of(aThreeWay), Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR013, If: rules.Of(aStarTransfer), Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR014, If: rules.Of(anOutbound), Also: []spec.ID{spec.WAR010}},
			{Rule: spec.ENV021, If: rules.Of(aTransfer)}, // an ordinary one
			{Rule: spec.BTN130, If: rules.Of(aParking)},  // U-15
			{Rule: spec.ENV010, If: rules.Of(nothing)},
		}))
	ofStates = rules.Must(rules.Compile1("support of states",
		rules.AxisOf("state", callstate.Idle, callstate.LastState),
		[]rules.Row1[callstate.State, struct{}]{
			{Rule: spec.WAR020, If: rules.Of(callstate.StarHeld), Also: []spec.ID{spec.XFR001}},
			{Rule: spec.WAR021, If: rules.Of(callstate.StarTalking), Also: []spec.ID{spec.XFR001}},
			{Rule: spec.WAR012, If: rules.Of(callstate.ThreeWay)},
			{Rule: spec.WAR014, If: rules.Of(callstate.OutboundWaiting)},
			{Rule: spec.ENV021, If: rules.Of(callstate.HeldDialing, callstate.TransferTalking)},
			{Rule: spec.ENV010, If: rules.Of(callstate.Idle, callstate.Alerting, callstate.Talking, callstate.Held)},
		}))
	ofCalls = rules.Must(rules.Compile1("support of calls", rules.AxisOf("call", ordinary, many),
		[]rules.Row1[callKind, struct{}]{
			{Rule: spec.ENV010, If: rules.Of(ordinary)},
			{Rule: spec.BTN130, If: rules.Of(parked)},
			{Rule: spec.WAR011, If: rules.Of(room)},
			{Rule: spec.WAR014, If: rules.Of(outbound)},
			{Rule: spec.WAR013, If: rules.Of(blind)},
			{Rule: spec.WAR012, If: rules.Of(many)},
		}))
)

// A beginning is what an event begins, as far as the vendor tells it apart.
type beginning uint8

const (
	nothing beginning = iota
	aRoom
	aThreeWay
	aStarTransfer
	anOutbound
	aTransfer
	aParking
)

func (b beginning) String() string {
	return [...]string{"nothing", "room", "three-way call", "#/* transfer", "outbound", "transfer", "parking"}[b]
}

// A callKind is a kind of call, as far as the vendor tells them apart.
type callKind uint8

const (
	ordinary callKind = iota
	parked            // one party is left
	room
	outbound
	blind // it rings at the target of a # transfer whose softphone is free
	many  // three or more talk, and no softphone's state says so
)

func (k callKind) String() string {
	return [...]string{"ordinary", "parked", "room", "outbound", "blind", "many"}[k]
}

func (s *System) kind(c *call) callKind {
	switch {
	case c.begun == calllog.OutboundConnect:
		return outbound
	case c.begun == calllog.SharpBlind:
		return blind
	case c.rec.IsRoom():
		return room
	case c.rec.Members().Len() < 2 && !c.busy:
		return parked
	case c.rec.Members().Len() > 2 && !slices.ContainsFunc(c.members(), s.inThreeWay):
		return many
	}
	return ordinary
}

// inThreeWay reports whether a party is a softphone in 三者通話中.
func (s *System) inThreeWay(party int) bool {
	return s.softphone(party) && s.phones[party].State == callstate.ThreeWay
}

// support says what the vendor says of an event, and by which rule: the weakest level of the rules that its step names,
// unspecified where it names none. A step names the rules that limit it in the system as it was, too. A click where the
// toggle is not shown is what table 3.1 and the gate say, in any call; of a PBX that does not confirm (U-06) no rule
// speaks.
//
// The manual has no word for a command that is no click, for what is silenced afterwards, nor for what happens in spite
// of a lock or a setting.
func (s *System) support(m *move) (spec.Support, spec.ID) {
	level, by := spec.Documented, spec.ENV010
	click := m.event.Kind.IsClick()
	switch {
	case m.beyondManual || m.event.Kind.Needs().Source || m.event.Kind.Needs().Span:
		return spec.Unspecified, 0
	case click && s.asShown(s.phones[m.party].Phone).View().Toggle == 0:
		by = spec.VIS010
	case !click || m.result != calllog.Rejected:
		limits := s.limits(m)
		m.because(limits...)
		level, by = weakest(limits, level, by)
	}
	if len(m.rules) == 0 {
		return spec.Unspecified, 0
	}
	return weakest(m.rules, level, by)
}

func notGuaranteed(id spec.ID) bool {
	r, _ := spec.Lookup(id)
	return r.Support == spec.NotGuaranteed
}

// weakest returns the weakest level of a few rules, and the first rule that has it; what it is given where none is
// weaker than that.
func weakest(ids []spec.ID, level spec.Support, by spec.ID) (spec.Support, spec.ID) {
	for _, id := range ids {
		if r, _ := spec.Lookup(id); r.Support < level {
			level, by = r.Support, id
		}
	}
	return level, by
}

// limits returns the rules by which an event is less than documented: those of what it begins, of the acting party, of
// the call that it names and of those that the party is in, and of everybody in them. What has to do with one of the
// four functions of RP-WAR-010 is not guaranteed; only else it may be something that the manual leaves open.
func (s *System) limits(m *move) []spec.ID {
	var limits, open []spec.ID
	note := func(id spec.ID) {
		switch r, _ := spec.Lookup(id); { // of what no row speaks of, the zero rule says so: unspecified
		case r.Support == spec.NotGuaranteed:
			limits = append(limits, id)
		case r.Support == spec.Unspecified && m.result == calllog.Applied:
			open = append(open, id)
		}
	}
	if m.result == calllog.Applied || m.row.refusal != 0 { // keys that are not sent begin a # transfer all the same
		note(ofBeginnings.At(m.row.begins).Rule)
	}
	state := func(party int) {
		if s.softphone(party) {
			note(ofStates.At(s.phones[party].State).Rule)
		}
	}
	state(m.party)
	for i := range s.calls {
		c := &s.calls[i]
		if c.id != m.event.Call && !(s.softphone(m.party) && c.has(m.party)) {
			continue
		}
		for _, party := range c.members() {
			state(party)
		}
		note(ofCalls.At(s.kind(c)).Rule)
	}
	if s.phones[m.party].doubtful { // it stopped where nobody stands behind it, and its display is still of then
		note(spec.WAR010)
	}
	if len(limits) > 0 {
		return limits
	}
	return open
}
