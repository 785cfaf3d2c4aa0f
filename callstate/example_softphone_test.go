package callstate_test

import (
	"context"
	"fmt"

	"github.com/looplab/fsm"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// What can happen next to my softphone, and what is it called on the screen?
func ExampleTransitions() {
	now := callstate.Held
	fmt.Println(now.In(spec.JA))
	for t := range callstate.Transitions() {
		if t.From == now {
			fmt.Printf("  %v → %s\n", t.Event, t.To.In(spec.JA))
		}
	}
	// Output:
	// 保留中
	//   leave → 待機中
	//   unhold → 通話中
	//   held_leave → 待機中
	//   consult_dial → 保留発信中
}

// My program runs on looplab/fsm. The same table is there as a machine, with my callbacks.
func ExampleMachine() {
	m := callstate.Machine(callstate.Talking, fsm.Callbacks{
		"enter_state": func(_ context.Context, e *fsm.Event) { fmt.Println(e.Src, "→", e.Dst) },
	})
	fmt.Println(m.Event(context.Background(), callstate.Hold.String()))
	fmt.Println(m.Event(context.Background(), callstate.Park.String()))
	// Output:
	// talking → held
	// <nil>
	// event park inappropriate in current state held
}

// A state comes from a configuration file, and is misspelt.
func ExampleParseState() {
	fmt.Println(callstate.ParseState("star_held"))
	fmt.Println(callstate.ParseState("starheld"))
	// Output:
	// star_held <nil>
	// none no state is called "starheld"; there are idle, alerting, talking, star_held, star_talking, held, held_dialing, transfer_talking, three_way, outbound_waiting
}
