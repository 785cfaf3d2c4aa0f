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
		return say("ボタンなし", "no toggle")
	case label == "":
		return plain(v.String())
	}
	return plain(label)
}

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

// of says whose softphone it is, and what its toggle and its message show.
func (p Screen) of(party string) spec.Text {
	text := labelText(p.Toggle)
	if p.Both {
		text = plain(pause.Stop.Label(spec.JA) + "＋" + pause.Resume.Label(spec.JA))
	}
	if p.Message {
		text = say("%s＋メッセージ", "%s + message", text)
	}
	return say("%s：%s", "%s %s", party, text)
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
	pause.Off:     {JA: "録音なし", EN: "recording off"},
	pause.On:      {JA: "録音中", EN: "recording on"},
	pause.Partial: {JA: "録音は一部停止中", EN: "recording partly silent"},
	pause.Silent:  {JA: "録音は停止中", EN: "recording silent"},
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
		parts = append(parts, say("転送先との通話：%s", "call to the target: %s", recordingText(c.Recording)))
	}
	for _, party := range s.softphones() {
		if p, ok := o.Phones[party]; ok {
			parts = append(parts, p.of(party))
		}
	}
	if len(o.Beeps) > 0 {
		parts = append(parts, say("ビープ音：%s", "beep to %s", listed(o.heard())))
	}
	return joined(parts, plain("   "))
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
	Dialling:        {JA: "Aが発信中", EN: "A's call rings"},
	Ringing:         {JA: "Aに着信中", EN: "a call rings at A"},
	Talking:         {JA: "Aは通話中", EN: "A is in a call"},
	StarHeld:        {JA: "Aは#・*保留中（*転送）", EN: "A's * transfer rings"},
	SharpHeld:       {JA: "Aは#・*保留中（#転送）", EN: "A's # transfer rings"},
	StarTalking:     {JA: "Aは*転送通話中", EN: "A talks to the target of a * transfer"},
	Held:            {JA: "Aは保留中", EN: "A holds its call"},
	HeldDialing:     {JA: "Aは保留発信中", EN: "A dials while holding"},
	TransferTalking: {JA: "Aは転送通話中", EN: "A talks to the target of a transfer"},
	Initiator:       {JA: "Aは三者通話中（開始した側）", EN: "A is in a three-way call that it started"},
	Member:          {JA: "Aは三者通話の参加者", EN: "A is in a three-way call that B started"},
	InRoom:          {JA: "Aは電話会議室の参加者", EN: "A is in a conference room"},
	OutboundWaiting: {JA: "Aはアウトバウンドの待機中", EN: "A waits for an outbound call"},
}

// In returns the scene in words: where A is, and which settings are not as they come.
func (s Scene) In(l spec.Lang) string {
	text := s.Place.In(l)
	if s.Peer == B {
		text += say("（相手はソフトフォンB）", " (with softphone B)").In(l)
	}
	if s.Incoming {
		text += say("（着信した通話）", " (a call that came in)").In(l)
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
		{!s.Contract, say("「録音一時停止」の契約なし", "no contract for 「録音一時停止」")},
		{s.Terminal != usual.Terminal, say("Aの端末は%s", "A's terminal is %s", terminalText(s.Terminal))},
		{s.PeerTerminal != usual.PeerTerminal, say("Bの端末は%s", "B's terminal is %s", terminalText(s.PeerTerminal))},
		{!s.Saved, say("設定はオフで保存", "the check box saved as off")},
		{s.Ticked != s.Saved, say("チェックは変更後に未保存", "the check mark changed and not saved")},
		{!s.AutoThreeWay, say("自動三者の設定なし", "自動三者 not set up")},
		{!s.StarTransfer, say("*転送の設定なし", "*転送 not set up")},
		{!s.RecordAll, say("全通話録音オフ", "全通話録音 off")},
		{!s.RecordCallcenter, say("コールセンター通話録音オフ", "コールセンター通話録音 off")},
		{s.Layout == recording.TwoChannel, say("2ch録音", "two channels")},
		{s.Layout == recording.Split, say("音声ファイル分離", "a file a side")},
		{s.MaskKeys, say("DTMF入力ログマスク化オン", "DTMF入力ログマスク化 on")},
		{s.KeysCovered, say("キーはマスクの対象", "keys that it covers")},
		{s.Transcriber == AmiVoice, say("音声認識連携(AmiVoice API)", "speech-to-text by AmiVoice API")},
		{s.Transcriber == Omnis, say("音声認識連携(Omnis)", "speech-to-text by Omnis")},
		{s.OtherBeep, say("別のビープ音を指定", "another beep asked for")},
	} {
		if d.differs {
			list = append(list, d.text)
		}
	}
	return list
}

func terminalText(t pause.Terminal) spec.Text { return textOf(terminalTexts[:], t) }

var terminalTexts = [...]spec.Text{
	pause.OtherTerminal: {JA: "その他", EN: "another one"},
	pause.WebRTC:        {JA: "WebRTC版", EN: "WebRTC"},
	pause.Installed:     {JA: "インストール型", EN: "installed"},
}

// In returns the event in words.
func (e Event) In(l spec.Lang) string {
	switch e.Action {
	case Click:
		return say("%sが「%s」を押す", "%s clicks 「%s」", e.Party, e.label()).In(l)
	case Command:
		return say("%sから「%s」の指示", "%s commands 「%s」", e.Party, labelText(e.Verb)).In(l)
	case Enter:
		return say("%sがキーを押す", "%s presses keys", e.Party).In(l)
	case Wait:
		return say("待つ", "wait").In(l)
	}
	to := T
	if e.Fact == calllog.CallInvite || e.Fact == calllog.OutboundConnect {
		to = say("相手", "the other party").In(l)
	}
	return calllog.Event{Kind: e.Fact, Party: e.Party, To: to, Call: e.Call}.In(l)
}

func (e Event) String() string { return e.In(spec.EN) }

// label returns what stands on the button that is clicked.
func (e Event) label() spec.Text {
	switch {
	case e.Button == buttons.Toggle && e.Verb != 0:
		return labelText(e.Verb)
	case e.Keys != "":
		return plain(e.Button.Label(spec.JA) + " " + e.Keys)
	}
	return plain(e.Button.Label(spec.JA))
}
