package audit

import (
	"math"
	"math/cmplx"
	"slices"
	"time"

	"github.com/recpause/recpause/recording"
)

// What a tone may differ by, unless Options.Exact asks for the tone itself: what another generator makes of the same
// tone, at the same place. Its phase and the form of its ramps may be any, and its level what maxDeviation allows.
const (
	allowedLength = 2 * time.Millisecond // longer or shorter
	allowedPlace  = time.Millisecond     // earlier or later
	allowedHertz  = 0.005                // of the frequency, higher or lower
	allowedRest   = 1.0 / 12             // of the amplitude, by which samples may differ where nobody should be heard
)

// An allowedTone is one that was heard in place of a beep, and may be: where it is, and its samples.
type allowedTone struct {
	recording.Span
	wave []float64
}

// allowed returns what the tone may be.
func (t *toneReader) allowed() *Allowed {
	n, level := len(t.wave), float64(t.Peak)
	a := Allowed{Hertz: [2]float64{t.Hertz, t.Hertz}, Samples: [2]int{n, n},
		DBm0: [2]float64{dBm0((1 - maxDeviation) * level), dBm0((1 + maxDeviation) * level)}}
	if !t.exact {
		longer := int(t.rate.Samples(allowedLength))
		a.Hertz = [2]float64{(1 - allowedHertz) * t.Hertz, (1 + allowedHertz) * t.Hertz}
		a.Samples = [2]int{n - longer, n + longer}
	}
	return &a
}

// mayBeLate returns by how many samples a beep may be early or late.
func (t *toneReader) mayBeLate() int64 {
	if t.exact {
		return 0
	}
	return t.rate.Samples(allowedPlace)
}

// isAllowed reports whether a beep in a span is another tone than the expected one, and may be.
func (t *toneReader) isAllowed(s recording.Span) bool {
	return slices.ContainsFunc(t.heardIn(s), func(h heardTone) bool { return h.allowed.wave != nil })
}

// judgeNearest judges a beep that is not the expected tone, which it holds from a sample on, by the one that may be and
// is nearest to what is heard. The excerpt begins at a position.
func (e *excerpt) judgeNearest(h heardTone, part int, position int64) heardTone {
	near := e.nearest(part)
	other := near.judge()
	other.late += int64(near.at - e.at)
	heard := near.heard(position)
	switch {
	case h.result == undecided && e.quietest(e.at, e.part) <= e.quietest(near.at, heard.wave):
		return h // under a loud voice another tone may leave less by chance, but not where the voice is quietest
	case e.mayBe(other) && (e.mayBe(h) || e.rest(near.at, heard.wave) <= h.rest):
		other.result, other.late, other.measured.Flaw = right, 0, ""
		other.allowed = heard
		return other
	case e.mayBe(h):
		return other
	}
	return h
}

// mayBe reports whether what was heard of a beep is nothing that may not be.
func (e *excerpt) mayBe(h heardTone) bool {
	switch h.result {
	case right:
		return true
	case misplaced:
		return e.rate.Duration(max(h.late, -h.late)) <= allowedPlace
	case lengthDiffers:
		off := e.rate.Duration(int64(h.measured.Samples - len(e.wave)))
		return max(off, -off) <= allowedLength
	case frequencyDiffers:
		return math.Abs(h.measured.Hertz-e.Hertz) <= allowedHertz*e.Hertz
	}
	return false
}

// quietest returns the least energy that a hundredth of a second of the beep has besides a tone, which begins at a
// sample of the excerpt.
func (e *excerpt) quietest(from int, wave []float64) float64 {
	rest := without(e.x, e.only(from, wave))[e.at:]
	least, n := math.Inf(1), int(burstGap(e.rate))
	for at := 0; at+n <= min(len(rest), len(e.part)); at += n {
		least = min(least, energy(rest[at:at+n]))
	}
	return least
}

// nearest returns the excerpt with another tone in place of the expected one: that which may be and is nearest to what
// is heard. The beep holds the expected one from a sample on.
func (e *excerpt) nearest(from int) *excerpt {
	steady := recording.Span{From: int64(e.at + e.ramp), To: int64(min(len(e.x), e.at+len(e.part)-e.ramp))}
	if steady.Empty() || e.turns(int(steady.Len())) < leastTurns {
		return e
	}
	tone, near := *e.expectedTone, *e
	near.expectedTone = &tone
	var gain float64
	gain, tone.Hertz, tone.phase = e.sine(e.x[steady.From:steady.To], e.ramp+from)
	n, late := len(e.wave), 0
	if e.whole {
		late = max(near.begin(gain), -e.at)
		n = near.end(gain) - late
		tone.phase += tone.turn(late)
	}
	near.at += late
	tone.wave, tone.quad = tone.shape(n, e.ramp, tone.Hertz, 0), tone.shape(n, e.ramp, tone.Hertz, math.Pi/2)
	to := n
	if !e.whole {
		to = from + len(e.part)
	}
	near.part, near.partQuad = tone.wave[from:to], tone.quad[from:to]
	return &near
}

// heard returns the tone at the level at which it is heard in the excerpt, which begins at a position.
func (e *excerpt) heard(from int64) allowedTone {
	gain, _ := fit(e.beep(), e.part, e.partQuad)
	wave := make([]float64, len(e.part))
	for i, v := range e.part {
		wave[i] = cmplx.Abs(gain) * v
	}
	from += int64(e.at)
	return allowedTone{recording.Span{From: from, To: from + int64(len(wave))}, wave}
}

// turn returns by what angle the tone turns in some samples.
func (e *expectedTone) turn(samples int) float64 {
	return 2 * math.Pi * math.Mod(float64(samples)*e.Hertz/float64(e.rate), 1)
}

// sine returns the tone that may be and of which there is most in x: its share of the expected level, its frequency,
// and its phase so many samples before x.
func (e *excerpt) sine(x []float64, before int) (gain, hertz, phase float64) {
	hertz = e.Hertz
	reach := allowedHertz * e.Hertz
	for step := reach / 4; step > reach/300; step /= 4 {
		hertz = e.strongest(x, max(hertz-4*step, e.Hertz-reach), min(hertz+4*step, e.Hertz+reach), step)
	}
	turn := 2 * math.Pi * hertz / float64(e.rate)
	sum := complex(0, 0)
	for i, v := range x {
		sum += cmplx.Rect(v, -turn*float64(i+before))
	}
	return 2 * cmplx.Abs(sum) / float64(len(x)) / float64(e.Peak), hertz, cmplx.Phase(sum) + math.Pi/2
}

// begin returns by how many samples the tone begins late, below 0 early, as far as that may be.
func (e *excerpt) begin(gain float64) int {
	most := int(e.rate.Samples(allowedPlace))
	return e.fading(gain, most, e.at, func(i, late int) float64 { return faded(i-e.at-late, e.ramp) })
}

// end returns how many samples behind the beep's place the tone ends, as far as that may be.
func (e *excerpt) end(gain float64) int {
	most, n := int(e.rate.Samples(allowedLength)), len(e.wave)
	return n + e.fading(gain, most, e.at+n, func(i, late int) float64 { return faded(e.at+n+late-1-i, e.ramp) })
}

// fading returns by how many samples an end of the tone, near a sample of the excerpt, is late: what leaves least of
// the audio there.
func (e *excerpt) fading(gain float64, most, edge int, share func(i, late int) float64) (best int) {
	from, to := max(0, edge-most-e.ramp), min(len(e.x), edge+most+e.ramp)
	level := gain * float64(e.Peak)
	least := math.Inf(1)
	for k := range 2*most + 1 { // 0, 1, -1, 2, -2, …
		late := (k + 1) / 2
		if k%2 == 0 {
			late = -late
		}
		rest := 0.0
		for i := from; i < to; i++ {
			v := e.x[i] - level*share(i, late)*math.Sin(e.turn(i-e.at)+e.phase)
			rest += v * v
		}
		if rest < least {
			best, least = late, rest
		}
	}
	return best
}

// faded returns by how much the sample at a distance from an end of a tone is faded, from 0 to 1.
func faded(distance, ramp int) float64 {
	switch {
	case distance < 0:
		return 0
	case distance >= ramp:
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*float64(distance)/float64(ramp))
}
