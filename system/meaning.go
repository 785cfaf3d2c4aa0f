package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
)

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
