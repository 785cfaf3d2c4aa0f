// Package rules is the rules engine. It has two shapes: a table answers a question about one or two small enumerations
// with a row, which is a verdict and the rules that say so; a Conjunction is what stands in the way of something, one
// rule a bit. Both are data: decisions, documents, diagrams and checks read the rows.
package rules

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/spec"
)

// An Enum is an enumeration that a table can ask about.
type Enum interface {
	~uint8
	fmt.Stringer
}

// A Set is a set of values of one enumeration, each from 0 to 62. The zero Set stands for every value.
type Set[E ~uint8] uint64

// Of returns the set of the values. Where one is beyond 62, or there are none, it sets bit 63: no axis has that, and so
// no table takes the set.
func Of[E ~uint8](values ...E) (s Set[E]) {
	for _, v := range values {
		s |= 1 << min(v, 63)
	}
	if s == 0 {
		return 1 << 63
	}
	return s
}

// Has reports whether a value is in the set.
func (s Set[E]) Has(v E) bool { return s == 0 || s>>v&1 == 1 }

// A Row says what holds where one value is in a set and another in a second set.
type Row[A, B Enum, V comparable] struct {
	Rule spec.ID
	Also []spec.ID // other rules that say the same
	If   Set[A]
	And  Set[B]
	Then V
}

// A Row1 is a row of a Table1, which has no And.
type Row1[A Enum, V comparable] = Row[A, single, V]

// A single is an enumeration of one value, 0: the second axis of a Table1.
type single uint8

func (single) String() string { return "0" }

// An Axis is an enumeration that a table asks about, from its first to its last value. The last one is 62 at most.
type Axis[E Enum] struct {
	name        string
	first, last E
}

// AxisOf returns the axis of an enumeration.
func AxisOf[E Enum](name string, first, last E) Axis[E] { return Axis[E]{name, first, last} }

// lacks reports whether a set has a value that the axis lacks: one below the first, or above the last.
func (a Axis[E]) lacks(s Set[E]) bool { return s>>a.first<<a.first != s || s>>a.last>>1 != 0 }

// A Table2 is rows of which exactly one holds for each pair of values of two enumerations. It never changes.
type Table2[A, B Enum, V comparable] struct {
	name string
	a    Axis[A]
	b    Axis[B]
	rows []Row[A, B, V]
	at   []*Row[A, B, V] // the row of each pair, by the first value and then by the second
	none Row[A, B, V]    // of a pair that the axes lack
}

// Compile2 checks the rows and lays them out, or returns an *Error for the first value that an axis lacks, the first
// pair for which no row holds, or the first for which two do.
func Compile2[A, B Enum, V comparable](
	name string, a Axis[A], b Axis[B], rows []Row[A, B, V],
) (*Table2[A, B, V], error) {
	t := &Table2[A, B, V]{name: name, a: a, b: b, rows: slices.Clone(rows)}
	for _, r := range rows {
		switch {
		case a.lacks(r.If):
			return nil, &Error{name, "impossible value", a.name, []spec.ID{r.Rule}}
		case b.lacks(r.And):
			return nil, &Error{name, "impossible value", b.name, []spec.ID{r.Rule}}
		}
	}
	t.at = slices.Repeat([]*Row[A, B, V]{&t.none}, (int(a.last)+1)*(int(b.last)+1))
	for x := a.first; x <= a.last; x++ {
		for y := b.first; y <= b.last; y++ {
			var hits []spec.ID
			for i := range t.rows {
				if r := &t.rows[i]; r.If.Has(x) && r.And.Has(y) {
					hits, t.at[t.cell(x, y)] = append(hits, r.Rule), r
				}
			}
			if len(hits) != 1 {
				return nil, &Error{name, [...]string{"hole", "overlap"}[min(len(hits), 1)], t.place(x, y), hits}
			}
		}
	}
	return t, nil
}

func (t *Table2[A, B, V]) cell(x A, y B) int { return int(x)*(int(t.b.last)+1) + int(y) }

func (t *Table2[A, B, V]) place(x A, y B) string {
	if t.b.name == "" {
		return t.a.name + " " + x.String()
	}
	return t.a.name + " " + x.String() + ", " + t.b.name + " " + y.String()
}

// At returns the row that holds for a pair of values. A value that came from outside and that no axis has gives the
// zero Row: no rule, and the safe verdict.
func (t *Table2[A, B, V]) At(x A, y B) *Row[A, B, V] {
	if i := t.cell(x, y); y <= t.b.last && i < len(t.at) {
		return t.at[i]
	}
	return &t.none
}

// A Table1 is rows of which exactly one holds for each value of an enumeration.
type Table1[A Enum, V comparable] struct{ *Table2[A, single, V] }

// Compile1 is Compile2 for one axis.
func Compile1[A Enum, V comparable](name string, a Axis[A], rows []Row1[A, V]) (Table1[A, V], error) {
	t, err := Compile2(name, a, Axis[single]{}, rows)
	return Table1[A, V]{t}, err
}

// At returns the row that holds for a value, or the zero Row.
func (t Table1[A, V]) At(x A) *Row1[A, V] { return t.Table2.At(x, 0) }

// Must returns one of our own tables or conjunctions. It panics where one of them is wrong, which the first test that
// runs shows.
func Must[T any](t T, err error) T {
	if err != nil {
		panic(err)
	}
	register(t)
	return t
}

// An Error says what is wrong with a table or a conjunction.
type Error struct {
	Table   string
	Problem string // "hole", "overlap" or "impossible value"
	At      string
	Rows    []spec.ID
}

func (e *Error) Error() string {
	return fmt.Sprintf("table %s: %s at %s %v", e.Table, e.Problem, e.At, e.Rows)
}
