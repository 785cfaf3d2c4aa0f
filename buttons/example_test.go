package buttons_test

import (
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A softphone's first hour: one value, one view, one reason.
func Example() {
	version, _ := pause.ParseVersion("3.13.0")
	gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: true}
	p := buttons.Phone{State: callstate.Talking, Gate: gate.Latch()} // as the call starts

	cmd, err := p.Press(buttons.Toggle) // 録音停止 is clicked
	fmt.Println(cmd.Verb, err, p.View().Toggle.Label(spec.JA))

	p.Confirm(cmd) // the PBX did it
	fmt.Println(p.View().Toggle.Label(spec.JA), p.View().Message)
	fmt.Println(p.Why(buttons.Hold).In(spec.EN))
	// Output:
	// stop <nil> 録音停止
	// 録音再開 true
	// disabled: 「保留」 cannot be used while the recording is shown as stopped (table 3.2, RP-BTN-020); enabled again after 「録音再開」
}
