package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A listener hears one track and remembers what the judge asks for.
type listener struct {
	place  Place
	codec  recording.Codec
	rate   recording.Rate
	level  int
	pieces []piece
	next   int     // the piece that is being heard
	hushes []*hush // by piece, nil for those that are not quiet
	run    run
	still  map[uint64]*stillness // by who is heard
	voice  loudness
	tones  *tones
	pcm    []int16 // a block, decoded
	late   late
}

func newListener(m manifest.Manifest, where Place, c recording.Codec, t Tolerance, s *sound) *listener {
	level := max(t.Level, floor(c))
	l := &listener{place: where, codec: c, rate: m.Rate, level: level, pieces: newOutline(m, where.Track).pieces(m.Span),
		still: map[uint64]*stillness{}, voice: newLoudness(m.Rate, level), tones: newTones(s, where.Track, m), late: newLate(c)}
	for _, p := range l.pieces {
		var h *hush
		if p.quiet() {
			h = &hush{piece: p, judged: recording.Span{From: more(p.From, t.Edge), To: less(p.To, t.Edge)}, loudness: newLoudness(m.Rate, level)}
		}
		l.hushes = append(l.hushes, h)
	}
	return l
}

// floor returns the magnitude as which a codec's silence is heard: A-law has no zero.
func floor(c recording.Codec) int {
	var silence [1]int16
	c.Decode(silence[:], []byte{c.Silence(), c.Silence()}[:c.Width()])
	return magnitude(silence[0])
}

// silent reports whether a sample counts as silence.
func (l *listener) silent(v int16) bool { return magnitude(v) <= l.level }

// decode returns one channel of a block of interleaved samples.
func (l *listener) decode(block []byte, channels int) []int16 {
	width := l.codec.Width()
	n := len(block) / (width * channels)
	if cap(l.pcm) < n*channels {
		l.pcm = make([]int16, n*channels)
	}
	pcm := l.pcm[:n*channels]
	l.codec.Decode(pcm, block)
	if channels == 1 {
		return pcm
	}
	for i := range n {
		pcm[i] = pcm[i*channels+l.place.Channel]
	}
	return pcm[:n]
}

// hear takes in the samples at a position of the log's axis; what comes after the last piece is left to the file's length.
func (l *listener) hear(at int64, pcm []int16) {
	l.tones.hear(at, pcm)
	for len(pcm) > 0 && l.next < len(l.pieces) {
		p := l.pieces[l.next]
		n := min(int64(len(pcm)), p.To-at)
		if n > 0 {
			l.part(at, pcm[:n])
			at, pcm = at+n, pcm[n:]
		}
		if at >= p.To {
			l.leave()
		}
	}
	l.judge(l.tones.settled(at))
}

// part takes in samples of the piece that is being heard.
func (l *listener) part(at int64, pcm []int16) {
	p := l.pieces[l.next]
	switch {
	case p.quiet():
		l.late.add(l.hushes[l.next], at, pcm)
	case p.state == voiced:
		if before := l.hushAt(l.next - 1); at == p.From && before != nil {
			l.run = run{after: before}
		}
		l.voice.add(pcm)
		if !p.beep {
			l.stillness(p).samples += int64(len(pcm))
		}
		l.run.count(pcm, l.level, l.ran)
	}
}

// stillness returns what is known of the voices of a piece.
func (l *listener) stillness(p piece) *stillness {
	if l.still[p.voices] == nil {
		l.still[p.voices] = &stillness{}
	}
	return l.still[p.voices]
}

// hushAt returns the silence by a stop that a piece is, or nil.
func (l *listener) hushAt(i int) *hush {
	if i < 0 || i >= len(l.pieces) || l.pieces[i].state != silenced {
		return nil
	}
	return l.hushes[i]
}

// ran notes a run of zeros: next to a silence it may belong to that, elsewhere it is the voices' own.
func (l *listener) ran(r run) {
	p := l.pieces[l.next]
	still := l.stillness(p)
	switch {
	case r.after != nil:
		r.after.after = excess{r.length, still}
		l.discount(r.length)
	case !p.beep:
		still.add(stillness{zeros: r.length, longest: r.length})
	}
}

// discount takes zeros that may belong to a silence off what is known of the voices.
func (l *listener) discount(n int64) {
	if p := l.pieces[l.next]; !p.beep {
		l.stillness(p).samples -= min(n, p.Len())
	}
}

// leave goes on to the next piece. Zeros up to the end of a voiced piece belong to the silence on either side, if there is one.
func (l *listener) leave() {
	if l.pieces[l.next].state == voiced {
		l.voice.restart()
		l.edge()
	}
	l.next++
}

// edge notes the zeros at the end of a voiced piece, or carries them on.
func (l *listener) edge() {
	next := l.next + 1
	last := next == len(l.pieces)
	switch before := l.hushAt(next); {
	case l.run.after != nil && !last && l.pieces[next].state == voiced && l.pieces[next].voices == l.pieces[l.next].voices:
		l.discount(l.run.length)
		return
	case l.run.after != nil:
		l.ran(l.run)
	case before != nil:
		before.before = excess{l.run.length, l.stillness(l.pieces[l.next])}
		l.discount(l.run.length)
	case l.run.length > 0:
		l.ran(l.run)
	}
	l.run = run{}
}

// skip goes on at a later position: what lies between is not in the file.
func (l *listener) skip(to int64) {
	l.restart()
	for l.next < len(l.pieces) && l.pieces[l.next].From < to {
		if h := l.hushes[l.next]; h != nil {
			h.cut = true
		}
		if l.pieces[l.next].To > to {
			return
		}
		l.leave()
	}
}

// end is the end of the file.
func (l *listener) end() {
	l.restart()
	if l.next < len(l.pieces) && l.pieces[l.next].state == voiced {
		l.ran(l.run)
		l.run = run{}
	}
}

// restart is where what follows does not follow in time: what was heard so far is judged.
func (l *listener) restart() {
	l.tones.restart()
	l.judge(math.MaxInt64)
}

// A late holds back what was heard where silence belongs, until it is known which tones are in it.
type late struct {
	hushes []*hush // of which something is held back, the oldest first
	steps  []int   // all values of a lossy codec in order, none of PCM16
}

func newLate(c recording.Codec) (l late) {
	if c.Width() > 1 {
		return l
	}
	for code := range 256 {
		var v [1]int16
		c.Decode(v[:], []byte{byte(code)})
		l.steps = append(l.steps, int(v[0]))
	}
	slices.Sort(l.steps)
	l.steps = slices.Compact(l.steps)
	return l
}

// add holds back samples of a piece.
func (l *late) add(h *hush, at int64, pcm []int16) {
	if len(h.late) == 0 {
		h.at = at
		l.hushes = append(l.hushes, h)
	}
	h.late = append(h.late, pcm...)
}

// step returns by how much a codec may change a value: the wider step next to it, 0 of PCM16.
func (l *late) step(v int) int {
	if len(l.steps) == 0 {
		return 0
	}
	i, _ := slices.BinarySearch(l.steps, v)
	i = max(1, min(i, len(l.steps)-2))
	return max(l.steps[i]-l.steps[i-1], l.steps[i+1]-l.steps[i])
}

// judge judges what was held back up to a position.
func (l *listener) judge(until int64) {
	for len(l.late.hushes) > 0 {
		h := l.late.hushes[0]
		if n := min(int64(len(h.late)), until-h.at); n > 0 {
			l.untone(h.at, h.late[:n])
			h.listen(h.at, h.late[:n], l.level, gap(l.rate))
			h.late, h.at = h.late[:copy(h.late, h.late[n:])], h.at+n
		}
		if len(h.late) > 0 {
			return
		}
		h.late = nil
		l.late.hushes = l.late.hushes[1:]
	}
}

// untone takes the tones that are in some samples off them, each within its own span: what a sample has besides stays.
func (l *listener) untone(at int64, pcm []int16) {
	here := recording.Span{From: at, To: at + int64(len(pcm))}
	list := l.tones.in(here)
	if len(list) == 0 {
		return
	}
	for i, v := range pcm {
		if w, ok := l.tones.sum(list, at+int64(i)); ok && !l.silent(v) {
			pcm[i] = l.besides(int(v), w)
		}
	}
}

// besides returns what a sample has besides the tone: nothing, if the codec or the tolerance explains it.
func (l *listener) besides(v, tone int) int16 {
	if rest := v - tone; max(rest, -rest) > max(l.level, l.late.step(tone)) {
		return int16(max(math.MinInt16, min(math.MaxInt16, rest)))
	}
	return 0
}

// settled returns up to where all tones are known, once a track was heard up to a position.
func (t *tones) settled(end int64) int64 {
	return less(end, int64(2*len(t.wave)+8*t.hops.size))
}

// A placed tone is one that sounds from a position on, of which the span is heard.
type placed struct {
	recording.Span
	at int64
}

// in returns the tones in a span: the expected ones, and those that are heard where none is.
func (t *tones) in(s recording.Span) (list []placed) {
	for _, b := range t.all {
		if !b.Intersect(s).Empty() {
			list = append(list, placed{b.Span, b.At})
		}
	}
	return append(list, t.strange(s)...)
}

// strange returns the tones in a span that are heard where none is expected.
func (t *tones) strange(s recording.Span) (list []placed) {
	for _, h := range slices.Concat(t.extra(s), t.shifted()) {
		if !h.Intersect(s).Empty() {
			list = append(list, placed{h.Span, h.From})
		}
	}
	return list
}

// sum returns what tones are together at a position; ok is false where there is none.
func (t *tones) sum(list []placed, pos int64) (sum int, ok bool) {
	for _, p := range list {
		if k := pos - p.at; p.Has(pos) && k >= 0 && k < int64(len(t.wave)) {
			sum, ok = sum+int(t.wave[k]), true
		}
	}
	return max(math.MinInt16, min(math.MaxInt16, sum)), ok
}
