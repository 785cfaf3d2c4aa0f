package recording

import (
	"fmt"

	"github.com/recpause/recpause/pause"
)

// A Timeline is what happened to one recording, whatever its layout: from where on who was heard and who was silence, and where
// beeps were written. It is made from steps in the order of their positions, and is not safe for concurrent use. The zero Timeline
// is that of a recording from position 0 on, whose first step says what was before.
type Timeline struct {
	origin  int64
	changes []change // by position; the last of several at one position counts
	beeps   []Beep
	ended   bool
}

// A change says what holds from a position on.
type change struct {
	at   int64
	rec  pause.Recorder
	away pause.Parties // members whose voice is in another call's recording
}

// A Beep is a tone in a recording, from At on, on the given sides.
type Beep struct {
	At int64
	On pause.Sides

	overSilence bool // a stop's own beep, where a policy writes it
}

// NewTimeline starts the timeline of a call's recording at the position of its answer, with the recorder of the answered call
// (Step.After of its answer); that of a room at its first Join, with the recorder that Join returns.
func NewTimeline(origin int64, r pause.Recorder) *Timeline {
	t := &Timeline{origin: origin}
	t.push(origin, r, 0)
	return t
}

// Add notes a step; the zero Step is nothing. A position before the last one, or after the recording's end, gives a *PositionError
// and nothing is noted.
func (t *Timeline) Add(at int64, s pause.Step) error {
	if err := t.check(at); err != nil {
		return err
	}
	if s.Cause == 0 {
		return nil
	}
	if len(t.changes) == 0 {
		t.push(t.origin, s.Before, 0)
	}
	if beep, ok := s.Beep(); ok && beep.On != 0 {
		t.beeps = append(t.beeps, Beep{At: at, On: beep.On, overSilence: s.Cause == pause.Stopped})
	}
	t.push(at, s.After, t.last().away)
	t.ended = s.After.Members() == 0 && !s.After.IsRoom()
	return nil
}

// Away notes who of the call's parties talks in another call from a position on: their voices are in that call's recording, not
// in this one. Who is not in the call is left out. The errors are those of Add.
func (t *Timeline) Away(at int64, away pause.Parties) error {
	if err := t.check(at); err != nil {
		return err
	}
	last := t.last()
	if away &= last.rec.Members(); away != last.away {
		last.at, last.away = at, away
		t.changes = append(t.changes, last)
	}
	return nil
}

func (t *Timeline) push(at int64, r pause.Recorder, away pause.Parties) {
	t.changes = append(t.changes, change{at, r, away & r.Members()})
}

// last returns what holds now.
func (t *Timeline) last() change {
	if len(t.changes) == 0 {
		return change{at: t.origin}
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

// Origin returns the position of the recording's first sample.
func (t *Timeline) Origin() int64 { return t.origin }

// End returns the position after the recording's last sample; ok is false while it runs.
func (t *Timeline) End() (at int64, ok bool) { return t.last().at, t.ended }

// Beeps returns the beeps that were written, in order.
func (t *Timeline) Beeps() []Beep { return append([]Beep(nil), t.beeps...) }

// Silence returns where a party's voice is silence, up to a position for a recording that runs.
func (t *Timeline) Silence(p pause.Party, until int64) []Span {
	return t.where(until, func(c change) bool { return c.rec.Silenced().Has(p) })
}

// Present returns where a party's voice belongs to the recording, silenced or not, up to a position for a recording that runs.
func (t *Timeline) Present(p pause.Party, until int64) []Span {
	return t.where(until, func(c change) bool { return (c.rec.Members() &^ c.away).Has(p) })
}

// PresentOn is Present, as far as the party is on one of the sides: by a transfer a party may come back on the other one.
func (t *Timeline) PresentOn(sides pause.Sides, p pause.Party, until int64) []Span {
	return t.where(until, func(c change) bool { return (c.rec.OnSide(sides) &^ c.away).Has(p) })
}

// Parties returns everybody who was in the recording, and of them who was on the operator side.
func (t *Timeline) Parties() (all, operator pause.Parties) {
	for _, c := range t.changes {
		all |= c.rec.Members()
		operator |= c.rec.OnSide(pause.Operator)
	}
	return all, operator
}

// where returns the longest spans in which something holds.
func (t *Timeline) where(until int64, holds func(change) bool) []Span {
	var spans []Span
	for i, c := range t.changes {
		s := Span{c.at, t.upTo(i, until)}
		if s.Empty() || !holds(c) {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].To == s.From {
			spans[n-1].To = s.To
		} else {
			spans = append(spans, s)
		}
	}
	return spans
}

// upTo returns where the i-th change stops to hold.
func (t *Timeline) upTo(i int, until int64) int64 {
	if i+1 < len(t.changes) {
		return min(t.changes[i+1].at, until)
	}
	if t.ended {
		return t.changes[i].at
	}
	return until
}
