// Package recording is the time axis of a call's recording: who is heard where, where there is silence and where a
// beep, and what each track holds.
//
// A Timeline takes what happens to a call, each command with its position, and knows for every sample who is silenced
// and why. Its Plan says what a track holds, piece by piece; Plan.Render and Plan.Encode apply that to audio and decide
// nothing. Package live does all of it while the call goes on, package offline for audio that is finished.
//
// Positions are int64 samples on one axis; spans are half-open. A time.Duration exists at the edge only.
package recording

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"
)

// A Rate is a number of samples a second.
type Rate int64

// Samples returns how many samples a duration is, to the nearest one. Samples(Duration(n)) is n, at any rate that audio
// has and for centuries.
func (r Rate) Samples(d time.Duration) int64 {
	whole, rest := int64(d/time.Second), int64(d%time.Second)
	return whole*int64(r) + divRound(rest*int64(r), int64(time.Second))
}

// Duration returns how long n samples last, to the nanosecond; 0 at a rate that is not positive.
func (r Rate) Duration(n int64) time.Duration {
	if r <= 0 {
		return 0
	}
	whole, rest := n/int64(r), n%int64(r)
	return time.Duration(whole)*time.Second + time.Duration(divRound(rest*int64(time.Second), int64(r)))
}

// divRound divides, and rounds to nearest, halves away from zero.
func divRound(a, b int64) int64 {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}

// A Span is the samples from From up to, and without, To; it is empty where From >= To.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Len returns the number of samples in the span.
func (s Span) Len() int64 { return max(0, s.To-s.From) }

// Empty reports whether no sample is in the span.
func (s Span) Empty() bool { return s.From >= s.To }

// Has reports whether a sample is in the span.
func (s Span) Has(n int64) bool { return s.From <= n && n < s.To }

// Intersect returns the samples that are in both spans.
func (s Span) Intersect(t Span) Span { return Span{max(s.From, t.From), min(s.To, t.To)} }

func (s Span) String() string { return fmt.Sprintf("[%d,%d)", s.From, s.To) }

// Spans is a set of samples: spans in order, none of them empty, and each apart from the next. The zero Spans is empty.
type Spans []Span

// Union returns the samples of all the spans, which may come in any order, overlap and be empty.
func Union(spans ...Span) (all Spans) {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	for _, s := range spans {
		all.Add(s)
	}
	return all
}

// Add puts the samples of a span into the set. One after all others takes no longer in a large set than in a small one.
func (s *Spans) Add(span Span) {
	if span.Empty() {
		return
	}
	all, from := *s, len(*s)
	if from > 0 && all[from-1].To >= span.From {
		from, _ = slices.BinarySearchFunc(all, span.From, func(s Span, n int64) int { return cmp.Compare(s.To, n) })
	}
	to := from
	for ; to < len(all) && all[to].From <= span.To; to++ {
		span.From, span.To = min(span.From, all[to].From), max(span.To, all[to].To)
	}
	*s = slices.Replace(all, from, to, span)
}

// Clip takes out of the set what is not in a span.
func (s *Spans) Clip(to Span) {
	all := *s
	from, end := all.find(to.From), len(all)
	for end > from && all[end-1].From >= to.To {
		end--
	}
	if to.Empty() {
		end = from
	}
	all = slices.Delete(slices.Delete(all, end, len(all)), 0, from)
	if n := len(all); n > 0 {
		all[0].From, all[n-1].To = max(all[0].From, to.From), min(all[n-1].To, to.To)
	}
	*s = all
}

// find returns the index of the span that holds a sample, or of the first one after it.
func (s Spans) find(n int64) int {
	i, _ := slices.BinarySearchFunc(s, n, func(span Span, n int64) int {
		if span.To <= n {
			return -1
		}
		return 1
	})
	return i
}

// Has reports whether a sample is in the set.
func (s Spans) Has(n int64) bool {
	i := s.find(n)
	return i < len(s) && s[i].From <= n
}

// Intersect returns the samples that are in both sets.
func (s Spans) Intersect(t Spans) (both Spans) {
	for len(s) > 0 && len(t) > 0 {
		both.Add(s[0].Intersect(t[0]))
		if s[0].To < t[0].To {
			s = s[1:]
		} else {
			t = t[1:]
		}
	}
	return both
}

// Without returns the samples that are in the set and not in another one.
func (s Spans) Without(t Spans) (rest Spans) {
	for _, span := range s {
		for gap := range t.Gaps(span) {
			rest.Add(gap)
		}
	}
	return rest
}

// Gaps goes through the parts of a span that are not in the set, in order.
func (s Spans) Gaps(span Span) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for _, here := range s[s.find(span.From):] {
			if here.From >= span.To {
				break
			}
			if gap := (Span{span.From, here.From}); !gap.Empty() && !yield(gap) {
				return
			}
			span.From = here.To
		}
		if !span.Empty() {
			yield(span)
		}
	}
}
