package suite

import (
	"context"
	"errors"

	"github.com/recpause/recpause/conformance"
)

// Once returns a subject that is brought nowhere twice: what it has answered and shown in a scene after the same events
// is remembered, and it is opened only where something else happens. It is used by one goroutine.
func Once(s conformance.SUT) conformance.SUT {
	return &once{SUT: s, scenes: map[conformance.Scene]*point{}}
}

type once struct {
	conformance.SUT
	scenes map[conformance.Scene]*point
}

// A point is where a subject comes to by some events in a scene: what it has answered to the last of them, and what it
// then showed and had recorded, as far as it was asked.
type point struct {
	err       error
	seen      *conformance.Observation
	recording map[int]conformance.Contents // by the call: 0 is the one in which the scene began
	reads     bool                         // its sessions are Readers
	next      map[step]*point
}

// A step is an event, and whether the subject was looked at before it: what is seen next depends on that, too.
type step struct {
	conformance.Event
	looked bool
}

// isAnswer reports whether an error says something of the subject, so that it would say it again.
func isAnswer(err error) bool {
	return err == nil || errors.Is(err, conformance.ErrRejected) || errors.Is(err, conformance.ErrUnsupported)
}

func (o *once) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	p, known := o.scenes[scene]
	if known && p.err != nil {
		return nil, p.err
	}
	x := &onceSession{once: o, scene: scene, at: p}
	if !known {
		live, err := o.SUT.Open(ctx, scene)
		if !isAnswer(err) || err == nil && live == nil {
			return nil, err
		}
		_, reads := live.(conformance.Reader)
		x.live, x.at = live, &point{err: err, reads: reads, next: map[step]*point{}}
		if o.scenes[scene] = x.at; err != nil {
			return nil, err
		}
	}
	if x.at.reads {
		return onceReader{x}, nil
	}
	return x, nil
}

// A onceSession is a session that is opened when something is asked that is not remembered.
type onceSession struct {
	*once
	scene conformance.Scene
	live  conformance.Session // nil as long as everything is remembered
	at    *point
	path  []step
	// looked says whether the session has looked at where it is: what is heard is heard since the last look.
	looked bool
}

// open opens the subject, where it is not, and brings it to where the session is.
func (x *onceSession) open(ctx context.Context) error {
	if x.live != nil {
		return nil
	}
	live, err := x.SUT.Open(ctx, x.scene)
	if err != nil {
		return err
	}
	x.live = live
	for _, s := range x.path {
		if err := x.look(ctx, s.looked); err != nil {
			return err
		}
		if err := live.Do(ctx, s.Event); !isAnswer(err) {
			return err
		}
	}
	return x.look(ctx, x.looked)
}

// look looks at the subject again where it was looked at before.
func (x *onceSession) look(ctx context.Context, looked bool) error {
	if !looked {
		return nil
	}
	_, err := x.live.Observe(ctx)
	return err
}

func (x *onceSession) Do(ctx context.Context, e conformance.Event) error {
	s := step{e, x.looked}
	p, known := x.at.next[s]
	if !known || x.live != nil {
		if err := x.open(ctx); err != nil {
			return err
		}
		err := x.live.Do(ctx, e)
		if !isAnswer(err) {
			return err
		}
		if !known {
			p = &point{err: err, next: map[step]*point{}}
			x.at.next[s] = p
		}
	}
	x.at, x.path, x.looked = p, append(x.path, s), false
	return p.err
}

func (x *onceSession) Observe(ctx context.Context) (conformance.Observation, error) {
	if x.at.seen == nil || x.live != nil {
		if err := x.open(ctx); err != nil {
			return conformance.Observation{}, err
		}
		seen, err := x.live.Observe(ctx)
		if err != nil {
			return seen, err
		}
		if x.at.seen == nil {
			x.at.seen = &seen
		}
	}
	x.looked = true
	return *x.at.seen, nil
}

func (x *onceSession) Close() error {
	if x.live == nil {
		return nil
	}
	return x.live.Close()
}

// A onceReader is a session whose recordings can be read.
type onceReader struct{ *onceSession }

func (x onceReader) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.RecordingOf(ctx, 0)
}

func (x onceReader) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	if r, known := x.at.recording[call]; known {
		return r, nil
	}
	if err := x.open(ctx); err != nil {
		return conformance.Contents{}, err
	}
	r, err := contentsOf(ctx, x.live, call)
	if err == nil {
		if x.at.recording == nil {
			x.at.recording = map[int]conformance.Contents{}
		}
		x.at.recording[call] = r
	}
	return r, err
}
