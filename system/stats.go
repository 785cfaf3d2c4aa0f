package system

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// Stats are counts for a monitor: what there is now, and what there has been since the system was made or restored.
type Stats struct {
	Calls      int // that are open
	Stops      int // that last, as of System.Stops
	Mismatches int // displays that are false

	Events  int64 // that were applied, refused or without effect
	Refused int64 // of them: by a softphone's own buttons, or by the PBX
	Stopped int64 // commands to stop that a call has taken, also where it was stopped already
	Resumed int64 // commands to resume, likewise; what resumes by itself is none
	Opened  int64 // mismatches that have begun
}

// Stats returns the counts by now.
func (s System) Stats() Stats {
	stats := s.counts
	stats.Calls = len(s.calls)
	for i := range s.calls {
		if c := &s.calls[i]; !c.ringing() {
			stats.Stops += len(c.stops)
		}
	}
	for i := range s.phones {
		if s.phones[i].falseFrom != nil {
			stats.Mismatches++
		}
	}
	return stats
}

// count counts what an event has led to.
func (s *Stats) count(o Outcome) {
	s.Events++
	s.Opened += int64(len(o.Opened))
	if o.Step.Result == calllog.Rejected {
		s.Refused++
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
