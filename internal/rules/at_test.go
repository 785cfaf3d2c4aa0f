package rules_test

import (
	"math"
	"testing"

	"github.com/recpause/recpause/internal/rules"
)

func set(values ...letter) rules.Set { return rules.Of(values...) }

// tables are whole tables with one, two and three axes, their sizes and their rows.
var tables = []struct {
	name string
	size [3]uint8
	axes []rules.Axis
	rows []rules.Row[int]
}{
	{"one axis", [3]uint8{5}, axes(5), rows([3]rules.Set{set(1, 4)}, [3]rules.Set{set(2)}, [3]rules.Set{set(3, 5)})},
	{"two axes", [3]uint8{3, 4}, axes(3, 4), rows([3]rules.Set{set(1)}, [3]rules.Set{set(2, 3), set(1, 2)}, [3]rules.Set{set(2), set(3, 4)}, [3]rules.Set{set(3), set(3, 4)})},
	{"three axes", [3]uint8{2, 3, 2}, axes(2, 3, 2), rows([3]rules.Set{0, set(2)}, [3]rules.Set{set(1), set(1, 3), set(1)}, [3]rules.Set{set(1), set(1, 3), set(2)}, [3]rules.Set{set(2), set(1, 3)})},
	{"no row needed a set", [3]uint8{7, 2, 9}, axes(7, 2, 9), rows([3]rules.Set{})},
}

// inside reports whether the values are one a axis: those of an axis that there is not are 0.
func inside(size, v [3]uint8) bool {
	for i := range size {
		if size[i] == 0 && v[i] != 0 || size[i] != 0 && (v[i] == 0 || v[i] > size[i]) {
			return false
		}
	}
	return true
}

// At gives the row that a search of the rows finds, and the zero row for values that no axis has, whatever they are.
func TestAtIsASearchOfTheRows(t *testing.T) {
	for _, c := range tables {
		compiled := rules.Must(c.name, c.axes, c.rows)
		for n := range 1 << 24 {
			v := [3]uint8{uint8(n >> 16), uint8(n >> 8), uint8(n)}
			got := compiled.At(v[0], v[1], v[2])
			if !inside(c.size, v) {
				if got.Rule != 0 || got.Then != 0 || got.Also != nil || got.If != [3]rules.Set{} {
					t.Fatalf("%s: %v gives %v, want the zero row", c.name, v, *got)
				}
				continue
			}
			if want := holds(c.rows, v); len(want) != 1 || got.Rule != want[0] || c.rows[got.Then-1].Rule != got.Rule {
				t.Fatalf("%s: %v gives %v, want %v", c.name, v, *got, want)
			}
		}
	}
}

// Rows and Axes give what the table was made from, in order.
func TestRowsAndAxes(t *testing.T) {
	for _, c := range tables {
		compiled := rules.Must(c.name, c.axes, c.rows)
		got := compiled.Rows()
		if len(got) != len(c.rows) || len(compiled.Axes()) != len(c.axes) {
			t.Fatalf("%s: %d rows and %d axes, want %d and %d", c.name, len(got), len(compiled.Axes()), len(c.rows), len(c.axes))
		}
		for i, r := range got {
			if r.Rule != c.rows[i].Rule || r.If != c.rows[i].If || r.Then != c.rows[i].Then {
				t.Errorf("%s: row %d is %v, want %v", c.name, i, r, c.rows[i])
			}
		}
		for i, a := range compiled.Axes() {
			if a.Name != c.axes[i].Name || a.Size != c.axes[i].Size || a.Text(1) != "a" {
				t.Errorf("%s: axis %d is %s of %d, want %s of %d", c.name, i, a.Name, a.Size, c.axes[i].Name, c.axes[i].Size)
			}
		}
	}
}

// A set has exactly the values that it was made of. The zero Set has all.
func TestSet(t *testing.T) {
	for a := letter(1); a < 64; a++ {
		for b := letter(1); b < 64; b++ {
			for v := range letter(64) {
				if got, want := rules.Of(a, b).Has(uint8(v)), v == a || v == b; got != want {
					t.Fatalf("{%d, %d} has %d: got %v, want %v", a, b, v, got, want)
				}
			}
		}
	}
	for v := range math.MaxUint8 + 1 {
		if !rules.Set(0).Has(uint8(v)) {
			t.Errorf("the zero Set has no %d", v)
		}
		for bit := range letter(64) {
			if got, want := rules.Of(bit).Has(uint8(v)), int(bit) == v; got != want {
				t.Errorf("{%d} has %d: got %v, want %v", bit, v, got, want)
			}
		}
	}
}

// An axis can have 63 values, the most that a set holds.
func TestLongestAxis(t *testing.T) {
	var odd, even []letter
	for v := letter(1); v <= 63; v += 2 {
		odd, even = append(odd, v), append(even, min(v+1, 62))
	}
	long := rules.Must("long", axes(63), rows([3]rules.Set{rules.Of(even...)}, [3]rules.Set{rules.Of(odd...)}))
	for v := uint8(1); v <= 63; v++ {
		if got, want := long.At(v, 0, 0).Then, 1+int(v%2); got != want {
			t.Errorf("%d gives row %d, want %d", v, got, want)
		}
	}
}
