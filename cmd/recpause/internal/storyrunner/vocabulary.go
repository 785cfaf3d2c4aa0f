package storyrunner

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// A step is a sentence of stories, the same in both languages, and what it does.
type step struct {
	part   part
	ja, en string // with parameters in braces
	do     func(*world, *arguments) error
	table  bool // rows follow
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
	{setting, "「{setting}」は「{value}」である", `the setting "{setting}" is "{value}"`, (*world).configure, false},
	{setting, "{party}の「{option}」は「{value}」である",
		`the setting "{option}" of {party} is "{value}"`, (*world).configurePhone, false},
	{given, "{party}が「{state}」の状態にある", `{party} is in the state "{state}"`, (*world).bring, false},
	{given, "{party}と{party}が通話している", `{party} is in a call with {party}`, (*world).connect, false},
	{given, "{parties}が電話会議室に参加している", `these are in a conference room: {parties}`, (*world).meet, false},
	{given, "{party}が{parties}との三者通話を始めている",
		`{party} has started a three-way call with {parties}`, (*world).gather, false},
	{given, "{party}と{party}が{n}秒間通話し、{party}が{n}秒から{n}秒まで録音を停止した",
		`{party} has talked with {party} for {n} seconds, and {party} stopped the recording from second {n} to {n}`,
		(*world).talked, false},

	{when, "{party}が「{button}」を押す", `{party} clicks "{button}"`, (*world).press, false},
	{when, "{party}が「ダイヤル」の「{keys}」を押す", `{party} presses "{keys}" on the dial pad`, (*world).dial, false},
	{when, "「{clicks}」まで進む", `the scenario runs up to "{clicks}"`, (*world).clickAll, false},
	{when, "{party}が{party}に発信する", `{party} calls {party}`, (*world).invite, false},
	{when, "{party}が{picks}", `{party} {picks}`, (*world).pick, false},
	{when, "{party}が「{function}」{does}", `{party} {does} the "{function}"`, (*world).perform, false},
	{when, "{party}が電話機で「{function}」{does}", `{party} {does} the "{function}" on the telephone itself`,
		(*world).onTelephone, false},
	{when, "{source}から{party}の録音{ordered}", `{source} {ordered} the recording for {party}`, (*world).command, false},
	{when, "{n}秒経過する", `{n} seconds pass`, (*world).wait, false},
	{when, "{party}がIVRで「{keys}」を入力する", `{party} enters "{keys}" in an IVR`, (*world).enter, false},

	{then, "{party}の画面に{labels}が{shown}", `the screen of {party} {shown} {labels}`, (*world).screen, false},
	{then, "{party}の「{button}」の{aspect}は{mark}である",
		`the {aspect} of "{button}" for {party} is {mark}`, (*world).marked, false},
	{then, "{party}の「{button}」の根拠は{rule}である",
		`the rule behind "{button}" for {party} is {rule}`, (*world).because, false},
	{then, "{party}の状態は「{state}」である", `the state of {party} is "{state}"`, (*world).inState, false},
	{then, "{party}の画面の表示は実際の録音と{agrees}",
		`the screen of {party} {agrees} with the actual recording`, (*world).truthful, false},
	{then, "{of}録音状況は「{recording}」である", `the recording{of} is "{recording}"`, (*world).recordingIs, false},
	{then, "{of}録音の内容は次のとおりである", `the recording{of} holds:`, (*world).holds, true},
	{then, "{of}録音の長さは{n}秒である", `the recording{of} lasts {n} seconds`, (*world).lasts, false},
	{then, "{n}秒時点の{party}の発言はテキスト化{written}",
		`what {party} says at second {n} {written} transcribed`, (*world).transcribed, false},
	{then, "ビープ音が{parties}に聞こえる", `the beep is heard by {parties}`, (*world).beeps, false},
	{then, "ビープ音は鳴らない", `there is no beep`, (*world).quiet, false},
	{then, "DTMF信号は{sent}", `the DTMF signal {sent}`, (*world).signal, false},
	{then, "IVRの履歴に「{keys}」と残る", `the IVR history holds "{keys}"`, (*world).history, false},
	{then, "この操作は「{support}」で、根拠は{rule}である", `this event is "{support}" by {rule}`, (*world).supportLevel, false},
	{then, "この操作に適用されるルールは{rule}である", `this event follows {rule}`, (*world).follows, false},
}

func (s step) says(l spec.Lang) string { return spec.Text{JA: s.ja, EN: s.en}.In(l) }

// text is the step as people are shown it: its parameters by name, and alternatives in place.
func (s step) text(l spec.Lang) string {
	return placeholder().ReplaceAllStringFunc(s.says(l), func(p string) string {
		one := parameterOf(p[1 : len(p)-1])
		if one.inline {
			return spec.Text{JA: "（", EN: "("}.In(l) + strings.Join(one.known(l), spec.Text{JA: "／", EN: "/"}.In(l)) +
				spec.Text{JA: "）", EN: ")"}.In(l)
		}
		return "{" + one.text().In(l) + "}"
	})
}

var placeholder = command.Regexp(`\{(\w+)\}`)

// A sentence is a step's text in one language, ready to be matched.
type sentence struct {
	*regexp.Regexp
	parameters []parameter
}

func compile(says string, l spec.Lang) (s sentence) {
	text := strings.NewReplacer(`\{`, "{", `\}`, "}").Replace(regexp.QuoteMeta(says))
	s.Regexp = regexp.MustCompile("^" + placeholder().ReplaceAllStringFunc(text, func(p string) string {
		one := parameterOf(p[1 : len(p)-1])
		s.parameters = append(s.parameters, one)
		return "(" + one.pattern.In(l) + ")"
	}) + "$")
	return s
}

// parameterOf returns the parameter with a name of ours.
func parameterOf(name string) parameter {
	i := slices.IndexFunc(parameters, func(p parameter) bool { return p.name == name })
	return parameters[i]
}

// sentences are the vocabulary's texts, by step and language.
var sentences = sync.OnceValue(func() (all [][2]sentence) {
	for _, s := range vocabulary {
		all = append(all, [2]sentence{spec.EN: compile(s.en, spec.EN), spec.JA: compile(s.ja, spec.JA)})
	}
	return all
})

// variants are how else Japanese says a step: in the past, as a precondition, or with the word for a button. Full-width
// letters, digits and signs stand for their half-width ones.
var variants = command.Regexp(`」ボタンを|(?:押した|した|進んだ|始めた|終えた)$`)

var plainForms = strings.NewReplacer("」ボタンを", "」を", "押した", "押す", "した", "する", "進んだ", "進む", "始めた", "始める", "終えた", "終える")

// understand finds the step that a text is, and its arguments; or returns a *hint or a *stepHint with what is nearest.
func understand(text string, l spec.Lang) (*step, *arguments, error) {
	text = strings.Map(halfWidth, text)
	s, a, err := match(text, l)
	if s == nil && err == nil {
		s, a, err = match(variants().ReplaceAllStringFunc(text, plainForms.Replace), l)
	}
	if s == nil && err == nil {
		err = &stepHint{text, nearest(text, l, func(part) bool { return true }), l}
	}
	return s, a, err
}

func halfWidth(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// match is understand of a text as it stands; there is no step where none matches.
func match(text string, l spec.Lang) (*step, *arguments, error) {
	for i, both := range sentences() {
		for _, s := range both {
			if m := s.FindStringSubmatch(text); m != nil {
				a := &arguments{line: line{lang: l}, values: map[string][]any{}}
				for j, p := range s.parameters {
					value, err := p.read(m[j+1], l)
					if err != nil {
						return nil, nil, err
					}
					a.values[p.name] = append(a.values[p.name], value)
				}
				return &vocabulary[i], a, nil
			}
		}
	}
	return nil, nil, nil
}

// A stepHint is an error about a text that is no step, with the step that is most like it, if any is.
type stepHint struct {
	text, nearest string // the nearest with the text's own names in it
	lang          spec.Lang
}

func (h *stepHint) Error() string {
	text := spec.Text{JA: "「%s」というステップはありません。「%s」の間違いではありませんか（一覧：recpause stories -steps）",
		EN: "there is no step %q; did you mean: %s? (For a list, run recpause stories -steps -lang en.)"}
	if h.nearest == "" {
		text = spec.Text{JA: "「%[1]s」というステップはありません（一覧：recpause stories -steps）",
			EN: "there is no step %[1]q. (For a list, run recpause stories -steps -lang en.)"}
		return fmt.Sprintf(text.In(h.lang), h.text)
	}
	return fmt.Sprintf(text.In(h.lang), h.text, h.nearest)
}

// among looks for the nearest step again where a keyword says of what kind it is.
func (h *stepHint) among(kind messages.PickleStepType) {
	if kind != "" {
		h.nearest = nearest(h.text, h.lang, func(p part) bool {
			return (p == then) == (kind == messages.PickleStepType_OUTCOME)
		})
	}
}

// farthest is how unlike a step a text may be for the step to be suggested.
const farthest = 0.25

// nearest returns the step of some parts that shares most pairs of letters with a text, once every name, list and number
// is the same, with the text's own names in it; "" where none is like it.
func nearest(text string, l spec.Lang, of func(part) bool) string {
	said := pairs(alike(text, l))
	best, most := -1, farthest
	for i, s := range vocabulary {
		if !of(s.part) {
			continue
		}
		step := pairs(alike(placeholder().ReplaceAllStringFunc(s.says(l), standIn(l)), l))
		if is := likeness(said, step); is > most {
			best, most = i, is
		}
	}
	if best < 0 {
		return ""
	}
	return vocabulary[best].filled(text, l)
}

// filled is the step with the names, parties, numbers and alternatives that a text has, in their order; whatever the
// text has no more of stays open.
func (s step) filled(text string, l spec.Lang) string {
	var quotes, people []string
	rest := quotedName().ReplaceAllStringFunc(text, func(q string) string {
		m := quotedName().FindStringSubmatch(q)
		quotes = append(quotes, m[1]+m[2])
		return " "
	})
	people = party(l).FindAllString(rest, -1)
	figures := numbers().FindAllString(rest, -1)
	take := func(from *[]string) (first string) {
		if len(*from) > 0 {
			first, *from = (*from)[0], (*from)[1:]
		}
		return first
	}
	says := s.says(l)
	return placeholder().ReplaceAllStringFunc(says, func(p string) string {
		one := parameterOf(p[1 : len(p)-1])
		value := ""
		switch {
		case one.inline:
			value = one.closest(rest, l)
		case one.name == "of":
			return ""
		case one.name == "party":
			value = take(&people)
		case one.name == "n":
			value = take(&figures)
		case one.name == "rule":
			value = ruleName().FindString(rest)
		case one.name == "labels" && len(quotes) > 0:
			value, quotes = quoteAll(quotes, l), nil
		case strings.Contains(says, "「"+p+"」"), strings.Contains(says, `"`+p+`"`):
			value = take(&quotes)
		}
		if value == "" {
			return "{" + one.text().In(l) + "}"
		}
		return value
	})
}

var ruleName = command.Regexp(`RP-[A-Z0-9]+-\d+`)

func quoteAll(names []string, l spec.Lang) string {
	if l == spec.JA {
		return "「" + strings.Join(names, "」と「") + "」"
	}
	return `"` + strings.Join(names, `" and "`) + `"`
}

// party matches whoever stories can name.
func party(l spec.Lang) *regexp.Regexp {
	var all []string
	for _, n := range parties.known(l) {
		all = append(all, regexp.QuoteMeta(n))
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}

// closest is the alternative that a text has in it, or of which it has most; "" where it has of none more than of the
// others.
func (p parameter) closest(text string, l spec.Lang) (is string) {
	said, most := pairs(text), 0
	for _, n := range p.known(l) {
		shared := 0
		for pair := range pairs(n) {
			if said[pair] {
				shared++
			}
		}
		if strings.Contains(text, n) {
			shared += len(n)
		}
		if shared > most {
			is, most = n, shared
		}
	}
	return is
}

// likeness is how much of two texts is the same, from 0 to 1, by their pairs of letters.
func likeness(a, b map[[2]rune]bool) float64 {
	shared := 0
	for p := range a {
		if b[p] {
			shared++
		}
	}
	return float64(2*shared) / float64(len(a)+len(b))
}

// pairs returns the pairs of letters that follow each other in a text, its ends included.
func pairs(text string) map[[2]rune]bool {
	all, last := map[[2]rune]bool{}, rune(0)
	for _, r := range text + "\x00" {
		all[[2]rune{last, r}] = true
		last = r
	}
	return all
}

// standIn returns what a parameter is replaced by before texts are compared: its first alternative, or the letter that
// stands for every name.
func standIn(l spec.Lang) func(string) string {
	return func(p string) string {
		switch one := parameterOf(p[1 : len(p)-1]); {
		case one.inline:
			return one.known(l)[0]
		case one.name == "of":
			return ""
		}
		return "P"
	}
}

var numbers = command.Regexp(`\d+(?:\.\d+)?`)

// alike writes every name, list and number of a text as the same letter.
func alike(text string, l spec.Lang) string {
	text = quotedName().ReplaceAllString(text, "Q")
	for _, p := range parties.names {
		text = strings.ReplaceAll(text, p.In(l), "P")
	}
	return numbers().ReplaceAllString(text, "P")
}

// vocabularyPage lists every step and what its parameters can be, as docs/stories.md has it.
func vocabularyPage(l spec.Lang) string {
	p := &markdown.Page{Lang: l}
	for _, section := range []struct {
		part  part
		title spec.Text
	}{
		{setting, spec.Text{JA: "前提：設定（最初の操作より前に書きます）", EN: "Given: settings, before the first event"}},
		{given, spec.Text{JA: "前提：通話の状態", EN: "Given: the situation"}},
		{when, spec.Text{JA: "もし：操作とできごと", EN: "When: events"}},
		{then, spec.Text{JA: "ならば：期待する結果", EN: "Then: expectations"}},
	} {
		p.WriteString("\n### " + section.title.In(l) + "\n\n")
		for _, s := range vocabulary {
			if s.part == section.part {
				p.WriteString("- `" + s.text(l) + "`\n")
			}
		}
	}
	parameterTable(p)
	settingTable(p)
	return p.String()
}

func parameterTable(p *markdown.Page) {
	p.Say("\n### { }の中に書けるもの\n", "\n### What can stand for the braces\n")
	p.Head("{ } | 書けるもの", "braces | values")
	for _, one := range parameters {
		if !one.inline {
			p.Row("`{"+one.text().In(p.Lang)+"}`", strings.Join(one.known(p.Lang), p.In("、", ", ")))
		}
	}
}

func settingTable(p *markdown.Page) {
	p.Say("\n### 設定の値\n", "\n### Values of settings\n")
	p.Head("設定 | 値", "setting | values")
	for _, n := range systemSettings.names {
		p.Row(n.In(p.Lang), valuesText(n.is, p))
	}
	for _, n := range phoneSettings.names {
		p.Row(n.In(p.Lang)+p.In("（ソフトフォンごと）", " (of a softphone)"), valuesText(n.is, p))
	}
}

// valuesText lists the values of a setting; a version's cannot be listed.
func valuesText[S any](k list[func(S)], p *markdown.Page) string {
	if len(k.names) == 0 {
		return p.In("例：3.13.0", "such as 3.13.0")
	}
	return strings.Join(k.known(p.Lang), p.In("、", ", "))
}
