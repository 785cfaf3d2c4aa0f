package pause

import (
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A Beep is heard by parties, and written on sides of the recording. No side means that it is in no file. The zero Beep
// does not sound.
type Beep struct {
	To Parties `json:"to"`
	On Sides   `json:"on"`
}

// Sounds reports whether anybody hears the beep.
func (b Beep) Sounds() bool { return b.To != 0 }

// Beep returns what sounds at the step, the zero Beep if nothing does. Everybody in the call hears it (RP-NTF-010 to
// 013). It is written where the step ends somebody's silence: on the side opposite the one who resumed, on the far side
// if nobody did (RP-REC-020, RP-REC-030), and nowhere if nobody is on that side.
func (s Step) Beep() Beep {
	if !s.noBeep().None() {
		return Beep{}
	}
	b := Beep{To: s.hearers()}
	stopBeep := s.Cause.Verb() == Stop && s.Changes() && s.After.policy.StopBeepInFile
	if s.After.recorded && (s.resumes() || stopBeep) {
		side, _ := s.side()
		b.On = side & s.After.sidesOf(s.After.members) // no track is written where nobody is
	}
	return b
}

// hearers returns who would hear a beep: everybody in the call, and at the end of a call everybody who was in it. That
// none sounds then is a row of beepObstacles, and nothing else.
func (s *Step) hearers() Parties {
	if s.After.members == 0 {
		return s.Before.members
	}
	return s.After.members
}

// RecordedOn returns the parties on whose side of the recording the step's beep is written.
func (s Step) RecordedOn() Parties { return s.After.OnSide(s.Beep().On) }

// A beepObstacle is one thing that keeps a beep from sounding.
type beepObstacle uint8

const (
	nobodyHears     beepObstacle = 1 + iota // the call is over
	notAnswered                             // there is nothing to stop yet
	nothingChanges                          // nobody becomes silence, and nobody's silence ends
	automaticResume                         // nobody resumed, and by the policy that does not beep
	notRecorded                             // recording is off, and by the policy that does not beep
)

//enum:name
var beepObstacleNames = [...]string{"none", nobodyHears: "call_over", notAnswered: "unanswered",
	nothingChanges: "unchanged", automaticResume: "automatic", notRecorded: "unrecorded"}

// beepObstacles is what may keep a beep from sounding.
var beepObstacles = rules.Must(rules.Obstruct("no beep", []rules.Obstruction[beepObstacle]{
	{Obstacle: nobodyHears, Rules: []spec.ID{spec.NTF014}},
	{Obstacle: notAnswered, Rules: []spec.ID{spec.NTF014, spec.XFR013}},
	{Obstacle: nothingChanges, Rules: []spec.ID{spec.NTF030, spec.NTF010, spec.NTF011, spec.NTF012, spec.NTF013}},
	{Obstacle: automaticResume, Rules: []spec.ID{spec.NTF040}},
	{Obstacle: notRecorded, Rules: []spec.ID{spec.NTF050}},
}))

// noBeep returns what keeps a beep from sounding at the step.
func (s *Step) noBeep() rules.Obstacles[beepObstacle] {
	policy, command := &s.After.policy, s.Cause.Verb() != 0
	var met rules.Obstacles[beepObstacle]
	return beepObstacles.Of(met.
		With(nobodyHears, s.After.members == 0).
		With(notAnswered, !s.Before.answered).
		With(nothingChanges, !s.Changes() && !(command && policy.BeepOnRepeat)).
		With(automaticResume, !command && s.resumes() && policy.NoBeepOnAutomatic).
		With(notRecorded, !s.After.recorded && policy.NoBeepUnrecorded))
}

// A clickerSide is the side of who clicked: where a beep is written depends on it.
type clickerSide uint8

const (
	nobodyClicked clickerSide = 1 + iota // something else happened to the call
	operatorClicked
	farClicked
)

//enum:name
var clickerSideNames = [...]string{"none", nobodyClicked: "nobody", operatorClicked: "operator_side",
	farClicked: "far_side"}

// places says where a beep is written, by the side of who clicked and by the answer to A-20. The third answer is not in
// it, because it asks who else is in the call.
var places = rules.Must(rules.Compile2("beep in the file",
	rules.AxisOf("by", nobodyClicked, farClicked), rules.AxisOf("A-20", OppositeClicker, FarSide),
	[]rules.Row[clickerSide, BeepSide, Sides]{
		{Rule: spec.REC020, If: rules.Of(operatorClicked), And: rules.Of(OppositeClicker, FarSide), Then: Far,
			Also: []spec.ID{spec.REC030, spec.REC031, spec.REC032}},
		{Rule: spec.REC020, If: rules.Of(farClicked), And: rules.Of(OppositeClicker), Then: Operator,
			Also: []spec.ID{spec.REC030, spec.REC031, spec.REC032}},
		{Rule: spec.REC020, If: rules.Of(farClicked), And: rules.Of(FarSide), Then: Far},
		{Rule: spec.NTF040, If: rules.Of(nobodyClicked), And: rules.Of(OppositeClicker, FarSide), Then: Far},
	}))

// side returns where a beep is written, and by which rule.
func (s *Step) side() (Sides, spec.ID) {
	answer := s.After.policy.BeepSide
	clicked := s.clickerSide()
	if answer == OtherLegs && clicked != nobodyClicked {
		return s.After.sidesOf(s.After.members.Without(s.by)), spec.REC020
	}
	row := places.At(clicked, min(answer, FarSide))
	return row.Then, row.Rule
}

func (s *Step) clickerSide() clickerSide {
	switch {
	case s.Cause.Verb() == 0:
		return nobodyClicked
	case s.After.operator.Has(s.by):
		return operatorClicked
	}
	return farClicked
}

// sidesOf returns the sides that the given parties are on.
func (c *Call) sidesOf(parties Parties) (sides Sides) {
	for _, side := range [...]Sides{Operator, Far} {
		if c.OnSide(side)&parties != 0 {
			sides |= side
		}
	}
	return sides
}
