package conformance

import (
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A speaker has a text in each language.
type speaker interface{ In(spec.Lang) string }

// say formats a text in both languages. Of an argument that is a speaker, each language gets the text in that language.
func say(ja, en string, args ...any) spec.Text { return spec.Text{JA: ja, EN: en}.With(args...) }

// plain is a text that is the same in both languages.
func plain(text string) spec.Text { return spec.Text{JA: text, EN: text} }

var nothing = say("なし", "none")

// labelText is what a toggle says: the manual's words in both languages, for they are what a screen shows. A verb that
// there is not has a number.
func labelText(v pause.Verb) spec.Text {
	label := v.Label(spec.JA)
	switch {
	case v == 0:
		return say("録音停止ボタンなし", "no toggle")
	case label == "":
		return plain(v.String())
	}
	return quoted(label)
}

// quoted is what stands on a screen.
func quoted(label string) spec.Text { return plain("「" + label + "」") }

func yesNo(is bool, yes, no spec.Text) spec.Text {
	if is {
		return yes
	}
	return no
}

// listed names parties, voices or rules one after another.
func listed[E any](list []E) spec.Text {
	if len(list) == 0 {
		return nothing
	}
	var names []spec.Text
	for _, e := range list {
		names = append(names, plain(fmt.Sprint(e)))
	}
	return joined(names, say("、", ", "))
}

// In says what the toggle and the message show.
func (p Screen) In(l spec.Lang) string {
	text := labelText(p.Toggle)
	if p.Both {
		text = say("%sと%s", "%s and %s", labelText(pause.Stop), labelText(pause.Resume))
	}
	if p.Message {
		text = say("%sとメッセージ", "%s and the message", text)
	}
	return text.In(l)
}

// screenText says what a softphone shows.
func screenText(party string, what speaker) spec.Text {
	return say("%sの表示：%s", "%s shows %s", party, what)
}

// textOf returns the text of a value, or its name where it has none.
func textOf[E ~uint8](texts []spec.Text, v E) spec.Text {
	if int(v) < len(texts) {
		return texts[v]
	}
	return plain(fmt.Sprint(v))
}

// recordingText says what a recording does.
func recordingText(s pause.State) spec.Text { return textOf(recordingTexts[:], s) }

var recordingTexts = [...]spec.Text{
	pause.Off:     {JA: "録音なし", EN: "the recording is off"},
	pause.On:      {JA: "録音中", EN: "the recording is on"},
	pause.Partial: {JA: "録音は一部の参加者だけ停止中", EN: "the recording is silent for some of the parties"},
	pause.Silent:  {JA: "録音は停止中", EN: "the recording is silent"},
}

// seconds says how long some samples are, or where one is.
func seconds(n int64) spec.Text { return say("%g秒", "%g s", float64(n)/Rate) }

func during(s recording.Span) spec.Text {
	return say("%sから%sまで", "from %s to %s", seconds(s.From), seconds(s.To))
}

// seen says as much of an observation as a failure in the scene shows: what the recordings do, what the softphones of
// the scene show, and who has heard a beep.
func (s Scene) seen(o Observation) spec.Text {
	var parts []spec.Text
	if c, open := o.Calls[OriginalCall]; open {
		parts = append(parts, recordingText(c.Recording))
	}
	if c, open := o.Calls[TargetCall]; open {
		parts = append(parts, say("転送先との通話では%s", "in the call to the target %s", recordingText(c.Recording)))
	}
	for _, party := range s.softphones() {
		if p, ok := o.Phones[party]; ok {
			parts = append(parts, screenText(party, p))
		}
	}
	if len(o.Beeps) > 0 {
		parts = append(parts, heardText(o.heard()))
	}
	return joined(parts, say("／", "; "))
}

// heardText says who hears a beep.
func heardText(parties []string) spec.Text {
	if len(parties) == 0 {
		return say("ビープ音は誰にも聞こえない", "nobody hears a beep")
	}
	return say("ビープ音が聞こえるのは%s", "a beep is heard by %s", listed(parties))
}

// callText names one of the two calls of a scene.
func callText(call string) spec.Text {
	return yesNo(call == OriginalCall, say("元の通話", "the original call"), say("転送先との通話", "the call to the target"))
}

// observablesText says what can be seen, each with its name.
func observablesText(o spec.Observables) spec.Text {
	var texts []spec.Text
	for i, text := range observableTexts {
		if one := spec.Observables(1) << i; o.Has(one) {
			texts = append(texts, say("%s（%v）", "%s (%v)", text, one))
		}
	}
	return joined(texts, say("、", ", "))
}

// observableTexts are by the bits of spec.Observables, from the screen to the IVR history.
var observableTexts = [...]spec.Text{
	{JA: "ボタンの表示とメッセージ", EN: "the toggle and the message"},
	{JA: "ボタンを操作できるか", EN: "which buttons can be operated"},
	{JA: "録音の状態", EN: "what a recording does"},
	{JA: "ビープ音", EN: "the beeps"},
	{JA: "DTMFの送信", EN: "the DTMF that is sent"},
	{JA: "録音ファイル", EN: "the recorded files"},
	{JA: "文字起こし", EN: "the transcript"},
	{JA: "IVRの履歴", EN: "the IVR history"},
}

// joined writes texts one after another with something in between.
func joined(texts []spec.Text, between spec.Text) (all spec.Text) {
	for i, text := range texts {
		if i > 0 {
			all = say("%s%s", "%s%s", all, between)
		}
		all = say("%s%s", "%s%s", all, text)
	}
	return all
}

// softphones returns whose displays matter in the scene.
func (s Scene) softphones() []string {
	switch {
	case s.Peer == B || s.Place == InRoom || s.Place == Member && s.Peer != D:
		return []string{A, B}
	case s.Peer == D:
		return []string{A, B, D}
	}
	return []string{A}
}

var placeTexts = [...]spec.Text{
	0:               {JA: "なし", EN: "none"},
	Idle:            {JA: "Aは待機中", EN: "A is idle"},
	Dialling:        {JA: "Aは発信中", EN: "A is calling the other party"},
	Ringing:         {JA: "Aは着信中", EN: "the other party is calling A"},
	Talking:         {JA: "Aは通話中", EN: "A is in a call"},
	StarHeld:        {JA: "Aは#・*保留中（*転送）", EN: "A has begun a * transfer, and the target's telephone rings"},
	SharpHeld:       {JA: "Aは#・*保留中（#転送）", EN: "A has begun a # transfer, and the target's telephone rings"},
	StarTalking:     {JA: "Aは*転送通話中", EN: "A talks to the target of a * transfer"},
	Held:            {JA: "Aは保留中", EN: "A has put its call on hold"},
	HeldDialing:     {JA: "Aは保留発信中", EN: "A has put its call on hold and is calling the target of a transfer"},
	TransferTalking: {JA: "Aは転送通話中", EN: "A talks to the target of a transfer"},
	Initiator:       {JA: "Aは三者通話中（開始した側）", EN: "A is in a three-way call that it started"},
	Member:          {JA: "AはBが開始した三者通話に参加中", EN: "A is in a three-way call that B started"},
	InRoom:          {JA: "Aは電話会議室に参加中", EN: "A is in a conference room"},
	OutboundWaiting: {JA: "Aはアウトバウンドの待機中", EN: "A waits for an outbound call"},
}

// In returns the scene in words: where A is, and which settings are not as they come.
func (s Scene) In(l spec.Lang) string {
	text := s.Place.In(l)
	if s.Peer == B {
		text += say("（相手はソフトフォンB）", " (the other party is softphone B)").In(l)
	}
	if s.Incoming {
		text += say("（着信した通話）", " (the call came in)").In(l)
	}
	for _, d := range s.Settings.unusual() {
		text += say("、", ", ").In(l) + d.In(l)
	}
	return text
}

func (s Scene) String() string { return s.In(spec.EN) }

// unusual says which settings are not as they come.
func (s Settings) unusual() (list []spec.Text) {
	usual := Scenario(Idle).Settings
	for _, d := range []struct {
		differs bool
		text    spec.Text
	}{
		{s.Version != usual.Version, say("バージョン%s", "version %s", s.Version)},
		{!s.Contract, say("「録音一時停止」の契約なし", "no contract for the option 「録音一時停止」")},
		{s.Terminal != usual.Terminal, say("Aの端末は%s", "A uses %s", terminalText(s.Terminal))},
		{s.PeerTerminal != usual.PeerTerminal, say("Bの端末は%s", "B uses %s", terminalText(s.PeerTerminal))},
		{!s.Saved, say("「録音一時停止機能を有効にする」はオフで保存済み", "the check box was saved as off")},
		{s.Ticked != s.Saved, say("チェックの変更は未保存", "the check mark was changed and not saved")},
		{!s.AutoThreeWay, say("「自動三者」の事前設定なし", "自動三者 is not set up")},
		{!s.StarTransfer, say("「*転送」の事前設定なし", "*転送 is not set up")},
		{!s.RecordAll, say("「全通話録音」はオフ", "全通話録音 is off")},
		{!s.RecordCallcenter, say("「コールセンター通話録音」はオフ", "コールセンター通話録音 is off")},
		{s.Layout == recording.TwoChannel, say("録音方式は2ch録音", "recorded in two channels")},
		{s.Layout == recording.Split, say("録音方式は音声ファイル分離", "recorded in one file for each side")},
		{s.MaskKeys, say("「DTMF入力ログマスク化」はオン", "DTMF入力ログマスク化 is on")},
		{s.KeysCovered, say("入力するキーはマスクの対象", "the keys are of those that are masked")},
		{s.Transcriber == AmiVoice, say("文字起こしは音声認識連携(AmiVoice API)", "speech-to-text by AmiVoice API")},
		{s.Transcriber == Omnis, say("文字起こしは音声認識連携(Omnis)", "speech-to-text by Omnis")},
		{s.OtherBeep, say("別のビープ音の要望あり", "another beep was asked for")},
	} {
		if d.differs {
			list = append(list, d.text)
		}
	}
	return list
}

func terminalText(t pause.Terminal) spec.Text { return textOf(terminalTexts[:], t) }

var terminalTexts = [...]spec.Text{
	pause.OtherTerminal: {JA: "その他", EN: "another terminal"},
	pause.WebRTC:        {JA: "WebRTC版", EN: "the WebRTC version"},
	pause.Installed:     {JA: "インストール型", EN: "the installed version"},
}

// In returns the event in words.
func (e Event) In(l spec.Lang) string {
	switch e.Action {
	case Click:
		text := say("%sが%sを押す", "%s clicks %s", e.Party, e.label())
		if e.Pending > 0 {
			text = say("%s（応答待ち%d）", "%s (answer %d is awaited)", text, e.Pending)
		}
		return text.In(l)
	case Answer:
		return say("%[1]sの指示%[2]dに対するPBXの応答：%[3]s", "the PBX answers command %[2]d of %[1]s: %[3]s", e.Party,
			e.Pending, textOf(answerTexts[:], e.PBX)).In(l)
	case Command:
		return say("%sから%sの指示が届く", "the command %[2]s comes from %[1]s", e.Party, labelText(e.Verb)).In(l)
	case Enter:
		return say("%sがIVRのキーを押す", "%s presses keys for an IVR", e.Party).In(l)
	case Wait:
		return say("しばらく何も起きない", "nothing happens for a while").In(l)
	case Tick:
		return say("%sが設定のチェックを変更し、保存しない", "%s changes the check mark and does not save it", e.Party).In(l)
	}
	to := T
	if e.Fact == calllog.CallInvite || e.Fact == calllog.OutboundConnect {
		to = say("相手", "the other party").In(l)
	}
	return calllog.Event{Kind: e.Fact, Party: e.Party, To: to, Call: e.Call}.In(l)
}

func (e Event) String() string { return e.In(spec.EN) }

var answerTexts = [...]spec.Text{
	calllog.Confirmed: {JA: "完了", EN: "it is done"},
	calllog.Refused:   {JA: "拒否", EN: "it is refused"},
	calllog.TimedOut:  {JA: "時間切れ", EN: "no answer in time"},
}

// label returns what stands on the button that is clicked.
func (e Event) label() spec.Text {
	switch {
	case e.Button == buttons.Toggle && e.Verb != 0:
		return labelText(e.Verb)
	case e.Keys != "":
		return quoted(e.Button.Label(spec.JA) + " " + e.Keys)
	}
	return quoted(e.Button.Label(spec.JA))
}
