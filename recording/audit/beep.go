package audit

import (
	"math"
	"math/cmplx"

	"github.com/recpause/recpause/recording/manifest"
)

// A flaw is what is wrong with a beep. The zero flaw is nothing.
type flaw uint8

const (
	right flaw = iota
	missing
	offLevel
	offLength
	offRamp
	offPlace
	offPitch
	drowned // it cannot be told, for a voice is too loud or the beep too short
)

// A hearing is what is heard where a beep belongs.
type hearing struct {
	manifest.Beep
	flaw
	dBm0   float64 // level of the tone that is there
	hertz  float64
	length int   // samples
	off    int64 // samples that it comes late, below zero early
}

// A scene is the audio at and around a beep, with the expected tone where it should be.
type scene struct {
	*sound
	x          []float64 // from before the beep to after it
	at         int       // of the beep in x
	wave, quad []float64 // the part of the tone that the beep holds
	whole      bool      // that is all of the tone
}

// own returns the audio of the beep itself.
func (s *scene) own() []float64 { return s.x[s.at:min(len(s.x), s.at+len(s.wave))] }

// with returns the audio of the scene without a tone that begins at its sample from.
func (s *scene) with(from int, wave []float64) (rest float64) {
	for i, v := range s.x {
		if k := i - from; k >= 0 && k < len(wave) {
			v -= wave[k]
		}
		rest += v * v
	}
	return rest
}

// Tolerances of a tone: a decibel, and how much noise may be in it before nothing is said.
const (
	offBy  = 0.12
	surely = 4
	deaf   = 0.5
)

// judge says what is wrong with the beep: first whether it is right, then what else explains what is heard, and then whether a voice
// may be all that is wrong.
func (s *scene) judge() hearing {
	x := s.own()
	g, rest := gain(x, s.wave, s.quad)
	off, doubt := cmplx.Abs(g-1)-clipped(x), surely*noise(rest, s.wave)
	h := hearing{dBm0: dBm0(float64(s.Peak) * cmplx.Abs(g)), hertz: s.Hertz, length: len(s.wave)}
	if off <= offBy {
		return s.best(s.with(s.at, s.wave), 0, s.length(), s.ramps(0), s.ramps(2*s.ramp), s.shift()).heard(h, s.at)
	}
	other := guess{}
	if s.tellable() {
		other = s.best(energy(s.x), energy(s.wave)/50, s.level(), s.length(), s.shift(), s.pitch())
	}
	switch {
	case other.flaw != 0:
		return other.heard(h, s.at)
	case doubt >= deaf || !s.tellable():
		h.flaw = drowned
		return h
	case off <= doubt:
		return h
	}
	h.flaw, h.dBm0, h.hertz, h.length = missing, math.Inf(-1), 0, 0
	return h
}

// tellable reports whether the beep is long enough to be told from anything else.
func (s *scene) tellable() bool {
	return s.Hertz*float64(len(s.wave))/float64(s.rate) >= 3
}

// clipped returns twice the share of samples that are next to full scale, where a mix is not the sum of its parts.
func clipped(x []float64) float64 {
	n := 0
	for _, v := range x {
		if math.Abs(v) > 31_000 {
			n++
		}
	}
	return 2 * float64(n) / float64(max(1, len(x)))
}

// A guess is another tone that might be there instead of the expected one.
type guess struct {
	flaw
	from   int // in the scene
	wave   []float64
	dBm0   float64
	hertz  float64
	length int
}

// best returns the guess that leaves the least, and less than a measure, of those that are more than a voice may feign. A later one,
// which has more to choose, must be better than that by a margin.
func (s *scene) best(least, margin float64, guesses ...guess) (best guess) {
	for _, g := range guesses {
		if g.flaw == 0 || energy(g.wave) == 0 {
			continue
		}
		if rest := s.with(g.from, g.wave); rest < least-margin && s.visible(g) {
			best, least = g, rest
		}
	}
	return best
}

// heard returns what the guess, if it is one, says of a beep.
func (g guess) heard(h hearing, at int) hearing {
	if g.flaw == 0 {
		return h
	}
	h.flaw, h.dBm0, h.hertz, h.length = g.flaw, g.dBm0, g.hertz, g.length
	if g.flaw == offPlace {
		h.off = int64(g.from - at)
	}
	return h
}

// visible reports whether a guess is nearer to what is heard than the expected tone is, and differs from that by more than a voice may feign.
func (s *scene) visible(g guess) bool {
	mine := make([]float64, len(s.x))
	copy(mine[s.at:], s.wave)
	other := make([]float64, len(s.x))
	for i, v := range g.wave {
		if k := g.from + i; k >= 0 && k < len(other) {
			other[k] = v
		}
	}
	difference := minus(other, mine)
	far := energy(difference)
	rest := minus(s.x, other)
	gained := energy(minus(s.x, mine)) - energy(rest)
	loud := energy(rest) / float64(len(rest))
	return far > 0 && gained > far/2 && far > 64*max(loud, 1) && surely*noise(rest, difference) < deaf
}

// level guesses the tone at another level.
func (s *scene) level() guess {
	a := dot(s.own(), s.wave) / energy(s.wave)
	if a < 0.1 {
		return guess{}
	}
	wave := make([]float64, len(s.wave))
	for i, v := range s.wave {
		wave[i] = a * v
	}
	return guess{offLevel, s.at, wave, dBm0(a * float64(s.Peak)), s.Hertz, len(wave)}
}

// length guesses the tone at the length, with its ramps, that leaves the least.
func (s *scene) length() guess {
	x := s.x[s.at:]
	if !s.whole || len(x) <= s.ramp {
		return guess{}
	}
	steady := s.shape(len(x), 0, s.Hertz, 0)
	before, after := make([]float64, len(x)+1), make([]float64, len(x)+1) // what is left up to a sample with the tone, and from it on without
	for i := range x {
		d := x[i]
		if i < s.ramp {
			d -= steady[i] * s.rise[i]
		} else {
			d -= steady[i]
		}
		before[i+1] = before[i] + d*d
	}
	for i := len(x) - 1; i >= 0; i-- {
		after[i] = after[i+1] + x[i]*x[i]
	}
	best, least := 0, math.Inf(1)
	for n := 2*s.ramp + 1; n <= len(x); n++ {
		rest := before[n-s.ramp] + after[n]
		for i := n - s.ramp; i < n; i++ {
			d := x[i] - steady[i]*s.rise[n-1-i]
			rest += d * d
		}
		if rest < least {
			best, least = n, rest
		}
	}
	if best == len(s.wave) {
		return guess{}
	}
	return guess{offLength, s.at, s.shape(best, s.ramp, s.Hertz, 0), dBm0(float64(s.Peak)), s.Hertz, best}
}

// ramps guesses the tone with other ramps.
func (s *scene) ramps(n int) guess {
	if n == s.ramp || 2*n > len(s.wave) {
		return guess{}
	}
	return guess{offRamp, s.at, s.shape(len(s.wave), n, s.Hertz, 0), dBm0(float64(s.Peak)), s.Hertz, len(s.wave)}
}

// shift guesses the tone somewhere else in the scene.
func (s *scene) shift() guess {
	turn := 2 * math.Pi * s.Hertz / float64(s.rate)
	sums := make([]complex128, len(s.x)+1)
	for i, v := range s.x {
		sums[i+1] = sums[i] + cmplx.Rect(v, -turn*float64(i))
	}
	best, most := s.at, 0.0
	for from := 0; from+len(s.wave)/2 < len(s.x); from++ {
		to := min(len(s.x), from+len(s.wave))
		if g := -imag((sums[to] - sums[from]) * cmplx.Rect(1, turn*float64(from))); g > most {
			best, most = from, g
		}
	}
	if best == s.at || !s.whole {
		return guess{}
	}
	wave := s.wave[:min(len(s.wave), len(s.x)-best)]
	return guess{offPlace, best, wave, dBm0(float64(s.Peak)), s.Hertz, len(s.wave)}
}

// pitch guesses a tone of another frequency, level and phase in the same place, even from its beginning to its end.
func (s *scene) pitch() guess {
	x := s.own()
	bin := float64(s.rate) / float64(len(x))
	hertz := s.strongest(x, 100, min(max(4000, 2*s.Hertz), 0.49*float64(s.rate)), bin/2)
	for step := bin / 4; step > 0.05; step /= 2 {
		hertz = s.strongest(x, hertz-step, hertz+step, step)
	}
	g, wave := s.tuned(x, hertz)
	if cmplx.Abs(g) < 0.1 || !s.even(x, hertz, cmplx.Abs(g)) {
		return guess{}
	}
	return guess{offPitch, s.at, wave, dBm0(cmplx.Abs(g) * float64(s.Peak)), hertz, len(wave)}
}

// strongest returns the frequency of which most is in x.
func (s *scene) strongest(x []float64, from, to, step float64) (hertz float64) {
	most := -1.0
	for f := from; f <= to+step/2; f += step {
		turn := cmplx.Rect(1, -2*math.Pi*f/float64(s.rate))
		at, sum := complex(1, 0), complex(0, 0)
		for _, v := range x {
			sum += at * complex(v, 0)
			at *= turn
		}
		if a := cmplx.Abs(sum); a > most {
			hertz, most = f, a
		}
	}
	return hertz
}

// tuned returns how much of a frequency is in x, and that part of x.
func (s *scene) tuned(x []float64, hertz float64) (g complex128, wave []float64) {
	wave = s.shape(len(x), s.ramp, hertz, 0)
	quad := s.shape(len(x), s.ramp, hertz, math.Pi/2)
	g, rest := gain(x, wave, quad)
	return g, minus(x, rest)
}

// even reports whether each quarter of x holds about as much of a frequency as the whole, and the most of its sound is that: a voice is not.
func (s *scene) even(x []float64, hertz, most float64) bool {
	_, wave := s.tuned(x, hertz)
	n := len(x) / 4
	for q := range 4 {
		part := x[q*n : (q+1)*n]
		g, _ := gain(part, s.shape(n, 0, hertz, 0), s.shape(n, 0, hertz, math.Pi/2))
		if a := cmplx.Abs(g); a < 0.6*most || a > 1.6*most {
			return false
		}
	}
	return 2*energy(wave) > energy(x)
}
