package system

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// noteMismatches writes the ledger of a step: since when every false display has been so, which mismatches the step
// opens, and which it ends.
func (m *move) noteMismatches(before []calllog.Mismatch) (opened, closed []calllog.Mismatch) {
	now, anew := m.mismatches(), false
	for _, x := range now {
		if !slices.ContainsFunc(before, goesOnAs(x)) {
			anew = true
			m.phones[m.header.Index(x.Party)].falseFrom = &calllog.Opening{Line: m.event.Line, At: m.event.At,
				Event: m.event.Kind, Party: m.event.Party, Support: m.support}
		}
	}
	if anew { // their rules depend on what has opened them
		now = m.mismatches()
	}
	for _, x := range now {
		if !slices.ContainsFunc(before, goesOnAs(x)) {
			opened = append(opened, x)
		}
	}
	for _, x := range before {
		if !slices.ContainsFunc(now, goesOnAs(x)) {
			closed = append(closed, x)
		}
		if !slices.ContainsFunc(now, func(y calllog.Mismatch) bool { return x.Party == y.Party }) {
			m.phones[m.header.Index(x.Party)].falseFrom = nil
		}
	}
	return opened, closed
}

// goesOnAs reports whether a mismatch is another one going on: of the same softphone, of the same kind and in the same
// call.
func goesOnAs(x calllog.Mismatch) func(calllog.Mismatch) bool {
	return func(y calllog.Mismatch) bool { return x.Party == y.Party && x.Kind == y.Kind && x.Call == y.Call }
}

// cure returns the click that makes the display true, where the softphone shows it.
func (s *System) cure(party int, k calllog.MismatchKind) calllog.Kind {
	toggle := s.asShown(s.phones[party].Phone).View().Toggle
	if c := wordsOf(k).click; toggle != 0 && c.Verb() == toggle {
		return c
	}
	return 0
}

// A mismatchClass is mismatches that are alike: what is shown, what is recorded, where, and what opened them.
type mismatchClass struct {
	kind      calllog.MismatchKind
	state     callstate.State
	recording pause.State
	opener    calllog.Kind
	own       bool // the softphone's own event opened it, else somebody else's
	rule      spec.ID
	support   spec.Support
}

// A Sighting is a class of mismatches that are alike: of one kind, opened by one kind of event, of the softphone itself
// or of somebody else, in one state, with one rule and one support.
type Sighting struct {
	Count     int              // how many steps open such a mismatch
	First     calllog.Mismatch // the first of them
	State     callstate.State  // of the softphone whose display is false
	Recording pause.State      // what the call's recording does
	Story     []calllog.Event  // the most ordinary one
	Weight    int              // of the story: the less, the nearer to an ordinary call of a customer
}

// Mismatches collects the mismatches that the steps of a search open. The zero Mismatches is empty.
type Mismatches struct {
	index map[mismatchClass]int
	list  []Sighting
}

// Add takes note of a step.
func (l *Mismatches) Add(e Edge) {
	for _, x := range e.Outcome.Opened {
		p, _ := e.After.Phone(x.Party)
		c, _ := e.Outcome.Step.Calls.Get(x.Call)
		class := mismatchClass{x.Kind, p.State, c.Recording, e.Event.Kind, x.Party == e.Event.Party, x.Rule,
			x.Opened.Support}
		i, known := l.index[class]
		if !known {
			if l.index == nil {
				l.index = map[mismatchClass]int{}
			}
			i = len(l.list)
			l.index[class] = i
			l.list = append(l.list, Sighting{First: x, State: p.State, Recording: c.Recording, Story: e.Story(),
				Weight: e.weight})
		}
		l.list[i].Count++
	}
}

// All returns every class that was seen, the worst kind first, and of a kind the most ordinary story first.
func (l *Mismatches) All() []Sighting {
	return slices.SortedStableFunc(slices.Values(l.list), func(a, b Sighting) int {
		return cmp.Or(cmp.Compare(a.First.Kind, b.First.Kind), cmp.Compare(a.Weight, b.Weight))
	})
}

// mismatches compares what each softphone shows with what happens in the call that it talks in.
func (s *System) mismatches() (list []calllog.Mismatch) {
	for party, p := range s.phones {
		c := s.open(p.talksIn())
		if c == nil || c.rec.State() == pause.Off {
			continue
		}
		silenced := c.rec.Silenced()
		if kind := mismatch(s.showsStopped(party), c.in(silenced, party), silenced == c.rec.Members()); kind != 0 {
			x := calllog.Mismatch{Party: s.id(party), Kind: kind, Call: c.id, Cure: s.cure(party, kind),
				NoToggle: s.asShown(p.Phone).View().Toggle == 0}
			if !x.NoToggle { // RP-S2S-021 is about what is shown
				x.Rule = s.mismatchRule(kind, p, c)
			}
			if p.falseFrom != nil {
				x.Opened = *p.falseFrom
			}
			list = append(list, x)
		}
	}
	return list
}

func mismatch(shown, silent, allSilent bool) calllog.MismatchKind {
	switch {
	case shown && !silent:
		return calllog.StoppedButRecording
	case shown && !allSilent:
		return calllog.StoppedButOthersRecorded
	case !shown && silent:
		return calllog.RecordingButStopped
	}
	return 0
}

// forgetStops forgets where a softphone stopped once it shows "stopped" in a call that is silent: what makes such a
// display false from then on is somebody else's click, and neither the transfer nor the outbound call that the stop was
// made in.
func (m *move) forgetStops() {
	for party := range m.phones {
		p := &m.phones[party]
		if c := m.open(p.call); c != nil && p.State == callstate.Talking && p.ShowsStopped() &&
			c.rec.State() == pause.Silent {
			p.stoppedIn = callstate.Talking
		}
	}
}

// mismatchRule returns the rule that describes a mismatch, 0 where the manual does not: of a command that no display
// knows of it does not speak, nor of what that makes false.
func (s *System) mismatchRule(kind calllog.MismatchKind, p phone, c *call) spec.ID {
	switch {
	case kind != calllog.StoppedButOthersRecorded && p.isFalseByCommand():
		return 0
	case kind == calllog.StoppedButOthersRecorded && c.rec.IsRoom():
		return spec.CNF011
	case kind == calllog.StoppedButOthersRecorded:
		return spec.TPC021
	case kind == calllog.StoppedButRecording && p.stoppedIn == callstate.OutboundWaiting:
		return spec.OUT022
	case kind == calllog.StoppedButRecording && p.State == callstate.Talking && p.stoppedInTransfer():
		return spec.XFR032
	case s.betweenSoftphones(c):
		return spec.S2S021
	}
	return 0
}

// isFalseByCommand reports whether a command that no display knows of has made a display false.
func (p *phone) isFalseByCommand() bool {
	return p.falseFrom != nil && p.falseFrom.Event.Needs().Source
}

func (s *System) betweenSoftphones(c *call) bool {
	members := c.members()
	return len(members) == 2 && s.softphone(members[0]) && s.softphone(members[1])
}
