package suite

import (
	"errors"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
)

// A trial is one test on its way through a session of the subject.
type trial struct {
	*run
	*Suite
	session conformance.Session
	state   int // of the world
	failure conformance.Failure
}

// open begins a scene; it reports whether the subject came there by its own account.
func (t *trial) open(s conformance.Scene) bool {
	session, err := t.sut.Open(t.ctx, s)
	switch {
	case errors.Is(err, conformance.ErrUnsupported):
		t.Lost++
		return false
	case err != nil || session == nil:
		t.broken("open %v: %v", s, err)
		return false
	}
	t.run.Report.Tests++
	t.session, t.failure.Scene = session, s
	if !t.observe() {
		return false
	}
	if is := t.failure.After.Phones[a].State; is != 0 && is != s.Place.State() {
		t.Lost++
		return false
	}
	return true
}

func (t *trial) close() {
	if t.session == nil {
		return
	}
	if err := t.session.Close(); err != nil {
		t.broken("close: %v", err)
	}
}

func (t *trial) observe() bool {
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.broken("observe: %v", err)
		return false
	}
	t.failure.Before, t.failure.After = t.failure.After, o
	return true
}

// begins compares what is seen before anything happens.
func (t *trial) begins() bool {
	shown := t.world.states[0].shown
	want := t.world.wanted(shown, shown, conformance.Event{Action: conformance.Wait}, t.by)
	return t.compare(want, cause{after: shown})
}

// play lets the events of a test happen, up to the first difference.
func (t *trial) play(test mealy.Word) {
	for _, i := range test {
		if !t.do(t.event(i)) {
			return
		}
		turn := t.turn(t.state, i)
		before := t.world.states[t.state].shown
		if !t.compare(t.views[t.outs[t.state][i]], cause{t.world.inputs[t.from[i]], before, turn.shown}) {
			return
		}
		t.state = turn.to
	}
}

// event completes an input to what happens now.
func (t *trial) event(input int) conformance.Event {
	e := t.events[input]
	e.At = int64(1+len(t.failure.Trace)) * conformance.Rate
	if isToggle(e) {
		e.Verb = t.failure.After.Phones[e.Party].Toggle
	}
	return e
}

// do lets an event happen and looks; it reports whether the subject has such a thing. A command or a click may be rejected.
func (t *trial) do(e conformance.Event) bool {
	err := t.session.Do(t.ctx, e)
	rejected := errors.Is(err, conformance.ErrRejected)
	switch {
	case errors.Is(err, conformance.ErrUnsupported) || rejected && e.Action == conformance.Fact:
		t.Lost++
		return false
	case err != nil && !rejected:
		t.broken("%v: %v", e, err)
		return false
	}
	t.failure.Trace = append(t.failure.Trace, e)
	return t.observe()
}

// compare judges what is seen; it reports whether the test goes on.
func (t *trial) compare(want view, why cause) bool {
	t.Steps++
	got := look(t.failure.After, t.by)
	switch want.judge(got) {
	case mealy.Lost:
		t.Lost++
		return false
	case mealy.Differs:
		x := want.difference(got)
		t.failure.Want, t.failure.Got = want.say(x), got.say(x)
		t.fail(t.rule(x, why), t.failure)
		return false
	}
	return true
}
