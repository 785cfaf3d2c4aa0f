package pause_test

import (
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/pause"
)

// Nothing that a PBX asks about a click costs memory.
func TestNoAllocation(t *testing.T) {
	stopped := after(t, two, stopA)
	display, command := pause.Display{}.Click()
	_, step, _ := stopped.Resume(a)
	rows := []struct {
		name string
		f    func()
	}{
		{"Stop", func() { _, _, _ = two.Stop(a) }},
		{"Stop, repeated", func() { _, _, _ = stopped.Stop(b) }},
		{"Resume", func() { _, _, _ = stopped.Resume(a) }},
		{"Beep", func() { _, _ = step.Beep() }},
		{"RecordedOn", func() { step.RecordedOn() }},
		{"Silenced", func() { stopped.Silenced() }},
		{"State", func() { stopped.State() }},
		{"Join", func() { _, _, _ = two.Join(c) }},
		{"Leave", func() { _, _, _ = stopped.Leave(a) }},
		{"Complete", func() { _, _, _ = stopped.Complete(a, c, 0) }},
		{"Click", func() { _, _ = display.Click() }},
		{"Confirm", func() { display.Confirm(command) }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := testing.AllocsPerRun(100, row.f); got != 0 {
				t.Errorf("got %v allocations, want 0", got)
			}
		})
	}
}

// mixed is 64Ki clicks in no order, by two parties.
var mixed = func() (list [1 << 16]command) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range list {
		list[i] = command{pause.Party(r.IntN(2)), pause.Stop + pause.Verb(r.IntN(2))}
	}
	return list
}()

// A bareCall is a call of two as one would write it by hand: the last command wins, a change beeps.
type bareCall struct{ stopped, beep bool }

func (c bareCall) apply(verb pause.Verb) bareCall {
	stop := verb == pause.Stop
	return bareCall{stopped: stop, beep: stop != c.stopped}
}

// checkMixed fails the benchmark unless the recorder says what the call written by hand says.
func checkMixed(t testing.TB) {
	t.Helper()
	r, bare := two, bareCall{}
	for i, click := range mixed {
		next, step, err := click.on(r)
		r, bare = next, bare.apply(click.verb)
		_, sounds := step.Beep()
		if err != nil || (r.Silenced() != 0) != bare.stopped || sounds != bare.beep {
			t.Fatalf("click %d, %v: got silenced %v, beep %t, %v, want %+v", i, click, r.Silenced(), sounds, err, bare)
		}
	}
}

// The call written by hand is the same call, as far as it goes.
func TestBareCall(t *testing.T) { checkMixed(t) }

// BenchmarkStep is one step applied, with its beep.
func BenchmarkStep(b *testing.B) {
	checkMixed(b)
	r, beeps := two, 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		next, step, _ := mixed[i%len(mixed)].on(r)
		if _, sounds := step.Beep(); sounds {
			beeps++
		}
		r = next
	}
	if b.N > 1000 && beeps == 0 {
		b.Fatal("got no beep at all")
	}
}

// BenchmarkStepRefused is one step that no party of the call asks for.
func BenchmarkStepRefused(b *testing.B) {
	checkMixed(b)
	refused := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		click := mixed[i%len(mixed)]
		click.by += 2
		if _, _, err := click.on(two); err != nil {
			refused++
		}
	}
	if refused != b.N {
		b.Fatalf("got %d of %d refused", refused, b.N)
	}
}

// BenchmarkStepByHand is the same clicks on a plain struct with two bools.
func BenchmarkStepByHand(b *testing.B) {
	checkMixed(b)
	bare, beeps := bareCall{}, 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if bare = bare.apply(mixed[i%len(mixed)].verb); bare.beep {
			beeps++
		}
	}
	if b.N > 1000 && beeps == 0 {
		b.Fatal("got no beep at all")
	}
}
