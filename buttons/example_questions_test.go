package buttons_test

import (
	"errors"
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// exampleGate lets a softphone have the feature once that is saved.
func exampleGate(saved bool) pause.Gate {
	version, _ := pause.ParseVersion("3.13.0")
	return pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: saved}
}

// Which buttons may my softphone enable now? Ask the view; two of them need a setting.
func ExamplePhone_View() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch(), Settings: buttons.Settings{StarTransfer: true}}
	for _, stopped := range []bool{false, true} {
		p.Display.Stopped = stopped
		view := p.View()
		fmt.Print(view.Toggle.Label(spec.JA), ":")
		for b := range buttons.All() {
			if view.Button(b) == buttons.Enabled {
				fmt.Print(" ", b)
			}
		}
		fmt.Println()
	}
	// Output:
	// 録音停止: in_call hold hang_up transfer park raise_hand star_transfer dial
	// 録音再開: hang_up raise_hand dial
}

// The PBX refused, or answered late? The display shows what the PBX has confirmed, and nothing else.
func ExamplePhone_Reject() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch()}

	p, cmd, _ := p.Press(buttons.Toggle)
	p = p.Reject(cmd) // refused, or no answer in time
	fmt.Println(p.View().Toggle, p.Display.Pending())

	p = p.Confirm(cmd) // but the PBX had done it: late is better than false
	fmt.Println(p.View().Toggle)

	p, cmd, _ = p.Press(buttons.Toggle)
	p, _ = p.Apply(callstate.PeerLeave) // the call is over
	p, _ = p.Apply(callstate.Invite)
	p, _ = p.Apply(callstate.Answer)
	p = p.Confirm(cmd) // an answer to another call
	fmt.Println(p.View().Toggle)
	// Output:
	// stop false
	// resume
	// stop
}

// Why did a click do nothing? The error holds the reason, and often what helps.
func ExampleDisabledError() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch(), Display: pause.Display{Stopped: true}}
	_, _, err := p.Press(buttons.Transfer)

	var disabled *buttons.DisabledError
	if errors.As(err, &disabled) {
		remedy, _ := disabled.Why.Remedy()
		fmt.Println(disabled.Button, "is", disabled.Why.Verdict, "by", disabled.Why.Rule)
		fmt.Println(remedy.In(spec.JA))
	}
	// Output:
	// transfer is disabled by RP-BTN-040
	// 「録音再開」を押すと操作できる
}

// The operator saves the setting during a call. When does the button come? In the next call: a softphone takes what is saved while
// it is idle.
func ExamplePhone_Configure() {
	box, p := pause.CheckBox{}, buttons.Phone{State: callstate.Idle}
	for range 2 {
		p = p.Configure(exampleGate(box.Saved), buttons.Settings{})
		p, _ = p.Apply(callstate.Invite)
		p, _ = p.Apply(callstate.Answer)

		box = box.Tick(true).Save()
		p = p.Configure(exampleGate(box.Saved), buttons.Settings{}) // too late for this call
		fmt.Println(p.State, "-", buttons.Why(p, buttons.Toggle).In(spec.EN))

		p, _ = p.Apply(callstate.Leave)
	}
	// Output:
	// talking - hidden: While 「録音一時停止機能を有効にする」 is saved as off, the softphone cannot use the feature and shows no button (§2, RP-AVL-054)
	// talking - enabled: 「録音停止」 can be used in the state 「通話中」 (table 3.1, RP-VIS-022)
}

// Why does it say that the recording is stopped, and may I rely on it?
func ExampleWhyMessage() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch()}
	p.Display.Stopped = true
	fmt.Println(buttons.WhyMessage(p).In(spec.JA))

	p.State = callstate.StarTalking
	fmt.Println(buttons.WhyMessage(p))
	// Output:
	// メッセージあり：このソフトフォンで「録音停止」を押し、まだ「録音再開」を押していない。相手もソフトフォンで「録音再開」を押すと、実際は録音中のことがある（§3、RP-OPS-020、RP-OPS-060、RP-S2S-021）。「録音再開」を押すと消える
	// message shown: 「録音停止」 was clicked on this softphone, and 「録音再開」 has not been since; after a cancelled transfer, the start of an outbound call or another softphone's 「録音再開」 the recording may run all the same (§3, RP-OPS-020, RP-OPS-060, RP-S2S-021, not guaranteed); gone after 録音再開
}
