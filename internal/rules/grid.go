package rules

import (
	"fmt"
	"iter"
)

// A grid is a literal of two dimensions, with a value or nothing in each place, that is no table of rows: its sources are no rules.
type grid[V comparable] struct {
	name  string
	cells [][]V
	text  func(row, column int) string
}

// Grid makes a literal one of the Sources. The cells are the literal itself and not a copy; a zero value is an empty place, and
// the row and the column 0 are nobody's.
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

// Mutants returns every grid in which one place has another value that the grid has, a value where it has none, or none.
func (g *grid[V]) Mutants() iter.Seq[Mutant] {
	return func(yield func(Mutant) bool) {
		values := g.values()
		for r := 1; r < len(g.cells); r++ {
			for c := 1; c < len(g.cells[r]); c++ {
				for _, v := range values {
					if m, ok := g.mutant(r, c, v); ok && !yield(m) {
						return
					}
				}
			}
		}
	}
}

// values returns what the places hold, nothing included, each once.
func (g *grid[V]) values() (all []V) {
	seen := map[V]bool{}
	for _, row := range g.cells {
		for _, v := range row {
			if !seen[v] {
				seen[v] = true
				all = append(all, v)
			}
		}
	}
	return all
}

func (g *grid[V]) mutant(r, c int, v V) (m Mutant, ok bool) {
	var none V
	place := &g.cells[r][c]
	was := *place
	op := Flip
	switch none {
	case was:
		op = Widen
	case v:
		op = Delete
	}
	what := fmt.Sprintf("%s: %v instead of %v", g.text(r, c), v, was)
	return Mutant{Table: g.name, Op: op, What: what, apply: func() { *place = v }, undo: func() { *place = was }}, v != was
}
