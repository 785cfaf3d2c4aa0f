package recording_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
)

// pauses is how many there are in an hour, 72 seconds apart: one is from the 30th to the 50th.
const pauses = 50

// hourOf is an hour of a call of two with its pauses.
func hourOf(b *testing.B, rate recording.Rate) *recording.Timeline {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	for i := range int64(pauses) {
		step, _ := rec.Stop(0)
		must(b, tl.Step((72*i+30)*int64(rate), step))
		step, _ = rec.Resume(0)
		must(b, tl.Step((72*i+50)*int64(rate), step))
	}
	must(b, tl.Step(3600*int64(rate), rec.End()))
	return tl
}

// inHour is what a track of that hour holds at a sample where the two say a and b.
func inHour(track recording.Track, n int64, rate recording.Rate, tone []int16, a, b int16) int16 {
	second, sum := n/int64(rate)%72, 0
	if second >= 30 && second < 50 {
		return 0
	}
	if track != recording.FarSide {
		sum += int(a)
	}
	if track != recording.OperatorSide {
		sum += int(b)
		if since := n%(72*int64(rate)) - 50*int64(rate); since >= 0 && since < int64(len(tone)) {
			sum += int(tone[since])
		}
	}
	return int16(max(-32768, min(32767, sum)))
}

const (
	inputs = 1 << 16 // random positions, and random samples of each voice
	block  = 1 << 17 // samples in 256 KiB
)

// checkHour renders some windows, those at the edges of a pause among them, and holds them against inHour.
func checkHour(b *testing.B, plan recording.Plan, track recording.Track, rate recording.Rate, tone []int16,
	voices [][]int16) {
	dst := make([]int16, 2*len(tone))
	for _, second := range []int64{0, 29, 49, 50, 71, 72 + 29, 72*7 + 50, 3599} {
		at := (second+1)*int64(rate) - int64(len(tone)) // across the next second's first sample
		plan.Render(dst, at, voices)
		for i, got := range dst {
			want := inHour(track, at+int64(i), rate, tone, voices[0][i], voices[1][i])
			if at+int64(i) >= 3600*int64(rate) {
				want = 0
			}
			if got != want {
				b.Fatalf("the %v track at %d Hz, sample %d: got %d, want %d", track, rate, at+int64(i), got, want)
			}
		}
	}
}

// Frames of 20 ms at random positions of an hour with 50 pauses, each track beside copying both inputs.
func BenchmarkRender(b *testing.B) {
	voices := talk(1, inputs+960)[:2]
	for _, rate := range []recording.Rate{8000, 16000, 48000} {
		size, random := int(rate/50), rand.New(rand.NewPCG(1, 2))
		at, frames, dst := make([]int64, inputs), make([][][]int16, inputs), make([]int16, size)
		for i := range at {
			from := random.IntN(inputs)
			at[i], frames[i] = random.Int64N(3600*int64(rate)),
				[][]int16{voices[0][from : from+size], voices[1][from : from+size]}
		}
		b.Run(fmt.Sprintf("%dHz/copy", rate), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				copy(dst, frames[i%inputs][0])
				copy(dst, frames[i%inputs][1])
			}
		})
		for _, track := range tracks {
			b.Run(fmt.Sprintf("%dHz/%v", rate, track), func(b *testing.B) {
				tone := recording.DefaultTone().PCM(rate)
				plan := hourOf(b, rate).Plan(track, tone)
				checkHour(b, plan, track, rate, tone, voices)
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					plan.Render(dst, at[i%inputs], frames[i%inputs])
				}
			})
		}
	}
}

// An hour of 8 kHz with 50 pauses in blocks of 256 KiB, each track beside copying both inputs.
func BenchmarkHour(b *testing.B) {
	const rate, samples = 8000, 3600 * 8000
	voices, dst, tone := talk(1, block)[:2], make([]int16, block), recording.DefaultTone().PCM(rate)
	blocks := func(b *testing.B, one func(dst []int16, at int64)) {
		b.ReportAllocs()
		b.SetBytes(2 * samples)
		for b.Loop() {
			for at := 0; at < samples; at += block {
				one(dst[:min(block, samples-at)], int64(at))
			}
		}
	}
	b.Run("copy", func(b *testing.B) {
		blocks(b, func(dst []int16, _ int64) {
			copy(dst, voices[0])
			copy(dst, voices[1])
		})
	})
	for _, track := range tracks {
		b.Run(track.String(), func(b *testing.B) {
			plan := hourOf(b, rate).Plan(track, tone)
			checkHour(b, plan, track, rate, tone, voices)
			blocks(b, func(dst []int16, at int64) { plan.Render(dst, at, voices) })
		})
	}
}
