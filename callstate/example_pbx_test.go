package callstate_test

import (
	"fmt"

	"github.com/recpause/recpause/callstate"
)

// A party hangs up. Which event is that for a softphone? It depends on who left which of its calls.
func ExampleNext_hangUp() {
	for _, row := range []struct {
		who   string
		state callstate.State
		event callstate.Event
	}{
		{"it hangs up itself", callstate.Talking, callstate.Leave},
		{"the other party hangs up", callstate.Talking, callstate.PeerLeave},
		{"the held party hangs up", callstate.StarTalking, callstate.HeldLeave},
		{"the target hangs up", callstate.StarTalking, callstate.TargetLeave},
		{"one of three hangs up", callstate.ThreeWay, callstate.PeerLeave},
	} {
		to, err := callstate.Next(row.state, row.event)
		fmt.Printf("%s: %v → %v %v\n", row.who, row.state, to, err)
	}
	// Output:
	// it hangs up itself: talking → idle <nil>
	// the other party hangs up: talking → idle <nil>
	// the held party hangs up: star_talking → talking <nil>
	// the target hangs up: star_talking → talking <nil>
	// one of three hangs up: three_way → talking <nil>
}

// My PBX sends an event twice. The second one has no meaning any more, and the softphone stays where it is.
func ExampleRefusedError() {
	state := callstate.Talking
	for range 2 {
		next, err := callstate.Next(state, callstate.Hold)
		fmt.Println(next, err)
		state = next
	}
	// Output:
	// held <nil>
	// held callstate: hold does nothing in held
}
