package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
)

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
