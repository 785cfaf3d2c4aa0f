package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// beeps wants the last thing that happened to sound a beep that everybody of the parties hears.
func (w *world) beeps(a *arguments) error {
	heard := w.heard()
	for _, p := range a.parties {
		if !slices.Contains(heard, p) {
			return a.differs(namesOf(a.parties), namesOf(heard))
		}
	}
	return nil
}

func (w *world) quiet(a *arguments) error {
	if slices.ContainsFunc(w.last, func(o system.Outcome) bool { return len(o.Step.Beeps) > 0 }) {
		return a.differs(nothing, namesOf(w.heard()))
	}
	return nil
}

func (w *world) heard() (all []string) {
	for _, o := range w.last {
		for _, b := range o.Step.Beeps {
			all = append(all, b.To...)
		}
	}
	return all
}

// namesOf lists sounds, or parties, as stories do.
func namesOf(ids []string) spec.Text {
	var ja, en []string
	for _, n := range sounds.names {
		if slices.Contains(ids, n.is) {
			ja, en = append(ja, n.JA), append(en, n.EN)
		}
	}
	if ja == nil {
		return nothing
	}
	return spec.Text{JA: strings.Join(ja, "、"), EN: strings.Join(en, ", ")}
}

func (w *world) signal(a *arguments) error {
	got := slices.ContainsFunc(w.last, func(o system.Outcome) bool { return len(o.Step.DTMF) > 0 })
	if got != a.is {
		return a.problem("DTMF信号は%s", "the DTMF signal %s", verbOf(sent, got))
	}
	return nil
}

func (w *world) history(a *arguments) error {
	if w.entered != a.keys {
		return a.differs(a.keys, w.entered)
	}
	return nil
}

// warranty wants what the vendor says of the last thing that happened.
func (w *world) warranty(a *arguments) error {
	if len(w.last) == 0 {
		return a.problem("まだ何の操作もない", "nothing has happened yet")
	}
	o := w.last[len(w.last)-1]
	if o.Step.Support != a.support || o.Warranty != a.rule {
		return a.differs(fmt.Sprint(a.support.In(a.lang), " ", a.rule), fmt.Sprint(o.Step.Support.In(a.lang), " ", o.Warranty))
	}
	return nil
}

// follows wants the last thing that happened to be decided by a rule, among others.
func (w *world) follows(a *arguments) error {
	var rules []spec.ID
	for _, o := range w.last {
		rules = append(rules, o.Step.Rules...)
	}
	if !slices.Contains(rules, a.rule) {
		return a.differs(a.rule, rules)
	}
	return nil
}
