package recording_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// tones are a few samples long, also of none, and as loud as they can be.
var tones = rapid.SliceOfN(rapid.SampledFrom([]int16{-32768, -2, 1, 5093, 32767}), 0, 6)

// Every piece starts where the one before it ends, none is empty, and together they are the recording (RP-REC-012).
func TestPlanCoversTheRecording(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		tl := s.timeline()
		end, ok := tl.Ended()
		if !ok {
			end = math.MaxInt64
		}
		for _, track := range tracks {
			at := s.origin
			for _, piece := range tl.Plan(track, tone).Pieces {
				if piece.From != at || piece.Empty() {
					t.Fatalf("%v: the piece %v is empty, or does not start at %d", track, piece.Span, at)
				}
				at = piece.To
			}
			if at != end {
				t.Fatalf("%v: the pieces end at %d, the recording at %d", track, at, end)
			}
		}
	})
}

// A piece is silenced exactly where all parties of the track are, and there are some: silence by a stop is told from no
// voice.
func TestPlanSaysWhatIsSilenced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		held := s.moments(last)
		for _, track := range tracks {
			for _, piece := range s.timeline().Plan(track, nil).Pieces {
				for n := piece.From; n < min(piece.To, last); n++ {
					rec := held[n].rec
					on := rec.OnSide(sides(track))
					if want := on != 0 && on&^rec.Silenced() == 0; piece.Silenced != want {
						t.Fatalf("%v at %d: silenced is %v, want %v", track, n, piece.Silenced, want)
					}
				}
			}
		}
	})
}

// The tone of a piece is an offset in it, from which on the piece fits, or -1.
func TestPlanToneFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		for _, track := range tracks {
			for _, piece := range s.timeline().Plan(track, tone).Pieces {
				if piece.Tone != -1 && (piece.Tone < 0 || piece.Tone+piece.Len() > int64(len(tone))) {
					t.Fatalf("%v: %v holds the tone from %d on, which has %d samples", track, piece.Span, piece.Tone,
						len(tone))
				}
			}
		}
	})
}

// L10: a track holds the beginning of every beep that is written on its sides, and of no other, unless the recording
// ends at that very sample.
func TestBeepsAreInTheirTracks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl := s.timeline()
		end, over := tl.Ended()
		for _, track := range tracks {
			var want, got []int64
			for _, e := range s.events {
				if e.step.Beep().On&sides(track) != 0 && (!over || e.at < end) {
					want = append(want, e.at)
				}
			}
			for _, piece := range tl.Plan(track, []int16{1, 2}).Pieces {
				if piece.Tone == 0 {
					got = append(got, piece.From)
				}
			}
			if want = slices.Compact(want); !slices.Equal(got, want) {
				t.Fatalf("L10: the %v track holds beeps from %v on, want %v", track, got, want)
			}
		}
	})
}

// A plan never changes, whatever the timeline takes after it.
func TestPlanIsFinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl := recording.NewTimeline(s.origin, s.start)
		var plans, copies [][]recording.Piece
		for _, e := range s.events {
			plan := tl.Plan(recording.Mixed, []int16{1, 2}).Pieces
			plans, copies = append(plans, plan), append(copies, slices.Clone(plan))
			must(t, e.note(tl))
			tl.Plan(recording.Mixed, []int16{1, 2})
		}
		if diff := cmp.Diff(copies, plans); diff != "" {
			t.Fatalf("an earlier plan changed (-then +now):\n%s", diff)
		}
	})
}

// A beep for which the axis has no room left sounds to its end.
func TestToneAtTheEndOfTheAxis(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(math.MaxInt64-5, 0).resume(math.MaxInt64-2, 0)
	pieces := s.tl.Plan(recording.FarSide, make([]int16, 4)).Pieces
	want := recording.Piece{Span: recording.Span{From: math.MaxInt64 - 2, To: math.MaxInt64},
		Voices: pause.PartiesOf(1)}
	if got := pieces[len(pieces)-1]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Where no step gave a beep there is no tone, wherever on the axis the recording starts.
func TestNoToneWithoutBeep(t *testing.T) {
	for _, row := range []struct {
		name   string
		origin int64
	}{
		{"first position", math.MinInt64},
		{"half way to it", math.MinInt64 / 2},
		{"before zero", -1},
		{"zero", 0},
		{"half way to the last", math.MaxInt64 / 2},
		{"near the last", math.MaxInt64 - 9},
	} {
		t.Run(row.name, func(t *testing.T) {
			tl := recording.NewTimeline(row.origin, calltest.New(true, 0, 1))
			for _, track := range tracks {
				for _, piece := range tl.Plan(track, []int16{1, 2, 3}).Pieces {
					if piece.Tone != -1 {
						t.Errorf("%v: from %d on %v holds the tone from %d on, want -1", track, row.origin, piece.Span,
							piece.Tone)
					}
				}
			}
		})
	}
}

// A track has a name, and what is none its number.
func TestTrackString(t *testing.T) {
	want := map[recording.Track]string{recording.Mixed: "mixed", recording.OperatorSide: "operator",
		recording.FarSide: "counterpart"}
	for i := range 256 {
		track := recording.Track(i)
		name, ok := want[track]
		if !ok {
			name = fmt.Sprintf("Track(%d)", i)
		}
		if track.String() != name {
			t.Errorf("track %d: got %q, want %q", i, track.String(), name)
		}
	}
}

// The tones of a track are the samples of its tone, and no others, one span a beep.
func TestTones(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	for _, at := range []int64{10, 20, 23, 30} { // stop, resume, and again
		click := pause.Stop
		if rec.StoppedBy() != 0 {
			click = pause.Resume
		}
		step, err := rec.Do(0, click)
		if err == nil {
			err = tl.Step(at, step)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	plan := tl.Plan(recording.Mixed, make([]int16, 5))
	for _, row := range []struct {
		within recording.Span
		want   []recording.Span
	}{
		// the second stop cuts the first
		{recording.Span{From: 0, To: 100}, []recording.Span{{From: 20, To: 23}, {From: 30, To: 35}}},
		{recording.Span{From: 21, To: 32}, []recording.Span{{From: 21, To: 23}, {From: 30, To: 32}}},
		{recording.Span{From: 0, To: 20}, nil},
	} {
		if got := plan.Tones(row.within); !slices.Equal(got, row.want) {
			t.Errorf("in %v: got %v, want %v", row.within, got, row.want)
		}
	}
}
