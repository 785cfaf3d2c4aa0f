package conformance

import (
	_ "embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// title names the subject, as it names itself.
func (r *Report) title() spec.Text {
	return say("適合試験レポート：%s %s（%s）", "Conformance report: %s %s (%s)",
		r.Subject.Name, r.Subject.Version, r.Subject.Role)
}

// legend says what a cell is in which no verdict stands.
var legend = say("各セルは、マニュアルの記載、判定、ルールIDの順です。「–」のセルは、今回判定していません。",
	"Each cell has what the manual says, the verdict, and the rule's ID; – is a cell that was not judged.")

// headings are those of a page's chapters, and what stands there where there is nothing to list.
var headings = struct{ Differ, NoneDiffers, Judged, Unseen, AllSeen, Open spec.Text }{
	Differ:      say("マニュアルの記載と異なるルール", "What differs from the manual"),
	NoneDiffers: say("判定したルールに、記載と異なるものはありません。", "Of the rules that were judged none differs."),
	Judged:      say("判定の方法", "How it was judged"),
	Unseen:      say("観測できなかったルール", "What was not seen"),
	AllSeen:     say("調べたルールは、すべて観測できました。", "Every rule that was asked for was seen."),
	Open:        say("未決事項", "Open questions"),
}

// facts returns what a verdict is worth: by what it was judged, and how much of that could be seen.
func (r *Report) facts() []line {
	power := r.power()
	facts := []line{
		{say("判定", "verdicts"), r.counts()},
		{say("観測対象", "seen"), observablesText(r.Subject.Observables)},
		{say("検出力", "power"), say("記載があり検査できるルールは%d件です。そのうち%d件を、この観測対象で判定できます。",
			"Of %d documented rules that can be checked, %d show in what could be seen.", power.Of, power.Seen)},
		{say("条件", "options"), say("製品を%d場面で試し、できごとは最大%d回までのすべての組み合わせを調べました。%s",
			"The program was put into %d scenes, and all sequences of up to %d events were tried.%s",
			r.scenes(), r.Depth, r.guardText())},
		{say("検査", "suite"), say("第%s版、プロファイル%v", "version %s, profile %v", Version, r.Profile)},
	}
	for _, note := range r.Notes {
		facts = append(facts, line{say("注記", "note"), note})
	}
	for _, d := range r.Stale {
		rule, _ := spec.Lookup(d.Rule)
		facts = append(facts, line{say("申告", "declared"), say("この相違はもうありません。申告を取り下げてください：%s（%v、申告の理由：%s）",
			"This difference is gone, so take the declaration back: %s (%v; its reason: %s)",
			rule.Statement, d.Rule, d.Reason)})
	}
	return facts
}

// scenes returns how many times the subject was opened.
func (r *Report) scenes() (n int) {
	for _, f := range r.Findings {
		n += f.Sessions
	}
	return n
}

// guardText says how exactly recordings were judged, where they were.
func (r *Report) guardText() spec.Text {
	switch {
	case !r.Subject.Observables.Has(spec.File):
		return spec.Text{}
	case r.guard == 0:
		return say("録音は1サンプルの単位まで判定しました。", " Recordings were judged to the sample.")
	}
	return say("録音の境目の前後%s（%dサンプル）は判定していません。",
		" In recordings %s (%d samples) around every edge were not judged.", seconds(r.guard), r.guard)
}

// counts says how many rules have which verdict.
func (r *Report) counts() spec.Text {
	var parts []spec.Text
	for _, w := range worst {
		if n := r.Count(w.verdict); n > 0 {
			parts = append(parts, say("%[2]v %[1]d件（%[3]s）", "%d %v (%s)", n, w.verdict, w.text))
		}
	}
	return joined(parts, say("、", ", "))
}

// text returns what an open question is answered with, in words.
func (a answer) text() spec.Text {
	return joined(slices.DeleteFunc([]spec.Text{a.option(), a.Reason},
		func(t spec.Text) bool { return t == spec.Text{} }), plain(" "))
}

// notable reports whether there is more to say of a finding than its verdict.
func (f Finding) notable() bool {
	return f.Failure != nil || f.Verdict != Pass && f.Verdict != Info
}

// A reportTable is one of the manual's, with a verdict in each cell.
type reportTable struct {
	Title spec.Text
	Head  []spec.Text
	Rows  []tableRow
}

// A tableRow is what stands in front, and the cells.
type tableRow struct {
	Name  spec.Text
	Cells []tableCell
}

// A tableCell is what the manual says there, by which rule, and what came of it: 0 where the rule was not judged.
type tableCell struct {
	Says    spec.Text
	Rule    spec.ID
	Verdict Verdict
}

// tables returns the manual's tables.
func (r *Report) tables() []reportTable {
	return []reportTable{
		{say("表3.1　録音停止ボタンの表示", "Table 3.1: where the toggle is shown"),
			[]spec.Text{say("ソフトフォンの状態", "state of the softphone"), say("表示", "shown")},
			rows(r, buttons.Table31(), callstate.State.In)},
		{say("表3.2　「録音再開」の表示中に操作できるボタン", "Table 3.2: what can be operated while 「録音再開」 is shown"),
			[]spec.Text{say("ボタン", "button"), say("操作", "operable")},
			rows(r, buttons.Table32(), buttons.Button.Label)},
		{say("5章　ソフトフォン同士の通話", "Chapter 5: a call between two softphones"),
			[]spec.Text{say("操作", "what happens"), say("録音", "recording"), say("Aの表示", "A shows"),
				say("Bの表示", "B shows")},
			r.fiveRows()},
	}
}

// rows returns the rows of one of chapter 3's tables: the label as a screen shows it with what it means, and one cell.
func rows[E ~uint8](r *Report, table []buttons.Cell[E], label func(E, spec.Lang) string) (list []tableRow) {
	for _, c := range table {
		ja, en := label(c.Of, spec.JA), label(c.Of, spec.EN)
		name := spec.Text{JA: ja, EN: ja + " (" + en + ")"}
		list = append(list, tableRow{name, []tableCell{r.judged(plain(c.Mark), c.Rule)}})
	}
	return list
}

// judged is a cell: what the manual says there, and what came of it.
func (r *Report) judged(says speaker, rule spec.ID) tableCell {
	f, _ := r.Find(rule)
	return tableCell{both(says), rule, f.Verdict}
}

// What a softphone shows, in the table of chapter 5.
var (
	stopLabel   = Screen{Toggle: pause.Stop}
	resumeLabel = Screen{Toggle: pause.Resume, Message: true}
)

// chapter5 is the table of chapter 5: what has happened, and what the recording does, what A shows and what B shows
// then.
var chapter5 = [...]struct {
	what  spec.Text
	says  [3]speaker
	rules [3]spec.ID
}{
	{say("通話開始", "the call starts"), [3]speaker{pause.On, stopLabel, stopLabel},
		[3]spec.ID{spec.S2S111, spec.S2S112, spec.S2S113}},
	{clicked(A, pause.Stop), [3]speaker{pause.Silent, resumeLabel, stopLabel},
		[3]spec.ID{spec.S2S121, spec.S2S122, spec.S2S123}},
	{clicked(B, pause.Stop), [3]speaker{pause.Silent, resumeLabel, resumeLabel},
		[3]spec.ID{spec.S2S131, spec.S2S132, spec.S2S133}},
	{clicked(A, pause.Resume), [3]speaker{pause.On, stopLabel, resumeLabel},
		[3]spec.ID{spec.S2S141, spec.S2S142, spec.S2S143}},
	{clicked(B, pause.Resume), [3]speaker{pause.On, stopLabel, stopLabel},
		[3]spec.ID{spec.S2S151, spec.S2S152, spec.S2S153}},
}

func clicked(party string, label pause.Verb) spec.Text {
	return both(Event{Action: Click, Party: party, Button: buttons.Toggle, Verb: label})
}

// fiveRows returns the rows of chapter 5's table.
func (r *Report) fiveRows() (list []tableRow) {
	for _, x := range chapter5 {
		row := tableRow{Name: x.what}
		for i, rule := range x.rules {
			row.Cells = append(row.Cells, r.judged(x.says[i], rule))
		}
		list = append(list, row)
	}
	return list
}

// reportFormat names the format of a report in JSON, and its version.
const reportFormat = "recpause-report/1"

// both returns what a speaker says in both languages.
func both(s speaker) spec.Text { return spec.Text{JA: s.In(spec.JA), EN: s.In(spec.EN)} }

// The parts of a report in JSON, which report.schema.json describes.
type reportMessage struct {
	Report   string           `json:"report"`
	Suite    string           `json:"suite"`
	Overall  Overall          `json:"overall"`
	Subject  subjectMessage   `json:"subject"`
	Profile  Profile          `json:"profile"`
	Depth    int              `json:"depth"`
	Guard    int64            `json:"guard"`
	Only     []spec.ID        `json:"only,omitempty"`
	Cut      bool             `json:"unfinished,omitempty"`
	Broke    spec.Text        `json:"broke,omitzero"`
	Like     spec.Text        `json:"looks_like,omitzero"`
	Notes    []spec.Text      `json:"notes,omitempty"`
	Power    power            `json:"power"`
	Counts   map[string]int   `json:"counts"`
	Findings []findingMessage `json:"findings"`
	Causes   []causeMessage   `json:"causes"`
	Choices  []answer         `json:"choices"`
	Stale    []Deviation      `json:"stale,omitempty"`
}

type subjectMessage struct {
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Role        Role                     `json:"role"`
	Observables []string                 `json:"observables"`
	Features    []string                 `json:"features"`
	Choices     map[spec.ChoiceID]string `json:"choices,omitempty"`
}

type findingMessage struct {
	Rule      spec.ID         `json:"rule"`
	Verdict   Verdict         `json:"verdict"`
	Support   spec.Support    `json:"support"`
	Place     spec.Text       `json:"place"`
	Statement spec.Text       `json:"statement"`
	Clause    string          `json:"clause,omitempty"`
	Sessions  int             `json:"sessions"`
	Reason    spec.Text       `json:"reason,omitzero"`
	Failure   *failureMessage `json:"failure,omitempty"`
	Deviation *Deviation      `json:"deviation,omitempty"`
}

type failureMessage struct {
	Scene  Scene          `json:"scene"`
	Where  spec.Text      `json:"where"`
	Trace  []eventMessage `json:"trace"`
	Want   spec.Text      `json:"want"`
	Got    spec.Text      `json:"got"`
	Before spec.Text      `json:"before,omitzero"`
	After  spec.Text      `json:"after,omitzero"`
}

type eventMessage struct {
	At     int64          `json:"at"`
	Event  string         `json:"event"`
	Party  string         `json:"party,omitempty"`
	Call   string         `json:"call,omitempty"`
	Button buttons.Button `json:"button,omitempty"`
	Label  pause.Verb     `json:"label,omitempty"`
	Keys   string         `json:"keys,omitempty"`
	Verb   pause.Verb     `json:"verb,omitempty"`
	Text   spec.Text      `json:"text"`
}

// MarshalJSON writes the report in the format that report.schema.json describes.
func (r Report) MarshalJSON() ([]byte, error) {
	m := reportMessage{Report: reportFormat, Suite: Version, Overall: r.Overall(), Subject: r.Subject.message(),
		Profile: r.Profile, Depth: r.Depth, Guard: r.guard, Only: r.only, Cut: r.Unfinished, Broke: r.Broke,
		Like:  r.LooksLike,
		Notes: r.Notes, Power: r.power(),
		Counts: map[string]int{}, Findings: []findingMessage{}, Causes: []causeMessage{}, Choices: r.answers, Stale: r.Stale}
	for v := Pass; v <= Broken; v++ {
		m.Counts[v.String()] = r.Count(v)
	}
	for _, f := range r.Findings {
		m.Findings = append(m.Findings, f.message())
	}
	for _, c := range r.Causes {
		m.Causes = append(m.Causes, c.message())
	}
	return json.Marshal(m)
}

func (d Description) message() subjectMessage {
	seen, has := words(d.Observables.String()), words(d.Features.String())
	return subjectMessage{d.Name, d.Version, d.Role, seen, has, d.Choices}
}

// words returns the words of a text, [] where there are none.
func words(text string) []string { return append([]string{}, strings.Fields(text)...) }

func (f Finding) message() findingMessage {
	rule, _ := spec.Lookup(f.Rule)
	m := findingMessage{Rule: f.Rule, Verdict: f.Verdict, Support: rule.Support, Place: both(rule.Place),
		Statement: rule.Statement, Clause: f.clause, Sessions: f.Sessions, Reason: f.Reason,
		Deviation: f.declared}
	if f.Failure != nil {
		m.Failure = f.Failure.message()
	}
	return m
}

func (f Failure) message() *failureMessage {
	m := &failureMessage{Scene: f.Scene, Where: both(f.Scene), Trace: []eventMessage{}, Want: f.Want, Got: f.Got,
		Before: f.Scene.seen(f.Before), After: f.Scene.seen(f.After)}
	for _, e := range f.Trace {
		m.Trace = append(m.Trace, e.message())
	}
	return m
}

// message returns the event in the names of call logs and of the shim protocol.
func (e Event) message() eventMessage {
	m := eventMessage{At: e.At, Event: e.Action.String(), Party: e.Party, Call: e.Call, Button: e.Button, Keys: e.Keys,
		Text: both(e)}
	switch e.Action {
	case Click:
		m.Label = e.Verb
	case Command:
		m.Verb = e.Verb
	case Fact:
		m.Event = e.Fact.String()
	}
	return m
}

type suiteXML struct {
	XMLName    xml.Name      `xml:"testsuite"`
	Name       string        `xml:"name,attr"`
	Tests      int           `xml:"tests,attr"`
	Failures   int           `xml:"failures,attr"`
	Errors     int           `xml:"errors,attr"`
	Skipped    int           `xml:"skipped,attr"`
	Properties []propertyXML `xml:"properties>property"`
	Cases      []caseXML     `xml:"testcase"`
}

type propertyXML struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type caseXML struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *resultXML `xml:"failure"`
	Error   *resultXML `xml:"error"`
	Skipped *resultXML `xml:"skipped"`
	Out     string     `xml:"system-out,omitempty"`
}

type resultXML struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the report as JUnit XML: a test case a rule, and one an open question, named by their IDs for ever.
// FAIL is a failure, BROKEN an error, what was not seen or not claimed is skipped, and INFO passes.
func (r *Report) WriteJUnit(w io.Writer, l spec.Lang) error {
	s := suiteXML{Name: r.title().In(l), Properties: []propertyXML{{"overall", r.Overall().String()}}}
	if r.LooksLike != (spec.Text{}) {
		s.Properties = append(s.Properties, propertyXML{"looks like", r.LooksLike.In(l)})
	}
	for _, f := range r.facts() {
		s.Properties = append(s.Properties, propertyXML{f.Name.EN, f.Text.In(l)})
	}
	for _, f := range r.Findings {
		s.add(caseXML{Class: "rules", Name: f.Rule.String()}, f.Verdict, f.Reason.In(l), f.In(l))
	}
	if r.Broke != (spec.Text{}) {
		s.add(caseXML{Class: "suites", Name: "complete"}, Broken, r.Broke.In(l), r.Broke.In(l))
	}
	for _, a := range r.answers {
		s.add(caseXML{Class: "open questions", Name: string(a.Choice)}, a.Verdict, a.Reason.In(l), a.In(l))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(s); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// add adds a case with what its verdict is to JUnit.
func (s *suiteXML) add(c caseXML, v Verdict, reason, text string) {
	result := &resultXML{Message: reason, Type: v.String(), Text: text}
	switch v {
	case Fail:
		c.Failure = result
		s.Failures++
	case Broken:
		c.Error = result
		s.Errors++
	case Inconclusive, Skip, Deviates:
		c.Skipped = &resultXML{Message: v.String() + ": " + reason}
		s.Skipped++
	case Info:
		c.Out = text
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageCSS string

// A view is what the page is made of: the report, and words in one language.
type view struct {
	*Report
	Lang           spec.Lang
	CSS            template.CSS
	Title          spec.Text
	Headline       spec.Text
	Remarks        []spec.Text
	Headings       any
	Legend         spec.Text
	Facts          []line
	Differ, Unseen []group
	Unruled        []Cause
	Tables         []reportTable
	Choices        []answer
}

// WriteHTML writes the report as one HTML page in one language, with nothing outside of it: no script, no font, no
// picture.
func (r *Report) WriteHTML(w io.Writer, l spec.Lang) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"in":       func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(l) },
		"text":     func(x interface{ In(spec.Lang) string }) string { return x.In(l) },
		"says":     func(id spec.ID) string { return id.Says(l) },
		"class":    class,
		"notable":  Finding.notable,
		"own":      group.own,
		"cause":    Cause.lines,
		"answered": answer.text,
	}).Parse(pageText)
	if err != nil {
		return err
	}
	differ, unseen := r.notable()
	return t.Execute(w, view{r, l, template.CSS(pageCSS), r.title(), r.headline(), r.remarks(), headings, legend, r.facts(),
		differ, unseen, r.unruled(), r.tables(), r.answers})
}

// class returns how a verdict looks: good, bad, open or none.
func class(v Verdict) string {
	switch v {
	case Pass:
		return "good"
	case Fail, Broken:
		return "bad"
	case 0:
		return "none"
	}
	return "open"
}

// A page is a report on its way to Markdown.
type page struct{ markdown.Page }

// WriteMarkdown writes the report as Markdown: the verdict, what differs, how it was judged, the manual's tables, what
// was not seen, and the open questions.
func (r *Report) WriteMarkdown(w io.Writer, l spec.Lang) error {
	p := &page{markdown.Page{Lang: l}}
	p.Say("# %s\n\n**%s**", "# %s\n\n**%s**", escaped(r.title().In(l)), r.headline().In(l))
	for _, text := range r.remarks() {
		p.WriteString("\n" + escaped(text.In(l)) + "\n")
	}
	differ, unseen := r.notable()
	p.findings(differ, headings.Differ, headings.NoneDiffers)
	for _, c := range r.unruled() {
		p.code(c.In(l))
	}
	fmt.Fprintf(p, "\n## %s\n\n", headings.Judged.In(l))
	for _, f := range r.facts() {
		p.Say("- %s：%s", "- %s: %s", f.Name.In(l), escaped(f.Text.In(l)))
	}
	fmt.Fprintf(p, "\n%s\n", legend.In(l))
	for _, t := range r.tables() {
		p.table(t)
	}
	p.findings(unseen, headings.Unseen, headings.AllSeen)
	p.answers(r)
	_, err := io.WriteString(w, p.String())
	return err
}

// table writes one of the manual's tables.
func (p *page) table(t reportTable) {
	fmt.Fprintf(p, "\n## %s\n\n", t.Title.In(p.Lang))
	var head []string
	for _, h := range t.Head {
		head = append(head, h.In(p.Lang))
	}
	cells := strings.Join(head, " | ")
	p.Head(cells, cells)
	for _, r := range t.Rows {
		cells := []any{escaped(r.Name.In(p.Lang))}
		for _, c := range r.Cells {
			cells = append(cells, fmt.Sprintf("%s %s `%v`", escaped(c.Says.In(p.Lang)), marked(c.Verdict), c.Rule))
		}
		p.Row(cells...)
	}
}

// marked writes a verdict; a cell of which there is none was not judged.
func marked(v Verdict) string {
	switch v {
	case 0:
		return "–"
	case Fail, Broken:
		return "**" + v.String() + "**"
	}
	return v.String()
}

// findings writes rules of which there is more to say than the verdict.
func (p *page) findings(list []group, title, none spec.Text) {
	fmt.Fprintf(p, "\n## %s\n", title.In(p.Lang))
	if len(list) == 0 {
		fmt.Fprintf(p, "\n%s\n", none.In(p.Lang))
	}
	for _, f := range list {
		p.code(f.In(p.Lang))
	}
}

// code writes a text as it is.
func (p *page) code(text string) {
	p.WriteString("\n")
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", " ")) {
		p.WriteString("    " + strings.TrimSuffix(line, "\n") + "\n")
	}
}

// answers writes the open questions.
func (p *page) answers(r *Report) {
	if len(r.answers) == 0 {
		return
	}
	fmt.Fprintf(p, "\n## %s\n\n", headings.Open.In(p.Lang))
	p.Head("問い | この製品の答え | 判定 | ID", "question | what this program does | verdict | ID")
	for _, a := range r.answers {
		p.Row(escaped(a.Question.In(p.Lang)), escaped(a.text().In(p.Lang)), marked(a.Verdict),
			"`"+string(a.Choice)+"`")
	}
}

var escapes = strings.NewReplacer("\n", " ", "\r", " ", `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]",
	`\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "#", `\#`, "!", `\!`, "~", `\~`)

// escaped escapes a text from outside, so that nothing in it is Markdown or HTML.
func escaped(text string) string { return escapes.Replace(text) }
