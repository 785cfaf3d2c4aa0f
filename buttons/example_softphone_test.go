package buttons_test

import (
	"encoding/json"
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The operator clicks twice before the PBX answers. Does the second click undo the first? No: it asks the same again, with a number of its
// own.
func ExamplePhone_Press() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch()}
	first, _ := p.Press(buttons.Toggle)
	second, _ := p.Press(buttons.Toggle)
	fmt.Println(first, second, p.View().Toggle)

	p.Confirm(first)
	p.Confirm(second)
	fmt.Println(p.View().Toggle, p.Display.Pending())
	// Output:
	// {stop 1} {stop 2} stop
	// resume false
}

// The transfer is cancelled, and the screen still says "stopped". Is that a bug of mine? No: the manual says so, and that it is recorded.
func ExamplePhone_Apply() {
	p := buttons.Phone{State: callstate.StarTalking, Gate: exampleGate(true).Latch(), Display: pause.Display{Stopped: true}}
	err := p.Apply(callstate.StarCancel)
	fmt.Println(p.State, p.View().Toggle, p.View().Message, err)

	rule, _ := spec.Lookup(spec.XFR032)
	fmt.Println(rule.Support, rule.Statement.EN)

	err = p.Apply(callstate.StarCancel) // what cannot happen changes nothing
	fmt.Println(err)
	// Output:
	// talking resume true <nil>
	// not-guaranteed If a 「#・*転送」 is cancelled while stopped, the softphone shows a stop although the call is being recorded.
	// callstate: star_cancel does nothing in talking
}

// Why does no tone go out when the operator dials? The click is allowed while stopped, and the tone is not sent.
func ExamplePhone_WhyDTMF() {
	p := buttons.Phone{State: callstate.Talking, Gate: exampleGate(true).Latch(), Display: pause.Display{Stopped: true}}
	fmt.Println(p.View().Button(buttons.Dial), p.SendsDTMF())
	fmt.Println(p.WhyDTMF())
	fmt.Println(p.WhyDTMF().In(spec.JA))
	// Output:
	// enabled false
	// no DTMF: while the recording is shown as stopped, the dial pad can be clicked but sends nothing (table 3.2, RP-BTN-101); sent again after 「録音再開」
	// DTMF送信なし：録音が停止状態と表示されている間、ボタンを押してもDTMF信号は送信されません（表3.2、RP-BTN-101）。「録音再開」を押すと送信されます
}

// I want the manual's table of locked buttons in my help page, with the rules behind it.
func ExampleTable32() {
	for _, cell := range buttons.Table32() {
		fmt.Printf("%s %s %v %v\n", cell.Mark, cell.Of.Label(spec.JA), cell.Rule, cell.Support())
	}
	// Output:
	// × 通話中 RP-BTN-010 documented
	// × 保留 RP-BTN-020 documented
	// ○ 切断 RP-BTN-030 documented
	// × 転送 RP-BTN-040 documented
	// × パーク RP-BTN-050 documented
	// ○ 手上げ RP-BTN-060 documented
	// × 三者通話 RP-BTN-070 documented
	// × 自動三者 RP-BTN-080 documented
	// × *転送 RP-BTN-090 documented
	// ○ ダイヤル RP-BTN-100 documented
}

// My screen is drawn elsewhere: what do I send it? The view for what to draw, and each reason as JSON for what to say.
func ExamplePhone_Why() {
	p := buttons.Phone{State: callstate.Held, Gate: exampleGate(true).Latch()}
	why, err := json.MarshalIndent(p.Why(buttons.Toggle), "", "  ")
	fmt.Println(string(why), err)
	// Output:
	// {
	//   "verdict": {
	//     "ja": "非表示",
	//     "en": "hidden"
	//   },
	//   "fact": {
	//     "ja": "「保留中」の状態では、「録音停止」は表示されません",
	//     "en": "「録音停止」 is not shown in the state 「保留中」"
	//   },
	//   "rule": "RP-VIS-026",
	//   "support": "documented",
	//   "remedy": {
	//     "ja": "「通話中」になると表示されます",
	//     "en": "shown in the state 「通話中」"
	//   }
	// } <nil>
}
