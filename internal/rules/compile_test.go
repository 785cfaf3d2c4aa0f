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

// A letter is an enumeration with the values 1 to 26.
type letter uint8

func (l letter) String() string { return string(rune('a' - 1 + l)) }

func axes(last ...letter) (list []rules.Axis) {
	for i, l := range last {
		list = append(list, rules.AxisOf([]string{"x", "y", "z"}[i], l))
	}
	return list
}

// ids are the rules of the rows of a test, in order.
var ids = []spec.ID{spec.BTN010, spec.BTN020, spec.BTN030, spec.BTN040, spec.BTN050}

func rows(conditions ...[3]rules.Set) (list []rules.Row[int]) {
	for i, c := range conditions {
		list = append(list, rules.Row[int]{Rule: ids[i], If: c, Then: i + 1})
	}
	return list
}

// holds is the dumb definition: the rows that hold at a value a axis.
func holds(list []rules.Row[int], v [3]uint8) (hits []spec.ID) {
	for _, r := range list {
		if r.If[0].Has(v[0]) && r.If[1].Has(v[1]) && r.If[2].Has(v[2]) {
			hits = append(hits, r.Rule)
		}
	}
	return hits
}

// want is the dumb definition of Compile over two axes of two values: the first thing that is wrong, "" where nothing is.
func want(list []rules.Row[int]) (problem, at string, rows []spec.ID) {
	for _, r := range list {
		for i, axis := range []string{"x", "y"} {
			if r.If[i]&^rules.Of[letter](1, 2) != 0 {
				return "impossible value", axis, []spec.ID{r.Rule}
			}
		}
	}
	for x := letter(1); x <= 2; x++ {
		for y := letter(1); y <= 2; y++ {
			hits := holds(list, [3]uint8{uint8(x), uint8(y)})
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

// Of all tables of up to three rows over two axes, Compile takes those in which exactly one row holds everywhere, and says of
// the others what is wrong first, where, and in which rows.
func TestCompileTakesExactlyTheWholeTables(t *testing.T) {
	var conditions [][3]rules.Set
	for x := range rules.Set(16) {
		for y := range rules.Set(8) {
			conditions = append(conditions, [3]rules.Set{x, y})
		}
	}
	check := func(c ...[3]rules.Set) {
		list := rows(c...)
		problem, at, culprits := want(list)
		compiled, err := rules.Compile("twos", axes(2, 2), list)
		if problem == "" && (compiled == nil || err != nil) {
			t.Fatalf("%v: got %v, want a table", c, err)
		}
		var wrong *rules.Error
		if problem != "" && (compiled != nil || !errors.As(err, &wrong) || wrong.Table != "twos" || wrong.Problem != problem ||
			wrong.At != at || !slices.Equal(wrong.Rows, culprits)) {
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
	cases := []struct {
		name string
		axes []rules.Axis
		rows []rules.Row[int]
		want []string
	}{
		{"hole", axes(2, 3), rows([3]rules.Set{rules.Of[letter](1)}, [3]rules.Set{rules.Of[letter](2), rules.Of[letter](1, 3)}),
			[]string{"broken", "hole", "x b, y b"}},
		{"overlap", axes(2, 3), rows([3]rules.Set{}, [3]rules.Set{rules.Of[letter](2), rules.Of[letter](3)}),
			[]string{"broken", "overlap", "x b, y c", "RP-BTN-010", "RP-BTN-020"}},
		{"impossible value", axes(2, 3), rows([3]rules.Set{}, [3]rules.Set{0, rules.Of[letter](4)}),
			[]string{"broken", "impossible value", "RP-BTN-020"}},
		{"a value of an axis that there is not", axes(2), rows([3]rules.Set{0, rules.Of[letter](1)}),
			[]string{"broken", "impossible value", "RP-BTN-010"}},
		{"the value zero", axes(2), rows([3]rules.Set{rules.Of[letter](0, 1, 2)}),
			[]string{"broken", "impossible value", "RP-BTN-010"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := rules.Compile("broken", c.axes, c.rows)
			if err == nil {
				t.Fatal("got a table, want an error")
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("got %q, want %q in it", err, part)
				}
			}
		})
	}
}

// A value that no set can hold is refused like any other that no axis has; it never stands for every value.
func TestCompileRefusesValuesBeyondASet(t *testing.T) {
	for n := 4; n <= math.MaxUint8; n++ {
		for _, s := range []rules.Set{rules.Of(letter(n)), rules.Of(1, 2, 3, letter(n))} {
			_, err := rules.Compile("beyond", axes(3), rows([3]rules.Set{s}))
			var wrong *rules.Error
			if !errors.As(err, &wrong) || wrong.Problem != "impossible value" {
				t.Fatalf("value %d of 1 to 3, set %#x: got %v, want an impossible value", n, uint64(s), err)
			}
		}
	}
}

// Must gives the table that Compile gives, and panics with its error where there is none.
func TestMust(t *testing.T) {
	if got := rules.Must("one", axes(2), rows([3]rules.Set{})).At(2, 0, 0).Then; got != 1 {
		t.Errorf("got %d, want 1", got)
	}
	defer func() {
		var wrong *rules.Error
		if err, _ := recover().(error); !errors.As(err, &wrong) || wrong.Problem != "hole" {
			t.Errorf("panicked with %v, want a hole", err)
		}
	}()
	rules.Must("none", axes(2), rows())
}

// A table never changes: it shares nothing with the rows and the axes that it was made from and that it gives away.
func TestTableNeverChanges(t *testing.T) {
	xs, list := axes(2), rows([3]rules.Set{rules.Of[letter](1)}, [3]rules.Set{rules.Of[letter](2)})
	fixed := rules.Must("fixed", xs, list)
	list[0].Then, xs[0].Name = 7, "changed"
	fixed.Rows()[1].Then = 7
	if got := fixed.At(1, 0, 0).Then; got != 1 {
		t.Errorf("the caller's rows changed: got %d, want 1", got)
	}
	if got := fixed.At(2, 0, 0).Then; got != 2 {
		t.Errorf("the copy of the rows changed: got %d, want 2", got)
	}
	if got := fixed.Axes()[0].Name; got != "x" {
		t.Errorf("the caller's axes changed: got %q, want x", got)
	}
	fixed.Axes()[0].Name = "changed"
	if got := fixed.Axes()[0].Name; got != "x" {
		t.Errorf("the axes given away changed: got %q, want x", got)
	}
}
