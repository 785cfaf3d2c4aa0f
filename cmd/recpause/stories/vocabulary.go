package main

import (
	"strings"

	"github.com/recpause/recpause/spec"
)

// A step is a sentence of stories, the same in both languages, and what it does.
type step struct {
	part  part
	says  spec.Text // with parameters in braces
	do    func(*world, *arguments) error
	table bool // rows follow
}

// A part is where in a scenario a step stands.
type part uint8

const (
	setting part = iota
	given
	when
	then
)

// vocabulary is every step that a story may have.
var vocabulary = []step{
	{setting, spec.Text{JA: "「{setting}」は「{value}」である", EN: `the "{setting}" is "{value}"`}, (*world).configure, false},
	{setting, spec.Text{JA: "{party}の「{option}」は「{value}」である", EN: `the "{option}" of {party} is "{value}"`}, (*world).configurePhone, false},
	{given, spec.Text{JA: "{party}が「{state}」の状態にある", EN: `{party} is in the state "{state}"`}, (*world).bring, false},
	{given, spec.Text{JA: "{party}と{party}が通話している", EN: `{party} talks to {party}`}, (*world).connect, false},
	{given, spec.Text{JA: "{parties}が電話会議室に参加している", EN: `in a conference room there are: {parties}`}, (*world).meet, false},
	{given, spec.Text{JA: "{party}が{parties}との三者通話を始めている", EN: `{party} has started a three-way call with {parties}`}, (*world).gather, false},
	{given, spec.Text{JA: "{party}と{party}が{n}秒間通話し、{party}が{n}秒から{n}秒まで録音を停止した",
		EN: `{party} has talked to {party} for {n} seconds, and {party} has stopped the recording from second {n} to {n}`}, (*world).talked, false},

	{when, spec.Text{JA: "{party}が「{button}」を押す", EN: `{party} clicks "{button}"`}, (*world).press, false},
	{when, spec.Text{JA: "{party}が「ダイヤル」の「{keys}」を押す", EN: `{party} presses "{keys}" on the dial pad`}, (*world).dial, false},
	{when, spec.Text{JA: "「{clicks}」まで進む", EN: `the story goes as far as "{clicks}"`}, (*world).clickAll, false},
	{when, spec.Text{JA: "{party}が{party}に発信する", EN: `{party} calls {party}`}, (*world).invite, false},
	{when, spec.Text{JA: "{party}が{picks}", EN: `{party} {picks}`}, (*world).pick, false},
	{when, spec.Text{JA: "{party}が「{function}」{does}", EN: `{party} {does} the "{function}"`}, (*world).perform, false},
	{when, spec.Text{JA: "{n}秒たつ", EN: `{n} seconds pass`}, (*world).wait, false},
	{when, spec.Text{JA: "{party}がIVRで「{keys}」を入力する", EN: `{party} enters "{keys}" in an IVR`}, (*world).enter, false},

	{then, spec.Text{JA: "{party}の画面に{labels}が{shown}", EN: `the screen of {party} {shown} {labels}`}, (*world).screen, false},
	{then, spec.Text{JA: "{party}の「{button}」の{aspect}は{mark}である", EN: `the {aspect} of "{button}" for {party} is {mark}`}, (*world).marked, false},
	{then, spec.Text{JA: "{party}の「{button}」の根拠は{rule}である", EN: `the rule behind "{button}" for {party} is {rule}`}, (*world).because, false},
	{then, spec.Text{JA: "{party}の状態は「{state}」である", EN: `the state of {party} is "{state}"`}, (*world).inState, false},
	{then, spec.Text{JA: "{party}の画面は実際の録音と{agrees}", EN: `the screen of {party} {agrees} with what is recorded`}, (*world).truthful, false},
	{then, spec.Text{JA: "{of}録音状況は「{recording}」である", EN: `the recording{of} is "{recording}"`}, (*world).recordingIs, false},
	{then, spec.Text{JA: "{of}録音の内容は次のとおりである", EN: `the recording{of} holds:`}, (*world).holds, true},
	{then, spec.Text{JA: "{of}録音の長さは{n}秒である", EN: `the recording{of} lasts {n} seconds`}, (*world).lasts, false},
	{then, spec.Text{JA: "{n}秒時点の{party}の発話は文字に{written}", EN: `what {party} says at second {n} {written} transcribed`}, (*world).transcribed, false},
	{then, spec.Text{JA: "ビープ音が{parties}に聞こえる", EN: `the beep is heard by {parties}`}, (*world).beeps, false},
	{then, spec.Text{JA: "ビープ音は鳴らない", EN: `there is no beep`}, (*world).quiet, false},
	{then, spec.Text{JA: "DTMF信号は{sent}", EN: `the DTMF signal {sent}`}, (*world).signal, false},
	{then, spec.Text{JA: "IVRの履歴に「{keys}」と残る", EN: `the IVR history holds "{keys}"`}, (*world).history, false},
	{then, spec.Text{JA: "この操作は「{support}」で、根拠は{rule}である", EN: `this is "{support}" by {rule}`}, (*world).warranty, false},
	{then, spec.Text{JA: "この操作に適用されるルールは{rule}である", EN: `this follows {rule}`}, (*world).follows, false},
}

// text is the step as people are shown it: its parameters by name, and alternatives in place.
func (s step) text(l spec.Lang) string {
	return placeholder.ReplaceAllStringFunc(s.says.In(l), func(p string) string {
		one := parameterOf(p[1 : len(p)-1])
		if one.inline {
			return spec.Text{JA: "（", EN: "("}.In(l) + strings.Join(one.known(l), spec.Text{JA: "／", EN: "/"}.In(l)) + spec.Text{JA: "）", EN: ")"}.In(l)
		}
		return "{" + one.text().In(l) + "}"
	})
}
