package main

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

func (w *world) invite(a *arguments) error { return w.fact(a, calllog.CallInvite, a.who[0], a.who[1]) }

// press clicks a button as it is on the screen: one that cannot be operated does nothing, and a label that is not there cannot be clicked.
func (w *world) press(a *arguments) error {
	if a.button.button == buttons.Toggle {
		return w.toggle(a, a.who[0], a.button.verb)
	}
	return w.click(a, a.button.button)
}

func (w *world) click(a *arguments, b buttons.Button) error {
	party := a.who[0]
	p, ok := w.system.Phone(party)
	if !ok {
		return a.problem("%sにはソフトフォンがない", "%s has no softphone", partyText(party))
	}
	if _, _, err := p.Press(b); err != nil { // it is hidden or locked: nothing happens
		return nil
	}
	if b == buttons.HangUp {
		return w.hangUp(a)
	}
	return w.facts(a, party, clicked(b, p.State)...)
}

// toggle clicks the toggle under a label.
func (w *world) toggle(a *arguments, party string, v pause.Verb) error {
	p, ok := w.system.Phone(party)
	if !ok || p.View().Toggle != v {
		return a.problem("%sの画面に「%s」がない", "the screen of %s has no %q", partyText(party), spec.Text{JA: v.Label(spec.JA), EN: v.Label(spec.EN)})
	}
	kind := calllog.PauseClick
	if v == pause.Resume {
		kind = calllog.ResumeClick
	}
	return w.happen(calllog.Event{Kind: kind, Party: party})
}

// dial presses keys of the dial pad, each of them.
func (w *world) dial(a *arguments) error {
	for range a.keys {
		if err := w.click(a, buttons.Dial); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) clickAll(a *arguments) error {
	for _, c := range a.clicks {
		w.last = nil
		if err := w.toggle(a, c.party, c.verb); err != nil {
			return err
		}
	}
	return nil
}

// pick answers a call, or hangs up.
func (w *world) pick(a *arguments) error {
	if a.is {
		return w.answer(a)
	}
	return w.hangUp(a)
}

// answersOf are the events that answer a call, by how it began. A # transfer is complete once it is answered.
var answersOf = map[calllog.Kind]calllog.Kind{calllog.CallInvite: calllog.CallAnswered, calllog.ConsultDial: calllog.ConsultAnswered,
	calllog.StarBegin: calllog.StarAnswered, calllog.SharpBegin: calllog.SharpComplete}

func (w *world) answer(a *arguments) error {
	c := w.callOf(a.who[0])
	if c == nil || answersOf[c.begun] == 0 {
		return a.problem("%sに着信がない", "nobody calls %s", partyText(a.who[0]))
	}
	if kind := answersOf[c.begun]; kind != calllog.SharpComplete {
		return w.fact(a, kind, a.who[0], "")
	}
	return w.fact(a, calllog.SharpComplete, c.parties[0], "")
}

func (w *world) hangUp(a *arguments) error {
	if c := w.callOf(a.who[0]); c != nil && c.begun == calllog.RoomJoin {
		return w.fact(a, calllog.RoomLeave, a.who[0], "")
	}
	return w.fact(a, calllog.CallHangup, a.who[0], "")
}

// perform does something with a function; a transfer of an ordinary call holds it first.
func (w *world) perform(a *arguments) error {
	kind := a.function[a.doing]
	p, ok := w.system.Phone(a.who[0])
	switch {
	case kind == 0 || !ok:
		return a.problem("%sにその操作はない", "%s can do no such thing", partyText(a.who[0]))
	case kind == calllog.ConsultDial && p.State == callstate.Talking:
		return w.facts(a, a.who[0], calllog.Hold, kind)
	}
	return w.facts(a, a.who[0], kind)
}

func (w *world) wait(a *arguments) error {
	w.at += seconds(a.seconds[0])
	return nil
}

// enter presses keys in an IVR: they are in the history, as the option has them.
func (w *world) enter(a *arguments) error {
	w.entered += w.settings.keys.Entry(a.keys, true)
	return nil
}
