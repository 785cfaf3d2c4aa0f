package replay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A stepPart is a row of the step table. The result is what became of an event that was not applied, "" for others.
type stepPart struct {
	calllog.StepLine
	Number       int
	What, Result string
	Recorded     []string
	Beeps        []string
	Why          []whyPart
	before       *calllog.StepLine // nil for the first
}

// Changed reports whether a softphone shows something else than before.
func (s stepPart) Changed(party string) bool {
	if s.before == nil {
		return false
	}
	was, _ := s.before.Phones.Get(party)
	is, _ := s.Phones.Get(party)
	return was.State != is.State || was.Toggle != is.Toggle || was.Message != is.Message
}

// A whyPart is why something is as it is: what it is about, and the reasons.
type whyPart struct {
	About   string
	Reasons []reasonPart
}

// A reasonPart is a reason, and what was so before where that was otherwise.
type reasonPart struct {
	Text, Was string
	Changed   bool
}

// Steps are the rows of the step table.
func (r *report) Steps() (steps []stepPart) {
	for i, o := range r.story.Outcomes {
		act, result := what(r.story.Events[i], o.Step)
		row := stepPart{StepLine: o.Step, Number: i + 1, What: act.In(r.Lang), Result: result.In(r.Lang),
			Recorded: r.states(o.Step), Beeps: r.beeps(o.Step), Why: r.whys(i)}
		if i > 0 {
			row.before = &r.story.Outcomes[i-1].Step
		}
		steps = append(steps, row)
	}
	return steps
}

// stepsOfPage is how many rows of the step table are shown at once.
const stepsOfPage = 100

// Pages are the rows of the step table, page by page.
func (r *report) Pages() [][]stepPart { return slices.Collect(slices.Chunk(r.Steps(), stepsOfPage)) }

// beeps says who hears the beeps of a step, and on which side of the recording they are.
func (r *report) beeps(s calllog.StepLine) (lines []string) {
	for _, b := range s.Beeps {
		if text := r.beepAt(b.Call, s.At); text != "" {
			lines = append(lines, text)
		} else { // of a call that is not drawn
			lines = append(lines, strings.Join(b.To, r.Say("、", ", ")))
		}
	}
	return lines
}

// whys returns the reason of everything that a step changed.
func (r *report) whys(i int) (parts []whyPart) {
	o := r.story.Outcomes[i]
	for _, party := range r.Phones() {
		if reasons := r.whyPhone(i, party); len(reasons) > 0 {
			parts = append(parts, whyPart{party + r.Say("の画面", "’s display"), reasons})
		}
	}
	for _, c := range o.Calls {
		if reasons := r.whyCall(o, c); len(reasons) > 0 {
			parts = append(parts, whyPart{r.Say("通話", "recording of call ") + c.Call + r.Say("の録音", ""), reasons})
		}
	}
	return append(parts, r.whyAct(o)...)
}

// whyAct returns why a transfer began or ended as it did, and why a command makes displays false.
func (r *report) whyAct(o system.Outcome) (parts []whyPart) {
	if why, ok := system.WhyTransfer(o.Step); ok {
		parts = append(parts, whyPart{r.Say("転送", "transfer"), []reasonPart{{Text: why.In(r.Lang)}}})
	}
	for _, m := range o.Opened {
		if text := r.command(m); text != "" {
			parts = append(parts, whyPart{m.Party + r.Say("の食い違い", "’s mismatch"), []reasonPart{{Text: text}}})
		}
	}
	return parts
}

// command says why a mismatch is one of a command that no display knows of, "" for any other.
func (r *report) command(m calllog.Mismatch) string {
	if why, ok := system.WhyCommand(m); ok {
		return why.In(r.Lang)
	}
	return ""
}

// whyPhone returns the reasons of a softphone's display that are not those of the step before.
func (r *report) whyPhone(i int, party string) (parts []reasonPart) {
	if i == 0 {
		for _, reason := range r.reasons(i, party) {
			parts = append(parts, reasonPart{Text: reason.In(r.Lang)})
		}
		return parts
	}
	before := r.reasons(i-1, party)
	for n, reason := range r.reasons(i, party) {
		if slices.ContainsFunc(before, func(b spec.Reason) bool { return b.In(r.Lang) == reason.In(r.Lang) }) {
			continue
		}
		parts = append(parts, r.changed(reason, before[n]))
	}
	return parts
}

// changed returns a reason with what was so before, where that was otherwise.
func (r *report) changed(is, was spec.Reason) reasonPart {
	part := reasonPart{Text: is.In(r.Lang)}
	if is.Verdict != was.Verdict {
		part.Changed, part.Was = true, was.Verdict.In(r.Lang)
	}
	return part
}

// whyCall returns why each voice is, from a step on, what it is in a recording, and why there is a beep or none.
func (r *report) whyCall(o system.Outcome, c system.CallStep) (reasons []reasonPart) {
	tone := recording.DefaultTone().PCM(r.picture.Rate)
	for _, rec := range r.story.Recordings {
		if over := c.Step.After.Members() == 0; over || rec.Call != c.Call || !rec.Recorded ||
			o.Step.At < rec.Timeline.Origin() {
			continue
		}
		for p := range c.Step.After.Members().All() {
			why := rec.Timeline.Why(p, o.Step.At, rec.Names...)
			part := reasonPart{Text: why.In(r.Lang)}
			if o.Step.At > rec.Timeline.Origin() {
				part = r.changed(why, rec.Timeline.Why(p, o.Step.At-1, rec.Names...))
			}
			part.Text = c.Names[p] + r.Say("：", ": ") + part.Text
			reasons = append(reasons, part)
		}
		for _, track := range bothSides {
			why := rec.Timeline.WhyBeep(track, o.Step.At, tone, rec.Names...).In(r.Lang)
			reasons = append(reasons, reasonPart{Text: sideNames[track].In(r.Lang) + r.Say("：", ": ") + why})
		}
	}
	return reasons
}

var sideNames = map[recording.Track]spec.Text{
	recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"},
	recording.FarSide:      {JA: "通話相手側", EN: "far side"},
}

// reasons returns why a softphone shows after a step what it shows: the toggle, the message, the buttons.
func (r *report) reasons(i int, party string) (reasons []spec.Reason) {
	phone, _ := r.story.Systems[i].Phone(party)
	reasons = append(reasons, phone.Why(buttons.Toggle), phone.WhyMessage())
	for b := range buttons.All() {
		reasons = append(reasons, phone.Why(b))
	}
	return append(reasons, phone.WhyDTMF())
}

// Span is how long a display was false.
func (r *report) Span(d callfiles.FalseDisplay) recording.Span { return d.Span(r.picture.Span.To) }

// Lasts writes how long a span is.
func (r *report) Lasts(s recording.Span) string {
	return fmt.Sprintf(r.Say("%.3f秒", "%.3f s"), r.picture.Rate.Duration(s.Len()).Seconds())
}

// Row returns the row of the step table that tells a line of the log, 0 where the table has none.
func (r *report) Row(line int) int {
	return 1 + slices.IndexFunc(r.story.Events, func(e calllog.Event) bool { return e.Line == line })
}

// Act tells what happened at an event of the ledger.
func (r *report) Act(o calllog.Opening) string {
	if row := r.Row(o.Line); row > 0 {
		return r.picture.Acts[row-1].Text.In(r.Lang)
	}
	return r.clock(o.At) + " " + calllog.Event{Kind: o.Event, Party: o.Party}.In(r.Lang)
}

// rulesOf returns the rules that anything in the story rests on, in the order of the manual.
func rulesOf(s *callfiles.Story) []spec.Rule {
	used := map[spec.ID]bool{}
	for _, o := range s.Outcomes {
		for _, id := range o.Step.Rules {
			used[id] = true
		}
		for _, m := range o.Step.Mismatch {
			used[m.Rule] = true
		}
	}
	return slices.DeleteFunc(slices.Collect(spec.Rules()), func(r spec.Rule) bool { return !used[r.ID] })
}
