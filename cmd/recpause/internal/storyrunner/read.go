package storyrunner

import (
	"bufio"
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"golang.org/x/text/encoding/japanese"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/spec"
)

// A file is a file of stories as it was read. What of it does not run is a problem.
type file struct {
	name      string
	lang      spec.Lang // that of its header, or of its letters where it has none
	lines     []string
	document  *messages.GherkinDocument // nil where the file cannot be read
	scenarios []*scenario
	problems  []problem
}

// A problem is why a file, or a part of it, does not run, in the file's language.
type problem struct {
	line int // 0 for the whole file
	text string
}

// A scenario is one of a file, with what stands above it, and how it is told: once, or once a row of its examples.
type scenario struct {
	*messages.Scenario
	file     *file
	rule     *messages.Rule // nil for none
	tellings []*telling
}

// say notes a problem.
func (f *file) say(line int, ja, en string, values ...any) {
	f.problems = append(f.problems, problem{line, spec.Text{JA: ja, EN: en}.With(values...).In(f.lang)})
}

// in is one of two texts, in the file's language.
func (f *file) in(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(f.lang) }

// read reads a file. Whatever is wrong with it is among its problems: nothing of it is passed over.
func read(name string, text []byte) *file {
	f := &file{name: name}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !f.fits(text) || !f.decoded(text) {
		return f
	}
	f.lines = strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if !f.headed() || !f.readable() {
		return f
	}
	ids := &messages.Incrementing{}
	document, err := gherkin.ParseGherkinDocument(strings.NewReader(strings.Join(f.lines, "\n")), ids.NewId)
	if err != nil {
		f.broken(err)
		return f
	}
	f.document = document
	if document.Feature != nil {
		if !f.tellable() {
			return f
		}
		f.collect(gherkin.Pickles(*document, name, ids.NewId))
		f.lint()
	}
	if len(f.scenarios) == 0 && len(f.problems) == 0 {
		f.say(0, "シナリオがありません。「シナリオ:」で始まる行を書いてください（例：recpause stories -steps）",
			"there is no scenario; begin one with a line \"Scenario:\" (for its steps, run recpause stories -steps)")
	}
	return f
}

// japaneseLetters are those that a file in English has none of.
var japaneseLetters = []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana, unicode.Han}

// languageOf is the language of a text that does not say it.
func languageOf(text string) spec.Lang {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsOneOf(japaneseLetters, r) }) {
		return spec.JA
	}
	return spec.EN
}

// decoded reports whether a text is UTF-8 and is not empty; what else it is, is a problem.
func (f *file) decoded(text []byte) bool {
	if utf8.Valid(text) && !bytes.ContainsRune(text, 0) {
		if len(bytes.TrimSpace(text)) == 0 {
			f.say(0, "ファイルが空です。シナリオがありません", "the file is empty: there is no scenario in it")
			return false
		}
		return true
	}
	line := 1
	for row := range bytes.SplitSeq(text, []byte("\n")) {
		if !utf8.Valid(row) || bytes.ContainsRune(row, 0) {
			break
		}
		line++
	}
	if read, ok := fromShiftJIS(text); ok {
		f.lang = languageOf(read)
		f.say(line, "文字コードがShift_JISです。UTF-8で保存し直してください", "the text is in Shift_JIS; save it as UTF-8")
		return false
	}
	f.lang = spec.JA // of the two, the language whose texts come in other codes
	f.say(line, "文字コードがUTF-8ではありません。UTF-8で保存し直してください（the text is not UTF-8; save it as UTF-8）",
		"the text is not UTF-8; save it as UTF-8")
	return false
}

// fromShiftJIS reads a text in the code that Windows has long written in Japan, if it is in that.
func fromShiftJIS(text []byte) (read string, ok bool) {
	decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(text)
	read = string(decoded)
	return read, err == nil && !strings.ContainsAny(read, "\ufffd\x00")
}

var (
	languageHeader = command.Regexp(`^\s*#\s*language\s*:\s*([a-zA-Z\-_]+)\s*$`)
	likeAHeader    = command.Regexp(`(?i)^\s*[#＃]\s*(?:lang\w*|言語|language)\s*[:：=＝]`)
)

// headed reads the header that says a file's language, and reports whether it may go without or with the one it has.
func (f *file) headed() bool {
	first := slices.IndexFunc(f.lines, func(l string) bool { return strings.TrimSpace(l) != "" })
	for i, l := range f.lines {
		if m := languageHeader().FindStringSubmatch(l); m != nil {
			return f.known(i+1, m[1])
		}
		if t := strings.TrimSpace(l); t != "" && !strings.HasPrefix(t, "#") && !strings.HasPrefix(t, "＃") {
			break
		}
	}
	for i, l := range f.lines[first:] {
		switch line := strings.TrimSpace(l); {
		case likeAHeader().MatchString(l):
			f.say(first+i+1, "「%s」は言語の指定として読めません。「# language: %s」と書いてください",
				"%q does not say the language; write \"# language: %s\"", line, f.lang)
			return false
		case line != "" && !strings.HasPrefix(line, "#"):
			if f.lang == spec.JA && f.keyword(line, spec.EN) == "" {
				f.say(first+i+1, "言語の指定がありません。日本語のシナリオでは、ファイルの先頭に「# language: ja」と書いてください",
					"nothing says the language; begin the file with \"# language: ja\"")
				return false
			}
			f.lang = spec.EN
			return true
		}
	}
	return true
}

// known notes which language a header names, and reports whether stories can be in it.
func (f *file) known(line int, name string) bool {
	l, err := spec.ParseLang(name)
	if err == nil {
		f.lang = l
		return true
	}
	f.say(line, "「%s」という言語のシナリオは書けません。「# language: ja」か「# language: en」と書いてください",
		"there are no stories in the language %q; write \"# language: ja\" or \"# language: en\"", name)
	return false
}

// longest is what a line has at most: so much the library reads.
const longest = 1<<16 - 1

// readable reports whether every line can be read.
func (f *file) readable() bool {
	for i, l := range f.lines {
		if len(l) > longest-1 {
			f.say(i+1, "64 KiB以上あります。1行は64 KiB未満にしてください", "it has 64 KiB or more; a line may have less")
			return false
		}
	}
	return true
}

// dialects are the keywords of the two languages.
var dialects = [...]*gherkin.Dialect{spec.EN: gherkin.DialectsBuiltin().GetDialect("en"),
	spec.JA: gherkin.DialectsBuiltin().GetDialect("ja")}

// headings are the keywords that stand before a colon.
func headings(l spec.Lang) []string {
	d := dialects[l]
	return slices.Concat(d.FeatureKeywords(), d.RuleKeywords(), d.BackgroundKeywords(), d.ScenarioKeywords(),
		d.ScenarioOutlineKeywords(), d.ExamplesKeywords())
}

// stepWords are the keywords that begin a step, the longest first.
func stepWords(l spec.Lang) (all []string) {
	for _, k := range dialects[l].StepKeywords() {
		if k != "* " && !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// keyword returns the keyword of a language that a line begins with, "" for none.
func (f *file) keyword(line string, l spec.Lang) string {
	for _, k := range headings(l) {
		if strings.HasPrefix(line, k+":") {
			return k
		}
	}
	for _, k := range stepWords(l) {
		if strings.HasPrefix(line, k) {
			return k
		}
	}
	return ""
}

var (
	parseError = command.Regexp(`(?m)^\((\d+):\d+\): (.*)$`)
	notThere   = command.Regexp(`(?s)^expected: .*, got '(.*)'$`)
)

// broken says what the library could not read: the first of its errors, for the others often follow from that.
func (f *file) broken(err error) {
	m := parseError().FindStringSubmatch(err.Error())
	if m == nil {
		if errors.Is(err, bufio.ErrTooLong) {
			f.say(0, "1行が長すぎます", "a line is too long")
			return
		}
		f.say(0, "%v", "%v", err)
		return
	}
	line, _ := strconv.Atoi(m[1]) // of digits
	switch got := notThere().FindStringSubmatch(m[2]); {
	case got != nil:
		f.misplaced(line, got[1])
	case strings.HasPrefix(m[2], "unexpected end of file"):
		f.say(line, "ここでファイルが終わっていて、書きかけの内容があります", "the file ends here, and something was begun")
	case strings.HasPrefix(m[2], "inconsistent cell count"):
		f.say(line, "この行のセルの数が、表のほかの行と違います", "this row has another number of cells than the others of its table")
	case strings.HasPrefix(m[2], "A tag may not contain"):
		f.say(line, "タグに空白は使えません", "a tag has no space in it")
	default:
		f.say(line, "この行は読めません（%s）", "this line cannot be read (%s)", m[2])
	}
}

// misplaced says of a line that it cannot stand where it does, and what it may have been meant to be.
func (f *file) misplaced(line int, text string) {
	if hint := f.meant(text); hint != "" {
		f.problems = append(f.problems, problem{line, hint})
		return
	}
	f.say(line, "「%s」は、ここには書けません。「シナリオ:」「前提」「もし」「ならば」などで始めてください",
		"%q cannot stand here; begin a line with Scenario:, Given, When, Then or the like", text)
}

var heading = command.Regexp(`^([^\s:：]+(?: [^\s:：]+)?)\s*([:：])`)

// meant says what a line that begins with no keyword may have been meant to be; "" for a line of prose.
func (f *file) meant(text string) string {
	text = strings.TrimSpace(text)
	if m := heading().FindStringSubmatch(text); m != nil {
		near := nearestWord(m[1], headings(f.lang))
		switch {
		case near == m[1] && m[2] == "：":
			return f.in("「"+near+"」の後の「：」は、半角の「:」にしてください", near+" takes a colon of half width")
		case near != "" && near != m[1]:
			return spec.Text{JA: "「%s:」で始まる行はありません。「%s:」の間違いではありませんか",
				EN: "no line begins with %q; did you mean %q?"}.With(m[1], near).In(f.lang)
		}
	}
	if f.keyword(text, f.lang) != "" && isStep(f.without(text), f.lang) {
		return f.in("このステップは、どのシナリオにも入っていません。上の「シナリオ:」の行を確かめてください",
			"this step is in no scenario; look at the line \"Scenario:\" above it")
	}
	_, rest, _ := strings.Cut(text, " ")
	if isStep(text, f.lang) || isStep(strings.TrimSpace(rest), f.lang) {
		return f.in("ステップは「前提」「もし」「ならば」「かつ」のどれかで始めてください",
			"a step begins with Given, When, Then, And or But")
	}
	return ""
}

// without returns a line without the keyword that it begins with.
func (f *file) without(line string) string {
	return strings.TrimSpace(strings.TrimPrefix(line, f.keyword(line, f.lang)))
}

// isStep reports whether a text is a step, or would be one if a name in it were not misspelt. Whoever acts in it has to be
// known, for most sentences have somebody who does something.
func isStep(text string, l spec.Lang) bool {
	s, _, err := understand(text, l)
	h := (*hint)(nil)
	return s != nil || errors.As(err, &h) && h.Kind != parties.kind.In(l)
}

// nearestWord returns the word that is most like another one, "" where none is.
func nearestWord(word string, known []string) (near string) {
	best := 0.5
	for _, k := range known {
		if l := likeness(pairs(word), pairs(k)); l >= best {
			near, best = k, l
		}
	}
	return near
}

// collect gathers a file's scenarios, each with its tellings.
func (f *file) collect(pickles []*messages.Pickle) {
	of := map[string]*scenario{}
	add := func(s *messages.Scenario, rule *messages.Rule) {
		if s != nil {
			of[s.Id] = &scenario{Scenario: s, file: f, rule: rule}
			f.scenarios = append(f.scenarios, of[s.Id])
		}
	}
	for _, child := range f.document.Feature.Children {
		add(child.Scenario, nil)
		if child.Rule != nil {
			for _, c := range child.Rule.Children {
				add(c.Scenario, child.Rule)
			}
		}
	}
	for _, p := range pickles {
		s := of[p.AstNodeIds[0]]
		s.tellings = append(s.tellings, s.telling(p))
	}
}

// lint says what would be passed over: lines that were meant to be more than prose, and scenarios without a row, a step
// or an expectation.
func (f *file) lint() {
	feature := f.document.Feature
	f.prose(feature.Location.Line, feature.Description)
	backgrounds := func(b *messages.Background) {
		if b != nil {
			f.prose(b.Location.Line, b.Description)
		}
	}
	for _, c := range feature.Children {
		backgrounds(c.Background)
		if c.Rule != nil {
			f.prose(c.Rule.Location.Line, c.Rule.Description)
			for _, c := range c.Rule.Children {
				backgrounds(c.Background)
			}
		}
	}
	for _, s := range f.scenarios {
		s.lint()
	}
	slices.SortStableFunc(f.problems, func(a, b problem) int { return a.line - b.line })
}

// prose looks for lines in a description that were meant to be something else.
func (f *file) prose(below int64, description string) {
	at := int(below)
	for text := range strings.SplitSeq(description, "\n") {
		text = strings.TrimSpace(text)
		for at < len(f.lines) && strings.TrimSpace(f.lines[at]) != text {
			at++
		}
		if hint := f.meant(text); hint != "" {
			f.problems = append(f.problems, problem{at + 1, hint})
		}
		at++
	}
}

var column = command.Regexp(`<([^<>]+)>`)

func (s *scenario) lint() {
	f, line := s.file, int(s.Location.Line)
	f.prose(s.Location.Line, s.Description)
	heads := map[string]bool{}
	for _, e := range s.Examples {
		f.prose(e.Location.Line, e.Description)
		if e.TableHeader == nil || len(e.TableBody) == 0 {
			f.say(int(e.Location.Line), "例の表に行がないため、このシナリオは実行されません。見出しの下に行を書いてください",
				"these examples have no rows, so that nothing runs; write rows below the heads")
			continue
		}
		for _, c := range e.TableHeader.Cells {
			heads[c.Value] = true
		}
	}
	outline := slices.Contains(dialects[f.lang].ScenarioOutlineKeywords(), s.Keyword)
	switch {
	case len(s.Steps) == 0:
		f.say(line, "シナリオ「%s」にはステップがありません", "the scenario %q has no steps", s.Name)
	case outline && len(s.Examples) == 0:
		f.say(line, "「%s」には「例:」の表が必要です。表がないため、「%s」は実行されません",
			"a %s needs a table \"Examples:\"; without one, %q does not run", s.Keyword, s.Name)
	}
	for _, step := range s.Steps {
		for _, m := range column().FindAllStringSubmatch(step.Text, -1) {
			if len(heads) > 0 && !heads[m[1]] {
				f.say(int(step.Location.Line), "「<%s>」という列は、例の表にありません", "no column of the examples is <%s>", m[1])
			} else if len(s.Examples) == 0 && !outline {
				f.say(int(step.Location.Line), "「<%s>」を使うシナリオには「例:」の表が必要です",
					"a scenario with <%s> needs a table \"Examples:\"", m[1])
			}
		}
	}
}
