package system

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// A World is who takes part, and what may happen.
type World struct {
	Header  calllog.Header
	Policy  pause.Policy
	Profile Profile            // the documented one where it is zero
	Calls   int                // how many calls may be open at once; one where it is 0
	Kinds   []calllog.Kind     // what may happen; all there is where it is empty
	Follow  func(Outcome) bool // which steps are taken; all where it is nil
}

// An Edge is one event in one reachable state.
type Edge struct {
	Before, After System
	Event         calllog.Event
	Outcome       Outcome
	Fresh         bool // nothing before has led to the state after it

	from *path
}

// A path is how a state was reached, the last event first.
type path struct {
	event calllog.Event
	from  *path
}

// Story returns the shortest way that leads to the edge, its own event last. An event's position is its number, a second apart.
func (e Edge) Story() []calllog.Event {
	events := []calllog.Event{e.Event}
	for p := e.from; p != nil; p = p.from {
		events = append(events, p.event)
	}
	slices.Reverse(events)
	return events
}

// A Size is how much was visited.
type Size struct {
	States int
	Steps  int // events that were applied, refused or left everything as it was
}

// A place is a state on the way, and how it was reached.
type place struct {
	system System
	calls  calllog.Object[calllog.CallView]
	path   *path
	depth  int
}

// A search is a visit under way.
type search struct {
	World
	seen  map[string]bool
	queue []place
	size  Size
	show  func(Edge) bool
}

// Run visits the world, and shows every step to a function until that returns false. Events that have no meaning where they are tried
// are no steps. The errors are those of New.
func (w World) Run(show func(Edge) bool) (Size, error) {
	start, err := New(w.Header, w.Policy)
	if err != nil {
		return Size{}, err
	}
	start = start.Under(w.Profile)
	s := &search{World: w, seen: map[string]bool{start.Key(): true}, queue: []place{{system: start}}, show: show}
	alphabet := w.Alphabet()
	for goesOn := true; goesOn && len(s.queue) > 0; {
		at := s.queue[0]
		s.queue = s.queue[1:]
		goesOn = s.visit(at, alphabet)
	}
	s.size.States = len(s.seen)
	return s.size, nil
}

// visit tries every event in one state; it returns false where nothing more is to be shown.
func (s *search) visit(at place, alphabet []calllog.Event) bool {
	for _, e := range alphabet {
		if alias(e.Call, at.calls) || at.system.Pointless(e) {
			continue
		}
		e.Line, e.At = at.depth+2, int64(at.depth)*int64(s.Header.SampleRate)
		next, outcome, err := at.system.Next(e)
		if err != nil || s.Follow != nil && !s.Follow(outcome) {
			continue
		}
		s.size.Steps++
		edge := Edge{Before: at.system, After: next, Event: e, Outcome: outcome, from: at.path}
		edge.Fresh = s.arrive(at, edge)
		if !s.show(edge) {
			return false
		}
	}
	return true
}

// arrive notes the state after a step, and reports whether it is a new one.
func (s *search) arrive(at place, e Edge) bool {
	if e.Outcome.Step.Result != calllog.Applied {
		return false
	}
	key := e.After.Key()
	if s.seen[key] {
		return false
	}
	s.seen[key] = true
	s.queue = append(s.queue, place{e.After, e.Outcome.Step.Calls, &path{e.Event, at.path}, at.depth + 1})
	return true
}
