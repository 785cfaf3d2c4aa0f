package vectors_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/spec"
)

type cell struct {
	Table, Of, JA, EN, Mark, Rule, Support string
	Also                                   []string
}

// A mark is what a cell says, and by which rule.
type mark struct{ Mark, Rule string }

// The cells are those of tables 3.1 and 3.2 and the outbound state, each once, with the mark and the rule that the page
// has.
func TestTables(t *testing.T) {
	want := map[string]mark{}
	for state, row := range table31 {
		table := "3.1 "
		if state == "outbound_waiting" {
			table = "outbound "
		}
		want[table+state] = mark{map[bool]string{true: "○", false: "×"}[row.shown], row.rule}
	}
	for button, is := range table32 {
		if button != "dtmf" {
			want["3.2 "+button] = mark{map[any]string{"enabled": "○", "disabled": "×"}[is.Is], is.Rule}
		}
	}
	got, all := map[string]mark{}, read[struct{ Cases []cell }](t, "tables.json").Cases
	for _, c := range all {
		got[c.Table+" "+c.Of] = mark{c.Mark, c.Rule}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(all) != 20 {
		t.Errorf("got %d cells, want 20 (-want +got):\n%s", len(all), diff)
	}
}

// A cell's support is that of its rule, and the other rules that say the same are rules.
func TestTableRules(t *testing.T) {
	for _, c := range read[struct{ Cases []cell }](t, "tables.json").Cases {
		id, err := spec.ParseID(c.Rule)
		r, _ := spec.Lookup(id)
		if err != nil || c.Support != r.Support.String() {
			t.Errorf("%s %s: got %s, want %v as %s is (%v)", c.Table, c.Of, c.Support, r.Support, c.Rule, err)
		}
		for _, other := range c.Also {
			if _, err := spec.ParseID(other); err != nil {
				t.Errorf("%s %s: %v", c.Table, c.Of, err)
			}
		}
	}
}

// The five boundary values of A-35 are documented, as three numbers tell them apart; every other text is for
// information.
func TestVersions(t *testing.T) {
	boundaries := map[string]string{"3.9.0": "before", "3.12.99": "before", "3.13.0": "same", "3.13.1": "after",
		"4.0.0": "after"}
	for _, c := range cases[struct{ Version string }](t, "versions.json") {
		order, ok := boundaries[c.Given.Version]
		delete(boundaries, c.Given.Version)
		want := group{}
		if ok {
			want = group{"available": {order != "before", nil, "RP-AVL-010"}, "order": {order, nil, "RP-AVL-010"}}
		}
		if diff := cmp.Diff(want, c.Documented); diff != "" || len(c.NotGuaranteed) != 0 {
			t.Errorf("%q: documented (-want +got):\n%s", c.Given.Version, diff)
		}
	}
	if len(boundaries) != 0 {
		t.Errorf("missing: %v", boundaries)
	}
}

// How other texts are read: what is missing is 0, a leading v means nothing, a pre-release comes before its
// release.
func TestSpellings(t *testing.T) {
	want := map[string]any{"3.13": "same", "v3.13": "same", "3.13.0.0": "same", "3.13.0.1": "after",
		"3.13.0-rc1": "before",
		"3.13.1-rc1": "after", "": "error", "vv3.13": "error", "3..13": "error", "3.13.0-": "error", "3.x": "error",
		" 3.13": "error"}
	for _, c := range cases[struct{ Version string }](t, "versions.json") {
		is, ok := want[c.Given.Version]
		delete(want, c.Given.Version)
		got := c.Unspecified["order"].Is
		if c.Unspecified["available"].Is == "error" {
			got = "error"
		}
		if ok && got != is {
			t.Errorf("%q: got %v, want %v", c.Given.Version, got, is)
		}
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
}
