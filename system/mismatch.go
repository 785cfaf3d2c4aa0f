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
func (m *move) noteMismatches() (opened, closed []calllog.Mismatch) {
	var space [2][8]falseDisplay // on the stack, and enough for most
	before, now := m.before.falseDisplays(space[0][:0]), m.falseDisplays(space[1][:0])
	for len(before) > 0 || len(now) > 0 { // both are in the header's order, and a softphone is in each once at most
		switch {
		case len(now) == 0 || len(before) > 0 && before[0].party < now[0].party:
			closed = append(closed, m.before.mismatch(before[0]))
			m.phones[before[0].party].falseFrom = nil
			before = before[1:]
		case len(before) == 0 || now[0].party < before[0].party:
			opened = append(opened, m.opens(now[0]))
			now = now[1:]
		default:
			if !now[0].goesOn(before[0]) {
				closed = append(closed, m.before.mismatch(before[0]))
				opened = append(opened, m.opens(now[0]))
			}
			before, now = before[1:], now[1:]
		}
	}
	return opened, closed
}

// opens notes that a display has been false since the event, on which the rule of the mismatch depends.
func (m *move) opens(d falseDisplay) calllog.Mismatch {
	m.phones[d.party].falseFrom = &calllog.Opening{Line: m.event.Line, At: m.event.At, Event: m.event.Kind,
		Party: m.event.Party, Support: m.support}
	return m.mismatch(d)
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

// A falseDisplay is a softphone that shows something else than what happens in the call that it talks in.
type falseDisplay struct {
	party int
	kind  calllog.MismatchKind
	call  *call
}

// goesOn reports whether the same display was false in the same way before, in the same call.
func (d falseDisplay) goesOn(before falseDisplay) bool {
	return d.party == before.party && d.kind == before.kind && d.call.id == before.call.id
}

// falseDisplays compares what each softphone shows with what happens in the call that it talks in, and appends those
// that differ to a list, in the header's order. It asks call by call who is in it, for that is little, however many
// calls and softphones there are.
func (s *System) falseDisplays(list []falseDisplay) []falseDisplay {
	for i := range s.calls {
		c := &s.calls[i]
		if c.rec.State() == pause.Off {
			continue
		}
		silenced := c.rec.Silenced()
		for p := range c.rec.Members().All() {
			party := c.slots[p]
			kind := mismatchKind(s.showsStopped(party), silenced.Has(p), silenced == c.rec.Members())
			if kind != 0 && s.phones[party].talksIn() == c.id {
				list = append(list, falseDisplay{party, kind, c})
			}
		}
	}
	slices.SortFunc(list, func(a, b falseDisplay) int { return a.party - b.party })
	return list
}

// mismatches returns what is told of the displays that are false, in the header's order.
func (s *System) mismatches() (list []calllog.Mismatch) {
	var space [8]falseDisplay
	for _, d := range s.falseDisplays(space[:0]) {
		list = append(list, s.mismatch(d))
	}
	return list
}

// mismatch returns what is told of a display that is false.
func (s *System) mismatch(d falseDisplay) calllog.Mismatch {
	p := &s.phones[d.party]
	x := calllog.Mismatch{Party: s.id(d.party), Kind: d.kind, Call: d.call.id, Cure: s.cure(d.party, d.kind),
		NoToggle: s.asShown(p.Phone).View().Toggle == 0}
	if !x.NoToggle { // RP-S2S-021 is about what is shown
		x.Rule = s.mismatchRule(d.kind, p, d.call)
	}
	if p.falseFrom != nil {
		x.Opened = *p.falseFrom
	}
	return x
}

func mismatchKind(shown, silent, allSilent bool) calllog.MismatchKind {
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
	for i := range m.calls {
		c := &m.calls[i]
		if c.rec.State() != pause.Silent {
			continue
		}
		for n := range c.rec.Members().All() {
			p := &m.phones[c.slots[n]]
			if p.call == c.id && p.State == callstate.Talking && p.ShowsStopped() {
				p.stoppedIn = callstate.Talking
			}
		}
	}
}

// mismatchRule returns the rule that describes a mismatch, 0 where the manual does not: of a command that no display
// knows of it does not speak, nor of what that makes false.
func (s *System) mismatchRule(kind calllog.MismatchKind, p *phone, c *call) spec.ID {
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
