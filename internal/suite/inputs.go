package suite

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

const (
	a = conformance.A
	b = conformance.B
	c = conformance.C
	d = conformance.D
	t = conformance.T

	original = conformance.OriginalCall
	target   = conformance.TargetCall
)

// locked is the buttons that a stop locks: the × of table 3.2.
var locked = []buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay, buttons.AutoThreeWay,
	buttons.StarTransfer}

// inputs returns what may happen in a scene: what may happen in any call, and what the scene is about.
func inputs(s conformance.Scene) (events []conformance.Event) {
	events = append(events, conformance.Event{Action: conformance.Wait})
	for _, party := range softphones(s) {
		events = append(events, conformance.Event{Action: conformance.Click, Party: party, Button: buttons.Toggle})
	}
	for _, button := range locked {
		events = append(events, conformance.Event{Action: conformance.Click, Party: a, Button: button})
	}
	events = append(events, conformance.Event{Action: conformance.Click, Party: a, Button: buttons.Dial, Keys: "5"},
		conformance.Event{Action: conformance.Enter, Party: s.Peer, Keys: "1"},
		conformance.Event{Action: conformance.Command, Party: a, Verb: conformance.NoSuchVerb},
		fact(calllog.HandRaise, a, ""), fact(calllog.CallHangup, a, original), fact(calllog.CallHangup, s.Peer, original))
	if more, ok := about[s.Place]; ok {
		events = append(events, more(s)...)
	}
	return events
}

func fact(k calllog.Kind, party, call string) conformance.Event {
	return conformance.Event{Action: conformance.Fact, Party: party, Fact: k, Call: call}
}

// about is what may happen beside that where a scene begins.
var about = map[conformance.Place]func(conformance.Scene) []conformance.Event{
	conformance.Talking: func(s conformance.Scene) []conformance.Event {
		return []conformance.Event{fact(calllog.Hold, a, original), fact(calllog.Unhold, a, original),
			fact(calllog.CallInvite, a, original), fact(calllog.CallAnswered, s.Peer, original)}
	},
	conformance.StarTalking: func(conformance.Scene) []conformance.Event {
		return []conformance.Event{fact(calllog.StarBegin, a, target), fact(calllog.StarAnswered, t, target), fact(calllog.StarCancel, a, target),
			fact(calllog.StarComplete, a, target), fact(calllog.SharpBegin, a, target), fact(calllog.SharpCancel, a, target),
			fact(calllog.SharpComplete, a, target)}
	},
	conformance.Initiator: func(conformance.Scene) []conformance.Event {
		return []conformance.Event{fact(calllog.CallHangup, t, original)}
	},
	conformance.Member: func(conformance.Scene) []conformance.Event {
		return []conformance.Event{fact(calllog.CallHangup, b, original)}
	},
	conformance.InRoom: func(conformance.Scene) (events []conformance.Event) {
		for _, party := range []string{a, b, c} {
			events = append(events, fact(calllog.RoomJoin, party, original), fact(calllog.RoomLeave, party, original))
		}
		return events
	},
	conformance.OutboundWaiting: func(conformance.Scene) []conformance.Event {
		return []conformance.Event{fact(calllog.OutboundConnect, a, original), fact(calllog.OutboundLeave, a, ""), fact(calllog.OutboundWait, a, "")}
	},
}

// softphones returns whose toggles can be clicked in a scene.
func softphones(s conformance.Scene) []string {
	switch {
	case s.Peer == d:
		return []string{a, d}
	case s.Peer == b || s.Place == conformance.InRoom:
		return []string{a, b}
	}
	return []string{a}
}

// displays returns whose displays are compared in a scene.
func displays(s conformance.Scene) []string {
	switch {
	case s.Peer == d:
		return []string{a, b, d}
	case s.Place == conformance.Member:
		return []string{a, b}
	}
	return softphones(s)
}

// isToggle reports whether an event is a click on a toggle.
func isToggle(e conformance.Event) bool {
	return e.Action == conformance.Click && e.Button == buttons.Toggle
}

// isClick reports whether an event is a click on a toggle, or the command that a PBX has of one.
func isClick(e conformance.Event) bool {
	return isToggle(e) || e.Action == conformance.Command && e.Verb != conformance.NoSuchVerb
}

// asks reports whether an event can be asked for where this is seen: a click on what is there, a locked button where the display is true
// and no hold of a call that somebody has stopped (U-03).
func asks(o conformance.Observation, e conformance.Event) bool {
	phone := o.Phones[a]
	switch {
	case isToggle(e):
		return o.Phones[e.Party].Toggle != 0 && o.Phones[a].State != callstate.Held
	case e.Action == conformance.Click:
		return phone.Message && isTrue(o, a)
	case e.Action == conformance.Enter, e.Action == conformance.Command:
		return phone.State == callstate.Talking
	case e.Fact == calllog.Hold:
		return !slices.ContainsFunc([]string{a, b, d}, func(party string) bool { return o.Phones[party].Message })
	}
	return true
}

// isTrue reports whether what a softphone shows as stopped is: some call is not recorded in full.
func isTrue(o conformance.Observation, party string) bool {
	for _, call := range o.Calls {
		if call.Recording == pause.Silent || call.Recording == pause.Partial && slices.Contains(call.Silenced, party) {
			return true
		}
	}
	return false
}

// isLast reports whether the manual leaves open what A shows after an event, so that nothing is asked after it: a completed transfer
// and the end of an outbound call.
func isLast(s conformance.Scene, e conformance.Event) bool {
	return e.Fact == calllog.StarComplete || e.Fact == calllog.SharpComplete || s.Place == conformance.OutboundWaiting && e.Fact == calllog.CallHangup
}
