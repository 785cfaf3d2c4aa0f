package recording_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
)

// spans are small, so that edges meet; one in a few is empty.
var spans = rapid.Custom(func(t *rapid.T) recording.Span {
	from := rapid.Int64Range(-8, 8).Draw(t, "from")
	return recording.Span{From: from, To: rapid.Int64Range(from, 8).Draw(t, "to")}
})

// A position is in the intersection exactly when it is in both.
func TestIntersectPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := spans.Draw(t, "a"), spans.Draw(t, "b")
		for n := int64(-9); n < 9; n++ {
			if got, want := a.Intersect(b).Has(n), a.Has(n) && b.Has(n); got != want {
				t.Fatalf("%v ∩ %v has %d: got %v, want %v", a, b, n, got, want)
			}
		}
	})
}

// The length of a span and of an intersection is the number of positions in it, and empty is length 0.
func TestLenCountsPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := spans.Draw(t, "a"), spans.Draw(t, "b")
		for _, s := range []recording.Span{a, b, a.Intersect(b)} {
			var want int64
			for n := int64(-9); n < 9; n++ {
				if s.Has(n) {
					want++
				}
			}
			if got := s.Len(); got != want || s.Empty() != (want == 0) {
				t.Fatalf("%v: got length %d and empty %v, want %d positions", s, got, s.Empty(), want)
			}
		}
	})
}

// A span has its first position and not its end.
func TestSpanIsHalfOpen(t *testing.T) {
	for from := int64(-8); from <= 8; from++ {
		for to := from; to <= 8; to++ {
			s := recording.Span{From: from, To: to}
			if got, want := s.Has(from), from < to; got != want {
				t.Errorf("%v has its first position: got %v, want %v", s, got, want)
			}
			if s.Has(to) || s.Has(from-1) {
				t.Errorf("%v reaches too far", s)
			}
		}
	}
}

// A span prints as an interval that is closed on the left and open on the right.
func TestSpanString(t *testing.T) {
	if got, want := (recording.Span{From: -3, To: 5}).String(), "[-3,5)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
