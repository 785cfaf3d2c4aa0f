package audit

import (
	"math"
	"math/cmplx"
	"slices"
	"time"

	"github.com/recpause/recpause/recording"
)

// A result is what is wrong with a beep. The zero result is nothing.
type result string

const (
	right            result = ""
	missing          result = "missing"
	levelDiffers     result = "level"
	lengthDiffers    result = "length"
	rampsDiffer      result = "ramps"
	misplaced        result = "place"
	frequencyDiffers result = "frequency"
	undecided        result = "undecided" // a voice is too loud, or the beep is too short, to tell
)

// An excerpt is the audio at and around a beep, and the tone that should be in it.
type excerpt struct {
	*expectedTone
	x              []float64 // from before the beep to after it
	at             int       // of the beep in x
	part, partQuad []float64 // what the beep holds of the tone
	whole          bool      // that is all of it
}

// beep returns the audio of the beep itself.
func (e *excerpt) beep() []float64 { return e.x[e.at:min(len(e.x), e.at+len(e.part))] }

// only returns an excerpt that holds nothing but a tone, which begins at a sample.
func (e *excerpt) only(from int, wave []float64) []float64 {
	x := make([]float64, len(e.x))
	copy(x[from:], wave)
	return x
}

// rest returns the energy of the excerpt without a tone that begins at a sample.
func (e *excerpt) rest(from int, wave []float64) float64 {
	return energy(without(e.x, e.only(from, wave)))
}

const (
	leastTurns   = 3    // periods of a tone below which it is none: nobody hears a pitch
	maxDeviation = 0.12 // of the amplitude, by which a beep may differ: 1 dB
	noiseFactor  = 4    // by which a tone must be more than what a voice may look like
	maxNoise     = 0.5  // of the tone, above which nothing is said
)

// judge says what is wrong with the beep: first whether the tone is there, and then only fine differences of
// length, ramps and place are asked for; then what else explains what is heard; and then whether a voice may be all
// that is wrong.
func (e *excerpt) judge() heardTone {
	x := e.beep()
	gain, rest := fit(x, e.part, e.partQuad)
	deviation := cmplx.Abs(gain-1) - nearFullScale(x)
	h := heardTone{measured: e.measured(e.Hertz, cmplx.Abs(gain), len(e.part)), rest: energy(e.x)}
	var other candidate
	tellable := e.turns(len(e.part)) >= leastTurns
	switch {
	case deviation <= maxDeviation:
		other = e.best(e.rest(e.at, e.part), 0, e.otherLength(), e.otherRamps(0), e.otherRamps(2*e.ramp), e.elsewhere())
	case tellable:
		margin := energy(e.part) / 50
		other = e.best(energy(e.x), margin, e.otherLevel(), e.otherLength(), e.elsewhere(), e.otherFrequency())
	}
	if other.result != right {
		h.rest = e.rest(other.from, other.wave)
	}
	noise := noiseFactor * neighbours(rest, e.part)
	switch {
	case other.result == misplaced:
		h.result, h.late = misplaced, int64(other.from-e.at)
	case other.result != right:
		h.result, h.measured = other.result, e.measured(other.hertz, other.gain, len(other.wave))
		h.measured.Flaw = string(other.result)
	case deviation <= maxDeviation:
	case noise >= maxNoise || !tellable || real(gain) > 0.5: // most of it is there, and nothing else explains it better
		h.result = undecided
	case deviation > noise:
		h.result = missing
	}
	return h
}

// nearFullScale returns twice the share of samples that are next to full scale, where a mix is not the sum of its
// parts.
func nearFullScale(x []float64) float64 {
	n := 0
	for _, v := range x {
		if math.Abs(v) > 31_000 {
			n++
		}
	}
	return 2 * float64(n) / float64(max(1, len(x)))
}

// A candidate is another tone that may be there instead of the expected one. The zero candidate is none.
type candidate struct {
	result result
	from   int // in the excerpt
	wave   []float64
	gain   float64 // of the expected level
	hertz  float64
}

// best returns the candidate that leaves least, and less than an energy, of those that a voice does not look like.
// It must be better than that, and than each one before it, by a margin, for a later one has more to choose.
func (e *excerpt) best(least, margin float64, candidates ...candidate) (best candidate) {
	for _, c := range candidates {
		if c.result == right || energy(c.wave) == 0 {
			continue
		}
		if rest := e.rest(c.from, c.wave); rest < least-margin && e.distinct(c) {
			best, least = c, rest
		}
	}
	return best
}

// distinct reports whether a candidate is nearer to what is heard than the expected tone is, and differs from that
// by more than a voice may look like.
func (e *excerpt) distinct(c candidate) bool {
	expected, other := e.only(e.at, e.part), e.only(c.from, c.wave)
	difference := without(other, expected)
	rest := without(e.x, other)
	far := energy(difference)
	gained := energy(without(e.x, expected)) - energy(rest)
	loud := energy(rest) / float64(len(rest))
	if n := sounding(difference); 2*n < len(e.part) { // a short difference may be where the voice is loudest
		loud = loudest(rest, n)
	}
	return far > 0 && gained > far/2 && far > 64*max(loud, 1) && noiseFactor*neighbours(rest, difference) < maxNoise
}

// sounding counts the samples that are more than rounded zeros.
func sounding(x []float64) (n int) {
	for _, v := range x {
		if math.Abs(v) > 1 {
			n++
		}
	}
	return n
}

// loudest returns the most energy a sample that n samples in a row have.
func loudest(x []float64, n int) (most float64) {
	n = max(1, min(n, len(x)))
	for at := 0; at+n <= len(x); at += n {
		most = max(most, energy(x[at:at+n])/float64(n))
	}
	return most
}

// otherLevel is the tone at another level.
func (e *excerpt) otherLevel() candidate {
	gain := dot(e.beep(), e.part) / energy(e.part)
	if gain < 0.1 {
		return candidate{}
	}
	wave := make([]float64, len(e.part))
	for i, v := range e.part {
		wave[i] = gain * v
	}
	return candidate{levelDiffers, e.at, wave, gain, e.Hertz}
}

// otherLength is the tone at the length, with its ramps, that leaves least of the audio from the beep's beginning on.
func (e *excerpt) otherLength() candidate {
	x := e.x[e.at:]
	if !e.whole || len(x) <= e.ramp {
		return candidate{}
	}
	steady := e.shape(len(x), 0, e.Hertz, 0)
	// added returns by how much the energy of sample i grows without a share of the tone.
	added := func(i int, share float64) float64 {
		rest := x[i] - share*steady[i]
		return rest*rest - x[i]*x[i]
	}
	best, least, begun := 0, math.Inf(1), 0.0
	for i := range len(x) - e.ramp { // the last sample before the tone falls
		if i < e.ramp {
			begun += added(i, e.rise[i])
			continue
		}
		begun += added(i, 1)
		rest := begun
		for k := range e.ramp {
			rest += added(i+1+k, e.rise[e.ramp-1-k])
		}
		if rest < least {
			best, least = i+1+e.ramp, rest
		}
	}
	if best == len(e.part) {
		return candidate{}
	}
	return candidate{lengthDiffers, e.at, e.shape(best, e.ramp, e.Hertz, 0), 1, e.Hertz}
}

// otherRamps is the tone with ramps of n samples.
func (e *excerpt) otherRamps(n int) candidate {
	if n == e.ramp || 2*n > len(e.part) {
		return candidate{}
	}
	return candidate{rampsDiffer, e.at, e.shape(len(e.part), n, e.Hertz, 0), 1, e.Hertz}
}

// elsewhere is the tone where in the excerpt most of it is.
func (e *excerpt) elsewhere() candidate {
	turn := 2 * math.Pi * e.Hertz / float64(e.rate)
	sums := make([]complex128, len(e.x)+1)
	for i, v := range e.x {
		sums[i+1] = sums[i] + cmplx.Rect(v, -turn*float64(i))
	}
	best, most := e.at, 0.0
	for from := 0; from+len(e.part)/2 < len(e.x); from++ {
		to := min(len(e.x), from+len(e.part))
		if gain := -imag((sums[to] - sums[from]) * cmplx.Rect(1, turn*float64(from)-e.phase)); gain > most {
			best, most = from, gain
		}
	}
	if best == e.at || !e.whole {
		return candidate{}
	}
	return candidate{misplaced, best, e.part[:min(len(e.part), len(e.x)-best)], 1, e.Hertz}
}

// otherFrequency is a tone of another frequency, level and phase in the same place, steady from its beginning to
// its end.
func (e *excerpt) otherFrequency() candidate {
	x := e.beep()
	bin := float64(e.rate) / float64(len(x))
	hertz := e.strongest(x, 100, min(max(4000, 2*e.Hertz), 0.49*float64(e.rate)), bin/2)
	for step := bin / 4; step > 0.05; step /= 2 {
		hertz = e.strongest(x, hertz-step, hertz+step, step)
	}
	gain, wave := e.component(x, hertz)
	if gain < 0.1 || !e.steady(x, wave, hertz, gain) {
		return candidate{}
	}
	return candidate{frequencyDiffers, e.at, wave, gain, hertz}
}

// strongest returns the frequency of which there is most in x.
func (e *excerpt) strongest(x []float64, from, to, step float64) (hertz float64) {
	most := -1.0
	for f := from; f <= to+step/2; f += step {
		if a := amplitude(x, f/float64(e.rate)); a > most {
			hertz, most = f, a
		}
	}
	return hertz
}

// component returns what of x is a tone of a frequency with the expected ramps, and how loud that is.
func (e *excerpt) component(x []float64, hertz float64) (gain float64, wave []float64) {
	g, rest := fit(x, e.shape(len(x), e.ramp, hertz, 0), e.shape(len(x), e.ramp, hertz, math.Pi/2))
	return cmplx.Abs(g), without(x, rest)
}

// steady reports whether most of x is its component of a frequency, and each quarter of x has about as much of
// that: a voice does not.
func (e *excerpt) steady(x, component []float64, hertz, gain float64) bool {
	n := len(x) / 4
	for q := range 4 {
		g, _ := fit(x[q*n:(q+1)*n], e.shape(n, 0, hertz, 0), e.shape(n, 0, hertz, math.Pi/2))
		if a := cmplx.Abs(g); a < 0.6*gain || a > 1.6*gain {
			return false
		}
	}
	return 2*energy(component) > energy(x)
}

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
