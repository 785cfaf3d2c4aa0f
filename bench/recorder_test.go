package bench_test

import (
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

// The parties of a call of two: the operator side and the far side.
const (
	near pause.Party = iota
	far
)

// A command is what a party asks of the call.
type command struct {
	verb pause.Verb
	by   pause.Party
}

// A handStep is where a command leads, and its beep. The zero handStep is a refusal.
type handStep struct {
	next pause.Parties // who has stopped
	to   pause.Parties // who hears a beep
	on   pause.Sides   // where it is written
	ok   bool
}

// handSteps is a recorded call of two as an array: by who has stopped, verb and party. The last command wins; a change
// beeps, and the beep of a resume is written opposite the one who resumed.
var handSteps = func() (d denseCall) {
	const both = 1<<near | 1<<far
	for stopped := range pause.Parties(both + 1) {
		for _, by := range [...]pause.Party{near, far} {
			stop := handStep{next: stopped.With(by), ok: true}
			if stopped == 0 {
				stop.to = both
			}
			resume := handStep{ok: true}
			if stopped != 0 {
				resume.to, resume.on = both, [...]pause.Sides{near: pause.Far, far: pause.Operator}[by]
			}
			d[stopped][pause.Stop][by], d[stopped][pause.Resume][by] = stop, resume
		}
	}
	return d
}()

type denseCall [1 << 2][pause.Resume + 1][pause.MaxParties]handStep

// calls are a call of two in each of its states.
var calls = func() (all [1 << 2]pause.Call) {
	for stopped := range pause.Parties(len(all)) {
		r := calltest.New(true, near, far)
		for p := range stopped.All() {
			_, _ = r.Stop(p)
		}
		all[stopped] = r
	}
	return all
}()

// A handCommand is a command to a call in a state.
type handCommand struct {
	stopped pause.Parties
	command
}

// commands are all commands of the parties of a call, and all of anybody else.
func commands() (in, out []handCommand) {
	for stopped := range pause.Parties(len(calls)) {
		for _, verb := range [...]pause.Verb{pause.Stop, pause.Resume} {
			for by := range pause.Party(pause.MaxParties) {
				c := handCommand{stopped, command{verb, by}}
				if by <= far {
					in = append(in, c)
				} else {
					out = append(out, c)
				}
			}
		}
	}
	return in, out
}

// The recorder of a call of two goes where the array says, beeps as it says, and refuses whom it refuses.
func TestRecorderPeersAgree(t *testing.T) { checkRecorder(t) }

func checkRecorder(t testing.TB) {
	t.Helper()
	in, out := commands()
	for _, c := range append(in, out...) {
		want := handSteps[c.stopped][c.verb][c.by]
		if !want.ok {
			want.next = c.stopped
		}
		next := calls[c.stopped]
		step, err := next.Do(c.by, c.verb)
		beep := step.Beep()
		if got := (handStep{next.StoppedBy(), beep.To, beep.On, err == nil}); got != want || next != calls[want.next] {
			t.Fatalf("%v of %v, stopped by %v: got %v, %v, want %v", c.verb, c.by, c.stopped, got, err, want)
		}
	}
}

var (
	handSink handStep
	callSink pause.Call
	stepSink pause.Step
	beepSink pause.Beep
)

// BenchmarkRecorder is one command of a party after the other, each from where the last one led. Stop and Resume are
// called in place: Do would copy every step once more.
func BenchmarkRecorder(b *testing.B) {
	checkRecorder(b)
	in, _ := commands()
	list := mixed(in)
	array, call, beeping := pause.Parties(0), calls[0], calls[0]
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			s := array
			for i := from; i < to; i++ {
				c := &list[i&mask]
				step := &handSteps[s&3][c.verb][c.by]
				handSink, s = *step, step.next
			}
			array = s
		}},
		&peer{name: "ours", pass: func(from, to int) {
			r := call
			for i := from; i < to; i++ {
				if c := &list[i&mask]; c.verb == pause.Stop {
					stepSink, errSink = r.Stop(c.by)
				} else {
					stepSink, errSink = r.Resume(c.by)
				}
			}
			call = r
		}},
		&peer{name: "ours-and-beep", pass: func(from, to int) {
			r := beeping
			for i := from; i < to; i++ {
				if c := &list[i&mask]; c.verb == pause.Stop {
					stepSink, errSink = r.Stop(c.by)
				} else {
					stepSink, errSink = r.Resume(c.by)
				}
				beepSink = stepSink.Beep()
			}
			beeping = r
		}},
	)
}

// BenchmarkRecorderRefused is a command of somebody who is not in the call, beside one of somebody who is.
func BenchmarkRecorderRefused(b *testing.B) {
	checkRecorder(b)
	in, out := commands()
	no, yes := mixed(out), mixed(in)
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			for i := from; i < to; i++ {
				c := &no[i&mask]
				handSink = handSteps[c.stopped&3][c.verb][c.by]
			}
		}},
		&peer{name: "refused", pass: passCommands(no)},
		&peer{name: "accepted", pass: passCommands(yes)},
	)
}

func passCommands(list *[asked]handCommand) func(from, to int) {
	return func(from, to int) {
		for i := from; i < to; i++ {
			c := &list[i&mask]
			callSink = calls[c.stopped&3]
			stepSink, errSink = callSink.Do(c.by, c.verb)
		}
	}
}
