package system

import (
	"errors"
	"iter"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A CallAway says whose voice is not in a call's recording from an event on, though they are in the call: a
// softphone's, from 保留 or the begin of a transfer until it is back, and that of an external party while another
// call silences it. Nobody who is away is silenced: no beep sounds, and no display changes.
type CallAway struct {
	Call  string
	Away  pause.Parties
	Names []string // the parties of the call by number
}

// noteAway returns for every open call who is away from it by now, where others were before.
func (s *System) noteAway() (changed []CallAway) {
	silencing := s.silencing()
	for i := range s.calls {
		c := &s.calls[i]
		if away := s.away(c, silencing); away != c.away {
			c.away = away
			changed = append(changed, CallAway{c.id, away, s.byNumber(c)})
		}
	}
	return changed
}

// silencing returns how many calls silence each party.
func (s *System) silencing() []int {
	calls := make([]int, len(s.phones))
	for i := range s.calls {
		c := &s.calls[i]
		for p := range c.rec.Silenced().All() {
			calls[c.slots[p]]++
		}
	}
	return calls
}

// away returns whose voice is not in a call's recording: a softphone that has a call does not always talk in it, and
// what an external party says while another call silences it is in no recording (law L7).
func (s *System) away(c *call, silencing []int) (away pause.Parties) {
	if c.ringing() {
		return 0
	}
	silenced := c.rec.Silenced()
	for p := range c.rec.Members().All() {
		party, elsewhere := c.slots[p], silencing[c.slots[p]]
		if silenced.Has(p) {
			elsewhere--
		}
		if s.softphone(party) && s.talksElsewhere(party, c) || !s.softphone(party) && elsewhere > 0 {
			away = away.With(p)
		}
	}
	return away
}

// talksElsewhere reports whether a softphone in a call holds it, whether or not it talks in another one.
func (s *System) talksElsewhere(party int, c *call) bool { return s.phones[party].talksIn() != c.id }

// A CallSilence says that a recorder has silenced a span of a call afterwards, for a party's stop that another step has
// overtaken.
type CallSilence struct {
	Call  string
	Names []string // the parties of the call by number
	Stop  recording.StopSpan
}

// A Recorder notes what happens to one call at positions: a *recording.Timeline, or a *live.Recording.
type Recorder interface {
	Step(at int64, s pause.Step) error
	Away(at int64, away pause.Parties) error
	StopWithin(span recording.Span, p pause.Party) error
}

// A Task is one thing that the recording of one call has to do by an event.
type Task struct {
	Call   string
	Names  []string // the parties of the call by number
	At     int64
	Begins bool          // the recording begins here, with the call as it is after the step
	Ends   bool          // the call is over with the step
	Step   pause.Step    // the zero Step where it is about who is away
	Away   pause.Parties // who is away from now on, where there is no step

	Within *recording.StopSpan // what is silenced afterwards, and nothing else
}

// Tasks returns what recordings have to do by the event, in this order. A call that nobody has answered has none.
func (o Outcome) Tasks() iter.Seq[Task] {
	return func(yield func(Task) bool) {
		for _, c := range o.Calls {
			t := Task{Call: c.Call, Names: c.Names, At: o.Step.At, Step: c.Step, Begins: begins(c.Step),
				Ends: isOver(c.Step.After)}
			if (t.Begins || c.Step.Before.Answered()) && !yield(t) {
				return
			}
		}
		for _, c := range o.Away {
			if !yield(Task{Call: c.Call, Names: c.Names, At: o.Step.At, Away: c.Away}) {
				return
			}
		}
		if c := o.Silence; c != nil {
			yield(Task{Call: c.Call, Names: c.Names, At: o.Step.At, Within: &c.Stop})
		}
	}
}

// begins reports whether a recording begins with a step: with an answer, or when the first one is in a room.
func begins(s pause.Step) bool {
	return s.After.Answered() && (!s.Before.Answered() || s.Before.IsRoom() && s.Before.Members() == 0)
}

func isOver(c pause.Call) bool { return c.Members() == 0 && !c.IsRoom() }

// Give has the call's recording note the task, and returns its error. A recording that has just been made for a task
// that Begins has nothing to note of it; and nothing is silenced afterwards for a party that was in the call nowhere in
// the span.
func (t Task) Give(r Recorder) error {
	switch {
	case t.Begins:
		return nil
	case t.Step.Cause != 0:
		return r.Step(t.At, t.Step)
	case t.Within != nil:
		err := r.StopWithin(t.Within.Span, t.Within.Party)
		if errors.As(err, new(*pause.PartyError)) {
			return nil
		}
		return err
	}
	return r.Away(t.At, t.Away)
}

// A CallRecording is the timeline of one answered call, recorded or not.
type CallRecording struct {
	Call     string
	Recorded bool     // by setting
	Names    []string // the parties by number
	Timeline *recording.Timeline
}

// CallRecordings turns the steps of a log into timelines. The zero value is ready to use; it keeps every call that it
// has seen.
type CallRecordings struct {
	list []*CallRecording
	open map[string]*CallRecording
}

// All returns the recordings in the order in which they started.
func (r *CallRecordings) All() []*CallRecording { return r.list }

// Add notes an outcome. The errors are those of recording.Timeline.
func (r *CallRecordings) Add(o Outcome) error {
	for t := range o.Tasks() {
		if t.Begins {
			r.begin(t)
		}
		rec := r.open[t.Call]
		if rec == nil {
			continue // it began before the first outcome
		}
		if err := t.Give(rec.Timeline); err != nil {
			return err
		}
		rec.Names = t.Names
		if t.Ends {
			delete(r.open, t.Call)
		}
	}
	return nil
}

func (r *CallRecordings) begin(t Task) {
	call := t.Step.After
	rec := &CallRecording{Call: t.Call, Recorded: call.Recorded(), Timeline: recording.NewTimeline(t.At, call)}
	if r.open == nil {
		r.open = map[string]*CallRecording{}
	}
	r.open[t.Call] = rec
	r.list = append(r.list, rec)
}
