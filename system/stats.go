package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// Stats are counts for a monitor, of the outcomes that Add is given. The zero Stats has seen none. What there is now is
// the difference of two of them, also of many systems together.
type Stats struct {
	Events  int64 // that were applied, refused or without effect
	Refused int64 // of them: by a softphone's own buttons, or by the PBX
	Started int64 // recordings, also those that are off by setting
	Ended   int64 // of them
	Stopped int64 // commands to stop that a call has taken, also where it was stopped already
	Resumed int64 // commands to resume, likewise; what resumes by itself is none
	Opened  int64 // mismatches that have begun
	Closed  int64 // of them, that are over
}

// Add counts what an event has led to.
func (s *Stats) Add(o Outcome) {
	s.Events++
	s.Opened += int64(len(o.Opened))
	s.Closed += int64(len(o.Closed))
	if o.Step.Result == calllog.Rejected {
		s.Refused++
	}
	for task := range o.Tasks() {
		if task.Begins {
			s.Started++
		}
		if task.Ends {
			s.Ended++
		}
	}
	for i := range o.Calls {
		switch o.Calls[i].Step.Cause.Verb() {
		case pause.Stop:
			s.Stopped++
		case pause.Resume:
			s.Resumed++
		}
	}
}
