package system

import (
	"errors"
	"iter"
	"math"
	"slices"

	"github.com/recpause/recpause/calllog"
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
			changed = append(changed, CallAway{c.id, away, s.byNumber(c.slots)})
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
// overtaken, or the end of the call.
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

	Within *recording.StopSpan // what is silenced afterwards, and nothing else; the call may be over, and ended last
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
		if rec == nil && t.Within != nil {
			rec = r.ended(t.Call)
		}
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

// ended returns the latest recording of a call that is over, nil where there is none.
func (r *CallRecordings) ended(call string) *CallRecording {
	for _, rec := range slices.Backward(r.list) {
		if rec.Call == call {
			return rec
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

// A Stop is a stop of a call's recording that lasts.
type Stop struct {
	Call  string
	Party string
	Since int64 // where it was given; of one given while the call rang, where that was answered
	Line  int   // of the event
}

// A stop is a Stop of one call, by the party's number.
type stop struct {
	party pause.Party
	since int64
	line  int
}

// Stops returns the stops that last in calls that were answered, in the order of calls and parties: one for everybody
// who has stopped a call, though in a call of two one resume ends all.
func (s System) Stops() (list []Stop) {
	for i := range s.calls {
		if c := &s.calls[i]; !c.ringing() {
			list = append(list, s.stopsIn(c)...)
		}
	}
	return list
}

func (s *System) stopsIn(c *call) (list []Stop) {
	for _, x := range c.stops {
		list = append(list, Stop{c.id, s.id(c.slots[x.party]), x.since, x.line})
	}
	return list
}

// noteStops notes the stops that begin and end with a step of an event.
func (c *call) noteStops(cause pause.Cause, e calllog.Event) {
	var stops []stop
	for p := range c.rec.StoppedBy().All() {
		i := slices.IndexFunc(c.stops, func(x stop) bool { return x.party == p })
		if i < 0 || cause == pause.Answered {
			stops = append(stops, stop{p, e.At, e.Line})
			continue
		}
		stops = append(stops, c.stops[i])
	}
	c.stops = stops
}

// A Limit is how long a stop may last, in samples, for a timer that is the caller's: after each event it is set anew,
// by System.Stops. The zero Limit is none.
type Limit struct {
	Longest int64 // a stop that has lasted so long is due; 0 for never
	Alarm   int64 // so long before that there is an alarm
	Resume  bool  // what is due resumes by itself, see Event; otherwise it goes on
}

// Never is where nothing is due.
const Never = math.MaxInt64

// DueAt returns the position at which a stop is due, or Never.
func (l Limit) DueAt(s Stop) int64 {
	if l.Longest <= 0 || s.Since > Never-l.Longest {
		return Never
	}
	return s.Since + l.Longest
}

// AlarmAt returns the position at which there is an alarm of a stop, or Never.
func (l Limit) AlarmAt(s Stop) int64 {
	due := l.DueAt(s)
	if due == Never || l.Alarm <= 0 {
		return due
	}
	return max(s.Since, due-l.Alarm)
}

// Event returns what resumes a stop that is due: Apply it, and write it in the log. Where the timer is late, and an
// event has been since, it is given at that one's position. The party's display says "stopped" and is false from then
// on, which Outcome.Opened says, unless System.Changes has the party told. Where the limit does not resume anything,
// ok is false.
func (l Limit) Event(s Stop) (e calllog.Event, ok bool) {
	at := l.DueAt(s)
	if !l.Resume || at == Never {
		return e, false
	}
	return calllog.Event{At: at, Kind: calllog.ResumeCommand, Party: s.Party, Call: s.Call, Source: calllog.Timer}, true
}
