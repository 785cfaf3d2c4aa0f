// Package explore visits every state that a small world of softphones and telephones can reach, breadth first, so that what it finds
// comes with a shortest story. What is said to hold always is asked of every step; what is said to happen sometimes must happen, for a
// model in which nothing happens proves nothing.
package explore

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// A World is who takes part, and what may happen.
type World struct {
	Header calllog.Header
	Policy pause.Policy
	Calls  int                      // how many calls may be open at once
	Kinds  []calllog.Kind           // what may happen; all there is where it is empty
	Follow func(model.Outcome) bool // which steps are gone on from; all where it is nil
}

// An Edge is one event in one reachable state.
type Edge struct {
	Before, After model.System
	Event         calllog.Event
	Outcome       model.Outcome
	Fresh         bool // nothing before has led to the state after it

	path *path
}

// A path is how a state was reached, the last event first.
type path struct {
	event calllog.Event
	from  *path
}

// Story returns the shortest way that leads to the edge, its own event last. An event's position is its number, a second apart.
func (e Edge) Story() []calllog.Event {
	var events []calllog.Event
	for p := e.path; p != nil; p = p.from {
		events = append(events, p.event)
	}
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events
}

// A Size is how much was visited.
type Size struct {
	States int
	Steps  int // events that were applied, refused or left everything as it was
}

// Run visits the world, and shows every step to a function until that returns false. Events that have no meaning where they are tried
// are no steps. The errors are those of model.New.
func (w World) Run(show func(Edge) bool) (Size, error) {
	start, err := model.New(w.Header, w.Policy)
	if err != nil {
		return Size{}, err
	}
	alphabet := w.Alphabet()
	size := Size{States: 1}
	seen := map[string]bool{start.Key(): true}
	type place struct {
		system model.System
		path   *path
	}
	for queue := []place{{start, nil}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		calls := names(at.system)
		for _, e := range alphabet {
			if !calls.fits(e) {
				continue
			}
			e.At, e.Line = at.path.next(w.Header.SampleRate), at.path.len()+2
			next, outcome, err := at.system.Next(e)
			if err != nil {
				continue
			}
			edge := Edge{Before: at.system, After: next, Event: e, Outcome: outcome, path: &path{e, at.path}}
			if outcome.Step.Result == calllog.Applied && (w.Follow == nil || w.Follow(outcome)) {
				if key := next.Key(); !seen[key] {
					seen[key], edge.Fresh = true, true
					queue = append(queue, place{next, edge.path})
				}
			}
			size.States, size.Steps = len(seen), size.Steps+1
			if !show(edge) {
				return size, nil
			}
		}
	}
	return size, nil
}

func (p *path) len() (n int) {
	for ; p != nil; p = p.from {
		n++
	}
	return n
}

// next returns the position of the event after a path.
func (p *path) next(rate int) int64 { return int64(p.len()) * int64(rate) }

// Alphabet returns every event that may happen in the world: a call bears one of as many names as may be open.
func (w World) Alphabet() (events []calllog.Event) {
	kinds := w.Kinds
	if len(kinds) == 0 {
		for k := range calllog.Kinds() {
			kinds = append(kinds, k)
		}
	}
	for _, k := range kinds {
		for _, p := range w.Header.Parties {
			if p.Softphone || !k.Needs().Softphone {
				events = append(events, w.forms(calllog.Event{Kind: k, Party: p.ID})...)
			}
		}
	}
	return events
}

// forms completes an event with each party and each call that it may name.
func (w World) forms(e calllog.Event) (events []calllog.Event) {
	targets, calls := []string{""}, []string{""}
	if e.Kind.Needs().To {
		targets = nil
		for _, p := range w.Header.Parties {
			if p.ID != e.Party {
				targets = append(targets, p.ID)
			}
		}
	}
	if e.Kind.Needs().Call {
		calls = callNames(w.Calls)
	}
	for _, to := range targets {
		for _, call := range calls {
			e.To, e.Call = to, call
			events = append(events, e)
		}
	}
	return events
}

func callNames(n int) (names []string) {
	for i := range max(1, n) {
		names = append(names, "c"+string(rune('1'+i)))
	}
	return names
}

// open is the names of the calls that are open in a state.
type open map[string]bool

func names(s model.System) open {
	o := open{}
	for _, c := range s.Look().Calls {
		o[c.Key] = true
	}
	return o
}

// fits leaves out events that differ from another by the name of a new call only: a new call takes the first name that is free.
func (o open) fits(e calllog.Event) bool {
	if e.Call == "" || o[e.Call] {
		return true
	}
	for free := "c1"; free < e.Call; free = "c" + string(free[1]+1) {
		if !o[free] {
			return false
		}
	}
	return true
}
