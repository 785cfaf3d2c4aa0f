package simulate

import (
	"context"
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A page is what the template sees: what it shows are its methods. It holds no markup but the pictures.
type page struct {
	query
	scene   scene
	clauses *spec.Document
	menu    *menu
	can     map[string][]calllog.Event // what can be done next, by whom
	Notice  string                     // why the story breaks off, "" where it does not
}

// page returns the page of a query. Where the story breaks off, it is the page of what comes before, and says why. The
// only error is the context's.
func (s *Simulator) page(ctx context.Context, a query) (*page, error) {
	c, err := a.play(ctx, a.policy, a.changes)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	p := &page{scene: c, clauses: s.clauses, menu: &s.menu}
	if err != nil {
		p.Notice = a.say("今の設定では、次のできごとが起こりません。その手前までを表示しています：",
			"With these settings the next event cannot happen. The page shows what comes before it: ") + err.Error()
		a.story = c.story
	}
	a.story = a.story.packed()
	p.query = a
	p.can, err = c.acts(ctx)
	return p, err
}

// Lang is the name of the page's language.
func (p *page) Lang() string { return p.lang.String() }

// Clock is when the last event happened.
func (p *page) Clock() string { return p.clock(p.now()) }

func (p *page) clock(at int64) string { return picture.Clock(recording.Rate(p.header.SampleRate), at) }

// links are where a page leads to. Undo and Redo are "" where there is nothing to undo or redo.
type links struct{ Here, Log, Undo, Redo, Again, Other string }

// A field is a hidden one of a form.
type field struct{ Name, Value string }

// A choice is one that a form offers.
type choice struct {
	Value, Text string
	Chosen      bool
}

// choiceOf returns a choice with its text. It is the one that is chosen, or not.
func choiceOf(chosen any, value, text string) choice {
	return choice{value, text, fmt.Sprint(chosen) == value}
}

// Links are where the page leads to.
func (p *page) Links() links {
	a := p.query
	a.idle = ""
	other, again := a, a
	other.lang = spec.JA + spec.EN - a.lang
	again.story = story{header: a.header}
	l := links{Here: a.link("/"), Log: a.link("/call.jsonl"), Again: again.link("/"), Other: other.link("/")}
	if a.played > 0 {
		l.Undo = a.to(a.played - 1)
	}
	if a.played < len(a.events) {
		l.Redo = a.to(a.played + 1)
	}
	return l
}

// Kept is what every form carries but what the page has fields for.
func (p *page) Kept() (fields []field) {
	v := p.values()
	for _, name := range []string{langParam, playedParam, logParam, profileParam, policyParam} {
		if v.Has(name) {
			fields = append(fields, field{name, v.Get(name)})
		}
	}
	return fields
}

// Header, Answer, Profile and Waits are what the forms show as chosen.

func (p *page) Header() calllog.Header    { return p.header }
func (p *page) Answer() calllog.PBXAnswer { return p.answer }

// Profile is the name of the set of changes.
func (p *page) Profile() string {
	if p.changes == system.Synchronised {
		return synchronised
	}
	return "documented"
}

// Waits are the times between two events that can be chosen.
func (p *page) Waits() (list []choice) {
	for _, n := range waits {
		list = append(list, choiceOf(p.wait, strconv.Itoa(n), strconv.Itoa(n)+p.say("秒後", " s")))
	}
	return list
}

// Told says what happened last.
func (p *page) Told() string {
	if button, party, ok := pressedIn(p.idle); ok {
		return party + p.say("が「", " clicks 「") + button.Label(spec.JA) +
			p.say("」を押しました（今の状態では何も起きません）", "」: nothing happens in this state")
	}
	if n := len(p.scene.outcomes); n > 0 {
		step := p.scene.outcomes[n-1].Step
		told := p.events[n-1].In(p.lang) + p.became(step)
		if why, ok := system.WhyTransfer(step); ok {
			told += p.say("。", ". ") + why.In(p.lang)
		}
		return told
	}
	return p.say("まだ何も起きていません", "Nothing has happened yet")
}

// became says what became of an event where that is not what was wanted.
func (a query) became(s calllog.StepLine) string {
	switch s.Result {
	case calllog.Rejected:
		return a.say("（受け付けられない操作）", " (refused)")
	case calllog.Unchanged:
		return a.say("（変化なし）", " (no change)")
	}
	return ""
}

// why says why a button is what it is, with the rules and their clauses for who has a copy of the manual's page.
func (p *page) why(party string, b buttons.Button) string {
	reason := p.scene.system.Why(party, b)
	if p.clauses == nil {
		return reason.In(p.lang)
	}
	return p.clauses.Why(reason, p.lang)
}

// Wide is the picture of the story for a desktop's screen, "" before anything has happened.
func (p *page) Wide() template.HTML { return p.draw(false) }

// Narrow is the picture for a narrow screen.
func (p *page) Narrow() template.HTML { return p.draw(true) }

func (p *page) draw(narrow bool) template.HTML {
	if len(p.scene.outcomes) == 0 {
		return ""
	}
	style := picture.Style{Lang: p.lang, Narrow: narrow, ID: "wide",
		Title: p.say("画面の表示と実際の録音", "What displays show, and what is recorded")}
	if narrow {
		style.ID = "narrow"
	}
	drawing, err := p.scene.drawn().Inline(style)
	if err != nil {
		return "" // the template is ours, and a test draws every scene
	}
	return drawing
}

// drawn is the picture of a scene, a while beyond its last event.
func (c scene) drawn() picture.Picture {
	log := picture.Log{Header: c.header, Outcomes: c.outcomes}
	for _, e := range c.events[:len(c.outcomes)] {
		log.Texts = append(log.Texts, spec.Text{JA: e.In(spec.JA), EN: e.In(spec.EN)})
	}
	for _, r := range c.recordings {
		log.Recordings = append(log.Recordings, picture.DrawnRecording{CallRecording: r, Span: c.spanOf(r)})
	}
	return log.Draw()
}

// A stepRow is an event of the story, with the rules behind its answer. What is not played can be redone.
type stepRow struct {
	Number       int
	Clock, Text  string
	Rules        []spec.ID
	Played, Last bool
	Mismatches   bool // whether a mismatch begins with it
}

// Look is what every display shows, what every recording really does, and which displays are false now.
func (p *page) Look() calllog.StepLine { return p.scene.system.Look() }

// Differs reports whether somebody's display says something else of a call's recording.
func (p *page) Differs(call string) bool {
	return slices.ContainsFunc(p.Look().Mismatch, func(m calllog.Mismatch) bool { return m.Call == call })
}

// Opened tells the event that a mismatch has lasted from.
func (p *page) Opened(m calllog.Mismatch) string {
	if i := m.Opened.Line - 2; i >= 0 && i < len(p.events) {
		return p.events[i].In(p.lang)
	}
	return ""
}

// Rule says where the manual describes a mismatch.
func (p *page) Rule(m calllog.Mismatch) string {
	if m.Rule == 0 {
		return p.say("マニュアルに記載なし", "the manual does not mention this case")
	}
	return p.clauses.Explain(m.Rule, p.lang)
}

// Cure says what makes a display true.
func (p *page) Cure(m calllog.Mismatch) string {
	if m.Cure == 0 {
		return p.say("画面にボタンがないため、本人の操作では直せません。",
			"None: this softphone shows no toggle.")
	}
	return system.Cure(m.Kind).In(p.lang)
}

// Steps lists what has happened, and what can be redone.
func (p *page) Steps() (rows []stepRow) {
	for i, e := range p.events {
		row := stepRow{Number: i + 1, Clock: p.clock(e.At), Text: e.In(p.lang),
			Played: i < len(p.scene.outcomes), Last: i+1 == len(p.scene.outcomes)}
		if row.Played {
			o := p.scene.outcomes[i]
			row.Text += p.became(o.Step)
			row.Mismatches = len(o.Opened) > 0
			row.Rules = o.Step.Rules
		}
		rows = append(rows, row)
	}
	return rows
}
