//go:build mutants

package rules

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/internal/enum"
	"github.com/recpause/recpause/spec"
)

// A Source is one of our own tables, as data that can be changed to see who notices.
type Source interface {
	Name() string
	Len() int // rows
	Mutants() []Mutant
}

// An Op is a way to break a table. There is no zero one.
type Op uint8

// The ways.
const (
	Flip   Op = 1 + iota // a row says something else
	Delete               // a row is missing, and the safe zero verdict holds in its place
	Swap                 // two neighbours say what the other should
	Widen                // a row takes a place that is another's
)

var opNames = [...]string{"none", Flip: "flip", Delete: "delete", Swap: "swap", Widen: "widen"}

func (o Op) String() string { return enum.Name("Op", opNames[:], o) }

// A Mutant is one of our tables with one thing wrong.
type Mutant struct {
	Table  string
	Op     Op
	What   string    // what is wrong
	Breaks []spec.ID // the rules of the rows that it breaks

	apply func() (undo func())
}

// Try runs f while the table is wrong. It is for one goroutine, and nothing else may decide anything meanwhile.
func (m Mutant) Try(f func()) {
	undo := m.apply()
	derive()
	defer func() {
		undo()
		derive()
	}()
	f()
}

// sources are the tables of the packages that a program imports, in the order in which they are made. derived is what
// is laid out from them for speed. Both are complete when main starts.
var (
	sources []Source
	derived []func()
)

func register(s any) { sources = append(sources, s.(Source)) }

// Sources returns our own tables.
func Sources() []Source { return slices.Clone(sources) }

// Derive runs a function that lays out for speed what follows from tables, now and whenever a mutant is tried.
func Derive(f func()) {
	derived = append(derived, f)
	f()
}

func derive() {
	for _, f := range derived {
		f()
	}
}

// Name returns what the table is called.
func (t *Table2[A, B, V]) Name() string { return t.name }

// Len returns the number of rows.
func (t *Table2[A, B, V]) Len() int { return len(t.rows) }

// Mutants returns every table that differs by one flipped, deleted, swapped or widened row.
func (t *Table2[A, B, V]) Mutants() (all []Mutant) {
	add := func(op Op, what string, breaks []spec.ID, apply func()) {
		all = append(all, Mutant{t.name, op, what, breaks, func() (undo func()) {
			was := slices.Clone(t.at)
			apply()
			return func() { copy(t.at, was) }
		}})
	}
	for i := range t.rows {
		row := &t.rows[i]
		for _, v := range t.verdicts() {
			wrong := *row
			if wrong.Then = v; v != row.Then {
				what := fmt.Sprintf("%v: %v instead of %v", row.Rule, v, row.Then)
				add(Flip, what, row.rules(), func() { t.replace(row, &wrong) })
			}
		}
		add(Delete, row.Rule.String(), row.rules(), func() { t.replace(row, &t.none) })
		if i+1 < len(t.rows) && !row.same(&t.rows[i+1]) {
			next := &t.rows[i+1]
			add(Swap, fmt.Sprintf("%v and %v", row.Rule, next.Rule), slices.Concat(row.rules(), next.rules()),
				func() { t.swap(row, next) })
		}
		for cell, victim := range t.at {
			if victim != &t.none && !victim.same(row) {
				what := fmt.Sprintf("%v at %s, which is %v's", row.Rule, t.placeOf(cell), victim.Rule)
				add(Widen, what, victim.rules(), func() { t.at[cell] = row })
			}
		}
	}
	return all
}

func (t *Table2[A, B, V]) placeOf(cell int) string {
	width := int(t.b.last) + 1
	return t.place(A(cell/width), B(cell%width))
}

// verdicts returns what the rows say, each once.
func (t *Table2[A, B, V]) verdicts() (all []V) {
	for _, r := range t.rows {
		if !slices.Contains(all, r.Then) {
			all = append(all, r.Then)
		}
	}
	return all
}

// replace puts one row in the place of another.
func (t *Table2[A, B, V]) replace(old, wrong *Row[A, B, V]) {
	for cell := range t.at {
		if t.at[cell] == old {
			t.at[cell] = wrong
		}
	}
}

func (t *Table2[A, B, V]) swap(a, b *Row[A, B, V]) {
	var neither Row[A, B, V]
	t.replace(a, &neither)
	t.replace(b, a)
	t.replace(&neither, b)
}

// same reports whether two rows answer the same by the same rule: one in the place of the other is no mutant.
func (r *Row[A, B, V]) same(s *Row[A, B, V]) bool { return r.Rule == s.Rule && r.Then == s.Then }

func (r *Row[A, B, V]) rules() []spec.ID { return slices.Concat([]spec.ID{r.Rule}, r.Also) }

// An inversion is the obstacles that count where they are not met: none, but in a mutant.
type inversion[E ~uint8] struct{ set Obstacles[E] }

func (i inversion[E]) of(o Obstacles[E]) Obstacles[E] { return o ^ i.set }

// Name returns what the conjunction is called.
func (c *Conjunction[E]) Name() string { return c.name }

// Len returns the number of obstacles.
func (c *Conjunction[E]) Len() int { return len(c.rows) }

// Mutants returns every conjunction with one obstacle that never counts, that counts always, or that counts the other
// way round.
func (c *Conjunction[E]) Mutants() (all []Mutant) {
	for _, r := range c.rows {
		one := Obstacles[E](0).With(r.Obstacle, true)
		add := func(op Op, how string, counts, inverted Obstacles[E]) {
			all = append(all, Mutant{c.name, op, fmt.Sprintf("%v %s", r.Obstacle, how), r.Rules, func() (undo func()) {
				was := *c
				c.counts, c.inverted.set = counts, inverted
				return func() { *c = was }
			}})
		}
		add(Delete, "never counts", c.counts&^one, 0)
		add(Widen, "counts always", c.counts&^one, one)
		add(Flip, "counts the other way round", c.counts, one)
	}
	return all
}

// A grid is a literal of two dimensions, with a value or nothing in each place, that is no table of rows: its sources
// are no rules.
type grid[V comparable] struct {
	name  string
	cells [][]V
	text  func(row, column int) string
}

// Grid makes a literal one of the Sources. The cells are the literal itself and not a copy. A zero value is an empty
// place, and the row and the column 0 are nobody's.
func Grid[V comparable](name string, cells [][]V, text func(row, column int) string) {
	register(&grid[V]{name, cells, text})
}

func (g *grid[V]) Name() string { return g.name }

func (g *grid[V]) Len() (n int) {
	var none V
	for _, row := range g.cells {
		for _, v := range row {
			if v != none {
				n++
			}
		}
	}
	return n
}

// Mutants returns every grid in which one place has another value that the grid has, a value where it has none, or
// none.
func (g *grid[V]) Mutants() (all []Mutant) {
	var none V
	values := g.values()
	for r, row := range g.cells {
		for c, was := range row {
			for _, v := range values {
				if r == 0 || c == 0 || v == was {
					continue
				}
				op := Flip
				switch none {
				case was:
					op = Widen
				case v:
					op = Delete
				}
				what := fmt.Sprintf("%s: %v instead of %v", g.text(r, c), v, was)
				all = append(all, Mutant{g.name, op, what, nil, func() (undo func()) {
					row[c] = v
					return func() { row[c] = was }
				}})
			}
		}
	}
	return all
}

// values returns what the places hold, nothing included, each once.
func (g *grid[V]) values() (all []V) {
	for _, v := range slices.Concat(g.cells...) {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}
