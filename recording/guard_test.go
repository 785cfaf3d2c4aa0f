package recording_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

var guards = rapid.Custom(func(t *rapid.T) recording.Guard {
	return recording.Guard{Before: rapid.Int64Range(-1, 4).Draw(t, "before"),
		After: rapid.Int64Range(-1, 4).Draw(t, "after")}
})

// guarded is the dumb definition of a guard: by sample, who is silenced within its margins, of those whom the recording
// has.
func (s story) guarded(g recording.Guard, until int64) map[int64]pause.Parties {
	silenced, held := map[int64]pause.Parties{}, s.moments(until)
	for n, m := range held {
		for margin := -max(0, g.Before); margin <= max(0, g.After); margin++ {
			if _, ok := held[n+margin]; ok {
				silenced[n+margin] |= m.rec.Silenced()
			}
		}
	}
	return silenced
}

// far is well behind the last event of any story and its margins.
const far = last + 20

// A guarded track is the voices that are present and not within a margin, and the tone, which waits for the end of the
// margin after a silence, sounds over a silence that goes on, and is cut where one begins.
func TestGuardIsTheTwin(t *testing.T) {
	voices := talk(3, far-first)
	rapid.Check(t, func(t *rapid.T) {
		s, tone, g := stories.Draw(t, "story"), tones.Draw(t, "tone"), guards.Draw(t, "guard")
		held, silenced := s.moments(far), s.guarded(g, far)
		for _, track := range tracks {
			got := make([]int16, far-first)
			g.Plan(s.timeline(), track, tone).Render(got, first, voices)
			const none, waits, sounding = 0, 1, 2
			beep, from := none, int64(0)
			var before, stoppedBefore pause.Parties
			for n := s.origin; n < last; n++ {
				m, ok := held[n]
				if !ok {
					break
				}
				on, sum := m.rec.OnSide(sides(track)), 0
				quiet, stopped := on&silenced[n], on&m.rec.Silenced()
				if quiet&^before|stopped&^stoppedBefore != 0 {
					beep = none
				}
				before, stoppedBefore = quiet, stopped
				for _, e := range s.events {
					if b := e.step.Beep(); e.at == n && b.On&sides(track) != 0 {
						beep = waits
					}
				}
				if beep == waits && (on != quiet || on == stopped) {
					beep, from = sounding, n
				}
				if beep == sounding && n-from < int64(len(tone)) {
					sum += int(tone[n-from])
				}
				for p := range (on &^ quiet &^ m.away).All() {
					sum += int(voices[p][n-first])
				}
				if want := int16(max(-32768, min(32767, sum))); got[n-first] != want {
					t.Fatalf("%+v: the %v track at %d, tone %v: got %d, want %d", g, track, n, tone, got[n-first], want)
				}
			}
		}
	})
}

// The spans that a guard widens are the samples that it silences, in order and apart.
func TestGuardSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, g := stories.Draw(t, "story"), guards.Draw(t, "guard")
		until, silenced := rapid.Int64Range(first, far).Draw(t, "until"), s.guarded(g, far)
		for p := range everybody.All() {
			spans := g.Silence(s.timeline(), p, until)
			for i, span := range spans {
				if span.Empty() || i > 0 && span.From <= spans[i-1].To {
					t.Fatalf("%+v: %v: %v are not in order and apart", g, p, spans)
				}
			}
			got := positions(spans)
			for n := int64(first); n < until; n++ {
				if want := silenced[n].Has(p); got[n] != want {
					t.Fatalf("%+v: %v at %d: got %t, want %t (%v)", g, p, n, got[n], want, spans)
				}
			}
		}
	})
}

// The zero guard, and a negative one, change nothing.
func TestZeroGuard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		for _, track := range tracks {
			want := s.timeline().Plan(track, tone).Pieces
			for _, g := range []recording.Guard{{}, {Before: -3, After: -9}} {
				if diff := cmp.Diff(want, g.Plan(s.timeline(), track, tone).Pieces); diff != "" {
					t.Fatalf("%+v (-none +guard):\n%s", g, diff)
				}
			}
		}
	})
}

// A guarded plan has no gap, no empty piece, and is as long as the recording.
func TestGuardedPlanCoversTheRecording(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone, g := stories.Draw(t, "story"), tones.Draw(t, "tone"), guards.Draw(t, "guard")
		end, ended := s.timeline().Ended()
		if !ended {
			end = math.MaxInt64
		}
		for _, track := range tracks {
			at := s.origin
			for _, piece := range g.Plan(s.timeline(), track, tone).Pieces {
				if piece.From != at || piece.Empty() {
					t.Fatalf("%+v: the piece %v is empty, or does not start at %d", g, piece.Span, at)
				}
				at = piece.To
			}
			if at != end {
				t.Fatalf("%+v: the pieces end at %d, the recording at %d", g, at, end)
			}
		}
	})
}

// One pause from 4 to 6 with margins of 1 and 2, in a call that ends at 14: the beep starts where the margin ends, and
// is whole.
func TestGuardInSamples(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(4, 0).resume(6, 0).end(14)
	dst := make([]int16, 16)
	voices := talk(1, 16)
	for _, p := range []int{0, 1} {
		for i := range voices[p] {
			voices[p][i] = 1 << p
		}
	}
	recording.Guard{Before: 1, After: 2}.Plan(s.tl, recording.Mixed, []int16{100, 200, 300, 400}).Render(dst, 0, voices)
	if diff := cmp.Diff([]int16{3, 3, 3, 0, 0, 0, 0, 0, 103, 203, 303, 403, 3, 3, 0, 0}, dst); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Margins that are longer than the axis reach to its ends and no farther.
func TestGuardAtTheEndsOfTheAxis(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(5, 0).resume(6, 0)
	g := recording.Guard{Before: math.MaxInt64, After: math.MaxInt64}
	want := recording.Spans{{From: 0, To: math.MaxInt64}}
	if got := g.Silence(s.tl, 0, math.MaxInt64); !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, piece := range g.Plan(s.tl, recording.Mixed, nil).Pieces {
		if piece.Voices != 0 || !piece.Silenced {
			t.Errorf("%v is not silent", piece.Span)
		}
	}
}
