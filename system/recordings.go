package system

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A Recording is the timeline of one answered call, recorded or not.
type Recording struct {
	Call     string
	Recorded bool     // by setting
	Names    []string // the parties by number
	Timeline *recording.Timeline
}

// Recordings turns the steps of a log into timelines. The zero value is ready to use; it keeps every call that it has seen.
type Recordings struct {
	list []*Recording
	open map[string]*Recording
}

// All returns the recordings in the order in which they started.
func (r *Recordings) All() []*Recording { return r.list }

// Add notes an outcome, and the system after it. The errors are those of recording.Timeline.
func (r *Recordings) Add(s System, o Outcome) error {
	for _, step := range o.Calls {
		if err := r.step(o.Step.At, step); err != nil {
			return err
		}
	}
	for i := range s.calls {
		c := &s.calls[i]
		if rec := r.open[c.id]; rec != nil {
			if err := rec.Timeline.Away(o.Step.At, s.away(c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Recordings) step(at int64, s CallStep) error {
	rec := r.open[s.Call]
	switch {
	case rec == nil && !s.Step.After.Answered():
		return nil // it rings, or was over before anybody answered
	case rec == nil:
		rec = &Recording{Call: s.Call, Recorded: s.Step.After.Recorded(), Timeline: recording.NewTimeline(at, s.Step.After)}
		if r.open == nil {
			r.open = map[string]*Recording{}
		}
		r.open[s.Call] = rec
		r.list = append(r.list, rec)
	default:
		if err := rec.Timeline.Add(at, s.Step); err != nil {
			return err
		}
	}
	rec.Names = s.Names
	if _, over := rec.Timeline.End(); over {
		delete(r.open, s.Call)
	}
	return nil
}

// away returns whose voice is not in a call's recording because of another call: a softphone talks in one at a time, and what an
// external party says while another call silences it is in no recording (law L7).
func (s *System) away(c *call) (away pause.Parties) {
	for _, party := range c.members() {
		if s.talksElsewhere(party, c) || !s.softphone(party) && s.silencedElsewhere(party, c) {
			slot, _ := c.slot(party)
			away = away.With(slot)
		}
	}
	return away
}

func (s *System) talksElsewhere(party int, c *call) bool {
	p := s.phones[party]
	d := s.open(p.target)
	return d != nil && p.call == c.id && !d.ringing()
}

func (s *System) silencedElsewhere(party int, c *call) bool {
	for i := range s.calls {
		d := &s.calls[i]
		if slot, ok := d.slot(party); ok && d.id != c.id && d.rec.Silenced().Has(slot) {
			return true
		}
	}
	return false
}
