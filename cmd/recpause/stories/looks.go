package main

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// screen wants exactly these of the two labels and the message to be shown; or none of these.
func (w *world) screen(a *arguments) error {
	view, ok := w.system.Look().Phones.Get(a.who[0])
	if !ok {
		return a.problem("%sにはソフトフォンがない", "%s has no softphone", partyText(a.who[0]))
	}
	got := labelsOf(view)
	if a.is && got != a.labels || !a.is && got&a.labels != 0 {
		return a.problem("%sの画面の表示は%s", "the screen of %s shows %s", partyText(a.who[0]), got)
	}
	return nil
}

func labelsOf(v calllog.PhoneView) (l label) {
	l = map[pause.Verb]label{pause.Stop: stopLabel, pause.Resume: resumeLabel}[v.Toggle]
	if v.Message {
		l |= messageLabel
	}
	return l
}

// In lists the labels.
func (l label) In(lang spec.Lang) string {
	var all []string
	for _, n := range labels.names {
		if l&n.is != 0 {
			all = append(all, n.In(lang))
		}
	}
	if all == nil {
		return nothing.In(lang)
	}
	return strings.Join(all, spec.Text{JA: "、", EN: ", "}.In(lang))
}

var nothing = spec.Text{JA: "なし", EN: "nothing"}

// marked wants a ○ or × of tables 3.1 and 3.2.
func (w *world) marked(a *arguments) error {
	p, _ := w.system.Phone(a.who[0])
	verdict := p.Decide(a.button.button).Verdict
	is := verdict == buttons.Enabled || a.toSee && verdict == buttons.Disabled
	if a.button.button == buttons.Toggle {
		is = is && p.View().Toggle == a.button.verb
	}
	if is != a.mark {
		return a.differs(mark(a.mark), mark(is))
	}
	return nil
}

func mark(is bool) string {
	if is {
		return "○"
	}
	return "×"
}

// because wants a button to be what it is by a rule.
func (w *world) because(a *arguments) error {
	p, _ := w.system.Phone(a.who[0])
	if d := p.Decide(a.button.button); d.Rule != a.rule {
		return a.differs(a.rule, d.Rule)
	}
	return nil
}

func (w *world) inState(a *arguments) error {
	if p, _ := w.system.Phone(a.who[0]); p.State != a.state {
		return a.differs(a.state, p.State)
	}
	return nil
}

// truthful wants a screen to show what is recorded, or not.
func (w *world) truthful(a *arguments) error {
	lies := slices.ContainsFunc(w.system.Look().Mismatch, func(m calllog.Mismatch) bool { return m.Party == a.who[0] })
	if lies == a.is {
		return a.problem("%sの画面は実際の録音と%s", "the screen of %s %s with what is recorded", partyText(a.who[0]), verbOf(agrees, !lies))
	}
	return nil
}

func verbOf(k list[bool], is bool) spec.Text {
	i := slices.IndexFunc(k.names, func(n name[bool]) bool { return n.is == is })
	return k.names[i].Text
}
