package audit

import (
	"math"
	"math/cmplx"
	"slices"
	"sort"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// An expectedTone is the tone of the beeps as numbers: its samples, and what they would be a quarter of a turn later.
type expectedTone struct {
	recording.Tone
	rate       recording.Rate
	wave, quad []float64
	ramp       int       // samples
	rise       []float64 // the envelope's first samples
	phase      float64   // at its beginning: 0 but of a tone that was measured
}

func newExpectedTone(t recording.Tone, r recording.Rate) *expectedTone {
	e := &expectedTone{Tone: t, rate: r, ramp: int(max(0, min(r.Samples(t.Ramp), r.Samples(t.Length))))}
	for _, v := range t.PCM(r) {
		e.wave = append(e.wave, float64(v))
	}
	for i := range e.ramp {
		e.rise = append(e.rise, envelope(i, 2*e.ramp+1, e.ramp))
	}
	e.quad = e.shape(len(e.wave), e.ramp, t.Hertz, math.Pi/2)
	return e
}

// turns returns how many periods of the tone some samples are.
func (e *expectedTone) turns(samples int) float64 {
	return e.Hertz * float64(samples) / float64(e.rate)
}

// detectable reports whether the tone can be looked for: it has three periods or more, is below half the rate, and
// is not all zeros.
func (e *expectedTone) detectable() bool {
	return e.Hertz > 0 && e.Hertz < float64(e.rate)/2 && e.turns(len(e.wave)) >= leastTurns && e.Peak > 0 &&
		energy(e.wave) > 0
}

// shape returns a tone of another length, ramp, frequency or phase, at the expected peak.
func (e *expectedTone) shape(n, ramp int, hertz, phase float64) []float64 {
	wave := make([]float64, n)
	for i := range wave {
		turn := math.Mod(float64(i)*hertz/float64(e.rate), 1)
		wave[i] = float64(e.Peak) * math.Sin(2*math.Pi*turn+e.phase+phase) * envelope(i, n, ramp)
	}
	return wave
}

// measured returns the tone as it was measured, at a share of the expected level.
func (e *expectedTone) measured(hertz, gain float64, samples int) Tone {
	level := max(dBm0(1), dBm0(gain*float64(e.Peak))) // that of nothing is -Inf, which is no JSON
	return Tone{Hertz: hertz, DBm0: level, Samples: samples}
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

// without returns x less y, which may be shorter.
func without(x, y []float64) []float64 {
	rest := slices.Clone(x)
	for i, v := range y[:min(len(x), len(y))] {
		rest[i] -= v
	}
	return rest
}

// fit returns by what complex factor the tone is in x, by least squares: 1 is the tone as it should be, 0 is none.
// rest is x without it.
func fit(x, wave, quad []float64) (gain complex128, rest []float64) {
	ww, qq, wq := energy(wave), energy(quad), dot(wave, quad)
	xw, xq := dot(x, wave), dot(x, quad)
	det := ww*qq - wq*wq
	if det <= 1e-9*ww*qq {
		return 0, x
	}
	a, b := (xw*qq-xq*wq)/det, (xq*ww-xw*wq)/det
	rest = slices.Clone(x)
	for i := range wave[:min(len(wave), len(x))] {
		rest[i] -= a*wave[i] + b*quad[i]
	}
	return complex(a, b), rest
}

// neighbours returns how much of the tone a voice may look like: the most that it has of the same tone at
// neighbouring frequencies.
func neighbours(voice, wave []float64) (most float64) {
	product := slices.Clone(wave[:min(len(wave), len(voice))])
	for i := range product {
		product[i] *= voice[i]
	}
	for _, k := range [...]float64{2, 3, 4, 5, 6, 8} {
		most = max(most, amplitude(product, k/float64(len(wave)))/energy(wave))
	}
	return most
}

// amplitude returns how much of a frequency is in x, in periods a sample: the sum of the samples, each turned back.
func amplitude(x []float64, frequency float64) float64 {
	turn := cmplx.Rect(1, -2*math.Pi*frequency)
	at, sum := complex(1, 0), complex(0, 0)
	for _, v := range x {
		sum += at * complex(v, 0)
		at *= turn
	}
	return cmplx.Abs(sum)
}

// A heardTone is a tone that was heard in a track, or what was heard where a beep should be.
type heardTone struct {
	recording.Span        // of the beep, if one should be there, otherwise of the tone
	result         result // right, if no beep should be there
	measured       Tone
	late           int64       // samples by which a misplaced beep is late, below 0 early
	rest           float64     // the energy that the excerpt has besides
	allowed        allowedTone // that was heard; the zero one where only the expected one may be
}

// A toneReader listens to a track for the tone: it judges each beep when that is over, and finds the tone wherever
// it is.
type toneReader struct {
	*expectedTone
	expected []manifest.Beep
	waiting  []manifest.Beep // those that are not judged yet
	beeps    []heardTone     // what was heard of the others
	found    []heardTone     // the tone wherever it is, expected or not
	exact    bool            // no other tone may be there
	detector detector
	tooMany  bool      // more tones than are kept
	history  []float64 // the last samples
	from     int64     // the position of the first of them
}

// mostFound is how many tones of a track are kept: a file may be all tones.
const mostFound = 1000

func newToneReader(e *expectedTone, track recording.Track, m manifest.Manifest, exact bool) *toneReader {
	t := &toneReader{expectedTone: e, detector: newDetector(e), exact: exact}
	for _, b := range m.Beeps {
		if b.Track == track {
			t.expected = append(t.expected, b)
		}
	}
	t.waiting = t.expected
	return t
}

// around is how many samples before and after a beep it is looked for.
func (t *toneReader) around() int64 { return int64(len(t.wave) / 2) }

// end returns the position behind the last sample.
func (t *toneReader) end() int64 { return t.from + int64(len(t.history)) }

// knownUpTo returns the position up to which all tones are known, once a track was read up to an end.
func (t *toneReader) knownUpTo(end int64) int64 {
	return minus(end, int64(2*len(t.wave)+8*t.detector.size))
}

// read takes in samples, block by block, so that the history stays short.
func (t *toneReader) read(at int64, pcm []int16) {
	if !t.detectable() {
		return
	}
	if len(t.history) == 0 {
		t.from = at
	}
	for len(pcm) > 0 {
		n := min(len(pcm), t.detector.size-t.detector.n)
		for _, v := range pcm[:n] {
			t.history = append(t.history, float64(v))
		}
		t.locate(t.detector.add(t.history[len(t.history)-n:]))
		t.judgeBeeps(false)
		t.forget()
		pcm = pcm[n:]
	}
}

// forget drops the samples that no beep can need any more.
func (t *toneReader) forget() {
	if need := 4*len(t.wave) + 4*t.detector.size; len(t.history) > 2*need {
		drop := len(t.history) - need
		t.history = t.history[:copy(t.history, t.history[drop:])]
		t.from += int64(drop)
	}
}

// judgeBeeps judges the beeps that are over, or, where the audio ends, all of which half was heard.
func (t *toneReader) judgeBeeps(ends bool) {
	for len(t.waiting) > 0 {
		b := t.waiting[0]
		if t.end() < b.To+t.around() && !(ends && t.end() > b.From) {
			return
		}
		t.waiting = t.waiting[1:]
		if half := b.From + b.Len()/2; t.end() >= half && b.From >= t.from {
			t.beeps = append(t.beeps, t.judge(b))
		}
	}
}

// judge judges one beep, in what was heard of it and around it up to its neighbours.
func (t *toneReader) judge(b manifest.Beep) heardTone {
	from, to := max(t.from, b.From-t.around()), b.To+t.around()
	if n := len(t.beeps); n > 0 {
		from = max(from, min(b.From, t.beeps[n-1].To))
	}
	if len(t.waiting) > 0 {
		to = max(b.To, min(to, t.waiting[0].From))
	}
	to = min(to, t.end())
	part := recording.Span{From: b.From - b.At, To: min(b.To, to) - b.At}
	e := excerpt{expectedTone: t.expectedTone, x: t.history[from-t.from : to-t.from], at: int(b.From - from),
		part: t.wave[part.From:part.To], partQuad: t.quad[part.From:part.To],
		whole: b.Len() == int64(len(t.wave)) && to >= b.To}
	h := e.judge()
	if h.result != right && !t.exact {
		h = e.judgeNearest(h, int(part.From), from)
	}
	h.Span = b.Span
	return h
}

// locate keeps a tone that was detected, from where it begins to the sample.
func (t *toneReader) locate(d detection) {
	switch {
	case d.gain == 0:
		return
	case len(t.found) == mostFound:
		t.tooMany = true
		return
	}
	block := t.detector.size
	begin := t.end() - int64(d.ago)
	from, to := max(t.from, begin-int64(block)), min(t.end(), begin+int64(len(t.wave)+block))
	e := excerpt{expectedTone: t.expectedTone, x: t.history[from-t.from : to-t.from], part: t.wave, partQuad: t.quad,
		whole: true}
	if c := e.elsewhere(); c.result != right {
		from += int64(c.from)
	}
	t.found = append(t.found, heardTone{Span: recording.Span{From: from, To: from + int64(len(t.wave))},
		measured: t.measured(t.Hertz, d.gain, len(t.wave))})
}

// restart ends the search where the audio breaks off, at a cut or at the end of the file.
func (t *toneReader) restart() {
	t.judgeBeeps(true)
	t.locate(t.detector.flush())
	t.history = t.history[:0]
	t.detector = newDetector(t.expectedTone)
}

// overlaps reports whether two spans share more than a quarter of the tone.
func (t *toneReader) overlaps(a, b recording.Span) bool { return a.Intersect(b).Len() > t.quarter() }

func (t *toneReader) quarter() int64 { return int64(len(t.wave)) / 4 }

// extra returns the tones in a span that were heard where none is expected, and that are no part of an expected
// one: of one that is too long, or is not in its place.
func (t *toneReader) extra(s recording.Span) (list []heardTone) {
	for _, found := range t.found {
		if found.Intersect(s).Empty() || t.expectedIn(found.Span) > int64(len(t.wave))/8 {
			continue
		}
		near := t.heardIn(recording.Guard{Before: t.reach(), After: t.reach()}.Widen(found.Span))
		if !slices.ContainsFunc(near, func(b heardTone) bool { return t.isPart(found.Span, b) }) {
			list = append(list, found)
		}
	}
	return list
}

// reach is how far from a beep's place it may be heard: within the excerpt that it is judged in.
func (t *toneReader) reach() int64 { return 4 * int64(len(t.wave)) }

// expectedWithin returns the beeps that are expected in a span.
func (t *toneReader) expectedWithin(s recording.Span) []manifest.Beep {
	return overlapping(t.expected, s, func(b manifest.Beep) recording.Span { return b.Span })
}

// heardIn returns what was heard of the beeps that are expected in a span.
func (t *toneReader) heardIn(s recording.Span) []heardTone {
	return overlapping(t.beeps, s, func(b heardTone) recording.Span { return b.Span })
}

// overlapping returns those of a list that share samples with a span. The list is in order, and no two of it overlap.
func overlapping[T any](list []T, s recording.Span, of func(T) recording.Span) []T {
	from := sort.Search(len(list), func(i int) bool { return of(list[i]).To > s.From })
	list = list[from:]
	return list[:sort.Search(len(list), func(i int) bool { return of(list[i]).From >= s.To })]
}

// isPart reports whether a tone that was found is what was heard of a beep.
func (t *toneReader) isPart(found recording.Span, b heardTone) bool {
	switch {
	case t.overlaps(found, b.Span):
		return true
	case b.result == lengthDiffers && int64(b.measured.Samples) > b.Len():
		return found.From <= b.To+t.quarter() && found.To > b.From
	}
	return b.result == misplaced && t.overlaps(found, moved(b.Span, b.late))
}

// expectedIn returns how many samples of a span are beeps, for several that are cut may look like one.
func (t *toneReader) expectedIn(s recording.Span) (n int64) {
	for _, b := range t.expectedWithin(s) {
		n += b.Intersect(s).Len()
	}
	return n
}

func moved(s recording.Span, by int64) recording.Span {
	return recording.Span{From: s.From + by, To: s.To + by}
}

// lateness returns by how much a misplaced beep is late. The tone that was found there tells it better, for little
// of that may be near the beep's place.
func (t *toneReader) lateness(b heardTone) int64 {
	for _, found := range t.found {
		if t.overlaps(found.Span, moved(b.Span, b.late)) {
			return found.From - b.From
		}
	}
	return b.late
}

// A soundingTone is a tone that is taken off the audio: from a position on its samples, of those in a span, and by how
// much they may differ.
type soundingTone struct {
	recording.Span
	at    int64
	wave  []float64
	slack float64
}

// within returns the tones in a span, expected or not.
func (t *toneReader) within(s recording.Span) (list []soundingTone) {
	list = t.asWritten(t.unexpected(s))
	if t.exact {
		return append(list, t.asWritten(t.expectedWithin(s))...)
	}
	around := t.rate.Samples(allowedLength + allowedPlace)
	for _, b := range t.expectedWithin(recording.Guard{Before: around, After: around}.Widen(s)) {
		list = append(list, t.asHeard(b))
	}
	return list
}

// asWritten returns beeps as the expected tone.
func (t *toneReader) asWritten(beeps []manifest.Beep) (list []soundingTone) {
	for _, b := range beeps {
		list = append(list, soundingTone{Span: b.Span, at: b.At, wave: t.wave})
	}
	return list
}

// asHeard returns a beep as the tone that was heard in its place, if that may be there.
func (t *toneReader) asHeard(b manifest.Beep) soundingTone {
	for _, h := range t.heardIn(b.Span) {
		if h.Span == b.Span && h.allowed.wave != nil {
			return soundingTone{h.allowed.Span, h.allowed.From, h.allowed.wave, allowedRest * float64(t.Peak)}
		}
	}
	return soundingTone{Span: b.Span, at: b.At, wave: t.wave}
}

// unexpected returns the tones in a span that are heard where none is expected: extra ones and misplaced ones.
func (t *toneReader) unexpected(s recording.Span) (list []manifest.Beep) {
	tones := t.extra(s)
	for _, b := range t.heardIn(recording.Guard{Before: t.reach(), After: t.reach()}.Widen(s)) {
		if b.result == misplaced {
			from := b.From + t.lateness(b)
			b.Span = recording.Span{From: from, To: from + min(b.Len(), int64(len(t.wave)))}
			tones = append(tones, b)
		}
	}
	for _, h := range tones {
		if !h.Intersect(s).Empty() {
			list = append(list, manifest.Beep{Span: h.Span, At: h.From})
		}
	}
	return list
}

// sumAt returns what tones are together at a position, and by how much that may differ; ok is false where there is
// none.
func (t *toneReader) sumAt(tones []soundingTone, pos int64) (sum, slack int, ok bool) {
	for _, tone := range tones {
		if k := pos - tone.at; tone.Has(pos) && k >= 0 && k < int64(len(tone.wave)) {
			sum, slack, ok = sum+int(math.Round(tone.wave[k])), slack+int(tone.slack), true
		}
	}
	return clamp(sum), slack, ok
}

// A detector finds the tone in a stream of samples, to about 10 ms: it measures the amplitude of the tone's
// frequency in blocks of 10 ms, and looks at as many blocks as are as long as the tone.
type detector struct {
	*expectedTone
	size       int          // samples of a block
	turns      []complex128 // a block of the tone's frequency, backwards
	n          int          // samples of the block that is not whole
	sum        complex128   // of those
	power      float64      // of those
	blocks     int64        // that were whole
	energies   []float64    // of the last whole blocks, as many as are as long as the tone
	amplitudes []complex128 // of the same blocks
	best       detection    // the strongest since the tone began to sound
	skip       int          // blocks that still belong to the tone that was found last
}

// A detection is a tone that was detected.
type detection struct {
	gain float64 // of the expected level; 0 for no tone
	ago  int     // samples from its beginning up to now
}

func newDetector(e *expectedTone) detector {
	d := detector{expectedTone: e, size: max(1, int(e.rate)/100)}
	for i := range d.size {
		d.turns = append(d.turns, cmplx.Rect(1, -2*math.Pi*math.Mod(float64(i)*e.Hertz/float64(e.rate), 1)))
	}
	return d
}

// length returns how many blocks are as long as the tone.
func (d *detector) length() int { return max(1, len(d.wave)/d.size) }

// add takes in samples of one block at most, and returns the tone that it shows to be over.
func (d *detector) add(x []float64) detection {
	for i, v := range x {
		d.sum += d.turns[d.n+i] * complex(v, 0)
		d.power += v * v
	}
	d.n += len(x)
	if d.n < d.size {
		return detection{}
	}
	d.endBlock()
	return d.detect()
}

// endBlock turns the amplitude of a whole block back to the phase of the first block, and keeps it.
func (d *detector) endBlock() {
	turned := math.Mod(float64(d.blocks*int64(d.size))*d.Hertz/float64(d.rate), 1)
	amplitude := d.sum * cmplx.Rect(2/(float64(d.size)*float64(d.Peak)), -2*math.Pi*turned)
	if len(d.amplitudes) == d.length() {
		d.amplitudes = d.amplitudes[:copy(d.amplitudes, d.amplitudes[1:])]
		d.energies = d.energies[:copy(d.energies, d.energies[1:])]
	}
	d.amplitudes, d.energies = append(d.amplitudes, amplitude), append(d.energies, d.power)
	d.blocks++
	d.n, d.sum, d.power = 0, 0, 0
	d.best.ago += d.size
}

// detect returns the tone that sounded, once it gets weaker.
func (d *detector) detect() detection {
	if d.skip > 0 {
		d.skip--
		return detection{}
	}
	gain := d.tone()
	switch whole := d.length() * d.size; {
	case gain > d.best.gain:
		d.best = detection{gain, whole}
	case d.best.gain > 0 && (gain < d.best.gain || d.best.ago > whole+2*d.size):
		return d.flush()
	}
	return detection{}
}

// flush returns the tone that sounds now.
func (d *detector) flush() detection {
	found := d.best
	if found.gain > 0 {
		d.skip = max(0, (d.length()*d.size*2-found.ago)/d.size-1)
	}
	d.best = detection{}
	return found
}

// tone returns the level of the tone if that is what the last blocks are, otherwise 0: within 4 dB of its level,
// without a change of phase, in each third of the blocks, not under noise, and not as much of the frequencies next
// to it.
func (d *detector) tone() float64 {
	n := len(d.amplitudes)
	if n < d.length() || n < 3 {
		return 0
	}
	gain := mean(d.amplitudes, 0)
	if gain < 0.6 || gain > 1.6 || d.underNoise(gain) {
		return 0
	}
	for _, k := range [...]float64{-4, -3, -2, 2, 3, 4} {
		if n >= 9 && mean(d.amplitudes, k) > gain/3 {
			return 0
		}
	}
	for q := range 3 {
		if mean(d.amplitudes[q*n/3:(q+1)*n/3], 0) < gain/2 {
			return 0
		}
	}
	return gain
}

// underNoise reports whether a tone is so little of all that sounds, 15 dB less, that noise alone may look like it.
func (d *detector) underNoise(gain float64) bool {
	sum := 0.0
	for _, e := range d.energies {
		sum += e
	}
	tone := gain * float64(d.Peak)
	return tone*tone/2 < 0.03*sum/float64(len(d.energies)*d.size)
}

// mean returns the mean of amplitudes, after their phase is turned back k times over them: what is there of a
// frequency next to the tone's.
func mean(amplitudes []complex128, k float64) float64 {
	sum := complex(0, 0)
	for i, a := range amplitudes {
		sum += a * cmplx.Rect(1, -2*math.Pi*k*float64(i)/float64(len(amplitudes)))
	}
	return cmplx.Abs(sum) / float64(len(amplitudes))
}
