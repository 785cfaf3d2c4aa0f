// Package table is the rules engine. It has two shapes: a Table answers a question about at most three small enumerations with
// a row, which is a verdict and the rules that say so; a Conjunction is what stands in the way of something, one rule a bit.
// Both are data: listed, drawn and mutated by reading the rows, never by running code.
package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A Set is a set of values of one enumeration whose values lie in 1 to 63. The zero Set stands for every value.
type Set uint64

// impossible is in a set that no table takes: it stands for the value 0, which no axis has.
const impossible Set = 1

// Of returns the set of the values. A value beyond 63, or none at all, makes a set that Compile refuses.
func Of[E ~uint8](values ...E) Set {
	var s Set
	for _, v := range values {
		if v > 63 {
			return impossible
		}
		s |= 1 << v
	}
	return max(s, impossible)
}

// Has reports whether a value is in the set.
func (s Set) Has(v uint8) bool { return s == 0 || s>>v&1 == 1 }

// A Row says what holds under a condition: one set a axis, in the order of the axes.
type Row[V comparable] struct {
	Rule spec.ID
	Also []spec.ID // other rules that say the same
	If   [3]Set
	Then V
}

// An Axis is an enumeration with the values 1 to Size.
type Axis struct {
	Name string
	Size uint8
	Text func(uint8) string
}

// AxisOf describes an enumeration whose last value is last.
func AxisOf[E interface {
	~uint8
	fmt.Stringer
}](name string, last E) Axis {
	return Axis{name, uint8(last), func(v uint8) string { return E(v).String() }}
}

// A Table is a set of rows of which exactly one holds everywhere. It never changes, but for a Mutant while that is tried.
type Table[V comparable] struct {
	name string
	axes []Axis
	size [3]int
	rows []Row[V]
	at   []*Row[V]
	none Row[V]
}

// Compile checks the rows and lays them out, or returns an *Error for the first value that no axis has, the first place where
// no row holds, or the first where two do.
func Compile[V comparable](name string, axes []Axis, rows []Row[V]) (*Table[V], error) {
	t := &Table[V]{name: name, axes: slices.Clone(axes), size: [3]int{1, 1, 1}, rows: slices.Clone(rows)}
	if len(axes) > len(t.size) {
		return nil, &Error{Table: name, Problem: "more than three axes"}
	}
	for i, a := range axes {
		t.size[i] = int(a.Size) + 1
	}
	rows = t.rows
	for i := range rows {
		for j, s := range rows[i].If {
			if limit := Set(1)<<t.size[j] - 2; s&^limit != 0 {
				return nil, &Error{Table: name, Problem: "impossible value", At: t.axis(j), Rows: []spec.ID{rows[i].Rule}}
			}
		}
	}
	t.at = make([]*Row[V], t.size[0]*t.size[1]*t.size[2])
	for i := range t.at {
		t.at[i] = &t.none
		values, real := t.values(i)
		if !real {
			continue
		}
		var hits []spec.ID
		for r := range rows {
			if rows[r].holds(values) {
				hits = append(hits, rows[r].Rule)
				t.at[i] = &rows[r]
			}
		}
		if len(hits) != 1 {
			return nil, &Error{Table: name, Problem: map[bool]string{true: "hole", false: "overlap"}[len(hits) == 0], At: t.place(values), Rows: hits}
		}
	}
	return t, nil
}

// Must is Compile for our own tables, which tests compile too: it panics where one of them would have to be wrong. What it makes
// is one of the Sources.
func Must[V comparable](name string, axes []Axis, rows []Row[V]) *Table[V] {
	t, err := Compile(name, axes, rows)
	if err != nil {
		panic(err)
	}
	register(t)
	return t
}

// At returns the row that holds for up to three values, one a axis in their order, 0 for an axis the table lacks. A value that
// came from outside and that no axis has gives the zero Row: no rule, and the safe verdict.
func (t *Table[V]) At(a, b, c uint8) *Row[V] {
	if int(a) >= t.size[0] || int(b) >= t.size[1] || int(c) >= t.size[2] {
		return &t.none
	}
	return t.at[(int(a)*t.size[1]+int(b))*t.size[2]+int(c)]
}

// Rows returns a copy of the rows, in the order in which they are written.
func (t *Table[V]) Rows() []Row[V] { return slices.Clone(t.rows) }

// Axes returns the axes in the order of At's parameters.
func (t *Table[V]) Axes() []Axis { return slices.Clone(t.axes) }

func (t *Table[V]) axis(i int) string {
	if i < len(t.axes) {
		return t.axes[i].Name
	}
	return "an axis that the table lacks"
}

func (r *Row[V]) holds(values [3]uint8) bool {
	return r.If[0].Has(values[0]) && r.If[1].Has(values[1]) && r.If[2].Has(values[2])
}

// values takes a cell's number apart; real is false for a cell in which an axis has no value.
func (t *Table[V]) values(cell int) (v [3]uint8, real bool) {
	v = [3]uint8{uint8(cell / t.size[2] / t.size[1]), uint8(cell / t.size[2] % t.size[1]), uint8(cell % t.size[2])}
	for i := range t.axes {
		if v[i] == 0 {
			return v, false
		}
	}
	return v, true
}

func (t *Table[V]) place(values [3]uint8) string {
	var parts []string
	for i, a := range t.axes {
		parts = append(parts, a.Name+" "+a.Text(values[i]))
	}
	return strings.Join(parts, ", ")
}

// An Error says what is wrong with a table.
type Error struct {
	Table   string
	Problem string // "hole", "overlap", "impossible value" or "more than three axes"
	At      string
	Rows    []spec.ID
}

func (e *Error) Error() string {
	if e.At == "" {
		return fmt.Sprintf("table %s: %s in row %v", e.Table, e.Problem, e.Rows)
	}
	return fmt.Sprintf("table %s: %s at %s %v", e.Table, e.Problem, e.At, e.Rows)
}
