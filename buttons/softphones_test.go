package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

const (
	partyA pause.Party = iota
	partyB
)

// softphones is a call between two softphones and its recorder in the PBX, which answers at once.
type softphones struct {
	a, b buttons.Phone
	rec  pause.Recorder
}

// start is the start of a call between two softphones.
func start(t testing.TB) softphones {
	t.Helper()
	p := phone(t, callstate.Talking, false)
	return softphones{p, p, pause.NewRecorder(true, partyA, partyB)}
}

// click presses the toggle of one of the two; the PBX does what it asks and says so to that softphone.
func (s softphones) click(t testing.TB, by pause.Party) softphones {
	t.Helper()
	p := &s.a
	if by == partyB {
		p = &s.b
	}
	clicked, cmd, err := p.Press(buttons.Toggle)
	if err != nil {
		t.Fatal(err)
	}
	if cmd.Verb == pause.Stop {
		s.rec, _, err = s.rec.Stop(by)
	} else {
		s.rec, _, err = s.rec.Resume(by)
	}
	if err != nil {
		t.Fatal(err)
	}
	*p = clicked.Confirm(cmd)
	return s
}

// The five rows of the manual's table for two softphones: what happens, what the recording does, and what A and B show.
func TestTwoSoftphones(t *testing.T) {
	rows := []struct {
		happens   string
		clicks    []pause.Party
		recording pause.State
		a, b      pause.Verb
		rules     [3]string
	}{
		{"the call starts", nil, pause.On, pause.Stop, pause.Stop, [3]string{"RP-S2S-111", "RP-S2S-112", "RP-S2S-113"}},
		{"A stops", []pause.Party{partyA}, pause.Silent, pause.Resume, pause.Stop, [3]string{"RP-S2S-121", "RP-S2S-122", "RP-S2S-123"}},
		{"B stops", []pause.Party{partyB}, pause.Silent, pause.Resume, pause.Resume, [3]string{"RP-S2S-131", "RP-S2S-132", "RP-S2S-133"}},
		{"A resumes", []pause.Party{partyA}, pause.On, pause.Stop, pause.Resume, [3]string{"RP-S2S-141", "RP-S2S-142", "RP-S2S-143"}},
		{"B resumes", []pause.Party{partyB}, pause.On, pause.Stop, pause.Stop, [3]string{"RP-S2S-151", "RP-S2S-152", "RP-S2S-153"}},
	}
	s := start(t)
	for _, row := range rows {
		for _, by := range row.clicks {
			s = s.click(t, by)
		}
		t.Run(row.rules[0]+"/"+row.happens, func(t *testing.T) {
			if got := s.rec.State(); got != row.recording {
				t.Errorf("%s: got the recording %v, want %v", row.happens, got, row.recording)
			}
		})
		t.Run(row.rules[1]+"/"+row.happens, func(t *testing.T) { checkShows(t, "A", s.a, row.a) })
		t.Run(row.rules[2]+"/"+row.happens, func(t *testing.T) { checkShows(t, "B", s.b, row.b) })
	}
}

func checkShows(t *testing.T, who string, p buttons.Phone, want pause.Verb) {
	t.Helper()
	if got := p.View(); got.Toggle != want || got.Message != (want == pause.Resume) {
		t.Errorf("%s: got %v, message %t, want %v", who, got.Toggle, got.Message, want)
	}
}

// After the fourth row B needs two clicks to stop the recording: its first one is a resume (RP-S2S-220).
func TestTwoClicksToStop(t *testing.T) {
	s := start(t).click(t, partyA).click(t, partyB).click(t, partyA)
	for n, want := range []pause.State{pause.On, pause.Silent} {
		if s = s.click(t, partyB); s.rec.State() != want {
			t.Errorf("RP-S2S-220: after click %d of B: got %v, want %v", n+1, s.rec.State(), want)
		}
	}
}

// A combination is what one sees of two softphones and their recording.
type combination struct {
	recording pause.State
	a, b      bool // shows 録音再開
}

// Six of the eight combinations of recording, A and B can be reached: not the one that is stopped with nobody showing it, and not
// the one that records with both showing a stop (L5, RP-S2S-210).
func TestSixOfEightCombinations(t *testing.T) {
	reached := map[combination]bool{}
	seen := map[softphones]bool{}
	for todo := []softphones{start(t)}; len(todo) > 0; todo = todo[1:] {
		s := todo[0]
		if s.a.Display, s.b.Display = numberless(s.a), numberless(s.b); seen[s] {
			continue
		}
		seen[s] = true
		reached[combination{s.rec.State(), s.a.ShowsStopped(), s.b.ShowsStopped()}] = true
		todo = append(todo, s.click(t, partyA), s.click(t, partyB))
	}
	for _, recording := range []pause.State{pause.On, pause.Silent} {
		for bits := range 4 {
			now := combination{recording, bits&1 != 0, bits&2 != 0}
			want := now != combination{pause.Silent, false, false} && now != combination{pause.On, true, true}
			if reached[now] != want {
				t.Errorf("RP-S2S-210: %+v: got reached %t, want %t", now, reached[now], want)
			}
			delete(reached, now)
		}
	}
	if len(reached) != 0 {
		t.Errorf("RP-S2S-210: got also %v", reached)
	}
}

// numberless is a softphone's display without the numbers of its commands, which would make every search endless.
func numberless(p buttons.Phone) pause.Display { return pause.Display{Stopped: p.Display.Stopped} }
