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
