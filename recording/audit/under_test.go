package audit_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// paused is a recording of two with one long pause, and what was said.
func paused(t testing.TB, l recording.Layout, c recording.Codec) *tape {
	o := options(l, c)
	a, b := speechOf(0), speechOf(1)
	p := record(t, timeline(t, whole, span(30_000, 46_000)), whole, o, a, b)
	for i, track := range l.Tracks() {
		p.raw[i] = make([]int16, whole)
		timeline(t, whole).Plan(track, nil).Render(p.raw[i], 0, [][]int16{a, b})
		audible(p.raw[i])
	}
	return p
}

var leakAndBeep = []audit.Kind{audit.SoundInPause, audit.BeepExtra}

// A beep that does not belong into a pause hides no leak elsewhere in it, however short.
func TestLeakBesideAnExtraBeep(t *testing.T) {
	for _, l := range layouts {
		for _, c := range codecs {
			for _, n := range []int64{1, 200, 800, 1600} {
				p := paused(t, l, c)
				p.sound(p.beepTrack(), 35_000, tone)
				require.Equal(t, audit.BeepExtra, one(t, p.check(t, audit.Options{})).Kind)
				p.leak(span(42_000, 42_000+n))
				r := p.check(t, audit.Options{})
				require.Equal(t, leakAndBeep, kinds(r), "%v %v %d: %v", l, c, n, r.Findings)
				require.Equal(t, span(42_000, 42_000+n), r.Findings[0].Span, "%v %v", l, c)
			}
		}
	}
}

// Nor does a beep that comes early.
func TestLeakBesideAnEarlyBeep(t *testing.T) {
	for _, early := range []int64{80, 1200, 4000} {
		p := paused(t, recording.TwoChannel, recording.MuLaw)
		p.unbeep(46_000)
		p.sound(1, 46_000-early, tone)
		require.Equal(t, audit.BeepMisplaced, one(t, p.check(t, audit.Options{})).Kind, early)
		p.leak(span(35_000, 35_001))
		r := p.check(t, audit.Options{})
		require.Equal(t, []audit.Kind{audit.SoundInPause, audit.BeepMisplaced}, kinds(r), "%d: %v", early, r.Findings)
		require.Equal(t, span(35_000, 35_001), r.Findings[0].Span)
	}
}

// A tone in a pause is taken away to the sample at any rate and anywhere, and so is one of several.
func TestExtraBeepsAtOtherRates(t *testing.T) {
	for _, r := range []recording.Rate{8000, 11_025, 16_000, 44_100, 48_000} {
		for _, c := range codecs {
			n := int64(r) * 4
			o := manifest.Options{Recorded: true, Codec: c, Rate: r, Tone: recording.DefaultTone()}
			p := record(t, timeline(t, n, span(n/4, 3*n/4)), n, o, speech(int(n), 1, float64(r)))
			p.rate = r
			p.sound(0, n/4+77, o.Tone.PCM(r))
			p.sound(0, n/2+1, o.Tone.PCM(r))
			want := []audit.Kind{audit.BeepExtra, audit.BeepExtra}
			require.Equal(t, want, kinds(p.check(t, audit.Options{})), "%v %v", r, c)
		}
	}
}

// What is under a beep that does not belong into a pause is a leak: of PCM16 a single sample of the least value.
func TestLeakUnderAnExtraBeep(t *testing.T) {
	p := paused(t, recording.OneChannel, recording.PCM16)
	p.sound(0, 35_000, tone)
	p.tracks[0][35_700]++
	r := p.check(t, audit.Options{})
	require.Equal(t, leakAndBeep, kinds(r))
	require.Equal(t, span(35_700, 35_701), r.Findings[0].Span)
	require.Equal(t, 1, r.Findings[0].Peak)
}

// Among beeps that do not belong into a pause, every sample that is neither silence nor theirs is counted as a leak.
func TestLeaksAmongExtraBeeps(t *testing.T) {
	sound := paused(t, recording.OneChannel, recording.PCM16)
	rapid.Check(t, func(t *rapid.T) {
		p := *sound
		p.tracks = [][]int16{slices.Clone(sound.tracks[0])}
		later := rapid.Int64Range(4000, 20_000)
		for at := rapid.Int64Range(30_000, 34_000).Draw(t, "beep"); at < 44_400; at += later.Draw(t, "later") {
			p.sound(0, at, tone)
		}
		leaks := map[int64]bool{}
		samples := rapid.MapOfN(rapid.Int64Range(30_000, 45_999), rapid.Int16Range(-5000, 5000), 0, 7)
		for at, v := range samples.Draw(t, "leaks") {
			if p.tracks[0][at] += v; v != 0 && p.tracks[0][at] != 0 {
				leaks[at] = true
			}
		}
		got := int64(0)
		for _, f := range p.check(t, audit.Options{}).Findings {
			if f.Severity == audit.Leak {
				got += f.Count
			}
		}
		if want := int64(len(leaks)); got != want {
			t.Fatalf("got %d samples of leaks, want %d at %v", got, want, leaks)
		}
	})
}

// lossy is the recording of a room where b has stopped and c was not received for a while.
func lossy(t testing.TB, l recording.Layout, c recording.Codec) *tape {
	tl := recording.NewTimeline(0, calltest.Room(true, 0, 1, 2))
	did(t)(tl.Stop(5000, 1))
	o := manifest.Options{Recorded: true, Layout: l, Codec: c, Rate: rate, Tone: recording.DefaultTone(),
		Gaps: []manifest.Loss{{Span: span(10_000, 14_000), Party: "third"}}}
	third := slices.Clone(speechOf(2))
	clear(third[10_000:14_000])
	return record(t, tl, 20_000, o, speechOf(0), speechOf(1), third)
}

// A gap of one party is silence, and hides no other who has stopped.
func TestLeakInTheGapOfAnother(t *testing.T) {
	for _, c := range codecs {
		p := lossy(t, recording.TwoChannel, c)
		require.Empty(t, p.check(t, audit.Options{}).Findings)
		said := slices.Clone(speechOf(1))
		audible(said)
		copy(p.tracks[1][11_000:13_000], said[11_000:13_000])
		f := one(t, p.check(t, audit.Options{}))
		require.Equal(t, audit.SoundInPause, f.Kind)
		require.Equal(t, span(11_000, 13_000), f.Span)
	}
}

// Where nobody has stopped, sound in a gap is stray.
func TestStraySoundInAGap(t *testing.T) {
	p := call(t, recording.TwoChannel, recording.PCM16, 0)
	p.m.Gaps = []manifest.Loss{{Span: span(4000, 5000), Party: "customer"}}
	clear(p.tracks[1][4000:5000])
	require.Empty(t, p.check(t, audit.Options{}).Findings)
	p.tracks[1][4500] = 1
	f := one(t, p.check(t, audit.Options{}))
	require.Equal(t, audit.Stray, f.Kind)
	require.Equal(t, span(4500, 4501), f.Span)
}

// stopBeep is a recording with the beep of a stop in it, from 10,000 on, resumed later, or not at all.
func stopBeep(t testing.TB, c recording.Codec, resumed int64) *tape {
	tl := recording.NewTimeline(0, calltest.With(calltest.New(true, 0, 1), pause.Policy{StopBeepInFile: true}))
	did(t)(tl.Stop(10_000, 0))
	did(t)(tl.Resume(resumed, 0))
	o := options(recording.TwoChannel, c)
	return record(t, tl, 30_000, o, speechOf(0), voice("noise", 30_000, 1))
}

// Under the beep of a stop the faintest voice is a leak in PCM16, and also where the beep is cut too short to be
// told from anything.
func TestQuietVoiceUnderTheBeepOfAStop(t *testing.T) {
	for _, resumed := range []int64{20_000, 10_010} {
		p := stopBeep(t, recording.PCM16, resumed)
		r := p.check(t, audit.Options{})
		require.Empty(t, r.Findings)
		require.NotContains(t, unseenKinds(r), "under_beep")
		p.tracks[1][10_005]--
		f := one(t, p.check(t, audit.Options{}))
		require.Equal(t, audit.SoundInPause, f.Kind)
		require.Equal(t, span(10_005, 10_006), f.Span)
	}
}

// In a lossy codec a voice is found under the beep of a stop from a step of the codec on, and what is fainter is
// said not to be seen. A tolerance is as lossy.
func TestUnderTheBeepOfAStopInLossyCodecs(t *testing.T) {
	for _, c := range codecs[1:] {
		p := stopBeep(t, c, 20_000)
		r := p.check(t, audit.Options{})
		require.Empty(t, r.Findings, c)
		require.Contains(t, facts(r), audit.Unseen{Why: "under_beep", Where: far, Span: span(10_000, 11_600)}, c)
		p.sound(1, 10_500, []int16{600, 600, 600})
		f := one(t, p.check(t, audit.Options{}))
		require.Equal(t, audit.SoundInPause, f.Kind, c)
		require.Equal(t, span(10_500, 10_503), f.Span, c)
	}
	r := stopBeep(t, recording.PCM16, 20_000).check(t, audit.Options{Tolerance: audit.Tolerance{Level: 1}})
	require.Contains(t, unseenKinds(r), "under_beep")
}

// Under another tone than that of the stop a voice cannot be told, and the report says so.
func TestUnderAnotherToneOfAStop(t *testing.T) {
	p := stopBeep(t, recording.PCM16, 20_000)
	other := recording.DefaultTone()
	other.Hertz = 1000
	clear(p.tracks[1][10_000:11_600])
	p.sound(1, 10_000, other.PCM(rate))
	r := p.check(t, audit.Options{})
	require.Equal(t, audit.NotTheTone, one(t, r).Kind)
	require.Contains(t, unseenKinds(r), "under_beep")
}

// facts is what a report says that cannot be seen, without the words for it.
func facts(r audit.Report) (list []audit.Unseen) {
	for _, u := range r.Unseen {
		u.Text = spec.Text{}
		list = append(list, u)
	}
	return list
}

func unseenKinds(r audit.Report) (list []string) {
	for _, u := range r.Unseen {
		list = append(list, u.Why)
	}
	return list
}

// A loud byte in a pause is a leak, once or often, unless the pause consists of it; then the report says how loud
// it is.
func TestLoudBytesInAPause(t *testing.T) {
	for _, c := range codecs {
		for _, n := range []int64{1, 8, 500, first.Len() - 1} {
			p := call(t, recording.OneChannel, c, 0)
			p.fill(span(first.From+1, first.From+1+n))
			require.Equal(t, audit.Leak, one(t, p.check(t, audit.Options{})).Severity, "%v %d", c, n)
		}
		p := call(t, recording.OneChannel, c, 0)
		p.fill(first)
		f := one(t, p.check(t, audit.Options{}))
		require.Equal(t, audit.WrongSilence, f.Kind, c)
		require.Contains(t, f.In(spec.EN), "a loud value: ", c)
		require.Contains(t, f.In(spec.JA), "大きな値", c)
	}
}

// A report carries what it was made with, in words and in JSON, and lists the edges that were not judged.
func TestReportCarriesItsTolerance(t *testing.T) {
	o := audit.Options{Tolerance: audit.Tolerance{Level: 32, Edge: 40}, MaxSilence: 80_000}
	r := call(t, recording.OneChannel, recording.PCM16, 0).check(t, o)
	require.Equal(t, o, r.Options)
	for l, want := range map[spec.Lang]string{spec.EN: "magnitudes up to 32 count as silence", spec.JA: "大きさ32まで"} {
		var b bytes.Buffer
		require.NoError(t, r.WriteText(&b, l))
		require.Contains(t, b.String(), want)
		require.Contains(t, b.String(), "10s")
	}
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.Contains(t, string(text), `"tolerance":{"level":32,"edge":40},"max_silence":80000`)
	var edges []recording.Span
	for _, u := range r.Unseen {
		if u.Why == "tolerant_edge" {
			edges = append(edges, u.Span)
		}
	}
	require.Equal(t, []recording.Span{span(7960, 8040), span(15_960, 16_040), span(23_960, 24_041),
		span(31_960, 32_040), span(35_960, 36_040)}, edges)
	exact := call(t, recording.OneChannel, recording.PCM16, 0).check(t, audit.Options{})
	require.NotContains(t, unseenKinds(exact), "tolerant_edge")
}

// Notices are told, and leave a recording clean.
func TestNoticesLeaveARecordingClean(t *testing.T) {
	o := options(recording.OneChannel, recording.PCM16)
	p := record(t, timeline(t, 20_000, span(12_000, 20_000)), 20_000, o, speechOf(0), speechOf(1))
	r := p.check(t, audit.Options{})
	require.Equal(t, []audit.Kind{audit.EndedStopped}, kinds(r))
	require.True(t, r.Clean())
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b, spec.EN))
	require.Contains(t, b.String(), ": clean, notices: 1\n  notice: the call ended while stopped")
}

// The text leaves out that a voice may be zero for a sample or two; the data keep it.
func TestTrivialZerosAreNotPrinted(t *testing.T) {
	for samples, want := range map[int64]bool{0: true, 1: false, 2: false, 3: true, math.MaxInt64: true} {
		r := audit.Report{Unseen: []audit.Unseen{{Why: "quiet_voice", Samples: samples}}}
		var b bytes.Buffer
		require.NoError(t, r.WriteText(&b, spec.EN))
		require.Equal(t, want, bytes.Contains(b.Bytes(), []byte("not judged")), samples)
	}
}
