package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Past is what a system was after its latest events. A PBX needs it where a stop can come late, that is, after
// something else that has happened later: whoever clicked may have left the call, or be in another one. The zero Past
// remembers nothing. Copies may be kept, and neither changes the other.
type Past struct {
	moments []moment // in their order
}

// A moment is a system as it is from a position on.
type moment struct {
	at int64
	System
}

// Keep keeps a system as it is after an event at a position, and forgets what it was before the position from which on
// stops can still come. Positions do not go back.
func (p *Past) Keep(s System, at, from int64) {
	last := len(p.moments) - 1
	for last >= 0 && p.moments[last].at > from {
		last--
	}
	p.moments = append(slices.Clone(p.moments[max(last, 0):]), moment{at, s})
}

// Missed returns what a stop has missed that came late: the events calllog.RecordingSilence that make it good, one for
// each call in which it has to be silent, at the position at. The stop is as it came, with the position where it was
// clicked; the outcome is what the system has answered at at, where the stop counts from then on, the zero Outcome where
// it was refused with an error. There is nothing to make good of a stop that is not late, or would have been refused.
//
// The calls are those that the stop would have stopped where it was clicked, and those that it has stopped now. What of
// the span its party was not in the call is not silenced.
func (p Past) Missed(stop calllog.Event, at int64, now Outcome) (events []calllog.Event) {
	missed := recording.Span{From: stop.At, To: at}
	if stop.Kind.Verb() != pause.Stop || missed.Empty() {
		return nil
	}
	var then Outcome
	if s := p.at(stop.At); s.header != nil {
		then, _ = s.Apply(stop) // what has no meaning there stops nothing
	}
	for _, c := range slices.Concat(then.Calls, now.Calls) {
		e := calllog.Event{Kind: calllog.RecordingSilence, At: at, Party: stop.Party, Call: c.Call, Span: missed}
		if c.Step.Cause.Verb() == pause.Stop && c.Step.Before.Answered() && !slices.Contains(events, e) {
			events = append(events, e)
		}
	}
	return events
}

// at returns the system as it was at a position, after what had happened there; the zero System where that is not
// known any more.
func (p Past) at(at int64) (s System) {
	for _, m := range p.moments {
		if m.at > at {
			break
		}
		s = m.System
	}
	return s
}
