package faults

import (
	"context"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// Like returns the fault as a subject of the role, the observables and the features of another one; ok is false where the fault is
// one of another role.
func (f Fault) Like(like conformance.Description) (s conformance.SUT, ok bool) {
	s = f.Subject()
	role := s.Describe().Role
	if role == like.Role {
		return part{s, like, false}, true
	}
	return part{s, like, like.Role == conformance.PBX}, role == conformance.System
}

// A part is a whole system of which one half is seen.
type part struct {
	conformance.SUT
	like    conformance.Description
	clicked bool // what is asked of the recorder is what its softphone clicks
}

// Describe is the fault's, as far as the other subject goes. It says nothing of open questions: a fault has answers of its own.
func (p part) Describe() conformance.Description {
	d := p.SUT.Describe()
	d.Role, d.Observables, d.Choices = p.like.Role, p.like.Observables, nil
	d.Features &= p.like.Features
	return d
}

// Open opens the system.
func (p part) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	session, err := p.SUT.Open(ctx, scene)
	if err != nil {
		return nil, err
	}
	return half{session, p}, nil
}

type half struct {
	conformance.Session
	part
}

// Do has the system's own softphone click what the recorder is asked for.
func (h half) Do(ctx context.Context, e conformance.Event) error {
	if h.clicked && e.Action == conformance.Command && (e.Verb == pause.Stop || e.Verb == pause.Resume) {
		e.Action, e.Button = conformance.Click, buttons.Toggle
	}
	return h.Session.Do(ctx, e)
}

// Observe shows the half.
func (h half) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := h.Session.Observe(ctx)
	switch h.like.Role {
	case conformance.PBX:
		o.Phones, o.DTMF, o.Sent = nil, nil, nil
	case conformance.Softphone:
		o.Calls, o.Beeps, o.History = nil, nil, nil
	}
	return o, err
}

// Recording reads the system's.
func (h half) Recording(ctx context.Context) (conformance.Recording, error) {
	return h.Session.(conformance.Reader).Recording(ctx)
}
