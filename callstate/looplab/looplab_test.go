package looplab_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/looplab/fsm"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/callstate/looplab"
)

// Next and a looplab machine made of the same table agree on every pair of a state and an event.
func TestAgreesWithNext(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			m := looplab.New(s, nil)
			if got := m.Current(); got != s.String() {
				t.Fatalf("a machine in %v is in %q", s, got)
			}
			to, refused := callstate.Next(s, e)
			if got, want := m.Can(e.String()), refused == nil; got != want {
				t.Errorf("%v in %v: the machine can: %v, want %v", e, s, got, want)
			}
			err := m.Event(context.Background(), e.String())
			if (err == nil) != (refused == nil) || m.Current() != to.String() {
				t.Errorf("%v --%v--> %q, %v, Next has %v, %v", s, e, m.Current(), err, to, refused)
			}
		}
	}
}

// The machine calls the caller's callbacks, under the names that String gives.
func TestCallsBack(t *testing.T) {
	var entered []string
	note := func(_ context.Context, e *fsm.Event) { entered = append(entered, e.Event) }
	m := looplab.New(callstate.Talking, fsm.Callbacks{"enter_" + callstate.Held.String(): note})
	if err := m.Event(context.Background(), callstate.Hold.String()); err != nil {
		t.Fatal(err)
	}
	if len(entered) != 1 || entered[0] != "hold" {
		t.Errorf("entered held by %v, want hold", entered)
	}
}

// My program runs on looplab/fsm. The same table is there as a machine, with my callbacks.
func ExampleNew() {
	m := looplab.New(callstate.Talking, fsm.Callbacks{
		"enter_state": func(_ context.Context, e *fsm.Event) { fmt.Println(e.Src, "→", e.Dst) },
	})
	fmt.Println(m.Event(context.Background(), callstate.Hold.String()))
	fmt.Println(m.Event(context.Background(), callstate.Park.String()))
	// Output:
	// talking → held
	// <nil>
	// event park inappropriate in current state held
}
