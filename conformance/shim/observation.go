package shim

import (
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// An observationMessage is what is seen: a field that is absent was not observable, an empty one was observed to be nothing.
type observationMessage struct {
	Phones      map[string]phoneMessage `json:"phones,omitzero"`
	Calls       map[string]callMessage  `json:"calls,omitzero"`
	Beeps       []beepMessage           `json:"beeps,omitzero"`
	DTMF        []string                `json:"dtmf,omitzero"`
	Sent        []sentMessage           `json:"sent,omitzero"`
	History     *string                 `json:"history,omitempty"`
	Support     string                  `json:"support,omitempty"`
	SupportRule string                  `json:"support_rule,omitempty"`
	Rules       []string                `json:"rules,omitzero"`
}

type phoneMessage struct {
	State   string            `json:"state,omitempty"`
	Toggle  []string          `json:"toggle"`
	Message bool              `json:"message"`
	Buttons map[string]string `json:"buttons,omitempty"`
	Reasons map[string]string `json:"reasons,omitempty"`
}

type callMessage struct {
	Recording string   `json:"recording"`
	Silenced  []string `json:"silenced,omitzero"`
}

type beepMessage struct {
	Party string `json:"party"`
	Sound string `json:"sound"`
}

type sentMessage struct {
	Party string `json:"party"`
	Verb  string `json:"verb"`
}

func encodeObservation(o conformance.Observation) *observationMessage {
	m := &observationMessage{DTMF: o.DTMF, History: o.History}
	if o.Phones != nil {
		m.Phones = map[string]phoneMessage{}
		for party, p := range o.Phones {
			m.Phones[party] = encodePhone(p)
		}
	}
	if o.Calls != nil {
		m.Calls = map[string]callMessage{}
		for call, c := range o.Calls {
			m.Calls[call] = callMessage{c.Recording.String(), c.Silenced}
		}
	}
	m.Beeps = each(o.Beeps, func(b conformance.Beep) beepMessage { return beepMessage(b) })
	m.Sent = each(o.Sent, func(s conformance.Sent) sentMessage { return sentMessage{s.Party, verbName(s.Verb)} })
	if o.Support != nil {
		m.Support = o.Support.String()
	}
	if o.SupportRule != 0 {
		m.SupportRule = o.SupportRule.String()
	}
	if o.Reasons != nil {
		m.Rules = namesOf(o.Reasons)
	}
	return m
}

// each changes every item of a list; nil stays nil.
func each[A, B any](list []A, change func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = change(a)
	}
	return out
}

func encodePhone(p conformance.Phone) phoneMessage {
	m := phoneMessage{Toggle: labels(p), Message: p.Message, Buttons: map[string]string{}, Reasons: map[string]string{}}
	if p.State != 0 {
		m.State = p.State.String()
	}
	for b, v := range p.Buttons {
		m.Buttons[b.String()] = v.String()
	}
	for b, rule := range p.Reasons {
		m.Reasons[b.String()] = rule.String()
	}
	return m
}

// labels returns the labels that a phone's toggle shows: none, one, or both.
func labels(p conformance.Phone) []string {
	switch {
	case p.Both && p.Toggle == pause.Resume:
		return namesOf([]pause.Verb{pause.Resume, pause.Stop})
	case p.Both:
		return namesOf(verbs)
	case p.Toggle != 0:
		return []string{p.Toggle.String()}
	}
	return []string{}
}
