package recording_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

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

// Where more than two talk a stop silences one voice, and a track is silent when all of its voices are.
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
				recording.OperatorSide: "[1 1 1 0 0 0 0]",     // is on the operator's, which is silent
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
