package bench_test

import (
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/callstate"
)

// A pair is an event in a state.
type pair struct {
	state callstate.State
	event callstate.Event
}

// steps is the table of the softphone's states as a bare array; the zero state is none.
var steps, ways, refused = func() (d denseSteps, accepted, refused []pair) {
	for t := range callstate.Transitions() {
		d[t.From][t.Event] = t.To
		accepted = append(accepted, pair{t.From, t.Event})
	}
	for s := range callstate.States() {
		for e := range callstate.Events() {
			if d[s][e] == 0 {
				refused = append(refused, pair{s, e})
			}
		}
	}
	return d, accepted, refused
}()

type denseSteps [callstate.OutboundWaiting + 1][callstate.OutboundLeave + 1]callstate.State

// mappedSteps is the same as a map.
var mappedSteps = func() map[pair]callstate.State {
	m := map[pair]callstate.State{}
	for _, w := range ways {
		m[w] = steps[w.state][w.event]
	}
	return m
}()

// mixed draws inputs from a list.
func mixed[T any](from []T) *[asked]T {
	r, list := rand.New(rand.NewPCG(1, 2)), new([asked]T)
	for i := range list {
		list[i] = from[r.IntN(len(from))]
	}
	return list
}

// walk is the life of a softphone at random: from idle, by ways that the table has, and to idle again with the last
// event.
func walk() *[asked]callstate.Event {
	r, list, home := rand.New(rand.NewPCG(1, 2)), new([asked]callstate.Event), waysHome()
	at := callstate.Idle
	for i := range list {
		var open []pair
		for _, w := range ways {
			if w.state == at && home[asked-1-i][steps[w.state][w.event]] {
				open = append(open, w)
			}
		}
		way := open[r.IntN(len(open))]
		list[i], at = way.event, steps[way.state][way.event]
	}
	return list
}

// waysHome says from which states exactly n events lead to idle, for every n.
func waysHome() *[asked][callstate.OutboundWaiting + 1]bool {
	home := new([asked][callstate.OutboundWaiting + 1]bool)
	home[0][callstate.Idle] = true
	for n := 1; n < asked; n++ {
		for _, w := range ways {
			if home[n-1][steps[w.state][w.event]] {
				home[n][w.state] = true
			}
		}
	}
	return home
}

// The walk goes by ways that the table has, comes by all of them, and ends where it starts, so that it can go on and
// on.
func TestWalk(t *testing.T) {
	at, seen := callstate.Idle, map[pair]bool{}
	for i, e := range walk() {
		seen[pair{at, e}] = true
		if at = steps[at][e]; at == 0 {
			t.Fatalf("event %d, %v, is refused", i, e)
		}
	}
	if at != callstate.Idle || len(seen) != len(ways) {
		t.Errorf("got to %v by %d ways, want idle by %d", at, len(seen), len(ways))
	}
}
