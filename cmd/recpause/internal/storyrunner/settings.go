package storyrunner

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/questions"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
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

// usual returns what is configured where a story says nothing else: everybody has the feature, and everything is
// recorded.
func usual() settings {
	w, _ := system.Among(operatorA, operatorB, operatorC) // of names that a log can have
	s := settings{Header: w.Header}
	s.Config.RecordCallcenter = true
	s.Parties = append(s.Parties, calllog.Participant{ID: customer}, calllog.Participant{ID: target})
	return s
}

// An option is something that can be configured, by the values that it has; a product version has no list of them.
type option[S any] = list[func(S)]

// values returns a setting with its values.
func values[S any](v ...name[func(S)]) option[S] { return listOf("値", "value", v...) }

// yesNo returns a setting that is so or not.
func yesNo[S any](ja, no, en, noEN string, field func(S) *bool) option[S] {
	return values(named(ja, en, func(s S) { *field(s) = true }), named(no, noEN, func(s S) { *field(s) = false }))
}

// A phone is a softphone's settings.
type phone = *calllog.Participant

var phoneSettings = listOf("ソフトフォンの設定", "setting of a softphone",
	named("端末", "terminal", values(
		named("インストール型ソフトフォン", "installed softphone", func(p phone) { p.Terminal = pause.Installed }),
		named("WebRTC版ソフトフォン", "WebRTC softphone", func(p phone) { p.Terminal = pause.WebRTC }),
		named("固定電話機", "desk phone", func(p phone) { p.Terminal = pause.OtherTerminal }),
		named("携帯電話", "mobile phone", func(p phone) { p.Terminal = pause.OtherTerminal }),
	)),
	named("録音一時停止機能を有効にする", "Enable the recording pause", values(
		named("オンで保存", "saved as on", box(true)),
		named("オフで保存", "saved as off", box(false)),
		named("オンにして未保存", "ticked but not saved", box(false)),
		named("オフにして未保存", "unticked but not saved", box(true)),
	)),
	named("自動三者", "Automatic three-way call",
		yesNo("設定あり", "設定なし", "set up", "not set up", func(p phone) *bool { return &p.AutoThreeWay })),
	named("*転送", "* transfer", yesNo("設定あり", "設定なし", "set up", "not set up",
		func(p phone) *bool { return &p.StarTransfer })),
)

// box makes the check box what it was last saved as: a tick that is not saved changes nothing (RP-AVL-052).
func box(saved bool) func(phone) { return func(p phone) { p.PauseEnabled = saved } }

// version is the name of the one setting whose values are not listed.
var version = named("製品のバージョン", "product version", values[*settings]())

var systemSettings = listOf("設定", "setting", append([]name[option[*settings]]{
	version,
	named("録音一時停止の契約", "contract for the recording pause",
		yesNo("あり", "なし", "yes", "no", func(s *settings) *bool { return &s.Config.PauseContract })),
	named("全通話録音", "record all calls",
		yesNo("有効", "無効", "on", "off", func(s *settings) *bool { return &s.Config.RecordAllCalls })),
	named("コールセンター通話録音", "record call centre calls",
		yesNo("有効", "無効", "on", "off", func(s *settings) *bool { return &s.Config.RecordCallcenter })),
	named("録音方式", "recording layout", values(
		named("標準", "standard", func(s *settings) { s.Config.Layout = recording.OneChannel }),
		named("録音方式変更(2ch録音)", "two channels", func(s *settings) { s.Config.Layout = recording.TwoChannel }),
		named("音声ファイル分離", "one file per side", func(s *settings) { s.Config.Layout = recording.Split }),
	)),
	named("音声認識連携", "speech-to-text", values(
		named("AmiVoice API", "AmiVoice API", func(s *settings) { s.transcribes = true }),
		named("Omnis", "Omnis", func(s *settings) { s.transcribes = true }),
		named("なし", "none", func(s *settings) { s.transcribes = false }),
	)),
	named("DTMF入力ログマスク化", "DTMF input log masking",
		yesNo("あり", "なし", "yes", "no", func(s *settings) *bool { return &s.keys.Masking })),
}, openQuestions()...)...)

// openQuestions are the ones that change behaviour, with their options a, b and c.
func openQuestions() (all []name[option[*settings]]) {
	for _, q := range questions.All {
		var v []name[func(*settings)]
		for n, o := range q.Options() {
			v = append(v, named(o.Key, o.Key, func(s *settings) { q.Set(&s.policy, n) }))
		}
		all = append(all, named(string(q.ID), string(q.ID), values(v...)))
	}
	return all
}
