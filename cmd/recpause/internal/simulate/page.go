package simulate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	drawn   picture.Picture
	look    calllog.StepLine
	has     []string                   // the parts that its asker has
	only    string                     // the only picture that is looked at, "" for both
	can     map[string][]calllog.Event // what can be done next, by whom
	Notice  string                     // why the story breaks off, "" where it does not

	links links       // made when one is asked for
	tapes []callAudio // made when one is asked for

	Rewritten string    // what changed settings have made of the past, "" where they have not changed
	asked     *settings // settings with something wrong, nil where nothing is
}

// page returns the page of a query. Where the story breaks off, it is the page of what comes before, and says why. The
// only error is the context's.
func (s *Simulator) page(ctx context.Context, a query) (*page, error) {
	c, err := a.told(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	p := &page{scene: c, clauses: s.clauses, menu: &s.menu, look: c.system.Look()}
	if err != nil {
		p.Notice = a.say("今の設定では、次のできごとが起こりません。その手前までを表示しています：",
			"With these settings the next event cannot happen. The page shows what comes before it: ") + err.Error()
		a.story = c.story
	}
	a.story = a.story.packed()
	p.query = a
	p.Rewritten = p.rewritten(ctx)
	p.drawn = p.picture()
	p.can, err = a.memory.acts(ctx, c)
	return p, err
}

// Lang is the name of the page's language.
func (p *page) Lang() string { return p.lang.String() }

// Clock is when the last event happened, and what has passed since then where time passes by itself.
func (p *page) Clock() string { return p.clock(p.shown()) }

// shown is the position at which the page is.
func (p *page) shown() int64 {
	if p.live {
		return p.moment()
	}
	return p.now()
}

// Live reports whether time passes by itself.
func (p *page) Live() bool { return p.live }

// Now is when the last event happened, in milliseconds.
func (p *page) Now() int64 { return p.milliseconds(p.now()) }

// Next is how long after the last event the one happens that can be redone, in milliseconds; -1 where there is none.
func (p *page) Next() int64 {
	if p.played >= len(p.events) || p.next != "" {
		return -1
	}
	return p.milliseconds(p.events[p.played].At - p.now())
}

func (p *page) milliseconds(at int64) int64 {
	return recording.Rate(p.header.SampleRate).Duration(at).Milliseconds()
}

// Parties are those of the log.
func (p *page) Parties() []calllog.Participant { return p.header.Parties }

// Rate is the log's sample rate.
func (p *page) Rate() int { return p.header.SampleRate }

// Played is how many events have happened, and All how many there are.
func (p *page) Played() int { return p.played }
func (p *page) All() int    { return len(p.events) }

// Coming is what happens next where it has been undone, or where a scenario is played; "" where nothing is known.
func (p *page) Coming() string {
	if p.played >= len(p.events) || p.next != "" {
		return ""
	}
	return p.events[p.played].In(p.lang)
}

func (p *page) clock(at int64) string { return picture.Clock(recording.Rate(p.header.SampleRate), at) }

// links are where a page leads to. Undo and Redo are "" where there is nothing to undo or redo.
type links struct{ Here, Log, Undo, Redo, Again, Other, Play, Pause, Whole, Rules string }

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
	if p.links == (links{}) {
		p.links = p.newLinks()
	}
	return p.links
}

func (p *page) newLinks() links {
	a := p.query
	a.idle = ""
	other, again := a, a
	other.lang = spec.JA + spec.EN - a.lang
	again.story = story{header: a.header}
	again.was, again.next = "", ""
	playing, paused, whole := a, a, a
	playing.live, paused.live, whole.all = true, false, true
	l := links{Here: a.link("/"), Log: a.link("/call.jsonl"), Again: again.link("/"), Other: other.link("/"),
		Play: playing.link("/"), Pause: paused.link("/"), Whole: whole.link("/"),
		Rules: "/rules?" + langParam + "=" + p.Lang()}
	switch {
	case a.changedHere(p.Notice != ""):
		l.Undo = a.undone()
	case a.played > 0:
		l.Undo = a.to(a.played - 1)
	}
	switch {
	case a.next != "":
		l.Redo = a.redone()
	case a.played < len(a.events):
		l.Redo = a.to(a.played + 1)
	}
	return l
}

// Kept is what every form carries but what the page has fields for.
func (p *page) Kept() (fields []field) {
	v := p.values()
	for _, name := range []string{langParam, playedParam, logParam, profileParam, policyParam, wasParam, allParam} {
		if v.Has(name) {
			fields = append(fields, field{name, v.Get(name)})
		}
	}
	return fields
}

// Answer is what the PBX answers next.
func (p *page) Answer() calllog.PBXAnswer { return p.answer }

// Waits are the times between two events that can be chosen.
func (p *page) Waits() (list []choice) {
	list = append(list, choice{liveWait, p.say("時計どおり", "by the clock"), p.live})
	for _, n := range waits {
		list = append(list,
			choice{strconv.Itoa(n), strconv.Itoa(n) + p.say("秒後", " s later"), !p.live && n == p.wait})
	}
	return list
}

// Told says what happened last.
func (p *page) Told() string {
	if p.idle != "" {
		_, party, _ := strings.Cut(p.idle, " ")
		return party + p.say("：", ": ") + p.idleNote()
	}
	if n := len(p.scene.outcomes); n > 0 {
		step := p.scene.outcomes[n-1].Step
		return p.events[n-1].In(p.lang) + p.became(p.events[n-1], step)
	}
	return p.say("まだ何も起きていません", "Nothing has happened yet")
}

// idleNote says that nothing came of a press.
func (p *page) idleNote() string {
	if button, _, ok := pressedIn(p.idle); ok {
		return p.say("「", "「") + button.Label(spec.JA) +
			p.say("」を押しました。今の状態では何も起きません", "」 is clicked; nothing happens in this state")
	}
	return p.say("今の状態では何も起きません", "nothing happens in this state")
}

// Beeps says who has heard a beep at the last event, and where it is recorded; "" for nobody.
func (p *page) Beeps() string {
	if n := len(p.scene.outcomes); n > 0 {
		return p.beeps(p.scene.outcomes[n-1].Step)
	}
	return ""
}

func (p *page) beeps(s calllog.StepLine) string {
	var parts []string
	for _, b := range s.Beeps {
		recorded := p.say("録音には入りません", "not in the recording")
		if len(b.RecordedOn) > 0 {
			recorded = p.say("録音では", "recorded on ") + strings.Join(b.RecordedOn, ", ") +
				p.say("の側に入ります", "’s side")
		}
		parts = append(parts, strings.Join(b.To, p.say("と", ", "))+p.say("にビープ音（", " hear a beep (")+
			recorded+p.say("）", ")"))
	}
	return strings.Join(parts, p.say("、", "; "))
}

// Reason says why the last event was taken or refused, where that is no button's to say; "" for most.
func (p *page) Reason() string {
	n := len(p.scene.outcomes)
	if n == 0 || p.idle != "" {
		return ""
	}
	if why, ok := system.WhyTransfer(p.scene.outcomes[n-1].Step); ok {
		return why.In(p.lang)
	}
	return ""
}

// became says what became of an event where that is not what was wanted. What the PBX has answered the event says.
func (a query) became(e calllog.Event, s calllog.StepLine) string {
	if e.PBX != calllog.Confirmed {
		return ""
	}
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

// A stepRow is an event of the story, with the rules behind its answer. What is not played can be redone.
type stepRow struct {
	Number       int
	Clock, Text  string
	Rules        []spec.ID
	Played, Last bool
	Mismatches   bool   // whether a mismatch begins with it
	Beep         string // who hears one, "" for nobody
}

// Look is what every display shows, what every recording really does, and which displays are false now.
func (p *page) Look() calllog.StepLine { return p.look }

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

// shownSteps is how many events are listed before the last one, and after it, where not all are asked for.
const shownSteps = 20

// firstStep and lastStep are the events that are listed, [first, last).
func (p *page) firstStep() int {
	if p.all {
		return 0
	}
	return max(0, p.played-shownSteps)
}

func (p *page) lastStep() int {
	if p.all {
		return len(p.events)
	}
	return min(len(p.events), p.played+shownSteps)
}

// Unlisted is how many events the list leaves out.
func (p *page) Unlisted() int { return len(p.events) - (p.lastStep() - p.firstStep()) }

// Steps lists what has happened, and what can be redone: those around the last one.
func (p *page) Steps() (rows []stepRow) {
	for i := p.firstStep(); i < p.lastStep(); i++ {
		rows = append(rows, p.step(i))
	}
	return rows
}

// LastStep is what has happened last, nil where nothing has.
func (p *page) LastStep() *stepRow {
	if len(p.scene.outcomes) == 0 {
		return nil
	}
	last := p.step(len(p.scene.outcomes) - 1)
	return &last
}

func (p *page) step(i int) stepRow {
	e := p.events[i]
	row := stepRow{Number: i + 1, Clock: p.clock(e.At), Text: e.In(p.lang),
		Played: i < len(p.scene.outcomes), Last: i+1 == len(p.scene.outcomes)}
	if row.Played {
		o := p.scene.outcomes[i]
		row.Text += p.became(e, o.Step)
		row.Beep = p.beeps(o.Step)
		row.Mismatches = len(o.Opened) > 0
		row.Rules = o.Step.Rules
	}
	return row
}
