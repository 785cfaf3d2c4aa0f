package bench_test

import (
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// celText is the gate and tables 3.1 and 3.2 for CEL: one chain that looks into maps, which CEL folds into constants.
const celText = `
button == "toggle" ? (
	version < 3013000         ? "hidden RP-AVL-010" :
	!contract                 ? "hidden RP-AVL-020" :
	terminal != "installed"   ? "hidden RP-AVL-030" :
	!saved                    ? "hidden RP-AVL-054" :
	plan == "excludes"        ? "hidden RP-DOC-020" :
	!(state in ["talking", "star_held", "star_talking", "outbound_waiting"]) ?
		{"idle": "hidden RP-VIS-020", "alerting": "hidden RP-VIS-021", "held": "hidden RP-VIS-026",
		 "held_dialing": "hidden RP-VIS-027", "transfer_talking": "hidden RP-VIS-028",
		 "three_way": "hidden RP-VIS-029"}[state] :
	stopped ? "enabled RP-BTN-110" :
		{"talking": "enabled RP-VIS-022", "star_held": "enabled RP-VIS-024", "star_talking": "enabled RP-VIS-025",
		 "outbound_waiting": "enabled RP-OUT-010"}[state]
) :
button == "auto_three_way" && !auto_three_way ? "hidden RP-BTN-081" :
button == "star_transfer" && !star_transfer   ? "hidden RP-BTN-091" :
stopped && state in ["talking", "star_held", "star_talking", "outbound_waiting"] &&
version >= 3013000 && contract && terminal == "installed" && saved && plan != "excludes" ?
	{"in_call": "disabled RP-BTN-010", "hold": "disabled RP-BTN-020", "hang_up": "enabled RP-BTN-030",
	 "transfer": "disabled RP-BTN-040", "park": "disabled RP-BTN-050", "raise_hand": "enabled RP-BTN-060",
	 "three_way": "disabled RP-BTN-070", "auto_three_way": "disabled RP-BTN-080",
	 "star_transfer": "disabled RP-BTN-090", "dial": "enabled RP-BTN-100"}[button] :
button in ["raise_hand", "dial"] || button == "hang_up" && state != "idle" ||
button == "three_way" && state == "transfer_talking" ||
state == "talking" && button != "three_way" || state == "held" && button in ["hold", "transfer"] ||
state == "transfer_talking" && button == "transfer" ?
	"enabled RP-BTN-130" : "disabled RP-BTN-130"
`

// A celPolicy is a compiled program, and every question as variables that are CEL's own values.
type celPolicy struct {
	program cel.Program
	inputs  []cel.Activation
}

func newCEL(t testing.TB) *celPolicy {
	t.Helper()
	env, err := cel.NewEnv(
		cel.Variable("state", cel.StringType), cel.Variable("button", cel.StringType),
		cel.Variable("stopped", cel.BoolType),
		cel.Variable("auto_three_way", cel.BoolType), cel.Variable("star_transfer", cel.BoolType),
		cel.Variable("version", cel.IntType), cel.Variable("contract", cel.BoolType),
		cel.Variable("terminal", cel.StringType),
		cel.Variable("saved", cel.BoolType), cel.Variable("plan", cel.StringType))
	if err != nil {
		t.Fatal(err)
	}
	ast, issues := env.Compile(celText)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		t.Fatal(err)
	}
	return &celPolicy{program, activations(t)}
}

func activations(t testing.TB) (list []cel.Activation) {
	t.Helper()
	for q := range everyQuestion() {
		variables := q.asMap()
		for name, v := range variables {
			variables[name] = types.DefaultTypeAdapter.NativeToValue(v)
		}
		a, err := cel.NewActivation(variables)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// decide returns a verdict and a rule, such as "disabled RP-BTN-020", and "" where the policy fails.
func (p *celPolicy) decide(q question) string {
	value, _, err := p.program.Eval(p.inputs[q.number()])
	if err != nil {
		return ""
	}
	text, _ := value.Value().(string)
	return text
}
