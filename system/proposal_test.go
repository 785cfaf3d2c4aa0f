package system_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// small are the parties among whom every set of changes is searched, the fewest first.
var small = []string{"A X", "A B", "A X Y"}

// A mistaken is a shortest story at whose end a softphone shows something else than what happens.
type mistaken struct {
	world  system.World
	events []calllog.Event
}

// firstMistake searches some parties under a set of changes, and returns nil where every state has been visited and no
// display is ever false.
func firstMistake(t testing.TB, parties string, changes system.Changes) (found *mistaken) {
	w := world(t, parties)
	w.Changes = changes
	if _, err := w.Run(func(e system.Edge) bool {
		if len(e.Outcome.Opened) > 0 {
			found = &mistaken{w, e.Story()}
		}
		return found == nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// holds reports whether the story makes a display false under other changes too, as far as its events have a meaning
// there.
func (m *mistaken) holds(t testing.TB, changes system.Changes) bool {
	s := changed(t, m.world.Header, changes)
	return slices.ContainsFunc(m.events, func(e calllog.Event) bool {
		outcome, err := s.Apply(e)
		return err == nil && len(outcome.Opened) > 0
	})
}

// The proposed changes leave no mismatch among few parties, and neither do two other sets in which one of them has
// another in its place. No set does that holds none of the three: each of a set's changes is needed.
func TestMinimalSets(t *testing.T) {
	var known []*mistaken
	var minimal []system.Changes
	for changes := range system.Changes(1 << 7) {
		// A subset has a smaller number, and so has been looked at.
		if slices.ContainsFunc(minimal, func(set system.Changes) bool { return changes&set == set }) ||
			slices.ContainsFunc(known, func(m *mistaken) bool { return m.holds(t, changes) }) {
			continue
		}
		var found *mistaken
		for i := 0; i < len(small) && found == nil; i++ {
			found = firstMistake(t, small[i], changes)
		}
		if found == nil {
			minimal = append(minimal, changes)
		} else {
			known = append(known, found)
		}
	}
	want := []system.Changes{system.Synchronised,
		system.Synchronised&^system.ClearDisplay | system.CarryOver,
		system.Synchronised&^system.StopForAll | system.RefuseAmongMany}
	if !slices.Equal(minimal, want) {
		t.Errorf("got %v, want %v", minimal, want)
	}
}

// As documented there are displays that become false in every world, and under the proposed changes none, though more
// can happen: what is shown and what is recorded go together, and that takes more states to tell apart.
func TestSizesOfTheProposal(t *testing.T) {
	for _, row := range []struct {
		parties                            string
		documented, mistakes, synchronised int
	}{
		{"A X", 363, 82, 603},
		{"A B", 1499, 972, 1826},
		{"A X Y", 4090, 873, 8567},
	} {
		w, mistakes := world(t, row.parties), 0
		count := func(e system.Edge) {
			if len(e.Outcome.Opened) > 0 {
				mistakes++
			}
		}
		if size := visit(t, w, count); size.States != row.documented || mistakes != row.mistakes {
			t.Errorf("%s as documented: got %d states and %d mismatches, want %d and %d", row.parties, size.States,
				mistakes, row.documented, row.mistakes)
		}
		w.Changes, mistakes = system.Synchronised, 0
		if size := visit(t, w, count); size.States != row.synchronised || mistakes != 0 {
			t.Errorf("%s synchronised: got %d states and %d mismatches, want %d and none", row.parties, size.States,
				mistakes, row.synchronised)
		}
	}
}

// The answer to what a stop does while the target of a transfer rings makes no difference to the proposal.
func TestProposalUnderEveryAnswerToA26(t *testing.T) {
	for answer := pause.FromAnswer; answer <= pause.Nothing; answer++ {
		for _, parties := range []string{"A X", "A B"} {
			w := world(t, parties)
			w.Changes, w.Policy.WhileRinging = system.Synchronised, answer
			visit(t, w, func(e system.Edge) {
				if len(e.Outcome.Opened) > 0 {
					t.Fatalf("%v: %s", answer, system.Tell(e.Story(), spec.EN))
				}
			})
		}
	}
}

// Of the laws that a step can break, two softphones break L2 under the synchronised changes, and no other.
func TestLawsUnderSynchronised(t *testing.T) {
	w := world(t, "A B")
	w.Changes = system.Synchronised
	results, _, err := w.CheckAll(system.Laws())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if want := r.Law != "L2"; r.Holds != want {
			t.Errorf("%s holds: %t, want %t: %s", r.Law, r.Holds, want, system.Tell(r.Witness, spec.EN))
		}
	}
}

// L4 and L5: with documented events only, two softphones under the synchronised changes both show what the recording
// does, so that two of the eight combinations are left.
func TestTwoOfEight(t *testing.T) {
	w := world(t, "A B")
	w.Changes, w.DocumentedOnly = system.Synchronised, true
	results, _, err := w.CheckAll(append(system.OneToOne(), system.BetweenTwo()...))
	if err != nil {
		t.Fatal(err)
	}
	var met []string
	for _, r := range results {
		if r.Sometimes && r.Holds {
			met = append(met, r.Name.EN)
		} else if !r.Sometimes && !r.Holds {
			t.Errorf("%s, %s: %s", r.Law, r.Name.EN, system.Tell(r.Witness, spec.EN))
		}
	}
	want := []string{"met: silent, the first shows 「録音再開」, the second 「録音再開」",
		"met: recording, the first shows 「録音停止」, the second 「録音停止」"}
	if !slices.Equal(met, want) {
		t.Errorf("got %q, want %q", met, want)
	}
}
