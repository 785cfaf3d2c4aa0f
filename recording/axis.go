// Package recording is the time axis of a call's recording: who is heard where, where there is silence and where a beep, and
// what each track holds. One pure function plans what a track holds, piece by piece; rendering applies the plan and decides nothing.
//
// Positions are int64 samples on one axis; spans are half-open. A time.Duration exists at the edge only.
package recording

import (
	"fmt"
	"time"
)

// A Rate is a number of samples a second.
type Rate int64

// Samples returns the position nearest to a duration. Samples(Duration(n)) is n, at any rate that audio has and for centuries.
func (r Rate) Samples(d time.Duration) int64 {
	whole, rest := int64(d/time.Second), int64(d%time.Second)
	return whole*int64(r) + divRound(rest*int64(r), int64(time.Second))
}

// Duration returns how long n samples last, to the nanosecond; no time at a rate that is none.
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
	From, To int64
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
