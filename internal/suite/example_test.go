package suite_test

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

// A subject in which every click toggles is found by the manual's own example.
func ExampleCheck() {
	f, _ := faults.Lookup("F14")
	r, _ := suite.Check(context.Background(), f.Subject(), suite.Options{})
	for _, finding := range r.Findings {
		if finding.Rule == spec.S2S131 {
			fmt.Println(finding)
		}
	}
	// Output: FAIL In row 3 of the table for two softphones, the recording stays paused; a second stop does not turn it on again. (RP-S2S-131)
	//   scene     A is in a call (the other party is softphone B)
	//   trace     (2 events) A clicks 「録音停止」 → B clicks 「録音停止」
	//   expected  the recording of the original call: silent
	//   observed  the recording of the original call: recording
	//   before    the recording is silent; A shows 「録音再開」 and the message; B shows 「録音停止」; a beep is heard by A, B
	//   after     the recording is on; A shows 「録音再開」 and the message; B shows 「録音再開」 and the message
	//   clause    §5 two softphones table row 3 column 1, line 93, documented
}

// The suite for a softphone of which only the screen can be seen.
func ExampleNew() {
	p, _ := suite.New(context.Background(), conformance.Softphone, spec.Screen, suite.Options{})
	power := p.Power()
	fmt.Println(power.Tests, "tests,", power.Steps, "steps:", power.Killed, "of", power.Visible,
		"visible faults killed")
	// Output:
	// 68 tests, 215 steps: 6404 of 6404 visible faults killed
}
