package recording_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/recpause/recpause/recording"
)

// The default tone lasts 200 ms at every rate, to the sample.
func TestToneLength(t *testing.T) {
	for rate, want := range map[recording.Rate]int{8000: 1600, 11025: 2205, 16000: 3200, 22050: 4410, 44100: 8820,
		48000: 9600} {
		if got := len(recording.DefaultTone().PCM(rate)); got != want {
			t.Errorf("at %d Hz: got %d samples, want %d", rate, got, want)
		}
	}
}

// No length takes more memory than a minute of a tone does.
func TestToneIsNeverLong(t *testing.T) {
	for length, want := range map[time.Duration]int{
		math.MaxInt64: 60 * 100, time.Minute + 1: 60 * 100, time.Minute - 10*time.Millisecond: 60*100 - 1, -1: 0,
	} {
		if got := len(recording.Tone{Length: length}.PCM(100)); got != want {
			t.Errorf("%v: got %d samples, want %d", length, got, want)
		}
	}
	if got, want := len(recording.Tone{Length: math.MaxInt64}.PCM(1<<24)), 1<<24; got != want {
		t.Errorf("at the highest rate: got %d samples, want %d", got, want)
	}
}

// The default tone reaches 5093 where a sample meets the crest, comes as near as the samples let it elsewhere, and
// never passes it.
func TestTonePeak(t *testing.T) {
	for _, row := range []struct {
		rate  recording.Rate
		turns int // samples until the phase comes round
	}{{8000, 40}, {11025, 63}, {16000, 80}, {44100, 63}, {48000, 240}} {
		crest := 0.0
		for i := range row.turns {
			crest = max(crest, math.Abs(math.Sin(2*math.Pi*1400*float64(i)/float64(row.rate))))
		}
		got, want := 0, int(math.Round(5093*crest))
		for _, v := range recording.DefaultTone().PCM(row.rate) {
			got = max(got, int(v), -int(v))
		}
		if got != want || row.turns%4 == 0 && got != 5093 {
			t.Errorf("at %d Hz: got a peak of %d, want %d", row.rate, got, want)
		}
	}
}

// The tone starts and ends at nothing, and stays under a raised cosine of 5 ms at both ends.
func TestToneRamps(t *testing.T) {
	for _, rate := range []recording.Rate{8000, 11025, 16000, 44100, 48000} {
		pcm := recording.DefaultTone().PCM(rate)
		ramp := math.Round(float64(rate) * 0.005)
		for i, v := range pcm {
			edge := float64(min(i, len(pcm)-1-i))
			limit := 5093.0
			if edge < ramp {
				limit *= (1 - math.Cos(math.Pi*edge/ramp)) / 2
			}
			if got := math.Abs(float64(v)); got > limit+0.5 {
				t.Fatalf("at %d Hz sample %d is %d, above the envelope's %.1f", rate, i, v, limit)
			}
		}
		if pcm[0] != 0 || pcm[len(pcm)-1] != 0 {
			t.Errorf("at %d Hz: got first and last %d and %d, want 0", rate, pcm[0], pcm[len(pcm)-1])
		}
	}
}

// All of the tone's power is at its frequency: between the ramps Goertzel's filter finds a pure sine of 1400 Hz at full
// peak.
func TestToneFrequency(t *testing.T) {
	for _, rate := range []recording.Rate{8000, 11025, 16000, 44100, 48000} {
		pcm := recording.DefaultTone().PCM(rate)
		middle := pcm[len(pcm)/4 : len(pcm)/4+int(rate)/1400*35] // near to whole turns
		if got := amplitude(middle, 1400, rate); math.Abs(got-5093) > 5093*0.02 {
			t.Errorf("at %d Hz: got an amplitude of %.0f at 1400 Hz, want 5093", rate, got)
		}
		for _, hertz := range []float64{700, 1000, 1800, 2800} {
			if got := amplitude(middle, hertz, rate); got > 5093*0.1 {
				t.Errorf("at %d Hz: got an amplitude of %.0f at %.0f Hz, want nearly none", rate, got, hertz)
			}
		}
	}
}

// amplitude is Goertzel's filter: how much of a frequency is in the samples.
func amplitude(pcm []int16, hertz float64, rate recording.Rate) float64 {
	w := 2 * math.Pi * hertz / float64(rate)
	var s1, s2 float64
	for _, v := range pcm {
		s1, s2 = float64(v)+2*math.Cos(w)*s1-s2, s1
	}
	return 2 * math.Sqrt(s1*s1+s2*s2-2*math.Cos(w)*s1*s2) / float64(len(pcm))
}

// The tone crosses zero twice a turn: 280 turns, 560 crossings in 200 ms.
func TestToneCrossings(t *testing.T) {
	for _, rate := range []recording.Rate{8000, 11025, 16000, 44100, 48000} {
		signs := slices.DeleteFunc(recording.DefaultTone().PCM(rate), func(v int16) bool { return v == 0 })
		crossings := 0
		for i := range signs[1:] {
			if signs[i] < 0 != (signs[i+1] < 0) {
				crossings++
			}
		}
		if crossings < 557 || crossings > 560 {
			t.Errorf("at %d Hz: got %d crossings, want about 560", rate, crossings)
		}
	}
}

// Between the ramps every turn is the last one again, bit by bit: rounding follows the value and not the noise of its
// last place.
func TestToneRepeats(t *testing.T) {
	for _, row := range []struct{ rate, turns int }{{8000, 40}, {11025, 63}, {16000, 80}, {32000, 160}, {44100, 63},
		{48000, 240}} {
		pcm := recording.DefaultTone().PCM(recording.Rate(row.rate))
		ramp := row.rate/200 + 1
		middle := pcm[ramp : len(pcm)-ramp]
		for i := range middle[row.turns:] {
			if got, want := middle[i+row.turns], middle[i]; got != want {
				t.Errorf("at %d Hz: sample %d is %d, and one round of the phase before it is %d", row.rate,
					ramp+i+row.turns, got, want)
				break
			}
		}
	}
}

// Halfway between two values a sample takes the one that is nearer to zero, above it and below.
func TestToneTies(t *testing.T) {
	const sample = time.Second / 8000
	tone := recording.Tone{Hertz: 2000, Length: 5 * sample, Ramp: 2 * sample, Peak: 5093} // half the peak is 2546.5
	if got, want := tone.PCM(8000), []int16{0, 2546, 0, -2546, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Without ramps a tone sounds from its first sample to its last.
func TestToneWithoutRamps(t *testing.T) {
	tone := recording.Tone{Hertz: 2000, Length: 4 * time.Second / 8000, Peak: 100}
	if got, want := tone.PCM(8000), []int16{0, 100, 0, -100}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The same tone has the same bytes, each time and on every machine (L9).
func TestToneBytes(t *testing.T) {
	pcm, again := recording.DefaultTone().PCM(8000), recording.DefaultTone().PCM(8000)
	if !slices.Equal(pcm, again) {
		t.Error("the same tone differs when it is made again")
	}
	sum := fnv.New64a()
	for _, v := range pcm {
		_, _ = sum.Write([]byte{byte(v), byte(uint16(v) >> 8)})
	}
	if got, want := fmt.Sprintf("%016x", sum.Sum64()), "8b29a4a814225355"; got != want {
		t.Errorf("the bytes at 8 kHz: got the sum %s, want %s", got, want)
	}
}

// A tone may be nothing, shorter than its ramps, or without any; it keeps its length and its peak.
func TestToneShapes(t *testing.T) {
	const ms = time.Millisecond
	for _, row := range []struct {
		name    string
		tone    recording.Tone
		samples int
	}{
		{"no length", recording.Tone{Hertz: 1400, Ramp: 5 * ms, Peak: 5093}, 0},
		{"negative length", recording.Tone{Hertz: 1400, Length: -ms, Ramp: 5 * ms, Peak: 5093}, 0},
		{"zero tone", recording.Tone{}, 0},
		{"shorter than a sample", recording.Tone{Hertz: 1400, Length: time.Microsecond, Ramp: 5 * ms, Peak: 5093}, 0},
		{"shorter than its ramps", recording.Tone{Hertz: 1400, Length: 3 * ms, Ramp: 5 * ms, Peak: 5093}, 24},
		{"no ramps", recording.Tone{Hertz: 1000, Length: 10 * ms, Peak: 100}, 80},
		{"full scale", recording.Tone{Hertz: 1000, Length: 10 * ms, Peak: math.MaxInt16}, 80},
	} {
		t.Run(row.name, func(t *testing.T) {
			pcm := row.tone.PCM(8000)
			if got := len(pcm); got != row.samples {
				t.Errorf("got %d samples, want %d", got, row.samples)
			}
			for i, v := range pcm {
				if v > row.tone.Peak || v < -row.tone.Peak {
					t.Errorf("sample %d is %d, beyond the peak of %d", i, v, row.tone.Peak)
				}
			}
		})
	}
}
