package conformance_test

import (
	"context"
	"maps"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// A wrapped is the library with something around it; what is nil is the library's own.
type wrapped struct {
	conformance.SUT
	describe func(*conformance.Description)
	open     func(conformance.Scene) error
	do       func(conformance.Scene, conformance.Event) error
	answer   func(conformance.Event, error) error
	see      func(conformance.Scene, *conformance.Observation)
	observe  func(conformance.Observation) error
	read     func(conformance.Scene, *conformance.Contents)
	close    func() error
	closed   *int            // counts how many sessions were closed
	outer    conformance.SUT // the subject that is asked, where it is another one around this
}

func around(role conformance.Role) wrapped {
	return wrapped{SUT: conformance.Reference(role, pause.Policy{})}
}

// out returns the subject that is asked.
func (w wrapped) out() conformance.SUT {
	if w.outer != nil {
		return w.outer
	}
	return w
}

// Describe returns the library's description, changed. What it declares belongs to the library.
func (w wrapped) Describe() conformance.Description {
	d := w.SUT.Describe()
	d.Choices = maps.Clone(d.Choices)
	if w.describe != nil {
		w.describe(&d)
	}
	return d
}

func (w wrapped) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	if w.open != nil {
		if err := w.open(s); err != nil {
			return nil, err
		}
	}
	inner, err := w.SUT.Open(ctx, s)
	return &wrappedSession{inner, w, s}, err
}

type wrappedSession struct {
	conformance.Session
	wrapped
	scene conformance.Scene
}

func (x *wrappedSession) Do(ctx context.Context, e conformance.Event) error {
	if x.do != nil {
		if err := x.do(x.scene, e); err != nil {
			return err
		}
	}
	err := x.Session.Do(ctx, e)
	if x.answer != nil {
		err = x.answer(e, err)
	}
	return err
}

func (x *wrappedSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	if x.see != nil {
		x.see(x.scene, &o)
	}
	if x.observe != nil {
		err = x.observe(o)
	}
	return o, err
}

func (x *wrappedSession) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.RecordingOf(ctx, 0)
}

func (x *wrappedSession) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	r, err := x.Session.(conformance.LaterReader).RecordingOf(ctx, call)
	if x.read != nil {
		x.read(x.scene, &r)
	}
	return r, err
}

func (x *wrappedSession) Close() error {
	if x.closed != nil {
		*x.closed++
	}
	if x.close != nil {
		return x.close()
	}
	return x.Session.Close()
}

// eachPhone changes what every softphone shows.
func eachPhone(o *conformance.Observation, change func(*conformance.Screen)) {
	for _, party := range slices.Sorted(maps.Keys(o.Phones)) {
		p := o.Phones[party]
		change(&p)
		o.Phones[party] = p
	}
}
