package calllog

import (
	"fmt"

	"github.com/recpause/recpause/spec"
)

// sentences says what happens, for a party, the party that it is about, and the call.
var sentences = [...]spec.Text{{},
	CallInvite:       {JA: "%[1]sが%[2]sに発信", EN: "%[1]s calls %[2]s"},
	CallAnswered:     {JA: "%[1]sが応答", EN: "%[1]s answers"},
	CallFailed:       {JA: "%[1]sがつながらない", EN: "%[1]s does not answer"},
	CallHangup:       {JA: "%[1]sが切断", EN: "%[1]s hangs up"},
	Hold:             {JA: "%[1]sが保留", EN: "%[1]s holds"},
	Unhold:           {JA: "%[1]sが保留解除", EN: "%[1]s takes the call back"},
	ConsultDial:      {JA: "%[1]sが転送のため%[2]sに発信", EN: "%[1]s dials %[2]s for a transfer"},
	ConsultAnswered:  {JA: "転送先の%[1]sが応答", EN: "the target %[1]s answers"},
	ConsultFailed:    {JA: "転送先の%[1]sが応答しない", EN: "the target %[1]s does not answer"},
	TransferComplete: {JA: "%[1]sが転送を完了", EN: "%[1]s completes the transfer"},
	ThreewayStart:    {JA: "%[1]sが三者通話を開始", EN: "%[1]s starts a three-way call"},
	ThreewayAuto:     {JA: "%[1]sが自動三者で%[2]sを加える", EN: "%[1]s adds %[2]s with 自動三者"},
	StarBegin:        {JA: "%[1]sが%[2]sへの*転送を開始", EN: "%[1]s begins a * transfer to %[2]s"},
	StarAnswered:     {JA: "転送先の%[1]sが応答", EN: "the target %[1]s answers"},
	StarComplete:     {JA: "%[1]sが*転送を完了", EN: "%[1]s completes the * transfer"},
	StarCancel:       {JA: "%[1]sが*転送を取消", EN: "%[1]s cancels the * transfer"},
	SharpBegin:       {JA: "%[1]sが%[2]sへの#転送を開始", EN: "%[1]s begins a # transfer to %[2]s"},
	SharpComplete:    {JA: "%[1]sの#転送が完了", EN: "the # transfer of %[1]s completes"},
	SharpCancel:      {JA: "%[1]sが#転送を取消", EN: "%[1]s cancels the # transfer"},
	Park:             {JA: "%[1]sがパーク", EN: "%[1]s parks the call"},
	OutboundWait:     {JA: "%[1]sがアウトバウンドの待機", EN: "%[1]s waits for an outbound call"},
	OutboundConnect:  {JA: "%[1]sと%[2]sのアウトバウンド通話が開始", EN: "an outbound call of %[1]s and %[2]s starts"},
	OutboundLeave:    {JA: "%[1]sがアウトバウンドの待機を終了", EN: "%[1]s waits no longer"},
	RoomJoin:         {JA: "%[1]sが会議室%[3]sに入室", EN: "%[1]s enters room %[3]s"},
	RoomLeave:        {JA: "%[1]sが会議室%[3]sから退室", EN: "%[1]s leaves room %[3]s"},
	HandRaise:        {JA: "%[1]sが手上げ", EN: "%[1]s raises its hand"},
	DTMF:             {JA: "%[1]sがダイヤルを押す", EN: "%[1]s clicks the dial pad"},
	PauseClick:       {JA: "%[1]sが「録音停止」を押す", EN: "%[1]s clicks 「録音停止」"},
	ResumeClick:      {JA: "%[1]sが「録音再開」を押す", EN: "%[1]s clicks 「録音再開」"},
}

// unconfirmed says what the PBX answered to a click, where it did not do it.
var unconfirmed = [...]spec.Text{Confirmed: {}, Refused: {JA: "（PBXが拒否）", EN: " (the PBX refuses)"},
	TimedOut: {JA: "（PBXが応答せず）", EN: " (the PBX does not answer)"}}

// In returns what happens, in words.
func (e Event) In(l spec.Lang) string {
	if e.Kind == 0 || int(e.Kind) >= len(sentences) {
		return e.Kind.String()
	}
	text := fmt.Sprintf(sentences[e.Kind].In(l)+"%[4]s", e.Party, e.To, e.Call, "")
	if int(e.PBX) < len(unconfirmed) {
		text += unconfirmed[e.PBX].In(l)
	}
	return text
}
