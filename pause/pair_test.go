package pause_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/pause"
)

// A command is a click that a party in the call has confirmed.
type command struct {
	by   pause.Party
	verb pause.Verb
}

func (c command) String() string { return string(rune('A'+c.by)) + "." + c.verb.String() }

func (c command) on(r pause.Recorder) (pause.Recorder, pause.Step, error) {
	if c.verb == pause.Stop {
		return r.Stop(c.by)
	}
	return r.Resume(c.by)
}

// sequences shows every sequence of up to n commands of the members, with the recorder after it and the step that led there.
func sequences(t *testing.T, r pause.Recorder, n int, see func([]command, pause.Step)) {
	t.Helper()
	var grow func(r pause.Recorder, done []command)
	grow = func(r pause.Recorder, done []command) {
		if len(done) == n {
			return
		}
		for p := range r.Members().All() {
			for _, verb := range []pause.Verb{pause.Stop, pause.Resume} {
				now := append(done, command{p, verb})
				next, step, err := now[len(done)].on(r)
				if err != nil {
					t.Fatalf("%v: %v", now, err)
				}
				see(now, step)
				grow(next, now)
			}
		}
	}
	grow(r, nil)
}

// In a call of two the last command wins, whoever gives it: no count, no toggle, no owner (L1, RP-S2S-200).
func TestLastCommandWins(t *testing.T) {
	r := pause.NewRecorder(true, a, b)
	seen := 0
	sequences(t, r, 6, func(done []command, s pause.Step) {
		seen++
		want, state := pause.Parties(0), pause.On
		if done[len(done)-1].verb == pause.Stop {
			want, state = pause.PartiesOf(a, b), pause.Silent
		}
		if got := s.After.Silenced(); got != want || s.After.State() != state {
			t.Errorf("RP-S2S-200: start %v: got silenced %v, %v, want %v, %v", done, got, s.After.State(), want, state)
		}
	})
	if want := 4 + 16 + 64 + 256 + 1024 + 4096; seen != want {
		t.Errorf("got %d sequences, want %d", seen, want)
	}
}

// The two shortest stories that the manual's five rows do not tell, and that tell this law from all others that fit the rows.
func TestSeparatingTraces(t *testing.T) {
	rows := []struct {
		trace string
		why   string
		want  pause.State
	}{
		{"start B.stop", "B's stop counts, though only A's comes first in the rows", pause.Silent},
		{"start A.stop B.stop B.resume", "B's resume ends A's stop too: no count, no owner", pause.On},
	}
	for _, row := range rows {
		t.Run("RP-S2S-200/"+row.trace, func(t *testing.T) {
			r := pause.NewRecorder(true, a, b)
			for _, word := range strings.Fields(row.trace)[1:] {
				next, _, err := clicks[word].on(r)
				if err != nil {
					t.Fatal(err)
				}
				r = next
			}
			if got := r.State(); got != row.want {
				t.Errorf("%s: got %v, want %v: %s", row.trace, got, row.want, row.why)
			}
		})
	}
}

var clicks = map[string]command{"A.stop": {a, pause.Stop}, "A.resume": {a, pause.Resume}, "B.stop": {b, pause.Stop}, "B.resume": {b, pause.Resume}}

// With recording off by setting nothing is ever recorded or silenced, while stops are kept and beeps are heard as ever, and
// are in no file (L6, RP-REC-050).
func TestRecordingOffBySetting(t *testing.T) {
	for _, begin := range starts {
		on, off := begin.recorder(true), begin.recorder(false)
		sequences(t, off, 4, func(done []command, s pause.Step) {
			var want pause.Step
			r := on
			for _, click := range done {
				r, want, _ = click.on(r)
			}
			if s.After.State() != pause.Off || s.After.Silenced() != 0 || s.After.Recorded() {
				t.Errorf("RP-REC-050: %s %v: got %v, silenced %v, want off and nobody", begin.name, done, s.After.State(), s.After.Silenced())
			}
			got, sounds := s.Beep()
			beep, wanted := want.Beep()
			if sounds != wanted || got.To != beep.To || got.On != 0 || s.After.StoppedBy() != want.After.StoppedBy() {
				t.Errorf("%s %v: got beep %+v %t, stopped by %v, want %+v %t in no file, %v", begin.name, done, got, sounds, s.After.StoppedBy(),
					beep, wanted, want.After.StoppedBy())
			}
		})
	}
}

// Before the answer nothing is silenced and nothing beeps; the stops made meanwhile count from the answer on, without a beep.
func TestStopWhileItRings(t *testing.T) {
	sequences(t, pause.Ringing(true, a, b), 4, func(done []command, s pause.Step) {
		if _, sounds := s.Beep(); sounds || s.After.Silenced() != 0 || s.After.State() != pause.Off {
			t.Errorf("ringing %v: got beep %t, silenced %v, %v", done, sounds, s.After.Silenced(), s.After.State())
		}
		answer, want := s.After.Answer(), pause.On
		if done[len(done)-1].verb == pause.Stop {
			want = pause.Silent
		}
		if _, sounds := answer.Beep(); sounds || answer.After.State() != want || !answer.After.Answered() {
			t.Errorf("ringing %v, answered: got beep %t, %v, want none, %v", done, sounds, answer.After.State(), want)
		}
	})
}
