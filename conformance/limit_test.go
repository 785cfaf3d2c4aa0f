package conformance_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// A hanging subject waits for the end of the test where it is asked for one thing.
type hanging struct {
	conformance.SUT
	at  string
	end <-chan struct{}
}

func (h hanging) wait(at string) {
	if at == h.at {
		<-h.end
	}
}

func (h hanging) Describe() conformance.Description {
	h.wait("Describe")
	return h.SUT.Describe()
}

func (h hanging) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	h.wait("Open")
	x, err := h.SUT.Open(ctx, s)
	return hangingSession{x, h}, err
}

type hangingSession struct {
	conformance.Session
	hanging
}

func (x hangingSession) Do(ctx context.Context, e conformance.Event) error {
	x.wait("Do")
	return x.Session.Do(ctx, e)
}

func (x hangingSession) Observe(ctx context.Context) (conformance.Observation, error) {
	x.wait("Observe")
	return x.Session.Observe(ctx)
}

func (x hangingSession) Recording(ctx context.Context) (conformance.Contents, error) {
	x.wait("Recording")
	return x.Session.(conformance.Reader).Recording(ctx)
}

func (x hangingSession) Close() error {
	x.wait("Close")
	return x.Session.Close()
}

// A subject that hangs gets a verdict that says where, whatever it is asked; nothing is asked of it any more after it
// has hung five times.
func TestHangingSubjects(t *testing.T) {
	const limit = time.Second / 2
	rules := []spec.ID{spec.REC010, spec.REC011, spec.REC020, spec.REC030, spec.REC031, spec.REC032, spec.REC033}
	end := make(chan struct{})
	defer close(end)
	var waiting sync.WaitGroup // all at once, for they do nothing
	for _, at := range []string{"Open", "Do", "Observe", "Recording", "Close"} {
		waiting.Go(func() {
			r := check(t, hanging{around(conformance.System), at, end}, conformance.Only(rules...), conformance.Limit(limit))
			if len(r.Findings) != len(rules) || r.Overall() != conformance.Unjudged {
				t.Errorf("%s: got %v", at, r)
			}
			for i, f := range r.Findings {
				want := at + ": no answer in 500ms"
				if i >= 5 {
					want = "it is not asked any more, for 5 answers did not come"
				}
				if f.Verdict != conformance.Broken || !strings.Contains(f.Reason.EN, want) {
					t.Errorf("%s: got %v, want %s", at, f, want)
				}
			}
		})
	}
	_, err := conformance.Check(t.Context(), hanging{around(conformance.System), "Describe", end}, conformance.Limit(limit))
	if err == nil || !strings.Contains(err.Error(), "no answer in 500ms") {
		t.Errorf("Describe: got %v", err)
	}
	waiting.Wait()
}

// Whoever ends the kit gets what was found until then, which says that it is not all.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, opened := around(conformance.System), 0
	s.open = func(conformance.Scene) error {
		if opened++; opened == 20 {
			cancel()
		}
		return ctx.Err()
	}
	r, err := conformance.Check(ctx, s)
	if err == nil || r == nil || !r.Unfinished || r.Overall() != conformance.ConformantAsObserved || len(r.Findings) == 0 ||
		r.Count(conformance.Broken) > 0 || r.Count(conformance.Pass) == 0 {
		t.Fatalf("got %v, %v", err, r)
	}
	if text := r.String(); !strings.Contains(text, "The judging ended before everything was asked.") {
		t.Errorf("got %s", text)
	}
}
