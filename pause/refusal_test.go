package pause_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// What was refused, who asked for it and what was wrong are in the error, and nothing has changed.
func TestPartyError(t *testing.T) {
	over := calltest.New(true, a, b)
	over.End()
	rows := []struct {
		name string
		in   pause.Call
		act  action
		want pause.PartyError
		says string
	}{
		{"a stop by nobody in the call", two, action{Op: "stop", P: c},
			pause.PartyError{pause.Stopped, c, pause.NotInCall}, "pause: not stopped: party 2 is not in the call"},
		{"a resume by nobody in the call", two, action{Op: "resume", P: c},
			pause.PartyError{pause.Resumed, c, pause.NotInCall}, "pause: not resumed: party 2 is not in the call"},
		{"nobody in the call leaves", two, action{Op: "leave", P: c}, pause.PartyError{pause.Left, c, pause.NotInCall},
			"pause: not left: party 2 is not in the call"},
		{"nobody in the call parks", two, action{Op: "park", P: c}, pause.PartyError{pause.Parked, c, pause.NotInCall},
			"pause: not parked: party 2 is not in the call"},
		{"nobody in the call completes a transfer", two, action{Op: "complete", P: c, Q: d},
			pause.PartyError{pause.Completed, c, pause.NotInCall}, "pause: not completed: party 2 is not in the call"},
		{"who is in the call joins", two, action{Op: "join", P: b}, pause.PartyError{pause.Joined, b, pause.InCall},
			"pause: not joined: party 1 is in the call already"},
		{"who takes its own place", two, action{Op: "transfer", P: a, Q: a},
			pause.PartyError{pause.Transferred, a, pause.OwnPlace},
			"pause: not transferred: party 0 cannot take its own place"},
		{"a stop by who cannot be a party", two, action{Op: "stop", P: 64},
			pause.PartyError{pause.Stopped, 64, pause.NoSuchParty},
			"pause: not stopped: party 64 is beyond the 64 that one call can have"},
		{"a resume by who cannot be a party", two, action{Op: "resume", P: 255},
			pause.PartyError{pause.Resumed, 255, pause.NoSuchParty},
			"pause: not resumed: party 255 is beyond the 64 that one call can have"},
		{"who cannot be a party joins", two, action{Op: "join", P: 64},
			pause.PartyError{pause.Joined, 64, pause.NoSuchParty},
			"pause: not joined: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party leaves", two, action{Op: "leave", P: 64},
			pause.PartyError{pause.Left, 64, pause.NoSuchParty},
			"pause: not left: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party parks", two, action{Op: "park", P: 64},
			pause.PartyError{pause.Parked, 64, pause.NoSuchParty},
			"pause: not parked: party 64 is beyond the 64 that one call can have"},
		{"who cannot be a party transfers", two, action{Op: "transfer", P: 64, Q: c},
			pause.PartyError{pause.Transferred, 64, pause.NoSuchParty},
			"pause: not transferred: party 64 is beyond the 64 that one call can have"},
		{"a target that cannot be a party", two, action{Op: "complete", P: a, Q: 64},
			pause.PartyError{pause.Completed, 64, pause.NoSuchParty},
			"pause: not completed: party 64 is beyond the 64 that one call can have"},
		{"a stop of a call that is over", over, action{Op: "stop", P: a},
			pause.PartyError{pause.Stopped, a, pause.CallOver},
			"pause: not stopped: nobody is in the call, and party 0 cannot"},
		{"who leaves a call that is over", over, action{Op: "leave", P: a},
			pause.PartyError{pause.Left, a, pause.CallOver},
			"pause: not left: nobody is in the call, and party 0 cannot"},
		{"who joins a call that is over", over, action{Op: "join", P: c},
			pause.PartyError{pause.Joined, c, pause.CallOver},
			"pause: not joined: nobody is in the call, and party 2 cannot"},
		{"the transfer of a call that is over", over, action{Op: "complete", P: a, Q: c},
			pause.PartyError{pause.Completed, a, pause.CallOver},
			"pause: not completed: nobody is in the call, and party 0 cannot"},
		{"a merge into a call that is over", over, action{Op: "merge", Others: pause.PartiesOf(c, d)},
			pause.PartyError{pause.Merged, 0, pause.CallOver},
			"pause: not merged: nobody is in the call, and party 0 cannot"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			r, step, err := row.act.on(row.in)
			var got *pause.PartyError
			if !errors.As(err, &got) || *got != row.want || err.Error() != row.says {
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
		want   pause.PartyError
	}{
		{"the operator beyond the last party", 200, []pause.Party{1},
			pause.PartyError{pause.Joined, 200, pause.NoSuchParty}},
		{"another beyond the last party", 0, []pause.Party{1, 64},
			pause.PartyError{pause.Joined, 64, pause.NoSuchParty}},
		{"the operator twice", 1, []pause.Party{0, 1}, pause.PartyError{pause.Joined, 1, pause.InCall}},
		{"another twice", 0, []pause.Party{2, 2}, pause.PartyError{pause.Joined, 2, pause.InCall}},
	} {
		for _, begin := range []func(bool, pause.Party, ...pause.Party) (pause.Call, error){pause.NewCall,
			pause.Ringing} {
			call, err := begin(true, row.first, row.others...)
			var got *pause.PartyError
			if !errors.As(err, &got) || *got != row.want || call != (pause.Call{}) {
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
	if got, want := *refuse(), (pause.PartyError{pause.Stopped, c, pause.NotInCall}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Every problem has a name of its own; one from outside says that it is one.
func TestProblemNames(t *testing.T) {
	want := map[pause.Problem]string{pause.NotInCall: "not_in_call", pause.InCall: "in_call",
		pause.CallOver: "call_over",
		pause.OwnPlace: "own_place", pause.NoSuchParty: "no_such_party", pause.NoSuchParty + 1: "Problem(6)"}
	for p, name := range want {
		if got, err := p.MarshalText(); string(got) != name || p.String() != name || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, name)
		}
	}
}
