package recording_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var codecs = []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}

// A codec has a name, a width and a silence byte, and comes back from its name.
func TestCodecs(t *testing.T) {
	for c, want := range map[recording.Codec]struct {
		name    string
		width   int
		silence byte
	}{
		recording.PCM16: {"pcm16", 2, 0},
		recording.PCM8:  {"pcm8", 1, 0x80},
		recording.MuLaw: {"mulaw", 1, 0xFF},
		recording.ALaw:  {"alaw", 1, 0xD5},
	} {
		if c.String() != want.name || c.Width() != want.width || c.Silence() != want.silence {
			t.Errorf("got %v of %d bytes with silence %#x, want %+v", c, c.Width(), c.Silence(), want)
		}
		var again recording.Codec
		text, err := json.Marshal(c)
		if err == nil {
			err = json.Unmarshal(text, &again)
		}
		if err != nil || again != c {
			t.Errorf("%v comes back as %v, %v", c, again, err)
		}
	}
	if _, err := recording.ParseCodec("opus"); !errors.As(err, new(*spec.UnknownError)) {
		t.Errorf("got %v, want a *spec.UnknownError", err)
	}
}

// What is no codec says so, and is treated as PCM16 by what cannot fail.
func TestNoCodec(t *testing.T) {
	c := recording.Codec(len(codecs))
	if c.Known() || c.String() != "Codec(4)" || c.Width() != 2 || c.Silence() != 0 || c.IsSilence(1) {
		t.Errorf("got %v of %d bytes with silence %#x", c, c.Width(), c.Silence())
	}
	dst := []byte{9, 9, 9}
	if n := c.Encode(dst, []int16{-2}); n != 1 || !bytes.Equal(dst, []byte{0xFE, 0xFF, 9}) {
		t.Errorf("encoded %d samples as %v", n, dst)
	}
}

// Silence is one byte, of G.711 also minus zero: every byte of every codec.
func TestIsSilence(t *testing.T) {
	accepted := map[recording.Codec][]byte{recording.PCM16: {0}, recording.PCM8: {0x80}, recording.MuLaw: {0xFF, 0x7F},
		recording.ALaw: {0xD5, 0x55}}
	for _, c := range codecs {
		for b := range 256 {
			if got, want := c.IsSilence(byte(b)), bytes.IndexByte(accepted[c], byte(b)) >= 0; got != want {
				t.Errorf("%v: %#x is silence: got %t, want %t", c, b, got, want)
			}
		}
	}
}

// Filling writes silence and nothing behind it, of any length.
func TestFill(t *testing.T) {
	for _, c := range codecs {
		for _, n := range []int{0, 1, 2, 3, 1023, 1024, 1025, 5000} {
			array := bytes.Repeat([]byte{7}, n+1)
			c.Fill(array[:n])
			if want := append(bytes.Repeat([]byte{c.Silence()}, n), 7); !bytes.Equal(array, want) {
				t.Errorf("%v: %d bytes are not %#x, or the one behind them is not as it was", c, n, c.Silence())
			}
		}
	}
}

// Decoding and encoding stop where either side ends; a part of a sample is none.
func TestCodecLengths(t *testing.T) {
	for _, c := range codecs {
		for room := range 4 {
			for given := range 4 * c.Width() {
				dst, want := make([]int16, room), min(room, given/c.Width())
				if got := c.Decode(dst, make([]byte, given)); got != want {
					t.Errorf("%v: decoded %d samples of %d bytes into %d, want %d", c, got, given, room, want)
				}
				want = min(given/c.Width(), room)
				if got := c.Encode(make([]byte, given), dst); got != want {
					t.Errorf("%v: encoded %d of %d samples into %d bytes, want %d", c, got, room, given, want)
				}
			}
		}
	}
}

// Transcoding allocates nothing.
func TestCodecAllocatesNothing(t *testing.T) {
	pcm, stored := make([]int16, 160), make([]byte, 320)
	for _, c := range codecs {
		all := func() { c.Decode(pcm, stored); c.Encode(stored, pcm); c.Fill(stored) }
		if got := testing.AllocsPerRun(10, all); got != 0 {
			t.Errorf("%v: got %v allocations, want 0", c, got)
		}
	}
}
