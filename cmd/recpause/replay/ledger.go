package main

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A lie is a false display from the event that made it so up to the one that made it true again.
type lie struct {
	calllog.Mismatch
	until *calllog.Step // nil where the log ends first
}

// ledger returns the false displays of a story in the order in which they began.
func (s *story) ledger() (list []lie) {
	for i := range s.outcomes {
		o := &s.outcomes[i]
		for _, closed := range o.Closed {
			at := slices.IndexFunc(list, func(l lie) bool { return l.until == nil && l.Party == closed.Party })
			list[at].until = &o.Step
		}
		for _, opened := range o.Opened {
			list = append(list, lie{Mismatch: opened})
		}
	}
	return list
}

// ledger prints since when and until when a display was false, who was harmed, and what would have helped.
func (p printer) ledger() {
	list := p.story.ledger()
	if len(list) == 0 {
		return
	}
	p.say(spec.Text{JA: "\n表示と録音の食い違い\n", EN: "\nwhere a display differed from the recording\n"})
	for _, l := range list {
		until := in(p.lang, "ログの終わりまで", "the log's end")
		if l.until != nil {
			until = p.clock(l.until.At)
		}
		p.say(spec.Text{JA: "  %s – %s  %s：%s（%s）\n", EN: "  %s – %s  %s %s (%s)\n"}, p.clock(l.Opened.At), until, l.Party, l.Kind.In(p.lang), p.source(l.Mismatch))
		p.say(spec.Text{JA: "    害: %s\n", EN: "    harm: %s\n"}, system.Harm(l.Kind).In(p.lang))
		p.say(spec.Text{JA: "    対処: %s\n", EN: "    cure: %s\n"}, p.cure(l.Mismatch))
	}
}

func (p printer) source(m calllog.Mismatch) string {
	if m.Rule == 0 {
		return in(p.lang, "マニュアルに記載なし", "the manual does not mention it")
	}
	return m.Rule.String()
}

func (p printer) cure(m calllog.Mismatch) string {
	if m.Cure == 0 {
		return in(p.lang, "なし。その画面にはボタンがない", "none, for it shows no button")
	}
	return system.CureOf(m.Kind).Text.In(p.lang)
}
