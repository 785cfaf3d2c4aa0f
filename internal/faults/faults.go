// Package faults is subjects with one defect each, made from the reference: the proof that the kit notices, and what a
// failing subject is compared with. The defects are those that programs of this kind have had, or are likely to have.
package faults

import (
	"context"
	"iter"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Fault is one defect.
type Fault struct {
	ID     string
	Name   spec.Text
	Breaks []spec.ID // the rules that it breaks; it is named for the first
	Source string    // where a real program had it

	role  conformance.Role // of the subject; 0: the whole system
	patch patch
}

// A patch is how a fault differs from the reference: in what it makes of its scene, of an event, of what is seen, and
// of a recording.
type patch struct {
	open func(*conformance.Scene)
	do   func(*session, conformance.Event) []conformance.Event
	see  func(*session, *conformance.Observation)
	read func(*session, *conformance.Contents)
}

// text is a name in both languages.
func text(ja, en string) spec.Text { return spec.Text{JA: ja, EN: en} }

// All returns every fault.
func All() iter.Seq[Fault] {
	return func(yield func(Fault) bool) {
		for _, chapter := range [][]Fault{screens, recorders, files, quirks, real, sentences} {
			for _, f := range chapter {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// Lookup returns a fault such as F14, or an *spec.UnknownError.
func Lookup(id string) (Fault, error) {
	var known []string
	for f := range All() {
		if f.ID == id {
			return f, nil
		}
		known = append(known, f.ID)
	}
	return Fault{}, &spec.UnknownError{Kind: "fault", Name: id, Known: known}
}

// Subject returns the reference with the fault: as a whole system, or as a PBX where only the commands of softphones
// show it.
func (f Fault) Subject() conformance.SUT {
	role := f.role
	if role == 0 {
		role = conformance.System
	}
	return subject{conformance.Reference(role, pause.Policy{}), f}
}

type subject struct {
	conformance.SUT
	fault Fault
}

// Describe is the reference's, under the fault's name.
func (s subject) Describe() conformance.Description {
	d := s.SUT.Describe()
	d.Name = s.fault.ID
	d.Choices = nil
	return d
}

// Open opens the reference, with the fault around it.
func (s subject) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	if s.fault.patch.open != nil {
		s.fault.patch.open(&scene)
	}
	inner, err := s.SUT.Open(ctx, scene)
	if err != nil {
		return nil, err
	}
	return &session{Session: inner, Fault: s.fault, scene: scene}, nil
}

// A session is a session of the reference with a fault around it. What has happened is kept, for faults that remember.
type session struct {
	conformance.Session
	Fault
	scene  conformance.Scene
	events []conformance.Event
	shown  []conformance.Observation // as the reference would show it
}

// Do lets the reference do what the fault makes of an event.
func (s *session) Do(ctx context.Context, e conformance.Event) error {
	events := []conformance.Event{e}
	if s.patch.do != nil {
		events = s.patch.do(s, e)
	}
	s.events = append(s.events, e)
	for _, e := range events {
		if err := s.Session.Do(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// Observe shows what the fault makes of what the reference shows.
func (s *session) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := s.Session.Observe(ctx)
	if err != nil {
		return o, err
	}
	s.shown = append(s.shown, o)
	o = clone(o)
	if s.patch.see != nil {
		s.patch.see(s, &o)
	}
	return o, nil
}

// Recording returns what the fault makes of a recording.
func (s *session) Recording(ctx context.Context) (conformance.Contents, error) {
	r, err := s.Session.(conformance.Reader).Recording(ctx)
	if err == nil && s.patch.read != nil {
		s.patch.read(s, &r)
	}
	return r, err
}

// clone makes what is seen the fault's own, so that what the reference has shown stays.
func clone(o conformance.Observation) conformance.Observation {
	phones := map[string]conformance.Screen{}
	for id, p := range o.Phones {
		phones[id] = p
	}
	calls := map[string]conformance.Recorder{}
	for id, c := range o.Calls {
		calls[id] = c
	}
	o.Phones, o.Calls, o.Beeps = phones, calls, slices.Clone(o.Beeps)
	return o
}

// A clicked is what a party's click on its toggle asked for.
type clicked struct {
	party string
	verb  pause.Verb
	at    int64
}

// verbs returns what the clicks asked for, in order, since the call began.
func (s *session) verbs() (list []clicked) {
	for i, e := range s.events {
		switch label := s.shown[i].Phones[e.Party].Toggle; {
		case e.Action == conformance.Fact && e.Fact == calllog.CallAnswered:
			list = nil
		case e.Action == conformance.Click && e.Button == toggle && label != 0:
			list = append(list, clicked{e.Party, label, e.At})
		}
	}
	return list
}

// pauses returns the spans between a stop and the next resume, the last one up to a position if it is open.
func (s *session) pauses(until int64) (spans []recording.Span) {
	open := false
	for _, c := range s.verbs() {
		switch {
		case c.verb == pause.Stop && !open:
			spans, open = append(spans, recording.Span{From: c.at, To: until}), true
		case c.verb == pause.Resume && open:
			spans[len(spans)-1].To, open = c.at, false
		}
	}
	return spans
}

// last returns the last event, the zero Event before the first.
func (s *session) last() conformance.Event {
	if len(s.events) == 0 {
		return conformance.Event{}
	}
	return s.events[len(s.events)-1]
}

// justClicked reports whether the last event is a click on a toggle.
func (s *session) justClicked() bool {
	e := s.last()
	return e.Action == conformance.Click && e.Button == toggle
}

// phone changes what a softphone shows.
func phone(o *conformance.Observation, party string, change func(*conformance.Screen)) {
	if p, ok := o.Phones[party]; ok {
		change(&p)
		o.Phones[party] = p
	}
}

// every changes what every softphone shows.
func every(o *conformance.Observation, change func(*conformance.Screen)) {
	for _, party := range [...]string{conformance.A, conformance.B} {
		phone(o, party, change)
	}
}

// state changes what the recording of the original call does, where it is recorded.
func state(o *conformance.Observation, to pause.State) {
	if c, ok := o.Calls[conformance.OriginalCall]; ok && c.Recording != pause.Off {
		o.Calls[conformance.OriginalCall] = conformance.Recorder{Recording: to}
	}
}

// label puts a label on a toggle, 0 for none, with the message where it belongs.
func label(p *conformance.Screen, v pause.Verb) {
	p.Toggle, p.Message = v, v == pause.Resume
}

// showIn shows the toggle in a state that does not.
func showIn(states ...callstate.State) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		phone(o, conformance.A, func(p *conformance.Screen) {
			if slices.Contains(states, p.State) {
				label(p, pause.Stop)
			}
		})
	}}
}

// hideIn hides it in one that does.
func hideIn(states ...callstate.State) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		phone(o, conformance.A, func(p *conformance.Screen) {
			if slices.Contains(states, p.State) {
				label(p, 0)
			}
		})
	}}
}

// before returns what the reference showed before the last event.
func (s *session) before() conformance.Observation {
	if len(s.shown) < 2 {
		return conformance.Observation{}
	}
	return s.shown[len(s.shown)-2]
}
