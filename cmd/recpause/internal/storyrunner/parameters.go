package storyrunner

import (
	"regexp"
	"strconv"
	"strings"

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

// one reads a name of a list.
func one[E any](k list[E], of func(*arguments) *E) func(*arguments, string) error {
	return func(a *arguments, text string) (err error) {
		*of(a), err = k.find(text, a.lang)
		return err
	}
}

// yesOrNo is a parameter that says whether what the step says is so.
func yesOrNo(name string, k list[bool]) parameter {
	return parameter{name: name, pattern: oneOf(k), known: k.known, read: one(k, func(a *arguments) *bool { return &a.is }), inline: true}
}

var (
	doings = list[doing]{spec.Text{JA: "操作", EN: "action"}, []name[doing]{
		named("を始める", "begins", begins), named("を完了する", "completes", completes), named("をキャンセルする", "cancels", cancels), named("を終える", "ends", ends)}}
	picks   = list[bool]{spec.Text{JA: "操作", EN: "action"}, []name[bool]{named("応答する", "answers", true), named("切断する", "hangs up", false)}}
	aspects = list[bool]{spec.Text{JA: "可否", EN: "question"}, []name[bool]{named("表示可否", "visibility", true), named("操作可否", "operability", false)}}
	shown   = list[bool]{spec.Text{JA: "表示", EN: "verb"}, []name[bool]{named("表示される", "shows", true), named("表示されない", "does not show", false)}}
	sent    = list[bool]{spec.Text{JA: "送信", EN: "verb"}, []name[bool]{named("送信される", "is sent", true), named("送信されない", "is not sent", false)}}
	agrees  = list[bool]{spec.Text{JA: "一致", EN: "verb"}, []name[bool]{named("一致する", "agrees", true), named("食い違う", "disagrees", false)}}
	written = list[bool]{spec.Text{JA: "文字", EN: "verb"}, []name[bool]{named("なる", "is", true), named("ならない", "is not", false)}}
)

// oneOf matches the names of a list and nothing else.
func oneOf[E any](k list[E]) spec.Text {
	pattern := func(l spec.Lang) string {
		var all []string
		for _, n := range k.known(l) {
			all = append(all, regexp.QuoteMeta(n))
		}
		return strings.Join(all, "|")
	}
	return spec.Text{JA: pattern(spec.JA), EN: pattern(spec.EN)}
}

// separators stand between the names of a list.
var separators = regexp.MustCompile(`、|と|, | and `)

// findAll finds every name of a list such as 「オペレーターA、顧客」 or "operator A and the customer".
func findAll[E any](k list[E], text string, l spec.Lang) (all []E, err error) {
	for _, n := range separators.Split(text, -1) {
		e, err := k.find(strings.TrimSpace(n), l)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// readCall reads which call a step is about.
func readCall(a *arguments, text string) (err error) {
	text = strings.TrimSuffix(strings.TrimPrefix(text, " of the call between "), "の通話の")
	if text != "" {
		a.of, err = findAll(parties, text, a.lang)
	}
	return err
}

var quotedName = regexp.MustCompile(`「([^「」]+)」|"([^"]+)"`)

func readLabels(a *arguments, text string) error {
	for _, m := range quotedName.FindAllStringSubmatch(text, -1) {
		one, err := labels.find(m[1]+m[2], a.lang)
		if err != nil {
			return err
		}
		a.labels |= one
	}
	return nil
}

var shortClicks = list[click]{spec.Text{JA: "操作", EN: "click"}, clickNames()}

func clickNames() (all []name[click]) {
	for _, party := range []string{operatorA, operatorB, operatorC} {
		all = append(all, named(party+"停止", party+" stops", click{party, pause.Stop}), named(party+"再開", party+" resumes", click{party, pause.Resume}))
	}
	return all
}

// noClicks is what a row says before the first click.
var noClicks = spec.Text{JA: "通話開始", EN: "the call starts"}

func readClicks(a *arguments, text string) error {
	for part := range strings.SplitSeq(text, "→") {
		part = strings.TrimSpace(part)
		if part == noClicks.JA || part == noClicks.EN {
			continue
		}
		c, err := shortClicks.find(part, a.lang)
		if err != nil {
			return err
		}
		a.clicks = append(a.clicks, c)
	}
	return nil
}
