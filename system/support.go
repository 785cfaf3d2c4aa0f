package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
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
	ofBeginnings = rules.Must("support of beginnings", []rules.Axis{rules.AxisOf("begins", keys)}, []rules.Row[spec.Support]{
		{Rule: spec.WAR011, If: begun(aRoom), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.WAR012, If: begun(aThreeWay), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.WAR013, If: begun(aStarTransfer), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.WAR014, If: begun(anOutbound), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.ENV021, If: begun(aTransfer), Then: spec.Unspecified}, // an ordinary one
		{Rule: spec.ENV020, If: begun(aParking), Then: spec.Unspecified},  // U-15
		{Rule: spec.BTN102, If: begun(keys), Then: spec.Unspecified},      // outside a pause
		{Rule: spec.ENV010, If: begun(nothing), Then: spec.Guaranteed},
	})
	ofStates = rules.Must("support of states", []rules.Axis{rules.AxisOf("state", callstate.OutboundWaiting)}, []rules.Row[spec.Support]{
		{Rule: spec.WAR020, If: states(callstate.StarHeld), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
		{Rule: spec.WAR021, If: states(callstate.StarTalking), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
		{Rule: spec.WAR012, If: states(callstate.ThreeWay), Then: spec.NotGuaranteed}, // somebody is, in every call of three
		{Rule: spec.WAR014, If: states(callstate.OutboundWaiting), Then: spec.NotGuaranteed},
		{Rule: spec.ENV021, If: states(callstate.HeldDialing, callstate.TransferTalking), Then: spec.Unspecified},
		{Rule: spec.ENV010, If: states(callstate.Idle, callstate.Alerting, callstate.Talking, callstate.Held), Then: spec.Guaranteed},
	})
	ofCalls = rules.Must("support of calls", []rules.Axis{rules.AxisOf("call", outbound)}, []rules.Row[spec.Support]{
		{Rule: spec.ENV010, If: kinds(ordinary), Then: spec.Guaranteed},
		{Rule: spec.ENV020, If: kinds(parked), Then: spec.Unspecified},
		{Rule: spec.WAR011, If: kinds(room), Then: spec.NotGuaranteed},
		{Rule: spec.WAR014, If: kinds(outbound), Then: spec.NotGuaranteed},
	})
)

func begun(b beginning) [3]rules.Set { return [3]rules.Set{rules.Of(b)} }

func states(s ...callstate.State) [3]rules.Set { return [3]rules.Set{rules.Of(s...)} }

func kinds(k ...callKind) [3]rules.Set { return [3]rules.Set{rules.Of(k...)} }

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
		around.read(ofBeginnings.At(uint8(beginningOf(m.event.Kind)), 0, 0))
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

func (r *surrounding) read(row *rules.Row[spec.Support]) { r.note(row.Then, row.Rule) }

// lookAround looks at the acting party, at the call that the event names and those that the party is in, and at everybody in them.
func (s *System) lookAround(m *move, says *surrounding) {
	p := s.phones[m.party]
	if s.softphone(m.party) {
		says.read(ofStates.At(uint8(p.State), 0, 0))
	}
	for i := range s.calls {
		c := &s.calls[i]
		if c.id != m.event.Call && !(s.softphone(m.party) && c.has(m.party)) {
			continue
		}
		says.read(ofCalls.At(uint8(c.kind()), 0, 0))
		for _, party := range c.members() {
			if s.softphone(party) {
				says.read(ofStates.At(uint8(s.phones[party].State), 0, 0))
			}
		}
	}
	if p.doubtful { // it stopped where nobody stands behind it, and its display is still of then
		says.note(spec.NotGuaranteed, spec.XFR033)
	}
}
