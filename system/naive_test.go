package system_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
)

// A naiveOutcome is what became of an event.
type naiveOutcome struct {
	result  string // applied, unchanged, refused
	why     string // of the other two: "not-shown", "repeated", "pbx", "locked", "no-setting"
	despite bool   // a lock or a missing setting would have kept a click from it, or a command came before it
	dtmf    []string
	resumer string // who clicked 録音再開
}

// locked is "what a softphone's own buttons refuse" while it shows 録音再開.
var locked = map[string]bool{"hold": true, "unhold": true, "consult.dial": true, "transfer.complete": true,
	"threeway.start": true, "threeway.auto": true, "star.begin": true, "sharp.begin": true, "sharp.blind": true, "park": true}

// step returns the world after an event and the step, or the reason why the event has no meaning. The world itself
// stays.
func (w *naive) step(e calllog.Event) (next *naive, step naiveStep, problem string) {
	defer func() {
		if r := recover(); r != nil {
			next, problem = w, string(r.(naiveError))
		}
	}()
	next = w.clone()
	out := next.apply(e)
	if out.result != "applied" {
		next = w.clone() // "a refused or unchanged event changes nothing"
	}
	support := w.support(e, out)
	isVerb := among("pause.click resume.click pause.command resume.command", e.Kind.String())
	if !isVerb && w.resumesByItself(next) {
		support = "unspecified" // an automatic resume that beeps
	}
	if out.result == "applied" && e.Kind == calllog.PauseClick {
		next.phones[e.Party].doubtful = w.isLimited(e)
	}
	if out.result == "applied" && e.Kind == calllog.ResumeClick {
		next.phones[e.Party].doubtful = false
	}
	return next, w.describe(next, e, out, support), ""
}

// apply asks what the softphone's own buttons refuse before it asks for a meaning: unhold, consult.dial,
// transfer.complete and threeway.start stand in the list of what is refused, and never meet 録音再開 in a state where they
// would have one.
func (w *naive) apply(e calllog.Event) naiveOutcome {
	name := e.Kind.String()
	me := w.phones[e.Party] // nil for an external party
	stops := me != nil && w.toggle(e.Party) == "resume"
	noSetting := name == "threeway.auto" && !w.parties[e.Party].AutoThreeWay
	if e.Via.String() == "fact" { // "it has happened"
		out := w.happen(e, me)
		out.despite = out.despite || stops && (locked[name] || name == "dtmf") || noSetting
		return out
	}
	switch {
	case stops && locked[name]:
		return naiveOutcome{result: "refused", why: "locked"}
	case stops && name == "dtmf":
		return naiveOutcome{result: "unchanged", why: "locked"}
	case noSetting: // "always"
		return naiveOutcome{result: "refused", why: "no-setting"}
	}
	return w.happen(e, me)
}

// happen is what an event does that no softphone refuses.
func (w *naive) happen(e calllog.Event, me *naivePhone) naiveOutcome {
	name := e.Kind.String()
	switch name {
	case "call.answered":
		stopped := len(w.mustBeIn(e).stops) > 0 && !w.concernsPhones(e) // by a command
		meanings[name](w, e, me)
		return naiveOutcome{result: "applied", despite: stopped}
	case "hand.raise":
	case "recording.silence": // "calls and displays do not change"
		c := w.calls[e.Call]
		if c == nil && slices.Contains(w.ended, e.Call) { // its end has overtaken the stop
			c = &naiveCall{answered: true, wasIn: w.endedWith[e.Call]}
		}
		if c == nil || !c.answered || !c.wasIn[e.Party] {
			fail("there was no recording of it")
		}
	case "dtmf": // "a click on the dial pad during a call"
		if me.state == "idle" || me.state == "alerting" || me.state == "outbound_waiting" {
			fail("no call to send a tone to")
		}
		return naiveOutcome{result: "applied", dtmf: []string{e.Party}}
	case "pause.click", "resume.click":
		return w.click(e, me)
	case "pause.command": // "for the call it is that party's stop or resume; no display changes"
		w.mustBeRecorded(e).stops[e.Party] = true
	case "resume.command":
		w.mustBeRecorded(e).resume(e.Party)
		return naiveOutcome{result: "applied", resumer: e.Party}
	default:
		meanings[name](w, e, me)
	}
	return naiveOutcome{result: "applied"}
}

// click is a click on the label of an event. It acts on the call that the softphone talks in, and while a target rings
// on "the call with the target"; it may name either of the softphone's calls.
func (w *naive) click(e calllog.Event, me *naivePhone) naiveOutcome {
	wanted := strings.TrimSuffix(e.Kind.String(), ".click")
	switch shown := w.toggle(e.Party); {
	case shown == "none":
		return naiveOutcome{result: "refused", why: "not-shown"}
	case e.Call != "" && e.Call != me.current && e.Call != me.held:
		fail("not in call %q", e.Call)
	case wanted == "pause" && shown == "resume", wanted == "resume" && shown == "stop":
		return naiveOutcome{result: "unchanged", why: "repeated"}
	case e.PBX != calllog.Confirmed:
		return naiveOutcome{result: "refused", why: "pbx"}
	}
	me.stopped = wanted == "pause"
	c := w.calls[me.current] // nil in outbound waiting
	if me.stopped {
		if c != nil {
			c.stops[e.Party] = true
		}
		return naiveOutcome{result: "applied"}
	}
	if c != nil {
		c.resume(e.Party)
	}
	return naiveOutcome{result: "applied", resumer: e.Party}
}

// meanings is the events' table of the format, a row a function. Each fails where the event has no meaning.
var meanings = map[string]func(w *naive, e calllog.Event, me *naivePhone){
	"call.invite": func(w *naive, e calllog.Event, _ *naivePhone) {
		w.mustBeFree(e.Party)
		w.mustBeNew(e.Call)
		w.call(e)
		w.set(e.Party, "alerting", e.Call, "", "")
	},
	"call.answered": func(w *naive, e calllog.Event, _ *naivePhone) {
		c := w.mustRing(e, "")
		if e.Party == c.caller || c.into != "" {
			fail("the caller does not answer")
		}
		w.answer(c)
		for id := range c.members {
			w.set(id, "talking", e.Call, "", "")
		}
	},
	"call.failed": func(w *naive, e calllog.Event, _ *naivePhone) {
		// the party is the callee, also where the caller gave up
		if c := w.mustRing(e, ""); e.Party == c.caller || c.into != "" {
			fail("the caller's call cannot fail at the caller's")
		}
		w.end(e.Call)
	},
	"call.hangup": func(w *naive, e calllog.Event, me *naivePhone) { w.hangUp(e, me) },
	"room.leave": func(w *naive, e calllog.Event, me *naivePhone) {
		if !w.mustBeIn(e).room {
			fail("call %q is no room", e.Call)
		}
		w.hangUp(e, me)
	},
	"room.join": func(w *naive, e calllog.Event, _ *naivePhone) {
		w.mustBeFree(e.Party)
		c := w.calls[e.Call]
		if c == nil { // who comes first is the caller, and the operator side
			c = &naiveCall{room: true, answered: true, caller: e.Party, operator: e.Party, members: map[string]bool{},
				stops: map[string]bool{}}
			w.calls[e.Call] = c
		}
		if !c.room || c.members[e.Party] {
			fail("no room, or in it already")
		}
		c.join(e.Party)
		w.set(e.Party, "talking", e.Call, "", "")
	},
	"hold": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("talking", e.Call)
		w.set(e.Party, "held", "", e.Call, "")
	},
	"unhold": func(w *naive, e calllog.Event, me *naivePhone) {
		if me.state != "held" || me.held != e.Call {
			fail("does not hold call %q", e.Call)
		}
		w.set(e.Party, "talking", e.Call, "", "")
	},
	"park": func(w *naive, e calllog.Event, me *naivePhone) { // in a room and in a call of three it is a plain leaving
		me.must("talking", e.Call)
		c := w.calls[e.Call]
		c.parked = len(c.members) == 2 && !c.room
		w.set(e.Party, "idle", "", "", "")
		w.leave(e.Call, e.Party)
	},
	"consult.dial": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("held", "")
		w.dial(e, me.held, "held_dialing", "consult")
	},
	"star.begin": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("talking", me.current)
		w.dial(e, me.current, "star_held", "star")
	},
	"sharp.begin": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("talking", me.current)
		w.dial(e, me.current, "star_held", "sharp")
	},
	"consult.answered": func(w *naive, e calllog.Event, _ *naivePhone) {
		w.targetAnswers(e, "consult", "transfer_talking")
	},
	"star.answered": func(w *naive, e calllog.Event, _ *naivePhone) { w.targetAnswers(e, "star", "star_talking") },
	"consult.failed": func(w *naive, e calllog.Event, _ *naivePhone) {
		if w.mustRing(e, "consult").callee != e.Party {
			fail("it is the target that does not answer")
		}
		w.end(e.Call)
	},
	"transfer.complete": func(w *naive, e calllog.Event, me *naivePhone) { // its set "takes those of the other call"
		me.must("transfer_talking", me.current)
		w.complete(e.Party, union(w.calls[me.held].stops, w.calls[me.current].stops))
	},
	"star.complete": func(w *naive, e calllog.Event, me *naivePhone) {
		// "whose set is emptied: recording resumes by itself"
		me.must("star_talking", me.current)
		w.complete(e.Party, nil)
	},
	"sharp.complete": func(w *naive, e calllog.Event, me *naivePhone) {
		me.mustDial("sharp")
		if w.calls[me.current].busy {
			fail("the target is busy")
		}
		w.complete(e.Party, nil)
	},
	"star.cancel": func(w *naive, e calllog.Event, me *naivePhone) {
		// "the target's call ends", however many talk in it
		me.mustDial("star")
		w.end(me.current)
	},
	"sharp.cancel": func(w *naive, e calllog.Event, me *naivePhone) {
		me.mustDial("sharp")
		w.end(me.current)
	},
	"sharp.answered": func(w *naive, e calllog.Event, _ *naivePhone) { // "joined at once", or in the softphone's place
		c := w.mustBeIn(e)
		if c.into == "" {
			if w.mustRing(e, "sharp").callee != e.Party {
				fail("it is the target that answers")
			}
			w.complete(c.caller, nil)
			return
		}
		into := w.calls[c.into]
		delete(w.calls, e.Call)
		if into.members[e.Party] {
			fail("in the call already")
		}
		into.join(e.Party)
		w.set(e.Party, "talking", c.into, "", "")
	},
	"sharp.failed": func(w *naive, e calllog.Event, _ *naivePhone) {
		if w.mustBeIn(e).into == "" {
			fail("no softphone is free")
		}
		w.end(e.Call)
	},
	"sharp.blind": func(w *naive, e calllog.Event, me *naivePhone) { // "free at once"
		original := me.current
		me.must("talking", original)
		w.mustBeFree(e.To)
		w.mustBeElsewhere(e.To, original)
		w.mustBeNew(e.Call)
		c := w.calls[original]
		if len(c.members) < 2 {
			fail("nobody is there to be transferred")
		}
		w.ring(e.Call, e.Party, e.To).into = original
		delete(w.calls[e.Call].members, e.Party)
		if c.operator == e.Party {
			c.operator = e.To
		}
		delete(c.members, e.Party)
		c.taker = map[string]bool{e.To: true}
		c.stops = map[string]bool{} // "completed: the recording resumes by itself"
		c.parked = c.parked || len(c.members) == 1 && !c.room
		w.set(e.Party, "idle", "", "", "")
		w.set(e.To, "alerting", e.Call, "", "")
		w.settle(original)
	},
	"threeway.start": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("transfer_talking", me.current)
		held := me.held
		c := w.calls[held]
		maps.Copy(c.stops, w.calls[me.current].stops)
		w.moveOver(e.Party)
		c.parked = c.parked && len(c.members) < 2
		w.set(e.Party, "three_way", held, "", "")
	},
	"threeway.auto": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("talking", me.current)
		w.mustBeFree(e.To)
		w.mustBeElsewhere(e.To, me.current)
		w.calls[me.current].join(e.To)
		w.set(e.Party, "three_way", me.current, "", "")
		w.set(e.To, "talking", me.current, "", "")
	},
	"outbound.wait": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("idle", "")
		w.set(e.Party, "outbound_waiting", "", "", "")
	},
	"outbound.leave": func(w *naive, e calllog.Event, me *naivePhone) {
		me.must("outbound_waiting", "")
		w.set(e.Party, "idle", "", "", "")
	},
	"outbound.connect": func(w *naive, e calllog.Event, me *naivePhone) {
		// "a new recording with none", whatever is shown
		me.must("outbound_waiting", "")
		w.mustBeFree(e.To)
		w.mustBeNew(e.Call)
		c := w.ring(e.Call, e.Party, e.To)
		c.outbound = true
		w.answer(c)
		w.set(e.Party, "talking", e.Call, "", "")
		w.set(e.To, "talking", e.Call, "", "")
	},
}

// dial calls the target of a transfer of any kind, in a call of its own. An external party who is in the call that is
// held cannot be called.
func (w *naive) dial(e calllog.Event, held, state, kind string) {
	if w.phones[e.To] == nil {
		w.mustBeElsewhere(e.To, held)
	}
	w.mustBeNew(e.Call)
	w.call(e)
	w.set(e.Party, state, e.Call, held, kind)
}

// call rings at the party that an event names. "To a softphone that is busy, or that waits in アウトバウンド: the other one's
// state does not change", and it is never in the call.
func (w *naive) call(e calllog.Event) {
	c := w.ring(e.Call, e.Party, e.To)
	if p := w.phones[e.To]; p != nil && p.state != "idle" {
		c.busy = true
		delete(c.members, e.To)
		return
	}
	w.set(e.To, "alerting", e.Call, "", "")
}

func (w *naive) targetAnswers(e calllog.Event, kind, state string) {
	c := w.mustRing(e, kind)
	if c.callee != e.Party {
		fail("it is the target that answers")
	}
	w.answer(c)
	w.set(c.caller, state, e.Call, w.phones[c.caller].held, kind)
	w.set(c.callee, "talking", e.Call, "", "")
}

// hangUp is a member's leaving. With two calls "the softphone itself hangs up only the call that it dials or talks in";
// with one that it holds, that one.
func (w *naive) hangUp(e calllog.Event, me *naivePhone) {
	c := w.mustBeIn(e)
	switch {
	case me != nil && me.current != e.Call && me.current != "":
		fail("hangs up only the call that it dials or talks in")
	case !c.answered: // "while it still rings": whoever hangs up, it is over
		w.end(e.Call)
	case me != nil && me.state == "star_talking": // "is star.complete (softphone, 転送 talk up)"
		w.complete(e.Party, nil)
	case me != nil && me.state == "transfer_talking": // "back to 保留中"
		w.set(e.Party, "held", "", me.held, "")
		w.leave(e.Call, e.Party)
	default:
		w.set(e.Party, "idle", "", "", "")
		w.leave(e.Call, e.Party)
	}
}

// must checks a softphone's state and the call that it talks in.
func (p *naivePhone) must(state, current string) {
	if p.state != state || p.current != current {
		fail("no meaning in state %s, in call %q", p.state, p.current)
	}
}

// mustDial checks that a softphone transfers in a way: "cancel" has a meaning also "when the target never answers", and
// a # transfer has no talk with the target.
func (p *naivePhone) mustDial(kind string) {
	if p.kind != kind || p.state != "star_held" && p.state != "star_talking" {
		fail("no %s transfer in state %s", kind, p.state)
	}
}

// mustBeRecorded returns the call of a command, which has a recording or will have one.
func (w *naive) mustBeRecorded(e calllog.Event) *naiveCall {
	c := w.mustBeIn(e)
	if c.into != "" || c.busy {
		fail("nothing of it will be recorded")
	}
	return c
}

func (w *naive) mustBeIn(e calllog.Event) *naiveCall {
	c := w.calls[e.Call]
	if c == nil || !c.members[e.Party] {
		fail("not in call %q", e.Call)
	}
	return c
}

// mustBeNew: a call is "created by the event that first names it"; a name may be used again once its call is over.
func (w *naive) mustBeNew(call string) {
	if w.calls[call] != nil {
		fail("call %q is open", call)
	}
}

// mustBeFree: a softphone is called in 待機中 only. The format has no states for an external party, who may be in several
// calls.
func (w *naive) mustBeFree(id string) {
	if p := w.phones[id]; p != nil && p.state != "idle" {
		fail("%s is %s", id, p.state)
	}
}

func (w *naive) mustBeElsewhere(id, call string) {
	if w.calls[call].members[id] {
		fail("%s is in call %q", id, call)
	}
}

// mustRing returns the call of an event, which rings in the way that the event goes on with ("" for an ordinary call).
func (w *naive) mustRing(e calllog.Event, kind string) *naiveCall {
	c := w.calls[e.Call]
	if c == nil || !c.busy || c.callee != e.Party || !strings.HasSuffix(e.Kind.String(), ".failed") {
		c = w.mustBeIn(e) // "only call.failed may follow, ended by consult.failed"
	}
	dialed := ""
	if p := w.phones[c.caller]; p != nil && p.current == e.Call {
		dialed = p.kind
	}
	if c.answered || dialed != kind {
		fail("call %q does not ring, or is of another kind", e.Call)
	}
	return c
}
