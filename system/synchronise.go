package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// face is a softphone as its toggle and its locks take it: under ToggleInTalks every talk is a 通話中.
func (s *System) face(p buttons.Phone) buttons.Phone {
	if s.profile.Has(ToggleInTalks) && (p.State == callstate.TransferTalking || p.State == callstate.ThreeWay) {
		p.State = callstate.Talking
	}
	return p
}

// showsStopped reports whether a softphone shows 録音再開 and the message.
func (s *System) showsStopped(party int) bool { return s.face(s.phones[party].Phone).ShowsStopped() }

// showsTheTalk reports whether a stop that a softphone shows while it talks is of that call, whatever it has stopped before.
func (p Profile) showsTheTalk() bool { return p.Has(ClearDisplay) || p.Has(CarryOver) }

// amongMany reports whether a stop is, by the manual, about one's own voice.
func amongMany(r pause.Recorder) bool { return r.IsRoom() || r.Members().Len() > 2 }

// reach returns a recorder's step as it is among many under the profile. A stop for all is a stop by each of them.
func (p Profile) reach(s pause.Step) pause.Step {
	switch r := s.After; {
	case !amongMany(r) || r.StoppedBy() == 0:
	case p.Has(RefuseAmongMany), p.Has(StopForAll) && s.Cause == pause.Resumed:
		s.After = resumed(r)
	case p.Has(StopForAll):
		s.After, _, _ = r.Merge(0, r.Members()) // it fails in a call that is over only
	}
	return s
}

// resumed returns the recorder after everybody's resume.
func resumed(r pause.Recorder) pause.Recorder {
	for party := range r.StoppedBy().All() {
		r, _, _ = r.Resume(party) // who has stopped it is in the call
	}
	return r
}

// refusedAmongMany reports whether the PBX refuses a click of the acting softphone.
func (m *move) refusedAmongMany(v pause.Verb) bool {
	if v != pause.Stop || !m.profile.Has(RefuseAmongMany) {
		return false
	}
	c := m.commanded()
	return c != nil && amongMany(c.rec)
}

// heldBack reports whether a call that a softphone talks in holds its voice back, whether it is recorded or not: what is shown does
// not depend on that (L6).
func (s *System) heldBack(party int) bool {
	c := s.open(s.phones[party].talksIn())
	if c == nil {
		return false
	}
	slot, _ := c.slot(party)
	return c.rec.StoppedBy().Has(slot) || c.rec.StoppedBy() != 0 && !amongMany(c.rec)
}

// synchronise brings together, after an event, what softphones show and what their calls do, as far as the profile says.
func (m *move) synchronise(before System) {
	if m.profile == 0 {
		return
	}
	var moved []bool // by party: it has come to talk elsewhere, or a call event has changed what is recorded of it
	for party := range m.phones {
		moved = append(moved, !m.isClick() && m.moved(party, before))
	}
	for party := range m.phones {
		if moved[party] && m.profile.Has(CarryOver) {
			m.carryOver(party)
		}
	}
	for party := range m.phones {
		if m.isTold(party, moved[party]) {
			m.tell(party)
		}
	}
}

func (m *move) isClick() bool {
	return m.event.Kind == calllog.PauseClick || m.event.Kind == calllog.ResumeClick
}

// moved reports whether a softphone talks elsewhere than before the event, or what is recorded of it is another thing.
func (m *move) moved(party int, before System) bool {
	return m.phones[party].talksIn() != before.phones[party].talksIn() || m.heldBack(party) != before.heldBack(party)
}

// carryOver stops the call that a softphone talks in where it shows "stopped", as a click on 録音停止 would.
func (m *move) carryOver(party int) {
	p := &m.phones[party]
	c := m.open(p.talksIn())
	if c == nil || !p.Display.Stopped || m.heldBack(party) || m.profile.Has(RefuseAmongMany) && amongMany(c.rec) {
		return
	}
	slot, _ := c.slot(party)
	_, step, _ := c.rec.Stop(slot) // it talks in the call
	m.record(c, step)
	p.stoppedIn = callstate.Talking
}

// isTold reports whether the PBX tells a softphone, after the event, what it records of it.
func (m *move) isTold(party int, moved bool) bool {
	p := m.phones[party]
	switch {
	case p.talksIn() == "" || !p.Gate.Obstacles().None():
		return false
	case m.profile.Has(TellEverybody) && m.commandedNow(p.talksIn()):
		return true
	case m.heldBack(party):
		return moved && m.profile.Has(ShowStop)
	}
	return moved && m.profile.Has(ClearDisplay)
}

// commandedNow reports whether somebody's command has reached a call with the event.
func (m *move) commandedNow(id string) bool {
	for _, s := range m.steps {
		if s.Call == id && (s.Step.Cause == pause.Stopped || s.Step.Cause == pause.Resumed) {
			return true
		}
	}
	return false
}

// tell makes a display say what the call does.
func (m *move) tell(party int) {
	p := &m.phones[party]
	stopped := m.heldBack(party)
	if p.Display.Stopped == stopped {
		return
	}
	p.Display.Stopped, p.stoppedIn, p.doubtful = stopped, 0, false
	if stopped {
		p.stoppedIn = callstate.Talking // no transfer and no outbound call of its own made the stop
	}
}
