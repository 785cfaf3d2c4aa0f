package recording_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
)

// rates are those that audio has, odd ones and the edges among them.
var rates = []recording.Rate{1, 7, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400,
	191999, 192000}

// years200 is 200 years of seconds.
const years200 = 200 * 365.25 * 24 * 60 * 60

// Samples to time and back is the identity, up to 192 kHz and 200 years, before zero too.
func TestSamplesThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		n := rapid.Int64Range(-years200*int64(rate), years200*int64(rate)).Draw(t, "n")
		if got := rate.Samples(rate.Duration(n)); got != n {
			t.Fatalf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
		}
	})
}

// The identity holds on the edges: around zero, whole seconds, hours, and 200 years.
func TestSamplesThereAndBackAtEdges(t *testing.T) {
	for _, rate := range rates {
		for _, seconds := range []int64{0, 1, 59, 60, 3600, 53 * 3600, 1 << 31, years200} {
			for near := int64(-3); near <= 3; near++ {
				for _, n := range []int64{seconds*int64(rate) + near, -seconds*int64(rate) + near} {
					if got := rate.Samples(rate.Duration(n)); got != n {
						t.Errorf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
					}
				}
			}
		}
	}
}

// Every sample of a second survives the way to time and back, on both sides of zero.
func TestSamplesThereAndBackForASecond(t *testing.T) {
	for _, rate := range rates {
		for n := -int64(rate); n <= int64(rate); n++ {
			if got := rate.Samples(rate.Duration(n)); got != n {
				t.Fatalf("at %d Hz sample %d is %v, which is sample %d", rate, n, rate.Duration(n), got)
			}
		}
	}
}

// A duration becomes the nearest sample: never more than half a sample away.
func TestSamplesRoundsToNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		d := time.Duration(rapid.Int64Range(-years200*int64(time.Second), years200*int64(time.Second)).Draw(t, "d"))
		if got := rate.Samples(d); !nearest(got, int64(d), int64(rate), int64(time.Second)) {
			t.Fatalf("at %d Hz %v (%d ns) is sample %d, which is not the nearest", rate, d, int64(d), got)
		}
	})
}

// A position becomes the nearest nanosecond: never more than half of one away.
func TestDurationRoundsToNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := recording.Rate(rapid.Int64Range(1, 192_000).Draw(t, "rate"))
		n := rapid.Int64Range(-years200*int64(rate), years200*int64(rate)).Draw(t, "n")
		if got := rate.Duration(n); !nearest(int64(got), n, int64(time.Second), int64(rate)) {
			t.Fatalf("at %d Hz sample %d is %d ns, which is not the nearest", rate, n, int64(got))
		}
	})
}

// nearest reports whether got is within a half of a·b/c, without a limit to the numbers.
func nearest(got, a, b, c int64) bool {
	distance := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	distance.Sub(distance, new(big.Int).Mul(big.NewInt(got), big.NewInt(c)))
	return distance.Abs(distance).Lsh(distance, 1).Cmp(big.NewInt(c)) <= 0
}

// A rate that is none gives no time, no sample and no tone.
func TestRateThatIsNone(t *testing.T) {
	for _, rate := range []recording.Rate{0, -1, -8000} {
		if got := rate.Duration(8000); got != 0 {
			t.Errorf("at %d Hz sample 8000 is at %v, want 0", rate, got)
		}
		if got := recording.DefaultTone().PCM(rate); len(got) != 0 {
			t.Errorf("at %d Hz the tone has %d samples, want none", rate, len(got))
		}
	}
}

// Time turned around gives the same samples, turned around: halves go away from zero on both sides.
func TestSamplesOfNegativeTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom(rates).Draw(t, "rate")
		d := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "d"))
		if got, want := rate.Samples(-d), -rate.Samples(d); got != want {
			t.Fatalf("at %d Hz %v is sample %d, and %v is %d", rate, d, -want, -d, got)
		}
	})
}

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
		for n := s.From; n < s.To; n++ {
			if got := set.Has(n); got != in[n] {
				t.Fatalf("%v has %d: got %t, want %t", set, n, got, in[n])
			}
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
