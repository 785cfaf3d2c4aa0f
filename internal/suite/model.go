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

// A model is all that the reference does in a scene, as far as a profile goes: every state that it comes to, and what
// it does there.
type model struct {
	scene  conformance.Scene
	inputs []conformance.Event
	states []state
}

// A state is what the reference shows, and what it does with each input; nil where the input is not asked for.
type state struct {
	way       mealy.Word
	shown     conformance.Observation
	reactions []*reaction
}

// A reaction is what the reference does with one input in one state.
type reaction struct {
	to    int
	shown conformance.Observation
}

// explore visits every state that the inputs lead to, with all that can be seen of a whole system.
func explore(ctx context.Context, s conformance.Scene, p conformance.Profile) (model, error) {
	w := model{scene: s, inputs: inputs(s)}
	known := map[string]int{}
	visit := func(way mealy.Word, x *explorer) int {
		if _, ok := known[x.key()]; !ok {
			known[x.key()] = len(w.states)
			w.states = append(w.states, state{way, x.shown, make([]*reaction, len(w.inputs))})
		}
		return known[x.key()]
	}
	x, err := w.walk(ctx, nil)
	if err != nil {
		return model{}, err
	}
	visit(mealy.Word{}, x)
	for n := 0; n < len(w.states); n++ {
		for i, e := range w.inputs {
			if !w.asks(w.states[n], e) {
				continue
			}
			way := append(slices.Clone(w.states[n].way), i)
			x, err := w.walk(ctx, way)
			switch {
			case errors.Is(err, conformance.ErrRejected):
			case err != nil:
				return model{}, err
			case standsBehind(x.shown, p):
				w.states[n].reactions[i] = &reaction{visit(way, x), x.shown}
			}
		}
	}
	return w, nil
}

// asks reports whether an event is asked for in a state.
func (w model) asks(s state, e conformance.Event) bool {
	return asks(s.shown, e) && !w.isOver(s.way)
}

// isOver reports whether nothing more is asked after a way.
func (w model) isOver(way mealy.Word) bool {
	return len(way) > 0 && isLast(w.scene, w.inputs[way[len(way)-1]])
}

// standsBehind reports whether a profile judges an event: what a stop does while a target rings is described by nobody
// (RP-XFR-013).
func standsBehind(o conformance.Observation, p conformance.Profile) bool {
	if slices.Contains(o.Reasons, spec.XFR013) {
		return false
	}
	return o.Support == nil || *o.Support == spec.Guaranteed || *o.Support == spec.NotGuaranteed &&
		p == conformance.Quirks
}

// An explorer is a session of the reference on its way.
type explorer struct {
	session conformance.Session
	shown   conformance.Observation
	at      int64
	clicked map[string]click
	begun   calllog.Kind    // the transfer that rings
	gone    map[string]bool // who has left the call that the scene began in
	over    bool
}

// A click is what a softphone's operator last did in its calls, and where: with the transfer that rings and with who is
// left, that is all that a system remembers and does not show.
type click struct {
	verb pause.Verb
	in   callstate.State
}

// walk opens the reference in the model's scene and plays a word. Its error is ErrRejected where the last event cannot
// happen.
func (w model) walk(ctx context.Context, word mealy.Word) (*explorer, error) {
	session, err := conformance.Reference(conformance.System, pause.Policy{}).Open(ctx, w.scene)
	if err != nil {
		return nil, err
	}
	x := &explorer{session: session, clicked: map[string]click{}, gone: map[string]bool{}, over: w.isOver(word)}
	if x.shown, err = session.Observe(ctx); err != nil {
		return nil, err
	}
	for _, i := range word {
		if err := x.play(ctx, w.inputs[i]); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// play lets an event happen. A button that is locked, and a verb that there is not, are rejected and change nothing.
func (x *explorer) play(ctx context.Context, e conformance.Event) error {
	x.at += conformance.Rate
	e.At = x.at
	before := x.shown.Phones[e.Party]
	if err := x.session.Do(ctx, e); err != nil && (e.Action == conformance.Fact || isToggle(e)) {
		return err
	}
	o, err := x.session.Observe(ctx)
	if err != nil {
		return err
	}
	x.shown = o
	x.remember(e, before)
	return nil
}

// remember keeps what is not shown of an event.
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

// key is a text that two sessions share only if they go on alike: what is shown, and what was last clicked.
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

// inputs returns what may happen in a scene: what may happen in any call, and what the scene is about.
func inputs(s conformance.Scene) (events []conformance.Event) {
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
	for _, e := range about[s.Place] {
		e.Party = cmp.Or(e.Party, s.Peer)
		events = append(events, e)
	}
	return events
}

func fact(k calllog.Kind, party, call string) conformance.Event {
	return conformance.Event{Action: conformance.Fact, Party: party, Fact: k, Call: call}
}

// about is what may happen beside that where a scene begins. A party that is not named is the scene's peer.
var about = map[conformance.Place][]conformance.Event{
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

// isClick reports whether an event is a click on a toggle, or the command that a PBX has of one.
func isClick(e conformance.Event) bool {
	return isToggle(e) || e.Action == conformance.Command && e.Verb != conformance.NoSuchVerb
}

// asks reports whether an event can be asked for where this is seen: a click on what is there, a locked button where
// the display is true, and no hold of a call that somebody has stopped (U-03).
func asks(o conformance.Observation, e conformance.Event) bool {
	phone := o.Phones[a]
	switch {
	case isToggle(e):
		return o.Phones[e.Party].Toggle != 0 && o.Phones[a].State != callstate.Held
	case e.Action == conformance.Click:
		return phone.Message && isTrue(o, a)
	case e.Action == conformance.Enter, e.Action == conformance.Command:
		return phone.State == callstate.Talking
	case e.Fact == calllog.Hold:
		return !slices.ContainsFunc([]string{a, b, d}, func(party string) bool { return o.Phones[party].Message })
	}
	return true
}

// isTrue reports whether what a softphone shows as stopped is: some call is not recorded in full.
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
