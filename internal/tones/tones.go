// Package tones tells from samples at 8000 Hz when each of several steady tones sounds, where there is noise beside
// them, and where there is silence. The kit's parties speak such tones, so that they can be told apart in a recording.
package tones

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
)

// A Piece is a span in which the same tones sound. With no tone and no noise it is silence.
type Piece struct {
	recording.Span
	Tones []int // their numbers, in order
	Noise bool  // something else sounds
}

const (
	rate      = 8000      // samples a second
	frame     = rate / 50 // samples of 20 ms: a tone of a multiple of 50 Hz has a whole number of waves in them
	gap       = frame / 4 // a sound ends only where so many samples are silent
	maxSilent = 8         // the largest magnitude that is silence
	minTone   = 32        // the least amplitude of a tone, 47 dB below what the kit's parties speak
	minNoise  = 32        // the least amplitude of noise; rounding the tones leaves less than 16
	overNoise = 40        // all tones together are so many times louder than what a codec of 8 bits adds to them
	overTone  = 128       // and so many times louder than what of that sounds like another tone
)

// Listen cuts samples wherever a tone, noise or silence begins or ends. The tones are multiples of 50 Hz. The edges of
// silence are exact; those of one tone among several are right to some samples.
func Listen(pcm []int16, hertz []float64) []Piece {
	h := analysis{pcm: pcm, hertz: hertz, tones: make([][]recording.Span, len(hertz))}
	for _, s := range sounding(pcm) {
		h.addSound(s)
	}
	return h.pieces()
}

// sounding returns the spans of sound, however short; silence of less than a gap is part of the sound around it.
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

// addSound looks for tones and noise in a span of sound. What is shorter than a frame is noise.
func (h *analysis) addSound(s recording.Span) {
	if s.Len() < frame {
		h.noise = append(h.noise, s)
		return
	}
	frames := framesOf(s)
	for tone := range h.hertz {
		h.addTone(tone, s, frames)
	}
	for i, f := range frames {
		around := frames[max(0, i-1):min(i+2, len(frames))]
		if h.remainder(f) >= minNoise+h.loudness(f)/overNoise+h.edgesOfTones(s, around) {
			h.noise = append(h.noise, f)
		}
	}
}

// framesOf cuts a span of a frame or more into frames; the last one reaches back into the one before it.
func framesOf(s recording.Span) (frames []recording.Span) {
	for at := s.From; at < s.To; at += frame {
		end := min(at+frame, s.To)
		frames = append(frames, recording.Span{From: end - frame, To: end})
	}
	return frames
}

// addTone finds when a tone sounds in a span of sound: from the edge in its first frame to the edge in its last one.
func (h *analysis) addTone(tone int, s recording.Span, frames []recording.Span) {
	on := func(i int) bool {
		return h.amplitude(tone, frames[i].From) >= max(minTone, h.loudness(frames[i])/overTone)
	}
	for i := 0; i < len(frames); i++ {
		if !on(i) {
			continue
		}
		first := i
		for i+1 < len(frames) && on(i+1) {
			i++
		}
		sounds := s
		if first > 0 {
			sounds.From = h.edge(tone, frames[first], frames[min(first+1, i)])
		}
		if i < len(frames)-1 {
			sounds.To = h.edge(tone, frames[i], frames[max(first, i-1)])
		}
		h.tones[tone] = append(h.tones[tone], sounds)
	}
}

// edge returns where in a frame a tone begins or ends that is steady in the frame beside it: where 20 ms around the
// position have half of the steady amplitude.
func (h *analysis) edge(tone int, in, steady recording.Span) int64 {
	half := h.amplitude(tone, steady.From) / 2
	best, least := in.From, math.Inf(1)
	for at := max(in.From, frame/2); at <= in.To && at+frame/2 <= int64(len(h.pcm)); at++ {
		if d := math.Abs(h.amplitude(tone, at-frame/2) - half); d < least {
			best, least = at, d
		}
	}
	return best
}

// edgesOfTones returns how much in a frame may look like noise and is none, for tones begin or end inside the span of
// sound, in this frame or beside it: the sum of their amplitudes.
func (h *analysis) edgesOfTones(s recording.Span, around []recording.Span) (sum float64) {
	inside := func(at int64) bool {
		return at > s.From && at < s.To && at >= around[0].From && at <= around[len(around)-1].To
	}
	for tone, spans := range h.tones {
		if slices.ContainsFunc(spans, func(x recording.Span) bool { return inside(x.From) || inside(x.To) }) {
			loudest := 0.0
			for _, f := range around {
				loudest = max(loudest, h.amplitude(tone, f.From))
			}
			sum += loudest
		}
	}
	return sum
}

// amplitude returns the amplitude of a tone in the frame that begins at a position, by Goertzel's algorithm.
func (h *analysis) amplitude(tone int, from int64) float64 {
	w := 2 * math.Pi * h.hertz[tone] / rate
	c := 2 * math.Cos(w)
	var s1, s2 float64
	for _, x := range h.pcm[from : from+frame] {
		s1, s2 = float64(x)+c*s1-s2, s1
	}
	return 2 * math.Sqrt(max(0, s1*s1+s2*s2-c*s1*s2)) / frame
}

// loudness returns the sum of the amplitudes of all tones in a frame.
func (h *analysis) loudness(f recording.Span) (sum float64) {
	for tone := range h.hertz {
		sum += h.amplitude(tone, f.From)
	}
	return sum
}

// remainder returns the amplitude that a tone would have with the power of what is in a frame beside the tones.
func (h *analysis) remainder(f recording.Span) float64 {
	var power float64
	for _, x := range h.pcm[f.From:f.To] {
		power += float64(x) * float64(x)
	}
	power *= 2.0 / frame
	for tone := range h.hertz {
		a := h.amplitude(tone, f.From)
		power -= a * a
	}
	return math.Sqrt(max(0, power))
}

// pieces cuts the samples wherever something begins or ends.
func (h *analysis) pieces() (list []Piece) {
	cuts := []int64{0, int64(len(h.pcm))}
	for _, spans := range append(h.tones, h.noise) {
		for _, s := range spans {
			cuts = append(cuts, s.From, s.To)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i, end := range cuts[1:] {
		p := Piece{Span: recording.Span{From: cuts[i], To: end}, Noise: covers(h.noise, cuts[i])}
		for tone, spans := range h.tones {
			if covers(spans, p.From) {
				p.Tones = append(p.Tones, tone)
			}
		}
		if n := len(list) - 1; n >= 0 && list[n].Noise == p.Noise && slices.Equal(list[n].Tones, p.Tones) {
			list[n].To = p.To
		} else {
			list = append(list, p)
		}
	}
	return list
}

func covers(spans []recording.Span, at int64) bool {
	return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(at) })
}
