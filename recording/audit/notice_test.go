package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// one returns the only finding of a report.
func one(t *testing.T, r audit.Report) audit.Finding {
	t.Helper()
	require.Len(t, r.Findings, 1, "%v", r.Findings)
	return r.Findings[0]
}

// A call that ended while stopped, and a stop longer than the limit, are worth knowing; a stop of just the limit is
// not.
func TestNotices(t *testing.T) {
	o := options(recording.OneChannel, recording.PCM16)
	p := record(t, timeline(t, 20_000, span(12_000, 20_000)), 20_000, o, speechOf(0), speechOf(1))
	f := one(t, p.check(t, audit.Options{MaxSilence: 8000}))
	require.Equal(t, audit.EndedStopped, f.Kind)
	require.Equal(t, span(12_000, 20_000), f.Span)
	require.Equal(t, audit.Notice, f.Severity)

	p = call(t, recording.Split, recording.ALaw, 0)
	require.True(t, p.check(t, audit.Options{MaxSilence: 8000}).Clean())
	f = one(t, p.check(t, audit.Options{MaxSilence: 7999}))
	require.Equal(t, audit.StoppedTooLong, f.Kind)
	require.Equal(t, first, f.Span)
	require.Len(t, f.Where, 2)
}

// A file of a call that is not recorded by setting is a leak, whatever is in it; no file is right.
func TestRecordedWhenOff(t *testing.T) {
	for _, l := range layouts {
		p := call(t, l, recording.PCM16, 0)
		p.m.Recorded, p.m.Silences, p.m.Beeps = false, nil, nil
		r := p.check(t, audit.Options{})
		require.NotEmpty(t, r.Findings)
		require.Equal(t, audit.RecordedWhenOff, r.Findings[0].Kind)
		require.Equal(t, spec.REC050, r.Findings[0].Rule)
		r, err := audit.Check(p.m, nil, audit.Options{})
		require.NoError(t, err)
		require.True(t, r.Clean())
	}
}

// Where nobody's voice belongs, sound is stray; where others are heard, a silenced voice does not show, and the
// report says so.
func TestThreeParties(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1, 2))
	did(t)(tl.Stop(5000, 1))
	require.NoError(t, tl.Away(10_000, pause.PartiesOf(0)))
	did(t)(tl.End(20_000))
	o := options(recording.TwoChannel, recording.PCM16)
	p := record(t, tl, 20_000, o, speechOf(0), speechOf(1), speechOf(2))
	r := p.check(t, audit.Options{})
	require.True(t, r.Clean(), r.Findings)
	require.Contains(t, facts(r), audit.Unseen{Why: "other_voices", Where: far, Span: span(5000, 20_000)})
	p.tracks[0][15_000] = 9
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.Stray, f.Kind)
	require.Equal(t, span(15_000, 15_001), f.Span)
}

// The zeros of what was never received are no finding, and the report says where they are.
func TestGapsAreSilent(t *testing.T) {
	p := call(t, recording.TwoChannel, recording.PCM16, 0)
	lost := span(7000, 8000)
	clear(p.tracks[1][lost.From:lost.To])
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.BeginsEarly, f.Kind)
	p.m.Gaps = []manifest.Loss{{Span: lost, Party: "customer"}}
	r := p.check(t, audit.Options{})
	require.True(t, r.Clean(), r.Findings)
	require.Contains(t, facts(r), audit.Unseen{Why: "never_came", Where: far, Span: lost})
}

// A tolerance is for a codec that smears: faint sound in a pause and its edges do not count then, and louder sound
// still does.
func TestTolerance(t *testing.T) {
	p := call(t, recording.OneChannel, recording.PCM16, 0)
	for i := first.From; i < first.To; i++ {
		p.tracks[0][i] = int16(1 + i%30)
	}
	p.leak(span(first.From, first.From+40))
	p.leak(span(first.To-40, first.To))
	require.False(t, p.check(t, audit.Options{}).Clean())
	o := audit.Options{Tolerance: audit.Tolerance{Level: 32, Edge: 40}}
	r := p.check(t, o)
	require.True(t, r.Clean(), r.Findings)
	p.tracks[0][first.From+40] = 33
	require.Equal(t, audit.BeginsLate, one(t, p.check(t, o)).Kind)
}

// Minus zero of G.711 is silence as well.
func TestMinusZero(t *testing.T) {
	for c, minus := range map[recording.Codec]byte{recording.MuLaw: 0x7F, recording.ALaw: 0x55} {
		p := call(t, recording.OneChannel, c, 0)
		files := p.files()
		data := make([]byte, whole)
		_, err := files[0].Data.Read(data)
		require.NoError(t, err)
		data[9000] = minus
		r, err := audit.Check(p.m, []audit.File{withData(files[0], data)}, audit.Options{})
		require.NoError(t, err)
		require.True(t, r.Clean(), r.Findings)
	}
}
