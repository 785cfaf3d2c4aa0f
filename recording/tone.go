package recording

import (
	"math"
	"time"
)

// A Tone is the beep as it is written: fixed for a PBX, for the manual says that nobody can change it, and not what it is.
type Tone struct {
	Hertz  float64
	Length time.Duration
	Ramp   time.Duration // raised cosine, at both ends
	Peak   int16         // of PCM16
}

// DefaultTone is a sine of 1400 Hz for 200 ms with ramps of 5 ms at −13 dBm0.
var DefaultTone = Tone{Hertz: 1400, Length: 200 * time.Millisecond, Ramp: 5 * time.Millisecond, Peak: 5093}

// PCM returns the tone's samples.
func (t Tone) PCM(r Rate) []int16 {
	pcm := make([]int16, max(0, r.Samples(t.Length)))
	for i := range pcm {
		// float64(…) keeps the compiler from fusing the product, so that every processor rounds alike.
		sine := math.Sin(2 * math.Pi * math.Mod(float64(t.Hertz*float64(i))/float64(r), 1))
		pcm[i] = int16(math.Round(float64(float64(t.Peak)*sine) * t.gain(i, len(pcm), r)))
	}
	return pcm
}

// gain is the envelope at sample i of n.
func (t Tone) gain(i, n int, r Rate) float64 {
	ramp := r.Samples(t.Ramp)
	edge := int64(min(i, n-1-i))
	if edge >= ramp {
		return 1
	}
	return 0.5 - float64(0.5*math.Cos(math.Pi*float64(edge)/float64(ramp)))
}
