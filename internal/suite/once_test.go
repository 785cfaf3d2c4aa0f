package suite_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
)

// A counted subject keeps what was done in each of its sessions.
type counted struct {
	conformance.SUT
	done *[]string
}

func (c counted) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	inner, err := c.SUT.Open(ctx, s)
	*c.done = append(*c.done, fmt.Sprintf("%+v:", s))
	return &countedSession{inner, c, len(*c.done) - 1}, err
}

type countedSession struct {
	conformance.Session
	counted
	n int
}

func (x *countedSession) Do(ctx context.Context, e conformance.Event) error {
	(*x.done)[x.n] += fmt.Sprintf(" %+v", e)
	return x.Session.Do(ctx, e)
}

func (x *countedSession) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.Session.(conformance.Reader).Recording(ctx)
}

// verdicts judges a subject by the checks and the suites, and returns what each rule came to.
func verdicts(t *testing.T, s conformance.SUT) (text string) {
	t.Helper()
	r, err := conformance.Check(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	found, err := suite.Check(t.Context(), s, suite.Options{Extra: 1})
	if err != nil {
		t.Fatal(err)
	}
	r.Add(found.Findings...)
	return r.String()
}

// Who is brought nowhere twice is judged as anybody else, and no session of it begins as another one goes on.
func TestOnce(t *testing.T) {
	fault, err := faults.Lookup("F13")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []conformance.SUT{conformance.Reference(conformance.Softphone, pause.Policy{}), fault.Subject()} {
		c := counted{s, new([]string)}
		if want, got := verdicts(t, s), verdicts(t, suite.Once(c)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		slices.Sort(*c.done)
		for i, done := range *c.done {
			if i > 0 && done == (*c.done)[i-1] && strings.Count(done, "Verb") > 0 {
				t.Errorf("asked twice: %s", done)
			}
		}
	}
}

// Who does not look between two commands hears both beeps afterwards, whoever has looked between them before.
func TestOnceHearsAll(t *testing.T) {
	sut := suite.Once(conformance.Reference(conformance.PBX, pause.Policy{}))
	for _, looks := range []bool{true, false, true} {
		x, err := sut.Open(t.Context(), conformance.Scenario(conformance.Talking))
		if err != nil {
			t.Fatal(err)
		}
		heard := 0
		for i, verb := range []pause.Verb{pause.Stop, pause.Resume} {
			err := x.Do(t.Context(), conformance.Event{At: int64(1+i) * conformance.Rate, Action: conformance.Command,
				Party: conformance.A, Verb: verb})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 && !looks {
				continue
			}
			o, err := x.Observe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			heard += len(o.Beeps)
		}
		if heard != 4 {
			t.Errorf("looks between: %v; got %d beeps, want two to each of two", looks, heard)
		}
	}
}
