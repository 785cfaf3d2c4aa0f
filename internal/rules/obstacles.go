package rules

import (
	"iter"
	"math/bits"

	"github.com/recpause/recpause/spec"
)

// Obstacles is a conjunction turned around: what stands in the way, one bit an obstacle. A thing may be done exactly
// when the set is empty, the reasons why not are all of its bits, and one bit alone is a near miss. The zero value is
// empty. E is an enumeration of obstacles with the values 1 to 15.
type Obstacles[E ~uint8] uint16

// With returns the set with an obstacle added where it is in the way.
func (o Obstacles[E]) With(e E, inTheWay bool) Obstacles[E] {
	if inTheWay {
		o |= 1 << e
	}
	return o
}

// None reports whether nothing is in the way.
func (o Obstacles[E]) None() bool { return o == 0 }

// Has reports whether an obstacle is in the way.
func (o Obstacles[E]) Has(e E) bool { return o>>e&1 == 1 }

// First returns the first obstacle in the order of the enumeration, 0 where there is none: the empty set has sixteen
// trailing zeros, of which the mask leaves 0 without a branch.
func (o Obstacles[E]) First() E { return E(bits.TrailingZeros16(uint16(o)) & 15) }

// NearMiss returns the obstacle that alone is in the way; ok is false where there is none, or more than one.
func (o Obstacles[E]) NearMiss() (e E, ok bool) { return o.First(), bits.OnesCount16(uint16(o)) == 1 }

// All returns the obstacles in the order of their enumeration.
func (o Obstacles[E]) All() iter.Seq[E] {
	return func(yield func(E) bool) {
		for rest := o; rest != 0 && yield(rest.First()); rest &= rest - 1 {
		}
	}
}

// An Obstruction is a row of a Conjunction: the obstacle, and the rules that make it one.
type Obstruction[E ~uint8] struct {
	Obstacle E
	Rules    []spec.ID
}

// A Conjunction is what may stand in the way of one thing. It never changes.
type Conjunction[E Enum] struct {
	name     string
	rows     []Obstruction[E]
	counts   Obstacles[E] // the obstacles that have a row
	inverted inversion[E]
}

// Obstruct returns the conjunction of obstacles, which are 1 to 15, come once each and have a rule; else an *Error.
func Obstruct[E Enum](name string, rows []Obstruction[E]) (*Conjunction[E], error) {
	c := &Conjunction[E]{name: name, rows: rows}
	for _, r := range rows {
		if r.Obstacle == 0 || r.Obstacle > 15 || c.counts.Has(r.Obstacle) || len(r.Rules) == 0 {
			return nil, &Error{name, "impossible value", r.Obstacle.String(), r.Rules}
		}
		c.counts = c.counts.With(r.Obstacle, true)
	}
	return c, nil
}

// Of returns which of the obstacles that were met stand in the way: those that have a row.
func (c *Conjunction[E]) Of(met Obstacles[E]) Obstacles[E] { return c.inverted.of(met & c.counts) }

// Rules returns the rules that make an obstacle one, none for one that has no row.
func (c *Conjunction[E]) Rules(e E) []spec.ID {
	for _, r := range c.rows {
		if r.Obstacle == e {
			return r.Rules
		}
	}
	return nil
}
