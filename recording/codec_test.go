package recording_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
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
	if err := new(recording.Codec).UnmarshalText([]byte("opus")); !errors.As(err, new(*spec.UnknownError)) {
		t.Errorf("got %v, want a *spec.UnknownError", err)
	}
}

// What is no codec says so, and is treated as PCM16 by what cannot fail.
func TestNoCodec(t *testing.T) {
	c := recording.Codec(len(codecs))
	if c.Known() || c.String() != "Codec(4)" || c.Width() != 2 || c.Silence() != 0 {
		t.Errorf("got %v of %d bytes with silence %#x", c, c.Width(), c.Silence())
	}
	dst := []byte{9, 9, 9}
	if n := c.Encode(dst, []int16{-2}); n != 1 || !bytes.Equal(dst, []byte{0xFE, 0xFF, 9}) {
		t.Errorf("encoded %d samples as %v", n, dst)
	}
}

// isSilence reports whether a byte is digital silence in a codec: of G.711 also minus zero, which is not written here.
func isSilence(c recording.Codec, b byte) bool {
	return b == c.Silence() || c == recording.MuLaw && b == 0x7F || c == recording.ALaw && b == 0x55
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

// decoded is the sample that a code is.
func decoded(c recording.Codec, code byte) int16 {
	var pcm [1]int16
	c.Decode(pcm[:], []byte{code})
	return pcm[0]
}

// encoded is the code of a sample.
func encoded(c recording.Codec, sample int16) byte {
	var code [1]byte
	c.Encode(code[:], []int16{sample})
	return code[0]
}

// goldens are SHA-256 of what SoX 14.4.2 writes: of all 256 codes in order, decoded (ffmpeg 5.1 agrees), and of every
// step-th sample from -32768 on, encoded (-D, no dither). SoX rounds to 14 bits before µ-law and to 13 before A-law,
// hence the steps; ffmpeg's encoders take the nearest code instead of G.711's decision values, and differ beside them.
var goldens = []struct {
	codec          recording.Codec
	step           int
	decode, encode string
}{
	{recording.PCM8, 1, "2b56f7438c530b350c0cb32506e4157ffae30c985371168a9a2482bc8de7d145",
		"6cfa2821f508bca1a98fa1ea5eddb5ae009c331ad9923f463b829823cbd3dbd3"},
	{recording.MuLaw, 4, "3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827",
		"9ef9625b4e5e507d4b693bc8672fafbc070f278d1975cf7a8bf58a3d3e3743f0"},
	{recording.ALaw, 8, "e04788d110e58ff8c70c93b8480190d973e3b67876b6119abbaec766cc75c174",
		"2d2398332fe4506f4fd5abcddd730c0c094ab4b83d4e72d084d8317885383206"},
}

// Every code and every sample is what SoX makes of it.
func TestCodecIsThatOfSoX(t *testing.T) {
	for _, g := range goldens {
		var pcm, codes []byte
		for code := range 256 {
			pcm = binary.LittleEndian.AppendUint16(pcm, uint16(decoded(g.codec, byte(code))))
		}
		for sample := -1 << 15; sample < 1<<15; sample += g.step {
			codes = append(codes, encoded(g.codec, int16(sample)))
		}
		if got := digest(pcm); got != g.decode {
			t.Errorf("%v decoded: got %s, want %s", g.codec, got, g.decode)
		}
		if got := digest(codes); got != g.encode {
			t.Errorf("%v encoded: got %s, want %s", g.codec, got, g.encode)
		}
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A sample that was decoded is encoded as it was, but for minus zero in µ-law, which is zero.
func TestEncodeUndoesDecode(t *testing.T) {
	for _, g := range goldens {
		for code := range 256 {
			want := byte(code)
			if g.codec == recording.MuLaw && code == 0x7F {
				want = 0xFF
			}
			if got := encoded(g.codec, decoded(g.codec, byte(code))); got != want {
				t.Errorf("%v: %#x comes back as %#x, want %#x", g.codec, code, got, want)
			}
		}
	}
}

// Every sample is encoded as the nearest code, and never becomes softer than a softer one. Only beside the seven places
// where the steps of G.711 grow twice as coarse the decision value is not half way, and the next code may be nearer by
// up to half of a finer step.
func TestEncodeIsNearest(t *testing.T) {
	for _, g := range goldens {
		var samples []int
		for code := range 256 {
			samples = append(samples, int(decoded(g.codec, byte(code))))
		}
		farther := 0
		for sample := -1 << 15; sample < 1<<15; sample++ {
			got := int(decoded(g.codec, encoded(g.codec, int16(sample))))
			best := got
			for _, other := range samples {
				if distance(other, sample) < distance(best, sample) {
					best = other
				}
			}
			if best == got {
				continue
			}
			farther++
			if step := distance(best, got); g.codec == recording.PCM8 || distance(got, sample)*3 > step*2 {
				t.Fatalf("%v: %d becomes %d, want %d", g.codec, sample, got, best)
			}
			if sample > -1<<15 && int(decoded(g.codec, encoded(g.codec, int16(sample-1)))) > got {
				t.Fatalf("%v: %d becomes %d, which is softer than what the sample before it becomes", g.codec, sample,
					got)
			}
		}
		if share := float64(farther) / (1 << 16); share > 0.02 {
			t.Errorf("%v: %.1f %% of the samples are not encoded as the nearest code", g.codec, 100*share)
		}
	}
}

func distance(a, b int) int { return max(a-b, b-a) }
