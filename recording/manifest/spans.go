package manifest

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/recording"
)

// union returns the samples that are in any of the spans, as the longest spans there are, in order.
func union(spans []recording.Span) (all []recording.Span) {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b recording.Span) int { return cmp.Compare(a.From, b.From) })
	for _, s := range spans {
		switch n := len(all); {
		case s.Empty():
		case n > 0 && s.From <= all[n-1].To:
			all[n-1].To = max(all[n-1].To, s.To)
		default:
			all = append(all, s)
		}
	}
	return all
}

// both returns the samples that are in both of two unions.
func both(a, b []recording.Span) (all []recording.Span) {
	for len(a) > 0 && len(b) > 0 {
		if s := a[0].Intersect(b[0]); !s.Empty() {
			all = append(all, s)
		}
		if a[0].To < b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return all
}

// without returns the samples of a union that are not in another.
func without(a, b []recording.Span) (all []recording.Span) {
	for _, s := range a {
		for len(b) > 0 && b[0].To <= s.From {
			b = b[1:]
		}
		for _, hole := range b {
			if hole.From >= s.To {
				break
			}
			if part := (recording.Span{From: s.From, To: hole.From}); !part.Empty() {
				all = append(all, part)
			}
			s.From = hole.To
		}
		if !s.Empty() {
			all = append(all, s)
		}
	}
	return all
}

// meets reports whether a sample of a span is in a union.
func meets(all []recording.Span, s recording.Span) bool {
	i, _ := slices.BinarySearchFunc(all, s.From, func(other recording.Span, from int64) int { return cmp.Compare(other.To, from+1) })
	return i < len(all) && all[i].From < s.To
}
