package live

import (
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Stop is the command of a party in the call, noted at a position. It returns what has happened to the call, which says
// whom to beep. All commands work alike, and so does Step.
//
// The position may lie before what has been written, but not before that of the last step. Files are corrected: what
// has been silenced by now is taken out, as far back as it lies, and what was silence because a resume was not known
// yet comes back, as far as it is in memory. What a stream had been given is reported as leaked.
//
// On an error nothing has happened, and there is no step. The errors are those of the call's own method, a *FarError
// for a position farther than Config.Ahead beyond all that is known, and a *recording.PositionError where the recording
// has ended or another step has overtaken the command. If that was a stop, StopWithin silences what lies between its
// position and the error's Last, and the stop is given again at Last, unless the recording ended there. The one
// exception is a *SinkError: the step has been noted, and is returned.
func (r *Recording) Stop(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Stop(at, p) })
}

// Resume is the command of a party in the call; see Stop.
func (r *Recording) Resume(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Resume(at, p) })
}

// Do is Stop or Resume, whichever the verb asks for; see Stop.
func (r *Recording) Do(at int64, p pause.Party, v pause.Verb) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Do(at, p, v) })
}

// TimeOut is a Resume that a timer gives for a party whose stop has lasted too long; see pause.Call.TimeOut and Stop.
func (r *Recording) TimeOut(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.TimeOut(at, p) })
}

// Force is Do by a supervisor for a party; see pause.Call.Force and Stop.
func (r *Recording) Force(at int64, p pause.Party, v pause.Verb) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Force(at, p, v) })
}

// Answer is that of a call that rang; see pause.Call.Answer and Stop.
func (r *Recording) Answer(at int64) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Answer(at) })
}

// Join brings a party into the call; see pause.Call.Join and Stop.
func (r *Recording) Join(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Join(at, p) })
}

// Leave takes a party out of the call; see pause.Call.Leave and Stop.
func (r *Recording) Leave(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Leave(at, p) })
}

// Park takes a party out of the call, which stays open; see pause.Call.Park and Stop.
func (r *Recording) Park(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Park(at, p) })
}

// Complete completes a * or # transfer; see pause.Call.Complete and Stop.
func (r *Recording) Complete(at int64, leaves, target pause.Party, others pause.Parties) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Complete(at, leaves, target, others) })
}

// Cancel cancels a * or # transfer; see pause.Call.Cancel and Stop.
func (r *Recording) Cancel(at int64, p pause.Party) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Cancel(at, p) })
}

// Transfer completes an ordinary transfer; see pause.Call.Transfer and Stop.
func (r *Recording) Transfer(at int64, leaves, target pause.Party, others, stopped pause.Parties) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) {
		return t.Transfer(at, leaves, target, others, stopped)
	})
}

// Merge brings the parties of another call into this one; see pause.Call.Merge and Stop.
func (r *Recording) Merge(at int64, joins, stopped pause.Parties) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.Merge(at, joins, stopped) })
}

// End is the end of the call for all; see Stop. Close ends it, too, and writes what is held back.
func (r *Recording) End(at int64) (pause.Step, error) {
	return r.do(at, func(t *recording.Timeline) (pause.Step, error) { return t.End(at) })
}

// Step notes a step that was made elsewhere, from a log or on another call that is the same; see Stop. The zero Step is
// nothing. One that was not made from the call as it is gives a *recording.StepError.
func (r *Recording) Step(at int64, s pause.Step) error {
	_, err := r.do(at, func(t *recording.Timeline) (pause.Step, error) { return s, t.Step(at, s) })
	return err
}

// do notes a step at a position.
func (r *Recording) do(at int64, command func(*recording.Timeline) (pause.Step, error)) (pause.Step, error) {
	if err := r.checkPosition(at, r.ahead); err != nil {
		return pause.Step{}, err
	}
	call := r.timeline.Call()
	step, err := command(r.timeline)
	if err != nil || step.Cause == 0 {
		return pause.Step{}, err
	}
	return step, r.changed(stepEvent(at, step, call))
}

// Away notes who of the call's parties talks in another call from a position on. Its errors are those of Step.
func (r *Recording) Away(at int64, away pause.Parties) error {
	if err := r.checkPosition(at, r.ahead); err != nil {
		return err
	}
	if err := r.timeline.Away(at, away); err != nil {
		return err
	}
	return r.changed(event{At: at, Away: &away})
}

// StopWithin takes out of a span what a party's stop would have silenced in it: for a stop that another step has
// overtaken. It works like a stop, with the margins of the Guard; see Timeline.StopWithin for what it does not change.
// A span without a sample of the recording is nothing.
//
// Where the party is in the call nowhere in the span the error is that of its stop; the others are those of Stop. Only
// with a *SinkError the stop has been noted.
func (r *Recording) StopWithin(span recording.Span, p pause.Party) error {
	if err := r.checkPosition(span.From, r.ahead); err != nil {
		return err
	}
	if err := r.checkPosition(span.To, r.ahead); err != nil || span.Empty() || span.To <= r.timeline.Origin() {
		return err
	}
	if err := r.timeline.StopWithin(span, p); err != nil {
		return err
	}
	return r.changed(event{At: span.From, StopWithin: &recording.StopSpan{Party: p, Span: span}})
}

// changed notes an event for the journal, brings the plans up to date, and has what was written by those before
// corrected.
func (r *Recording) changed(e event) error {
	r.events = append(r.events, e)
	for i := range r.sinks {
		s := &r.sinks[i]
		for n, plan := range s.plans {
			at, old := plan.Update()
			at = max(at, r.timeline.Origin())
			r.compare(s, n, old, recording.Span{From: at, To: s.written})
			r.compare(s, n, old, recording.Span{From: max(at, s.written), To: s.tried})
		}
	}
	return r.settle(r.received - r.holdBack)
}

// compare finds where in a span that has been written by an old plan a sink's n-th track is another one now.
func (r *Recording) compare(s *sink, n int, old recording.Plan, written recording.Span) {
	for !written.Empty() {
		was, is := old.At(written.From), s.plans[n].At(written.From)
		part := recording.Span{From: written.From, To: min(was.To, is.To, written.To)}
		if was.Voices != is.Voices || was.Tone != is.Tone {
			r.differs(s, s.tracks[n], part, was.Voices, is.Voices)
		}
		written.From = part.To
	}
}

// differs has a span corrected in which other voices were written than should have been, or another tone.
func (r *Recording) differs(s *sink, track recording.Track, span recording.Span, was, is pause.Parties) {
	gone, lacks := was&^is, is&^was
	if r.streams {
		if gone != 0 {
			r.note(Note{Leaked, span, track, gone})
		}
		if lacks != 0 || gone == 0 { // of a tone alone nobody lacks anything
			r.note(Note{Lost, span, track, lacks})
		}
		return
	}
	switch {
	case gone == 0 && span.From >= s.written: // a write that failed is repeated anyway
	case gone != 0:
		r.note(Note{Withdrawn, span, track, gone})
		s.wipes.Add(span)
	case was == 0:
		s.wipes.Add(span) // nothing is there that could be lost
		s.corrected.Add(span)
	default:
		r.comeBack(s, track, span, lacks)
	}
}

// comeBack has voices or the tone written into a span, as far as everything that belongs there is in memory.
func (r *Recording) comeBack(s *sink, track recording.Track, span recording.Span, voices pause.Parties) {
	if lost := span.Intersect(before(r.kept())); !lost.Empty() {
		r.note(Note{Lost, lost, track, voices})
		span.From = lost.To
	}
	s.corrections.Add(span)
}

// from returns all samples from a position on, and before all samples before one.
func from(at int64) recording.Span   { return recording.Span{From: at, To: math.MaxInt64} }
func before(at int64) recording.Span { return recording.Span{From: math.MinInt64, To: at} }
