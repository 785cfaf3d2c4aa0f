package recording_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Speech-to-text may write down exactly the samples of a party that are recorded: who is in the call, is not away and
// is not silenced, in a call that is recorded.
func TestTranscriptPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tl := s.timeline()
		for p := range everybody.All() {
			want := map[int64]bool{}
			for n, m := range s.moments(until) {
				if m.hold(p) == "recorded" {
					want[n] = true
				}
			}
			if diff := cmp.Diff(want, positions(tl.Transcript(p, until))); diff != "" {
				t.Fatalf("%v may be written down up to %d (-want +got):\n%s", p, until, diff)
			}
		}
	})
}

// No sample of a silenced party is in a transcript span (L7).
func TestTranscriptHasNoSilencedVoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := stories.Draw(t, "story").timeline()
		for p := range everybody.All() {
			for _, written := range tl.Transcript(p, last) {
				for _, silent := range tl.Silence(p, last) {
					if both := written.Intersect(silent); !both.Empty() {
						t.Fatalf("%v is silence and written down in %v", p, both)
					}
				}
			}
		}
	})
}

// A transcript and its gaps have reasons that agree with the spans, by the rules of speech-to-text where a stop, or
// none, decides.
func TestWhyTranscript(t *testing.T) {
	rules := map[string]spec.ID{"recorded": spec.ASR012, "silence": spec.ASR010}
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl, held, n := s.timeline(), s.moments(last), sample.Draw(t, "sample")
		for p := range everybody.All() {
			r, hold := tl.WhyTranscript(p, n), held[n].hold(p)
			complete(t, r)
			if want, ok := rules[hold]; ok && r.Rule != want || !ok &&
				(r.Rule == spec.ASR010 || r.Rule == spec.ASR012) {
				t.Fatalf("%v at %d is %q: got %v", p, n, hold, r)
			}
		}
	})
}

// A transcript and a gap in it name the rule that decides, and that of the voice, and no other.
func TestWhyTranscriptRules(t *testing.T) {
	tl := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(3, 0).tl
	for _, row := range []struct {
		name string
		at   int64
		want []spec.ID
	}{
		{"before the recording", -1, []spec.ID{spec.REC012}},
		{"recorded", 1, []spec.ID{spec.ASR012, spec.S2S230}},
		{"silence", 4, []spec.ID{spec.ASR010, spec.ASR011, spec.REC010}},
	} {
		if got := slices.Collect(tl.WhyTranscript(1, row.at).Rules()); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, got, row.want)
		}
	}
}

// Where recording is off by setting nothing is written down, whatever is clicked (RP-REC-050).
func TestUnrecordedTranscript(t *testing.T) {
	tl := newScript(t, pause.Policy{}, calltest.New(false, 0, 1)).stop(1, 0).resume(4, 1).tl
	if got := tl.Transcript(0, last); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}

// silences is the dumb definition: the samples of a track of which everybody is silenced, and in which no tone sounds.
func (s story) silences(track recording.Track, tone int, until int64) map[int64]bool {
	all := map[int64]bool{}
	loud := make([]int16, tone)
	for i := range loud {
		loud[i] = 1
	}
	sounds := s.samples(track, loud, until, func(pause.Party, int64) int16 { return 0 })
	for n, m := range s.moments(until) {
		on := m.rec.OnSide(sides(track))
		if on != 0 && on&^m.rec.Silenced() == 0 && sounds[n] == 0 {
			all[n] = true
		}
	}
	return all
}

// The silences of a track are exactly the samples in which everybody on it is stopped and no tone sounds.
func TestSilencesPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tone := rapid.IntRange(0, 5).Draw(t, "tone")
		for _, track := range tracks {
			plan := s.timeline().Plan(track, make([]int16, tone))
			if diff := cmp.Diff(s.silences(track, tone, until), positions(plan.Silences(until))); diff != "" {
				t.Fatalf("the %v track is silence up to %d (-want +got):\n%s", track, until, diff)
			}
		}
	})
}
