package storyrunner

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/spec"
)

// arguments are what a step's text says, by parameter; several of one kind stand in the order of the step.
type arguments struct {
	line
	values map[string][]any
	via    calllog.Via // of the events that the step lets happen
}

// get returns the argument of a parameter, or the zero value where the step has none.
func get[E any](a *arguments, parameter string) (e E) {
	if all := a.values[parameter]; len(all) > 0 {
		e, _ = all[0].(E)
	}
	return e
}

// who returns one of the single parties.
func (a *arguments) who(n int) string { return a.values["party"][n].(string) }

func (a *arguments) parties() []string { return get[[]string](a, "parties") }
func (a *arguments) button() clickable { return get[clickable](a, "button") }
func (a *arguments) rule() spec.ID     { return get[spec.ID](a, "rule") }

// seconds returns the position of one of the times.
func (a *arguments) seconds(n int) int64 { return int64(a.values["n"][n].(float64) * float64(rate)) }

// A parameter is something that a step leaves open: {party} in its text.
type parameter struct {
	name    string
	ja      string    // what it is called in Japanese
	pattern spec.Text // what it matches
	read    func(text string, l spec.Lang) (any, error)
	known   func(spec.Lang) []string // what it can be
	inline  bool                     // one of few alternatives, which are shown in the step itself
}

func (p parameter) text() spec.Text { return spec.Text{JA: p.ja, EN: p.name} }

var (
	quoted = spec.Text{JA: `[^「」]+`, EN: `[^"]+`}                // what stands between the quotes of a step
	bare   = spec.Text{JA: `[^「」]+?`, EN: `[^"]+?`}              // a party or a list of them
	number = spec.Text{JA: `\d+(?:\.\d+)?`, EN: `\d+(?:\.\d+)?`} //
	keys   = spec.Text{JA: `[0-9*#x]+`, EN: `[0-9*#x]+`}         //
	ofCall = spec.Text{JA: `(?:[^「」]+?と[^「」]+?の通話の)?`, EN: `(?: of the call between [^"]+? and [^"]+?)?`}
	shows  = spec.Text{JA: `(?:「[^「」]+」と?)+`, EN: `"[^"]+"(?: and "[^"]+")*`}
	ruleID = spec.Text{JA: `RP-\S+?`, EN: `RP-\S+?`}
)

var parameters = []parameter{
	{name: "party", ja: "人物", pattern: bare, known: parties.known, read: one(parties)},
	free("parties", "人物の一覧", bare, "例：オペレーターAと顧客", "such as: operator A and the customer",
		func(text string, l spec.Lang) (any, error) { return findAll(parties, text, l) }),
	free("of", "どの通話の", ofCall, "例：オペレーターAと顧客の通話の。書かなければ、最後に始まった通話",
		"such as: of the call between operator A and the customer; without it, the last call", readCall),
	listed("button", "ボタン", clickables),
	listed("state", "状態", states),
	{name: "setting", ja: "設定", pattern: quoted, known: systemSettings.known, read: nameIn(systemSettings)},
	{name: "option", ja: "ソフトフォンの設定", pattern: quoted, known: phoneSettings.known, read: nameIn(phoneSettings)},
	free("value", "値", quoted, "次の表のとおり", "see the next table", asItIs),
	free("n", "数", number, "例：10、0.5", "such as: 10, 0.5",
		func(text string, _ spec.Lang) (any, error) { return strconv.ParseFloat(text, 64) }),
	free("keys", "キー", keys, "0から9、*、#。伏せ字はx", "0 to 9, *, #; a masked one is x", asItIs),
	{name: "clicks", ja: "操作の順", pattern: quoted, read: readClicks, known: func(l spec.Lang) []string {
		return append(append([]string{noClicks.In(l)}, shortClicks.known(l)...),
			spec.Text{JA: "「→」でつなぐ", EN: "joined by →"}.In(l))
	}},
	listed("function", "機能", functions),
	inline("does", doings), inline("source", sources), inline("ordered", orders),
	free("labels", "表示", shows, "「録音停止」、または「録音再開」と「録音が停止状態です」",
		`"Stop recording", or "Resume recording" and "The recording is stopped"`, readLabels),
	listed("recording", "録音状況", recordings),
	listed("support", "記載の区分", supports),
	free("rule", "ルールのID", ruleID, "例：RP-BTN-020", "such as RP-BTN-020",
		func(text string, _ spec.Lang) (any, error) { return spec.ParseID(text) }),
	{name: "mark", pattern: bare, known: marks.known, read: one(marks), inline: true},
	inline("aspect", aspects), inline("picks", picks), inline("shown", shown), inline("sent", sent),
	inline("agrees", agrees),
	inline("written", written),
}

// listed is a parameter whose quoted value is a name of a list.
func listed[E any](name, ja string, k list[E]) parameter {
	return parameter{name: name, ja: ja, pattern: quoted, known: k.known, read: one(k)}
}

// inline is a parameter that is one of few alternatives.
func inline[E any](name string, k list[E]) parameter {
	pattern := func(l spec.Lang) string {
		var all []string
		for _, n := range k.known(l) {
			all = append(all, regexp.QuoteMeta(n))
		}
		return strings.Join(all, "|")
	}
	return parameter{name: name, pattern: spec.Text{JA: pattern(spec.JA), EN: pattern(spec.EN)}, known: k.known,
		read: one(k), inline: true}
}

// free is a parameter whose values cannot be listed; there is an example.
func free(name, ja string, pattern spec.Text, exampleJA, example string,
	read func(string, spec.Lang) (any, error)) parameter {
	return parameter{name: name, ja: ja, pattern: pattern, read: read,
		known: func(l spec.Lang) []string { return []string{spec.Text{JA: exampleJA, EN: example}.In(l)} }}
}

func asItIs(text string, _ spec.Lang) (any, error) { return text, nil }

func one[E any](k list[E]) func(string, spec.Lang) (any, error) {
	return func(text string, l spec.Lang) (any, error) { return k.find(text, l) }
}

// nameIn reads a name of a list as it is.
func nameIn[E any](k list[E]) func(string, spec.Lang) (any, error) {
	return func(text string, l spec.Lang) (any, error) {
		_, err := k.find(text, l)
		return text, err
	}
}

// separators stand between the names of a list.
var separators = command.Regexp(`、|と|, | and `)

// findAll finds every name of a list such as 「オペレーターA、顧客」 or "operator A and the customer".
func findAll[E any](k list[E], text string, l spec.Lang) (all []E, err error) {
	for _, n := range separators().Split(text, -1) {
		e, err := k.find(strings.TrimSpace(n), l)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// readCall reads which call a step is about: the two parties of it, or none.
func readCall(text string, l spec.Lang) (any, error) {
	text = strings.TrimSuffix(strings.TrimPrefix(text, " of the call between "), "の通話の")
	if text == "" {
		return []string(nil), nil
	}
	return findAll(parties, text, l)
}

var quotedName = command.Regexp(`「([^「」]+)」|"([^"]+)"`)

func readLabels(text string, l spec.Lang) (any, error) {
	var all label
	for _, m := range quotedName().FindAllStringSubmatch(text, -1) {
		one, err := labels.find(m[1]+m[2], l)
		if err != nil {
			return nil, err
		}
		all |= one
	}
	return all, nil
}

// noClicks is what a row says before the first click.
var noClicks = spec.Text{JA: "通話開始", EN: "the call starts"}

func readClicks(text string, l spec.Lang) (any, error) {
	var all []click
	for part := range strings.SplitSeq(text, "→") {
		part = strings.TrimSpace(part)
		if part == noClicks.JA || part == noClicks.EN {
			continue
		}
		c, err := shortClicks.find(part, l)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
