package vectors_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// observables are the answers of each file, all of which every case has.
var observables = map[string]string{
	"views.json": "toggle message in_call hold hang_up transfer park raise_hand three_way auto_three_way " +
		"star_transfer dial dtmf",
	"recorder.json":   "recording beep_A beep_B recorded_on",
	"softphones.json": "recording toggle_A message_A toggle_B message_B",
}

// Every case answers everything, each observable in exactly one of the three groups.
func TestCasesAreWhole(t *testing.T) {
	for name, want := range observables {
		for i, c := range cases[any](t, name) {
			got := slices.Concat(keys(c.Documented), keys(c.NotGuaranteed), keys(c.Unspecified))
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(strings.Fields(want))); !slices.Equal(got, want) {
				t.Errorf("%s, case %d: got %v, want %v", name, i, got, want)
			}
		}
	}
}

func keys(g group) []string { return slices.Collect(maps.Keys(g)) }

// No answer is promised more than its rule is: a group is never above what the vendor says of the rule. Every rule is
// one.
func TestGroupsPromiseNoMoreThanTheirRules(t *testing.T) {
	for _, name := range []string{"views.json", "versions.json", "recorder.json", "softphones.json"} {
		for i, c := range cases[any](t, name) {
			for at, g := range map[spec.Support]group{spec.Documented: c.Documented,
				spec.NotGuaranteed: c.NotGuaranteed, spec.Unspecified: c.Unspecified} {
				for observable, is := range g {
					id, err := spec.ParseID(is.Rule)
					r, _ := spec.Lookup(id)
					if err != nil || r.Support.Weaker(at) != at {
						t.Errorf("%s, case %d: %s is %v by %s, which is %v (%v)", name, i, observable, at, is.Rule,
							r.Support, err)
					}
				}
			}
		}
	}
}

// A button that is not operable may look either way, one that is has one look, and nothing else has
// alternatives.
func TestAlternatives(t *testing.T) {
	other := map[any][]string{"disabled": {"hidden"}, "hidden": {"disabled"}}
	for _, name := range []string{"views.json", "versions.json", "recorder.json", "softphones.json"} {
		for i, c := range cases[any](t, name) {
			for _, g := range []group{c.Documented, c.NotGuaranteed} {
				for observable, is := range g {
					var want []string
					if text, ok := is.Is.(string); ok {
						want = other[text]
					}
					if !slices.Equal(is.Or, want) {
						t.Errorf("%s, case %d: %s is %v or %v, want or %v", name, i, observable, is.Is, is.Or, want)
					}
				}
			}
			for observable, is := range c.Unspecified {
				if is.Or != nil {
					t.Errorf("%s, case %d: %s is unspecified, and or %v", name, i, observable, is.Or)
				}
			}
		}
	}
}
