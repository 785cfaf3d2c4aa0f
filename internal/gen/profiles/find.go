package profiles

import (
	"slices"

	"github.com/recpause/recpause/system"
)

// Findings are everything that the pages say.
type findings struct {
	sets   []set // ours first
	proofs []proof
}

// A set is a minimal set of changes, and for each of them the shortest story that lies without it.
type set struct {
	system.Changes
	without map[system.Change]*witness
}

// A proof is what one world has under both profiles.
type proof struct {
	world                    string
	documented, synchronised count
}

// A count is how many states were visited, and how many steps opened a mismatch.
type count struct{ states, lies int }

// find searches all sets in the small worlds, and counts in all.
func find(worlds []string) (f findings, err error) {
	sets, err := minimal(small)
	if err != nil {
		return f, err
	}
	for _, p := range sets {
		s := set{p, map[system.Change]*witness{}}
		for c := range p.All() {
			if s.without[c], err = shortest(small, p.Without(c)); err != nil {
				return f, err
			}
		}
		f.sets = append(f.sets, s)
	}
	slices.SortStableFunc(f.sets, func(a, b set) int { return ours(b) - ours(a) })
	for _, parties := range worlds {
		p := proof{world: parties}
		if p.documented, err = visit(parties, 0); err != nil {
			return f, err
		}
		if p.synchronised, err = visit(parties, system.Synchronised); err != nil {
			return f, err
		}
		f.proofs = append(f.proofs, p)
	}
	return f, nil
}

func ours(s set) int {
	if s.Changes == system.Synchronised {
		return 1
	}
	return 0
}

func visit(parties string, p system.Changes) (count, error) {
	w, err := world(parties, p)
	if err != nil {
		return count{}, err
	}
	return visitAll(w)
}

func visitAll(w system.World) (n count, err error) {
	size, err := w.Run(func(e system.Edge) bool {
		if len(e.Outcome.Opened) > 0 {
			n.lies++
		}
		return true
	})
	n.states = size.States
	return n, err
}
