package bench_test

import (
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// facts are a softphone as hand-written code would hold it: small numbers, and of the gate the first thing that is
// missing.
type facts struct {
	state                               callstate.State
	missing                             pause.Obstacle
	stopped, autoThreeWay, starTransfer bool
}

// An answer is a verdict and the rule behind it.
type answer struct {
	verdict buttons.Verdict
	rule    spec.ID
}

func (a answer) String() string { return a.verdict.String() + " " + a.rule.String() }

// A question is about one button of one softphone, by its number in the lists below.
type question struct {
	phone  uint16
	button buttons.Button
}

// phones are all that there can be: ten states, two displays, four settings, 32 gates; known are the facts of each, and
// gates its gate.
var phones, known, gates = everyPhone()

func everyPhone() (list []buttons.Phone, sheets []facts, gates []pause.Gate) {
	version := map[bool]pause.Version{true: firstVersion, false: mustVersion("3.12.9")}
	terminal := map[bool]pause.Terminal{true: pause.Installed, false: pause.WebRTC}
	for n := range 1 << 8 {
		is := func(bit int) bool { return n>>bit&1 == 0 }
		gate := pause.Gate{Version: version[is(0)], Contract: is(1), Terminal: terminal[is(2)], Saved: is(3),
			OutOfPlan: !is(4)}
		settings := buttons.Settings{AutoThreeWay: is(5), StarTransfer: is(6)}
		for s := range callstate.States() {
			list = append(list, buttons.Phone{State: s, Gate: gate.Latch(), Display: pause.Display{Stopped: is(7)},
				Settings: settings})
			sheets = append(sheets, facts{s, firstMissing(n), is(7), is(5), is(6)})
			gates = append(gates, gate)
		}
	}
	return list, sheets, gates
}

// firstMissing returns the first obstacle of a gate of which the bits are set that are missing.
func firstMissing(n int) pause.Obstacle {
	for o := pause.OldVersion; o <= pause.PlanExcluded; o++ {
		if n>>(o-1)&1 == 1 {
			return o
		}
	}
	return 0
}

// firstVersion is the first one with the feature.
var firstVersion = mustVersion("3.13.0")

func mustVersion(text string) pause.Version {
	v, err := pause.ParseVersion(text)
	if err != nil {
		panic(err) // the texts are ours
	}
	return v
}

// number returns the question's place in everyQuestion.
func (q question) number() int { return int(q.phone)*int(buttons.Toggle) + int(q.button) - 1 }

// asMap returns the question as a policy engine is asked it; the version is one number, which is cheaper to compare
// than a text.
func (q question) asMap() map[string]any {
	p, gate := phones[q.phone], gates[q.phone]
	version := map[bool]int{true: 3_013_000, false: 3_012_009}[gate.Version == firstVersion]
	plan := map[bool]string{true: "excludes", false: "unknown"}[gate.OutOfPlan]
	return map[string]any{"state": p.State.String(), "button": q.button.String(), "stopped": p.Display.Stopped,
		"auto_three_way": p.Settings.AutoThreeWay, "star_transfer": p.Settings.StarTransfer, "version": version,
		"contract": gate.Contract, "terminal": gate.Terminal.String(), "saved": gate.Saved, "plan": plan}
}

// everyQuestion is each button of each softphone.
func everyQuestion() iter.Seq[question] {
	return func(yield func(question) bool) {
		for i := range phones {
			for b := buttons.InCall; b <= buttons.Toggle; b++ {
				if !yield(question{uint16(i), b}) {
					return
				}
			}
		}
	}
}

// questions are mixed: every second softphone has the feature, the others lack anything of it.
var questions = func() (list [asked]question) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range list {
		gate := r.IntN(1<<5) * r.IntN(2)
		n := gate + r.IntN(1<<3)<<5
		list[i] = question{uint16(n*10 + r.IntN(10)), buttons.InCall + buttons.Button(r.IntN(int(buttons.Toggle)))}
	}
	return list
}()

// The facts of a softphone are those of its gate, and there are as many softphones as there can be.
func TestFacts(t *testing.T) {
	seen := map[buttons.Phone]bool{}
	for i, p := range phones {
		seen[p] = true
		if got, want := known[i].missing, gates[i].Latch().Missing(); got != want {
			t.Errorf("%+v lacks %v, want %v", gates[i], got, want)
		}
	}
	if got, want := len(seen), 10*2*4*32; got != want {
		t.Errorf("got %d softphones, want %d", got, want)
	}
}
