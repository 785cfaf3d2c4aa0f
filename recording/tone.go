package recording

import (
	"math"
	"time"
)

// A Tone is the beep as it is written, a sine. It is fixed for a PBX: the manual says that nobody can change it, and
// not what it sounds like.
type Tone struct {
	Hertz  float64       `json:"hertz"`
	Length time.Duration `json:"length_ns"`
	Ramp   time.Duration `json:"ramp_ns"` // in which it fades in, and out again, as a raised cosine
	Peak   int16         `json:"peak"`    // the amplitude, as a sample of PCM16
}

// DefaultTone returns a sine of 1400 Hz for 200 ms with ramps of 5 ms at −13 dBm0.
func DefaultTone() Tone {
	return Tone{Hertz: 1400, Length: 200 * time.Millisecond, Ramp: 5 * time.Millisecond, Peak: 5093}
}

// longestTone is how long a tone is at most, also for a manifest, and mostTone how many samples it has.
const (
	longestTone = time.Minute
	mostTone    = 1 << 24
)

// PCM returns the tone's samples. No tone is longer than a minute, or than 2^24 samples: of one that says so, that much.
func (t Tone) PCM(r Rate) []int16 {
	pcm := make([]int16, min(max(0, r.Samples(min(t.Length, longestTone))), mostTone))
	for i := range pcm {
		turn := math.Mod(float64(i)*t.Hertz, float64(r)) / float64(r) // of a full one; the product is exact
		pcm[i] = round(float64(float64(t.Peak)*math.Sin(2*math.Pi*turn)) * t.gain(i, len(pcm), r))
	}
	return pcm
}

// round rounds to the nearest integer, and towards zero what is half way, or nearly so: the last bit of a sine, in
// which processors differ, must not matter.
func round(x float64) int16 {
	const nearly = 1e-6
	return int16(math.Round(x - math.Copysign(nearly, x)))
}

// gain returns by how much sample i of n is faded, from 0 to 1.
func (t Tone) gain(i, n int, r Rate) float64 {
	ramp := r.Samples(t.Ramp)
	edge := int64(min(i, n-1-i))
	if edge >= ramp {
		return 1
	}
	return 0.5 - float64(0.5*math.Cos(math.Pi*float64(edge)/float64(ramp)))
}
