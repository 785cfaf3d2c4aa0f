package shim

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/conformance"
)

// A session is one scene of a program.
type session struct {
	subject *Subject
	process *process
	scene   conformance.Scene
	name    string
	seen    *conformance.Observation // came with the last event, and nobody has looked at it yet
}

// ask asks something about the session.
func (x *session) ask(ctx context.Context, m requestMessage) (reply, error) {
	x.subject.mu.Lock()
	defer x.subject.mu.Unlock()
	m.Session = x.name
	r, err := x.process.ask(ctx, m, x.subject.options.Limit)
	if err == nil {
		err = outcome(r)
	}
	return r, err
}

// Do sends an event, and has what is seen then sent back with the answer.
func (x *session) Do(ctx context.Context, e conformance.Event) error {
	r, err := x.ask(ctx, requestMessage{Op: opDo, Event: encodeEvent(e, x.scene), Observe: true})
	if r.result == done || r.result == rejected {
		seen := r.observation
		if x.seen != nil {
			seen = since(*x.seen, seen)
		}
		x.seen = &seen
	}
	return err
}

// since adds to an observation what was heard and sent before it, and not looked at.
func since(before, now conformance.Observation) conformance.Observation {
	now.Beeps = append(before.Beeps, now.Beeps...)
	now.DTMF = append(before.DTMF, now.DTMF...)
	now.Sent = append(before.Sent, now.Sent...)
	return now
}

// Observe returns what came with the last event, or asks.
func (x *session) Observe(ctx context.Context) (conformance.Observation, error) {
	if seen := x.seen; seen != nil {
		x.seen = nil
		return *seen, nil
	}
	r, err := x.ask(ctx, requestMessage{Op: opObserve})
	return r.observation, err
}

// Recording asks for the recording of the scene's call, and has somebody listen to it where it is WAV files.
func (x *session) Recording(ctx context.Context) (conformance.Recording, error) {
	r, err := x.ask(ctx, requestMessage{Op: opRecording})
	switch {
	case err != nil || r.audio == nil:
		return r.recording, err
	case x.subject.options.Listen == nil:
		return conformance.Recording{}, fmt.Errorf("%w: %w", conformance.ErrUnsupported, errNoListener)
	}
	r.audio.Scene = x.scene
	return x.subject.options.Listen(ctx, *r.audio)
}

// Close ends the session. One whose program has broken needs no end, and whoever asked it has been told.
func (x *session) Close() error {
	if x.broken() {
		return nil
	}
	_, err := x.ask(context.Background(), requestMessage{Op: opClose})
	return err
}

// broken reports whether the session's program has broken.
func (x *session) broken() bool {
	x.subject.mu.Lock()
	defer x.subject.mu.Unlock()
	return x.process.broken != nil
}
