// Package buttons says what a softphone shows: the toggle, its message and ten buttons, each with the reason why. It is
// tables 3.1 and 3.2 of the manual, and a Phone that puts them together with a call state and a display. NewPhone makes
// one: Apply follows what the SIP stack says, Press a click, Confirm the answer of the PBX, and View is what to draw.
package buttons

import (
	"iter"

	"github.com/recpause/recpause/spec"
)

// A Button is something on the softphone that can be clicked. The zero Button is none.
type Button uint8

// The ten buttons of table 3.2 in its order, and the toggle 録音停止/録音再開.
const (
	InCall       Button = 1 + iota // 通話中; the button, not the state
	Hold                           // 保留
	HangUp                         // 切断
	Transfer                       // 転送
	Park                           // パーク
	RaiseHand                      // 手上げ
	ThreeWay                       // 三者通話
	AutoThreeWay                   // 自動三者
	StarTransfer                   // *転送
	Dial                           // ダイヤル
	Toggle                         // 録音停止 or 録音再開
	numButtons   = iota + 1
)

//enum:text
var buttonNames = [...]string{"none", InCall: "in_call", Hold: "hold", HangUp: "hang_up", Transfer: "transfer",
	Park: "park", RaiseHand: "raise_hand", ThreeWay: "three_way", AutoThreeWay: "auto_three_way",
	StarTransfer: "star_transfer", Dial: "dial", Toggle: "toggle"}

var buttonLabels = [...]spec.Text{{}, InCall: {JA: "通話中", EN: "In call"}, Hold: {JA: "保留", EN: "Hold"},
	HangUp: {JA: "切断", EN: "Hang up"}, Transfer: {JA: "転送", EN: "Transfer"}, Park: {JA: "パーク", EN: "Park"},
	RaiseHand: {JA: "手上げ", EN: "Raise hand"}, ThreeWay: {JA: "三者通話", EN: "Three-way call"},
	AutoThreeWay: {JA: "自動三者", EN: "Automatic three-way call"}, StarTransfer: {JA: "*転送", EN: "* transfer"},
	Dial: {JA: "ダイヤル", EN: "Dial pad"}, Toggle: {JA: "録音停止／録音再開", EN: "Stop/resume recording"}}

// Label returns what stands on the button, or what it means in English.
func (b Button) Label(l spec.Lang) string {
	if b < numButtons {
		return buttonLabels[b].In(l)
	}
	return b.String()
}

// All returns the ten buttons of table 3.2 in its order. The toggle is not one of them.
func All() iter.Seq[Button] {
	return func(yield func(Button) bool) {
		for b := InCall; b < Toggle && yield(b); b++ {
		}
	}
}

// A Verdict is what a button is. The zero Verdict is the safe one: not shown.
type Verdict uint8

// The verdicts.
const (
	Hidden Verdict = iota
	Disabled
	Enabled
)

//enum:text
var verdictNames = [...]string{Hidden: "hidden", Disabled: "disabled", Enabled: "enabled"}

var verdictTexts = [...]spec.Text{Hidden: {JA: "非表示", EN: "hidden"}, Disabled: {JA: "操作不可", EN: "disabled"},
	Enabled: {JA: "操作可", EN: "enabled"}}
