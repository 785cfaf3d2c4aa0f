package audit_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
)

// What overlaps a span in a list in order is what Intersect says, and of a long list hardly anything is looked at.
func TestOverlappingIsLookedUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []recording.Span
		for at := int64(0); len(list) < 5; {
			s := span(at+rapid.Int64Range(0, 2).Draw(t, "gap"), 0)
			s.To = s.From + rapid.Int64Range(1, 3).Draw(t, "length")
			list, at = append(list, s), s.To
		}
		from := rapid.Int64Range(-2, 20).Draw(t, "from")
		in := span(from, from+rapid.Int64Range(1, 9).Draw(t, "length"))
		var want []recording.Span
		for _, s := range list {
			if !s.Intersect(in).Empty() {
				want = append(want, s)
			}
		}
		got := audit.Overlapping(list, in, func(s recording.Span) recording.Span { return s })
		if !slices.Equal(got, want) {
			t.Fatalf("%v in %v: got %v, want %v", list, in, got, want)
		}
	})
	var list []recording.Span
	for i := range int64(1 << 16) {
		list = append(list, span(2*i, 2*i+1))
	}
	seen := 0
	got := audit.Overlapping(list, span(1<<15, 1<<15+3), func(s recording.Span) recording.Span { seen++; return s })
	require.Len(t, got, 2)
	require.LessOrEqual(t, seen, 40, "of %d", len(list))
}

// However many findings there are in two tracks, each is compared with those alone that may be the same.
func TestManyFindingsAreMergedByWhatTheyShare(t *testing.T) {
	const many = 5000
	var list []audit.Finding
	for channel := range 2 {
		for i := range int64(many) {
			f := audit.Finding{Kind: audit.SoundInPause, Span: span(10*i, 10*i+5+int64(channel)), Count: 3,
				Pause: span(10*i, 10*i+9), Where: []audit.Place{{File: "a.wav", Channel: channel}}}
			if i%2 == 0 {
				f.Kind, f.Pause, f.Span = audit.Stray, recording.Span{}, span(10*i, 10*i+5)
			}
			list = append(list, f)
		}
	}
	merged, most := audit.Merged(list)
	require.Len(t, merged, many)
	require.LessOrEqual(t, most, 2)
	for _, f := range merged {
		require.Len(t, f.Where, 2)
	}
}

// Where samples of a file lie is the sum of the cuts before them, however many there are.
func TestCutsBefore(t *testing.T) {
	var list []audit.Finding
	for i := range int64(100) {
		list = append(list, audit.Finding{Kind: audit.CutOut, Span: span(10*i+2, 10*i+2+i%7),
			Where: []audit.Place{{File: "a.wav"}}})
	}
	for at := int64(-3); at < 1010; at++ {
		want := int64(0)
		for _, f := range list {
			if f.Span.From < at {
				want += min(f.Span.To, at) - f.Span.From
			}
		}
		require.Equal(t, want, audit.Cuts(list, "a.wav", at), at)
	}
	require.Zero(t, audit.Cuts(list, "b.wav", 500))
}
