package main

import (
	"net/url"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A policyField is an open question that changes behaviour, and where a policy holds its answer: the first option is number 0.
type policyField struct {
	id  spec.ChoiceID
	get func(pause.Policy) int
	set func(*pause.Policy, int)
}

var policyFields = []policyField{
	{spec.A09, func(p pause.Policy) int { return number(!p.BeepOnRepeat) }, func(p *pause.Policy, n int) { p.BeepOnRepeat = n == 0 }},
	{spec.A10, func(p pause.Policy) int { return number(p.NoBeepOnAutomatic) }, func(p *pause.Policy, n int) { p.NoBeepOnAutomatic = n == 1 }},
	{spec.A11, func(p pause.Policy) int { return number(p.NoBeepUnrecorded) }, func(p *pause.Policy, n int) { p.NoBeepUnrecorded = n == 1 }},
	{spec.A19, func(p pause.Policy) int { return number(p.StopBeepInFile) }, func(p *pause.Policy, n int) { p.StopBeepInFile = n == 1 }},
	{spec.A20, func(p pause.Policy) int { return int(p.BeepSide) }, func(p *pause.Policy, n int) { p.BeepSide = pause.BeepSide(n) }},
	{spec.A26, func(p pause.Policy) int { return int(p.WhileRinging) }, func(p *pause.Policy, n int) { p.WhileRinging = pause.WhileRinging(n) }},
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// questions are the open ones that change behaviour, each with the answers that there are.
func (a asked) questions() (list []question) {
	for _, f := range policyFields {
		c, _ := spec.LookupChoice(f.id)
		q := question{ID: f.id.String(), Text: c.Question.In(a.lang)}
		for n, option := range slices.Collect(c.Options()) {
			q.Answers = append(q.Answers, choice{option.Key, "(" + option.Key + ") " + option.Text.In(a.lang), n == f.get(a.policy)})
		}
		list = append(list, q)
	}
	return list
}

// setPolicy takes the answers of a form. An answer that there is not is the first one.
func (a *asked) setPolicy(form url.Values) error {
	for _, f := range policyFields {
		key := form.Get(f.id.String())
		if key == "" {
			continue
		}
		c, _ := spec.LookupChoice(f.id)
		is := func(o spec.Option) bool { return o.Key == key }
		f.set(&a.policy, max(0, slices.IndexFunc(slices.Collect(c.Options()), is)))
	}
	return a.policy.Validate()
}
