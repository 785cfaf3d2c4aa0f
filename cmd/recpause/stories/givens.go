package main

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

func (w *world) configure(a *arguments) error {
	if a.name == version.JA || a.name == version.EN {
		v, err := pause.ParseVersion(a.value)
		w.settings.Config.Version = v
		return err
	}
	s, err := systemSettings.find(a.name, a.lang)
	if err != nil {
		return err
	}
	set, err := s.values.find(a.value, a.lang)
	if err == nil {
		set(&w.settings)
	}
	return err
}

func (w *world) configurePhone(a *arguments) error {
	s, err := phoneSettings.find(a.name, a.lang)
	if err != nil {
		return err
	}
	set, err := s.values.find(a.value, a.lang)
	if err == nil {
		set(&w.settings.Parties[w.settings.Index(a.who[0])])
	}
	return err
}

// bring brings a softphone from idle to a state.
func (w *world) bring(a *arguments) error { return w.facts(a, a.who[0], routes[a.state]...) }

// connect has two parties talk: the first one has called.
func (w *world) connect(a *arguments) error {
	if err := w.invite(a); err != nil {
		return err
	}
	return w.fact(a, calllog.CallAnswered, a.who[0], a.who[1])
}

// meet has parties join a conference room, one after the other.
func (w *world) meet(a *arguments) error {
	room := w.opened(calllog.RoomJoin, a.parties...)
	for _, party := range a.parties {
		if err := w.happen(calllog.Event{Kind: calllog.RoomJoin, Party: party, Call: room}); err != nil {
			return err
		}
	}
	return nil
}

// gather has a softphone start a three-way call with two others.
func (w *world) gather(a *arguments) error {
	if len(a.parties) != 2 {
		return a.problem("三者通話の相手は2人書く", "a three-way call needs two others")
	}
	initiator, held, third := a.who[0], a.parties[0], a.parties[1]
	if err := w.fact(a, calllog.CallInvite, initiator, held); err != nil {
		return err
	}
	c := w.callOf(initiator)
	if err := w.fact(a, calllog.CallAnswered, initiator, held); err != nil {
		return err
	}
	c.parties = append(c.parties, third)
	return w.happen(calllog.Event{Kind: calllog.ThreewayAuto, Party: initiator, To: third})
}

// talked is a whole call with one pause.
func (w *world) talked(a *arguments) error {
	length, from, to := seconds(a.seconds[0]), seconds(a.seconds[1]), seconds(a.seconds[2])
	if err := w.connect(a); err != nil {
		return err
	}
	start := w.at
	for _, c := range []struct {
		at   int64
		verb pause.Verb
	}{{from, pause.Stop}, {to, pause.Resume}} {
		w.at = start + c.at
		if err := w.toggle(a, a.who[2], c.verb); err != nil {
			return err
		}
	}
	w.at = start + length
	return w.fact(a, calllog.CallHangup, a.who[1], "")
}
