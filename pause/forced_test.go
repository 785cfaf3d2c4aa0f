package pause_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"pgregory.net/rapid"
)

// What a timer or a supervisor does for a party is for the call what the party's own command is: the same change, the
// same beep. The cause is another, the manual has no rule for it, and it is read back.
func TestForcedIsTheSameCommand(t *testing.T) {
	forcedSteps := 0
	own := map[string]string{"time out": "resume", "force stop": "stop", "force resume": "resume"}
	rapid.Check(t, func(t *rapid.T) {
		call := rapid.SampledFrom(starts).Draw(t, "start").call(rapid.Bool().Draw(t, "recorded"))
		_ = call.SetPolicy(rapid.SampledFrom(policies()).Draw(t, "policy"))
		for _, act := range rapid.SliceOfN(actions, 0, 8).Draw(t, "actions") {
			call, _, _ = act.on(call)
		}
		for op, same := range own {
			for p := range pause.Party(4) {
				got, forced, err := action{Op: op, P: p}.on(call)
				want, step, refused := action{Op: same, P: p}.on(call)
				if (err != nil) != (refused != nil) || got != want || err != nil && got != call {
					t.Fatalf("%s by %v: got %v, %v, want %v, %v", op, p, got, err, want, refused)
				}
				if err != nil {
					continue
				}
				forcedSteps++
				if by, ok := forced.By(); !ok || by != p || forced.Cause == step.Cause ||
					forced.Cause.Verb() != step.Cause.Verb() || forced.Beep() != step.Beep() {
					t.Fatalf("%s: got %+v, want %+v under another cause", op, forced, step)
				}
				if rules := slices.Collect(forced.Rules()); len(rules) != 0 || forced.WhyBeep().Support != spec.Unspecified {
					t.Fatalf("%s: got rules %v and %v", op, rules, forced.WhyBeep())
				}
				var again pause.Step
				if err := json.Unmarshal(must(json.Marshal(forced)), &again); err != nil || again != forced {
					t.Fatalf("got %v, %v, want %v", again, err, forced)
				}
			}
		}
	})
	if forcedSteps < 20 {
		t.Errorf("saw %d steps only", forcedSteps)
	}
}

// A step says who has done it for whom, in both languages, and so does why it beeps.
func TestForcedInWords(t *testing.T) {
	call, _, _ := stopA.on(two)
	_, timer, _ := action{Op: "time out", P: a}.on(call)
	_, stop, _ := action{Op: "force stop", P: a}.on(two)
	_, resume, _ := action{Op: "force resume", P: a}.on(call)
	for _, row := range []struct {
		step     pause.Step
		ja, en   string
		why, ja2 string
	}{
		{timer, "タイマーによる再開：", "resumed by a timer: beep to A and B", "A's resume by a timer ends the silence of A and B",
			"Aのタイマーによる再開で、"},
		{stop, "管理者による停止：", "stopped by a supervisor: beep to A and B", "A's stop by a supervisor silences A and B",
			"Aの管理者による停止で、"},
		{resume, "管理者による再開：", "resumed by a supervisor: beep to A and B",
			"A's resume by a supervisor ends the silence of A and B", "Aの管理者による再開で、"},
	} {
		ja, en := row.step.Text(spec.JA, "A", "B"), row.step.Text(spec.EN, "A", "B")
		why := row.step.WhyBeep("A", "B")
		if !strings.HasPrefix(ja, row.ja) || !strings.HasPrefix(en, row.en) || !strings.Contains(why.In(spec.EN), row.why) ||
			!strings.Contains(why.In(spec.JA), row.ja2) {
			t.Errorf("got %q, %q, %q, %q", ja, en, why.In(spec.EN), why.In(spec.JA))
		}
	}
}

// A verb that nobody knows does nothing when it is forced, either.
func TestForceOfNoVerb(t *testing.T) {
	call, _, _ := stopA.on(two)
	before := call
	var unknown *spec.UnknownError
	if step, err := call.Force(a, 9); !errors.As(err, &unknown) || step != (pause.Step{}) || call != before {
		t.Errorf("got %v, %v", step, err)
	}
}
