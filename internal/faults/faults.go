// Package faults has subjects with one seeded defect each, made from the library's own. They prove that the kit
// notices, and a subject that fails is compared with them. The defects are those that programs of this kind have had,
// or are likely to have: see the tables screens, recorders, files, quirks, real and sentences.
package faults

import (
	"cmp"
	"context"
	"iter"
	"maps"
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
	Breaks []spec.ID // the rules that it breaks, the one that it is about first
	Source string    // where a real program had it

	role  conformance.Role // of the subject; 0: the whole system
	patch patch
	when  func(*session) bool // of a seeded fault: when it is at work
}

// A patch is how a fault differs from the reference. What is nil is the reference's own.
type patch struct {
	open func(*conformance.Scene)                 // changes the scene before it is opened
	do   func(*conformance.Event)                 // changes an event before it happens
	turn func(*session, *conformance.Event)       // the same, by what has happened before
	say  func(*session, error) error              // changes the answer to the last event
	see  func(*session, *conformance.Observation) // changes what is seen
	read func(*session, *conformance.Contents)    // changes what is in the recording
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
func (f Fault) Subject() conformance.SUT { return subject{f.reference(), f, f.reference().Describe()} }

// Like returns the fault as a subject of the role, the observables and the features of another one: of a whole system
// only that half is seen. ok is false where the fault is a PBX's and the other subject is none.
func (f Fault) Like(other conformance.Description) (s conformance.SUT, ok bool) {
	role := f.reference().Describe().Role
	return subject{f.reference(), f, other}, role == other.Role || role == conformance.System
}

// reference is what the fault is built around.
func (f Fault) reference() conformance.SUT {
	return conformance.Reference(cmp.Or(f.role, conformance.System), pause.Policy{})
}

type subject struct {
	conformance.SUT
	fault Fault
	like  conformance.Description
}

// Describe is the reference's under the fault's name, as far as the subject goes that it is like. It says nothing of
// open questions: a fault has answers of its own.
func (s subject) Describe() conformance.Description {
	d := s.SUT.Describe()
	d.Name, d.Role, d.Observables, d.Choices = s.fault.ID, s.like.Role, s.like.Observables, nil
	d.Features &= s.like.Features
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
	return &session{Session: inner, subject: s, scene: scene}, nil
}

// A session is a session of the reference with a fault around it. What has happened is kept, for faults that depend on
// it.
type session struct {
	conformance.Session
	subject
	scene  conformance.Scene
	events []conformance.Event
	shown  []conformance.Observation // by the reference: first in the scene, then after each event
	on     []bool                    // whether the fault was at work then
	keys   []string                  // what a dial pad has kept for later
	call   int                       // whose recording is read: 0 is the call in which the scene began
}

// Do lets the reference do what the fault makes of an event. What the PBX of a whole system is asked for is clicked on
// the system's own softphone.
func (s *session) Do(ctx context.Context, e conformance.Event) error {
	if s.like.Role == conformance.PBX && s.fault.role != conformance.PBX && e.Action == conformance.Command &&
		(e.Verb == pause.Stop || e.Verb == pause.Resume) {
		e.Action, e.Button = conformance.Click, toggle
	}
	if n := len(s.shown); n > 0 && n == len(s.events) { // nobody has looked since the last event
		s.shown = append(s.shown, s.shown[n-1])
		if s.on != nil {
			s.on = append(s.on, s.on[n-1])
		}
	}
	s.events = append(s.events, e)
	if s.fault.patch.do != nil {
		s.fault.patch.do(&e)
	}
	if s.fault.patch.turn != nil {
		s.fault.patch.turn(s, &e)
	}
	err := s.Session.Do(ctx, e)
	if s.fault.patch.say != nil {
		err = s.fault.patch.say(s, err)
	}
	return err
}

// Observe shows what the fault makes of what the reference shows, and of that the half which is to be seen.
func (s *session) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := s.Session.Observe(ctx)
	if err != nil {
		return o, err
	}
	if s.shown = append(s.shown, o); s.fault.when != nil {
		s.on = append(s.on, s.fault.when(s))
	}
	o = clone(o)
	if s.fault.patch.see != nil {
		s.fault.patch.see(s, &o)
	}
	switch s.like.Role {
	case conformance.PBX:
		o.Phones, o.DTMF, o.Sent = nil, nil, nil
	case conformance.Softphone:
		o.Calls, o.Beeps, o.History = nil, nil, nil
	}
	return o, nil
}

// Recording returns what the fault makes of a recording.
func (s *session) Recording(ctx context.Context) (conformance.Contents, error) {
	return s.RecordingOf(ctx, 0)
}

// RecordingOf is Recording of a later call.
func (s *session) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	s.call = call
	r, err := s.Session.(conformance.LaterReader).RecordingOf(ctx, call)
	if err == nil && s.fault.patch.read != nil {
		s.fault.patch.read(s, &r)
	}
	return r, err
}

// clone makes what is seen the fault's own, so that what the reference has shown stays.
func clone(o conformance.Observation) conformance.Observation {
	phones, calls := map[string]conformance.Screen{}, map[string]conformance.Recorder{}
	maps.Copy(phones, o.Phones)
	maps.Copy(calls, o.Calls)
	o.Phones, o.Calls, o.Beeps = phones, calls, slices.Clone(o.Beeps)
	return o
}

// A click is what a party's click on its toggle asked for.
type click struct {
	party string
	verb  pause.Verb
	at    int64
}

// clicks returns the clicks on toggles, in order, since the call was answered.
func (s *session) clicks() (list []click) {
	for i, e := range s.events {
		switch label := s.shown[i].Phones[e.Party].Toggle; {
		case e.Action == conformance.Fact && e.Fact == calllog.CallAnswered:
			list = nil
		case e.Action == conformance.Click && e.Button == toggle && label != 0:
			list = append(list, click{e.Party, label, e.At})
		}
	}
	return list
}

// pauses returns the spans between a stop and the next resume; one that is not over ends at a position.
func (s *session) pauses(until int64) (spans []recording.Span) {
	open := false
	for _, c := range s.clicks() {
		switch {
		case c.verb == pause.Stop && !open:
			spans, open = append(spans, span(c.at, until)), true
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

// had reports whether a fact has happened.
func (s *session) had(fact calllog.Kind) bool {
	return slices.ContainsFunc(s.events, func(e conformance.Event) bool { return e.Fact == fact })
}

// phone changes what a softphone shows.
func phone(o *conformance.Observation, party string, change func(*conformance.Screen)) {
	if p, ok := o.Phones[party]; ok {
		change(&p)
		o.Phones[party] = p
	}
}

// both changes what the softphones A and B show.
func both(o *conformance.Observation, change func(*conformance.Screen)) {
	phone(o, conformance.A, change)
	phone(o, conformance.B, change)
}

// record changes what the recording of the original call does, where it is recorded.
func record(o *conformance.Observation, to pause.State) {
	if c, ok := o.Calls[conformance.OriginalCall]; ok && c.Recording != pause.Off {
		o.Calls[conformance.OriginalCall] = conformance.Recorder{Recording: to}
	}
}

// show puts a label on a softphone's toggle, with the message beside 録音再開; 0 hides the toggle.
func show(o *conformance.Observation, party string, label pause.Verb) {
	phone(o, party, func(p *conformance.Screen) { p.Toggle, p.Message = label, label == pause.Resume })
}

// showsIf has A show a label, or with 0 no toggle, while something holds of the session.
func showsIf(label pause.Verb, when func(*session) bool) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if when(s) {
			show(o, conformance.A, label)
		}
	}}
}

// showsIn has A show a label, or with 0 no toggle, in a state of its call.
func showsIn(state callstate.State, label pause.Verb) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		if o.Phones[conformance.A].State == state {
			show(o, conformance.A, label)
		}
	}}
}

// recordsIf has the original call's recording do something else while something holds of the session.
func recordsIf(to pause.State, when func(*session) bool) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if when(s) {
			record(o, to)
		}
	}}
}
