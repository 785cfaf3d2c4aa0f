package conformance

import (
	"context"
	"errors"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A trial is one check on its way through scenes of one subject. The first difference ends it: all that is asked of it after that
// does nothing. A scene that the subject has not, or cannot reach, is set aside, and the others are still looked at.
type trial struct {
	Finding

	ctx   context.Context
	sut   SUT
	desc  Description
	depth int   // how long sequences are that a check tries out in full
	guard int64 // samples at both sides of an edge in a recording that are not judged
	step  int64 // samples from one event to the next

	session Session
	aside   bool      // the scene is set aside
	opened  int       // scenes that were not
	unseen  spec.Text // why the first scene that should have been seen could not be
	lacking spec.Text // why the first scene that need not be seen was not

	scene    Scene
	trace    []Event
	at       int64
	now      Observation
	before   Observation
	rejected bool                     // the last event was
	held     bool                     // A has put its call on hold
	ended    bool                     // the call has ended
	displays map[string]pause.Display // what the softphones show by what was clicked; in the role pbx the kit plays them
}

func newTrial(ctx context.Context, s SUT, d Description, set settings) *trial {
	t := &trial{ctx: ctx, sut: s, desc: d, depth: set.depth, guard: set.around(d)}
	t.step = Rate + 2*t.guard
	return t
}

// end decides the trial.
func (t *trial) end(v Verdict, why spec.Text) {
	if t.Verdict == 0 {
		t.Verdict, t.Reason = v, why
	}
}

// fail ends it with a difference from what the rule says.
func (t *trial) fail(want, got spec.Text) {
	if t.over() {
		return
	}
	t.Failure = &Failure{Scene: t.scene, Trace: t.trace, Want: want, Got: got, Before: t.before, After: t.now}
	t.end(Fail, say("期待：%s、実際：%s", "want %s, got %s", want, got))
}

// unreachable sets the scene aside: the subject should show it and does not, so that the rule is not fully seen.
func (t *trial) unreachable(why spec.Text) {
	if t.unseen == (spec.Text{}) {
		t.unseen = why
	}
	t.aside = true
}

// lacks sets the scene aside where it needs what the subject does not claim to have.
func (t *trial) lacks(f Features) bool {
	missing := f &^ t.desc.Features
	if missing == 0 {
		return false
	}
	t.lacking, t.aside = say("対象外の機能：%s", "the subject does not claim %s", missing), true
	return true
}

// altogether leaves the last trace behind: what is wanted next is of all that was seen.
func (t *trial) altogether() { t.trace, t.before, t.now = nil, Observation{}, Observation{} }

// over reports whether nothing more is asked: of the trial, or in this scene.
func (t *trial) over() bool { return t.Verdict != 0 || t.aside }

// finish gives the verdict where nothing has differed.
func (t *trial) finish() {
	switch {
	case t.unseen != spec.Text{}:
		t.end(Inconclusive, t.unseen)
	case t.opened == 0 && t.lacking != spec.Text{}:
		t.end(Skip, t.lacking)
	}
	t.end(Pass, spec.Text{})
}

// open begins a scene with a fresh subject.
func (t *trial) open(s Scene) {
	if t.close(); t.Verdict != 0 {
		return
	}
	t.scene, t.trace, t.at, t.now, t.before, t.displays = s, nil, 0, Observation{}, Observation{}, map[string]pause.Display{}
	t.aside, t.rejected, t.held, t.ended = false, false, false, false
	if t.lacks(s.features()) {
		return
	}
	session, err := t.sut.Open(t.ctx, s)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.unreachable(say("%s：%s", "%s: %s", s, lack(err)))
	case err != nil:
		t.end(Broken, say("%sの準備：%s", "open %s: %s", s, plain(err.Error())))
	case session == nil:
		t.end(Broken, say("%sの準備：セッションもエラーもない", "open %s: no session and no error", s))
	default:
		t.Sessions++
		t.session = session
		t.observe()
		t.reached()
	}
}

// lack says what a subject has not, in its own words where it has some.
func lack(err error) spec.Text {
	if text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), ErrUnsupported.Error()), ": "); text != "" {
		return plain(text)
	}
	return spec.Text{JA: "製品が対応していない", EN: "not supported by the subject"}
}

// reached makes sure that the subject is in the scene's state, by its own account.
func (t *trial) reached() {
	if t.over() {
		return
	}
	t.opened++
	if p := t.now.Phones[A]; p.State != 0 && p.State != t.scene.Place.State() {
		t.unreachable(say("%s：製品の報告では%s", "%s: the subject reports that A is %s", t.scene, p.State))
	}
}

func (t *trial) close() {
	if t.session == nil {
		return
	}
	session := t.session
	t.session = nil
	if err := session.Close(); err != nil {
		t.end(Broken, say("終了：%s", "close: %s", plain(err.Error())))
	}
}

func (t *trial) observe() {
	if t.over() {
		return
	}
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.end(Broken, say("観測：%s", "observe: %s", plain(err.Error())))
		return
	}
	t.before, t.now = t.now, o
}

// do lets an event happen a step after the last one, looks, and returns its position.
func (t *trial) do(e Event) int64 {
	if !t.try(e) {
		t.unreachable(say("%s：製品にはできない", "the subject cannot do such a thing: %s", e))
	}
	return t.at
}

// try is do of an event that the rule can do without: it reports whether the subject has such a thing at all.
func (t *trial) try(e Event) (can bool) {
	t.at += t.step
	e.At = t.at
	if t.over() {
		return true
	}
	if t.lacks(e.features()) {
		t.opened--
		return true
	}
	t.trace = append(t.trace, e)
	err := t.session.Do(t.ctx, e)
	t.rejected = errors.Is(err, ErrRejected)
	switch {
	case err == nil || t.rejected:
		t.observe()
	case errors.Is(err, ErrUnsupported):
		t.trace = t.trace[:len(t.trace)-1]
		return false
	default:
		t.end(Broken, say("%s：%s", "%s: %s", e, plain(err.Error())))
	}
	return true
}

// read returns the recording of the original call so far.
func (t *trial) read() Recording {
	if t.over() {
		return Recording{}
	}
	reader, ok := t.session.(Reader)
	if !ok {
		t.end(Broken, say("録音を読めるとしているが、セッションがReaderでない", "the subject says that its recordings can be read, and its session is no Reader"))
		return Recording{}
	}
	r, err := reader.Recording(t.ctx)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.unreachable(say("録音：%s", "recording: %s", lack(err)))
	case err != nil:
		t.end(Broken, say("録音：%s", "recording: %s", plain(err.Error())))
	}
	return r
}

// lies ends the trial of a subject that does not show what it says can be seen.
func (t *trial) lies(what spec.Observables, of string) {
	if t.over() {
		return
	}
	t.end(Broken, say("「%s」（%s）を観測できるとしているが、示していない", "the subject says that %s (%s) can be observed, and shows none", what, of))
}
