package live

import (
	"fmt"
	"math/bits"

	"github.com/recpause/recpause/pause"
)

// A storedEvent is an event by what it takes to make its step again: the recorder before it, where that is not the one after the last,
// the cause, who acted, and the recorder after it, which also checks it.
type storedEvent struct {
	At     int64           `json:"at"`
	Cause  string          `json:"cause"` // "none" for a change of who is away
	By     *int            `json:"by,omitempty"`
	Before *pause.Recorder `json:"before,omitempty"`
	After  *pause.Recorder `json:"after,omitempty"`
	Away   uint64          `json:"away,string,omitempty"`
	Silent *Silence        `json:"silent,omitempty"` // no step and nobody away
}

// store makes events ready to be written.
func store(last pause.Recorder, events []event) []storedEvent {
	var all []storedEvent
	for _, e := range events {
		s := storedEvent{At: e.at, Cause: e.step.Cause.String(), Away: uint64(e.away), Silent: e.silence}
		if e.step.Cause != 0 {
			s.After = &e.step.After
			if e.step.Before != last {
				s.Before = &e.step.Before
			}
			if by, ok := e.step.By(); ok {
				party := int(by)
				s.By = &party
			}
			last = e.step.After
		}
		all = append(all, s)
	}
	return all
}

// replay notes stored events.
func (r *Recording) replay(events []storedEvent) error {
	for i, s := range events {
		step, err := s.step(r.last)
		switch {
		case err != nil:
		case s.Silent != nil:
			err = r.Silence(s.Silent.Party, s.Silent.Span)
		case step.Cause != 0:
			err = r.Step(s.At, step)
		default:
			err = r.Away(s.At, pause.Parties(s.Away))
		}
		if err != nil {
			return &SnapshotError{fmt.Sprintf("event %d: %v", i, err)}
		}
	}
	return nil
}

// step makes the step of a stored event again.
func (s storedEvent) step(before pause.Recorder) (step pause.Step, err error) {
	if s.Before != nil {
		before = *s.Before
	}
	if s.Cause == pause.Cause(0).String() {
		return pause.Step{}, nil
	}
	if s.After == nil {
		return step, fmt.Errorf("no recorder after %s", s.Cause)
	}
	by := pause.Party(pause.MaxParties)
	if s.By != nil && *s.By >= 0 && *s.By < pause.MaxParties {
		by = pause.Party(*s.By)
	}
	if step, err = again(s.Cause, before, *s.After, by); err != nil {
		return step, err
	}
	if step.After != *s.After {
		return step, fmt.Errorf("%s does not lead to the recorder after it", s.Cause)
	}
	return step, nil
}

// again makes a step from the recorders before and after it.
func again(cause string, before, after pause.Recorder, by pause.Party) (step pause.Step, err error) {
	switch cause {
	case pause.Stopped.String():
		_, step, err = before.Stop(by)
	case pause.Resumed.String():
		_, step, err = before.Resume(by)
	case pause.Answered.String():
		step = before.Answer()
	case pause.Joined.String():
		_, step, err = before.Join(by)
	case pause.Left.String():
		_, step, err = before.Leave(by)
	case pause.Parked.String():
		_, step, err = before.Park(by)
	case pause.Completed.String():
		_, step, err = before.Complete(by, target(before, after, by), after.Members())
	case pause.Transferred.String():
		_, step, err = before.Transfer(by, target(before, after, by), after.Members(), after.StoppedBy())
	case pause.Merged.String():
		_, step, err = before.Merge(after.Members(), after.StoppedBy())
	case pause.Ended.String():
		step = before.End()
	default:
		err = fmt.Errorf("%q is no cause", cause)
	}
	return step, err
}

// target returns who takes the place of the party that leaves: whoever is on the operator side if that party was, and otherwise
// anybody, for then all are alike.
func target(before, after pause.Recorder, leaves pause.Party) pause.Party {
	if before.OnSide(pause.Operator).Has(leaves) {
		return first(after.OnSide(pause.Operator))
	}
	return first(after.Members())
}

// first returns the first of a set, a number that nobody has if it is empty.
func first(p pause.Parties) pause.Party { return pause.Party(bits.TrailingZeros64(uint64(p))) }
