package offline_test

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// Outputs are to the byte what every plan makes of all of the audio at once, whatever the layouts, the codec, the size
// of a block, and however the inputs cut theirs; the span says where they end, or they do themselves.
func TestRunIsThePlanOnTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		want := w.want()
		out, writers := w.buffers()
		length := w.job.Span.Len()
		if rapid.Bool().Draw(t, "to the end") {
			w.job.Span.To = offline.ToTheEnd
		}
		block := rapid.SampledFrom([]int{1, 2, 3, 7, 4096, 5000, 1 << 20}).Draw(t, "block")
		n, err := w.job.RunInBlocks(block, w.readers(t), writers)
		must(t, err)
		if n != length {
			t.Fatalf("got %d samples, want %d", n, length)
		}
		for i, got := range out {
			if !bytes.Equal(got.Bytes(), want[i]) {
				t.Fatalf("%v in blocks of %d, output %d:\n got %v\nwant %v", w.job, block, i, got.Bytes(), want[i])
			}
		}
	})
}

// A block costs no allocation: a long recording takes no more than a short one.
func TestBlocksAllocateNothing(t *testing.T) {
	for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		for _, voices := range [][][]pause.Party{{{0, 1}}, {{1}, {0}}} {
			tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
			_, err := tl.Stop(100_000, 0)
			must(t, err)
			_, err = tl.Resume(300_000, 0)
			must(t, err)
			job := offline.Job{Voices: voices, Layout: layout}
			for _, track := range layout.Tracks() {
				job.Plans = append(job.Plans, tl.Plan(track, make([]int16, 1000)))
			}
			in, out := []io.Reader{&again{block: speech(1 << 12)}, &again{block: speech(1 << 12)}},
				[]io.Writer{io.Discard, io.Discard}
			allocs := func(samples int64) float64 {
				job.Span = recording.Span{From: 0, To: samples}
				return testing.AllocsPerRun(5, func() {
					n, err := job.Run(in[:len(voices)],
						out[:map[recording.Layout]int{recording.OneChannel: 1, recording.TwoChannel: 1,
							recording.Split: 2}[layout]])
					must(t, err)
					if n != samples {
						t.Fatalf("got %d samples, want %d", n, samples)
					}
				})
			}
			if short, long := allocs(1), allocs(1_000_000); long != short {
				t.Errorf("%v of %v: %v allocations for many blocks, %v for one", layout, voices, long, short)
			}
		}
	}
}

// A job takes no more than 16 MiB, however many parties there are.
func TestMemory(t *testing.T) {
	var parties []pause.Party
	var voices [][]pause.Party
	var in []io.Reader
	for p := range pause.Party(pause.MaxParties) {
		parties, voices, in = append(parties, p), append(voices, []pause.Party{p}),
			append(in, &again{block: speech(1 << 12)})
	}
	tl := recording.NewTimeline(0, calltest.New(true, 0, parties[1:]...))
	job := offline.Job{Span: recording.Span{From: 0, To: 300_000}, Voices: voices, Layout: recording.TwoChannel,
		Plans: []recording.Plan{tl.Plan(recording.OperatorSide, nil), tl.Plan(recording.FarSide, nil)}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := job.Run(in, []io.Writer{io.Discard})
	runtime.ReadMemStats(&after)
	must(t, err)
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("got %d bytes, want 16 MiB or less", took)
	}
}
