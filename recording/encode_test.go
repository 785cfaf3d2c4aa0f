package recording_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// spoken is what parties say, in bytes by a seed: any byte, often silence or as loud as can be.
func spoken(c recording.Codec, seed uint64, samples int) [][]byte {
	random := rand.New(rand.NewPCG(seed, 2))
	voices := make([][]byte, everybody.Len())
	for p, pcm := range talk(seed, samples) {
		voices[p] = make([]byte, samples*c.Width())
		c.Encode(voices[p], pcm)
		for i := range samples {
			switch random.IntN(4) {
			case 0:
				c.Fill(voices[p][i*c.Width() : (i+1)*c.Width()])
			case 1:
				voices[p][i*c.Width()] = byte(random.Uint32())
			}
		}
	}
	return voices
}

// piecewise is the dumb definition of Encode, sample by sample: silence where the plan has nothing, one voice's own
// bytes, and of several voices or a tone the encoded sum, to which silence adds nothing.
func piecewise(p recording.Plan, tone []int16, c recording.Codec, at int64, samples int, voices [][]byte) []byte {
	w := c.Width()
	dst := bytes.Repeat([]byte{c.Silence()}, samples*w)
	for _, piece := range p.Pieces {
		for n := max(at, piece.From); n < min(at+int64(samples), piece.To); n++ {
			i := int(n-at) * w
			heard, sum := [][]byte{}, 0
			for party := range piece.Voices.All() {
				one := bytes.Repeat([]byte{c.Silence()}, w)
				if int(party) < len(voices) && i+w <= len(voices[party]) {
					one = voices[party][i : i+w]
				}
				if heard = append(heard, one); !quiet(c, one) {
					var pcm [1]int16
					c.Decode(pcm[:], one)
					sum += int(pcm[0])
				}
			}
			if piece.Tone >= 0 {
				sum += int(tone[piece.Tone+n-piece.From])
			}
			switch {
			case piece.Tone < 0 && len(heard) == 0:
			case piece.Tone < 0 && len(heard) == 1:
				copy(dst[i:], heard[0])
			default:
				c.Encode(dst[i:i+w], []int16{int16(max(-32768, min(32767, sum)))})
			}
		}
	}
	return dst
}

// quiet reports whether a sample is digital silence.
func quiet(c recording.Codec, sample []byte) bool {
	for _, b := range sample {
		if !isSilence(c, b) {
			return false
		}
	}
	return true
}

// Encoding is what the plan says, byte by byte, in every codec, also where voices are short or missing; it writes
// nothing else.
func TestEncodeIsTheTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		c := rapid.SampledFrom(codecs).Draw(t, "codec")
		size, at := rapid.IntRange(0, last-first).Draw(t, "size"), rapid.Int64Range(first, last).Draw(t, "at")
		voices := spoken(c, rapid.Uint64().Draw(t, "voices"),
			last-first)[:rapid.IntRange(0, everybody.Len()).Draw(t, "parties")]
		for p := range voices {
			voices[p] = voices[p][:rapid.IntRange(0, len(voices[p])).Draw(t, "length")]
		}
		for _, track := range tracks {
			plan := s.timeline().Plan(track, tone)
			array := bytes.Repeat([]byte{0xA7}, size*c.Width()+4)
			plan.Encode(c, array[2:2+size*c.Width()], at, voices)
			want := slices.Concat([]byte{0xA7, 0xA7}, piecewise(plan, tone, c, at, size, voices), []byte{0xA7, 0xA7})
			if !bytes.Equal(array, want) {
				t.Fatalf("the %v track, %v at %d:\n got %x\nwant %x", track, c, at, array, want)
			}
		}
	})
}

// For PCM16 encoding is rendering, bit by bit, of any length.
func TestEncodeIsRender(t *testing.T) {
	const samples = 9000
	s := fuzzStory([]byte("2S3r7s1R5j2S1R0sr")).scaled(300)
	tone, heard := talk(1, 1600)[0], talk(2, samples)
	voices := make([][]byte, len(heard))
	for p := range voices {
		voices[p] = make([]byte, 2*samples)
		recording.PCM16.Encode(voices[p], heard[p])
	}
	rapid.Check(t, func(t *rapid.T) {
		at, n := rapid.Int64Range(-500, samples).Draw(t, "at"), rapid.IntRange(0, samples).Draw(t, "samples")
		for _, track := range tracks {
			plan := s.timeline().Plan(track, tone)
			pcm, got, want := make([]int16, n), make([]byte, 2*n), make([]byte, 2*n)
			plan.Render(pcm, at, heard)
			recording.PCM16.Encode(want, pcm)
			plan.Encode(recording.PCM16, got, at, voices)
			if !bytes.Equal(got, want) {
				t.Fatalf("the %v track, %d samples at %d are not those rendered", track, n, at)
			}
		}
	})
}

// A part of a sample at the end of the destination stays as it is, and one at the end of a voice is none.
func TestEncodeHalfSamples(t *testing.T) {
	plan := recording.NewTimeline(0, calltest.New(true, 0, 1)).Plan(recording.Mixed, nil)
	dst := []byte{9, 9, 9, 9, 9}
	plan.Encode(recording.PCM16, dst, 0, [][]byte{{1, 0, 1}, {2, 0, 2, 0, 2}})
	if want := []byte{3, 0, 2, 0, 9}; !bytes.Equal(dst, want) {
		t.Errorf("got %v, want %v", dst, want)
	}
}

// Two voices of PCM16 are added and clamped as one by one: every pair of edge values in every lane of a word, and at
// random.
func TestMixIsClampedSum(t *testing.T) {
	edges := []int16{-32768, -32767, -16385, -16384, -1, 0, 1, 16383, 16384, 32766, 32767}
	var a, b []int16
	for _, x := range edges {
		for _, y := range edges {
			for lane := range 16 { // a word of silence around the pair
				var left, right [16]int16
				left[lane], right[lane] = x, y
				a, b = append(a, left[:]...), append(b, right[:]...)
			}
		}
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 1 << 20 {
		a, b = append(a, int16(random.Uint32())), append(b, edges[random.IntN(len(edges))]+int16(random.IntN(3)))
	}
	for _, odd := range []int{0, 1, 15} {
		checkMix(t, a[odd:], b[odd:])
		checkMix(t, a[odd:], b[odd:len(b)-7])
		checkMix(t, a[odd:100], b[odd:])
	}
}

func checkMix(t *testing.T, a, b []int16) {
	t.Helper()
	plan := recording.NewTimeline(0, calltest.New(true, 0, 1)).Plan(recording.Mixed, nil)
	voices := [][]byte{make([]byte, 2*len(a)), make([]byte, 2*len(b))}
	recording.PCM16.Encode(voices[0], a)
	recording.PCM16.Encode(voices[1], b)
	dst := make([]byte, 2*max(len(a), len(b))+2)
	plan.Encode(recording.PCM16, dst, 0, voices)
	for i := range len(dst) / 2 {
		sum := 0
		for _, voice := range [][]int16{a, b} {
			if i < len(voice) {
				sum += int(voice[i])
			}
		}
		if got := int(int16(binary.LittleEndian.Uint16(dst[2*i:]))); got != max(-32768, min(32767, sum)) {
			t.Fatalf("sample %d of %d and %d: got %d, want the clamped %d", i, len(a), len(b), got, sum)
		}
	}
}

// Silence adds nothing to a mix, in any codec: a voice beside it is as loud as alone, and two silences are one.
func TestSilenceAddsNothing(t *testing.T) {
	plan := recording.NewTimeline(0, calltest.New(true, 0, 1)).Plan(recording.Mixed, nil)
	for _, c := range codecs {
		voice, silence := make([]byte, 512), make([]byte, 512)
		for i := range voice {
			voice[i] = byte(i)
		}
		c.Fill(silence)
		got := make([]byte, 512)
		plan.Encode(c, got, 0, [][]byte{silence, silence})
		if !bytes.Equal(got, silence) {
			t.Errorf("%v: two silences are % x", c, got[:2])
		}
		beside, alone := make([]int16, 512), make([]int16, 512)
		plan.Encode(c, got, 0, [][]byte{voice, silence})
		for i := range c.Decode(beside, got) {
			c.Decode(alone, voice)
			if beside[i] != alone[i] && !isSilence(c, voice[i]) {
				t.Errorf("%v: %d is %d beside silence", c, alone[i], beside[i])
			}
			if c.Width() == 1 && isSilence(c, voice[i]) && got[i] != c.Silence() {
				t.Errorf("%v: %#x beside silence is %#x, want %#x", c, voice[i], got[i], c.Silence())
			}
		}
	}
}

// Encoding allocates nothing, whatever the window holds.
func TestEncodeAllocatesNothing(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1, 2)).stop(500, 0).resume(900, 0).stop(2000, 1)
	for _, c := range codecs {
		voices, dst := spoken(c, 1, 3000), make([]byte, 6000)
		for _, track := range tracks {
			plan := s.tl.Plan(track, recording.DefaultTone().PCM(8000))
			for _, at := range []int64{-100, 0, 600, 1000, 5000} {
				if got := testing.AllocsPerRun(10, func() { plan.Encode(c, dst, at, voices) }); got != 0 {
					t.Errorf("the %v track in %v from %d on: got %v allocations, want 0", track, c, at, got)
				}
			}
		}
	}
}

// speech is noise that is rarely clamped when two of it are mixed, as speech is.
func speech(c recording.Codec, seed uint64, samples int) []byte {
	random, pcm := rand.New(rand.NewPCG(seed, 3)), make([]int16, samples)
	for i := range pcm {
		pcm[i] = int16(random.IntN(16384) - 8192)
	}
	voice := make([]byte, samples*c.Width())
	c.Encode(voice, pcm)
	return voice
}

// Frames of 20 ms at random places of two voices in a call that is recorded: one mixed track, and two channels, beside
// copying both inputs. Each is checked first.
func BenchmarkEncode(b *testing.B) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	mixed, left, right := tl.Plan(recording.Mixed, nil), tl.Plan(recording.OperatorSide, nil),
		tl.Plan(recording.FarSide, nil)
	for _, c := range codecs {
		for _, rate := range []recording.Rate{8000, 16000, 48000} {
			size, random := int(rate/50)*c.Width(), rand.New(rand.NewPCG(1, 2))
			a, z := speech(c, 1, inputs), speech(c, 2, inputs)
			frames := make([][][]byte, inputs)
			for i := range frames {
				from := random.IntN(inputs-size/c.Width()) * c.Width()
				frames[i] = [][]byte{a[from : from+size], z[from : from+size]}
			}
			dst, l, r := make([]byte, 2*size), make([]byte, size), make([]byte, size)
			stereo := func(frame [][]byte) {
				left.Encode(c, l, 0, frame)
				right.Encode(c, r, 0, frame)
				c.Interleave(dst, l, r)
			}
			checkStereo(b, c, frames[0], dst, stereo)
			for _, way := range []struct {
				name string
				one  func(frame [][]byte)
			}{
				{"copy", func(frame [][]byte) { copy(dst, frame[0]); copy(dst[size:], frame[1]) }},
				{"mono", func(frame [][]byte) { mixed.Encode(c, dst[:size], 0, frame) }},
				{"stereo", stereo},
			} {
				b.Run(fmt.Sprintf("%v/%dHz/%s", c, rate, way.name), func(b *testing.B) {
					b.ReportAllocs()
					for i := 0; b.Loop(); i++ {
						way.one(frames[i%inputs])
					}
				})
			}
		}
	}
}

// checkStereo holds a frame of two channels against its voices. The mix is checked by the tests.
func checkStereo(b *testing.B, c recording.Codec, frame [][]byte, dst []byte, stereo func([][]byte)) {
	stereo(frame)
	w := c.Width()
	for i := 0; i < len(frame[0]); i += w {
		if !bytes.Equal(dst[2*i:2*i+w], frame[0][i:i+w]) || !bytes.Equal(dst[2*i+w:2*i+2*w], frame[1][i:i+w]) {
			b.Fatalf("%v: byte %d of the frame is not that of both voices", c, i)
		}
	}
}

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
