package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/enum"
	"github.com/recpause/recpause/pause"
)

// Changes is a set of what a vendor could do otherwise than the manual says, so that fewer displays are false. The zero
// Changes is what the manual documents, with all its false displays, and Synchronised is what we propose. Under any
// other than the zero one, the rules and the support that a step names are still the manual's.
type Changes uint8

// The changes. The last two are other ways: carryOver for clearDisplay, and refuseAmongMany for stopForAll.
const (
	// TellEverybody: whoever talks in the call is told what somebody's command did. It is for a PBX that has a channel to
	// each softphone: Outcome.Told says to whom it has something to say.
	TellEverybody   Changes = 1 << iota
	clearDisplay            // what a call event resumes is shown as recorded
	showStop                // whoever comes to talk in a stopped call is shown the stop
	stopForAll              // also among many a stop silences all, and anybody's resume ends it
	toggleInTalks           // the toggle is shown in 転送通話中 and 三者通話中 too
	carryOver               // whichever call a softphone comes to talk in is stopped while it shows a stop
	refuseAmongMany         // no stop in a room or a call of three or more; one from before ends there
)

// changeNames are the names of the changes in a snapshot, by their bits.
var changeNames = [...]string{"tell_everybody", "clear_display", "show_stop", "stop_for_all", "toggle_in_talks",
	"carry_over", "refuse_among_many"}

// Synchronised is our proposal to vendors: with these changes, and not with fewer of them, no softphone that has the
// feature shows anything else than what happens. It says nothing of what a recording holds for other reasons
// (RP-RSP-010).
const Synchronised = TellEverybody | clearDisplay | showStop | stopForAll | toggleInTalks

// names returns the names of the changes, each behind a space.
func (set Changes) names() string { return enum.SetName("Change", changeNames[:], set) }

// has reports whether the set has any of the changes of another one.
func (set Changes) has(other Changes) bool { return set&other != 0 }

// asShown returns a softphone as its toggle and its locks take it: under toggleInTalks every talk is a 通話中.
func (s *System) asShown(p buttons.Phone) buttons.Phone {
	if s.Changes.has(toggleInTalks) && (p.State == callstate.TransferTalking || p.State == callstate.ThreeWay) {
		p.State = callstate.Talking
	}
	return p
}

// showsStopped reports whether a softphone shows 録音再開 and the message.
func (s *System) showsStopped(party int) bool { return s.asShown(s.phones[party].Phone).ShowsStopped() }

// followsTalk reports whether a stop that a softphone shows is always one of the call that it talks in, whatever it has
// stopped before.
func (set Changes) followsTalk() bool { return set.has(clearDisplay | carryOver) }

// apply returns a step as it is under the changes, in a call where a stop is about one's own voice by the manual. A
// stop for all is a stop by each of them.
func (set Changes) apply(s pause.Step) pause.Step {
	switch c := &s.After; {
	case !c.OwnVoices() || c.StoppedBy() == 0:
	case set.has(refuseAmongMany), set.has(stopForAll) && s.Cause.Verb() == pause.Resume:
		for party := range c.StoppedBy().All() {
			_, _ = c.Resume(party) // who has stopped it is in the call
		}
	case set.has(stopForAll):
		_, _ = c.Merge(0, c.Members()) // it fails in a call that is over only
	}
	return s
}

// refusedAmongMany reports whether the PBX refuses a click of the acting softphone.
func (m *move) refusedAmongMany(v pause.Verb) bool {
	if v != pause.Stop || !m.Changes.has(refuseAmongMany) {
		return false
	}
	c := m.commanded()
	return c != nil && c.rec.OwnVoices()
}

// heldBack reports whether a call that a softphone talks in holds its voice back, whether it is recorded or not: what
// is shown does not depend on that (L6).
func (s *System) heldBack(party int) bool {
	c := s.open(s.phones[party].talksIn())
	return c != nil && (c.in(c.rec.StoppedBy(), party) || c.rec.StoppedBy() != 0 && !c.rec.OwnVoices())
}

// synchronise brings together, after an event, what softphones show and what their calls do, as far as the changes say.
func (m *move) synchronise() {
	if m.Changes == 0 {
		return
	}
	var moved []bool // by party: it has come to talk elsewhere, or a call event has changed what is recorded of it
	for party := range m.phones {
		moved = append(moved, m.event.Kind.Verb() == 0 && m.moved(party))
	}
	for party := range m.phones {
		if moved[party] && m.Changes.has(carryOver) {
			m.carryOver(party)
		}
	}
	for party := range m.phones {
		if m.isTold(party, moved[party]) {
			m.tell(party)
		}
	}
}

// moved reports whether a softphone talks elsewhere than before the event, or what is recorded of it is another thing.
func (m *move) moved(party int) bool {
	return m.phones[party].talksIn() != m.before.phones[party].talksIn() ||
		m.heldBack(party) != m.before.heldBack(party)
}

// carryOver stops the call that a softphone talks in where it shows "stopped", as a click on 録音停止 would.
func (m *move) carryOver(party int) {
	p := &m.phones[party]
	c := m.open(p.talksIn())
	if c == nil || !p.Display.Stopped || m.heldBack(party) || m.Changes.has(refuseAmongMany) && c.rec.OwnVoices() {
		return
	}
	step, _ := c.rec.Stop(c.slot(party)) // it talks in the call
	m.record(c, step)
	p.stoppedIn = callstate.Talking
}

// isTold reports whether the PBX tells a softphone, after the event, what it records of it.
func (m *move) isTold(party int, moved bool) bool {
	p := m.phones[party]
	switch {
	case p.talksIn() == "" || p.Gate.Missing() != 0:
		return false
	case m.Changes.has(TellEverybody) && m.commandedNow(p.talksIn()):
		return true
	case m.heldBack(party):
		return moved && m.Changes.has(showStop)
	}
	return moved && m.Changes.has(clearDisplay)
}

// commandedNow reports whether somebody's command has reached a call with the event.
func (m *move) commandedNow(id string) bool {
	for _, s := range m.steps {
		if s.Call == id && s.Step.Cause.Verb() != 0 {
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
	m.told = append(m.told, m.id(party))
	if stopped {
		p.stoppedIn = callstate.Talking // no transfer and no outbound call of its own made the stop
	}
}
