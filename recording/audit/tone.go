package audit

import (
	"math"
	"math/cmplx"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
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

// tones listens to a track for the tone: judges each expected beep when it is over, and finds the tone wherever else it is.
type tones struct {
	*sound
	track   recording.Track
	beeps   []manifest.Beep // that are not judged yet
	all     []manifest.Beep
	heard   []hearing
	found   []hearing // the tone, wherever it is, expected or not
	left    []hearing // of found, those that no expected one explains
	more    bool      // there was more of it than is kept
	history []float64 // the last samples
	from    int64     // of the first of them
	hops    hops
}

// mostFound is how many tones of a track are kept: a file may be all tones.
const mostFound = 1000

func newTones(s *sound, track recording.Track, m manifest.Manifest) *tones {
	t := &tones{sound: s, track: track, hops: newHops(s)}
	for _, b := range m.Beeps {
		if b.Track == track {
			t.beeps = append(t.beeps, b)
		}
	}
	t.all = t.beeps
	return t
}

// pad is how far around a beep it is looked for.
func (t *tones) pad() int64 { return int64(len(t.wave) / 2) }

// hear takes in samples, piece by piece, so that the history stays short.
func (t *tones) hear(at int64, pcm []int16) {
	if !t.audible() {
		return
	}
	if len(t.history) == 0 {
		t.from = at
	}
	for len(pcm) > 0 {
		n := min(len(pcm), t.hops.size)
		for _, v := range pcm[:n] {
			t.history = append(t.history, float64(v))
		}
		for _, end := range t.hops.add(t.history[len(t.history)-n:]) {
			t.keep(end)
		}
		t.settle(false)
		t.forget()
		pcm = pcm[n:]
	}
}

// end returns the position after the last sample.
func (t *tones) end() int64 { return t.from + int64(len(t.history)) }

// forget drops what no beep can need any more.
func (t *tones) forget() {
	if need := 4*len(t.wave) + 4*t.hops.size; len(t.history) > 2*need {
		drop := len(t.history) - need
		t.history = t.history[:copy(t.history, t.history[drop:])]
		t.from += int64(drop)
	}
}

// settle judges the beeps that are over, or, at an end, all of which enough was heard.
func (t *tones) settle(over bool) {
	for len(t.beeps) > 0 {
		b := t.beeps[0]
		if t.end() < b.To+t.pad() && !(over && t.end() > b.From) {
			return
		}
		t.beeps = t.beeps[1:]
		if half := b.From + b.Len()/2; t.end() >= half && b.From >= t.from {
			t.heard = append(t.heard, t.judge(b))
		}
	}
}

// judge judges one beep, in what was heard of it and around it up to its neighbours.
func (t *tones) judge(b manifest.Beep) hearing {
	from, to := max(t.from, b.From-t.pad()), min(t.end(), b.To+t.pad())
	if n := len(t.heard); n > 0 {
		from = max(from, min(b.From, t.heard[n-1].To))
	}
	if len(t.beeps) > 0 {
		to = max(b.To, min(to, t.beeps[0].From))
	}
	to = min(to, t.end())
	whole := b.Len() == int64(len(t.wave)) && to >= b.To
	part := recording.Span{From: b.From - b.At, To: min(b.To, to) - b.At}
	s := scene{t.sound, t.history[from-t.from : to-t.from], int(b.From - from), t.wave[part.From:part.To], t.quad[part.From:part.To], whole}
	h := s.judge()
	h.Beep = b
	return h
}

// keep notes that the tone was heard, at about a window's position, and finds out where it begins to the sample.
func (t *tones) keep(w window) {
	if len(t.found) == mostFound {
		t.more = true
		return
	}
	hop := t.hops.size
	begin := t.end() - int64(w.ago)
	from, to := max(t.from, begin-int64(hop)), min(t.end(), begin+int64(len(t.wave)+hop))
	s := scene{t.sound, t.history[from-t.from : to-t.from], 0, t.wave, t.quad, true}
	h := hearing{dBm0: dBm0(w.gain * float64(s.Peak)), hertz: s.Hertz, length: len(s.wave)}
	if g := s.shift(); g.flaw != 0 {
		from += int64(g.from)
	}
	h.Beep = manifest.Beep{Span: recording.Span{From: from, To: from + int64(len(s.wave))}, At: from, Track: t.track}
	t.found = append(t.found, h)
}

// restart is where what follows does not follow in time: a cut, or the end.
func (t *tones) restart() {
	t.settle(true)
	for _, w := range t.hops.flush() {
		t.keep(w)
	}
	t.history = t.history[:0]
	t.hops = newHops(t.sound)
}

// hops are the tone's amplitudes in windows of 10 ms, and the last of them that are as long as the tone.
type hops struct {
	*sound
	size  int
	table []complex128 // a hop of the tone's turns, backwards
	n     int          // samples in the hop that is not whole
	count int64
	sum   complex128
	power float64
	all   []float64    // energies of whole hops, as last
	last  []complex128 // amplitudes of whole hops, the oldest first; full when as long as the tone
	best  window       // the strongest since it was heard first
	rest  int          // hops that still belong to the tone that was found
}

// A window is where a tone was heard.
type window struct {
	gain float64
	ago  int // samples from its beginning up to now
}

func newHops(s *sound) hops {
	h := hops{sound: s, size: max(1, int(s.rate)/100)}
	for i := range h.size {
		h.table = append(h.table, cmplx.Rect(1, -2*math.Pi*math.Mod(float64(i)*s.Hertz/float64(s.rate), 1)))
	}
	return h
}

// length returns how many hops are as long as the tone.
func (h *hops) length() int { return max(1, len(h.wave)/h.size) }

// add takes in samples and returns where the tone was heard.
func (h *hops) add(x []float64) (found []window) {
	for len(x) > 0 {
		part := x[:min(len(x), h.size-h.n)]
		for i, v := range part {
			h.sum += h.table[h.n+i] * complex(v, 0)
			h.power += v * v
		}
		h.n += len(part)
		x = x[len(part):]
		if h.n == h.size {
			found = append(found, h.whole(len(x))...)
		}
	}
	return found
}

// whole takes in a hop; after it come more samples that are not counted yet.
func (h *hops) whole(more int) []window {
	turned := math.Mod(float64(h.count*int64(h.size))*h.Hertz/float64(h.rate), 1)
	amplitude := h.sum * cmplx.Rect(2/(float64(h.size)*float64(h.Peak)), -2*math.Pi*turned)
	h.count++
	h.n, h.sum = 0, 0
	if len(h.last) == h.length() {
		h.last = h.last[:copy(h.last, h.last[1:])]
		h.all = h.all[:copy(h.all, h.all[1:])]
	}
	h.last, h.all = append(h.last, amplitude), append(h.all, h.power)
	h.power = 0
	h.best.ago += h.size
	if h.rest > 0 {
		h.rest--
		return nil
	}
	g, ok := h.tone()
	switch {
	case ok && g > h.best.gain:
		h.best = window{g, h.length()*h.size + more}
	case h.best.gain > 0 && (!ok || g < h.best.gain || h.best.ago > (h.length()+2)*h.size):
		return h.flush()
	}
	return nil
}

// flush returns the tone that is being heard.
func (h *hops) flush() (found []window) {
	if h.best.gain > 0 {
		found = append(found, h.best)
		h.rest = max(0, (h.length()*h.size*2-h.best.ago)/h.size-1)
	}
	h.best = window{}
	return found
}

// tone reports whether the last hops are the tone: as loud as it, of one phase, all along, and not as much of frequencies next to it.
func (h *hops) tone() (g float64, ok bool) {
	n := len(h.last)
	if n < h.length() || n < 3 {
		return 0, false
	}
	g = h.turning(h.last, 0)
	if g < 0.6 || g > 1.6 || h.hidden(g) {
		return 0, false
	}
	for _, k := range [...]float64{-4, -3, -2, 2, 3, 4} {
		if n >= 9 && h.turning(h.last, k) > g/3 {
			return 0, false
		}
	}
	for q := range 3 {
		if part := h.turning(h.last[q*n/3:(q+1)*n/3], 0); part < g/2 {
			return 0, false
		}
	}
	return g, true
}

// hidden reports whether a tone as loud as that would be so little of all that sounds that noise alone may feign it: 15 dB less.
func (h *hops) hidden(g float64) bool {
	sum := 0.0
	for _, e := range h.all {
		sum += e
	}
	tone := g * float64(h.Peak)
	return tone*tone/2 < 0.03*sum/float64(len(h.all)*h.size)
}

// turning returns how much of some hops turns k times over them.
func (h *hops) turning(list []complex128, k float64) float64 {
	sum := complex(0, 0)
	for i, a := range list {
		sum += a * cmplx.Rect(1, -2*math.Pi*k*float64(i)/float64(len(list)))
	}
	return cmplx.Abs(sum) / float64(len(list))
}
