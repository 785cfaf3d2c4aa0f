package recpause_test

import (
	"fmt"
	"os"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording/live"
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
	// disabled: 「保留」 cannot be used while the recording is shown as stopped (table 3.2, RP-BTN-020); enabled again after 「録音再開」
}

// A PBX: one call, one recording; who is silent now, whom do I beep, what is written.
func Example_pbx() {
	const operator, customer pause.Party = 0, 1 // parties are numbers, given by whoever owns the call
	file, _ := os.CreateTemp("", "recording")
	defer os.Remove(file.Name())

	call, _ := pause.NewCall(true, operator, customer)
	rec, err := live.New(live.DefaultConfig(8000), call, file)
	if err != nil {
		fmt.Println(err)
	}
	_ = rec.Write(customer, 0, []byte{1, 0, 2, 0, 3, 0, 4, 0}) // a frame of RTP, by its position; here four samples
	// a command, by its position; on an error nothing has happened
	step, err := rec.Stop(2, operator)
	fmt.Println(step.Text(spec.EN, "operator", "customer"), err) // beep to step.Beep().To
	_ = rec.Close(4)

	written, _ := os.ReadFile(file.Name())
	fmt.Println(written)
	// Output:
	// stopped: beep to operator and customer [RP-OPS-010] <nil>
	// [1 0 2 0 0 0 0 0]
}
