package live

import (
	"slices"

	"github.com/recpause/recpause/recording"
)

// A set is samples as spans in order, apart from each other.
type set []recording.Span

// add returns the set with the samples of a span, too.
func (s set) add(span recording.Span) set {
	if span.Empty() {
		return s
	}
	to := len(s)
	for to > 0 && s[to-1].From > span.To {
		to--
	}
	from := to
	for from > 0 && s[from-1].To >= span.From {
		from--
		span.From, span.To = min(span.From, s[from].From), max(span.To, s[from].To)
	}
	if from == to {
		return slices.Insert(s, to, span)
	}
	s[from] = span
	return slices.Delete(s, from+1, to)
}

// drop returns the set without the samples before a position.
func (s set) drop(before int64) set {
	n := 0
	for n < len(s) && s[n].To <= before {
		n++
	}
	s = slices.Delete(s, 0, n)
	if len(s) > 0 {
		s[0].From = max(s[0].From, before)
	}
	return s
}

// cut returns the set without the samples from a position on.
func (s set) cut(from int64) set {
	for len(s) > 0 && s[len(s)-1].From >= from {
		s = s[:len(s)-1]
	}
	if len(s) > 0 {
		s[len(s)-1].To = min(s[len(s)-1].To, from)
	}
	return s
}

// missing returns the samples of spans in order that are not in the set.
func (s set) missing(spans []recording.Span) (gaps []recording.Span) {
	for _, span := range spans {
		for _, here := range s {
			if here.To <= span.From || here.From >= span.To {
				continue
			}
			if here.From > span.From {
				gaps = append(gaps, recording.Span{From: span.From, To: here.From})
			}
			span.From = here.To
		}
		if !span.Empty() {
			gaps = append(gaps, span)
		}
	}
	return gaps
}

// pairs returns the set as it is stored.
func (s set) pairs() (pairs [][2]int64) {
	for _, span := range s {
		pairs = append(pairs, [2]int64{span.From, span.To})
	}
	return pairs
}

// setOf returns a stored set.
func setOf(pairs [][2]int64) (s set) {
	for _, p := range pairs {
		s = s.add(recording.Span{From: p[0], To: p[1]})
	}
	return s
}
