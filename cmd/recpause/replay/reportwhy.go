package main

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// reasons returns why a softphone shows after a step what it shows: the toggle, the message, the buttons.
func (r *report) reasons(i int, party string) (reasons []string) {
	phone, _ := r.story.systems[i].Phone(party)
	reasons = append(reasons, buttons.Why(phone, buttons.Toggle).In(r.lang), buttons.WhyMessage(phone).In(r.lang))
	for b := range buttons.All() {
		reasons = append(reasons, buttons.Why(phone, b).In(r.lang))
	}
	return append(reasons, buttons.WhyDTMF(phone).In(r.lang))
}

// A liePart is an entry of the ledger of mismatches.
type liePart struct {
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

func (r *report) lies() (list []liePart) {
	for _, l := range r.story.ledger() {
		span := recording.Span{From: l.Opened.At, To: r.picture.Span.To}
		part := liePart{
			Party: l.Party, Kind: l.Kind.In(r.lang), Call: l.Call, Rule: l.Rule, Source: r.source(l.Mismatch), Opener: r.act(l.Opened.Line),
			Harm: system.Harm(l.Kind).In(r.lang), Cure: r.cure(l.Mismatch), Support: l.Opened.Support.In(r.lang),
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
	i := slices.IndexFunc(r.story.events, func(e calllog.Event) bool { return e.Line == line })
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

// rules returns the rules of the story, in the order of the manual.
func (r *report) rules() (list []rulePart) {
	used := r.story.rules()
	for rule := range spec.Rules() {
		if used[rule.ID] {
			list = append(list, r.rule(rule.ID))
		}
	}
	return list
}

// rules returns the rules that anything in the story rests on.
func (s *story) rules() map[spec.ID]bool {
	used := map[spec.ID]bool{}
	for _, o := range s.outcomes {
		for _, id := range o.Step.Rules {
			used[id] = true
		}
		for _, m := range o.Step.Mismatch {
			used[m.Rule] = true
		}
	}
	return used
}
