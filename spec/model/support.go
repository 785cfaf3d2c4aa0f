package model

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
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

// support returns what the vendor says of an event in the system as it was. A click where the toggle is not shown is what table
// 3.1 and the gate say, in any call. All else that has to do with one of the four functions of RP-WAR-010 is not guaranteed;
// then comes what the manual does not specify.
func (s *System) support(m *move) spec.Support {
	click := m.event.Kind == calllog.PauseClick || m.event.Kind == calllog.ResumeClick
	switch {
	case click && s.phones[m.party].View().Toggle == 0:
		return spec.Guaranteed
	case m.result == calllog.Applied && notGuaranteed(m.event.Kind) || m.event.Kind == calllog.SharpBegin || s.outOfWarranty(m):
		return spec.NotGuaranteed
	case m.result == calllog.Applied && (unspecified(m.event.Kind) || s.inTransfer(m)):
		return spec.Unspecified
	case click && m.result == calllog.Rejected: // the PBX did not confirm (U-06)
		return spec.Unspecified
	}
	return spec.Guaranteed
}

// notGuaranteed reports whether an event is about a function that RP-WAR-010 lists.
func notGuaranteed(k calllog.Kind) bool {
	switch k {
	case calllog.StarBegin, calllog.StarAnswered, calllog.StarComplete, calllog.StarCancel, calllog.SharpBegin,
		calllog.SharpComplete, calllog.SharpCancel, calllog.ThreewayStart, calllog.ThreewayAuto, calllog.OutboundWait,
		calllog.OutboundConnect, calllog.OutboundLeave, calllog.RoomJoin, calllog.RoomLeave:
		return true
	}
	return false
}

// unspecified reports whether an event is about something of which the manual says nothing, or not enough: an ordinary transfer
// a parked call (U-15), keys outside a pause (RP-BTN-102).
func unspecified(k calllog.Kind) bool {
	switch k {
	case calllog.ConsultDial, calllog.ConsultAnswered, calllog.ConsultFailed, calllog.TransferComplete, calllog.Park, calllog.DTMF:
		return true
	}
	return false
}

// outOfWarranty reports whether the acting party, or one of its calls, is using a function that RP-WAR-010 lists.
func (s *System) outOfWarranty(m *move) bool {
	p := s.phones[m.party]
	if p.State == callstate.OutboundWaiting || p.doubtful {
		return true // or has been, and its display is still that of then (RP-XFR-033)
	}
	return s.anyCall(m, func(c *call) bool {
		return c.begun == calllog.OutboundConnect || c.rec.IsRoom() || c.rec.Members().Len() > 2 ||
			s.anybody(c, callstate.StarHeld, callstate.StarTalking, callstate.ThreeWay)
	})
}

// inTransfer reports whether one of the acting party's calls is being transferred, or is parked.
func (s *System) inTransfer(m *move) bool {
	return s.anyCall(m, func(c *call) bool {
		return c.rec.Members().Len() < 2 || s.anybody(c, callstate.HeldDialing, callstate.TransferTalking)
	})
}

// anyCall reports whether something holds of the call that the event names or of one that the acting party is in.
func (s *System) anyCall(m *move, holds func(*call) bool) bool {
	for i := range s.calls {
		if c := &s.calls[i]; (c.id == m.event.Call || s.softphone(m.party) && c.has(m.party)) && holds(c) {
			return true
		}
	}
	return false
}

func (s *System) anybody(c *call, states ...callstate.State) bool {
	return slices.ContainsFunc(c.members(), func(party int) bool { return slices.Contains(states, s.phones[party].State) })
}
