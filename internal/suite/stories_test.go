package suite

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// StoriesOnly returns the stories of a role, without the suites.
func StoriesOnly(role conformance.Role, p conformance.Profile) *Set {
	return &Set{options: Options{Profile: p}, role: role, by: role.Observables(),
		stories: storiesOf(p, role, role.Observables())}
}

// WithStories returns suites with the stories of their profile, too.
func WithStories(set *Set) *Set {
	set.stories = storiesOf(set.options.Profile, set.role, set.by)
	return set
}

// Pairwise is pairwise.
func Pairwise(choices []int) [][]int { return pairwise(choices) }

// Any two choices of two factors are in some row.
func TestPairwise(t *testing.T) {
	rows := pairwise(factors)
	for f := range factors {
		for g := range f {
			for i := range factors[f] {
				for j := range factors[g] {
					if !slices.ContainsFunc(rows, func(row []int) bool { return row[f] == i && row[g] == j }) {
						t.Errorf("factors %d and %d: no row has %d and %d", f, g, i, j)
					}
				}
			}
		}
	}
	if least := factors[0] * 3; len(rows) < least || len(rows) > least*5/4 {
		t.Errorf("%d rows, want %d or little more", len(rows), least)
	}
}

// The library is told every story to its end, in each role and profile, and nothing differs.
func TestStoriesPass(t *testing.T) {
	for role := conformance.Softphone; role <= conformance.System; role++ {
		for p := conformance.Core; p <= conformance.Quirks; p++ {
			set := StoriesOnly(role, p)
			r, err := set.Check(t.Context(), conformance.Reference(role, pause.Policy{}))
			if err != nil || len(r.Findings) > 0 || r.Lost > 0 || r.Tests != len(set.stories) {
				t.Errorf("%v, %v: %d of %d told, %d lost: %v, %v", role, p, r.Tests, len(set.stories), r.Lost, r.Findings, err)
			}
		}
	}
}

// What can be seen of a subject changes what it is asked, and every story is still told to its end.
func TestStoriesPassByLess(t *testing.T) {
	for _, by := range []spec.Observables{spec.Screen, spec.RecorderState, spec.Screen | spec.DTMF,
		spec.RecorderState | spec.File} {
		set := &Set{role: conformance.System, by: by, stories: storiesOf(conformance.Core, conformance.System, by)}
		r, err := set.Check(t.Context(), conformance.Reference(conformance.System, pause.Policy{}))
		if err != nil || len(r.Findings) > 0 || r.Lost > 0 || r.Tests == 0 {
			t.Errorf("%v: %d told, %d lost: %v, %v", by, r.Tests, r.Lost, r.Findings, err)
		}
	}
}

// A seeded fault is found by a story that is shrunk to what it needs.
func TestStoriesAreShrunk(t *testing.T) {
	for _, row := range []struct {
		fault string
		rule  spec.ID
		most  int // events
	}{
		{"files/second/leaks", spec.REC011, 5}, {"leftovers/hold/records", spec.OPS010, 3},
		{"leftovers/park/no-message", spec.OPS020, 5}, {"commands/second/rejects-hang-up", spec.BTN030, 4},
		{"commands/second/queues-dtmf", spec.BTN101, 6}, {"display/second/stays-locked", spec.BTN002, 4},
	} {
		for f := range faults.AllSeeded() {
			if f.ID != row.fault {
				continue
			}
			r, err := StoriesOnly(conformance.System, conformance.Core).Check(t.Context(), f.Subject())
			i := slices.IndexFunc(r.Findings, func(x conformance.Finding) bool { return x.Rule == row.rule })
			if err != nil || i < 0 || len(r.Findings[i].Failure.Trace) > row.most {
				t.Errorf("%s: got %v, %v", row.fault, r.Findings, err)
			}
		}
	}
}
