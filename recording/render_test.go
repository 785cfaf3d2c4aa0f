package recording_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A track holds the voices that are present and not silenced, and the beep, sample by sample as the dumb twin adds them
// up; and nothing outside the recording. It is the saturating sum of all.
func TestRenderIsTheTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		voices := talk(rapid.Uint64().Draw(t, "voices"), last-first)
		compare(t, s, tone, recording.Span{From: first, To: last}, voices)
	})
}

// Long pieces are rendered as short ones are, from wherever in them the window starts: pauses of thousands of samples,
// and beeps that a silence cuts or another beep restarts.
func TestRenderLong(t *testing.T) {
	const from, to = -3000, 20000
	s := fuzzStory([]byte("2S3r7s1R5j2S1R0sr")).scaled(700)
	tone, voices := talk(1, 1600)[0], talk(2, to-from)
	say := func(p pause.Party, n int64) int16 { return voices[p][n-from] }
	twins := map[recording.Track]map[int64]int16{}
	for _, track := range tracks {
		twins[track] = s.samples(track, tone, to, say)
	}
	rapid.Check(t, func(t *rapid.T) {
		track, at := rapid.SampledFrom(tracks).Draw(t, "track"), rapid.IntRange(0, to-from).Draw(t, "at")
		dst, window := make([]int16, rapid.IntRange(0, to-from-at).Draw(t, "samples")), make([][]int16, len(voices))
		for p := range voices {
			window[p] = voices[p][at:]
		}
		s.timeline().Plan(track, tone).Render(dst, int64(from+at), window)
		for i, got := range dst {
			if want := twins[track][int64(from+at+i)]; got != want {
				t.Fatalf("the %v track at %d: got %d, want %d", track, from+at+i, got, want)
			}
		}
	})
}

// Who is missing or says too little says nothing more: the rest of the window is as if it were silent.
func TestRenderShortVoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		voices := talk(rapid.Uint64().Draw(t, "voices"),
			last-first)[:rapid.IntRange(0, everybody.Len()).Draw(t, "parties")]
		for p := range voices {
			voices[p] = voices[p][:rapid.IntRange(0, last-first).Draw(t, "length")]
		}
		compare(t, s, tone, recording.Span{From: first, To: last}, voices)
	})
}

// Only parties have a voice: what comes after the 64th is nobody's.
func TestRenderOfMoreThanParties(t *testing.T) {
	voices := make([][]int16, pause.MaxParties+1)
	voices[1], voices[pause.MaxParties] = []int16{2, 2}, []int16{100, 100}
	dst := make([]int16, 2)
	recording.NewTimeline(0, calltest.New(true, 0, 1)).Plan(recording.FarSide, nil).Render(dst, 0, voices)
	if want := []int16{2, 2}; !slices.Equal(dst, want) {
		t.Errorf("got %v, want %v", dst, want)
	}
}

// A plan that somebody made by hand has no tone, whatever its pieces say: it is rendered without one.
func TestRenderWithoutTone(t *testing.T) {
	plan := recording.Plan{Pieces: []recording.Piece{{Span: recording.Span{From: 0, To: 2}, Voices: pause.PartiesOf(0),
		Tone: 3}}}
	dst := make([]int16, 2)
	plan.Render(dst, 0, [][]int16{{7, 8}})
	if want := []int16{7, 8}; !slices.Equal(dst, want) {
		t.Errorf("got %v, want %v", dst, want)
	}
}

// compare renders a window of each track, into what is not empty before, and holds it against the twin.
func compare(t *rapid.T, s story, tone []int16, window recording.Span, voices [][]int16) {
	t.Helper()
	tl := s.timeline()
	say := func(p pause.Party, n int64) int16 {
		i := n - window.From
		if i < 0 || int(p) >= len(voices) || i >= int64(len(voices[p])) {
			return 0
		}
		return voices[p][i]
	}
	for _, track := range tracks {
		got, twin := make([]int16, window.Len()), s.samples(track, tone, window.To, say)
		for i := range got {
			got[i] = 12345
		}
		tl.Plan(track, tone).Render(got, window.From, voices)
		for i, v := range got {
			if want := twin[window.From+int64(i)]; v != want {
				t.Fatalf("the %v track at %d, tone %v: got %d, want %d", track, window.From+int64(i), tone, v, want)
			}
		}
	}
}

// However a window is cut, the samples are the same: what is rendered frame by frame is what is rendered at once.
func TestRenderInFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		cuts := rapid.SliceOfN(rapid.IntRange(0, last-first), 0, 8).Draw(t, "cuts")
		cuts = append(cuts, 0, last-first)
		slices.Sort(cuts)
		voices := talk(rapid.Uint64().Draw(t, "voices"), last-first)
		for _, track := range tracks {
			plan := s.timeline().Plan(track, tone)
			want, got := make([]int16, last-first), make([]int16, last-first)
			plan.Render(want, first, voices)
			for i, from := range cuts[:len(cuts)-1] {
				frame := make([][]int16, len(voices))
				for p := range voices {
					frame[p] = voices[p][from:cuts[i+1]]
				}
				plan.Render(got[from:cuts[i+1]], first+int64(from), frame)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("the %v track in frames (-whole +frames):\n%s", track, diff)
			}
		}
	})
}

// L7: no sample that a silenced party spoke is in any track, and every sample of one who is present and not silenced is
// in its own (RP-REC-011, RP-REC-040). Each party is a bit of its own, and the tone another.
func TestSilencedPartyIsInNoTrack(t *testing.T) {
	voices := make([][]int16, everybody.Len())
	for p := range voices {
		voices[p] = slices.Repeat([]int16{1 << p}, last-first)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		held, tl := s.moments(last), s.timeline()
		for _, track := range tracks {
			dst := make([]int16, last-first)
			tl.Plan(track, []int16{64, 64, 64}).Render(dst, first, voices)
			for i, v := range dst {
				m := held[first+int64(i)]
				got := pause.Parties(v) & everybody
				if leaked := got & m.rec.Silenced(); leaked != 0 {
					t.Fatalf("L7, RP-REC-011: the %v track at %d holds the silenced %v", track, first+i, leaked)
				}
				if want := m.rec.OnSide(sides(track)) &^ m.rec.Silenced() &^ m.away; got != want {
					t.Fatalf("RP-REC-040: the %v track at %d holds %v, want %v", track, first+i, got, want)
				}
			}
		}
	})
}

// Rendering writes the destination and nothing beside it: not what follows in its array, no voice, not the tone.
func TestRenderStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, tone := stories.Draw(t, "story"), tones.Draw(t, "tone")
		size, at := rapid.IntRange(0, 20).Draw(t, "size"), rapid.Int64Range(first, last).Draw(t, "at")
		voices, heard := talk(7, last-first), slices.Clone(tone)
		array := slices.Repeat([]int16{-321}, size+10)
		for _, track := range tracks {
			s.timeline().Plan(track, tone).Render(array[5:5+size], at, voices)
		}
		for i, v := range array {
			if (i < 5 || i >= 5+size) && v != -321 {
				t.Fatalf("%d samples at %d: wrote %d at offset %d of the destination", size, at, v, i-5)
			}
		}
		if !slices.Equal(tone, heard) || !cmp.Equal(voices, talk(7, last-first)) {
			t.Fatalf("%d samples at %d: the tone or a voice was changed", size, at)
		}
	})
}

// Rendering allocates nothing, whatever the window holds.
func TestRenderAllocatesNothing(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1, 2)).stop(500, 0).resume(900, 0).stop(2000, 1)
	voices, dst := talk(1, 3000), make([]int16, 3000)
	for _, track := range tracks {
		plan := s.tl.Plan(track, recording.DefaultTone().PCM(8000))
		for _, at := range []int64{-100, 0, 600, 1000, 5000} {
			if got := testing.AllocsPerRun(20, func() { plan.Render(dst, at, voices) }); got != 0 {
				t.Errorf("the %v track from %d on: got %v allocations, want 0", track, at, got)
			}
		}
	}
}

// The mix is clamped once, after everything is added: two loud voices that cancel each other leave the third as it is.
func TestMixIsClampedOnce(t *testing.T) {
	rec := calltest.New(true, 0, 1, 2)
	plan := newScript(t, pause.Policy{}, rec).stop(0, 0).resume(1, 0).tl.Plan(recording.Mixed,
		[]int16{30000, 30000, -30000})
	dst := make([]int16, 5)
	plan.Render(dst, 0, [][]int16{{0, 30000, -30000, -30000, 32767}, {9, 30000, -30000, -9, 32767},
		{9, -60, 60, 1, -32768}})
	if want := []int16{18, 32767, -29940, -32768, 32766}; !slices.Equal(dst, want) {
		t.Errorf("got %v, want %v", dst, want)
	}
}

// A plan without pieces, and a window without samples, are no trouble.
func TestRenderNothing(t *testing.T) {
	dst := []int16{1, 2, 3}
	recording.Plan{}.Render(dst, 0, nil)
	if want := []int16{0, 0, 0}; !slices.Equal(dst, want) {
		t.Errorf("got %v, want %v", dst, want)
	}
	recording.NewTimeline(0, calltest.New(true, 0, 1)).Plan(recording.Mixed, nil).Render(nil, 5, nil)
}

// A script is a call in a few lines; the first party is the operator side, and party p says 1<<p all the time.
type script struct {
	t  *testing.T
	tl *recording.Timeline
}

func newScript(t *testing.T, policy pause.Policy, call pause.Call) *script {
	t.Helper()
	must(t, call.SetPolicy(policy))
	return &script{t, recording.NewTimeline(0, call)}
}

func (s *script) stop(at int64, p pause.Party) *script {
	s.t.Helper()
	_, err := s.tl.Stop(at, p)
	return s.noted(err)
}

func (s *script) resume(at int64, p pause.Party) *script {
	s.t.Helper()
	_, err := s.tl.Resume(at, p)
	return s.noted(err)
}

func (s *script) end(at int64) *script {
	s.t.Helper()
	_, err := s.tl.End(at)
	return s.noted(err)
}

func (s *script) noted(err error) *script {
	s.t.Helper()
	must(s.t, err)
	return s
}

// hear renders a track from 0 on, of a tone that counts in 100s: its offset can be read, and the voices beside it.
func (s *script) hear(track recording.Track, samples int) string {
	dst, voices := make([]int16, samples), make([][]int16, 4)
	for p := range voices {
		voices[p] = make([]int16, samples)
		for i := range voices[p] {
			voices[p][i] = 1 << p
		}
	}
	s.tl.Plan(track, []int16{100, 200, 300, 400}).Render(dst, 0, voices)
	return fmt.Sprint(dst)
}

// One pause from 2 to 6 in a call of two that ends at 12, sample by sample: party 0 says 1, party 1 says 2, the beep
// counts 100, 200, 300, 400.
func TestPauseInSamples(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(2, 0).resume(6, 0).end(12)
	for track, want := range map[recording.Track]string{
		recording.Mixed:        "[3 3 0 0 0 0 103 203 303 403 3 3 0 0]",
		recording.OperatorSide: "[1 1 0 0 0 0 1 1 1 1 1 1 0 0]",
		recording.FarSide:      "[2 2 0 0 0 0 102 202 302 402 2 2 0 0]",
	} {
		if got := s.hear(track, 14); got != want {
			t.Errorf("the %v track\n got %s\nwant %s", track, got, want)
		}
	}
}

// Where more than two talk a stop silences one voice, and a track is silent when all of its voices are, but for the beep
// of somebody else's resume.
func TestPartialSilence(t *testing.T) {
	many := calltest.New(true, 0, 1, 2)
	room := pause.NewRoom(true)
	for _, p := range []pause.Party{0, 1, 2} {
		_, _ = room.Join(p)
	}
	for name, rec := range map[string]pause.Call{"room": room, "many": many} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, pause.Policy{}, rec).stop(1, 1).stop(2, 2).stop(3, 0).resume(4, 1).end(6)
			for track, want := range map[recording.Track]string{
				recording.Mixed:        "[7 5 1 0 102 202 0]", // the beep of a party on the far side
				recording.OperatorSide: "[1 1 1 0 100 200 0]", // is on the operator's, whose silence goes on
				recording.FarSide:      "[6 4 0 0 2 2 0]",
			} {
				if diff := cmp.Diff(want, s.hear(track, 7)); diff != "" {
					t.Errorf("the %v track (-want +got):\n%s", track, diff)
				}
			}
		})
	}
}

// With A-19 (b) the beep of a stop is heard over the silence that it starts, on the side opposite the one who stopped;
// a resume's beep starts anew.
func TestStopBeepInFile(t *testing.T) {
	s := newScript(t, pause.Policy{StopBeepInFile: true}, calltest.New(true, 0, 1))
	s.stop(1, 0).resume(7, 0).stop(9, 1).resume(11, 0).end(16)
	for track, want := range map[recording.Track]string{
		recording.Mixed:        "[3 100 200 300 400 0 0 103 203 100 200 103 203 303 403 3]",
		recording.OperatorSide: "[1 0 0 0 0 0 0 1 1 100 200 301 401 1 1 1]",
		recording.FarSide:      "[2 100 200 300 400 0 0 102 202 0 0 102 202 302 402 2]",
	} {
		if diff := cmp.Diff(want, s.hear(track, 16)); diff != "" {
			t.Errorf("A-19: the %v track (-want +got):\n%s", track, diff)
		}
	}
}
