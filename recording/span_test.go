package recording_test

import (
	"slices"
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

// sets are samples from -8 to 8.
var sets = rapid.Custom(func(t *rapid.T) recording.Spans {
	return recording.Union(rapid.SliceOfN(spans, 0, 5).Draw(t, "set")...)
})

// checkSet holds a set against which samples should be in it, and its spans against the law.
func checkSet(t *rapid.T, what string, set recording.Spans, want func(n int64) bool) {
	t.Helper()
	for i, s := range set {
		if s.Empty() || i > 0 && s.From <= set[i-1].To {
			t.Fatalf("%s: %v are not in order and apart", what, set)
		}
	}
	held := positions(set)
	for n := int64(-9); n < 9; n++ {
		if got := set.Has(n); got != want(n) || got != held[n] {
			t.Fatalf("%s: %v has %d: got %t, want %t", what, set, n, got, want(n))
		}
	}
}

// A union has the samples of all its spans.
func TestUnionPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(spans, 0, 5).Draw(t, "spans")
		in := positions(all)
		checkSet(t, "union", recording.Union(all...), func(n int64) bool { return in[n] })
	})
}

// What two sets make of each other is what their samples make, one by one, and neither is changed.
func TestSpansPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sets.Draw(t, "a"), sets.Draw(t, "b")
		inA, inB := positions(a), positions(b)
		checkSet(t, "intersect", a.Intersect(b), func(n int64) bool { return inA[n] && inB[n] })
		checkSet(t, "without", a.Without(b), func(n int64) bool { return inA[n] && !inB[n] })
		checkSet(t, "a", a, func(n int64) bool { return inA[n] })
		checkSet(t, "b", b, func(n int64) bool { return inB[n] })
	})
}

// What a set makes of a span is what their samples make.
func TestSpansAndSpanPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := sets.Draw(t, "set"), spans.Draw(t, "span")
		in := positions(set)
		meets := false
		for n := s.From; n < s.To; n++ {
			meets = meets || in[n]
		}
		if got := set.Meets(s); got != meets {
			t.Fatalf("%v meets %v: got %t, want %t", set, s, got, meets)
		}
		var gaps recording.Spans
		for gap := range set.Gaps(s) {
			gaps = append(gaps, gap)
		}
		checkSet(t, "gaps", gaps, func(n int64) bool { return s.Has(n) && !in[n] })
		added, clipped := slices.Clone(set), slices.Clone(set)
		added.Add(s)
		checkSet(t, "add", added, func(n int64) bool { return in[n] || s.Has(n) })
		clipped.Clip(s)
		checkSet(t, "clip", clipped, func(n int64) bool { return in[n] && s.Has(n) })
	})
}

// A guard widens a span by what it says on both sides, and by nothing where that is negative.
func TestWiden(t *testing.T) {
	g := recording.Guard{Before: 2, After: -3}
	if got, want := g.Widen(recording.Span{From: 5, To: 7}), (recording.Span{From: 3, To: 7}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
