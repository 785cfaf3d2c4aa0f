package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

var pages = map[string]spec.Lang{"power.md": spec.EN, "power.ja.md": spec.JA}

// read returns the rows of a checked-in page, by their cells.
func read(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if cells, ok := strings.CutPrefix(strings.TrimSpace(line), "| "); ok {
			rows = append(rows, strings.Split(strings.TrimSuffix(cells, " |"), " | "))
		}
	}
	return rows
}

// has reports whether a page has a row that begins with some cells.
func has(rows [][]string, cells ...string) bool {
	return slices.ContainsFunc(rows, func(row []string) bool { return len(row) >= len(cells) && slices.Equal(row[:len(cells)], cells) })
}

// The checked-in pages say of the profile core what the suites say now, and of every seeded fault what it breaks. What they say of quirks,
// and what fails each fault, takes longer: make check asks.
func TestPagesAreUpToDate(t *testing.T) {
	var f findings
	for _, s := range core {
		m, err := measured(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		f.measures = append(f.measures, m)
	}
	for name, lang := range pages {
		rows, now := read(t, name), &page{findings: f}
		now.Lang = lang
		now.powers()
		for line := range strings.Lines(now.String()) {
			if cells := strings.Split(strings.Trim(line, "| \n"), " | "); !has(rows, cells...) {
				t.Errorf("docs/%s has no row %s; go run ./internal/gen/power -docs docs writes it", name, line)
			}
		}
		for f := range faults.All() {
			if !slices.ContainsFunc(rows, func(row []string) bool { return row[0] == f.ID && row[2] == ids(f.Breaks) }) {
				t.Errorf("docs/%s has no row of %s, which breaks %v", name, f.ID, f.Breaks)
			}
		}
	}
}

// By the checked-in pages every visible fault is killed for each role, profile and set of observables, and some check fails every seeded fault.
func TestPagesShowNoMiss(t *testing.T) {
	for name := range pages {
		measures, seeded := 0, 0
		for _, row := range read(t, name) {
			switch {
			case len(row) == 16 && strings.HasPrefix(row[11], "**") && row[3] != "k":
				if measures++; row[11] != "**"+row[10]+"**" {
					t.Errorf("docs/%s: %v", name, row)
				}
			case len(row) == 6 && strings.HasPrefix(row[2], "RP-"):
				if seeded++; !strings.HasPrefix(row[5], "RP-") {
					t.Errorf("docs/%s: no check fails %s", name, row[0])
				}
			}
		}
		if want := len(core) + len(quirks); measures != want || seeded != len(slices.Collect(faults.All())) {
			t.Errorf("docs/%s: got %d rows of suites, want %d, and %d of faults", name, measures, want, seeded)
		}
	}
}

// A fault is asked of every check and of the suites, and what fails it is kept.
func TestKilled(t *testing.T) {
	plan, err := suite.Make(t.Context(), conformance.System, spec.Screen|spec.RecorderState, suite.First())
	if err != nil {
		t.Fatal(err)
	}
	for id, bySuite := range map[string]bool{"F14": true, "F33": false} {
		f, _ := faults.Lookup(id)
		k, err := killed(t.Context(), f, plan)
		if err != nil || (k.suite != nil) != bySuite || len(k.rules) == 0 || k.signature == "" {
			t.Errorf("%s: got %+v, %v", id, k, err)
		}
	}
}

// Both pages say the same: as many sections, rows and points in each language.
func TestPagesHaveOneShape(t *testing.T) {
	shape := func(name string) (marks []string) {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			mark := strings.TrimRight(line, "\n")
			if i := strings.IndexFunc(mark, func(r rune) bool { return !strings.ContainsRune("#|-", r) }); i >= 0 {
				mark = mark[:i] + " text"
			}
			marks = append(marks, mark)
		}
		return marks
	}
	if diff := cmp.Diff(shape("power.ja.md"), shape("power.md")); diff != "" {
		t.Errorf("ja (-) and en (+) differ:\n%s", diff)
	}
}
