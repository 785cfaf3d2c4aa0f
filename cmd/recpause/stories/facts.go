package main

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// routes are the ways from idle to the states of a softphone: it talks to the customer, and transfers to the target.
var routes = map[callstate.State][]calllog.Kind{
	callstate.Idle:            {},
	callstate.Alerting:        {calllog.CallInvite},
	callstate.Talking:         {calllog.CallInvite, calllog.CallAnswered},
	callstate.StarHeld:        {calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin},
	callstate.StarTalking:     {calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin, calllog.StarAnswered},
	callstate.Held:            {calllog.CallInvite, calllog.CallAnswered, calllog.Hold},
	callstate.HeldDialing:     {calllog.CallInvite, calllog.CallAnswered, calllog.Hold, calllog.ConsultDial},
	callstate.TransferTalking: {calllog.CallInvite, calllog.CallAnswered, calllog.Hold, calllog.ConsultDial, calllog.ConsultAnswered},
	callstate.ThreeWay:        {calllog.CallInvite, calllog.CallAnswered, calllog.ThreewayAuto},
	callstate.OutboundWaiting: {calllog.OutboundWait},
}

// otherEnd says whose side of a call an event takes place on, where it is not the softphone's own.
var otherEnd = map[calllog.Kind]string{
	calllog.CallInvite: customer, calllog.CallAnswered: customer, calllog.OutboundConnect: customer,
	calllog.ConsultDial: target, calllog.ConsultAnswered: target, calllog.StarBegin: target, calllog.StarAnswered: target,
	calllog.SharpBegin: target, calllog.ThreewayAuto: target,
}

// joining are the events by which the target comes into the original call.
var joining = []calllog.Kind{calllog.TransferComplete, calllog.ThreewayStart, calllog.ThreewayAuto, calllog.StarComplete, calllog.SharpComplete}

// facts lets events happen to a softphone's calls, one after the other.
func (w *world) facts(a *arguments, party string, kinds ...calllog.Kind) error {
	for _, k := range kinds {
		if err := w.fact(a, k, party, otherEnd[k]); err != nil {
			return err
		}
	}
	return nil
}

// fact lets an event happen between a softphone and somebody.
func (w *world) fact(a *arguments, k calllog.Kind, party, other string) error {
	e := calllog.Event{Kind: k, Party: party}
	needs := k.Needs()
	switch {
	case needs.To:
		e.To = other
	case other != "":
		e.Party = other
	}
	switch {
	case needs.To && needs.Call:
		e.Call = w.opened(k, party, other)
	case needs.Call:
		c := w.callOf(party)
		if c == nil {
			return a.problem("%sの通話がない", "%s has no call", partyText(party))
		}
		e.Call = c.id
	}
	if err := w.happen(e); err != nil {
		return err
	}
	if slices.Contains(joining, k) {
		w.joined()
	}
	return nil
}

// joined notes that the target is in the call that is left.
func (w *world) joined() {
	if c := w.callOf(); c != nil && !c.has([]string{target}) {
		c.parties = append(c.parties, target)
	}
}

// partyText is a party by name.
func partyText(id string) spec.Text {
	i := slices.IndexFunc(parties.names, func(n name[string]) bool { return n.is == id })
	return parties.names[i].Text
}

// A doing is what somebody does with a function.
type doing uint8

const (
	begins doing = iota
	completes
	cancels
	ends
)

// A function is something that a call can be put through, by what is done with it; 0 is what cannot be done.
type function [4]calllog.Kind

var functions = list[function]{spec.Text{JA: "機能", EN: "function"}, []name[function]{
	named("保留", "hold", function{begins: calllog.Hold, ends: calllog.Unhold}),
	named("転送", "transfer", function{begins: calllog.ConsultDial, completes: calllog.TransferComplete, cancels: calllog.CallHangup}),
	named("三者通話", "three-way call", function{begins: calllog.ThreewayStart}),
	named("自動三者", "automatic three-way call", function{begins: calllog.ThreewayAuto}),
	named("*転送", "* transfer", function{begins: calllog.StarBegin, completes: calllog.StarComplete, cancels: calllog.StarCancel}),
	named("#転送", "# transfer", function{begins: calllog.SharpBegin, completes: calllog.SharpComplete, cancels: calllog.SharpCancel}),
	named("パーク", "park", function{begins: calllog.Park}),
	named("アウトバウンドの待機", "wait for an outbound call", function{begins: calllog.OutboundWait, ends: calllog.OutboundLeave}),
	named("アウトバウンドの通話", "outbound call", function{begins: calllog.OutboundConnect}),
}}

// clicked are the events of the ten buttons, by the state in which they mean something: none for what a click does is not ours.
func clicked(b buttons.Button, s callstate.State) []calllog.Kind {
	switch {
	case b == buttons.Hold && s == callstate.Held:
		return []calllog.Kind{calllog.Unhold}
	case b == buttons.Hold:
		return []calllog.Kind{calllog.Hold}
	case b == buttons.Transfer && s == callstate.Talking:
		return []calllog.Kind{calllog.Hold, calllog.ConsultDial}
	case b == buttons.Transfer && s == callstate.Held:
		return []calllog.Kind{calllog.ConsultDial}
	case b == buttons.Transfer:
		return []calllog.Kind{calllog.TransferComplete}
	}
	return map[buttons.Button][]calllog.Kind{
		buttons.Park: {calllog.Park}, buttons.RaiseHand: {calllog.HandRaise}, buttons.ThreeWay: {calllog.ThreewayStart}, buttons.Dial: {calllog.DTMF},
		buttons.AutoThreeWay: {calllog.ThreewayAuto}, buttons.StarTransfer: {calllog.StarBegin},
	}[b]
}
