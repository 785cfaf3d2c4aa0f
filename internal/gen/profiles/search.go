package profiles

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// The worlds in which a set of changes has to show itself, the smallest first; and those in which our proposal is
// looked at besides.
var (
	small = []string{"A X", "A B", "A X Y"}
	large = []string{"A B X"}
)

// A witness is a story at whose end a softphone shows something else than what happens.
type witness struct {
	world system.World
	story []calllog.Event
	lie   calllog.Mismatch
}

// lies reports whether the story ends in a mismatch under another profile, as far as its events have a meaning there.
func (w *witness) lies(p system.Changes) (bool, error) {
	s, err := system.New(w.world.Header, w.world.Policy)
	if err != nil {
		return false, err
	}
	s.Changes = p
	for _, e := range w.story {
		if outcome, err := s.Apply(e); err == nil && len(outcome.Opened) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// world returns the world of a list of names under a profile.
func world(parties string, p system.Changes) (system.World, error) {
	w, err := system.Among(strings.Fields(parties)...)
	w.Changes = p
	return w, err
}

// shortest returns the shortest story to a mismatch that the worlds have under a profile, nil where they have none: the
// proof that there is none is that every state has been visited.
func shortest(worlds []string, p system.Changes) (found *witness, err error) {
	for _, parties := range worlds {
		w, err := world(parties, p)
		if err != nil {
			return nil, err
		}
		_, err = w.Run(func(e system.Edge) bool {
			length := e.Event.Line - 1 // line 1 is the header
			if len(e.Outcome.Opened) > 0 && (found == nil || length < len(found.story)) {
				found = &witness{w, e.Story(), e.Outcome.Opened[0]}
			}
			return found == nil || length < len(found.story)
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// minimal returns every set of changes under which the worlds have no mismatch, and that holds no other such set. Most
// sets are ruled out by a story that is known.
func minimal(worlds []string) (sets []system.Changes, err error) {
	var known []*witness
	for bits := range system.Changes(1 << 7) {
		p := bits << 1
		if slices.ContainsFunc(sets, func(q system.Changes) bool { return p&q == q }) { // a subset has a smaller number
			continue
		}
		lies, err := anyLies(known, p)
		if err != nil {
			return nil, err
		}
		if lies {
			continue
		}
		w, err := shortest(worlds, p)
		if err != nil {
			return nil, err
		}
		if w == nil {
			sets = append(sets, p)
		} else {
			known = append(known, w)
		}
	}
	return sets, nil
}

func anyLies(known []*witness, p system.Changes) (bool, error) {
	for _, w := range known {
		if lies, err := w.lies(p); lies || err != nil {
			return lies, err
		}
	}
	return false, nil
}
