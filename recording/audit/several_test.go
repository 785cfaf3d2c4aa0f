package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

func kinds(r audit.Report) (list []audit.Kind) {
	for _, f := range r.Findings {
		list = append(list, f.Kind)
	}
	return list
}

// A file of which every pause is cut out has one gap a pause, and nothing else: what follows a cut is judged where
// it is.
func TestEveryPauseIsCutOut(t *testing.T) {
	for _, l := range layouts {
		for _, c := range codecs {
			p := call(t, l, c, 4)
			for i := range pauses {
				p.cut(pauses[len(pauses)-1-i])
			}
			r := p.check(t, audit.Options{})
			require.Equal(t, []audit.Kind{audit.CutOut, audit.CutOut, audit.CutOut}, kinds(r), "%v", r.Findings)
			for i, f := range r.Findings {
				require.Equal(t, pauses[i], f.Span)
			}
			require.Equal(t, span(8000, 8000), r.Findings[0].InFile)
			require.Equal(t, span(23_999, 23_999), r.Findings[2].InFile)
		}
	}
}

// A recorder that gives up on silence after a while shortens each long pause alike.
func TestSilenceGivesUp(t *testing.T) {
	const after = 3000
	p := call(t, recording.TwoChannel, recording.MuLaw, 4)
	p.cut(span(last.From+after, last.To))
	p.cut(span(first.From+after, first.To))
	r := p.check(t, audit.Options{})
	require.Equal(t, []audit.Kind{audit.CutOut, audit.CutOut}, kinds(r), "%v", r.Findings)
	require.Equal(t, span(first.From+after, first.To), r.Findings[0].Span)
	require.Equal(t, span(last.From+after, last.To), r.Findings[1].Span)
}

// A gate by arrival opens and closes late: each pause has both edges wrong, a leak and a loss.
func TestGateByArrival(t *testing.T) {
	const late = 160
	p := call(t, recording.Split, recording.PCM16, 4)
	for _, s := range []recording.Span{first, last} {
		p.leak(span(s.From, s.From+late))
		p.silence(span(s.To, s.To+late))
	}
	r := p.check(t, audit.Options{})
	want := []audit.Kind{audit.BeginsLate, audit.BeginsLate, audit.EndsLate, audit.EndsLate}
	require.Equal(t, want, kinds(r), "%v", r.Findings)
}

// Two defects far apart are two findings, and leaks of one pause are told apart by where they are.
func TestLeaksOfOnePause(t *testing.T) {
	p := call(t, recording.OneChannel, recording.ALaw, 4)
	p.leak(span(first.From, first.From+3))
	p.leak(span(first.To-5, first.To))
	p.leak(span(10_000, 10_001))
	p.leak(span(12_000, 12_002))
	r := p.check(t, audit.Options{})
	require.Equal(t, []audit.Kind{audit.BeginsLate, audit.SoundInPause, audit.EndsEarly}, kinds(r), "%v", r.Findings)
	f := r.Findings[1]
	require.Equal(t, span(10_000, 12_002), f.Span)
	require.Equal(t, int64(3), f.Count)
	require.Equal(t, 2, f.Bursts)
}

// Under the beep of a stop, where a policy writes it, the voice is silence too.
func TestVoiceUnderTheBeepOfAStop(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.With(calltest.New(true, 0, 1), pause.Policy{StopBeepInFile: true}))
	did(t)(tl.Stop(10_000, 0))
	did(t)(tl.Resume(20_000, 0))
	did(t)(tl.End(30_000))
	o := options(recording.TwoChannel, recording.PCM16)
	p := record(t, tl, 30_000, o, speechOf(0), voice("noise", 30_000, 1))
	require.True(t, p.check(t, audit.Options{}).Clean())
	p.sound(1, 10_000, voice("noise", 1600, 2))
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.SoundInPause, f.Kind)
	require.Equal(t, span(10_000, 11_600), f.Span)
}

// What a voice does by itself is the measure of silence that is too long: where a line goes digitally silent between
// words, only a silence of four times that shows, and where there is hardly any voice, none does. The report says so.
func TestSilentVoices(t *testing.T) {
	p := call(t, recording.OneChannel, recording.PCM16, 0)
	p.silence(span(2000, 2100))
	p.silence(span(first.From-400, first.From))
	r := p.check(t, audit.Options{})
	require.True(t, r.Clean(), r.Findings)
	require.Equal(t, int64(401), r.Unseen[0].Samples)
	p.silence(span(first.From-401, first.From))
	require.Equal(t, audit.BeginsEarly, one(t, p.check(t, audit.Options{})).Kind)

	o := options(recording.OneChannel, recording.PCM16)
	noise := voice("noise", 6000, 1)
	audible(noise)
	p = record(t, timeline(t, 6000, span(3900, 5000)), 6000, o, noise)
	p.silence(span(3000, 3900))
	r = p.check(t, audit.Options{})
	require.True(t, r.Clean(), r.Findings)
	require.Equal(t, audit.Unseen{Why: "quiet_voice", Where: mixed, Span: span(0, 6000)}, facts(r)[0])
}

// Any constant for 10 ms or longer is a wrong silence, and a shorter one may have been said.
func TestAnyConstant(t *testing.T) {
	for n, want := range map[int64]audit.Kind{79: audit.SoundInPause, 80: audit.WrongSilence} {
		p := call(t, recording.OneChannel, recording.PCM16, 0)
		for at := int64(10_000); at < 10_000+n; at++ {
			p.tracks[0][at] = 77
		}
		require.Equal(t, want, one(t, p.check(t, audit.Options{})).Kind, n)
	}
}

// A pause that is ignored, in a file whose end is missing as well, is no gap: no pauses add up to what is missing.
func TestLeakInATruncatedFile(t *testing.T) {
	p := call(t, recording.TwoChannel, recording.PCM16, 4)
	p.leak(first)
	p.cut(span(whole-9000, whole))
	require.Equal(t, []audit.Kind{audit.SoundInPause, audit.WrongLength}, kinds(p.check(t, audit.Options{})))
}

// A voice under a beep that does not belong into a pause is a leak besides.
func TestVoiceUnderAnExtraBeep(t *testing.T) {
	p := call(t, recording.OneChannel, recording.PCM16, 4)
	copy(p.tracks[0][10_000:], voice("noise", 1600, 1))
	p.sound(0, 10_000, tone)
	require.Equal(t, []audit.Kind{audit.SoundInPause, audit.BeepExtra}, kinds(p.check(t, audit.Options{})))
}

// Whose voices are heard is part of the measure: a muted party, alone in the recording before a stop, is not held
// against the other, who was never quiet.
func TestMutedPartyAlone(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	require.NoError(t, tl.Away(20_000, pause.PartiesOf(0)))
	did(t)(tl.Stop(21_000, 1))
	require.NoError(t, tl.Away(22_000, 0))
	did(t)(tl.Resume(23_000, 1))
	did(t)(tl.End(30_000))
	talks := voice("noise", 30_000, 1)
	audible(talks)
	o := options(recording.OneChannel, recording.PCM16)
	require.Empty(t, record(t, tl, 30_000, o, talks).check(t, audit.Options{}).Findings)
}

// Nor is one who is alone after a stop, until the other is back.
func TestMutedPartyAloneAfterAStop(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1, 2))
	require.NoError(t, tl.Away(9000, pause.PartiesOf(1)))
	did(t)(tl.Stop(9000, 2))
	did(t)(tl.Resume(10_000, 2))
	require.NoError(t, tl.Away(12_000, 0))
	did(t)(tl.End(20_000))
	talks := voice("noise", 20_000, 1)
	audible(talks)
	o := options(recording.TwoChannel, recording.PCM16)
	require.Empty(t, record(t, tl, 20_000, o, talks, talks).check(t, audit.Options{}).Findings)
}

// A recording that is judged while it runs may end in the guard margin of a stop that the manifest does not have yet.
func TestMarginOfAStopThatIsNotThere(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	did(t)(tl.Stop(10_000, 0))
	talks := voice("noise", 10_000, 1)
	audible(talks)
	o := options(recording.OneChannel, recording.PCM16)
	o.Guard = recording.Guard{Before: 40}
	r := record(t, tl, 10_000, o, talks, talks).check(t, audit.Options{})
	require.Empty(t, r.Findings)
	require.Contains(t, facts(r), audit.Unseen{Why: "guard_margin", Where: mixed, Span: span(9960, 10_000)})
}

// Zeros up to where nothing was received are the voice's own.
func TestQuietUpToAGap(t *testing.T) {
	o := options(recording.TwoChannel, recording.PCM8)
	o.Gaps = []manifest.Loss{{Span: span(9000, 10_000), Party: "operator"}}
	p := record(t, timeline(t, 10_000, span(100, 200)), 10_000, o, voice("quiet", 10_000, 1), voice("quiet", 10_000, 2))
	require.Empty(t, p.check(t, audit.Options{}).Findings)
}

// A leak shortly before the end of a recording is found also where positions are below 0.
func TestLeakBeforePositionZero(t *testing.T) {
	tl := recording.NewTimeline(-2000, calltest.New(true, 0, 1))
	did(t)(tl.Stop(-1500, 0))
	o := options(recording.OneChannel, recording.PCM16)
	p := record(t, tl, -1000, o, speechOf(0), speechOf(1))
	p.tracks[0][700] = 1
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.SoundInPause, f.Kind)
	require.Equal(t, span(-1300, -1299), f.Span)
}
