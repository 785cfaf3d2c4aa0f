package bench_test

import (
	"context"
	"testing"

	"github.com/looplab/fsm"
	"github.com/qmuntal/stateless"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/callstate/looplab"
)

// eventNames are the events as looplab knows them, made once.
var eventNames = func() (names [callstate.OutboundLeave + 1]string) {
	for e := range callstate.Events() {
		names[e] = e.String()
	}
	return names
}()

// newStateless returns the table as a stateless machine.
func newStateless(initial callstate.State) *stateless.StateMachine {
	m := stateless.NewStateMachine(initial)
	for t := range callstate.Transitions() {
		m.Configure(t.From).Permit(t.Event, t.To)
	}
	return m
}

// looplabs is a machine in each state, to refuse events.
func looplabs() (all [callstate.OutboundWaiting + 1]*fsm.FSM) {
	for s := range callstate.States() {
		all[s] = looplab.New(s, nil)
	}
	return all
}

// statelesses is the same of the other kind.
func statelesses() (all [callstate.OutboundWaiting + 1]*stateless.StateMachine) {
	for s := range callstate.States() {
		all[s] = newStateless(s)
	}
	return all
}

// Every machine goes where the array says from every state with every event, and stays where it refuses.
func TestEventPeersAgree(t *testing.T) { checkEvents(t) }

func checkEvents(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	for s := range callstate.States() {
		for e := range callstate.Events() {
			want, ok := steps[s][e], steps[s][e] != 0
			if !ok {
				want = s
			}
			agree := func(peer string, got any, err error) {
				t.Helper()
				if got != any(want) || (err == nil) != ok {
					t.Fatalf("%s: %v in %v: got %v, %v, want %v", peer, e, s, got, err, want)
				}
			}
			next, err := callstate.Next(s, e)
			agree("Next", next, err)
			phone := phoneIn(s)
			err = phone.Apply(e)
			agree("Apply", phone.State, err)
			l, q := looplab.New(s, nil), newStateless(s)
			err = l.Event(ctx, eventNames[e])
			state, _ := callstate.ParseState(l.Current())
			agree("looplab", state, err)
			err = q.Fire(e)
			agree("stateless", q.MustState(), err)
			if to, has := mappedSteps[pair{s, e}]; has != ok || has && to != want {
				t.Fatalf("the map: %v in %v: got %v, %t, want %v", e, s, to, has, want)
			}
		}
	}
}
