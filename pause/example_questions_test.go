package pause_test

import (
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Why no beep? Both softphones have stopped the recording, and the second stop changed nothing.
func ExampleStep_WhyBeep() {
	const alice, bob pause.Party = 0, 1
	rec, _ := pause.NewCall(true, alice, bob)

	first, _ := rec.Stop(alice)
	second, _ := rec.Stop(bob)
	fmt.Println(first.WhyBeep("Alice", "Bob"))
	fmt.Println(second.WhyBeep("Alice", "Bob"))
	fmt.Println(second.WhyBeep("Alice", "Bob").In(spec.JA))
	// Output:
	// beep: Alice's 「録音停止」 silences Alice and Bob; everybody in the call hears the beep (Alice and Bob); it is not written, because it is that of a stop (A-19 (a)) (§3, RP-NTF-010, RP-NTF-011, RP-REC-021)
	// no beep: Bob's 「録音停止」 changes nothing (stopped already), and under policy A-09 (b) only a change beeps (RP-NTF-030, RP-S2S-200, unspecified); it would sound under A-09 (a)
	// ビープ音なし：Bobの「録音停止」では何も変わりません（すでに停止中です）。A-09 (b)の方針のため、録音状態が変わるときだけビープ音が鳴ります（RP-NTF-030、RP-S2S-200、記載なし）。A-09 (a)なら鳴ります
}

// Does a pause mask the keys that a customer presses in an IVR? No: an option of its own does, on a condition of its own.
func ExampleKeyLog() {
	for _, log := range []pause.KeyLog{{}, {Masking: true}} {
		fmt.Println(log.Entry("4980", true))
	}
	// Output:
	// 4980
	// xxxx
}
