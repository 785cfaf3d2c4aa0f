// Command judge holds a softphone of thirty lines against the manual. The softphone has a mistake, which the judge
// finds: rule, shortest way there, what should be seen and what was. Put your own in its place.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recpause/recpause/conformance"
)

// A phone is the softphone that is judged.
type phone struct{ stopped, message bool }

func (p *phone) click() {
	p.stopped = !p.stopped
	p.message = true // the mistake: a resume should take the message away
}

// A judged softphone says what it is and what it can show, and is put into situations that the kit asks for.
type judged struct{}

func (judged) Describe() conformance.Description {
	return conformance.Description{
		Name: "my softphone", Version: "0.1", Role: conformance.Softphone, Observables: conformance.SeesScreen,
	}
}

// Open is asked for all kinds of situations. This softphone can only be in a plain call, and says so.
func (judged) Open(_ context.Context, s conformance.Scene) (conformance.Session, error) {
	if s != conformance.Scenario(conformance.Talking) {
		return nil, conformance.ErrUnsupported
	}
	return &session{}, nil
}

// A session is one softphone in one situation.
type session struct{ phone phone }

func (s *session) Do(_ context.Context, e conformance.Event) error {
	if e.Action != conformance.Click || e.Button != conformance.ToggleButton {
		return conformance.ErrUnsupported
	}
	s.phone.click()
	return nil
}

func (s *session) Observe(context.Context) (conformance.Observation, error) {
	shown := conformance.Screen{Toggle: conformance.Stop, Message: s.phone.message}
	if s.phone.stopped {
		shown.Toggle = conformance.Resume
	}
	return conformance.Observation{Phones: map[string]conformance.Screen{conformance.A: shown}}, nil
}

func (s *session) Close() error { return nil }

func main() {
	report, err := conformance.Check(context.Background(), judged{})
	if err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
	fmt.Println(report.Overall())
	for _, f := range report.Findings {
		if f.Verdict == conformance.Fail {
			fmt.Println(f)
			break
		}
	}
}
