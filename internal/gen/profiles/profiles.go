// Package profiles writes profiles.md and profiles.ja.md: what the manual documents beside what this project proposes
// to vendors, change by change, with the mismatch that each change closes, found by visiting every state under every
// set of changes.
package profiles

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// The parties among whom every set of changes is searched, the fewest first; and those among whom the proposed one is
// visited as well. A and B have softphones, X and Y do not.
var (
	small = []string{"A X", "A B", "A X Y"}
	large = []string{"A B X"}
)

// Files returns the pages, and says how much was visited.
func Files(w io.Writer) (map[string][]byte, error) {
	f, err := find(append(small, large...))
	if err != nil {
		return nil, err
	}
	for _, v := range f.visits {
		fmt.Fprintf(w, "%s: %d states and %d mismatches as documented; synchronised %d states and %d mismatches\n",
			v.parties, v.documented.states, v.documented.mismatches, v.synchronised.states, v.synchronised.mismatches)
	}
	return markdown.Pair("out/docs/profiles", func(lang spec.Lang) string { return write(f, lang) })
}

// Findings are everything that the pages say.
type findings struct {
	sets   []set // the proposed one first
	visits []visit
}

// A set is a minimal set of changes, and for each of them the shortest story to a mismatch without it.
type set struct {
	system.Changes
	without map[system.Change]*story
}

// A visit is how much there is among some parties as documented and with the proposed changes.
type visit struct {
	parties                  string
	documented, synchronised count
}

// A count is how many states were visited, and how many steps opened a mismatch.
type count struct{ states, mismatches int }

// find searches all sets among few parties, and counts among all.
func find(worlds []string) (f findings, err error) {
	sets, err := minimal(small)
	if err != nil {
		return f, err
	}
	for _, changes := range sets {
		s := set{changes, map[system.Change]*story{}}
		for c := range changes.All() {
			if s.without[c], err = shortest(small, changes.Without(c)); err != nil {
				return f, err
			}
		}
		if changes == system.Synchronised {
			f.sets = slices.Insert(f.sets, 0, s)
		} else {
			f.sets = append(f.sets, s)
		}
	}
	for _, parties := range worlds {
		v := visit{parties: parties}
		if v.documented, err = counted(parties, 0); err != nil {
			return f, err
		}
		if v.synchronised, err = counted(parties, system.Synchronised); err != nil {
			return f, err
		}
		f.visits = append(f.visits, v)
	}
	return f, nil
}

// world returns the world of some parties under a set of changes.
func world(parties string, changes system.Changes) (system.World, error) {
	w, err := system.Among(strings.Fields(parties)...)
	w.Changes = changes
	return w, err
}

func counted(parties string, changes system.Changes) (count, error) {
	w, err := world(parties, changes)
	if err != nil {
		return count{}, err
	}
	return visitAll(w)
}

func visitAll(w system.World) (n count, err error) {
	size, err := w.Run(func(e system.Edge) bool {
		if len(e.Outcome.Opened) > 0 {
			n.mismatches++
		}
		return true
	})
	n.states = size.States
	return n, err
}

// A story is events at whose end a softphone shows something else than what happens.
type story struct {
	world    system.World
	events   []calllog.Event
	mismatch calllog.Mismatch
}

// holds reports whether the story opens a mismatch under another set of changes, as far as its events have a meaning
// there.
func (s *story) holds(changes system.Changes) bool {
	now, err := system.New(s.world.Header, s.world.Policy)
	if err != nil {
		panic(err) // the story was found there
	}
	now.Changes = changes
	return slices.ContainsFunc(s.events, func(e calllog.Event) bool {
		outcome, err := now.Apply(e)
		return err == nil && len(outcome.Opened) > 0
	})
}

// shortest returns the shortest story to a mismatch among some parties under a set of changes. It returns nil only when
// every state has been visited and there is none.
func shortest(worlds []string, changes system.Changes) (found *story, err error) {
	for _, parties := range worlds {
		w, err := world(parties, changes)
		if err != nil {
			return nil, err
		}
		_, err = w.Run(func(e system.Edge) bool {
			length := e.Event.Line - 1 // line 1 is the header
			if len(e.Outcome.Opened) > 0 && (found == nil || length < len(found.events)) {
				found = &story{w, e.Story(), e.Outcome.Opened[0]}
			}
			return found == nil || length < len(found.events)
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// minimal returns every set of changes that leaves no mismatch among some parties, and that holds no other such set.
// Most sets are ruled out by a story that is known.
func minimal(worlds []string) (sets []system.Changes, err error) {
	var known []*story
	for bits := range system.Changes(1 << candidates) {
		changes := bits << 1
		// A subset has a smaller number, and so has been looked at.
		if slices.ContainsFunc(sets, func(s system.Changes) bool { return changes&s == s }) ||
			slices.ContainsFunc(known, func(s *story) bool { return s.holds(changes) }) {
			continue
		}
		s, err := shortest(worlds, changes)
		switch {
		case err != nil:
			return nil, err
		case s == nil:
			sets = append(sets, changes)
		default:
			known = append(known, s)
		}
	}
	return sets, nil
}
