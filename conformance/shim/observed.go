package shim

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// decodeObservation reads what encodeObservation writes.
func decodeObservation(o object) (x conformance.Observation) {
	o.only("phones", "calls", "beeps", "dtmf", "sent", "history", "support", "support_rule", "rules")
	if v := o.get("phones"); v.there() {
		x.Phones = fields(v, decodePhone)
	}
	if v := o.get("calls"); v.there() {
		x.Calls = fields(v, decodeCall)
	}
	if v := o.get("beeps"); v.there() {
		x.Beeps = items(v, decodeBeep)
	}
	if v := o.get("dtmf"); v.there() {
		x.DTMF = v.texts()
	}
	if v := o.get("sent"); v.there() {
		x.Sent = items(v, decodeSent)
	}
	if v := o.get("history"); v.there() {
		x.History = new(v.text())
	}
	if v := o.get("support"); v.there() {
		x.Support = new(one(v, supports))
	}
	if v := o.get("support_rule"); v.there() {
		x.SupportRule = rule(v)
	}
	if v := o.get("rules"); v.there() {
		for _, item := range v.list() {
			x.Reasons = append(x.Reasons, rule(item))
		}
	}
	return x
}

// fields reads an object whose fields are objects of one kind.
func fields[T any](v value, read func(object) T) map[string]T {
	o, all := v.object(), map[string]T{}
	for _, name := range o.names() {
		all[name] = read(o.get(name).object())
	}
	return all
}

// items reads a list of objects of one kind.
func items[T any](v value, read func(object) T) []T {
	all := []T{}
	for _, item := range v.list() {
		all = append(all, read(item.object()))
	}
	return all
}

func decodePhone(o object) (p conformance.Phone) {
	o.only("state", "toggle", "message", "buttons", "reasons")
	if v := o.get("state"); v.there() {
		p.State = one(v, states)
	}
	p.Toggle, p.Both = decodeToggle(o.need("toggle"))
	p.Message = o.need("message").flag()
	if v := o.get("buttons"); v.there() {
		p.Buttons = byButton(v.object(), func(v value) buttons.Verdict { return one(v, verdicts) })
	}
	if v := o.get("reasons"); v.there() {
		p.Reasons = byButton(v.object(), rule)
	}
	return p
}

// decodeToggle reads the labels that a toggle shows.
func decodeToggle(v value) (first pause.Verb, both bool) {
	shown := some(v, verbs)
	switch {
	case len(shown) == 0:
		return 0, false
	case len(shown) > 2 || len(shown) == 2 && shown[0] == shown[1]:
		v.wrong("each label once")
	}
	return shown[0], len(shown) == 2
}

func byButton[T any](o object, read func(value) T) map[buttons.Button]T {
	all := map[buttons.Button]T{}
	o.only(namesOf(allButtons)...)
	for _, b := range allButtons {
		if v := o.get(b.String()); v.there() {
			all[b] = read(v)
		}
	}
	return all
}

func decodeCall(o object) (c conformance.Call) {
	o.only("recording", "silenced")
	c.Recording = one(o.need("recording"), recorders)
	if v := o.get("silenced"); v.there() {
		c.Silenced = v.texts()
	}
	return c
}

func decodeBeep(o object) conformance.Beep {
	o.only("party", "sound")
	return conformance.Beep{Party: o.need("party").text(), Sound: o.need("sound").text()}
}

func decodeSent(o object) conformance.Sent {
	o.only("party", "verb")
	return conformance.Sent{Party: o.need("party").text(), Verb: one(o.need("verb"), verbs)}
}

// rule reads the ID of a rule.
func rule(v value) spec.ID {
	id, ok := ruleIDs[v.text()]
	if !ok {
		v.wrong("the ID of a rule, such as RP-BTN-020")
	}
	return id
}
