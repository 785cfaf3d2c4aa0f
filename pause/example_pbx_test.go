package pause_test

import (
	"errors"
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// What happens to a pause when the transfer is completed? The recording resumes by itself, and the target takes the operator side.
func ExampleCall_Complete() {
	const operator, customer, target pause.Party = 0, 1, 2
	rec, _ := pause.NewCall(true, operator, customer)
	_, _ = rec.Stop(operator)
	step, err := rec.Complete(operator, target, 0)
	fmt.Println(rec, err)
	fmt.Println(step.Text(spec.EN, "operator", "customer", "target"))
	// Output:
	// party 1 and party 2: on <nil>
	// transfer completed: beep to customer and target, written on customer's side [RP-XFR-020 RP-NTF-040]
}

// A third party joins a call that one of the two has stopped. Who is silent now? Among three a stop is about one's own voice.
func ExampleCall_Join() {
	const a, b, c pause.Party = 0, 1, 2
	rec, _ := pause.NewCall(true, a, b)
	_, _ = rec.Stop(a)
	fmt.Println(rec.State(), rec.Silenced())
	step, _ := rec.Join(c)
	fmt.Println(rec.State(), rec.Silenced(), step)
	_, _ = rec.Leave(c)
	fmt.Println(rec.State(), rec.Silenced())
	// Output:
	// silent party 0 and party 1
	// partial party 0 joined: beep to party 0, party 1 and party 2, written on party 1 and party 2's side [RP-NTF-040]
	// silent party 0 and party 1
}

// A click arrives before the call is answered. Does it count? By default the recording starts silent.
func ExampleRinging() {
	const operator, target pause.Party = 0, 1
	rec, _ := pause.Ringing(true, operator, target)
	step, _ := rec.Stop(operator)
	fmt.Println(rec.State(), step)
	rec.Answer()
	fmt.Println(rec.State(), rec.StoppedBy())
	// Output:
	// off stopped: no beep [RP-XFR-013]
	// silent party 0
}

// My house wants a beep for every click and the beep of a stop in the file. These are answers to open questions.
func ExampleCall_SetPolicy() {
	const a, b pause.Party = 0, 1
	rec, _ := pause.NewCall(true, a, b)
	fmt.Println(rec.SetPolicy(pause.Policy{BeepOnRepeat: true, StopBeepInFile: true}))
	first, _ := rec.Stop(a)
	second, _ := rec.Stop(b)
	fmt.Println(first)
	fmt.Println(second, rec.StoppedBy())
	fmt.Println(rec.SetPolicy(pause.Policy{BeepSide: 7}))
	// Output:
	// <nil>
	// stopped: beep to party 0 and party 1, written on party 1's side [RP-OPS-010]
	// stopped: beep to party 0 and party 1 [RP-OPS-010 RP-S2S-200] party 0 and party 1
	// no answer to A-20 is called "BeepSide(7)"; there are opposite_clicker, far_side, other_legs
}

// A command comes that I do not know. It is an error, and resumes nothing.
func ExampleParseVerb() {
	for _, name := range []string{"stop", "resume", "toggle"} {
		verb, err := pause.ParseVerb(name)
		fmt.Println(verb, err)
	}
	// Output:
	// stop <nil>
	// resume <nil>
	// none no verb is called "toggle"; there are stop, resume
}

// A command comes from somebody who has left the call. Nothing changes, and the error says what is wrong.
func ExamplePartyError() {
	const operator, customer, stranger pause.Party = 0, 1, 5
	rec, _ := pause.NewCall(true, operator, customer)
	before := rec
	_, err := rec.Stop(stranger)
	var wrong *pause.PartyError
	fmt.Println(errors.As(err, &wrong), rec == before, err)
	fmt.Println(wrong.Party)
	// Output:
	// true true pause: not stopped: party 5 is not in the call
	// party 5
}
