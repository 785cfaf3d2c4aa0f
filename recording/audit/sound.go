package audit

import (
	"math"
	"math/cmplx"

	"github.com/recpause/recpause/recording"
)

// A sound is the expected tone as numbers: its samples, and what they would be a quarter of a turn later.
type sound struct {
	recording.Tone
	rate       recording.Rate
	wave, quad []float64
	ramp       int
	rise       []float64 // the envelope's first samples
}

func newSound(t recording.Tone, r recording.Rate) *sound {
	s := &sound{Tone: t, rate: r, ramp: int(max(0, min(r.Samples(t.Ramp), r.Samples(t.Length))))}
	for _, v := range t.PCM(r) {
		s.wave = append(s.wave, float64(v))
	}
	for i := range s.ramp {
		s.rise = append(s.rise, envelope(i, 2*s.ramp+1, s.ramp))
	}
	s.quad = s.shape(len(s.wave), s.ramp, t.Hertz, math.Pi/2)
	return s
}

// audible reports whether it is a tone that can be looked for: of three turns or more, below half the rate, and not all zeros.
func (s *sound) audible() bool {
	turns := s.Hertz * float64(len(s.wave)) / float64(s.rate)
	return s.Hertz > 0 && s.Hertz < float64(s.rate)/2 && turns >= 3 && s.Peak > 0 && energy(s.wave) > 0
}

// shape returns a tone of another length, ramp, frequency or phase, at the expected peak.
func (s *sound) shape(n, ramp int, hertz, phase float64) []float64 {
	wave := make([]float64, n)
	for i := range wave {
		wave[i] = s.steady(i, hertz, phase) * envelope(i, n, ramp)
	}
	return wave
}

// steady is the tone without ramps and without an end.
func (s *sound) steady(i int, hertz, phase float64) float64 {
	turn := math.Mod(float64(i)*hertz/float64(s.rate), 1)
	return float64(s.Peak) * math.Sin(2*math.Pi*turn+phase)
}

// envelope is the raised cosine at sample i of n.
func envelope(i, n, ramp int) float64 {
	edge := min(i, n-1-i)
	if edge >= ramp {
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*float64(edge)/float64(ramp))
}

func energy(x []float64) float64 { return dot(x, x) }

func dot(x, y []float64) (sum float64) {
	for i, v := range x[:min(len(x), len(y))] {
		sum += v * y[i]
	}
	return sum
}

// minus returns x without y, which may be shorter.
func minus(x, y []float64) []float64 {
	rest := append([]float64(nil), x...)
	for i, v := range y[:min(len(x), len(y))] {
		rest[i] -= v
	}
	return rest
}

// gain returns by what complex factor the tone is in x, by least squares: 1 is the tone as it should be, 0 is none. rest is x
// without it.
func gain(x, wave, quad []float64) (g complex128, rest []float64) {
	tt, qq, tq := energy(wave), energy(quad), dot(wave, quad)
	xt, xq := dot(x, wave), dot(x, quad)
	det := tt*qq - tq*tq
	if det <= 1e-9*tt*qq {
		return 0, x
	}
	a, b := (xt*qq-xq*tq)/det, (xq*tt-xt*tq)/det
	rest = append(rest, x...)
	for i := range wave[:min(len(wave), len(x))] {
		rest[i] -= a*wave[i] + b*quad[i]
	}
	return complex(a, b), rest
}

// noise returns how much of the tone a voice may feign: the most that it has of a tone like it at neighbouring frequencies.
func noise(rest, wave []float64) (most float64) {
	n := len(wave)
	all := energy(wave)
	for _, k := range [...]float64{2, 3, 4, 5, 6, 8} {
		turn := cmplx.Rect(1, 2*math.Pi*k/float64(n))
		at, sum := complex(1, 0), complex(0, 0)
		for i := range min(n, len(rest)) {
			sum += at * complex(rest[i]*wave[i], 0)
			at *= turn
		}
		most = max(most, cmplx.Abs(sum)/all)
	}
	return most
}
