package explore

import (
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// WriteLog writes a story as a call log that can be replayed.
func (w World) WriteLog(out io.Writer, story []calllog.Event) error {
	if err := calllog.WriteHeader(out, w.Header); err != nil {
		return err
	}
	for _, e := range story {
		if err := calllog.WriteEvent(out, e); err != nil {
			return err
		}
	}
	return nil
}

// Tell returns a story in words, an event after the other.
func Tell(story []calllog.Event, l spec.Lang) string {
	var parts []string
	for _, e := range story {
		parts = append(parts, sentence(e, l))
	}
	return strings.Join(parts, spec.Text{JA: " → ", EN: " → "}.In(l))
}

// sentences says what happens, for a party, the party that it is about, and the call.
var sentences = [...]spec.Text{{},
	calllog.CallInvite:       {JA: "%[1]sが%[2]sに発信", EN: "%[1]s calls %[2]s"},
	calllog.CallAnswered:     {JA: "%[1]sが応答", EN: "%[1]s answers"},
	calllog.CallFailed:       {JA: "%[1]sがつながらない", EN: "%[1]s does not answer"},
	calllog.CallHangup:       {JA: "%[1]sが切断", EN: "%[1]s hangs up"},
	calllog.Hold:             {JA: "%[1]sが保留", EN: "%[1]s holds"},
	calllog.Unhold:           {JA: "%[1]sが保留解除", EN: "%[1]s takes the call back"},
	calllog.ConsultDial:      {JA: "%[1]sが転送のため%[2]sに発信", EN: "%[1]s dials %[2]s for a transfer"},
	calllog.ConsultAnswered:  {JA: "転送先の%[1]sが応答", EN: "the target %[1]s answers"},
	calllog.ConsultFailed:    {JA: "転送先の%[1]sが応答しない", EN: "the target %[1]s does not answer"},
	calllog.TransferComplete: {JA: "%[1]sが転送を完了", EN: "%[1]s completes the transfer"},
	calllog.ThreewayStart:    {JA: "%[1]sが三者通話を開始", EN: "%[1]s starts a three-way call"},
	calllog.ThreewayAuto:     {JA: "%[1]sが自動三者で%[2]sを加える", EN: "%[1]s adds %[2]s with 自動三者"},
	calllog.StarBegin:        {JA: "%[1]sが%[2]sへの*転送を開始", EN: "%[1]s begins a * transfer to %[2]s"},
	calllog.StarAnswered:     {JA: "転送先の%[1]sが応答", EN: "the target %[1]s answers"},
	calllog.StarComplete:     {JA: "%[1]sが*転送を完了", EN: "%[1]s completes the * transfer"},
	calllog.StarCancel:       {JA: "%[1]sが*転送を取消", EN: "%[1]s cancels the * transfer"},
	calllog.SharpBegin:       {JA: "%[1]sが%[2]sへの#転送を開始", EN: "%[1]s begins a # transfer to %[2]s"},
	calllog.SharpComplete:    {JA: "%[1]sの#転送が完了", EN: "the # transfer of %[1]s completes"},
	calllog.SharpCancel:      {JA: "%[1]sが#転送を取消", EN: "%[1]s cancels the # transfer"},
	calllog.Park:             {JA: "%[1]sがパーク", EN: "%[1]s parks the call"},
	calllog.OutboundWait:     {JA: "%[1]sがアウトバウンドの待機", EN: "%[1]s waits for an outbound call"},
	calllog.OutboundConnect:  {JA: "%[1]sと%[2]sのアウトバウンド通話が開始", EN: "an outbound call of %[1]s and %[2]s starts"},
	calllog.OutboundLeave:    {JA: "%[1]sがアウトバウンドの待機を終了", EN: "%[1]s waits no longer"},
	calllog.RoomJoin:         {JA: "%[1]sが会議室%[3]sに入室", EN: "%[1]s enters room %[3]s"},
	calllog.RoomLeave:        {JA: "%[1]sが会議室%[3]sから退室", EN: "%[1]s leaves room %[3]s"},
	calllog.HandRaise:        {JA: "%[1]sが手上げ", EN: "%[1]s raises its hand"},
	calllog.DTMF:             {JA: "%[1]sがダイヤルを押す", EN: "%[1]s clicks the dial pad"},
	calllog.PauseClick:       {JA: "%[1]sが「録音停止」を押す", EN: "%[1]s clicks 「録音停止」"},
	calllog.ResumeClick:      {JA: "%[1]sが「録音再開」を押す", EN: "%[1]s clicks 「録音再開」"},
}

func sentence(e calllog.Event, l spec.Lang) string {
	if int(e.Kind) >= len(sentences) {
		return e.Kind.String()
	}
	text := fmt.Sprintf(sentences[e.Kind].In(l)+"%[4]s", e.Party, e.To, e.Call, "")
	if e.PBX != calllog.Confirmed {
		text += spec.Text{JA: "（PBXは未確認）", EN: " (not confirmed by the PBX)"}.In(l)
	}
	return text
}
