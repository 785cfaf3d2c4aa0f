package bench_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
)

// sink keeps answers alive, as a caller does.
var sink answer

// decide is the library's answer.
func decide(p buttons.Phone, b buttons.Button) answer {
	d := p.Decide(b)
	return answer{d.Verdict, d.Rule}
}

// The peers give the same answer to every question there can be.
func TestButtonPeersAgree(t *testing.T) { checkButton(t, newRego(t), newCEL(t)) }

func checkButton(t testing.TB, rego *regoPolicy, cel *celPolicy) {
	t.Helper()
	for q := range everyQuestion() {
		p, f := phones[q.phone], &known[q.phone]
		want := bySwitch(f, q.button)
		if got := decide(p, q.button); got != want {
			t.Fatalf("%v of %+v: got %v, want %v", q.button, p, got, want)
		}
		if got := *dense.at(f, q.button); got != want {
			t.Fatalf("the array's %v of %+v: got %v, want %v", q.button, f, got, want)
		}
		if got := mapped[key{*f, q.button}]; got != want {
			t.Fatalf("the map's %v of %+v: got %v, want %v", q.button, f, got, want)
		}
		if got := rego.decide(q); got != want.String() {
			t.Fatalf("OPA's %v of %+v: got %q, want %v", q.button, p, got, want)
		}
		if got := cel.decide(q); got != want.String() {
			t.Fatalf("CEL's %v of %+v: got %q, want %v", q.button, p, got, want)
		}
	}
}

// BenchmarkButton is one button with its reason.
func BenchmarkButton(b *testing.B) {
	rego, cel := newRego(b), newCEL(b)
	checkButton(b, rego, cel)
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			for i := from; i < to; i++ {
				q := questions[i&mask]
				sink = *dense.at(&known[q.phone], q.button)
			}
		}},
		&peer{name: "ours", pass: func(from, to int) {
			for i := from; i < to; i++ {
				q := questions[i&mask]
				sink = decide(phones[q.phone], q.button)
			}
		}},
		&peer{name: "switch", pass: func(from, to int) {
			for i := from; i < to; i++ {
				q := questions[i&mask]
				sink = bySwitch(&known[q.phone], q.button)
			}
		}},
		&peer{name: "map", pass: func(from, to int) {
			for i := from; i < to; i++ {
				q := questions[i&mask]
				sink = mapped[key{known[q.phone], q.button}]
			}
		}},
		&peer{name: "cel", pass: func(from, to int) {
			for i := from; i < to; i++ {
				textSink = cel.decide(questions[i&mask])
			}
		}},
		&peer{name: "opa", pass: func(from, to int) {
			for i := from; i < to; i++ {
				textSink = rego.decide(questions[i&mask])
			}
		}},
	)
}

var textSink string
