package offline_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

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
