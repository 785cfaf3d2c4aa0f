package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A callCard is what the recording of a call really does.
type callCard struct {
	Name, Recording, StoppedBy string
	Class                      string
	Lie                        bool // whether somebody's display says otherwise
}

// A lieCard is a display that is false now.
type lieCard struct{ Who, What, Harm, Cure, Opened, Rule string }

// A stepRow is an event of the story, with the rules behind its answer. What is not played can be redone.
type stepRow struct {
	Number       int
	Clock, Text  string
	Rules        []spec.ID
	Played, Last bool
	Lies         bool // whether a mismatch begins with it
}

// calls says what every recording really does.
func (p *page) calls() (cards []callCard) {
	look := p.scene.system.Look()
	for _, call := range look.Calls {
		v := call.Value
		card := callCard{Name: call.Key, Recording: v.Recording.In(p.lang), Class: v.Recording.String()}
		if len(v.Silenced) > 0 {
			card.Recording += p.say("（無音：", " (silent: ") + strings.Join(v.Silenced, ", ") + p.say("）", ")")
		}
		card.StoppedBy = strings.Join(v.StoppedBy, ", ")
		card.Lie = slices.ContainsFunc(look.Mismatch, func(m calllog.Mismatch) bool { return m.Call == call.Key })
		cards = append(cards, card)
	}
	return cards
}

// lies says which displays are false now.
func (p *page) lies() (cards []lieCard) {
	for _, m := range p.scene.system.Look().Mismatch {
		card := lieCard{Who: m.Party, What: m.Kind.In(p.lang), Harm: system.Harm(m.Kind).In(p.lang), Cure: p.cure(m),
			Rule: p.say("マニュアルに記載なし", "the manual does not mention it")}
		if m.Rule != 0 {
			card.Rule = p.clauses.Explain(m.Rule, p.lang)
		}
		if i := m.Opened.Line - 2; i >= 0 && i < len(p.events) {
			card.Opened = p.events[i].In(p.lang)
		}
		cards = append(cards, card)
	}
	return cards
}

func (p *page) cure(m calllog.Mismatch) string {
	none := p.say("画面にボタンがなく、本人の操作では直せない", "none, for it shows no toggle")
	if m.Cure == 0 {
		return none
	}
	return cmp.Or(system.CureOf(m.Kind).Text.In(p.lang), none)
}

// steps lists what has happened, and what can be redone.
func (p *page) steps() (rows []stepRow) {
	for i, e := range p.events {
		row := stepRow{Number: i + 1, Clock: picture.Clock(recording.Rate(p.header.SampleRate), e.At), Text: e.In(p.lang),
			Played: i < len(p.scene.outcomes), Last: i+1 == len(p.scene.outcomes)}
		if row.Played {
			o := p.scene.outcomes[i]
			row.Text += p.became(o.Step)
			row.Lies = len(o.Opened) > 0
			row.Rules = o.Step.Rules
		}
		rows = append(rows, row)
	}
	return rows
}
