package recpause_test

import (
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A softphone: one value, one view, one reason.
func Example_softphone() {
	version, _ := pause.ParseVersion("3.13.0")
	gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: true}

	p := buttons.NewPhone(gate, buttons.Settings{})
	if err := p.Apply(callstate.Join); err != nil { // what the SIP stack says
		fmt.Println(err)
	}
	cmd, err := p.Press(buttons.Toggle) // 録音停止 is clicked
	fmt.Println("to the PBX:", cmd.Verb, err)
	fmt.Println(p.View()) // the display has not changed yet
	p.Confirm(cmd)        // the PBX did it; p.Reject(cmd) when it did not
	fmt.Println(p.View())
	fmt.Println(p.Why(buttons.Hold).In(spec.EN))
	// Output:
	// to the PBX: stop <nil>
	// in a call 「録音停止」
	// in a call 「録音再開」 「録音が停止状態です」
	// disabled: while the recording is shown as stopped, 「保留」 is × (table 3.2, RP-BTN-020); enabled again after 録音再開
}
