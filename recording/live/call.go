package live

import (
	"math"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// An event is a step, or, where the step has no cause, a change of who is away, or a stop span.
type event struct {
	at   int64
	step pause.Step
	away pause.Parties
	stop *recording.StopSpan
}

// Step notes what happened to the call at a position, in the order of the positions of steps; they may lie before what has been
// written. Files are corrected: what somebody said who had stopped the recording by then is taken out, as far back as it may lie, and
// what was silence for want of a resume comes back as far as it is in memory. Of a stream, what it had been given is reported as leaked.
//
// The errors are those of Timeline.Add, *RangeError and *ClosedError: nothing was changed. A stop with a position before that of the last
// step gives a *recording.PositionError: StopWithin silences what lies between it and the error's Last, and the stop, made again from the
// recorder after the last step, is noted at Last, unless the recording ended there. A *SinkError: the step was noted, and the next one
// starts from its After; one that does not gives a *recording.StepError, whose Last is the recorder to go on from.
func (r *Recording) Step(at int64, s pause.Step) error {
	if err := r.checkPosition(at); err != nil {
		return err
	}
	if err := r.timeline.Add(at, s); err != nil || s.Cause == 0 {
		return err
	}
	r.last = s.After
	return r.changed(event{at: at, step: s})
}

// Away notes who of the call's parties talks in another call from a position on. It works like Step.
func (r *Recording) Away(at int64, away pause.Parties) error {
	if err := r.checkPosition(at); err != nil {
		return err
	}
	if err := r.timeline.Away(at, away); err != nil {
		return err
	}
	return r.changed(event{at: at, away: away})
}

// changed plans anew, and settles what that means for what has been written.
func (r *Recording) changed(e event) error {
	r.events = append(r.events, e)
	before := r.plans
	r.plans = r.plan()
	for i := range r.outputs {
		o := &r.outputs[i]
		for track := o.first; track < o.first+o.tracks; track++ {
			r.revise(o, track, before[track], recording.Span{From: r.timeline.Origin(), To: o.done})
			r.revise(o, track, before[track], recording.Span{From: o.done, To: o.reached})
		}
	}
	return r.settle(r.front - r.config.HoldBack)
}

// revise compares what a track should have held with what it should hold now.
func (r *Recording) revise(o *output, track int, before recording.Plan, written recording.Span) {
	was, is := cursor{before.Pieces}, cursor{r.plans[track].Pieces}
	for !written.Empty() {
		a, b := was.at(written.From), is.at(written.From)
		s := recording.Span{From: written.From, To: min(a.To, b.To, written.To)}
		if a.Voices != b.Voices || toneStart(a) != toneStart(b) {
			r.differs(o, r.config.Layout.Tracks()[track], s, a.Voices, b.Voices)
		}
		written.From = s.To
	}
}

// A cursor goes through the pieces of a plan.
type cursor struct {
	pieces []recording.Piece
}

// at returns the piece that holds a position which never lies before the last one; behind the end, silence.
func (c *cursor) at(n int64) recording.Piece {
	for len(c.pieces) > 0 && c.pieces[0].To <= n {
		c.pieces = c.pieces[1:]
	}
	if len(c.pieces) == 0 {
		return recording.Piece{Span: recording.Span{From: n, To: math.MaxInt64}, Tone: -1}
	}
	return c.pieces[0]
}

// toneStart returns where the tone of a piece starts, or a position at which none can.
func toneStart(p recording.Piece) int64 {
	if p.Tone < 0 {
		return math.MaxInt64
	}
	return p.From - p.Tone
}

// differs has a span corrected in which voices should have been others than those that were written, or the tone.
func (r *Recording) differs(o *output, track recording.Track, s recording.Span, was, is pause.Parties) {
	gone := was &^ is
	switch {
	case r.stream && gone != 0:
		r.note(Note{Leaked, s, track, gone})
	case r.stream:
		r.note(Note{Lost, s, track, is &^ was})
	case gone == 0 && s.From >= o.done: // it is written anyway
	case gone != 0:
		r.note(Note{Withdrawn, s, track, gone})
		o.wipe.Add(s)
	case was == 0:
		o.wipe.Add(s) // nothing is there that could be lost
	default:
		r.restore(o, track, s, is&^was)
	}
}

// restore has voices or the tone added to a span as far as everything that belongs there is in memory.
func (r *Recording) restore(o *output, track recording.Track, s recording.Span, voices pause.Parties) {
	if lost := (recording.Span{From: s.From, To: min(s.To, r.kept())}); !lost.Empty() {
		r.note(Note{Lost, lost, track, voices})
		s.From = lost.To
	}
	o.again.Add(s)
}

// StopWithin takes out of a span what a party's stop would have silenced in it: for a stop that another step has overtaken, and that
// Step refuses with a *recording.PositionError. Files are corrected and leaks into streams noted as by Step, and the margins are those
// of the Guard. See Timeline.StopWithin for what it does not change. A span without a sample of the recording is
// nothing.
//
// The errors are those of a stop where the party is in the call nowhere in the span, *RangeError and *ClosedError: nothing was changed.
// A *SinkError: the stop was noted.
func (r *Recording) StopWithin(span recording.Span, p pause.Party) error {
	if err := r.checkPosition(span.From); err != nil {
		return err
	}
	if err := r.checkPosition(span.To); err != nil || span.Empty() || span.To <= r.timeline.Origin() {
		return err
	}
	if err := r.timeline.StopWithin(span, p); err != nil {
		return err
	}
	return r.changed(event{at: span.From, stop: &recording.StopSpan{Party: p, Span: span}})
}
