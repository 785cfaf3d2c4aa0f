package bench_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
)

// presses are mixed clicks that are refused, and others that are not.
func presses() (no, yes *[asked]question) {
	var refused, accepted []question
	for q := range everyQuestion() {
		if dense.at(&known[q.phone], q.button).verdict == buttons.Enabled {
			accepted = append(accepted, q)
		} else {
			refused = append(refused, q)
		}
	}
	return mixed(refused), mixed(accepted)
}

// A click is refused exactly where the array does not say enabled, and the error says the array's rule.
func TestPressPeersAgree(t *testing.T) { checkPress(t) }

func checkPress(t testing.TB) {
	t.Helper()
	for q := range everyQuestion() {
		want := *dense.at(&known[q.phone], q.button)
		p := phones[q.phone]
		next := p
		_, err := next.Press(q.button)
		if (err == nil) != (want.verdict == buttons.Enabled) || err != nil && next != p {
			t.Fatalf("%v of %+v: got %v, want %v", q.button, p, err, want)
		}
		if locked, ok := err.(*buttons.DisabledError); err != nil &&
			(!ok || locked.Button != q.button || locked.Why().Rule != want.rule) {
			t.Fatalf("%v of %+v: got %v, want %v", q.button, p, err, want)
		}
	}
}

var commandSink pause.Command

// BenchmarkPress is a click on a button that is locked or hidden, beside one that is not.
func BenchmarkPress(b *testing.B) {
	checkPress(b)
	no, yes := presses()
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			for i := from; i < to; i++ {
				q := no[i&mask]
				sink = *dense.at(&known[q.phone], q.button)
			}
		}},
		&peer{name: "refused", pass: passPress(no)},
		&peer{name: "accepted", pass: passPress(yes)},
	)
}

func passPress(list *[asked]question) func(from, to int) {
	return func(from, to int) {
		for i := from; i < to; i++ {
			q := list[i&mask]
			phoneSink = phones[q.phone]
			commandSink, errSink = phoneSink.Press(q.button)
		}
	}
}
