package system

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Class is mismatches that are alike: what is shown, what is recorded, where, and what opened them.
type Class struct {
	Kind      calllog.MismatchKind
	State     callstate.State // of the softphone whose display is false
	Recording pause.State     // what the call's recording does
	Opener    calllog.Kind
	Own       bool    // the softphone's own event opened it, else somebody else's
	Rule      spec.ID // the rule that describes it, 0 where the manual does not mention it
	Support   spec.Support
}

// A Sighting is a class in a world: how many steps open such a mismatch, the first of them, and the shortest story to it.
type Sighting struct {
	Class
	Count  int
	Lie    calllog.Mismatch
	Toggle pause.Verb // what the softphone shows
	Story  []calllog.Event
}

// Lies collects the mismatches that the steps of a search open. The zero Lies is empty.
type Lies struct {
	index map[Class]int
	list  []Sighting
}

// Add takes note of a step.
func (l *Lies) Add(e Edge) {
	for _, lie := range e.Outcome.Opened {
		p, _ := e.After.Phone(lie.Party)
		c, _ := e.Outcome.Step.Calls.Get(lie.Call)
		class := Class{lie.Kind, p.State, c.Recording, e.Event.Kind, lie.Party == e.Event.Party, lie.Rule, lie.Opened.Support}
		i, known := l.index[class]
		if !known {
			if l.index == nil {
				l.index = map[Class]int{}
			}
			i = len(l.list)
			l.index[class] = i
			l.list = append(l.list, Sighting{Class: class, Lie: lie, Toggle: p.View().Toggle, Story: e.Story()})
		}
		l.list[i].Count++
	}
}

// All returns every class that was seen, the worst kind first, and of a kind the shortest story first.
func (l *Lies) All() []Sighting {
	return slices.SortedStableFunc(slices.Values(l.list), func(a, b Sighting) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(len(a.Story), len(b.Story)))
	})
}
