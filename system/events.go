package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
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

// Pointless reports whether a look shows that an event has no meaning now: for want of its call, or of a softphone in a state for it.
// Next has an error for each such event, and for others too. A search asks first, for most events have no meaning where it tries them.
func (s System) Pointless(e calllog.Event) bool {
	if s.header == nil || int(e.Kind) >= len(doing) {
		return false
	}
	party, needs := s.header.Index(e.Party), e.Kind.Needs()
	if party < 0 || s.mayRefuse(party, e.Kind) {
		return false
	}
	return s.lacksCall(party, e) || s.lacks(party, doing[e.Kind]) || needs.To && s.lacks(s.header.Index(e.To), brought[e.Kind])
}

// lacksCall reports whether the call of an event is not what the event is about: a new one, one that rings, or one that the party is in.
func (s *System) lacksCall(party int, e calllog.Event) bool {
	needs, c := e.Kind.Needs(), s.open(e.Call)
	switch e.Kind {
	case calllog.RoomJoin:
		return false
	case calllog.CallAnswered, calllog.CallFailed, calllog.ConsultAnswered, calllog.ConsultFailed, calllog.StarAnswered:
		return c == nil || !c.has(party) || !c.ringing()
	}
	return needs.Call && (needs.To && c != nil || !needs.To && (c == nil || !c.has(party)))
}

// mayRefuse reports whether a softphone's own buttons are asked before an event is.
func (s *System) mayRefuse(party int, k calllog.Kind) bool {
	return s.softphone(party) && clicks[k] != 0 && (k == calllog.ThreewayAuto || s.showsStopped(party))
}

// lacks reports whether a softphone is in no state for what it is to see.
func (s *System) lacks(party int, e callstate.Event) bool {
	if party < 0 || e == 0 || !s.softphone(party) {
		return false
	}
	_, err := callstate.Next(s.phones[party].State, e)
	return err != nil
}

// doing is what the softphone of an event sees of it, and brought what the other one does that it names, where that is the same in every
// state.
var (
	doing = func() (see [calllog.ResumeClick + 1]callstate.Event) {
		copy(see[:], own[:])
		for _, ofTransferrer := range []calllog.Kind{calllog.ConsultAnswered, calllog.ConsultFailed, calllog.StarAnswered} {
			see[ofTransferrer] = 0
		}
		see[calllog.CallInvite], see[calllog.RoomJoin] = callstate.Invite, callstate.Join
		return see
	}()
	brought = [calllog.ResumeClick + 1]callstate.Event{
		calllog.CallInvite: callstate.Invite, calllog.ConsultDial: callstate.Invite, calllog.StarBegin: callstate.Invite,
		calllog.SharpBegin: callstate.Invite, calllog.ThreewayAuto: callstate.Join, calllog.OutboundConnect: callstate.Join,
	}
)

// visibilityRules names the cell of table 3.1 for every softphone whose state has changed.
func (m *move) visibilityRules(before System) {
	for party, p := range m.phones {
		if m.softphone(party) && p.State != before.phones[party].State {
			m.because(buttons.Why(m.face(p.Phone), buttons.Toggle).Rule)
		}
	}
}

// What the vendor says of what an event begins, of what a softphone is doing, and of a kind of call. Once one of the functions that
// RP-WAR-010 lists has begun, the state and the call say so.
var (
	ofBeginnings = rules.Must(rules.Compile1("support of beginnings", rules.AxisOf("begins", nothing, keys),
		[]rules.Row1[beginning, spec.Support]{
			{Rule: spec.WAR011, If: rules.Of(aRoom), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR012, If: rules.Of(aThreeWay), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR013, If: rules.Of(aStarTransfer), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
			{Rule: spec.WAR014, If: rules.Of(anOutbound), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
			{Rule: spec.ENV021, If: rules.Of(aTransfer), Then: spec.Unspecified}, // an ordinary one
			{Rule: spec.ENV020, If: rules.Of(aParking), Then: spec.Unspecified},  // U-15
			{Rule: spec.BTN102, If: rules.Of(keys), Then: spec.Unspecified},      // outside a pause
			{Rule: spec.ENV010, If: rules.Of(nothing), Then: spec.Guaranteed},
		}))
	ofStates = rules.Must(rules.Compile1("support of states", rules.AxisOf("state", callstate.Idle, callstate.OutboundWaiting),
		[]rules.Row1[callstate.State, spec.Support]{
			{Rule: spec.WAR020, If: rules.Of(callstate.StarHeld), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
			{Rule: spec.WAR021, If: rules.Of(callstate.StarTalking), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
			{Rule: spec.WAR012, If: rules.Of(callstate.ThreeWay), Then: spec.NotGuaranteed}, // somebody is, in every call of three
			{Rule: spec.WAR014, If: rules.Of(callstate.OutboundWaiting), Then: spec.NotGuaranteed},
			{Rule: spec.ENV021, If: rules.Of(callstate.HeldDialing, callstate.TransferTalking), Then: spec.Unspecified},
			{Rule: spec.ENV010, If: rules.Of(callstate.Idle, callstate.Alerting, callstate.Talking, callstate.Held), Then: spec.Guaranteed},
		}))
	ofCalls = rules.Must(rules.Compile1("support of calls", rules.AxisOf("call", ordinary, outbound),
		[]rules.Row1[callKind, spec.Support]{
			{Rule: spec.ENV010, If: rules.Of(ordinary), Then: spec.Guaranteed},
			{Rule: spec.ENV020, If: rules.Of(parked), Then: spec.Unspecified},
			{Rule: spec.WAR011, If: rules.Of(room), Then: spec.NotGuaranteed},
			{Rule: spec.WAR014, If: rules.Of(outbound), Then: spec.NotGuaranteed},
		}))
)

// A beginning is what an event begins, as far as the vendor tells it apart.
type beginning uint8

const (
	nothing beginning = 1 + iota
	aRoom
	aThreeWay
	aStarTransfer
	anOutbound
	aTransfer
	aParking
	keys
)

func (b beginning) String() string {
	return [...]string{"none", "nothing", "room", "three-way call", "#/* transfer", "outbound", "transfer", "parking", "keys"}[b]
}

func beginningOf(k calllog.Kind) beginning {
	switch k {
	case calllog.RoomJoin:
		return aRoom
	case calllog.ThreewayStart, calllog.ThreewayAuto:
		return aThreeWay
	case calllog.StarBegin, calllog.SharpBegin:
		return aStarTransfer
	case calllog.OutboundWait:
		return anOutbound
	case calllog.ConsultDial:
		return aTransfer
	case calllog.Park:
		return aParking
	case calllog.DTMF:
		return keys
	}
	return nothing
}

// A callKind is a kind of call, as far as the vendor tells them apart.
type callKind uint8

const (
	ordinary callKind = 1 + iota
	parked            // one party is left
	room
	outbound
)

func (k callKind) String() string {
	return [...]string{"none", ordinary: "ordinary", parked: "parked", room: "room", outbound: "outbound"}[k]
}

func (c *call) kind() callKind {
	switch {
	case c.begun == calllog.OutboundConnect:
		return outbound
	case c.rec.IsRoom():
		return room
	case c.rec.Members().Len() < 2:
		return parked
	}
	return ordinary
}

// support returns what the vendor says of an event in the system as it was, and by which rule. A click where the toggle is not shown is
// what table 3.1 and the gate say, in any call. All else that has to do with one of the four functions of RP-WAR-010 is not
// guaranteed; then comes what the manual does not specify.
func (s *System) support(m *move) (spec.Support, spec.ID) {
	click := m.event.Kind == calllog.PauseClick || m.event.Kind == calllog.ResumeClick
	if click && s.face(s.phones[m.party].Phone).View().Toggle == 0 {
		return spec.Guaranteed, spec.VIS010
	}
	var around surrounding
	applied := m.result == calllog.Applied
	if applied || m.event.Kind == calllog.SharpBegin { // which is refused by no button of its own
		read(&around, ofBeginnings.At(beginningOf(m.event.Kind)))
	}
	s.lookAround(m, &around)
	switch {
	case around.says[spec.NotGuaranteed]:
		return spec.NotGuaranteed, around.rule[spec.NotGuaranteed]
	case applied && around.says[spec.Unspecified]:
		return spec.Unspecified, around.rule[spec.Unspecified]
	case click && m.result == calllog.Rejected: // the PBX did not confirm (U-06)
		return spec.Unspecified, 0
	}
	return spec.Guaranteed, spec.ENV010
}

// A surrounding is, for each level below guaranteed, whether anything says it, and the first rule that does.
type surrounding struct {
	says [spec.Guaranteed]bool
	rule [spec.Guaranteed]spec.ID
}

func (r *surrounding) note(s spec.Support, rule spec.ID) {
	if s < spec.Guaranteed && !r.says[s] {
		r.says[s], r.rule[s] = true, rule
	}
}

func read[A rules.Enum](r *surrounding, row *rules.Row1[A, spec.Support]) { r.note(row.Then, row.Rule) }

// lookAround looks at the acting party, at the call that the event names and those that the party is in, and at everybody in them.
func (s *System) lookAround(m *move, says *surrounding) {
	p := s.phones[m.party]
	if s.softphone(m.party) {
		read(says, ofStates.At(p.State))
	}
	for i := range s.calls {
		c := &s.calls[i]
		if c.id != m.event.Call && !(s.softphone(m.party) && c.has(m.party)) {
			continue
		}
		read(says, ofCalls.At(c.kind()))
		for _, party := range c.members() {
			if s.softphone(party) {
				read(says, ofStates.At(s.phones[party].State))
			}
		}
	}
	if p.doubtful { // it stopped where nobody stands behind it, and its display is still of then
		says.note(spec.NotGuaranteed, spec.XFR033)
	}
}
