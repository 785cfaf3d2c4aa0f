package rules_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// twin is the dumb definition: a set of obstacles, and the smallest of it first.
type twin map[uint8]bool

func (w twin) all() (list []uint8) {
	for e := range uint8(16) {
		if w[e] {
			list = append(list, e)
		}
	}
	return list
}

// Every set of the obstacles 1 to 15 is what a map of them is: what it has, whether it is empty, the first one, all of
// them in order, and the near miss, which is one alone.
func TestObstacles(t *testing.T) {
	for bits := range 1 << 15 {
		w, o := twin{}, rules.Obstacles[letter](0)
		for e := letter(1); e <= 15; e++ {
			inTheWay := bits>>(e-1)&1 == 1
			w[uint8(e)], o = inTheWay, o.With(e, inTheWay)
		}
		list := w.all()
		var all []uint8
		for e := range o.All() {
			all = append(all, uint8(e))
		}
		if !slices.Equal(all, list) {
			t.Fatalf("%v has %v", list, all)
		}
		if got, want := o.None(), len(list) == 0; got != want {
			t.Errorf("%v is empty: got %v, want %v", list, got, want)
		}
		var first uint8
		if len(list) > 0 {
			first = list[0]
		}
		if got := o.First(); uint8(got) != first {
			t.Errorf("the first of %v: got %d, want %d", list, got, first)
		}
		if got, ok := o.NearMiss(); ok != (len(list) == 1) || ok && uint8(got) != first {
			t.Errorf("the near miss of %v: got %d, %v", list, got, ok)
		}
		for e := letter(1); e <= 15; e++ {
			if got, want := o.Has(e), w[uint8(e)]; got != want {
				t.Errorf("%v has %d: got %v, want %v", list, e, got, want)
			}
		}
	}
}

// An obstacle that is not in the way takes none out, one that is there twice is there once, and the order does not
// matter.
func TestObstaclesAreASet(t *testing.T) {
	var none rules.Obstacles[letter]
	for a := letter(1); a <= 15; a++ {
		for b := letter(1); b <= 15; b++ {
			one := none.With(a, true).With(b, true)
			if other := none.With(b, true).With(a, true).With(a, true).With(b, false); one != other {
				t.Errorf("%d and %d: %b and %b", a, b, one, other)
			}
		}
	}
}

// A caller that has seen enough obstacles gets no more.
func TestAllStops(t *testing.T) {
	o := rules.Obstacles[letter](0).With(3, true).With(9, true)
	for e := range o.All() {
		if e != 3 {
			t.Errorf("got %d, want 3", e)
		}
		break
	}
}

// conjunction is one in which the obstacles 1 and 3 count, and met is the obstacles 1 and 2.
func conjunction(name string) (c *rules.Conjunction[letter], met rules.Obstacles[letter]) {
	c = rules.Must(rules.Obstruct(name, []rules.Obstruction[letter]{
		{Obstacle: 1, Rules: []spec.ID{spec.AVL010}}, {Obstacle: 3, Rules: []spec.ID{spec.AVL020, spec.AVL025}}}))
	return c, met.With(1, true).With(2, true)
}

// A conjunction counts the obstacles that have a row.
func TestConjunction(t *testing.T) {
	c, met := conjunction("conjunction")
	var none rules.Obstacles[letter]
	if got := c.Of(met); got != none.With(1, true) {
		t.Errorf("got %v, want the first alone: the second has no row", slices.Collect(got.All()))
	}
	if got := c.Rules(3); !slices.Equal(got, []spec.ID{spec.AVL020, spec.AVL025}) {
		t.Errorf("got %v", got)
	}
	if got := c.Rules(2); got != nil {
		t.Errorf("got %v of an obstacle that has no row", got)
	}
}

// A conjunction of obstacles that cannot be is refused.
func TestBadConjunctions(t *testing.T) {
	rule := []spec.ID{spec.AVL010}
	for name, rows := range map[string][]rules.Obstruction[letter]{
		"none":     {{Obstacle: 0, Rules: rule}},
		"too many": {{Obstacle: 16, Rules: rule}},
		"twice":    {{Obstacle: 1, Rules: rule}, {Obstacle: 1, Rules: rule}},
		"no rule":  {{Obstacle: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var wrong *rules.Error
			if _, err := rules.Obstruct(name, rows); !errors.As(err, &wrong) || wrong.Table != name {
				t.Errorf("got %v, want a *rules.Error", err)
			}
		})
	}
}
