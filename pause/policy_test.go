package pause_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Every combination of answers is a policy that a call takes, and keeps through its steps.
func TestEveryPolicyIsValid(t *testing.T) {
	for _, p := range policies() {
		r := two
		if err := r.SetPolicy(p); p.Validate() != nil || err != nil {
			t.Fatalf("%+v: got %v, %v, want a policy", p, p.Validate(), err)
		}
		for _, acts := range [][]action{{stopA}, {{Op: "complete", P: a, Q: c}}, {{Op: "end"}}, {{Op: "leave", P: a}}} {
			want := calltest.With(after(t, two, acts...), p)
			if got := after(t, r, acts...); got != want {
				t.Fatalf("%+v after %v: got %+v, want %+v", p, acts, got, want)
			}
		}
	}
	if got := len(policies()); got != 16*3*3 {
		t.Errorf("got %d policies, want %d", got, 16*3*3)
	}
}

// Two calls are the same only where their answers are: none is lost.
func TestEveryPolicyIsAnother(t *testing.T) {
	seen := map[pause.Call]pause.Policy{}
	for _, p := range policies() {
		r := calltest.With(two, p)
		if other, ok := seen[r]; ok {
			t.Errorf("%+v and %+v: got the same call, want two", p, other)
		}
		seen[r] = p
	}
}

// An answer that is none is an error that names the question, and the call stays as it was.
func TestImpossiblePolicy(t *testing.T) {
	for value := 3; value < 256; value++ {
		for question, p := range map[string]pause.Policy{"A-20": {BeepSide: pause.BeepSide(value)},
			"A-26": {WhileRinging: pause.WhileRinging(value)}} {
			r := two
			err := r.SetPolicy(p)
			var wrong *spec.UnknownError
			if !errors.As(err, &wrong) || wrong.Kind != "answer to "+question || len(wrong.Known) != 3 || r != two {
				t.Fatalf("%+v: got %+v, %v, want an error about %s and nothing changed", p, r, err, question)
			}
		}
	}
}
