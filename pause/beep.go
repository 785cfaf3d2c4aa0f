package pause

import (
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A Beep is heard by parties and written on sides of the recording: on no side where it is in no file. The zero Beep does
// not sound.
type Beep struct {
	To Parties `json:"to"`
	On Sides   `json:"on"`
}

// Sounds reports whether anybody hears the beep.
func (b Beep) Sounds() bool { return b.To != 0 }

// Beep returns what sounds at the step, the zero Beep where nothing does. It is heard by everybody in the call, and written where it ends somebody's silence: on
// the side opposite the one who resumed, on the far side where nobody did (RP-NTF-010 to 013, RP-REC-020, RP-REC-030), and nowhere
// if nobody is on that side.
func (s Step) Beep() (b Beep) {
	before, after := s.Before.muted(), s.After.muted()
	changes, resumes := before != after, before&^after != 0
	if !s.noBeep(changes, resumes).None() {
		return Beep{}
	}
	b.To = s.After.members
	stopBeep := s.Cause == Stopped && changes && s.After.policy.StopBeepInFile
	if s.After.recorded && (resumes || stopBeep) {
		side, _ := s.side()
		b.On = s.After.occupied(side)
	}
	return b
}

// RecordedOn returns the parties on whose side of the recording the step's beep is written.
func (s Step) RecordedOn() Parties {
	b := s.Beep()
	return s.After.OnSide(b.On)
}

// A beepObstacle is one thing that keeps a beep from sounding.
type beepObstacle uint8

const (
	nobodyHears     beepObstacle = 1 + iota // the call is over
	notAnswered                             // there is nothing to stop yet
	nothingChanges                          // nobody becomes silence, and nobody's silence ends
	automaticResume                         // which does not beep by the policy
	notRecorded                             // which does not beep by the policy
)

//enum:name
var beepObstacleNames = [...]string{"none", nobodyHears: "call_over", notAnswered: "unanswered", nothingChanges: "unchanged",
	automaticResume: "automatic", notRecorded: "unrecorded"}

// beepObstacles is what may keep a beep from sounding.
var beepObstacles = rules.Must(rules.Obstruct("no beep", []rules.Obstruction[beepObstacle]{
	{Obstacle: nobodyHears, Rules: []spec.ID{spec.NTF014}},
	{Obstacle: notAnswered, Rules: []spec.ID{spec.NTF014, spec.XFR013}},
	{Obstacle: nothingChanges, Rules: []spec.ID{spec.NTF030, spec.NTF010, spec.NTF011, spec.NTF012, spec.NTF013}},
	{Obstacle: automaticResume, Rules: []spec.ID{spec.NTF040}},
	{Obstacle: notRecorded, Rules: []spec.ID{spec.NTF050}},
}))

// noBeep returns what keeps a beep from sounding at a step that changes who is silenced, or that ends somebody's silence.
func (s *Step) noBeep(changes, resumes bool) rules.Obstacles[beepObstacle] {
	policy, command := &s.After.policy, s.Cause.verb() != 0
	var met rules.Obstacles[beepObstacle]
	return beepObstacles.Of(met.
		With(nobodyHears, s.After.members == 0).
		With(notAnswered, !s.Before.answered).
		With(nothingChanges, !changes && !(command && policy.BeepOnRepeat)).
		With(automaticResume, !command && resumes && policy.NoBeepOnAutomatic).
		With(notRecorded, !s.After.recorded && policy.NoBeepUnrecorded))
}

// A beeper is who makes a beep sound, as far as its place in the recording depends on it.
type beeper uint8

const (
	automatic beeper = 1 + iota // nobody: a call fact
	onOperatorSide
	onFarSide
)

func (b beeper) String() string {
	return [...]string{"none", automatic: "nobody", onOperatorSide: "operator side", onFarSide: "far side"}[b]
}

// places says where a beep is written, by who makes it sound and by the answer to A-20. The third answer is not in it:
// that asks who else is in the call.
var places = rules.Must(rules.Compile2("beep in the file",
	rules.AxisOf("by", automatic, onFarSide), rules.AxisOf("A-20", OppositeClicker, FarSide),
	[]rules.Row[beeper, BeepSide, Sides]{
		{Rule: spec.REC020, If: rules.Of(onOperatorSide), And: rules.Of(OppositeClicker, FarSide), Then: Far,
			Also: []spec.ID{spec.REC030, spec.REC031, spec.REC032}},
		{Rule: spec.REC020, If: rules.Of(onFarSide), And: rules.Of(OppositeClicker), Then: Operator},
		{Rule: spec.REC020, If: rules.Of(onFarSide), And: rules.Of(FarSide), Then: Far},
		{Rule: spec.NTF040, If: rules.Of(automatic), And: rules.Of(OppositeClicker, FarSide), Then: Far},
	}))

// side returns where a beep is written, and by which rule.
func (s *Step) side() (Sides, spec.ID) {
	answer := s.After.policy.BeepSide
	who := s.beeper()
	if answer == OtherLegs && who != automatic {
		return s.After.sidesWithout(s.by), spec.REC020
	}
	row := places.At(who, min(answer, FarSide))
	return row.Then, row.Rule
}

func (s *Step) beeper() beeper {
	switch {
	case s.Cause.verb() == 0:
		return automatic
	case s.After.operator.Has(s.by):
		return onOperatorSide
	}
	return onFarSide
}

// sidesWithout returns the sides on which somebody else is.
func (c *Call) sidesWithout(p Party) (sides Sides) {
	for _, side := range [...]Sides{Operator, Far} {
		if c.OnSide(side).Without(p) != 0 {
			sides |= side
		}
	}
	return sides
}

// occupied leaves out the sides on which nobody is: there is no track to write on.
func (c *Call) occupied(sides Sides) Sides {
	for _, side := range [...]Sides{Operator, Far} {
		if c.OnSide(side) == 0 {
			sides &^= side
		}
	}
	return sides
}
