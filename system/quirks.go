package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// What a world must have for the quirks of a chapter.
var (
	withTwoPhones = Needs{Softphones: 2, Parties: 2, Calls: 1, Kinds: clickKinds}
	withTransfer  = Needs{Softphones: 1, Parties: 3, Calls: 2, Kinds: append(clickKinds[:2:2], calllog.StarBegin, calllog.StarAnswered)}
	withOutbound  = Needs{Softphones: 1, Parties: 2, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.OutboundWait, calllog.OutboundConnect)}
	withRoom      = Needs{Softphones: 1, Parties: 2, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.RoomJoin)}
	withThreeWay  = Needs{Softphones: 2, Parties: 3, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.CallInvite, calllog.CallAnswered, calllog.ThreewayAuto)}

	clickKinds = []calllog.Kind{calllog.PauseClick, calllog.ResumeClick}
)

// and returns the needs with further events.
func (n Needs) and(kinds ...calllog.Kind) Needs {
	n.Kinds = append(slices.Clip(n.Kinds), kinds...)
	return n
}

// Quirks returns what must happen at some step: each peculiarity of the manual, in a world that has what it needs. Its name is what the
// rule says.
func Quirks() []Property {
	list := append(stateQuirks(), []Property{
		quirk(spec.S2S020, withTwoPhones, func(e Edge) bool { return stops(e) && phonesIn(e, callstate.Talking, false) > 0 }),
		quirk(spec.S2S021, withTwoPhones, func(e Edge) bool { return opens(e, spec.S2S021, calllog.RecordingButStopped) }),
		quirk(spec.S2S141, withTwoPhones, func(e Edge) bool { return resumes(e) && opens(e, spec.S2S021, calllog.StoppedButRecording) }),
		quirk(spec.S2S143, withTwoPhones, func(e Edge) bool { return resumes(e) && lies(e, calllog.StoppedButRecording) }),
		quirk(spec.S2S220, withTwoPhones, twoClicks),
		quirk(spec.CNF010, withRoom, func(e Edge) bool { return stops(e) && ownVoiceOnly(e, true) }),
		quirk(spec.CNF011, withRoom, func(e Edge) bool { return opens(e, spec.CNF011, calllog.StoppedButOthersRecorded) }),
		quirk(spec.CNF012, Needs{Softphones: 2, Parties: 3, Calls: 1, Kinds: withRoom.Kinds}, twoSilencedOfThree),
		quirk(spec.TPC010, withThreeWay, func(e Edge) bool { return initiates(e) && phonesIn(e, callstate.Talking, false) > 0 }),
		quirk(spec.TPC011, withThreeWay, func(e Edge) bool { return stops(e) && initiates(e) }),
		quirk(spec.TPC012, withThreeWay, func(e Edge) bool { return initiates(e) && hides(e, callstate.ThreeWay) }),
		quirk(spec.TPC020, withThreeWay, func(e Edge) bool { return stops(e) && ownVoiceOnly(e, false) }),
		quirk(spec.TPC021, withThreeWay, func(e Edge) bool { return opens(e, spec.TPC021, calllog.StoppedButOthersRecorded) }),
		quirk(spec.XFR010, withTransfer, func(e Edge) bool { return names(e, spec.XFR010) && recordings(e, pause.Silent) == 1 }),
		quirk(spec.XFR011, withTransfer, func(e Edge) bool { return names(e, spec.XFR011) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR020, withTransfer.and(calllog.StarComplete), func(e Edge) bool { return names(e, spec.XFR020) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR030, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR030) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR031, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR031) && phonesIn(e, callstate.Talking, true) > 0 }),
		quirk(spec.XFR032, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return opens(e, spec.XFR032, calllog.StoppedButRecording) }),
		quirk(spec.XFR033, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR033) && len(e.Outcome.Closed) > 0 }),
		quirk(spec.OUT011, withOutbound, func(e Edge) bool { return stops(e) && phonesIn(e, callstate.OutboundWaiting, true) > 0 }),
		quirk(spec.OUT020, withOutbound, func(e Edge) bool { return names(e, spec.OUT020) && recordings(e, pause.On) == 1 }),
		quirk(spec.OUT021, withOutbound, func(e Edge) bool { return names(e, spec.OUT021) && phonesIn(e, callstate.Talking, true) > 0 }),
		quirk(spec.OUT022, withOutbound, func(e Edge) bool { return opens(e, spec.OUT022, calllog.StoppedButRecording) }),
	}...)
	return list
}

func quirk(rule spec.ID, needs Needs, at func(Edge) bool) Property {
	r, _ := spec.Lookup(rule)
	return Property{Name: r.Statement, Rule: rule, Needs: needs, At: at}
}

// reaching is what a softphone needs to come to each state.
var reaching = [...]Needs{
	callstate.Idle:            {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.OutboundWait, calllog.OutboundLeave}},
	callstate.Alerting:        {Softphones: 1, Parties: 2, Kinds: []calllog.Kind{calllog.CallInvite}},
	callstate.Talking:         {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.RoomJoin}},
	callstate.StarHeld:        {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin}},
	callstate.StarTalking:     withTransfer.and(calllog.CallInvite, calllog.CallAnswered),
	callstate.Held:            {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold}},
	callstate.HeldDialing:     {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold, calllog.ConsultDial}},
	callstate.TransferTalking: {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold, calllog.ConsultDial, calllog.ConsultAnswered}},
	callstate.ThreeWay:        {Softphones: 1, Parties: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.ThreewayAuto}},
	callstate.OutboundWaiting: withOutbound,
}

// stateQuirks are the cells of table 3.1: every state is reached, and shows the toggle or not as its cell says.
func stateQuirks() (list []Property) {
	for _, cell := range buttons.Table31() {
		list = append(list, quirk(cell.Rule, reaching[cell.Of], func(e Edge) bool {
			return applied(e) && slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool {
				return p.Value.State == cell.Of && (p.Value.Toggle != 0) == (cell.Mark == "○")
			})
		}))
	}
	return list
}

func stops(e Edge) bool { return applied(e) && e.Event.Kind == calllog.PauseClick }

func resumes(e Edge) bool { return applied(e) && e.Event.Kind == calllog.ResumeClick }

// names reports whether a step names a rule.
func names(e Edge, id spec.ID) bool { return slices.Contains(e.Outcome.Step.Rules, id) }

// opens reports whether a step opens a mismatch that a rule describes.
func opens(e Edge, id spec.ID, k calllog.MismatchKind) bool {
	for _, l := range e.Outcome.Opened {
		if l.Rule == id && l.Kind == k {
			return true
		}
	}
	return false
}

// lies reports whether somebody else's display is false after a step.
func lies(e Edge, k calllog.MismatchKind) bool {
	return slices.ContainsFunc(e.Outcome.Step.Mismatch, func(m calllog.Mismatch) bool { return m.Kind == k && m.Party != e.Event.Party })
}

// phonesIn counts the softphones in a state that show the toggle, with a stop or without.
func phonesIn(e Edge, s callstate.State, stopped bool) (n int) {
	for _, p := range e.Outcome.Step.Phones {
		if p.Value.State == s && p.Value.Toggle != 0 && p.Value.Message == stopped {
			n++
		}
	}
	return n
}

// hides reports whether a softphone in a state shows no toggle.
func hides(e Edge, s callstate.State) bool {
	return slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool {
		return p.Value.State == s && p.Value.Toggle == 0
	})
}

// initiates reports whether a softphone is in a three-way call that it started.
func initiates(e Edge) bool {
	return slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool { return p.Value.State == callstate.ThreeWay })
}

func recordings(e Edge, s pause.State) (n int) {
	for _, c := range e.Outcome.Step.Calls {
		if c.Value.Recording == s {
			n++
		}
	}
	return n
}

// ownVoiceOnly reports whether a stop silences who clicked and nobody else, in a room or in another call of three.
func ownVoiceOnly(e Edge, room bool) bool {
	for _, c := range e.Outcome.Calls {
		v, _ := e.Outcome.Step.Calls.Get(c.Call)
		if c.Step.After.IsRoom() == room && v.Recording == pause.Partial && slices.Equal(v.Silenced, []string{e.Event.Party}) {
			return true
		}
	}
	return false
}

func twoSilencedOfThree(e Edge) bool {
	for _, c := range e.Outcome.Calls {
		if r := c.Step.After; stops(e) && r.IsRoom() && r.Members().Len() == 3 && r.Silenced().Len() == 2 {
			return true
		}
	}
	return false
}

// twoClicks reports whether a click on 録音再開 changes nothing but the display, for the recording goes on already, and only the next
// click stops it.
func twoClicks(e Edge) bool {
	if !resumes(e) || recordings(e, pause.On) != 1 || len(e.Outcome.Closed) == 0 {
		return false
	}
	_, second, err := e.After.Next(calllog.Event{Line: e.Event.Line + 1, At: e.Event.At, Kind: calllog.PauseClick, Party: e.Event.Party})
	return err == nil && second.Step.Result == calllog.Applied && second.Step.Calls[0].Value.Recording == pause.Silent
}
