package storyrunner

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// settings are what is configured before anything happens.
type settings struct {
	calllog.Header
	policy      pause.Policy
	keys        pause.KeyLog
	transcribes bool
}

// rate is the samples a second of all positions.
const rate = recording.Rate(8000)

// usual returns what is configured where a story says nothing else: everybody has the feature, and everything is recorded.
func usual() settings {
	s := settings{Header: calllog.Header{SampleRate: int(rate), Parties: []calllog.Participant{{ID: customer}, {ID: target}}}}
	s.Config = calllog.Config{Version: firstVersion, PauseContract: true, RecordAllCalls: true, RecordCallcenter: true}
	for _, id := range []string{operatorC, operatorB, operatorA} {
		s.Parties = append([]calllog.Participant{{ID: id, Softphone: true, Terminal: pause.Installed, PauseEnabled: true, AutoThreeWay: true, StarTransfer: true}}, s.Parties...)
	}
	return s
}

var firstVersion, _ = pause.ParseVersion("3.13.0") // ours, and a version

// An option is something that can be configured, with the values that it has; a product version has no list of them.
type option[S any] struct {
	values list[func(S)]
}

// values returns a setting with its values.
func values[S any](v ...name[func(S)]) option[S] {
	return option[S]{list[func(S)]{spec.Text{JA: "値", EN: "value"}, v}}
}

// A phone is a softphone's settings.
type phone = *calllog.Participant

var phoneSettings = list[option[phone]]{spec.Text{JA: "ソフトフォンの設定", EN: "setting of a softphone"}, []name[option[phone]]{
	named("端末", "terminal", values(
		named("インストール型ソフトフォン", "installed softphone", func(p phone) { p.Terminal = pause.Installed }),
		named("WebRTC版ソフトフォン", "WebRTC softphone", func(p phone) { p.Terminal = pause.WebRTC }),
		named("固定電話機", "desk phone", func(p phone) { p.Terminal = pause.OtherTerminal }),
		named("携帯電話", "mobile phone", func(p phone) { p.Terminal = pause.OtherTerminal }),
	)),
	named("録音一時停止機能を有効にする", "Enable the recording pause", values(
		named("オンで保存", "saved as on", box(false, true, true)),
		named("オフで保存", "saved as off", box(true, false, true)),
		named("オンにして未保存", "ticked but not saved", box(false, true, false)),
		named("オフにして未保存", "unticked but not saved", box(true, false, false)),
	)),
	named("自動三者", "Automatic three-way call", values(
		named("設定あり", "set up", func(p phone) { p.AutoThreeWay = true }),
		named("設定なし", "not set up", func(p phone) { p.AutoThreeWay = false }),
	)),
	named("*転送", "* transfer", values(
		named("設定あり", "set up", func(p phone) { p.StarTransfer = true }),
		named("設定なし", "not set up", func(p phone) { p.StarTransfer = false }),
	)),
}}

// box changes the check box from what it was saved as, and saves it or not.
func box(from, to, save bool) func(phone) {
	return func(p phone) {
		c := pause.CheckBox{Ticked: from, Saved: from}.Tick(to)
		if save {
			c = c.Save()
		}
		p.PauseEnabled = c.Saved
	}
}

// version is the name of the one setting whose values are not listed.
var version = named("製品のバージョン", "product version", values[*settings]())

var systemSettings = list[option[*settings]]{spec.Text{JA: "設定", EN: "setting"}, []name[option[*settings]]{
	version,
	named("録音一時停止の契約", "contract for the recording pause", values(
		named("あり", "yes", func(s *settings) { s.Config.PauseContract = true }),
		named("なし", "no", func(s *settings) { s.Config.PauseContract = false }),
	)),
	named("全通話録音", "record all calls", values(
		named("有効", "on", func(s *settings) { s.Config.RecordAllCalls = true }),
		named("無効", "off", func(s *settings) { s.Config.RecordAllCalls = false }),
	)),
	named("コールセンター通話録音", "record call centre calls", values(
		named("有効", "on", func(s *settings) { s.Config.RecordCallcenter = true }),
		named("無効", "off", func(s *settings) { s.Config.RecordCallcenter = false }),
	)),
	named("録音方式", "recording layout", values(
		named("標準", "standard", func(s *settings) { s.Config.Layout = recording.OneChannel }),
		named("録音方式変更(2ch録音)", "two channels", func(s *settings) { s.Config.Layout = recording.TwoChannel }),
		named("音声ファイル分離", "a file a side", func(s *settings) { s.Config.Layout = recording.Split }),
	)),
	named("音声認識連携", "speech-to-text", values(
		named("AmiVoice API", "AmiVoice API", func(s *settings) { s.transcribes = true }),
		named("Omnis", "Omnis", func(s *settings) { s.transcribes = true }),
		named("なし", "none", func(s *settings) { s.transcribes = false }),
	)),
	named("DTMF入力ログマスク化", "masking of keys in logs", values(
		named("あり", "yes", func(s *settings) { s.keys.Masking = true }),
		named("なし", "no", func(s *settings) { s.keys.Masking = false }),
	)),
	named("A-09", "A-09", answers(func(p *pause.Policy, n int) { p.BeepOnRepeat = n == 0 }, 2)),
	named("A-10", "A-10", answers(func(p *pause.Policy, n int) { p.NoBeepOnAutomatic = n == 1 }, 2)),
	named("A-11", "A-11", answers(func(p *pause.Policy, n int) { p.NoBeepUnrecorded = n == 1 }, 2)),
	named("A-19", "A-19", answers(func(p *pause.Policy, n int) { p.StopBeepInFile = n == 1 }, 2)),
	named("A-20", "A-20", answers(func(p *pause.Policy, n int) { p.BeepSide = pause.BeepSide(n) }, 3)),
	named("A-26", "A-26", answers(func(p *pause.Policy, n int) { p.WhileRinging = pause.WhileRinging(n) }, 3)),
}}

// answers are the options a, b and c of an open question.
func answers(set func(*pause.Policy, int), n int) option[*settings] {
	var v []name[func(*settings)]
	for i := range n {
		key := string(rune('a' + i))
		v = append(v, named(key, key, func(s *settings) { set(&s.policy, i) }))
	}
	return values(v...)
}
