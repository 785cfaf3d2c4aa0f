package shim

import (
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// An eventMessage is an event: click, command, enter, wait, or an event of call logs with its fields.
type eventMessage struct {
	At     int64  `json:"at"`
	Event  string `json:"event"`
	Party  string `json:"party,omitempty"`
	To     string `json:"to,omitempty"`
	Call   string `json:"call,omitempty"`
	Button string `json:"button,omitempty"`
	Label  string `json:"label,omitempty"`
	Keys   string `json:"keys,omitempty"`
	Verb   string `json:"verb,omitempty"`
}

// encodeEvent also says to whom a fact goes, which follows from the scene.
func encodeEvent(e conformance.Event, s conformance.Scene) *eventMessage {
	m := &eventMessage{At: e.At, Event: e.Action.String(), Party: e.Party}
	switch e.Action {
	case conformance.Click:
		m.Button, m.Label, m.Keys = e.Button.String(), verbName(e.Verb), e.Keys
	case conformance.Command:
		m.Verb = verbName(e.Verb)
	case conformance.Enter:
		m.Keys = e.Keys
	case conformance.Fact:
		m.Event, m.Call, m.To = e.Fact.String(), e.Call, target(e, s)
	}
	return m
}

// target returns to whom a fact goes: calls to the scene's other party, transfers to their target.
func target(e conformance.Event, s conformance.Scene) string {
	switch {
	case !e.Fact.Needs().To:
		return ""
	case e.Fact != calllog.CallInvite && e.Fact != calllog.OutboundConnect:
		return conformance.T
	case e.Party != conformance.A:
		return conformance.A
	}
	return s.Peer
}

func decodeEvent(o object) (e conformance.Event) {
	e.At = o.need("at").int()
	name := o.need("event")
	switch e.Action = actionOf(name.text()); e.Action {
	case conformance.Click:
		o.only("at", "event", "party", "button", "label", "keys")
		e.Button = one(o.need("button"), allButtons)
		if v := o.get("label"); v.there() {
			e.Verb = one(v, verbs)
		}
		if v := o.get("keys"); v.there() {
			e.Keys = v.text()
		}
	case conformance.Command:
		o.only("at", "event", "party", "verb")
		e.Verb = decodeVerb(o.need("verb"))
	case conformance.Enter:
		o.only("at", "event", "party", "keys")
		e.Keys = o.need("keys").text()
	case conformance.Wait:
		o.only("at", "event")
		return e
	case conformance.Fact:
		decodeFact(o, &e)
	default:
		name.wrong("click, command, enter, wait or one of " + strings.Join(namesOf(facts), ", "))
	}
	e.Party = o.need("party").text()
	return e
}

func decodeFact(o object, e *conformance.Event) {
	e.Fact = one(o.get("event"), facts)
	if v := o.get("call"); v.there() {
		e.Call = v.text()
	}
	if !e.Fact.Needs().To {
		o.only("at", "event", "party", "call")
		return
	}
	o.only("at", "event", "party", "call", "to")
	o.need("to").text()
}

// actionOf returns what kind of event has a name, 0 for none.
func actionOf(name string) conformance.Action {
	for _, a := range actions {
		if a.String() == name {
			return a
		}
	}
	if k, err := calllog.ParseKind(name); err == nil && !isClick(k) {
		return conformance.Fact
	}
	return 0
}

// decodeVerb takes a word that nobody knows for conformance.NoSuchVerb.
func decodeVerb(v value) pause.Verb {
	if verb, err := pause.ParseVerb(v.text()); err == nil {
		return verb
	}
	return conformance.NoSuchVerb
}
