package replay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A stepPart is a row of the step table.
type stepPart struct {
	Number       int
	At           int64
	Clock        string
	What, Result string
	Phones       []phonePart
	Recorded     []string
	Rules        []spec.ID
	Support      string // where the vendor does not stand behind it
	Why          []whyPart
}

// A phonePart is what one softphone shows.
type phonePart struct {
	Name, State, Toggle, Message string
	Mismatches                   []string
}

// A whyPart is why something is as it is: what it is about, and the reasons.
type whyPart struct {
	About   string
	Reasons []string
}

// Steps are the rows of the step table.
func (r *report) Steps() (steps []stepPart) {
	for i, o := range r.story.Outcomes {
		s := o.Step
		what, result, _ := strings.Cut(r.what(r.story.Events[i], s), "\n")
		recorded := strings.FieldsFunc(r.recorded(s), func(c rune) bool { return c == '\n' })
		part := stepPart{Number: i + 1, At: s.At, Clock: picture.Clock(r.picture.Rate, s.At), What: what,
			Result: result, Recorded: recorded, Rules: s.Rules, Why: r.whys(i)}
		if s.Support != spec.Guaranteed {
			part.Support = s.Support.In(r.lang)
		}
		for _, phone := range s.Phones {
			part.Phones = append(part.Phones, r.phone(phone.Key, phone.Value, s.Mismatch))
		}
		steps = append(steps, part)
	}
	return steps
}

func (r *report) phone(name string, v calllog.PhoneView, wrong []calllog.Mismatch) phonePart {
	part := phonePart{Name: name, State: v.State.In(r.lang), Toggle: v.Toggle.Label(spec.JA)}
	if v.Message {
		part.Message = pause.Display{Stopped: true}.Message(spec.JA)
	}
	for _, m := range wrong {
		if m.Party == name {
			part.Mismatches = append(part.Mismatches, m.Kind.In(r.lang))
		}
	}
	return part
}

// oneLine writes what happens in one line.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// whys returns the reason of everything that a step changed.
func (r *report) whys(i int) (parts []whyPart) {
	o := r.story.Outcomes[i]
	for _, party := range r.Phones() {
		if reasons := r.whyPhone(i, party); len(reasons) > 0 {
			parts = append(parts, whyPart{party + in(r.lang, "の画面", "’s display"), reasons})
		}
	}
	for _, c := range o.Calls {
		if reasons := r.whyCall(o, c); len(reasons) > 0 {
			parts = append(parts, whyPart{in(r.lang, "録音 ", "recording of ") + c.Call, reasons})
		}
	}
	return parts
}

// whyPhone returns the reasons of a softphone's display that are not those of the step before.
func (r *report) whyPhone(i int, party string) (reasons []string) {
	before := map[string]bool{}
	if i > 0 {
		for _, reason := range r.reasons(i-1, party) {
			before[reason] = true
		}
	}
	for _, reason := range r.reasons(i, party) {
		if !before[reason] {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// whyCall returns why each voice is, from a step on, what it is in a recording, and why there is a beep or none.
func (r *report) whyCall(o system.Outcome, c system.CallStep) (reasons []string) {
	for _, rec := range r.story.Recordings {
		if over := c.Step.After.Members() == 0; over || rec.Call != c.Call || !rec.Recorded ||
			o.Step.At < rec.Timeline.Origin() {
			continue
		}
		for p := range c.Step.After.Members().All() {
			reasons = append(reasons,
				c.Names[p]+in(r.lang, "：", ": ")+rec.Timeline.Why(p, o.Step.At, rec.Names...).In(r.lang))
		}
		tone := recording.DefaultTone().PCM(r.picture.Rate)
		for _, track := range []recording.Track{recording.OperatorSide, recording.FarSide} {
			why := rec.Timeline.WhyBeep(track, o.Step.At, tone, rec.Names...).In(r.lang)
			reasons = append(reasons, sideNames[track].In(r.lang)+in(r.lang, "：", ": ")+why)
		}
	}
	return reasons
}

var sideNames = map[recording.Track]spec.Text{
	recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"},
	recording.FarSide:      {JA: "通話相手側", EN: "far side"},
}

// reasons returns why a softphone shows after a step what it shows: the toggle, the message, the buttons.
func (r *report) reasons(i int, party string) (reasons []string) {
	phone, _ := r.story.Systems[i].Phone(party)
	reasons = append(reasons, phone.Why(buttons.Toggle).In(r.lang), phone.WhyMessage().In(r.lang))
	for b := range buttons.All() {
		reasons = append(reasons, phone.Why(b).In(r.lang))
	}
	return append(reasons, phone.WhyDTMF().In(r.lang))
}

// A ledgerPart is an entry of the ledger of mismatches.
type ledgerPart struct {
	Party, Kind, Call string
	From, To, Lasts   string
	Opener, Closer    *actPart // what it begins and ends with; no closer where the log ends first
	Harm, Cure        string
	Rule              spec.ID
	Source, Support   string
}

// An actPart refers to a row of the step table.
type actPart struct {
	Number int
	Text   string
}

// Ledger lists the displays that were false.
func (r *report) Ledger() (list []ledgerPart) {
	for _, l := range ledger(r.story) {
		span := recording.Span{From: l.Opened.At, To: r.picture.Span.To}
		part := ledgerPart{
			Party: l.Party, Kind: l.Kind.In(r.lang), Call: l.Call, Rule: l.Rule, Source: r.source(l.Mismatch),
			Opener: r.act(l.Opened.Line),
			Harm:   system.Harm(l.Kind).In(r.lang), Cure: r.cure(l.Mismatch), Support: l.Opened.Support.In(r.lang),
		}
		if l.until != nil {
			span.To, part.Closer = l.until.At, r.act(l.until.Line)
		}
		part.From, part.To = picture.Clock(r.picture.Rate, span.From), picture.Clock(r.picture.Rate, span.To)
		part.Lasts = fmt.Sprintf("%.3f s", r.picture.Rate.Duration(span.Len()).Seconds())
		list = append(list, part)
	}
	return list
}

// act returns the row of a line of the log.
func (r *report) act(line int) *actPart {
	i := slices.IndexFunc(r.story.Events, func(e calllog.Event) bool { return e.Line == line })
	return &actPart{i + 1, r.picture.Acts[i].Text.In(r.lang)}
}

// A rulePart is a rule in words.
type rulePart struct {
	ID                                spec.ID
	Place, Support, Statement, Clause string
}

func (r *report) rule(id spec.ID) rulePart {
	rule, _ := spec.Lookup(id)
	clause, _ := r.printer.page.Clause(id)
	return rulePart{id, rule.Place.In(r.lang), rule.Support.In(r.lang), rule.Statement.In(r.lang), clause}
}

// Rules returns the rules of the story, in the order of the manual.
func (r *report) Rules() (list []rulePart) {
	used := rulesOf(r.story)
	for rule := range spec.Rules() {
		if used[rule.ID] {
			list = append(list, r.rule(rule.ID))
		}
	}
	return list
}

// rulesOf returns the rules that anything in the story rests on.
func rulesOf(s *callfiles.Story) map[spec.ID]bool {
	used := map[spec.ID]bool{}
	for _, o := range s.Outcomes {
		for _, id := range o.Step.Rules {
			used[id] = true
		}
		for _, m := range o.Step.Mismatch {
			used[m.Rule] = true
		}
	}
	return used
}
