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

	cmd, _ := p.Press(buttons.Toggle)
	p.Reject(cmd) // refused, or no answer in time
	fmt.Println(p.View().Toggle, p.Display.Pending())

	p.Confirm(cmd) // but the PBX had done it: late is better than false
	fmt.Println(p.View().Toggle)

	cmd, _ = p.Press(buttons.Toggle)
	_ = p.Apply(callstate.PeerLeave) // the call is over
	_ = p.Apply(callstate.Invite)
	_ = p.Apply(callstate.Answer)
	p.Confirm(cmd) // an answer to another call
	fmt.Println(p.View().Toggle)
	// Output:
	// stop false
	// resume
	// stop
}

// Why did a click do nothing? The error holds the reason, and often what helps.
func ExampleDisabledError() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch(), Display: pause.Display{Stopped: true}}
	_, err := p.Press(buttons.Transfer)

	var disabled *buttons.DisabledError
	if errors.As(err, &disabled) {
		why := disabled.Why()
		fmt.Println(disabled.Button, "is", why.Verdict.EN, "by", why.Rule)
		fmt.Println(why.Remedy.JA)
	}
	// Output:
	// transfer is disabled by RP-BTN-040
	// 「録音再開」を押すと操作できます
}

// The operator saves the setting during a call. When does the button come? In the next call: a softphone takes what is saved while
// it is idle.
func ExamplePhone_Configure() {
	saved, p := false, buttons.NewPhone(pause.Gate{}, buttons.Settings{})
	for range 2 {
		p.Configure(exampleGate(saved), buttons.Settings{})
		_ = p.Apply(callstate.Invite)
		_ = p.Apply(callstate.Answer)

		saved = true
		p.Configure(exampleGate(saved), buttons.Settings{}) // too late for this call
		fmt.Println(p.State, "-", p.Why(buttons.Toggle).In(spec.EN))

		_ = p.Apply(callstate.Leave)
	}
	// Output:
	// talking - hidden: While 「録音一時停止機能を有効にする」 is saved as off, the softphone does not have the feature and shows no button (§2, RP-AVL-054)
	// talking - enabled: 「録音停止」 can be used in the state 「通話中」 (table 3.1, RP-VIS-022)
}

// Why does it say that the recording is stopped, and may I rely on it?
func ExamplePhone_WhyMessage() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch()}
	p.Display.Stopped = true
	fmt.Println(p.WhyMessage().In(spec.JA))

	p.State = callstate.StarTalking
	fmt.Println(p.WhyMessage())
	// Output:
	// メッセージあり：このソフトフォンで「録音停止」が押され、その後「録音再開」は押されていません。相手もソフトフォンで「録音再開」を押した場合は、実際には録音が続いていることがあります（§3、RP-OPS-020、RP-OPS-060、RP-S2S-021、RP-VIS-022）。「録音再開」を押すと消えます
	// message shown: 「録音停止」 was clicked on this softphone, and 「録音再開」 has not been clicked since; after a cancelled transfer, the start of an outbound call or another softphone's 「録音再開」, the recording may be running nevertheless (§3, RP-OPS-020, RP-OPS-060, RP-S2S-021, RP-VIS-025, not guaranteed); gone after 「録音再開」
}
