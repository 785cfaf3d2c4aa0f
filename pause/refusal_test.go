package pause_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A refusal is what did not happen, and to whom.
type refusal struct {
	cause pause.Cause
	party pause.Party
}

func of(e *pause.PartyError) refusal { return refusal{e.Cause, e.Party} }

// What was refused, who asked for it and what was wrong are in the error, and nothing has changed.
func TestPartyError(t *testing.T) {
	over := calltest.New(true, a, b)
	over.End()
	rows := []struct {
		name string
		in   pause.Call
		act  action
		want refusal
		says string
	}{
		{"a stop by nobody in the call", two, action{Op: "stop", P: c},
			refusal{pause.Stopped, c}, "pause: not stopped: party 2 is not in the call"},
		{"a resume by nobody in the call", two, action{Op: "resume", P: c},
			refusal{pause.Resumed, c}, "pause: not resumed: party 2 is not in the call"},
		{"nobody in the call leaves", two, action{Op: "leave", P: c}, refusal{pause.Left, c},
			"pause: not left: party 2 is not in the call"},
		{"nobody in the call parks", two, action{Op: "park", P: c}, refusal{pause.Parked, c},
			"pause: not parked: party 2 is not in the call"},
		{"nobody in the call completes a transfer", two, action{Op: "complete", P: c, Q: d},
			refusal{pause.Completed, c}, "pause: not completed: party 2 is not in the call"},
		{"who is in the call joins", two, action{Op: "join", P: b}, refusal{pause.Joined, b},
			"pause: not joined: party 1 is in the call already"},
		{"who takes its own place", two, action{Op: "transfer", P: a, Q: a},
			refusal{pause.Transferred, a},
			"pause: not transferred: party 0 cannot take its own place"},
		{"a stop by who cannot be a party", two, action{Op: "stop", P: 64},
			refusal{pause.Stopped, 64},
			"pause: not stopped: party 64 is beyond the 64 that one call can have"},
		{"a resume by who cannot be a party", two, action{Op: "resume", P: 255},
			refusal{pause.Resumed, 255},
			"pause: not resumed: party 255 is beyond the 64 that one call can have"},
		{"who cannot be a party joins", two, action{Op: "join", P: 64},
			refusal{pause.Joined, 64},
			"pause: not joined: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party leaves", two, action{Op: "leave", P: 64},
			refusal{pause.Left, 64},
			"pause: not left: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party parks", two, action{Op: "park", P: 64},
			refusal{pause.Parked, 64},
			"pause: not parked: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party transfers", two, action{Op: "transfer", P: 64, Q: c},
			refusal{pause.Transferred, 64},
			"pause: not transferred: party 64 is beyond the 64 that one call can have"},
		{"a target that cannot be a party", two, action{Op: "complete", P: a, Q: 64},
			refusal{pause.Completed, 64},
			"pause: not completed: party 64 is beyond the 64 that one call can have"},
		{"a stop of a call that is over", over, action{Op: "stop", P: a},
			refusal{pause.Stopped, a},
			"pause: not stopped: nobody is in the call, and party 0 cannot"},
		{"who leaves a call that is over", over, action{Op: "leave", P: a},
			refusal{pause.Left, a},
			"pause: not left: nobody is in the call, and party 0 cannot"},
		{"who joins a call that is over", over, action{Op: "join", P: c},
			refusal{pause.Joined, c},
			"pause: not joined: nobody is in the call, and party 2 cannot"},
		{"the transfer of a call that is over", over, action{Op: "complete", P: a, Q: c},
			refusal{pause.Completed, a},
			"pause: not completed: nobody is in the call, and party 0 cannot"},
		{"a merge into a call that is over", over, action{Op: "merge", Others: pause.PartiesOf(c, d)},
			refusal{pause.Merged, 0},
			"pause: not merged: nobody is in the call, and party 0 cannot"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			r, step, err := row.act.on(row.in)
			var got *pause.PartyError
			if !errors.As(err, &got) || of(got) != row.want || err.Error() != row.says {
				t.Errorf("got %+v, %v, want %+v", got, err, row.want)
			}
			if r != row.in || step != (pause.Step{}) {
				t.Errorf("got %+v and %+v, want nothing changed", r, step)
			}
		})
	}
}

// A call is not made with a party that no call can have, nor with one that is named twice.
func TestImpossibleCalls(t *testing.T) {
	for _, row := range []struct {
		name   string
		first  pause.Party
		others []pause.Party
		want   refusal
		says   string
	}{
		{"the operator beyond the last party", 200, []pause.Party{1},
			refusal{pause.Joined, 200}, "pause: not joined: party 200 is beyond the 64 that one call can have"},
		{"another beyond the last party", 0, []pause.Party{1, 64},
			refusal{pause.Joined, 64}, "pause: not joined: party 64 is beyond the 64 that one call can have"},
		{"the operator twice", 1, []pause.Party{0, 1}, refusal{pause.Joined, 1},
			"pause: not joined: party 1 is in the call already"},
		{"another twice", 0, []pause.Party{2, 2}, refusal{pause.Joined, 2},
			"pause: not joined: party 2 is in the call already"},
	} {
		for _, begin := range []func(bool, pause.Party, ...pause.Party) (pause.Call, error){pause.NewCall,
			pause.Ringing} {
			call, err := begin(true, row.first, row.others...)
			var got *pause.PartyError
			if !errors.As(err, &got) || of(got) != row.want || err.Error() != row.says || call != (pause.Call{}) {
				t.Errorf("%s: got %v, %v, want %+v and a call that is over", row.name, call, err, row.want)
			}
		}
	}
}

// What is no command is refused, changes nothing and above all resumes nothing; the error says which there are.
func TestUnknownCommandsDoNothing(t *testing.T) {
	stopped := after(t, two, stopA)
	for n := range 256 {
		call, verb := stopped, pause.Verb(n)
		if verb == pause.Stop || verb == pause.Resume {
			continue
		}
		step, err := call.Do(a, verb)
		var unknown *spec.UnknownError
		if !errors.As(err, &unknown) || len(unknown.Known) != 2 || call != stopped || step != (pause.Step{}) {
			t.Fatalf("%v: got %v, %v and %v, want an *spec.UnknownError and nothing changed", verb, step, err, call)
		}
	}
}

// An error is the caller's own: whoever writes into it changes no other.
func TestErrorsAreOnesOwn(t *testing.T) {
	refuse := func() *pause.PartyError {
		call := two
		_, err := call.Stop(c)
		var refused *pause.PartyError
		if !errors.As(err, &refused) {
			t.Fatalf("got %v, want a *PartyError", err)
		}
		return refused
	}
	first := refuse()
	*first = pause.PartyError{}
	if got, want := refuse().Error(), "pause: not stopped: party 2 is not in the call"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
