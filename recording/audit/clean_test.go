package audit_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// The call in which defects are seeded has none.
func TestCallIsClean(t *testing.T) {
	for _, l := range layouts {
		for _, c := range codecs {
			for seed := range uint64(10) {
				if r := call(t, l, c, 100*seed).check(t, audit.Options{}); !r.Clean() {
					t.Errorf("%v %v %d: got %v, want none", l, c, seed, r.Findings)
				}
			}
		}
	}
}

// A story is a random recording: who stops, resumes, leaves and talks elsewhere, and how everybody sounds.
type story struct {
	tl     *recording.Timeline
	end    int64
	ended  bool
	voices [][]int16
}

var stories = rapid.Custom(func(t *rapid.T) story {
	r := calltest.With(starts[rapid.SampledFrom([]string{"two", "three", "room"}).Draw(t, "call")],
		pause.Policy{StopBeepInFile: rapid.Bool().Draw(t, "stop beep")})
	s := story{tl: recording.NewTimeline(rapid.Int64Range(-500, 500).Draw(t, "origin"), r)}
	s.end = s.tl.Origin()
	for range rapid.IntRange(0, 10).Draw(t, "events") {
		s.end += rapid.SampledFrom([]int64{0, 1, 3, 100, 1000, 1600, 1601, 5000, 9000}).Draw(t, "later")
		s.event(t, &r)
	}
	s.end += rapid.SampledFrom([]int64{0, 1, 1000, 5000}).Draw(t, "end")
	if s.ended = rapid.Bool().Draw(t, "ended"); s.ended && r.Members() != 0 {
		if err := s.tl.Step(s.end, r.End()); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		how := rapid.SampledFrom([]string{"speech", "noise", "loud", "quiet", "muted", "patchy"}).Draw(t, "voice")
		s.voices = append(s.voices, voice(how, int(s.end-s.tl.Origin()), rapid.Uint64Range(0, 1000).Draw(t, "seed")))
	}
	return s
})

var starts = map[string]pause.Call{
	"two":   calltest.New(true, 0, 1),
	"three": calltest.New(true, 0, 1, 2),
	"room":  calltest.Room(true, 0, 1, 2),
}

// event lets something happen that the call allows.
func (s *story) event(t *rapid.T, r *pause.Call) {
	who := pause.Party(rapid.IntRange(0, 2).Draw(t, "who"))
	var step pause.Step
	var err error
	what := []string{"stop", "stop", "stop", "resume", "resume", "resume", "away", "leave"}
	switch rapid.SampledFrom(what).Draw(t, "what") {
	case "stop":
		step, err = r.Stop(who)
	case "resume":
		step, err = r.Resume(who)
	case "leave":
		if r.Members().Len() < 3 {
			return
		}
		step, err = r.Leave(who)
	case "away":
		if err := s.tl.Away(s.end, pause.Parties(rapid.IntRange(0, 7).Draw(t, "away"))); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		return
	}
	if err := s.tl.Step(s.end, step); err != nil {
		t.Fatal(err)
	}
}

// voice is how somebody sounds.
func voice(how string, n int, seed uint64) []int16 {
	r := rand.New(rand.NewPCG(seed, 3))
	pcm := make([]int16, n)
	switch how {
	case "muted":
		return pcm
	case "speech":
		return speech(n, seed, rate)
	}
	level := map[string]int{"noise": 2000, "loud": 32_000, "quiet": 20, "patchy": 3000}[how]
	talks := true
	for i := range pcm {
		if how == "patchy" && r.IntN(50) == 0 {
			talks = !talks
		}
		if talks {
			pcm[i] = int16(r.IntN(2*level+1) - level)
		}
	}
	return pcm
}

// gaps lets up to one stretch of each of two voices never come.
func (s *story) gaps(t *rapid.T, end int64) (list []manifest.Loss) {
	for i, who := range []string{"operator", "customer"} {
		from := rapid.Int64Range(s.tl.Origin(), end).Draw(t, "gap")
		to := min(end, from+rapid.SampledFrom([]int64{0, 0, 1, 700, 3000, 50_000}).Draw(t, "long"))
		if from < to {
			clear(s.voices[i][from-s.tl.Origin() : to-s.tl.Origin()])
			list = append(list, manifest.Loss{Span: span(from, to), Party: who})
		}
	}
	return list
}

// Whatever happens in a call and however people sound: a sound recording of it, in every layout and codec, with and
// without guard margins and gaps, gives no finding but that the call ended while stopped.
func TestSoundRecordingsAreClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		o := manifest.Options{Call: "c1", Recorded: true, Rate: rate, Tone: recording.DefaultTone(),
			Layout: rapid.SampledFrom(layouts).Draw(t, "layout"), Codec: rapid.SampledFrom(codecs).Draw(t, "codec")}
		if rapid.Bool().Draw(t, "guarded") {
			margins := rapid.Int64Range(0, 300)
			o.Guard = recording.Guard{Before: margins.Draw(t, "before"), After: margins.Draw(t, "after")}
		}
		end := s.end
		if at, over := s.tl.Ended(); over {
			end = at
		}
		o.Gaps = s.gaps(t, end)
		p := record(t, s.tl, end, o, s.voices...)
		for _, f := range p.check(t, audit.Options{Exact: rapid.Bool().Draw(t, "exact")}).Findings {
			if f.Kind != audit.EndedStopped || !p.m.Ended {
				t.Fatalf("got %v, want none", f)
			}
		}
	})
}

// So does one at each of the usual rates, and a sample in its pause is found there.
func TestCleanAtOtherRates(t *testing.T) {
	for _, r := range []recording.Rate{11_025, 16_000, 44_100, 48_000} {
		n := int64(r) * 3
		tl := timeline(t, n, span(n/3, n/2))
		for _, l := range layouts {
			o := manifest.Options{Call: "c1", Recorded: true, Layout: l, Rate: r, Tone: recording.DefaultTone()}
			p := record(t, tl, n, o, speech(int(n), 1, float64(r)), speech(int(n), 2, float64(r)))
			p.rate = r
			require.Empty(t, p.check(t, audit.Options{}).Findings, "%v %v", r, l)
			track := p.beepTrack()
			p.tracks[track][n/3+5] = 77
			require.Len(t, p.check(t, audit.Options{}).Findings, 1, "%v %v", r, l)
		}
	}
}
