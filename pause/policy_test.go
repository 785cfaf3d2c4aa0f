package pause_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
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
func TestPolicyError(t *testing.T) {
	for value := 3; value < 256; value++ {
		for field, p := range map[string]pause.Policy{"BeepSide": {BeepSide: pause.BeepSide(value)},
			"WhileRinging": {WhileRinging: pause.WhileRinging(value)}} {
			r := two
			err := r.SetPolicy(p)
			var wrong *pause.PolicyError
			if !errors.As(err, &wrong) || *wrong != (pause.PolicyError{Field: field, Got: uint8(value), Last: 2}) ||
				err.Error() == "" || r != two {
				t.Fatalf("%+v: got %+v, %v, want an error about %s and nothing changed", p, r, err, field)
			}
		}
	}
}
