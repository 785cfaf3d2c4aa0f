package pause_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A step names the rules that decide it, in the order of their weight.
func TestStepRules(t *testing.T) {
	room := start{members: []pause.Party{a, b}, room: true}.call(true)
	resumeA := action{Op: "resume", P: a}
	inFile := calltest.With(two, pause.Policy{StopBeepInFile: true})
	completeA := action{Op: "complete", P: a, Q: c}
	rows := []struct {
		name   string
		r      pause.Call
		before []action
		act    action
		want   []spec.ID
	}{
		{"a stop in a call of two", two, nil, stopA, []spec.ID{spec.OPS010}},
		{"a stop whose beep is in the file (A-19 b)", inFile, nil, stopA, []spec.ID{spec.OPS010}},
		{"a resume in a call of two", two, []action{stopA}, resumeA, []spec.ID{spec.OPS040, spec.REC020}},
		{"a resume of the other's stop", two, []action{stopB}, resumeA, []spec.ID{spec.OPS040, spec.REC020}},
		{"a repeated stop", two, []action{stopA}, stopB, []spec.ID{spec.OPS010, spec.S2S200}},
		{"a repeated resume", two, nil, resumeA, []spec.ID{spec.OPS040, spec.S2S200}},
		{"a repeated stop before the answer", calltest.Ringing(true, a, b), []action{stopA}, stopA,
			[]spec.ID{spec.XFR013}},
		{"a repeated stop in a room", room, []action{stopA}, stopA, []spec.ID{spec.CNF010}},
		{"a repeated stop where recording is off", calltest.New(false, a, b), []action{stopA}, stopA,
			[]spec.ID{spec.VIS042, spec.S2S200, spec.REC050}},
		{"an answer where recording is off", calltest.Ringing(false, a, b), nil, action{Op: "answer"},
			[]spec.ID{spec.REC050}},
		{"a stop in a room", room, nil, stopA, []spec.ID{spec.CNF010}},
		{"a resume in a room", room, []action{stopA}, resumeA, []spec.ID{spec.CNF012, spec.REC020}},
		{"a stop among three", three, nil, stopA, []spec.ID{spec.TPC020}},
		{"a resume among three", three, []action{stopA}, resumeA, []spec.ID{spec.OPS040, spec.REC020}},
		{"a stop before the answer", calltest.Ringing(true, a, b), nil, stopA, []spec.ID{spec.XFR013}},
		{"a resume before the answer", calltest.Ringing(true, a, b), []action{stopA}, resumeA, []spec.ID{spec.XFR013}},
		{"an answer", calltest.Ringing(true, a, b), nil, action{Op: "answer"}, []spec.ID{spec.S2S230}},
		{"an answer after a stop", calltest.Ringing(true, a, b), []action{stopA}, action{Op: "answer"}, nil},
		{"a * transfer completed while stopped", two, []action{stopA}, completeA, []spec.ID{spec.XFR020, spec.NTF040}},
		{"a * transfer completed", two, nil, completeA, nil},
		{"a resume where recording is off", calltest.New(false, a, b), []action{stopA}, resumeA,
			[]spec.ID{spec.VIS042, spec.REC050}},
		{"a third joins a stopped call", two, []action{stopA}, action{Op: "join", P: c}, []spec.ID{spec.NTF040}},
		{"one leaves", two, []action{stopA}, action{Op: "leave", P: b}, nil},
	}
	for _, row := range rows {
		t.Run(fmt.Sprint(row.want, "/", row.name), func(t *testing.T) {
			_, step, err := row.act.on(after(t, row.r, row.before...))
			if got := slices.Collect(step.Rules()); err != nil || !slices.Equal(got, row.want) {
				t.Errorf("%s: got %v, %v, want %v", row.name, got, err, row.want)
			}
		})
	}
}

// Whoever has seen enough rules may stop looking.
func TestStepRulesStopEarly(t *testing.T) {
	call := after(t, two, stopA)
	step, _ := call.Resume(a)
	for id := range step.Rules() {
		if id != spec.OPS040 {
			t.Errorf("got %v first, want %v", id, spec.OPS040)
		}
		break
	}
	call = after(t, two, stopA)
	step, _ = call.Stop(a)
	rules := 0
	for range step.Rules() {
		if rules++; rules == 2 {
			break
		}
	}
	if rules != 2 {
		t.Errorf("got %d rules of a repeated stop, want 2", rules)
	}
}

// A step says in both languages what happened, who hears it, where it is written, and by which rules.
func TestStepText(t *testing.T) {
	called := []string{"operator", "customer"}
	rows := []struct {
		name   string
		r      pause.Call
		before []action
		act    action
		en, ja string
	}{
		{"stop", two, nil, stopA, "stopped: beep to operator and customer [RP-OPS-010]",
			"停止：operator・customerにビープ音 [RP-OPS-010]"},
		{"resume", two, []action{stopA}, action{Op: "resume", P: a},
			"resumed: beep to operator and customer, written on customer's side [RP-OPS-040 RP-REC-020]",
			"再開：operator・customerにビープ音、customer側に記録 [RP-OPS-040 RP-REC-020]"},
		{"repeated stop", two, []action{stopA}, stopB, "stopped: nothing changes [RP-OPS-010 RP-S2S-200]",
			"停止：変化なし [RP-OPS-010 RP-S2S-200]"},
		{"somebody without a name", three, nil, stopA, "stopped: beep to operator, customer and party 2 [RP-TPC-020]",
			"停止：operator・customer・参加者2にビープ音 [RP-TPC-020]"},
		{"stop before the answer", calltest.Ringing(true, a, b), nil, stopA, "stopped: no beep [RP-XFR-013]",
			"停止：ビープ音なし [RP-XFR-013]"},
		{"end", two, []action{stopA}, action{Op: "end"}, "ended: nothing changes", "終了：変化なし"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, step, err := row.act.on(after(t, row.r, row.before...))
			if err != nil {
				t.Fatal(err)
			}
			if got := step.Text(spec.EN, called...); got != row.en {
				t.Errorf("got  %s\nwant %s", got, row.en)
			}
			if got := step.Text(spec.JA, called...); got != row.ja {
				t.Errorf("got  %s\nwant %s", got, row.ja)
			}
		})
	}
}

// A click names who clicked; what happens to a call as a whole, and nothing at all, names nobody.
func TestStepBy(t *testing.T) {
	for p := range pause.PartiesOf(a, b).All() {
		for _, op := range []string{"stop", "resume"} {
			_, step, _ := action{Op: op, P: p}.on(two)
			if got, ok := step.By(); !ok || got != p {
				t.Errorf("%s: got %v, %t, want %v", op, got, ok, p)
			}
		}
	}
	answered, ended := two, two
	for _, step := range []pause.Step{{}, answered.Answer(), ended.End()} {
		if got, ok := step.By(); ok {
			t.Errorf("%v: got %v, want nobody", step, got)
		}
	}
}

// The zero step, and one with a cause that is none, can be printed and sound nothing.
func TestOddSteps(t *testing.T) {
	for _, step := range []pause.Step{{}, {Cause: 200}} {
		if sounds := step.Beep().Sounds(); sounds || step.String() == "" || step.Text(spec.JA) == "" ||
			step.RecordedOn() != 0 {
			t.Errorf("%+v: got a beep %t, %q, %q", step, sounds, step, step.Text(spec.JA))
		}
	}
}
