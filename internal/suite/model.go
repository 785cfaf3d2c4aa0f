package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A model is all that the reference does in a scene, as far as a profile goes: every state that the scene's events lead
// to, and what it does there. The scene begins in state 0.
type model struct {
	scene  conformance.Scene
	events []conformance.Event
	states []state
}

// A state is what the reference shows there, and what it does with each event; nil where the event is not asked for.
type state struct {
	path      mealy.Word // shortest events to the state
	shown     conformance.Observation
	reactions []*reaction
}

// A reaction is what the reference does with one event in one state.
type reaction struct {
	next  int // state
	shown conformance.Observation
}

// explore visits every state that the events lead to, the nearest first. States are told apart by all that can be seen
// of a whole system, and by what it remembers and does not show.
func explore(ctx context.Context, scene conformance.Scene, p conformance.Profile) (model, error) {
	m := model{scene: scene, events: eventsIn(scene)}
	known := map[string]int{}
	visit := func(path mealy.Word, x *explorer) int {
		if _, ok := known[x.key()]; !ok {
			known[x.key()] = len(m.states)
			m.states = append(m.states, state{path, x.shown, make([]*reaction, len(m.events))})
		}
		return known[x.key()]
	}
	x, err := m.play(ctx, nil)
	if err != nil {
		return model{}, err
	}
	visit(nil, x)
	for n := 0; n < len(m.states); n++ {
		from := m.states[n]
		for i, e := range m.events {
			if m.isOver(from.path) || !isAsked(from.shown, e) {
				continue
			}
			path := append(slices.Clone(from.path), i)
			x, err := m.play(ctx, path)
			switch {
			case errors.Is(err, conformance.ErrRejected):
			case err != nil:
				return model{}, err
			case isJudged(x.shown, p) && !isShrunk(scene, len(x.gone), x.shown):
				from.reactions[i] = &reaction{visit(path, x), x.shown}
			}
		}
	}
	return m, nil
}

// isOver reports whether nothing more is asked after some events.
func (m model) isOver(path mealy.Word) bool {
	return len(path) > 0 && isLast(m.scene, m.events[path[len(path)-1]])
}

// isJudged reports whether a profile judges the event after which this is seen. None judges a stop while a target
// rings: nobody describes what it does (RP-XFR-013).
func isJudged(o conformance.Observation, p conformance.Profile) bool {
	return !slices.Contains(o.Reasons, spec.XFR013) && (o.Support == nil || isCovered(*o.Support, p))
}

// isShrunk reports whether a call of more than two has lost somebody while somebody's stop lasts: what it silences then
// is left open.
func isShrunk(s conformance.Scene, gone int, o conformance.Observation) bool {
	return isCrowd(s) && gone > 0 && isStopped(o)
}

// isStopped reports whether a recording is silent, of everybody or of somebody.
func isStopped(o conformance.Observation) bool {
	return o.Calls[original].Recording >= pause.Partial || o.Calls[target].Recording >= pause.Partial
}

// isCovered reports whether a profile judges what has a support level.
func isCovered(s spec.Support, p conformance.Profile) bool {
	return s == spec.Documented || s == spec.NotGuaranteed && p == conformance.Quirks
}

// An explorer is a session of the reference, with all that a system remembers and does not show.
type explorer struct {
	session conformance.Session
	shown   conformance.Observation
	at      int64
	clicked map[string]click // by party
	begun   calllog.Kind     // the transfer that rings
	gone    map[string]bool  // who has left the call that the scene began in
	over    bool             // nothing more is asked
}

// A click is what a softphone's operator last did in its calls, and where.
type click struct {
	verb pause.Verb
	in   callstate.State
}

// play opens the reference in the model's scene and lets events happen. Its error is ErrRejected where one of them
// cannot happen.
func (m model) play(ctx context.Context, path mealy.Word) (*explorer, error) {
	session, err := conformance.Reference(conformance.System, pause.Policy{}).Open(ctx, m.scene)
	if err != nil {
		return nil, err
	}
	x := &explorer{session: session, clicked: map[string]click{}, gone: map[string]bool{}, over: m.isOver(path)}
	if x.shown, err = session.Observe(ctx); err != nil {
		return nil, err
	}
	for _, i := range path {
		if err := x.do(ctx, m.events[i]); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// do lets an event happen and looks. A locked button and a verb that there is not are rejected, which changes nothing
// and is no error here.
func (x *explorer) do(ctx context.Context, e conformance.Event) error {
	x.at += conformance.Rate
	e.At = x.at
	before := x.shown.Phones[e.Party]
	err := x.session.Do(ctx, e)
	if err != nil && (e.Action == conformance.Fact || isToggle(e)) {
		return err
	}
	if x.shown, err = x.session.Observe(ctx); err != nil {
		return err
	}
	x.remember(e, before)
	return nil
}

// remember keeps what is not shown of an event: before is what its party's softphone showed.
func (x *explorer) remember(e conformance.Event, before conformance.Screen) {
	switch {
	case isToggle(e):
		x.clicked[e.Party] = click{before.Toggle, before.State}
	case e.Fact == calllog.StarBegin || e.Fact == calllog.SharpBegin:
		x.begun = e.Fact
	case e.Fact == calllog.CallHangup || e.Fact == calllog.RoomLeave:
		x.gone[e.Party] = true
	case e.Fact == calllog.RoomJoin:
		delete(x.gone, e.Party)
	case e.Fact == calllog.CallInvite:
		clear(x.gone)
	}
	if x.shown.Phones[a].State != callstate.StarHeld {
		x.begun = 0
	}
	for party, phone := range x.shown.Phones {
		if phone.State == callstate.Idle {
			delete(x.clicked, party)
		}
	}
}

// key returns a text that two sessions share only if they go on alike.
func (x *explorer) key() string {
	return fmt.Sprint(x.shown.Phones, x.shown.Calls, x.clicked, x.begun, x.gone, x.over)
}

const (
	a = conformance.A
	b = conformance.B
	c = conformance.C
	d = conformance.D
	t = conformance.T

	original = conformance.OriginalCall
	target   = conformance.TargetCall
)

// locked is the buttons that a stop locks: the × of table 3.2.
var locked = []buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay,
	buttons.AutoThreeWay, buttons.StarTransfer}

// eventsIn returns what may happen in a scene: what may happen in any call, and what is special to its place.
func eventsIn(s conformance.Scene) (events []conformance.Event) {
	events = append(events, conformance.Event{Action: conformance.Wait})
	for _, party := range softphones(s) {
		events = append(events, conformance.Event{Action: conformance.Click, Party: party, Button: buttons.Toggle})
	}
	for _, button := range locked {
		events = append(events, conformance.Event{Action: conformance.Click, Party: a, Button: button})
	}
	events = append(events, conformance.Event{Action: conformance.Click, Party: a, Button: buttons.Dial, Keys: "5"},
		conformance.Event{Action: conformance.Enter, Party: s.Peer, Keys: "1"},
		conformance.Event{Action: conformance.Command, Party: a, Verb: conformance.NoSuchVerb},
		fact(calllog.HandRaise, a, ""), fact(calllog.CallHangup, a, original),
		fact(calllog.CallHangup, s.Peer, original))
	for _, e := range factsIn[s.Place] {
		e.Party = cmp.Or(e.Party, s.Peer)
		events = append(events, e)
	}
	return events
}

func fact(k calllog.Kind, party, call string) conformance.Event {
	return conformance.Event{Action: conformance.Fact, Party: party, Fact: k, Call: call}
}

// factsIn is what may happen in scenes that begin in a place, beside what may happen in any call. A party that is not
// named is the scene's peer.
var factsIn = map[conformance.Place][]conformance.Event{
	conformance.Talking: {fact(calllog.Hold, a, original), fact(calllog.Unhold, a, original),
		fact(calllog.CallInvite, a, original), fact(calllog.CallAnswered, "", original)},
	conformance.StarTalking: {fact(calllog.StarBegin, a, target), fact(calllog.StarAnswered, t, target),
		fact(calllog.StarCancel, a, target), fact(calllog.StarComplete, a, target), fact(calllog.SharpBegin, a, target),
		fact(calllog.SharpCancel, a, target), fact(calllog.SharpComplete, a, target)},
	conformance.Initiator: {fact(calllog.CallHangup, t, original)},
	conformance.Member:    {fact(calllog.CallHangup, b, original)},
	conformance.InRoom: {fact(calllog.RoomJoin, a, original), fact(calllog.RoomLeave, a, original),
		fact(calllog.RoomJoin, b, original), fact(calllog.RoomLeave, b, original),
		fact(calllog.RoomJoin, c, original), fact(calllog.RoomLeave, c, original)},
	conformance.OutboundWaiting: {fact(calllog.OutboundConnect, a, original), fact(calllog.OutboundLeave, a, ""),
		fact(calllog.OutboundWait, a, "")},
}

// softphones returns whose toggles can be clicked in a scene.
func softphones(s conformance.Scene) []string {
	switch {
	case s.Peer == d:
		return []string{a, d}
	case s.Peer == b || s.Place == conformance.InRoom:
		return []string{a, b}
	}
	return []string{a}
}

// displays returns whose displays are compared in a scene.
func displays(s conformance.Scene) []string {
	switch {
	case s.Peer == d:
		return []string{a, b, d}
	case s.Place == conformance.Member:
		return []string{a, b}
	}
	return softphones(s)
}

// isToggle reports whether an event is a click on a toggle.
func isToggle(e conformance.Event) bool {
	return e.Action == conformance.Click && e.Button == buttons.Toggle
}

// isCommand reports whether an event is a click on a toggle, or the command that a PBX gets of one.
func isCommand(e conformance.Event) bool {
	return isToggle(e) || e.Action == conformance.Command && e.Verb != conformance.NoSuchVerb
}

// isAsked reports whether a suite asks for an event where this is seen: a click on a toggle only where there is one, and
// not by somebody whom A holds; on a locked button only where the display is true; and no hold or transfer of a
// call that somebody has stopped (U-03).
func isAsked(o conformance.Observation, e conformance.Event) bool {
	phone := o.Phones[a]
	switch {
	case isToggle(e):
		holds := phone.State == callstate.Held ||
			e.Party != a && (phone.State == callstate.StarHeld || phone.State == callstate.StarTalking)
		return o.Phones[e.Party].Toggle != 0 && !holds
	case e.Action == conformance.Click:
		return phone.Message && isTrue(o, a)
	case e.Action == conformance.Enter, e.Action == conformance.Command:
		return phone.State == callstate.Talking
	case e.Fact == calllog.Hold, e.Fact == calllog.StarBegin, e.Fact == calllog.SharpBegin:
		return !slices.ContainsFunc(parties[:], func(party string) bool { return o.Phones[party].Message })
	}
	return true
}

// isTrue reports whether a softphone that shows a stop is right: some call is silent, or records without its voice.
func isTrue(o conformance.Observation, party string) bool {
	for _, call := range o.Calls {
		if call.Recording == pause.Silent || call.Recording == pause.Partial && slices.Contains(call.Silenced, party) {
			return true
		}
	}
	return false
}

// isLast reports whether the manual leaves open what A shows after an event, so that nothing is asked after it: a
// completed transfer, and the end of an outbound call.
func isLast(s conformance.Scene, e conformance.Event) bool {
	return e.Fact == calllog.StarComplete || e.Fact == calllog.SharpComplete ||
		s.Place == conformance.OutboundWaiting && e.Fact == calllog.CallHangup
}
