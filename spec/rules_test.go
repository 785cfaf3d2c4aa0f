package spec_test

import (
	"cmp"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/recpause/recpause/spec"
)

// Every ID has the form of its kind, and none is given twice.
func TestIDsAreWellFormedAndUnique(t *testing.T) {
	ids := map[string][]string{}
	for r := range spec.Rules() {
		ids[`^RP-[A-Z0-9]{3}-\d{3}$`] = append(ids[`^RP-[A-Z0-9]{3}-\d{3}$`], r.ID.String())
	}
	for c := range spec.Choices() {
		ids[`^A-\d\d$`] = append(ids[`^A-\d\d$`], string(c.ID))
	}
	for _, s := range source(t).Situations {
		ids[`^U-\d\d$`] = append(ids[`^U-\d\d$`], s.ID)
	}
	for _, c := range source(t).Tensions {
		ids[`^C\d+$`] = append(ids[`^C\d+$`], c.ID)
	}
	seen := map[string]bool{}
	for form, list := range ids {
		for _, id := range list {
			if !regexp.MustCompile(form).MatchString(id) {
				t.Errorf("%s does not match %s", id, form)
			}
			if seen[id] {
				t.Errorf("%s is given twice", id)
			}
			seen[id] = true
		}
	}
}

// The rules stand in the order of rules.json, which is that of the page's lines.
func TestRulesAreInDocumentOrder(t *testing.T) {
	source := source(t).Rules
	i, line := 0, 0
	for r := range spec.Rules() {
		if got, want := r.ID.String(), source[i].ID; got != want {
			t.Fatalf("rule %d is %s, rules.json has %s", i, got, want)
		}
		if r.Place.Line < line {
			t.Errorf("%v stands on line %d, after a rule of line %d", r.ID, r.Place.Line, line)
		}
		i, line = i+1, r.Place.Line
	}
}

// A catalogue is what the tests read of rules.json: the rules with what they refer to, and what the package leaves to
// the pages of docs: situations that the page never mentions, and places where two sentences pull apart.
type catalogue struct {
	Rules []struct {
		ID                   string
		Situations, Tensions []string
		Choices              []spec.ChoiceID
	}
	Choices []struct {
		ID        string
		Lines     []int
		Note, Kit spec.Text
	}
	Situations []struct {
		ID                         string
		Situation, Default, Hazard spec.Text
	}
	Tensions []struct {
		ID                  string
		Lines               []int
		Tension, Resolution spec.Text
	}
}

func source(t *testing.T) (c catalogue) {
	t.Helper()
	text, err := os.ReadFile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// The catalogue is complete: no rule, choice, situation or tension was lost or added.
func TestCounts(t *testing.T) {
	counts := []struct {
		name      string
		got, want int
	}{
		{"rules", length(spec.Rules()), 202},
		{"choices", length(spec.Choices()), 49},
		{"situations", len(source(t).Situations), 20},
		{"tensions", len(source(t).Tensions), 17},
	}
	for _, c := range counts {
		if c.got != c.want {
			t.Errorf("%d %s, want %d", c.got, c.name, c.want)
		}
	}
}

// As many rules have each certainty and support level as the page was read to have.
func TestCountsByCertaintyAndSupport(t *testing.T) {
	type class struct {
		certainty string
		support   spec.Support
	}
	want := map[class]int{
		{"explicit", spec.Documented}:     81,
		{"explicit", spec.Informative}:    41,
		{"derived", spec.Documented}:      28,
		{"explicit", spec.NotGuaranteed}:  27,
		{"ambiguous", spec.Unspecified}:   10,
		{"gap", spec.Unspecified}:         6,
		{"derived", spec.NotGuaranteed}:   3,
		{"explicit", spec.Responsibility}: 2,
		{"derived", spec.Unspecified}:     2,
		{"explicit", spec.Unspecified}:    1,
		{"ambiguous", spec.Documented}:    1,
	}
	got := map[class]int{}
	for r := range spec.Rules() {
		got[class{r.Certainty, r.Support}]++
	}
	for c := range got {
		if _, ok := want[c]; !ok {
			t.Errorf("%d rules are %v and %v, want none", got[c], c.certainty, c.support)
		}
	}
	for c, n := range want {
		if got[c] != n {
			t.Errorf("%d rules are %v and %v, want %d", got[c], c.certainty, c.support, n)
		}
	}
}

// Every reference of a rule leads to an entry, and leads there once.
func TestReferencesResolve(t *testing.T) {
	var situations, tensions []string
	for _, s := range source(t).Situations {
		situations = append(situations, s.ID)
	}
	for _, c := range source(t).Tensions {
		tensions = append(tensions, c.ID)
	}
	for _, r := range source(t).Rules {
		for _, id := range r.Choices {
			if c, ok := spec.LookupChoice(id); !ok || c.ID != id {
				t.Errorf("%v refers to %v, which is %v, %v", r.ID, id, c.ID, ok)
			}
		}
		once(t, r.ID, r.Choices)
		for _, id := range r.Situations {
			if !slices.Contains(situations, id) {
				t.Errorf("%v refers to %v, which there is not", r.ID, id)
			}
		}
		for _, id := range r.Tensions {
			if !slices.Contains(tensions, id) {
				t.Errorf("%v refers to %v, which there is not", r.ID, id)
			}
		}
		once(t, r.ID, r.Situations)
		once(t, r.ID, r.Tensions)
	}
}

// once makes sure that a rule refers to nothing twice.
func once[T cmp.Ordered](t *testing.T, rule string, refs []T) {
	t.Helper()
	slices.Sort(refs)
	if len(slices.Compact(slices.Clone(refs))) != len(refs) {
		t.Errorf("%v refers to something twice: %v", rule, refs)
	}
}

// Every rule, choice and tension stands on lines that the page has, and every clause has at least one character and a
// hash.
func TestPlacesLieOnThePage(t *testing.T) {
	const lines = 119
	for r := range spec.Rules() {
		p := r.Place
		if p.Line < 1 || p.Line > lines || p.From < 1 || p.To < p.From {
			t.Errorf("%v stands at %+v", r.ID, p)
		}
		if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(r.SHA256()) {
			t.Errorf("%v has the hash %q", r.ID, r.SHA256())
		}
	}
	for _, c := range source(t).Choices {
		checkLines(t, c.ID, c.Lines, lines)
	}
	for _, c := range source(t).Tensions {
		checkLines(t, c.ID, c.Lines, lines)
	}
}

// Rules with the same columns are readings of one cell: no rule of another cell stands there.
func TestCellsHaveTheirOwnPlaces(t *testing.T) {
	type columns struct{ line, from, to int }
	first := map[columns]spec.Rule{}
	for r := range spec.Rules() {
		c := columns{r.Place.Line, r.Place.From, r.Place.To}
		if other, taken := first[c]; taken && other.Place.Cell != r.Place.Cell {
			t.Errorf("%v (%s) has the columns %d to %d of %v (%s)", r.ID, r.Place.In(spec.EN), c.from, c.to, other.ID,
				other.Place.In(spec.EN))
		} else if !taken {
			first[c] = r
		}
	}
}

func checkLines(t *testing.T, id string, list []int, last int) {
	if len(list) == 0 || list[0] < 1 || list[len(list)-1] > last || !slices.IsSorted(list) {
		t.Errorf("%s stands on lines %v of 1 to %d", id, list, last)
	}
}

// The default of every choice is one of its options, which stand in the order of their keys, each once.
func TestDefaultsAreOptions(t *testing.T) {
	asserted := []string{"never", "recorded", "declared", "asserted", "parameter", "conditional"}
	for c := range spec.Choices() {
		var keys []string
		for o := range c.Options() {
			keys = append(keys, o.Key)
		}
		if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Errorf("%v has the options %v", c.ID, keys)
		}
		if !slices.Contains(keys, c.Default) {
			t.Errorf("%v has the default %q, which is none of %v", c.ID, c.Default, keys)
		}
		if !slices.Contains(asserted, c.Asserted) {
			t.Errorf("%v is asserted %q, want one of %v", c.ID, c.Asserted, asserted)
		}
	}
}
