package recording_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A plan that is extended after every step is the one that is made anew, and what Update says of the old one is so:
// before the position nothing has changed, and from there on the old plan is what it was.
func TestPlannerIsThePlan(t *testing.T) {
	updates := 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		g := recording.Guard{Before: rapid.Int64Range(-1, 5).Draw(t, "before"), After: rapid.Int64Range(-1, 5).Draw(t, "after")}
		tone := make([]int16, rapid.IntRange(0, 6).Draw(t, "tone"))
		track := rapid.SampledFrom(tracks).Draw(t, "track")
		tl := recording.NewTimeline(s.origin, s.start)
		p := g.Planner(tl, track, tone)
		before := slices.Clone(p.Plan.Pieces)
		for i, e := range s.events {
			if err := e.note(tl); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 4).Draw(t, "stop span") == 0 {
				from := rapid.Int64Range(first, last).Draw(t, "from")
				_ = tl.StopWithin(recording.Span{From: from, To: from + rapid.Int64Range(0, 9).Draw(t, "length")},
					pause.Party(rapid.IntRange(0, 3).Draw(t, "party"))) // who is in the call nowhere there does nothing
			}
			if rapid.IntRange(0, 3).Draw(t, "later") == 0 {
				continue
			}
			updates++
			from, old := p.Update()
			want := g.Plan(tl, track, tone)
			if diff := cmp.Diff(want.Pieces, p.Pieces, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("after event %d (-anew +extended):\n%s", i, diff)
			}
			was := recording.Plan{Pieces: before}
			for at := int64(first - 9); at < last+9; at++ {
				a, b := was.At(at), want.At(at)
				if at >= from {
					b = old.At(at)
				}
				if a.Voices != b.Voices || a.Tone != b.Tone || a.Silenced != b.Silenced {
					t.Fatalf("after event %d, which changes the plan from %d on: at %d it was %+v, not %+v", i, from, at, a, b)
				}
			}
			before = want.Pieces
		}
	})
	if updates < 8 {
		t.Errorf("saw %d updates only", updates)
	}
}

// A zero timeline has no plan yet, and then that of its first step.
func TestPlannerOfAZeroTimeline(t *testing.T) {
	var tl recording.Timeline
	p := recording.Guard{}.Planner(&tl, recording.Mixed, nil)
	if len(p.Pieces) != 0 {
		t.Errorf("got %v", p.Pieces)
	}
	call, err := pause.NewCall(true, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	step, err := call.Stop(0)
	if err != nil || tl.Step(5, step) != nil {
		t.Fatal(err)
	}
	if from, _ := p.Update(); from != 0 || len(p.Pieces) != 2 || p.At(7).To != math.MaxInt64 {
		t.Errorf("got %v, from %d on", p.Pieces, from)
	}
}
