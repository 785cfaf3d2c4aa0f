package audit_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// skipped is the recording of two people from a platform that leaves pauses out, and sounds no beep. Its metadata is
// exact to some samples.
func skipped(t testing.TB, l recording.Layout, uncertainty int64) *tape {
	o := options(l, recording.PCM16)
	o.Tone, o.Pauses, o.Uncertainty = recording.Tone{}, manifest.Skipped, uncertainty
	p := record(t, timeline(t, whole, first, last), whole, o, speechOf(0), speechOf(1))
	whole := record(t, timeline(t, whole), whole, o, speechOf(0), speechOf(1))
	p.raw = whole.tracks
	p.each(func(_ int, pcm []int16) { audible(pcm) })
	for _, s := range []recording.Span{last, first} {
		p.cut(s)
	}
	return p
}

// A recording that leaves out what the manifest says is clean, also where its edges are elsewhere by what the metadata
// is uncertain. What may be left at each seam is said.
func TestSkippedIsClean(t *testing.T) {
	for _, l := range layouts {
		for _, uncertainty := range []int64{0, 8, 800} {
			p := skipped(t, l, uncertainty)
			for range uncertainty * 6 { // all edges and both ends, each as far off as it can be
				p.each(func(i int, pcm []int16) { p.tracks[i] = append(pcm, 500) })
			}
			r := p.check(t, audit.Options{})
			require.Empty(t, r.Findings, "%v %d", l, uncertainty)
			seams := 0
			for _, u := range r.Unseen {
				if u.Why == "seam" {
					require.Equal(t, 6*uncertainty, u.Samples)
					seams++
				}
			}
			require.Equal(t, 2*len(l.Tracks()), seams)
		}
	}
}

// More than the manifest leaves is a part of a pause: a leak.
func TestRemainsOfASkippedPause(t *testing.T) {
	for _, l := range layouts {
		for _, uncertainty := range []int64{0, 8} {
			p := skipped(t, l, uncertainty)
			n := 6*uncertainty + 1
			p.each(func(i int, pcm []int16) {
				p.tracks[i] = slices.Insert(pcm, int(first.From), p.raw[i][first.From:first.From+n]...)
			})
			f := one(t, p.check(t, audit.Options{}))
			require.Equal(t, "remains", f.Kind.String())
			require.Equal(t, audit.Leak, f.Severity)
			require.Equal(t, n, f.Count)
		}
	}
}

// Less than it leaves is a wrong length.
func TestTooMuchSkipped(t *testing.T) {
	p := skipped(t, recording.TwoChannel, 8)
	p.cut(span(100, 149))
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.WrongLength, f.Kind)
	require.Equal(t, int64(-49), f.Count)
}

// Where nothing is left out, the pauses are judged as silence: what sounds in them is a leak.
func TestNotLeftOut(t *testing.T) {
	for _, uncertainty := range []int64{0, 8} {
		p := skipped(t, recording.TwoChannel, uncertainty)
		for i, pcm := range p.raw {
			p.tracks[i] = slices.Clone(pcm)
			for _, s := range []recording.Span{first, last} {
				clear(p.tracks[i][s.From:s.To])
			}
		}
		f := one(t, p.check(t, audit.Options{}))
		require.Equal(t, "not_left_out", f.Kind.String())
		require.Equal(t, audit.Wrong, f.Severity)
		require.Equal(t, first.Len()+last.Len(), f.Count)
		p.tracks[1][first.From+1000] = 77
		r := p.check(t, audit.Options{})
		require.Len(t, r.Findings, 2)
		require.Equal(t, audit.SoundInPause, r.Findings[0].Kind)
		require.Equal(t, span(first.From+1000, first.From+1001), r.Findings[0].Span)
		require.Equal(t, r.Findings[0].Span, r.Findings[0].InFile)
	}
}

// A click at a seam is told, in the file's place and in the call's, and leaves the recording clean.
func TestClickAtASeam(t *testing.T) {
	p := skipped(t, recording.OneChannel, 8)
	for i := int64(-500); i < 500; i++ {
		p.tracks[0][first.From+i] = int16(i % 50)
	}
	require.Empty(t, p.check(t, audit.Options{}).Findings)
	for _, at := range []int64{-20, 0, 20} {
		q := *p
		q.tracks = [][]int16{slices.Clone(p.tracks[0])}
		q.tracks[0][first.From+at] += 4000
		r := q.check(t, audit.Options{})
		f := one(t, r)
		require.Equal(t, "click_at_seam", f.Kind.String())
		require.True(t, r.Clean())
		want := first.From + at
		require.Equal(t, span(want, want+1), f.InFile)
		if at >= 0 {
			want += first.Len()
		}
		require.Equal(t, span(want, want+1), f.Span)
	}
}

// A marker stands at the seam: it is found missing, and may be as late as its place is uncertain.
func TestMarkerAtASeam(t *testing.T) {
	for _, late := range []int64{0, 7, 900} {
		o := options(recording.OneChannel, recording.PCM16)
		o.Pauses, o.Uncertainty = manifest.Skipped, 200
		p := record(t, timeline(t, whole, first), whole, o, speechOf(0), speechOf(1))
		quiet := slices.Clone(p.tracks[0])
		p.cut(first)
		for i := range quiet {
			quiet[i] = int16(1 + i%3)
		}
		p.tracks[0] = quiet[:len(p.tracks[0])]
		require.Equal(t, audit.BeepMissing, one(t, p.check(t, audit.Options{})).Kind)
		p.sound(0, first.From+late, tone)
		r := p.check(t, audit.Options{})
		if late > 800 {
			require.Equal(t, audit.BeepMisplaced, one(t, r).Kind)
		} else {
			require.Empty(t, r.Findings, late)
		}
	}
}

// A length that nobody knows is not judged, and the report says so.
func TestUnknownLengthIsTold(t *testing.T) {
	p := skipped(t, recording.OneChannel, 0)
	p.m.LengthUnknown = true
	require.Contains(t, unseenKinds(p.check(t, audit.Options{})), "unknown_length")
}

// The edges of silences, and the length, are judged as far as the manifest is certain of them: not within, and all
// that is beyond.
func TestUncertainEdges(t *testing.T) {
	const u = 80
	for _, l := range layouts {
		for late := int64(-u); late <= u; late += u {
			o := options(l, recording.PCM16)
			o.Tone, o.Uncertainty = recording.Tone{}, u
			p := record(t, timeline(t, whole, span(first.From+late, first.To-late)), whole, o, speechOf(2), speechOf(3))
			p.m = record(t, timeline(t, whole, first), whole, o, speechOf(2), speechOf(3)).m
			p.each(func(_ int, pcm []int16) {
				for i, v := range pcm {
					if v == 0 && !span(first.From+late, first.To-late).Has(int64(i)) {
						pcm[i] = 1
					}
				}
			})
			require.Empty(t, p.check(t, audit.Options{}).Findings, "%v %d", l, late)
			p.tracks[0][first.From+u] = 1
			require.Equal(t, audit.Leak, one(t, p.check(t, audit.Options{})).Severity, "%v %d", l, late)
		}
	}
}
