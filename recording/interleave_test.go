package recording_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
)

// Two channels are written sample by sample by turns, as far as all three reach, and nothing behind them.
func TestInterleave(t *testing.T) {
	bytesUpTo := func(n int) *rapid.Generator[[]byte] { return rapid.SliceOfN(rapid.Byte(), 0, n) }
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(codecs).Draw(t, "codec")
		w := c.Width()
		left, right := bytesUpTo(70).Draw(t, "left"), bytesUpTo(70).Draw(t, "right")
		got := bytes.Repeat([]byte{0xA7}, rapid.IntRange(0, 150).Draw(t, "room"))
		want := bytes.Clone(got)
		n := min(len(got)/2/w, len(left)/w, len(right)/w)
		for i := range n {
			copy(want[2*i*w:], left[i*w:(i+1)*w])
			copy(want[(2*i+1)*w:], right[i*w:(i+1)*w])
		}
		if wrote := c.Interleave(got, left, right); wrote != n || !bytes.Equal(got, want) {
			t.Fatalf("%v: wrote %d of each: %x, want %d: %x", c, wrote, got, n, want)
		}
	})
}

// Interleaving allocates nothing.
func TestInterleaveAllocatesNothing(t *testing.T) {
	dst, channel := make([]byte, 640), make([]byte, 320)
	if got := testing.AllocsPerRun(10, func() { recording.PCM16.Interleave(dst, channel, channel) }); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}
