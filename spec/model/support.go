package model

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/table"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// visibilityRules names the cell of table 3.1 for every softphone whose state has changed.
func (m *move) visibilityRules(before System) {
	for party, p := range m.phones {
		if m.softphone(party) && p.State != before.phones[party].State {
			m.because(buttons.Why(p.Phone, buttons.Toggle).Rule)
		}
	}
}

// What the vendor says of an event, of what a softphone is doing, and of a kind of call.
var (
	ofEvents = table.Must("support of events", []table.Axis{table.AxisOf("event", calllog.ResumeClick)}, []table.Row[spec.Support]{
		{Rule: spec.WAR011, If: events(calllog.RoomJoin, calllog.RoomLeave), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.WAR012, If: events(calllog.ThreewayStart, calllog.ThreewayAuto), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010}},
		{Rule: spec.WAR013, If: events(calllog.StarBegin, calllog.StarAnswered, calllog.StarComplete, calllog.StarCancel,
			calllog.SharpBegin, calllog.SharpComplete, calllog.SharpCancel), Then: spec.NotGuaranteed, Also: []spec.ID{spec.WAR010, spec.XFR001}},
		{Rule: spec.WAR014, If: events(calllog.OutboundWait, calllog.OutboundConnect, calllog.OutboundLeave), Then: spec.NotGuaranteed,
			Also: []spec.ID{spec.WAR010}},
		{Rule: spec.ENV021, If: events(calllog.ConsultDial, calllog.ConsultAnswered, calllog.ConsultFailed, calllog.TransferComplete),
			Then: spec.Unspecified}, // an ordinary transfer
		{Rule: spec.ENV020, If: events(calllog.Park), Then: spec.Unspecified}, // U-15
		{Rule: spec.BTN102, If: events(calllog.DTMF), Then: spec.Unspecified}, // keys outside a pause
		{Rule: spec.ENV010, If: events(calllog.CallInvite, calllog.CallAnswered, calllog.CallFailed, calllog.CallHangup, calllog.Hold,
			calllog.Unhold, calllog.HandRaise, calllog.PauseClick, calllog.ResumeClick), Then: spec.Guaranteed},
	})
	ofStates = table.Must("support of states", []table.Axis{table.AxisOf("state", callstate.OutboundWaiting)}, []table.Row[spec.Support]{
		{Rule: spec.WAR020, If: states(callstate.StarHeld), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
		{Rule: spec.WAR021, If: states(callstate.StarTalking), Then: spec.NotGuaranteed, Also: []spec.ID{spec.XFR001}},
		{Rule: spec.WAR012, If: states(callstate.ThreeWay), Then: spec.NotGuaranteed},
		{Rule: spec.WAR014, If: states(callstate.OutboundWaiting), Then: spec.NotGuaranteed},
		{Rule: spec.ENV021, If: states(callstate.HeldDialing, callstate.TransferTalking), Then: spec.Unspecified},
		{Rule: spec.ENV010, If: states(callstate.Idle, callstate.Alerting, callstate.Talking, callstate.Held), Then: spec.Guaranteed},
	})
	ofCalls = table.Must("support of calls", []table.Axis{table.AxisOf("call", outbound)}, []table.Row[spec.Support]{
		{Rule: spec.ENV010, If: kinds(ordinary), Then: spec.Guaranteed},
		{Rule: spec.ENV020, If: kinds(parked), Then: spec.Unspecified},
		{Rule: spec.WAR011, If: kinds(room), Then: spec.NotGuaranteed},
		{Rule: spec.WAR012, If: kinds(many), Then: spec.NotGuaranteed},
		{Rule: spec.WAR014, If: kinds(outbound), Then: spec.NotGuaranteed},
	})
)

func events(k ...calllog.Kind) [3]table.Set { return [3]table.Set{table.Of(k...)} }

func states(s ...callstate.State) [3]table.Set { return [3]table.Set{table.Of(s...)} }

func kinds(k ...callKind) [3]table.Set { return [3]table.Set{table.Of(k...)} }

// A callKind is a kind of call, as far as the vendor tells them apart.
type callKind uint8

const (
	ordinary callKind = 1 + iota
	parked            // one party is left
	room
	many // three parties or more
	outbound
)

func (k callKind) String() string {
	return [...]string{"none", ordinary: "ordinary", parked: "parked", room: "room", many: "many", outbound: "outbound"}[k]
}

func (c *call) kind() callKind {
	switch members := c.rec.Members().Len(); {
	case c.begun == calllog.OutboundConnect:
		return outbound
	case c.rec.IsRoom():
		return room
	case members > 2:
		return many
	case members < 2:
		return parked
	}
	return ordinary
}

// support returns what the vendor says of an event in the system as it was. A click where the toggle is not shown is what table
// 3.1 and the gate say, in any call. All else that has to do with one of the four functions of RP-WAR-010 is not guaranteed;
// then comes what the manual does not specify.
func (s *System) support(m *move) spec.Support {
	click := m.event.Kind == calllog.PauseClick || m.event.Kind == calllog.ResumeClick
	event, around := ofEvents.At(uint8(m.event.Kind), 0, 0).Then, s.around(m)
	applied := m.result == calllog.Applied || m.event.Kind == calllog.SharpBegin // which is refused by no button of its own
	switch {
	case click && s.phones[m.party].View().Toggle == 0:
		return spec.Guaranteed
	case applied && event == spec.NotGuaranteed, around.notGuaranteed:
		return spec.NotGuaranteed
	case m.result == calllog.Applied && (event == spec.Unspecified || around.unspecified):
		return spec.Unspecified
	case click && m.result == calllog.Rejected: // the PBX did not confirm (U-06)
		return spec.Unspecified
	}
	return spec.Guaranteed
}

// A surrounding is what the vendor does not stand behind, or does not specify, of the situation that an event meets.
type surrounding struct{ notGuaranteed, unspecified bool }

func (r *surrounding) note(s spec.Support) {
	r.notGuaranteed = r.notGuaranteed || s == spec.NotGuaranteed
	r.unspecified = r.unspecified || s == spec.Unspecified
}

// around looks at the acting party, at the call that the event names and those that the party is in, and at everybody in them.
func (s *System) around(m *move) (r surrounding) {
	p := s.phones[m.party]
	r.notGuaranteed = p.doubtful // it stopped a recording where nobody stands behind it, and its display is still of then (RP-XFR-033)
	if s.softphone(m.party) {
		r.note(ofStates.At(uint8(p.State), 0, 0).Then)
	}
	for i := range s.calls {
		c := &s.calls[i]
		if c.id != m.event.Call && !(s.softphone(m.party) && c.has(m.party)) {
			continue
		}
		r.note(ofCalls.At(uint8(c.kind()), 0, 0).Then)
		for _, party := range c.members() {
			if s.softphone(party) {
				r.note(ofStates.At(uint8(s.phones[party].State), 0, 0).Then)
			}
		}
	}
	return r
}
