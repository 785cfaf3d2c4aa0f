package main

import (
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// eventTexts says what each event is, to somebody who watches the telephones.
var eventTexts = [...]spec.Text{
	calllog.CallInvite:       {JA: "{party}が{to}に発信", EN: "{party} calls {to}"},
	calllog.CallAnswered:     {JA: "{party}が応答、通話開始", EN: "{party} answers, the call starts"},
	calllog.CallFailed:       {JA: "{party}への発信が不成立", EN: "the call to {party} fails"},
	calllog.CallHangup:       {JA: "{party}が切断", EN: "{party} hangs up"},
	calllog.Hold:             {JA: "{party}が保留", EN: "{party} puts the call on hold"},
	calllog.Unhold:           {JA: "{party}が保留を解除", EN: "{party} takes the call off hold"},
	calllog.ConsultDial:      {JA: "{party}が転送先{to}に発信", EN: "{party} dials {to} for a transfer"},
	calllog.ConsultAnswered:  {JA: "転送先{party}が応答", EN: "{party}, the target, answers"},
	calllog.ConsultFailed:    {JA: "転送先{party}が応答せず", EN: "{party}, the target, does not answer"},
	calllog.TransferComplete: {JA: "{party}が転送を完了", EN: "{party} completes the transfer"},
	calllog.ThreewayStart:    {JA: "{party}が三者通話を開始", EN: "{party} starts a three-way call"},
	calllog.ThreewayAuto:     {JA: "{party}が「自動三者」で{to}を追加", EN: "{party} brings in {to} by 自動三者"},
	calllog.StarBegin:        {JA: "{party}が{to}へ*転送を開始", EN: "{party} begins a * transfer to {to}"},
	calllog.StarAnswered:     {JA: "転送先{party}が応答", EN: "{party}, the target, answers"},
	calllog.StarComplete:     {JA: "{party}が*転送を完了", EN: "{party} completes the * transfer"},
	calllog.StarCancel:       {JA: "{party}が*転送をキャンセル", EN: "{party} cancels the * transfer"},
	calllog.SharpBegin:       {JA: "{party}が{to}へ#転送を開始", EN: "{party} begins a # transfer to {to}"},
	calllog.SharpComplete:    {JA: "{party}の#転送が完了", EN: "the # transfer of {party} is complete"},
	calllog.SharpCancel:      {JA: "{party}が#転送をキャンセル", EN: "{party} cancels the # transfer"},
	calllog.Park:             {JA: "{party}がパーク", EN: "{party} parks the call"},
	calllog.OutboundWait:     {JA: "{party}がアウトバウンドの待機を開始", EN: "{party} waits for an outbound call"},
	calllog.OutboundConnect:  {JA: "アウトバウンド通話開始: {party}と{to}", EN: "an outbound call starts: {party} and {to}"},
	calllog.OutboundLeave:    {JA: "{party}がアウトバウンドの待機を終了", EN: "{party} waits no longer"},
	calllog.RoomJoin:         {JA: "{party}が電話会議室{call}に参加", EN: "{party} joins room {call}"},
	calllog.RoomLeave:        {JA: "{party}が電話会議室{call}から退出", EN: "{party} leaves room {call}"},
	calllog.HandRaise:        {JA: "{party}が手上げ", EN: "{party} raises a hand"},
	calllog.DTMF:             {JA: "{party}がダイヤルを押す", EN: "{party} presses a key of the dial pad"},
	calllog.PauseClick:       {JA: "{party}が「録音停止」を押す", EN: "{party} clicks 「録音停止」"},
	calllog.ResumeClick:      {JA: "{party}が「録音再開」を押す", EN: "{party} clicks 「録音再開」"},
}
