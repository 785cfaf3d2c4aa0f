package system_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/recpause/recpause/calllog"
)

// A naive is the model's dumb twin: a whole system in maps and strings, written from the call log format and the rules
// alone. It imports nothing that decides anything.
type naive struct {
	order     []string // party IDs as the header lists them
	parties   map[string]calllog.Participant
	config    calllog.Config
	newEnough bool // the product has the feature
	recorded  bool
	phones    map[string]*naivePhone     // softphones only
	calls     map[string]*naiveCall      // open calls only
	ended     []string                   // the answered calls that ended last, four at most
	endedWith map[string]map[string]bool // and who was in them
	untrue    map[string]naiveMismatch   // the displays that are false
}

// A naiveCall is one open call.
type naiveCall struct {
	members  map[string]bool
	wasIn    map[string]bool // whoever has been a member, or takes a place
	stops    map[string]bool // who has stopped it
	answered bool
	room     bool
	outbound bool
	parked   bool   // one is left, and the call stays open
	operator string // who is on the operator side
	caller   string
	callee   string
	taker    map[string]bool // in the step of a blind # transfer: who takes the softphone's place, and is not there yet
	busy     bool            // the callee is busy, and not in the call
	into     string          // of a blind # transfer: the call in which the target takes the place
}

// A naivePhone is what one softphone sees.
type naivePhone struct {
	state    string
	stopped  bool   // it has stopped the recording, as far as it knows
	doubtful bool   // it did so where the vendor does not stand behind it
	current  string // the call that it rings, dials or talks in
	held     string // the call that it holds
	kind     string // "star", "sharp" or "consult" while it has two calls
}

func newNaive(h calllog.Header) *naive {
	w := &naive{config: h.Config, recorded: h.Config.RecordAllCalls || h.Config.RecordCallcenter,
		parties: map[string]calllog.Participant{}, phones: map[string]*naivePhone{}, calls: map[string]*naiveCall{}}
	var major, minor int
	if _, err := fmt.Sscanf(h.Config.Version.String(), "%d.%d", &major, &minor); err != nil {
		panic(err) // a version is numbers with dots between them
	}
	w.newEnough = major > 3 || major == 3 && minor >= 13 // "compared by number"
	for _, p := range h.Parties {
		w.order = append(w.order, p.ID)
		w.parties[p.ID] = p
		if p.Softphone {
			w.phones[p.ID] = &naivePhone{state: "idle"}
		}
	}
	return w
}

func (w *naive) clone() *naive {
	n := *w
	n.phones, n.calls = map[string]*naivePhone{}, map[string]*naiveCall{}
	for id, p := range w.phones {
		q := *p
		n.phones[id] = &q
	}
	for id, c := range w.calls {
		d := *c
		d.members, d.stops, d.taker = union(c.members), union(c.stops), nil
		d.wasIn = union(c.wasIn, c.members, c.taker)
		n.calls[id] = &d
	}
	return &n
}

func union(sets ...map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, s := range sets {
		for id := range s {
			all[id] = true
		}
	}
	return all
}

// inOrder lists a set of parties in the header's order. It is never nil, for a step holds [] and never null.
func (w *naive) inOrder(set map[string]bool) []string {
	list := []string{}
	for _, id := range w.order {
		if set[id] {
			list = append(list, id)
		}
	}
	return list
}

func (w *naive) callNames() []string {
	names := []string{}
	for id := range w.calls {
		names = append(names, id)
	}
	slices.Sort(names)
	return names
}

// ownVoices reports whether a stop silences its owner's voice only: in "a room (of any size), or three parties".
func (c *naiveCall) ownVoices() bool { return c.room || len(c.members) >= 3 }

// silenced is the only rule about sound. Whether the call is recorded is not asked: with recording off by setting
// "clicks, display and beeps work as ever".
func (c *naiveCall) silenced() map[string]bool {
	switch {
	case !c.answered || len(c.stops) == 0:
		return map[string]bool{}
	case c.ownVoices():
		return union(c.stops)
	}
	return union(c.members) // a call of two: "non-empty means that everything is silence"
}

// resume is 録音再開 by one who is in the call: in a call of two "any one resume empties it", else it "removes its own
// name".
func (c *naiveCall) resume(who string) {
	if c.ownVoices() {
		delete(c.stops, who)
	} else {
		c.stops = map[string]bool{}
	}
}

// set puts a softphone into a state; of an external party there is nothing to know. 待機中 "clears it", the display.
func (w *naive) set(id, state, current, held, kind string) {
	p := w.phones[id]
	switch {
	case p == nil:
	case state == "idle":
		*p = naivePhone{state: "idle"}
	default:
		p.state, p.current, p.held, p.kind = state, current, held, kind
	}
}

// ring opens a call between two, which rings.
func (w *naive) ring(id, caller, callee string) *naiveCall {
	c := &naiveCall{caller: caller, callee: callee, members: map[string]bool{caller: true, callee: true},
		stops: map[string]bool{}}
	w.calls[id] = c
	return c
}

// answer starts the recording. The operator side is "the softphone that stands first in the header among those in the
// call"; "a call without a softphone has the caller on the operator side".
func (w *naive) answer(c *naiveCall) {
	c.answered, c.operator = true, c.caller
	for _, id := range slices.Backward(w.order) {
		if c.members[id] && w.phones[id] != nil {
			c.operator = id
		}
	}
}

// join brings a party into an answered call, on the far side.
func (c *naiveCall) join(who string) {
	c.members[who] = true
	c.parked = c.parked && len(c.members) < 2
}

// leave takes a party out of an answered call: "its name leaves the set with it". The party's own phone is elsewhere by
// now.
func (w *naive) leave(call, who string) {
	c := w.calls[call]
	delete(c.members, who)
	delete(c.stops, who)
	w.settle(call)
}

// settle is what becomes of a call whose members have changed: "a call of two ends when one leaves", "a room goes on
// until it is empty", a parked one "ends when that one leaves", and "a call of three goes on as a call of two, and a
// softphone that was 三者通話中 is 通話中" (not before two are left: of four that talk three may go on).
func (w *naive) settle(call string) {
	c := w.calls[call]
	n := len(c.members)
	c.parked = c.parked && n < 2
	if n == 0 || n == 1 && !c.room && !c.parked {
		w.end(call)
		return
	}
	for id := range c.members {
		if p := w.phones[id]; n <= 2 && p != nil && p.state == "three_way" && p.current == call {
			p.state = "talking"
		}
	}
}

// end ends a call for whoever is still in it. Whose current call it was goes back to the one it holds, if any; whose
// held call it was goes on with the target "as an ordinary one: ringing or talking".
func (w *naive) end(call string) {
	for id := range w.calls[call].members {
		p := w.phones[id]
		switch {
		case p == nil:
		case p.current == call && p.held == "", p.held == call && p.current == "":
			w.set(id, "idle", "", "", "")
		case p.current == call && p.kind == "consult":
			w.set(id, "held", "", p.held, "")
		case p.current == call:
			w.set(id, "talking", p.held, "", "")
		case p.held == call && (p.state == "star_held" || p.state == "held_dialing"):
			w.set(id, "alerting", p.current, "", "")
		case p.held == call:
			w.set(id, "talking", p.current, "", "")
		}
	}
	w.close(call)
}

// close takes a call that is over out of the world: "when that call ends, nothing rings any more".
func (w *naive) close(call string) {
	if c := w.calls[call]; c != nil && c.answered {
		w.ended = append(slices.Clone(w.ended), call)
		w.ended = w.ended[max(0, len(w.ended)-4):]
		w.endedWith = maps.Clone(w.endedWith)
		if w.endedWith == nil {
			w.endedWith = map[string]map[string]bool{}
		}
		w.endedWith[call] = union(c.wasIn, c.members)
	}
	delete(w.calls, call)
	for id, c := range w.calls {
		if c.into == call {
			w.end(id)
		}
	}
}

// moveOver brings everybody but the softphone from its target's call into the call that it holds, and says who of them
// is "the target": the one whom it called, or, where that one has gone, the first of those it talks with.
func (w *naive) moveOver(who string) (target string) {
	from, to := w.phones[who].current, w.phones[who].held
	movers := union(w.calls[from].members)
	delete(movers, who)
	if list := w.inOrder(movers); len(list) > 0 {
		target = list[0]
	}
	if movers[w.calls[from].callee] {
		target = w.calls[from].callee
	}
	for id := range movers {
		w.calls[to].members[id] = true
		w.rename(id, from, to)
	}
	w.close(from)
	return target
}

// rename tells a softphone that a call of its is another one now. The target of a # transfer is still ringing: it
// answers.
func (w *naive) rename(id, from, to string) {
	p := w.phones[id]
	if p == nil {
		return
	}
	if p.state == "alerting" {
		p.state = "talking"
	}
	if p.current == from {
		p.current = to
	}
	if p.held == from {
		p.held = to
	}
}

// complete ends a transfer: "the target takes the softphone's place in the original call", and its side. Of the names
// in stops those stay that are still in the call.
func (w *naive) complete(who string, stops map[string]bool) {
	to := w.phones[who].held
	target := w.moveOver(who)
	c := w.calls[to]
	delete(c.members, who)
	switch {
	case target == "": // it has parked the call and gone: nobody takes a place, and nothing resumes
		stops = c.stops
	case c.operator == who:
		c.operator = target
	}
	c.stops = map[string]bool{}
	for id := range stops {
		if c.members[id] {
			c.stops[id] = true
		}
	}
	w.set(who, "idle", "", "", "")
	w.settle(to)
}

// A naiveError is why an event has no meaning. It travels by panic, and step catches it: a dumb twin has no room for
// error paths.
type naiveError string

func fail(format string, args ...any) { panic(naiveError(fmt.Sprintf(format, args...))) }
