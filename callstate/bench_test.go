package callstate_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/callstate"
)

type input struct {
	state callstate.State
	event callstate.Event
}

// sinks keep results alive, as a caller does.
var (
	sink    callstate.State
	errSink error
)

// inputs returns 64Ki pairs in random order, drawn from the ways of the table or from all that it refuses.
func inputs(refused bool) []input {
	var pool []input
	for s := range callstate.States() {
		for e := range callstate.Events() {
			if _, err := callstate.Next(s, e); (err != nil) == refused {
				pool = append(pool, input{s, e})
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]input, 1<<16)
	for i := range list {
		list[i] = pool[random.IntN(len(pool))]
	}
	return list
}

// dense is the table as a bare array, which is the limit of what a look-up can cost.
func dense() (d [16][32]callstate.State) {
	for way := range callstate.Transitions() {
		d[way.From][way.Event] = way.To
	}
	return d
}

// Next allocates nothing, whether it accepts an event or refuses it.
func TestNextAllocatesNothing(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			if n := testing.AllocsPerRun(10, func() { sink, errSink = callstate.Next(s, e) }); n != 0 {
				t.Fatalf("%v in %v: %v allocations (%v), want 0", e, s, n, errSink)
			}
		}
	}
}

func BenchmarkNext(b *testing.B) {
	table := dense()
	for _, c := range []struct {
		name    string
		refused bool
	}{{"accepted", false}, {"refused", true}} {
		list := inputs(c.refused)
		for _, in := range list {
			want := table[in.state][in.event]
			if got, err := callstate.Next(in.state, in.event); (err != nil) != c.refused || err == nil && got != want {
				b.Fatalf("%v --%v--> %v, %v, want %v", in.state, in.event, got, err, want)
			}
		}
		b.Run(c.name+"/next", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				in := list[i&(1<<16-1)]
				sink, errSink = callstate.Next(in.state, in.event)
			}
		})
		b.Run(c.name+"/dense", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				in := list[i&(1<<16-1)]
				sink = table[in.state&15][in.event&31]
			}
		})
	}
}

func BenchmarkMachine(b *testing.B) {
	machine := callstate.Machine(callstate.Talking, nil)
	events := [2]string{callstate.Hold.String(), callstate.Unhold.String()}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := machine.Event(context.Background(), events[i&1]); err != nil {
			b.Fatal(err)
		}
	}
}
