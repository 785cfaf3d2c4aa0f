package recording

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A Timeline is what happened to one recording, whatever its layout: from where on who was heard and who was silence,
// and where beeps were written. It is made from steps in the order of their positions, and is not safe for concurrent
// use. The zero Timeline is that of a recording from position 0 on, whose first step says what was before.
type Timeline struct {
	origin  int64
	changes []change // by position; the last of several at one position counts
	beeps   []Beep
	stops   []stopNote
	ended   bool
}

// A change says what holds from a position on: the call after a step, and who is away. Where only the latter changes,
// the step has no cause.
type change struct {
	at   int64
	step pause.Step
	away pause.Parties // members whose voice is not in this recording
}

// A Beep is a tone in a recording, from At on, on the given sides.
type Beep struct {
	At int64       `json:"at"`
	On pause.Sides `json:"on"`
}

// NewTimeline starts the timeline of a call's recording, with the call as it is then: at the position of its answer
// with the answered call, or at that of a room's first Join with the room after it.
func NewTimeline(origin int64, call pause.Call) *Timeline {
	t := &Timeline{origin: origin}
	t.push(origin, unchanged(call), 0)
	return t
}

// Call returns the call as it is after the last step.
func (t *Timeline) Call() pause.Call { return t.last().step.After }

// Stop is the command of a party in the call, noted at a position. All commands work alike: what they return is what
// has happened to the call, and on an error nothing has. The errors are those of the call's own method, and a
// *PositionError.
func (t *Timeline) Stop(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Stop(p) })
}

// Resume is the command of a party in the call; see Stop.
func (t *Timeline) Resume(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Resume(p) })
}

// Do is Stop or Resume, whichever the verb asks for; see Stop.
func (t *Timeline) Do(at int64, p pause.Party, v pause.Verb) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Do(p, v) })
}

// TimeOut is a Resume that a timer gives for a party; see pause.Call.TimeOut and Stop.
func (t *Timeline) TimeOut(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.TimeOut(p) })
}

// Force is Do by a supervisor for a party; see pause.Call.Force and Stop.
func (t *Timeline) Force(at int64, p pause.Party, v pause.Verb) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Force(p, v) })
}

// Answer is that of a call that rang; see pause.Call.Answer and Stop.
func (t *Timeline) Answer(at int64) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Answer(), nil })
}

// Join brings a party into the call; see pause.Call.Join and Stop.
func (t *Timeline) Join(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Join(p) })
}

// Leave takes a party out of the call; see pause.Call.Leave and Stop.
func (t *Timeline) Leave(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Leave(p) })
}

// Park takes a party out of the call, which stays open; see pause.Call.Park and Stop.
func (t *Timeline) Park(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Park(p) })
}

// Complete completes a * or # transfer; see pause.Call.Complete and Stop.
func (t *Timeline) Complete(at int64, leaves, target pause.Party, others pause.Parties) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Complete(leaves, target, others) })
}

// Cancel cancels a * or # transfer; see pause.Call.Cancel and Stop.
func (t *Timeline) Cancel(at int64, p pause.Party) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Cancel(p) })
}

// Transfer completes an ordinary transfer; see pause.Call.Transfer and Stop.
func (t *Timeline) Transfer(at int64, leaves, target pause.Party, others, stopped pause.Parties) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Transfer(leaves, target, others, stopped) })
}

// Merge brings the parties of another call into this one; see pause.Call.Merge and Stop.
func (t *Timeline) Merge(at int64, joins, stopped pause.Parties) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.Merge(joins, stopped) })
}

// End is the end of the call for all; see Stop.
func (t *Timeline) End(at int64) (pause.Step, error) {
	return t.do(at, func(c *pause.Call) (pause.Step, error) { return c.End(), nil })
}

// do gives a command to the call, and notes the step that it was.
func (t *Timeline) do(at int64, command func(*pause.Call) (pause.Step, error)) (pause.Step, error) {
	if err := t.check(at); err != nil {
		return pause.Step{}, err
	}
	call := t.Call()
	step, err := command(&call)
	if err == nil {
		t.note(at, step)
	}
	return step, err
}

// Step notes a step that was made elsewhere, from a log or on another call that is the same; the zero Step is nothing.
// On an error nothing is noted: a *PositionError for a position before the last one or after the recording's end, and a
// *StepError for a step that was not made from the call as it is.
func (t *Timeline) Step(at int64, s pause.Step) error {
	if err := t.check(at); err != nil {
		return err
	}
	if last := t.Call(); s.Cause != 0 && len(t.changes) > 0 && !continues(last, s.Before) {
		return &StepError{at, last, s.Before}
	}
	t.note(at, s)
	return nil
}

// note notes a step, if it is one.
func (t *Timeline) note(at int64, s pause.Step) {
	if s.Cause == 0 {
		return
	}
	if len(t.changes) == 0 {
		t.push(t.origin, unchanged(s.Before), 0)
	}
	if beep := s.Beep(); beep.On != 0 {
		t.beeps = append(t.beeps, Beep{At: at, On: beep.On})
	}
	t.push(at, s, t.last().away)
	t.ended = s.After.Members() == 0 && !s.After.IsRoom()
}

// Away notes which of the call's parties are away from a position on: they hold the call, or talk in another one, and
// their voices are not in this recording. Parties that are not in the call are left out. The error is a *PositionError, as of Step.
func (t *Timeline) Away(at int64, away pause.Parties) error {
	if err := t.check(at); err != nil {
		return err
	}
	last := t.last()
	if away &= last.step.After.Members(); away != last.away {
		t.push(at, unchanged(last.step.After), away)
	}
	return nil
}

// A StopSpan is a stop that no step tells of: a party had stopped the recording in a span of the past.
type StopSpan struct {
	Party pause.Party `json:"party"`
	Span  Span        `json:"span"`
}

// A stopNote is a stop span that was noted.
type stopNote struct {
	StopSpan
	latest int64 // the end of the span, or that of one noted before which ends later
}

// StopWithin silences what a party's stop would have silenced in a span: for a stop that another step has overtaken,
// and that Stop refuses with a *PositionError. It changes plans, but neither the call nor what Silence, Why and
// Transcript say. A span in which there is no recording does nothing. The error is that of the party's stop, where the
// party is in the call nowhere in the span.
func (t *Timeline) StopWithin(span Span, p pause.Party) error {
	s := StopSpan{p, span}
	parts, err := t.reach(s)
	if len(parts) == 0 {
		return err
	}
	note := stopNote{s, s.Span.To}
	if n := len(t.stops); n > 0 {
		note.latest = max(note.latest, t.stops[n-1].latest)
	}
	t.stops = append(t.stops, note)
	return nil
}

// StopSpans returns what StopWithin has noted, in that order.
func (t *Timeline) StopSpans() (list []StopSpan) {
	for _, s := range t.stops {
		list = append(list, s.StopSpan)
	}
	return list
}

// SilencedBy returns where a stop span silences a party, without the margins of a Guard.
func (t *Timeline) SilencedBy(s StopSpan, p pause.Party) (spans Spans) {
	parts, _ := t.reach(s) // nobody is silenced where it reaches nobody
	for _, part := range parts {
		if part.parties.Has(p) {
			spans.Add(part.Span)
		}
	}
	return spans
}

// A silencing is whom a stop silences in a span.
type silencing struct {
	Span
	parties pause.Parties
}

// reach returns whom a stop silences, from change to change, and where that is nobody the error of the party's stop.
func (t *Timeline) reach(s StopSpan) (parts []silencing, err error) {
	for i := t.holding(s.Span.From); i < len(t.changes) && t.changes[i].at < s.Span.To; i++ {
		holds := Span{t.changes[i].at, s.Span.To}
		if i+1 < len(t.changes) {
			holds.To = t.changes[i+1].at
		}
		part := s.Span.Intersect(holds)
		if part.Empty() {
			continue
		}
		stopped := t.changes[i].step.After
		if _, problem := stopped.Stop(s.Party); problem != nil {
			err = problem
			continue
		}
		parts = append(parts, silencing{part, stopped.Silenced()})
	}
	return parts, err
}

func (t *Timeline) push(at int64, s pause.Step, away pause.Parties) {
	t.changes = append(t.changes, change{at, s, away & s.After.Members()})
}

// unchanged is a step that changes nothing: a call as it is.
func unchanged(c pause.Call) pause.Step { return pause.Step{Before: c, After: c} }

// last returns what holds now.
func (t *Timeline) last() change {
	if len(t.changes) == 0 {
		return change{}
	}
	return t.changes[len(t.changes)-1]
}

func (t *Timeline) check(at int64) error {
	if last := t.last().at; t.ended || at < last {
		return &PositionError{At: at, Last: last, Ended: t.ended}
	}
	return nil
}

// A PositionError reports a position that a timeline cannot take.
type PositionError struct {
	At, Last int64
	Ended    bool // the recording is over at Last
}

func (e *PositionError) Error() string {
	if e.Ended {
		return fmt.Sprintf("recording: sample %d: the recording ended at %d", e.At, e.Last)
	}
	return fmt.Sprintf("recording: sample %d comes before the last step at %d", e.At, e.Last)
}

// A StepError reports a step that was not made from the call as it is. Noted, a step from an old copy of the call would
// resume what somebody else has stopped since.
type StepError struct {
	at           int64
	last, before pause.Call // after the last step, and before the one that was refused
}

func (e *StepError) Error() string {
	return fmt.Sprintf("recording: the step at sample %d starts at %v; the last one led to %v", e.at, e.before, e.last)
}

// continues reports whether a step from a call may follow one to another: the same parties are in both, and the same
// have stopped it.
func continues(last, before pause.Call) bool {
	return before.Members() == last.Members() && before.StoppedBy() == last.StoppedBy() &&
		before.Answered() == last.Answered() && before.IsRoom() == last.IsRoom()
}

// Origin returns the position of the recording's first sample.
func (t *Timeline) Origin() int64 { return t.origin }

// Ended returns the position after the recording's last sample. While it runs, ok is false and the position is that of
// the last change.
func (t *Timeline) Ended() (at int64, ok bool) { return t.last().at, t.ended }

// Beeps returns the beeps that were written, in order.
func (t *Timeline) Beeps() []Beep { return slices.Clone(t.beeps) }

// Silence returns where a party's voice is silence, up to a position for a recording that runs. What comes before a
// stop is never in it (RP-RSP-030).
func (t *Timeline) Silence(p pause.Party, until int64) Spans { return t.silence(p, until, 0) }

// silence returns what Silence returns, by the changes from the i-th on.
func (t *Timeline) silence(p pause.Party, until int64, i int) Spans {
	return t.whereFrom(i, until, func(c change) bool { return c.step.After.Silenced().Has(p) })
}

// Present returns where a party's voice belongs to the recording, silenced or not, up to a position for a recording
// that runs.
func (t *Timeline) Present(p pause.Party, until int64) Spans {
	return t.where(until, func(c change) bool { return c.present().Has(p) })
}

// PresentOn returns Present as far as the party is on one of the sides: after a transfer it may be on the other one.
func (t *Timeline) PresentOn(sides pause.Sides, p pause.Party, until int64) Spans {
	return t.where(until, func(c change) bool { return (c.step.After.OnSide(sides) &^ c.away).Has(p) })
}

// Parties returns everybody who was in the recording, and of them who was on the operator side.
func (t *Timeline) Parties() (all, operator pause.Parties) {
	for _, c := range t.changes {
		all |= c.step.After.Members()
		operator |= c.step.After.OnSide(pause.Operator)
	}
	return all, operator
}

// where returns the samples at which something holds.
func (t *Timeline) where(until int64, holds func(change) bool) Spans {
	return t.whereFrom(0, until, holds)
}

// whereFrom returns the samples from the i-th change on at which something holds.
func (t *Timeline) whereFrom(i int, until int64, holds func(change) bool) (spans Spans) {
	for ; i < len(t.changes); i++ {
		if c := t.changes[i]; holds(c) {
			spans.Add(Span{c.at, t.upTo(i, until)})
		}
	}
	return spans
}

// holding returns the number of the change that holds at a position, and that of the first one before all.
func (t *Timeline) holding(at int64) int {
	i, _ := slices.BinarySearchFunc(t.changes, at, func(c change, at int64) int {
		if c.at <= at {
			return -1
		}
		return 1
	})
	return max(0, i-1)
}

// upTo returns up to where the i-th change holds.
func (t *Timeline) upTo(i int, until int64) int64 {
	if i+1 < len(t.changes) {
		return min(t.changes[i+1].at, until)
	}
	if t.ended {
		return t.changes[i].at
	}
	return until
}
