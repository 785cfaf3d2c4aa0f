package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A world is all that the reference does in a scene, as far as a profile goes: every state that it comes to, and what it does there.
type world struct {
	scene  conformance.Scene
	inputs []conformance.Event
	states []state
}

// A state is what the reference shows, and what it does with each input; nil where the input is not asked for.
type state struct {
	way   mealy.Word
	shown conformance.Observation
	turns []*turn
}

// A turn is what the reference does with one input in one state.
type turn struct {
	to    int
	shown conformance.Observation
}

// explore visits every state that the inputs lead to, with all that can be seen of a whole system.
func explore(ctx context.Context, s conformance.Scene, p conformance.Profile) (world, error) {
	w := world{scene: s, inputs: inputs(s)}
	known := map[string]int{}
	visit := func(way mealy.Word, x *explorer) int {
		if _, ok := known[x.key()]; !ok {
			known[x.key()] = len(w.states)
			w.states = append(w.states, state{way, x.shown, make([]*turn, len(w.inputs))})
		}
		return known[x.key()]
	}
	x, err := w.walk(ctx, nil)
	if err != nil {
		return world{}, err
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
				return world{}, err
			case standsBehind(x.shown, p):
				w.states[n].turns[i] = &turn{visit(way, x), x.shown}
			}
		}
	}
	return w, nil
}

// asks reports whether an event is asked for in a state.
func (w world) asks(s state, e conformance.Event) bool {
	return asks(s.shown, e) && !w.isOver(s.way)
}

// isOver reports whether nothing more is asked after a way.
func (w world) isOver(way mealy.Word) bool {
	return len(way) > 0 && isLast(w.scene, w.inputs[way[len(way)-1]])
}

// standsBehind reports whether a profile judges an event: what a stop does while a target rings is described by nobody (RP-XFR-013).
func standsBehind(o conformance.Observation, p conformance.Profile) bool {
	if slices.Contains(o.Reasons, spec.XFR013) {
		return false
	}
	return o.Support == nil || *o.Support == spec.Guaranteed || *o.Support == spec.NotGuaranteed && p == conformance.Quirks
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

// A click is what a softphone's operator last did in its calls, and where: with the transfer that rings and with who is left, that is all
// that a system remembers and does not show.
type click struct {
	verb pause.Verb
	in   callstate.State
}

// walk opens the reference in the world's scene and plays a word. Its error is ErrRejected where the last event cannot happen.
func (w world) walk(ctx context.Context, word mealy.Word) (*explorer, error) {
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
func (x *explorer) remember(e conformance.Event, before conformance.Phone) {
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
