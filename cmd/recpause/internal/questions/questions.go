// Package questions says which fields of a policy answer the open questions that change behaviour.
package questions

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Question is an open one, and where a policy holds its answer: the first option is number 0.
type Question struct {
	ID  spec.ChoiceID
	Get func(pause.Policy) int
	Set func(*pause.Policy, int)
}

// All are the open questions that change behaviour.
var All = []Question{
	flag("A-09", 0, func(p *pause.Policy) *bool { return &p.BeepOnRepeat }),
	flag("A-10", 1, func(p *pause.Policy) *bool { return &p.NoBeepOnAutomatic }),
	flag("A-11", 1, func(p *pause.Policy) *bool { return &p.NoBeepUnrecorded }),
	flag("A-19", 1, func(p *pause.Policy) *bool { return &p.StopBeepInFile }),
	{"A-20", func(p pause.Policy) int { return int(p.BeepSide) },
		func(p *pause.Policy, n int) { p.BeepSide = pause.BeepSide(n) }},
	flag("A-25", 1, func(p *pause.Policy) *bool { return &p.SharpTalk }),
	{"A-26", func(p pause.Policy) int { return int(p.WhileRinging) },
		func(p *pause.Policy, n int) { p.WhileRinging = pause.WhileRinging(n) }},
}

// flag is a question with two options, one of which sets a field.
func flag(id spec.ChoiceID, sets int, field func(*pause.Policy) *bool) Question {
	get := func(p pause.Policy) int {
		if *field(&p) {
			return sets
		}
		return 1 - sets
	}
	return Question{id, get, func(p *pause.Policy, n int) { *field(p) = n == sets }}
}

// Options are the answers that there are to a question.
func (q Question) Options() []spec.Option {
	c, _ := spec.LookupChoice(q.ID)
	return slices.Collect(c.Options())
}
