package main

import (
	"strconv"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// arguments are what a step's text says, parameter by parameter; several of one kind stand in the order of the step.
type arguments struct {
	who       []string // single parties
	parties   []string // a list of them
	of        []string // the two parties of a call, where the step says which call
	button    clickable
	name      string // of a setting, or its value: in the language of the file
	value     string
	state     callstate.State
	seconds   []float64
	keys      string
	clicks    []click
	doing     doing
	function  function
	labels    label
	mark      bool
	toSee     bool // whether a button can be seen, or operated
	is        bool // whether what the step says is so, or not
	recording pause.State
	support   spec.Support
	rule      spec.ID
	table     [][]string
	kind      messages.PickleStepType // what its keyword makes it, "" where that is not known
	lang      spec.Lang
}

// A click is one of several in a row.
type click struct {
	party string
	verb  pause.Verb
}

// A parameter is something that a step leaves open: {party} in its text.
type parameter struct {
	name    string
	ja      string    // what it is called in Japanese
	pattern spec.Text // what it matches
	read    func(a *arguments, text string) error
	known   func(spec.Lang) []string // what it can be
	inline  bool                     // one of few alternatives, which are shown in the step itself
}

func (p parameter) text() spec.Text { return spec.Text{JA: p.ja, EN: p.name} }

// quoted is what stands between the quotes of a step.
var quoted = spec.Text{JA: `[^「」]+`, EN: `[^"]+`}

// bare is a party or a list of them, without quotes.
var bare = spec.Text{JA: `[^「」]+?`, EN: `[^"]+?`}

var number = spec.Text{JA: `\d+(?:\.\d+)?`, EN: `\d+(?:\.\d+)?`}

// example is what a parameter can be, where that cannot be listed.
func example(ja, en string) func(spec.Lang) []string {
	return func(l spec.Lang) []string { return []string{spec.Text{JA: ja, EN: en}.In(l)} }
}

var parameters = []parameter{
	{name: "party", ja: "人物", pattern: bare, known: parties.known, read: func(a *arguments, text string) error {
		id, err := parties.find(text, a.lang)
		a.who = append(a.who, id)
		return err
	}},
	{name: "parties", ja: "人物たち", pattern: bare, known: example("例：オペレーターAと顧客", "such as: operator A and the customer"),
		read: func(a *arguments, text string) (err error) {
			a.parties, err = findAll(parties, text, a.lang)
			return err
		}},
	{name: "of", ja: "どの通話の", pattern: spec.Text{JA: `(?:[^「」]+?と[^「」]+?の通話の)?`, EN: `(?: of the call between [^"]+? and [^"]+?)?`}, read: readCall,
		known: example("例：オペレーターAと顧客の通話の。書かなければ、最後に始まった通話", "such as: of the call between operator A and the customer; without it, the last call")},
	{name: "button", ja: "ボタン", pattern: quoted, known: clickables.known, read: one(clickables, func(a *arguments) *clickable { return &a.button })},
	{name: "state", ja: "状態", pattern: quoted, known: states.known, read: one(states, func(a *arguments) *callstate.State { return &a.state })},
	{name: "setting", ja: "設定", pattern: quoted, known: systemSettings.known, read: func(a *arguments, text string) error {
		a.name = text
		_, err := systemSettings.find(text, a.lang)
		return err
	}},
	{name: "option", ja: "ソフトフォンの設定", pattern: quoted, known: phoneSettings.known, read: func(a *arguments, text string) error {
		a.name = text
		_, err := phoneSettings.find(text, a.lang)
		return err
	}},
	{name: "value", ja: "値", pattern: quoted, known: example("次の表のとおり", "see the next table"), read: func(a *arguments, text string) error {
		a.value = text
		return nil
	}},
	{name: "n", ja: "数", pattern: number, known: example("例：10、0.5", "such as: 10, 0.5"), read: func(a *arguments, text string) error {
		n, err := strconv.ParseFloat(text, 64)
		a.seconds = append(a.seconds, n)
		return err
	}},
	{name: "keys", ja: "キー", pattern: spec.Text{JA: `[0-9*#x]+`, EN: `[0-9*#x]+`}, known: example("0から9、*、#。伏せ字はx", "0 to 9, *, #; a masked one is x"),
		read: func(a *arguments, text string) error {
			a.keys = text
			return nil
		}},
	{name: "clicks", ja: "操作の順", pattern: quoted, read: readClicks, known: func(l spec.Lang) []string {
		return append(append([]string{noClicks.In(l)}, shortClicks.known(l)...), spec.Text{JA: "「→」でつなぐ", EN: "joined by →"}.In(l))
	}},
	{name: "function", ja: "機能", pattern: quoted, known: functions.known, read: one(functions, func(a *arguments) *function { return &a.function })},
	{name: "does", pattern: oneOf(doings), known: doings.known, read: one(doings, func(a *arguments) *doing { return &a.doing }), inline: true},
	{name: "labels", ja: "表示", pattern: spec.Text{JA: `(?:「[^「」]+」と?)+`, EN: `"[^"]+"(?: and "[^"]+")*`}, read: readLabels,
		known: example("「録音停止」、または「録音再開」と「録音が停止状態です」", `"Stop recording", or "Resume recording" and "The recording is stopped"`)},
	{name: "recording", ja: "録音状況", pattern: quoted, known: recordings.known, read: one(recordings, func(a *arguments) *pause.State { return &a.recording })},
	{name: "support", ja: "保証の区分", pattern: quoted, known: supports.known, read: one(supports, func(a *arguments) *spec.Support { return &a.support })},
	{name: "rule", ja: "ルールのID", pattern: spec.Text{JA: `RP-\S+?`, EN: `RP-\S+?`}, known: example("例：RP-BTN-020", "such as RP-BTN-020"),
		read: func(a *arguments, text string) (err error) {
			a.rule, err = spec.ParseID(text)
			return err
		}},
	{name: "mark", pattern: bare, known: marks.known, read: one(marks, func(a *arguments) *bool { return &a.mark }), inline: true},
	{name: "aspect", pattern: oneOf(aspects), known: aspects.known, read: one(aspects, func(a *arguments) *bool { return &a.toSee }), inline: true},
	yesOrNo("picks", picks), yesOrNo("shown", shown), yesOrNo("sent", sent), yesOrNo("agrees", agrees), yesOrNo("written", written),
}
