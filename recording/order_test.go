package recording_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A view is all that a timeline answers.
type view struct {
	End             int64
	Ended           bool
	All, Operator   pause.Parties
	Silent, Present [][]recording.Span
	Beeps           []recording.Beep
	Tracks          [][]recording.Piece
}

func viewOf(tl *recording.Timeline) (v view) {
	v.End, v.Ended = tl.End()
	v.All, v.Operator = tl.Parties()
	v.Beeps = tl.Beeps()
	for p := range everybody.All() {
		v.Silent = append(v.Silent, tl.Silence(p, last))
		v.Present = append(v.Present, tl.Present(p, last))
	}
	for _, track := range tracks {
		v.Tracks = append(v.Tracks, tl.Plan(track, []int16{1, 2, 3}).Pieces)
	}
	return v
}

// A position before the last one, or any after the end, is an error with the facts in it, and nothing has changed (L9).
func TestPositionOutOfOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl := s.timeline()
		m, over := s.replay(last)
		want := recording.PositionError{Last: s.origin, Ended: over}
		if n := len(s.events); n > 0 {
			want.Last = s.events[n-1].at
		}
		want.At = want.Last - rapid.Int64Range(1, 4).Draw(t, "too early by")
		if over {
			want.At = rapid.Int64Range(first, last).Draw(t, "at")
		}
		before := viewOf(tl)
		for _, err := range []error{tl.Add(want.At, m.rec.End()), tl.Away(want.At, 0b11), tl.Away(want.At, 0)} {
			var got *recording.PositionError
			if !errors.As(err, &got) || *got != want {
				t.Fatalf("got %#v, want %+v", err, want)
			}
		}
		if diff := cmp.Diff(before, viewOf(tl), cmpopts.IgnoreUnexported(recording.Beep{})); diff != "" {
			t.Fatalf("the error changed something (-before +after):\n%s", diff)
		}
	})
}

// Several steps at one position are all noted; what the last of them leaves holds, and each beep is there.
func TestStepsAtOnePosition(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	for range 3 {
		step, _ := rec.Stop(0)
		must(t, tl.Add(5, step))
		step, _ = rec.Resume(0)
		must(t, tl.Add(5, step))
	}
	if got := tl.Silence(0, last); got != nil {
		t.Errorf("three stops of no length: got silence in %v, want none", got)
	}
	if got := len(tl.Beeps()); got != 3 {
		t.Errorf("three resumes: got %d beeps, want 3", got)
	}
	if diff := cmp.Diff(recording.Spans{{From: 0, To: 9}}, tl.Present(1, 9)); diff != "" {
		t.Errorf("party 1 is present (-want +got):\n%s", diff)
	}
}

// A step changes nothing before its position: what has been written stays right.
func TestPastIsFinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		if len(s.events) == 0 {
			return
		}
		short, now := s, s.events[len(s.events)-1].at
		short.events = s.events[:len(s.events)-1]
		voices := talk(1, last-first)
		for _, track := range tracks {
			got, want := make([]int16, now-first), make([]int16, now-first)
			short.timeline().Plan(track, []int16{7, 8, 9}).Render(want, first, voices)
			s.timeline().Plan(track, []int16{7, 8, 9}).Render(got, first, voices)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("the last event changed the %v track before %d (-before +after):\n%s", track, now, diff)
			}
		}
	})
}

// The zero step is nothing that happened: a recording does not end by it, nor change.
func TestZeroStepIsNothing(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	step, _ := rec.Stop(9) // refused: 9 is not in the call
	before := viewOf(tl)
	must(t, tl.Add(5, step))
	if diff := cmp.Diff(before, viewOf(tl)); diff != "" {
		t.Errorf("the step of a refused stop (-before +after):\n%s", diff)
	}
}

// A position error says where, and whether the recording is over.
func TestPositionErrorText(t *testing.T) {
	for _, row := range []struct {
		name string
		err  recording.PositionError
		want string
	}{
		{"too early", recording.PositionError{At: -3, Last: 4}, "recording: sample -3 comes before the last step at 4"},
		{"after the end", recording.PositionError{At: 9, Last: 4, Ended: true}, "recording: sample 9: the recording ended at 4"},
		{"extreme", recording.PositionError{At: math.MinInt64}, "recording: sample -9223372036854775808 comes before the last step at 0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.err.Error(); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
