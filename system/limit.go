package system

import (
	"math"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

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

// A Limit is how long a stop may last, in samples, for a timer that is the caller's: after each event it is set anew, by
// System.Stops. The zero Limit is none.
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

// Event returns what resumes a stop that is due: Apply it, and write it in the log. The party's display says "stopped"
// and is false from then on, which Outcome.Opened says, unless System.Changes has the party told. Where the limit does
// not resume anything, ok is false.
func (l Limit) Event(s Stop) (e calllog.Event, ok bool) {
	at := l.DueAt(s)
	if !l.Resume || at == Never {
		return e, false
	}
	return calllog.Event{At: at, Kind: calllog.ResumeCommand, Party: s.Party, Call: s.Call, Source: calllog.Timer}, true
}
