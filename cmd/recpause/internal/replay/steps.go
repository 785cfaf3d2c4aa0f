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
	Why          []whyPart
}

// A whyPart is why something is as it is: what it is about, and the reasons.
type whyPart struct {
	About   string
	Reasons []string
}

// Steps are the rows of the step table.
func (r *report) Steps() (steps []stepPart) {
	for i, o := range r.story.Outcomes {
		act, result := what(r.story.Events[i], o.Step)
		recorded := strings.FieldsFunc(r.recorded(o.Step), func(c rune) bool { return c == '\n' })
		steps = append(steps, stepPart{o.Step, i + 1, act.In(r.Lang), result.In(r.Lang), recorded, r.whys(i)})
	}
	return steps
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
	return parts
}

// whyPhone returns the reasons of a softphone's display that are not those of the step before.
func (r *report) whyPhone(i int, party string) []string {
	var before []string
	if i > 0 {
		before = r.reasons(i-1, party)
	}
	return slices.DeleteFunc(r.reasons(i, party), func(reason string) bool { return slices.Contains(before, reason) })
}

// whyCall returns why each voice is, from a step on, what it is in a recording, and why there is a beep or none.
func (r *report) whyCall(o system.Outcome, c system.CallStep) (reasons []string) {
	tone := recording.DefaultTone().PCM(r.picture.Rate)
	for _, rec := range r.story.Recordings {
		if over := c.Step.After.Members() == 0; over || rec.Call != c.Call || !rec.Recorded ||
			o.Step.At < rec.Timeline.Origin() {
			continue
		}
		for p := range c.Step.After.Members().All() {
			reasons = append(reasons,
				c.Names[p]+r.Say("：", ": ")+rec.Timeline.Why(p, o.Step.At, rec.Names...).In(r.Lang))
		}
		for _, track := range bothSides {
			why := rec.Timeline.WhyBeep(track, o.Step.At, tone, rec.Names...).In(r.Lang)
			reasons = append(reasons, sideNames[track].In(r.Lang)+r.Say("：", ": ")+why)
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
	reasons = append(reasons, phone.Why(buttons.Toggle).In(r.Lang), phone.WhyMessage().In(r.Lang))
	for b := range buttons.All() {
		reasons = append(reasons, phone.Why(b).In(r.Lang))
	}
	return append(reasons, phone.WhyDTMF().In(r.Lang))
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
