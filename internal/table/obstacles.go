package table

import (
	"iter"
	"math/bits"
)

// Obstacles is a conjunction turned around: what stands in the way, one bit an obstacle. A thing may be done exactly when the
// set is empty, the reasons why not are all of its bits, and one bit alone is a near miss. The zero value is empty.
// E is an enumeration of obstacles with the values 1 to 15.
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

// First returns the first obstacle in the order of the enumeration, 0 where there is none.
func (o Obstacles[E]) First() E {
	if o == 0 {
		return 0
	}
	return E(bits.TrailingZeros16(uint16(o)))
}

// NearMiss returns the obstacle that alone is in the way; ok is false where there is none, or more than one.
func (o Obstacles[E]) NearMiss() (e E, ok bool) { return o.First(), bits.OnesCount16(uint16(o)) == 1 }

// All returns the obstacles in the order of their enumeration.
func (o Obstacles[E]) All() iter.Seq[E] {
	return func(yield func(E) bool) {
		for rest := o; rest != 0; rest &= rest - 1 {
			if !yield(rest.First()) {
				return
			}
		}
	}
}
