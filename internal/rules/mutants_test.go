//go:build mutants

package rules_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// source returns one of the sources that a test has made, by its name.
func source(t *testing.T, name string) rules.Source {
	t.Helper()
	for _, s := range rules.Sources() {
		if s.Name() == name {
			return s
		}
	}
	t.Fatalf("there is no source %q", name)
	return nil
}

// cells returns every answer of a table of two axes of two values.
func cells(t *rules.Table2[letter, letter, int]) (all []row) {
	for x := range letter(3) {
		for y := range letter(3) {
			all = append(all, *t.At(x, y))
		}
	}
	return all
}

func sameCells(a, b []row) bool {
	return slices.EqualFunc(a, b, func(x, y row) bool { return x.Rule == y.Rule && x.Then == y.Then })
}

// Every mutant of a table answers differently somewhere, breaks a rule, and leaves the table as it was; no two are the
// same.
func TestMutantsOfATable(t *testing.T) {
	m := rules.Must(compile("mutants", 2, 2, rows(
		condition{set(1), set(1)}, condition{set(1), set(2)}, condition{set(2), set(1, 2)})))
	was := cells(m)
	ops := map[rules.Op]int{}
	for _, mutant := range source(t, "mutants").Mutants() {
		var is []row
		mutant.Try(func() { is = cells(m) })
		if sameCells(is, was) || len(mutant.Breaks) == 0 || mutant.Table != "mutants" {
			t.Errorf("%v %s breaks %v: want a difference and a rule", mutant.Op, mutant.What, mutant.Breaks)
		}
		if !sameCells(cells(m), was) {
			t.Fatalf("%v %s is still there", mutant.Op, mutant.What)
		}
		ops[mutant.Op]++
	}
	// Three rows with a verdict of their own: each has two others, one neighbour but for the last, and two or three
	// places of others.
	if ops[rules.Flip] != 6 || ops[rules.Delete] != 3 || ops[rules.Swap] != 2 || ops[rules.Widen] != 3+3+2 {
		t.Errorf("got %v", ops)
	}
	if got := source(t, "mutants").Len(); got != 3 {
		t.Errorf("got %d rows, want 3", got)
	}
}

// A row in the place of one that says the same by the same rule is no mutant.
func TestNoMutantOfASameAnswer(t *testing.T) {
	rules.Must(rules.Compile1("same", axis("x", 2), []rules.Row1[letter, int]{
		{Rule: spec.BTN010, If: set(1), Then: 1}, {Rule: spec.BTN010, If: set(2), Then: 1}}))
	for _, mutant := range source(t, "same").Mutants() {
		if mutant.Op != rules.Delete {
			t.Errorf("got %v %s", mutant.Op, mutant.What)
		}
	}
}

// A conjunction's mutants drop an obstacle, count it always, or turn it round; afterwards it is what it was.
func TestMutantsOfAConjunction(t *testing.T) {
	c, met := conjunction("mutants of a conjunction")
	var none rules.Obstacles[letter]
	want := map[string][2]rules.Obstacles[letter]{ // where nothing is met, and where 1 is
		"a never counts":               {none, none},
		"a counts always":              {none.With(1, true), none.With(1, true)},
		"a counts the other way round": {none.With(1, true), none},
		"c never counts":               {none, none.With(1, true)},
		"c counts always":              {none.With(3, true), none.With(1, true).With(3, true)},
		"c counts the other way round": {none.With(3, true), none.With(1, true).With(3, true)},
	}
	for _, m := range source(t, "mutants of a conjunction").Mutants() {
		var got [2]rules.Obstacles[letter]
		m.Try(func() { got = [2]rules.Obstacles[letter]{c.Of(none), c.Of(met)} })
		if got != want[m.What] {
			t.Errorf("%s: got %v, want %v", m.What, got, want[m.What])
		}
		delete(want, m.What)
	}
	if len(want) > 0 || c.Of(met) != none.With(1, true) {
		t.Errorf("not seen: %v; afterwards %v", want, c.Of(met))
	}
}

// A grid's mutants fill an empty place, empty a full one, or change it; and what is laid out from it follows.
func TestGrid(t *testing.T) {
	cells := [][]int{{0, 0, 0}, {0, 7, 0}, {0, 0, 9}}
	rules.Grid("grid", cells, func(r, c int) string { return string(rune('0'+r)) + string(rune('0'+c)) })
	sum := 0
	rules.Derive(func() {
		sum = 0
		for _, row := range cells {
			for _, v := range row {
				sum += v
			}
		}
	})
	got := map[string]int{}
	for _, m := range source(t, "grid").Mutants() {
		m.Try(func() { got[m.Op.String()+" "+m.What] = sum })
	}
	want := map[string]int{
		"delete 11: 0 instead of 7": 9, "flip 11: 9 instead of 7": 18,
		"widen 12: 7 instead of 0": 23, "widen 12: 9 instead of 0": 25,
		"widen 21: 7 instead of 0": 23, "widen 21: 9 instead of 0": 25,
		"delete 22: 0 instead of 9": 7, "flip 22: 7 instead of 9": 14,
	}
	for what, total := range want {
		if got[what] != total {
			t.Errorf("%s: got %d, want %d", what, got[what], total)
		}
	}
	if len(got) != len(want) || sum != 16 || source(t, "grid").Len() != 2 {
		t.Errorf("got %v, and %d afterwards", got, sum)
	}
}
