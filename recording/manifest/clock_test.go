package manifest_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// clocked returns a clock of some tracks, and what says of a sample whether that clock cuts it out.
func clocked(t *rapid.T) (m manifest.Manifest, c manifest.Clock, cut func(int64) bool) {
	m = stories.Draw(t, "story").manifest(t)
	choices := [][]recording.Track{nil, tracks[:1], tracks[1:2], tracks[2:], tracks[1:]}
	chosen := rapid.SampledFrom(choices).Draw(t, "tracks")
	all := chosen
	if len(all) == 0 {
		all = m.Layout.Tracks()
	}
	return m, m.Clock(chosen...), func(at int64) bool {
		for _, track := range all {
			if !has(m.Silent(track), at) {
				return false
			}
		}
		return true
	}
}

// The shortened media is the recording without the samples in which all the tracks are silent, counted one by one.
func TestCutPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, c, cut := clocked(t)
		kept := int64(-5)
		for at := m.Span.From - 5; at < m.Span.To+5; at++ {
			if got, gone := c.Cut(at); got != kept || gone != cut(at) {
				t.Fatalf("%d: got %d, gone %t, want %d, %t", at, got, gone, kept, cut(at))
			}
			if cut(at) {
				continue
			}
			if got := c.AtCut(kept); got != at {
				t.Fatalf("%d without the silence: got %d, want %d", kept, got, at)
			}
			kept++
		}
	})
}

// Media and wall time lose nothing, at any position of many years.
func TestClockRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, c, _ := clocked(t)
		at := m.Span.From + rapid.Int64Range(-1e12, 1e12).Draw(t, "at")
		if got := c.AtMedia(c.Media(at)); got != at || c.Media(m.Span.From) != 0 {
			t.Fatalf("media: got %d, want %d", got, at)
		}
		wall, known := c.Wall(at)
		back, ok := c.AtWall(wall)
		if known == m.Start.IsZero() || ok != known || known && back != at {
			t.Fatalf("wall: got %d, %t, want %d, %t", back, known, at, !m.Start.IsZero())
		}
	})
}

// No clock turns round: a later position is never earlier on any of them.
func TestClockKeepsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, c, _ := clocked(t)
		positions := rapid.Int64Range(m.Span.From-9, m.Span.To+9)
		a, b := positions.Draw(t, "a"), positions.Draw(t, "b")
		a, b = min(a, b), max(a, b)
		cutA, _ := c.Cut(a)
		cutB, _ := c.Cut(b)
		wallA, _ := c.Wall(a)
		wallB, _ := c.Wall(b)
		if cutA > cutB || wallA.After(wallB) || c.AtCut(a) > c.AtCut(b) || c.Media(a) > c.Media(b) {
			t.Fatalf("%d and %d: got %d and %d, %v and %v", a, b, cutA, cutB, wallA, wallB)
		}
	})
}

// The wall clock is that of the first sample and the exact time since, to the nanosecond.
func TestWall(t *testing.T) {
	start := time.Date(2025, 3, 1, 0, 0, 0, 5, time.UTC)
	c := manifest.Manifest{Options: manifest.Options{Rate: 44_100, Start: start}, Span: span(-100, 100)}.Clock()
	for at, want := range map[int64]string{
		-100:   "2025-03-01T00:00:00.000000005Z",
		-99:    "2025-03-01T00:00:00.000022681Z",
		44_000: "2025-03-01T00:00:01.000000005Z",
		-101:   "2025-02-28T23:59:59.999977329Z",
	} {
		if got, ok := c.Wall(at); !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%d: got %v, want %s", at, got.Format(time.RFC3339Nano), want)
		}
	}
}
