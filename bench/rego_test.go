package bench_test

import (
	"context"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// regoText is the gate and tables 3.1 and 3.2 for OPA: look-ups in constants, and one chain for each kind of button.
const regoText = `
package recpause

shown := {"talking": "enabled RP-VIS-022", "star_held": "enabled RP-VIS-024", "star_talking": "enabled RP-VIS-025",
	"outbound_waiting": "enabled RP-OUT-010"}

hidden := {"idle": "hidden RP-VIS-020", "alerting": "hidden RP-VIS-021", "held": "hidden RP-VIS-026",
	"held_dialing": "hidden RP-VIS-027", "transfer_talking": "hidden RP-VIS-028", "three_way": "hidden RP-VIS-029"}

while_stopped := {"in_call": "disabled RP-BTN-010", "hold": "disabled RP-BTN-020", "hang_up": "enabled RP-BTN-030",
	"transfer": "disabled RP-BTN-040", "park": "disabled RP-BTN-050", "raise_hand": "enabled RP-BTN-060",
	"three_way": "disabled RP-BTN-070", "auto_three_way": "disabled RP-BTN-080", "star_transfer": "disabled RP-BTN-090",
	"dial": "enabled RP-BTN-100"}

without_setting := {"auto_three_way": "hidden RP-BTN-081", "star_transfer": "hidden RP-BTN-091"}

useful := {"in_call": {"talking"}, "hold": {"talking", "held"}, "transfer": {"talking", "held", "transfer_talking"},
	"park": {"talking"}, "three_way": {"transfer_talking"}, "auto_three_way": {"talking"}, "star_transfer": {"talking"}}

missing := "hidden RP-AVL-010" if input.version < 3013000
else := "hidden RP-AVL-020" if not input.contract
else := "hidden RP-AVL-030" if input.terminal != "installed"
else := "hidden RP-AVL-054" if not input.saved
else := "hidden RP-DOC-020" if input.plan == "excludes"

stopped if {
	input.stopped
	shown[input.state]
	not missing
}

use if input.button in {"raise_hand", "dial"}
use if { input.button == "hang_up"; input.state != "idle" }
use if input.state in useful[input.button]

toggle := rule if rule := missing
else := rule if rule := hidden[input.state]
else := "enabled RP-BTN-110" if input.stopped
else := shown[input.state]

ten := rule if { rule := without_setting[input.button]; not input[input.button] }
else := while_stopped[input.button] if stopped
else := "enabled RP-BTN-130" if use
else := "disabled RP-BTN-130"

decision := toggle if input.button == "toggle"
else := ten
`

// A regoPolicy is a prepared query, and every question as OPA's own values.
type regoPolicy struct {
	query  rego.PreparedEvalQuery
	inputs []rego.EvalOption
}

func newRego(t testing.TB) *regoPolicy {
	t.Helper()
	query, err := rego.New(rego.Query("data.recpause.decision"),
		rego.Module("recpause.rego", regoText)).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	p := &regoPolicy{query: query}
	for q := range everyQuestion() {
		p.inputs = append(p.inputs, rego.EvalParsedInput(ast.MustInterfaceToValue(q.asMap())))
	}
	return p
}

// decide returns a verdict and a rule, such as "disabled RP-BTN-020", and "" where the policy fails.
func (p *regoPolicy) decide(q question) string {
	set, err := p.query.Eval(context.Background(), p.inputs[q.number()])
	if err != nil || len(set) != 1 {
		return ""
	}
	text, _ := set[0].Expressions[0].Value.(string)
	return text
}
