package system

import (
	"errors"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// A Run takes a log through a system, event by event. It is not safe for concurrent use.
type Run struct {
	System System // after the last event

	log *calllog.Reader
}

// NewRun begins a log with a system in which nothing has happened yet. A *pause.PolicyError reports an impossible policy.
func NewRun(log *calllog.Reader, p pause.Policy) (*Run, error) {
	s, err := New(log.Header, p)
	if err != nil {
		return nil, err
	}
	return &Run{System: s, log: log}, nil
}

// Next reads an event and applies it, or returns io.EOF at the log's end. Whatever is wrong with a line, its error says what the
// party was doing: a *calllog.Error or an *Error, or the reader's own.
func (r *Run) Next() (calllog.Event, Outcome, error) {
	e, err := r.log.Next()
	if err != nil {
		var wrong *calllog.Error
		if errors.As(err, &wrong) {
			wrong.State = r.System.Doing(wrong.Party)
		}
		return e, Outcome{}, err
	}
	next, outcome, err := r.System.Next(e)
	if err != nil {
		return e, Outcome{}, err
	}
	r.System = next
	return e, outcome, nil
}

// Doing returns what a party is doing: the name of a softphone's state, or the call that an external party is in; "" for nobody.
func (s System) Doing(party string) string {
	if s.header == nil {
		return ""
	}
	if i := s.header.Index(party); i >= 0 {
		return (&move{System: s}).stateName(i)
	}
	return ""
}
