package conformance_test

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// toy is somebody's softphone: all that can be seen of it is its toggle and its message, and of these the message is
// wrong.
type toy struct{}

func (toy) Describe() conformance.Description {
	return conformance.Description{Name: "toy", Version: "0.1", Role: conformance.Softphone, Observables: spec.Screen}
}

func (toy) Open(_ context.Context, s conformance.Scene) (conformance.Session, error) {
	if s != conformance.Scenario(conformance.Talking) {
		return nil, conformance.ErrUnsupported
	}
	return &toyCall{pause.Stop, false}, nil
}

// toyCall is a call: the label of the toggle, and whether the message is there.
type toyCall struct {
	label   pause.Verb
	message bool
}

func (c *toyCall) Do(_ context.Context, e conformance.Event) error {
	if e.Action != conformance.Click || e.Party != conformance.A {
		return conformance.ErrUnsupported
	}
	c.label = pause.Stop + pause.Resume - c.label
	c.message = true // and nothing ever takes it away again
	return nil
}

func (c *toyCall) Observe(context.Context) (conformance.Observation, error) {
	return conformance.Observation{Phones: map[string]conformance.Screen{conformance.A: {Toggle: c.label,
		Message: c.message}}}, nil
}

func (c *toyCall) Close() error { return nil }

// Does my softphone do what the manual says? It is put behind an interface of three short methods, and what it does not
// have is said rather than guessed.
func ExampleCheck() {
	report, err := conformance.Check(context.Background(), toy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Overall())
	for _, f := range report.Findings {
		if f.Verdict == conformance.Fail {
			fmt.Println(f)
		}
	}
	// Output:
	// nonconformant
	// FAIL The message 「録音が停止状態です」 is shown exactly while the button reads 「録音再開」; a resume removes it. (RP-OPS-060)
	//   scene     A is in a call
	//   trace     (2 events) A clicks 「録音停止」 → A clicks 「録音再開」
	//   expected  A shows no message
	//   observed  A shows the message
	//   before    A shows 「録音再開」 and the message
	//   after     A shows 「録音停止」 and the message
	//   clause    §3 resume-2, line 39, documented
}

// How much of the manual can be checked, and how much by looking at a screen only?
func ExamplePower() {
	fmt.Println(len(conformance.Rules()), "rules have a check")
	fmt.Println(conformance.Power(spec.Screen), "of", conformance.Power(conformance.System.Observables()),
		"documented ones show on a screen")
	// Output:
	// 134 rules have a check
	// 45 of 104 documented ones show on a screen
}
