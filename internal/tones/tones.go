// Package tones tells from samples which of some steady tones sound when, where there is noise beside them, and where
// there is silence.
package tones

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
)

// rate is the samples a second.
const rate = 8000

// A Piece is a span in which the same tones sound. With no tone and no noise it is silence.
type Piece struct {
	recording.Span
	Tones []int // in order, by their numbers
	Noise bool  // something else sounds
}

const (
	frame     = rate / 50 // 20 ms: a tone of a multiple of 50 Hz has a whole number of waves in it
	gap       = frame / 4 // a sound ends only where it is silent for so long
	maxSilent = 8         // the largest magnitude that is silence
	minTone   = 32        // the least amplitude of a tone, 47 dB below what the kit's parties speak
	minNoise  = 32        // the least amplitude of what is left beside the tones; their rounding leaves less than 16
	overNoise = 40        // all tones together are so many times louder than what a codec of 8 bits adds to them
	overTone  = 128       // and so many times louder than what of that sounds like another tone
)

// Listen cuts samples wherever a tone, the noise or silence begins or ends. The tones are multiples of 50 Hz. Where
// silence begins and ends is exact; where one tone of several does, to some samples.
func Listen(pcm []int16, hertz []float64) []Piece {
	h := analysis{pcm: pcm, hertz: hertz, tones: make([][]recording.Span, len(hertz))}
	for _, s := range sounding(pcm) {
		h.addSound(s)
	}
	return h.pieces()
}

// sounding returns the spans that are not silent, however short.
func sounding(pcm []int16) (spans []recording.Span) {
	for i, v := range pcm {
		at := int64(i)
		switch last := len(spans) - 1; {
		case max(v, -v) <= maxSilent:
		case last < 0 || at-spans[last].To >= gap:
			spans = append(spans, recording.Span{From: at, To: at + 1})
		default:
			spans[last].To = at + 1
		}
	}
	return spans
}

// An analysis is what has been found so far: when each tone sounds, and when there is noise.
type analysis struct {
	pcm   []int16
	hertz []float64
	tones [][]recording.Span
	noise []recording.Span
}

// addSound looks for tones and noise in a span of sound. What is too short to be told apart is noise.
func (h *analysis) addSound(s recording.Span) {
	if s.Len() < frame {
		h.noise = append(h.noise, s)
		return
	}
	windows := split(s)
	for v := range h.hertz {
		h.addTone(v, s, windows)
	}
	for i, w := range windows {
		around := windows[max(0, i-1):min(i+2, len(windows))]
		if h.remainder(w) >= minNoise+h.loudness(w)/overNoise+h.changing(s, around) {
			h.noise = append(h.noise, w)
		}
	}
}

// split cuts a span of a frame or more into frames; the last one reaches back into the one before it.
func split(s recording.Span) (windows []recording.Span) {
	for at := s.From; at < s.To; at += frame {
		end := min(at+frame, s.To)
		windows = append(windows, recording.Span{From: end - frame, To: end})
	}
	return windows
}

// addTone finds when a tone sounds in a span of sound.
func (h *analysis) addTone(v int, s recording.Span, windows []recording.Span) {
	on := func(i int) bool {
		return h.amplitude(v, windows[i].From) >= max(minTone, h.loudness(windows[i])/overTone)
	}
	for i := 0; i < len(windows); i++ {
		if !on(i) {
			continue
		}
		first := i
		for i+1 < len(windows) && on(i+1) {
			i++
		}
		sounds := s
		if first > 0 {
			sounds.From = h.edge(v, windows[first], windows[min(first+1, i)])
		}
		if i < len(windows)-1 {
			sounds.To = h.edge(v, windows[i], windows[max(first, i-1)])
		}
		h.tones[v] = append(h.tones[v], sounds)
	}
}

// edge returns where in a window a tone begins or ends that is steady in the window beside it: where a window around it
// holds half.
func (h *analysis) edge(v int, in, steady recording.Span) int64 {
	half := h.amplitude(v, steady.From) / 2
	best, least := in.From, math.Inf(1)
	for at := max(in.From, frame/2); at <= in.To && at+frame/2 <= int64(len(h.pcm)); at++ {
		if d := math.Abs(h.amplitude(v, at-frame/2) - half); d < least {
			best, least = at, d
		}
	}
	return best
}

// changing returns how much of the remainder of a frame can be due to tones that begin or end in it or beside it,
// inside a span of sound.
func (h *analysis) changing(s recording.Span, around []recording.Span) (most float64) {
	inside := func(at int64) bool {
		return at > s.From && at < s.To && at >= around[0].From && at <= around[len(around)-1].To
	}
	for v, spans := range h.tones {
		if slices.ContainsFunc(spans, func(x recording.Span) bool { return inside(x.From) || inside(x.To) }) {
			loudest := 0.0
			for _, w := range around {
				loudest = max(loudest, h.amplitude(v, w.From))
			}
			most += loudest
		}
	}
	return most
}

// amplitude returns that of a tone in the frame that begins at a position (Goertzel).
func (h *analysis) amplitude(v int, from int64) float64 {
	w := 2 * math.Pi * h.hertz[v] / rate
	c := 2 * math.Cos(w)
	var s1, s2 float64
	for _, x := range h.pcm[from : from+frame] {
		s1, s2 = float64(x)+c*s1-s2, s1
	}
	return 2 * math.Sqrt(max(0, s1*s1+s2*s2-c*s1*s2)) / frame
}

// loudness returns how loud all tones in a frame are together.
func (h *analysis) loudness(w recording.Span) (sum float64) {
	for v := range h.hertz {
		sum += h.amplitude(v, w.From)
	}
	return sum
}

// remainder returns the amplitude of what is in a frame beside the tones.
func (h *analysis) remainder(w recording.Span) float64 {
	var power float64
	for _, x := range h.pcm[w.From:w.To] {
		power += float64(x) * float64(x)
	}
	power *= 2.0 / frame
	for v := range h.hertz {
		a := h.amplitude(v, w.From)
		power -= a * a
	}
	return math.Sqrt(max(0, power))
}

// pieces cuts the samples wherever something begins or ends.
func (h *analysis) pieces() (list []Piece) {
	all := append(h.tones, h.noise)
	cuts := []int64{0, int64(len(h.pcm))}
	for _, spans := range all {
		for _, s := range spans {
			cuts = append(cuts, s.From, s.To)
		}
	}
	slices.Sort(cuts)
	for i, at := range cuts[1:] {
		s := Piece{Span: recording.Span{From: cuts[i], To: at}, Noise: covers(h.noise, cuts[i])}
		if s.Empty() {
			continue
		}
		for v, spans := range h.tones {
			if covers(spans, s.From) {
				s.Tones = append(s.Tones, v)
			}
		}
		list = join(list, s)
	}
	return list
}

// join appends a piece, to the last one if it is the same.
func join(list []Piece, s Piece) []Piece {
	if n := len(list) - 1; n >= 0 && list[n].Noise == s.Noise && slices.Equal(list[n].Tones, s.Tones) {
		list[n].To = s.To
		return list
	}
	return append(list, s)
}

func covers(spans []recording.Span, at int64) bool {
	return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.From <= at && at < s.To })
}
