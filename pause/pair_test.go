package pause_test

import (
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

// A command is a click that a party in the call has confirmed.
type command struct {
	by   pause.Party
	verb pause.Verb
}

func (c command) String() string { return string(rune('A'+c.by)) + "." + c.verb.String() }

// on gives the command to a copy of a call, and returns that.
func (c command) on(r pause.Call) (pause.Call, pause.Step, error) {
	step, err := r.Do(c.by, c.verb)
	return r, step, err
}

// sequences shows every sequence of up to n commands of the members, with the call after it and the step that led
// there.
func sequences(t *testing.T, r pause.Call, n int, see func([]command, pause.Step)) {
	t.Helper()
	var grow func(r pause.Call, done []command)
	grow = func(r pause.Call, done []command) {
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

// With recording off by setting nothing is ever recorded or silenced, while stops are kept and beeps are heard as ever,
// and are in no file (L6, RP-REC-050).
func TestRecordingOffBySetting(t *testing.T) {
	for _, begin := range starts {
		on, off := begin.call(true), begin.call(false)
		sequences(t, off, 4, func(done []command, s pause.Step) {
			var want pause.Step
			r := on
			for _, click := range done {
				r, want, _ = click.on(r)
			}
			if s.After.State() != pause.Off || s.After.Silenced() != 0 || s.After.Recorded() {
				t.Errorf("RP-REC-050: %s %v: got %v, silenced %v, want off and nobody", begin.name, done,
					s.After.State(), s.After.Silenced())
			}
			got := s.Beep()
			sounds := got.Sounds()
			beep := want.Beep()
			wanted := beep.Sounds()
			if sounds != wanted || got.To != beep.To || got.On != 0 || s.After.StoppedBy() != want.After.StoppedBy() {
				t.Errorf("%s %v: got beep %+v %t, stopped by %v, want %+v %t in no file, %v", begin.name, done, got,
					sounds, s.After.StoppedBy(),
					beep, wanted, want.After.StoppedBy())
			}
		})
	}
}

// Before the answer nothing is silenced and nothing beeps; the stops made meanwhile count from the answer on, without a
// beep.
func TestStopWhileItRings(t *testing.T) {
	sequences(t, calltest.Ringing(true, a, b), 4, func(done []command, s pause.Step) {
		if sounds := s.Beep().Sounds(); sounds || s.After.Silenced() != 0 || s.After.State() != pause.Off {
			t.Errorf("ringing %v: got beep %t, silenced %v, %v", done, sounds, s.After.Silenced(), s.After.State())
		}
		call, want := s.After, pause.On
		answer := call.Answer()
		if done[len(done)-1].verb == pause.Stop {
			want = pause.Silent
		}
		if sounds := answer.Beep().Sounds(); sounds || answer.After.State() != want || !answer.After.Answered() {
			t.Errorf("ringing %v, answered: got beep %t, %v, want none, %v", done, sounds, answer.After.State(), want)
		}
	})
}
