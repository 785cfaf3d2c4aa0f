package audit

import (
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

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
