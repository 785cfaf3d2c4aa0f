package live_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var codecs = []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}

// configs have small memories, so that rings turn round often.
var configs = rapid.Custom(func(t *rapid.T) live.Config {
	return live.Config{
		Rate:   8000,
		Codec:  rapid.SampledFrom(codecs).Draw(t, "codec"),
		Layout: recording.Layout(rapid.IntRange(0, 2).Draw(t, "layout")),
		Tone:   rapid.SliceOfN(rapid.Int16(), 0, 12).Draw(t, "tone"),
		Guard: recording.Guard{Before: rapid.Int64Range(0, 5).Draw(t, "before"),
			After: rapid.Int64Range(0, 5).Draw(t, "after")},
		HoldBack: samples(rapid.Int64Range(0, 40).Draw(t, "hold-back")),
		Lookback: samples(rapid.Int64Range(1, 60).Draw(t, "lookback")),
	}
})

// Files hold to the byte what rendering the whole audio gives, however it was cut, shuffled, repeated and lost, and
// with steps that come late: as long as frames and steps come within what is kept.
func TestFilesAreOffline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := configs.Draw(t, "config")
		c.Lookback += samples(c.Guard.Before)
		kept := holdBack(c) + lookback(c)
		w := weather{length: 400, frame: 1 + kept/2, stepLate: kept - c.Guard.Before,
			lost: rapid.IntRange(0, 30).Draw(t, "lost"), again: 20}
		w.jitter = kept - w.frame
		o := newWorld(rapid.Uint64().Draw(t, "seed"), c, w)
		got, r := o.toFiles(t)
		same(t, o, got, o.offline(t))
		for _, v := range r.Report().Voices {
			if v.Late != 0 {
				t.Fatalf("%s: %d samples of %v are late", o, v.Late, v.Party)
			}
		}
		for _, n := range r.Report().Notes {
			if n.Kind != live.Withdrawn {
				t.Fatalf("%s: %v", o, n)
			}
		}
	})
}

// Streams hold the same, and nothing leaks, as long as frames and steps are late by the hold-back at most.
func TestStreamsAreOffline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := configs.Draw(t, "config")
		c.HoldBack += samples(1 + c.Guard.Before)
		w := weather{length: 400, frame: 1 + holdBack(c)/2, stepLate: holdBack(c) - c.Guard.Before,
			lost: rapid.IntRange(0, 30).Draw(t, "lost"), again: 20}
		w.jitter = holdBack(c) - w.frame
		o := newWorld(rapid.Uint64().Draw(t, "seed"), c, w)
		got, r := o.toStreams(t)
		same(t, o, got, o.offline(t))
		if notes := r.Report().Notes; len(notes) != 0 {
			t.Fatalf("%s: %v", o, notes)
		}
	})
}
