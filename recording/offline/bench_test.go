package offline_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// hour is an hour of a call of two with 50 pauses of 20 seconds, 72 seconds apart.
func hour(b *testing.B, rate recording.Rate) *recording.Timeline {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for i := range int64(50) {
		_, err := tl.Stop((72*i+30)*int64(rate), 0)
		must(b, err)
		_, err = tl.Resume((72*i+50)*int64(rate), 0)
		must(b, err)
	}
	_, err := tl.End(3600 * int64(rate))
	must(b, err)
	return tl
}

// again is a reader that says the same for ever.
type again struct {
	block []byte
	at    int
}

func (a *again) Read(p []byte) (int, error) {
	n := copy(p, a.block[a.at:])
	a.at = (a.at + n) % len(a.block)
	return n, nil
}

// An hour without a disk, beside copying its input block by block.
func BenchmarkRun(b *testing.B) {
	stereo, pair := [][]pause.Party{{0, 1}}, [][]pause.Party{{0}, {1}}
	for _, row := range []struct {
		name   string
		codec  recording.Codec
		rate   recording.Rate
		voices [][]pause.Party
		layout recording.Layout
		beep   bool
	}{
		{"T1 stereo", recording.PCM16, 16000, stereo, recording.TwoChannel, false},
		{"T3 beep", recording.PCM16, 16000, stereo, recording.TwoChannel, true},
		{"T4 mix", recording.PCM16, 16000, stereo, recording.OneChannel, true},
		{"T5 split", recording.PCM16, 16000, stereo, recording.Split, true},
		{"T6 join", recording.PCM16, 16000, pair, recording.TwoChannel, false},
		{"T7 µ-law", recording.MuLaw, 8000, stereo, recording.TwoChannel, false},
	} {
		var tone []int16
		if row.beep {
			tone = recording.DefaultTone().PCM(row.rate)
		}
		tl := hour(b, row.rate)
		job := offline.Job{Codec: row.codec, Span: recording.Span{From: 0, To: 3600 * int64(row.rate)},
			Voices: row.voices, Layout: row.layout}
		for _, track := range row.layout.Tracks() {
			job.Plans = append(job.Plans, tl.Plan(track, tone))
		}
		said := speech(1 << 20)
		in := make([]io.Reader, len(row.voices))
		for i := range in {
			in[i] = &again{block: said}
		}
		out := []io.Writer{io.Discard, io.Discard}[:max(1, len(job.Plans)*len(row.voices[0])/2)]
		if row.layout != recording.Split {
			out = out[:1]
		}
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(3600 * int64(row.rate) * 2 * int64(row.codec.Width()))
			for b.Loop() {
				_, err := job.Run(in, out)
				must(b, err)
			}
		})
	}
	b.Run("copy", func(b *testing.B) {
		block, said := make([]byte, 256<<10), bytes.Repeat(speech(1<<18), 2)
		b.SetBytes(3600 * 16000 * 4)
		for b.Loop() {
			for at := 0; at < 3600*16000*4; at += len(block) {
				copy(block, said[at%len(block):])
			}
		}
	})
}

// speech is bytes of samples that are loud, and seldom too loud together.
func speech(n int) []byte {
	var random uint32 = 1
	said := make([]byte, n)
	for i := 0; i < n; i += 2 {
		random = random*1664525 + 1013904223
		v := int16(random>>16) / 3
		said[i], said[i+1] = byte(v), byte(v>>8)
	}
	return said
}
