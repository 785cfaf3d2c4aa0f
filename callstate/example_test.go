package callstate_test

import (
	"fmt"

	"github.com/recpause/recpause/callstate"
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
