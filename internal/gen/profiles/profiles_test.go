package profiles

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// searched is found once for all tests.
var searched = func() func(testing.TB) findings {
	var f findings
	var err error
	return func(t testing.TB) findings {
		t.Helper()
		if f.sets == nil && err == nil {
			f, err = find(small)
		}
		require.NoError(t, err)
		return f
	}
}()

// Every change says in both languages what it is.
func TestEveryChangeHasWords(t *testing.T) {
	n := 0
	for c := range (^system.Changes(0)).All() {
		n++
		p := proposals[c]
		for _, text := range []spec.Text{p.name, p.now, p.then, p.vendor, p.operator} {
			if text.JA == "" || text.EN == "" {
				t.Errorf("%v is described by %+v", c, p)
			}
		}
	}
	require.Equal(t, candidates, n)
}

// Three minimal sets of changes leave no mismatch, and the proposed one is the first of them.
func TestMinimalSets(t *testing.T) {
	var got []system.Changes
	for _, s := range searched(t).sets {
		got = append(got, s.Changes)
	}
	other := system.Synchronised.Without(system.ClearDisplay) | system.ChangesOf(system.CarryOver)
	third := system.Synchronised.Without(system.StopForAll) | system.ChangesOf(system.RefuseAmongMany)
	if want := []system.Changes{system.Synchronised, other, third}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Under the synchronised profile every state of these worlds is visited and none of them has a mismatch, in which the
// manual's have some.
func TestSynchronisedHasNoMismatch(t *testing.T) {
	for _, p := range searched(t).visits {
		if p.synchronised.mismatches != 0 || p.documented.mismatches == 0 ||
			p.synchronised.states < p.documented.states {
			t.Errorf("%s: got %+v", p.parties, p)
		}
	}
}

// Every set of fewer changes has a mismatch: a story for each of the 31 says how, and the same story has none under all
// five.
func TestFewerChangesHaveMismatches(t *testing.T) {
	subsets := 0
	for p := range system.Synchronised {
		if p&^system.Synchronised != 0 {
			continue
		}
		subsets++
		s, err := shortest(small, p)
		require.NoError(t, err)
		require.NotNil(t, s, "%v", p)
		require.True(t, s.holds(p), "%v: %s", p, system.Tell(s.events, spec.EN))
		require.False(t, s.holds(system.Synchronised), "%v: %s", p, system.Tell(s.events, spec.EN))
	}
	if subsets != 31 {
		t.Errorf("got %d subsets, want 31", subsets)
	}
}

// The answer to what a stop does while the target of a transfer rings makes no difference to any of the minimal
// sets.
func TestEveryAnswerToA26(t *testing.T) {
	for _, s := range searched(t).sets {
		for answer := pause.FromAnswer; answer <= pause.Nothing; answer++ {
			for _, parties := range []string{"A X", "A B"} {
				w, err := world(parties, s.Changes)
				require.NoError(t, err)
				w.Policy.WhileRinging = answer
				n, err := visitAll(w)
				require.NoError(t, err)
				require.Zero(t, n.mismatches, "%v, %s, %v", s.Changes, parties, answer)
			}
		}
	}
}

// Of the laws that a step can break, two softphones break L2 under the synchronised profile, and no other.
func TestLawsUnderSynchronised(t *testing.T) {
	w, err := world("A B", system.Synchronised)
	require.NoError(t, err)
	results, _, err := w.Check(system.Laws(), nil)
	require.NoError(t, err)
	for _, r := range results {
		if want := r.Law != "L2"; r.Holds != want {
			t.Errorf("%s holds: %t, want %t: %s", r.Law, r.Holds, want, system.Tell(r.Witness, spec.EN))
		}
	}
}

// L4 and L5: with guaranteed events only, two softphones under the synchronised profile both show what the recording
// does, so that two of the eight combinations are left.
func TestTwoOfEight(t *testing.T) {
	w, err := world("A B", system.Synchronised)
	require.NoError(t, err)
	w.Follow = system.Guaranteed
	results, _, err := w.Check(append(system.OneToOne(), system.BetweenTwo()...), nil)
	require.NoError(t, err)
	var found []string
	for _, r := range results {
		if !r.Sometimes && !r.Holds {
			t.Errorf("%s, %s: %s", r.Law, r.Name.EN, system.Tell(r.Witness, spec.EN))
		} else if r.Sometimes && r.Holds {
			found = append(found, r.Name.EN)
		}
	}
	want := []string{"met: silent, the first shows 「録音再開」, the second 「録音再開」",
		"met: recording, the first shows 「録音停止」, the second 「録音停止」"}
	if !slices.Equal(found, want) {
		t.Errorf("got %q, want %q", found, want)
	}
}

// Both pages say the same: as many sections, rows and points in each language.
func TestPagesHaveOneShape(t *testing.T) {
	if _, err := markdown.Pair("page", func(lang spec.Lang) string { return write(searched(t), lang) }); err != nil {
		t.Error(err)
	}
}
