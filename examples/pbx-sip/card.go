package main

import (
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A card is what a page shows of one softphone, in the page's language.
type card struct {
	Extension  string   `json:"extension"`
	State      string   `json:"state"` // its name, and in words
	Doing      string   `json:"doing"`
	Who        string   `json:"who"`
	Since      int64    `json:"since"` // Unix time in milliseconds, 0 where there is no call
	Incoming   bool     `json:"incoming"`
	Registered bool     `json:"registered"`
	Line       string   `json:"line"` // who talks and listens for it
	Message    label    `json:"message"`
	Recording  string   `json:"recording"` // what the PBX does: the name, and in words
	Actual     string   `json:"actual"`
	Mismatch   string   `json:"mismatch"` // "" where the display is true
	Effect     string   `json:"effect"`
	Toggle     button   `json:"toggle"`
	Keys       []button `json:"keys"`
	Others     []button `json:"others"`
	Report     int64    `json:"report,omitempty"` // in a cluster, what it has to report for; -1 before it is known
}

// A label is what stands on the screen, in Japanese as on the product, and what it means where the page is in English.
type label struct {
	Text  string `json:"text"`
	Gloss string `json:"gloss,omitempty"`
}

// A button is something that can be clicked.
type button struct {
	Name  string `json:"name"`
	Label label  `json:"label"`
	Is    string `json:"is"` // hidden, disabled or enabled
	Why   string `json:"why"`
	Do    action `json:"do,omitempty"`
	Needs bool   `json:"needs,omitempty"` // a number, which stands in the field
}

// cardOf returns what a page in a language shows of a seat.
func cardOf(s seat, l spec.Lang) card {
	view := s.Phone.View()
	c := card{Extension: s.Extension, State: s.Phone.State.String(), Doing: s.Phone.State.In(l),
		Who: strings.Join(s.Peers, say(l, "、", ", ")), Incoming: s.Incoming, Registered: s.Registered,
		Line: lineOf(s, l), Recording: s.Recording.String(), Toggle: keyOf(s, buttons.Toggle, l)}
	if !s.Since.IsZero() {
		c.Since = s.Since.UnixMilli()
	}
	if view.Message {
		c.Message = labelOf(view.MessageText, l)
	}
	if s.Call != "" {
		c.Actual = say(l, "実際の録音：", "actual recording: ") + s.Recording.In(l)
	}
	switch {
	case s.Away:
		c.Actual = say(l, "通話のノードが応答しません。録音されているかどうかは不明です",
			"the node of the call does not answer: whether it is recorded is not known")
	case s.Unsafe && s.Recording == pause.Silent:
		c.Actual += say(l, "（未保存）", " (not yet safe)")
	}
	c.Report = s.Report
	if s.Mismatch != 0 {
		c.Mismatch, c.Effect = s.Mismatch.In(l), system.Effect(s.Mismatch).In(l)
	}
	for b := range buttons.All() {
		c.Keys = append(c.Keys, keyOf(s, b, l))
	}
	c.Others = others(s, l)
	return c
}

// keyOf is one of the ten buttons, or the toggle: the library says what it is, and why.
func keyOf(s seat, b buttons.Button, l spec.Lang) button {
	k := button{Name: b.String(), Label: labelOf(b.Label, l), Is: s.Phone.View().Button(b).String(),
		Why: s.Phone.Why(b).In(l), Do: act(b, s.Phone)}
	k.Needs = k.Do == dial || k.Do == consult || k.Do == autoThree || k.Do == star
	if b == buttons.Toggle {
		shown := pause.Stop
		if s.Phone.ShowsStopped() {
			shown = pause.Resume
		}
		k.Label = labelOf(shown.Label, l)
	}
	if b == buttons.Dial && k.Do == keys && !s.Phone.SendsDTMF() {
		k.Why = s.Phone.WhyDTMF().In(l)
	}
	return k
}

// others are what a softphone can do without a button of table 3.2. A cancel is never locked, and what begins something
// while a stop is shown is refused like the buttons are (§3.2).
func others(s seat, l spec.Lang) []button {
	state, stopped := s.Phone.State, s.Phone.ShowsStopped()
	waiting := state == callstate.OutboundWaiting
	at := state == callstate.StarHeld || state == callstate.StarTalking
	list := []button{
		other(answer, s.Incoming, spec.Text{JA: "応答", EN: "answer"}, l),
		other(sharp, state == callstate.Talking && !stopped, spec.Text{JA: "#転送", EN: "# transfer (blind)"}, l),
		other(complete, state == callstate.StarTalking, spec.Text{JA: "*転送の完了", EN: "complete the * transfer"}, l),
		other(cancel, at, spec.Text{JA: "*・#転送のキャンセル", EN: "cancel the * or # transfer"}, l),
		other(wait, state == callstate.Idle, spec.Text{JA: "アウトバウンドの待機", EN: "wait for outbound calls"}, l),
		other(waitNot, waiting, spec.Text{JA: "待機の終了", EN: "wait no longer"}, l),
		other(join, state == callstate.Idle, spec.Text{JA: "会議室に入る", EN: "enter a conference room"}, l),
	}
	return list
}

func other(do action, can bool, text spec.Text, l spec.Lang) button {
	k := button{Name: string(do), Do: do, Label: label{Text: text.In(l)}, Is: buttons.Disabled.String(),
		Needs: do == sharp || do == join}
	if can {
		k.Is = buttons.Enabled.String()
	}
	return k
}

func labelOf(in func(spec.Lang) string, l spec.Lang) label {
	if l == spec.JA {
		return label{Text: in(spec.JA)}
	}
	return label{in(spec.JA), in(l)}
}

// lineOf says who talks and listens for a softphone.
func lineOf(s seat, l spec.Lang) string {
	switch {
	case s.Terminal == pause.WebRTC:
		return say(l, "WebRTC版ソフトフォン", "WebRTC softphone")
	case s.Registered:
		return say(l, "インストール型ソフトフォン", "installed softphone")
	}
	return say(l, "電話機が登録されていません", "no telephone is registered")
}

func say(l spec.Lang, ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) }
