package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// A trial is one check on its way through scenes of one subject. The first thing that decides it ends it: all that is asked
// of it after that does nothing.
type trial struct {
	Finding

	ctx   context.Context
	sut   SUT
	desc  Description
	depth int // how long sequences are that a check tries out in full

	session  Session
	scene    Scene
	trace    []Event
	at       int64
	now      Observation
	before   Observation
	rejected bool                     // the last event was
	displays map[string]pause.Display // what the softphones show by what was clicked; in the role pbx the kit plays them
}

// second is how far apart events are, in samples.
const second = Rate

// end decides the trial.
func (t *trial) end(v Verdict, format string, args ...any) {
	if t.Verdict == 0 {
		t.Verdict, t.Reason = v, fmt.Sprintf(format, args...)
	}
}

func (t *trial) over() bool { return t.Verdict != 0 }

// open begins a scene with a fresh subject.
func (t *trial) open(s Scene) {
	if t.close(); t.over() {
		return
	}
	if f := s.features(); !t.desc.Features.Has(f) {
		t.end(Skip, "the subject does not claim %v", f&^t.desc.Features)
		return
	}
	t.scene, t.trace, t.at, t.now, t.rejected, t.displays = s, nil, 0, Observation{}, false, map[string]pause.Display{}
	session, err := t.sut.Open(t.ctx, s)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.end(Inconclusive, "%v: %v", s, err)
	case err != nil:
		t.end(Broken, "open %v: %v", s, err)
	case session == nil:
		t.end(Broken, "open %v: no session and no error", s)
	default:
		t.Sessions++
		t.session = session
		t.observe()
		t.reached()
	}
}

// reached makes sure that the subject is in the scene's state, by its own account.
func (t *trial) reached() {
	if p, ok := t.now.Phones[A]; ok && !t.over() && p.State != 0 && p.State != t.scene.Place.State() {
		t.end(Inconclusive, "%v: the subject reports the state %v", t.scene, p.State)
	}
}

func (t *trial) close() {
	if t.session == nil {
		return
	}
	if err := t.session.Close(); err != nil {
		t.end(Broken, "close: %v", err)
	}
	t.session = nil
}

func (t *trial) observe() {
	if t.over() {
		return
	}
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.end(Broken, "observe: %v", err)
		return
	}
	t.before, t.now = t.now, o
}

// do lets an event happen a second after the last one, looks, and returns its position.
func (t *trial) do(e Event) int64 {
	t.at += second
	e.At = t.at
	if t.over() {
		return t.at
	}
	t.trace = append(t.trace, e)
	err := t.session.Do(t.ctx, e)
	t.rejected = errors.Is(err, ErrRejected)
	switch {
	case err == nil || t.rejected:
		t.observe()
	case errors.Is(err, ErrUnsupported):
		t.end(Inconclusive, "%v: %v", e, err)
	default:
		t.end(Broken, "%v: %v", e, err)
	}
	return t.at
}

// click clicks a softphone's toggle. A PBX sees the command of a softphone that the kit plays.
func (t *trial) click(party string) int64 {
	display, cmd := t.displays[party].Click()
	e := Event{Action: Click, Party: party, Button: buttons.Toggle}
	if t.desc.Role == PBX {
		e = Event{Action: Command, Party: party, Verb: cmd.Verb}
	}
	at := t.do(e)
	if !t.rejected {
		t.displays[party] = display.Confirm(cmd)
	}
	return at
}

// press clicks another button.
func (t *trial) press(party string, b buttons.Button) int64 {
	return t.do(Event{Action: Click, Party: party, Button: b})
}

// dial clicks a key of the dial pad.
func (t *trial) dial(party, key string) int64 {
	return t.do(Event{Action: Click, Party: party, Button: buttons.Dial, Keys: key})
}

// enter has a party press keys that an IVR hears.
func (t *trial) enter(party, keys string) { t.do(Event{Action: Enter, Party: party, Keys: keys}) }

// fact lets something happen to a call.
func (t *trial) fact(party string, k calllog.Kind, call string) int64 {
	return t.do(Event{Action: Fact, Party: party, Fact: k, Call: call})
}

// call begins another call of the scene's two parties, from idle.
func (t *trial) call() int64 {
	t.displays = map[string]pause.Display{}
	t.fact(A, calllog.CallInvite, OriginalCall)
	return t.fact(t.scene.Peer, calllog.CallAnswered, OriginalCall)
}

// hangUp has a party leave a call.
func (t *trial) hangUp(party, call string) int64 { return t.fact(party, calllog.CallHangup, call) }

// read returns the recording of the original call so far.
func (t *trial) read() Recording {
	if t.over() {
		return Recording{}
	}
	reader, ok := t.session.(Reader)
	if !ok {
		t.end(Broken, "the subject says that its recordings can be read, and its session is no Reader")
		return Recording{}
	}
	r, err := reader.Recording(t.ctx)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.end(Inconclusive, "recording: %v", err)
	case err != nil:
		t.end(Broken, "recording: %v", err)
	}
	return r
}

// want fails the rule unless something is so.
func (t *trial) want(ok bool, want, got string) {
	if ok || t.over() {
		return
	}
	t.Failure = &Failure{Scene: t.scene, Trace: t.trace, Want: want, Got: got, Before: t.before.summary(spec.EN)}
	t.end(Fail, "want %s, got %s", want, got)
}

// lies ends the trial of a subject that does not show what it says can be seen.
func (t *trial) lies(what spec.Observables, of string) {
	t.end(Broken, "the subject says that %v can be observed, and shows none%s", what, of)
}
