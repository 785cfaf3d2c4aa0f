package rules_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A letter is an enumeration with the values 0 to 26.
type letter uint8

func (l letter) String() string { return string(rune('a' - 1 + l)) }

// A condition is a set of the values of each axis, and rows are the rows of a table with two.
type (
	condition = [2]rules.Set[letter]
	row       = rules.Row[letter, letter, int]
)

func set(values ...letter) rules.Set[letter] { return rules.Of(values...) }

func axis(name string, last letter) rules.Axis[letter] { return rules.AxisOf(name, 1, last) }

// ids are the rules of the rows of a test, in order.
var ids = []spec.ID{spec.BTN010, spec.BTN020, spec.BTN030, spec.BTN040, spec.BTN050}

func rows(conditions ...condition) (list []row) {
	for i, c := range conditions {
		list = append(list, row{Rule: ids[i], If: c[0], And: c[1], Then: i + 1})
	}
	return list
}

// rows1 is rows for a table of one axis.
func rows1(conditions ...rules.Set[letter]) (list []rules.Row1[letter, int]) {
	for i, c := range conditions {
		list = append(list, rules.Row1[letter, int]{Rule: ids[i], If: c, Then: i + 1})
	}
	return list
}

func compile(name string, x, y letter, list []row) (*rules.Table2[letter, letter, int], error) {
	return rules.Compile2(name, axis("x", x), axis("y", y), list)
}

// holds is the dumb definition: the rows that hold at a value a axis.
func holds(list []row, x, y letter) (hits []spec.ID) {
	for _, r := range list {
		if r.If.Has(x) && r.And.Has(y) {
			hits = append(hits, r.Rule)
		}
	}
	return hits
}

// want is the dumb definition of Compile2 over two axes of two values: the first thing that is wrong, or "".
func want(list []row) (problem, at string, rows []spec.ID) {
	for _, r := range list {
		for i, axis := range []string{"x", "y"} {
			if (condition{r.If, r.And})[i]&^set(1, 2) != 0 {
				return "impossible value", axis, []spec.ID{r.Rule}
			}
		}
	}
	for x := letter(1); x <= 2; x++ {
		for y := letter(1); y <= 2; y++ {
			hits := holds(list, x, y)
			at := fmt.Sprintf("x %v, y %v", x, y)
			if len(hits) == 0 {
				return "hole", at, nil
			}
			if len(hits) > 1 {
				return "overlap", at, hits
			}
		}
	}
	return "", "", nil
}

// Of all tables of up to three rows over two axes, Compile2 takes those in which exactly one row holds everywhere, and
// says of the others what is wrong first, where, and in which rows.
func TestCompileTakesExactlyTheWholeTables(t *testing.T) {
	var conditions []condition
	for x := range rules.Set[letter](16) {
		for y := range rules.Set[letter](8) {
			conditions = append(conditions, condition{x, y})
		}
	}
	check := func(c ...condition) {
		list := rows(c...)
		problem, at, culprits := want(list)
		compiled, err := compile("twos", 2, 2, list)
		if problem == "" && (compiled == nil || err != nil) {
			t.Fatalf("%v: got %v, want a table", c, err)
		}
		var wrong *rules.Error
		if problem != "" && (compiled != nil || !errors.As(err, &wrong) || wrong.Table != "twos" ||
			wrong.Problem != problem || wrong.At != at || !slices.Equal(wrong.Rows, culprits)) {
			t.Fatalf("%v: got %v, want %s at %q in %v", c, err, problem, at, culprits)
		}
	}
	check()
	for _, a := range conditions {
		check(a)
		for _, b := range conditions {
			check(a, b)
			if a[0] > 7 || b[0] > 7 {
				continue
			}
			for _, c := range conditions[:64] {
				check(a, b, c)
			}
		}
	}
}

// An error's text names the table, the problem, the place and the rules of the rows.
func TestErrorText(t *testing.T) {
	two := func(conditions ...condition) error {
		_, err := compile("broken", 2, 3, rows(conditions...))
		return err
	}
	one := func(conditions ...rules.Set[letter]) error {
		_, err := rules.Compile1("broken", axis("x", 2), rows1(conditions...))
		return err
	}
	cases := []struct {
		name string
		err  error
		want []string
	}{
		{"hole", two(condition{set(1)}, condition{set(2), set(1, 3)}), []string{"broken", "hole", "x b, y b"}},
		{"overlap", two(condition{}, condition{set(2), set(3)}),
			[]string{"broken", "overlap", "x b, y c", "RP-BTN-010", "RP-BTN-020"}},
		{"impossible value", two(condition{}, condition{0, set(4)}),
			[]string{"broken", "impossible value", "at y", "RP-BTN-020"}},
		{"hole of one axis", one(set(1)), []string{"broken", "hole at x b ["}},
		{"overlap of one axis", one(set(1, 2), set(2)),
			[]string{"broken", "overlap at x b [", "RP-BTN-010", "RP-BTN-020"}},
		{"impossible value of one axis", one(set(1, 2, 3)),
			[]string{"broken", "impossible value at x [", "RP-BTN-010"}},
		{"the value zero", one(set(0, 1, 2)), []string{"broken", "impossible value", "RP-BTN-010"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.err == nil {
				t.Fatal("got a table, want an error")
			}
			for _, part := range c.want {
				if !strings.Contains(c.err.Error(), part) {
					t.Errorf("got %q, want %q in it", c.err, part)
				}
			}
		})
	}
}

// A value that no set can hold is refused like any other that no axis has; it never stands for every value. So is a set
// of none.
func TestCompileRefusesValuesBeyondASet(t *testing.T) {
	refused := func(s rules.Set[letter]) {
		t.Helper()
		_, err := compile("beyond", 3, 1, rows(condition{s}))
		var wrong *rules.Error
		if !errors.As(err, &wrong) || wrong.Problem != "impossible value" {
			t.Fatalf("set %#x of 1 to 3: got %v, want an impossible value", uint64(s), err)
		}
	}
	refused(set())
	for n := 4; n <= math.MaxUint8; n++ {
		refused(set(letter(n)))
		refused(set(1, 2, 3, letter(n)))
	}
}

// Must gives the table that Compile gives, and panics with its error where there is none.
func TestMust(t *testing.T) {
	if got := rules.Must(rules.Compile1("one", axis("x", 2), rows1(0))).At(2).Then; got != 1 {
		t.Errorf("got %d, want 1", got)
	}
	defer func() {
		var wrong *rules.Error
		if err, _ := recover().(error); !errors.As(err, &wrong) || wrong.Problem != "hole" {
			t.Errorf("panicked with %v, want a hole", err)
		}
	}()
	rules.Must(rules.Compile1("none", axis("x", 2), rows1()))
}

// A table never changes: it shares nothing with the rows that it was made from.
func TestTableNeverChanges(t *testing.T) {
	list := rows1(set(1), set(2))
	fixed := rules.Must(rules.Compile1("fixed", axis("x", 2), list))
	list[0].Then, list[1].Then = 7, 7
	for x := letter(1); x <= 2; x++ {
		if got := fixed.At(x).Then; got != int(x) {
			t.Errorf("the caller's rows changed: got %d, want %d", got, x)
		}
	}
}

// tables are whole tables, the ends of their axes and their rows. The last one has an axis that begins with 0.
var tables = []struct {
	name        string
	first, last [2]letter
	rows        []row
}{
	{"two axes", [2]letter{1, 1}, [2]letter{3, 4},
		rows(condition{set(1)}, condition{set(2, 3), set(1, 2)}, condition{set(2), set(3, 4)},
			condition{set(3), set(3, 4)})},
	{"no row needed a set", [2]letter{1, 1}, [2]letter{7, 9}, rows(condition{})},
	{"a first value of 0", [2]letter{1, 0}, [2]letter{2, 2}, rows(condition{0, set(0)}, condition{0, set(1, 2)})},
}

// At gives the row that a search of the rows finds, and the zero row for values that no axis has, whatever they are.
func TestAtIsASearchOfTheRows(t *testing.T) {
	for _, c := range tables {
		compiled := rules.Must(rules.Compile2(c.name,
			rules.AxisOf("x", c.first[0], c.last[0]), rules.AxisOf("y", c.first[1], c.last[1]), c.rows))
		for n := range 1 << 16 {
			x, y := letter(n>>8), letter(n)
			got := compiled.At(x, y)
			if x < c.first[0] || x > c.last[0] || y < c.first[1] || y > c.last[1] {
				if got.Rule != 0 || got.Then != 0 || got.Also != nil || got.If != 0 || got.And != 0 {
					t.Fatalf("%s: %v, %v gives %v, want the zero row", c.name, x, y, *got)
				}
				continue
			}
			if want := holds(c.rows, x, y); len(want) != 1 || got.Rule != want[0] ||
				c.rows[got.Then-1].Rule != got.Rule {
				t.Fatalf("%s: %v, %v gives %v, want %v", c.name, x, y, *got, want)
			}
		}
	}
}

// The same of a table with one axis.
func TestAtOfOneAxisIsASearchOfTheRows(t *testing.T) {
	list := rows1(set(1, 4), set(2), set(3, 5))
	compiled := rules.Must(rules.Compile1("one axis", axis("x", 5), list))
	for n := range math.MaxUint8 + 1 {
		x, want := letter(n), 0
		for _, r := range list {
			if 1 <= x && x <= 5 && r.If.Has(x) {
				want = r.Then
			}
		}
		got := compiled.At(x)
		if got.Then != want || want != 0 && got.Rule != ids[want-1] || want == 0 && got.Rule != 0 {
			t.Errorf("%d gives %v, want row %d", n, *got, want)
		}
	}
}

// A set has exactly the values that it was made of. The zero Set has all.
func TestSet(t *testing.T) {
	for a := letter(0); a < 63; a++ {
		for b := letter(0); b < 63; b++ {
			for v := range letter(64) {
				if got, want := set(a, b).Has(v), v == a || v == b; got != want {
					t.Fatalf("{%d, %d} has %d: got %v, want %v", a, b, v, got, want)
				}
			}
		}
	}
	for v := range math.MaxUint8 + 1 {
		if !rules.Set[letter](0).Has(letter(v)) {
			t.Errorf("the zero Set has no %d", v)
		}
		for bit := range letter(63) {
			if got, want := set(bit).Has(letter(v)), int(bit) == v; got != want {
				t.Errorf("{%d} has %d: got %v, want %v", bit, v, got, want)
			}
		}
	}
}

// An axis can have 63 values, the most that a set holds.
func TestLongestAxis(t *testing.T) {
	var odd, even []letter
	for v := letter(0); v <= 62; v += 2 {
		even, odd = append(even, v), append(odd, min(v+1, 61))
	}
	long := rules.Must(rules.Compile1("long", rules.AxisOf[letter]("x", 0, 62), rows1(set(even...), set(odd...))))
	for v := letter(0); v <= 62; v++ {
		if got, want := long.At(v).Then, 1+int(v%2); got != want {
			t.Errorf("%d gives row %d, want %d", v, got, want)
		}
	}
}
