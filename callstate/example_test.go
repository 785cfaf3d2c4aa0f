package callstate_test

import (
	"fmt"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// The diagram in the documentation is read from the table.
func ExampleMermaid() {
	fmt.Print(callstate.Mermaid())
	// Output:
	// stateDiagram-v2
	//     [*] --> idle
	//     idle --> alerting: invite
	//     idle --> talking: join
	//     idle --> outbound_waiting: outbound_wait
	//     alerting --> idle: fail
	//     alerting --> talking: answer
	//     talking --> idle: leave, peer_leave, park
	//     talking --> star_held: star_begin, sharp_begin
	//     talking --> held: hold
	//     talking --> three_way: threeway_auto
	//     star_held --> idle: sharp_complete
	//     star_held --> alerting: held_leave
	//     star_held --> talking: target_leave, star_cancel, sharp_cancel
	//     star_held --> star_talking: star_answer
	//     star_talking --> idle: star_complete
	//     star_talking --> talking: held_leave, target_leave, star_cancel
	//     held --> idle: leave, held_leave
	//     held --> talking: unhold
	//     held --> held_dialing: consult_dial
	//     held_dialing --> alerting: held_leave
	//     held_dialing --> held: target_leave, consult_fail
	//     held_dialing --> transfer_talking: consult_answer
	//     transfer_talking --> idle: transfer_complete
	//     transfer_talking --> talking: held_leave
	//     transfer_talking --> held: target_leave
	//     transfer_talking --> three_way: threeway_start
	//     three_way --> idle: leave
	//     three_way --> talking: peer_leave
	//     outbound_waiting --> idle: outbound_leave
	//     outbound_waiting --> talking: outbound_connect
}

// One event on one softphone, and one that has no meaning where it arrives.
func ExampleNext() {
	fmt.Println(callstate.Next(callstate.Talking, callstate.Hold))
	fmt.Println(callstate.Next(callstate.Held, callstate.Park))
	// Output:
	// held <nil>
	// held callstate: park does nothing in held
}

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

// A state comes from a configuration file, and is misspelt.
func ExampleParseState() {
	fmt.Println(callstate.ParseState("star_held"))
	fmt.Println(callstate.ParseState("starheld"))
	// Output:
	// star_held <nil>
	// none no state is called "starheld"; there are idle, alerting, talking, star_held, star_talking, held, held_dialing, transfer_talking, three_way, outbound_waiting
}

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
