// Package mismatches writes docs/mismatches.md and docs/mismatches.ja.md: every way in which a softphone's display can
// be false among up to three parties, found by visiting every state.
package mismatches

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// Files returns the pages, and says how much was visited.
func Files(w io.Writer) (map[string][]byte, error) {
	all, err := surveys(worlds)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		fmt.Fprintf(w, "%s: %d states, %d steps, %d classes of mismatch\n", s.name(spec.EN), s.size.States, s.size.Steps,
			len(s.classes))
	}
	return markdown.Pair("docs/mismatches", func(lang spec.Lang) string { return write(all, lang) })
}

// worlds are all of up to three parties with a softphone among them, and two in which everything may happen: a third
// party makes those twenty times larger. A, B and C have softphones, X and Y do not.
var worlds = []world{{parties: "A"}, {parties: "A X"}, {parties: "A B"}, {parties: "A X Y"}, {parties: "A X", commanded: true},
	{parties: "A B", commanded: true}, {parties: "A B X"}, {parties: "A B C"}}

// A world is some parties, by their names.
type world struct {
	parties   string
	commanded bool // also by commands that are no clicks, and by facts that a softphone refuses
}

// A survey is what a search found out about a world.
type survey struct {
	world
	size    system.Size
	classes []system.Sighting
}

func (w world) name(l spec.Lang) string {
	name := strings.ReplaceAll(w.parties, " ", ", ")
	if w.commanded {
		name += spec.Text{JA: "（指示あり）", EN: " (commanded)"}.In(l)
	}
	return name
}

// surveys visits every state of some worlds. It is an error where a law does not hold, and where a peculiarity of the
// manual never shows though there are parties enough for it.
func surveys(worlds []world) (all []survey, err error) {
	for _, in := range worlds {
		s, err := in.visit()
		if err != nil {
			return nil, fmt.Errorf("among %s: %w", in.name(spec.EN), err)
		}
		all = append(all, s)
	}
	return all, nil
}

func (in world) visit() (survey, error) {
	w, err := system.Among(strings.Fields(in.parties)...)
	if err != nil {
		return survey{}, err
	}
	if in.commanded {
		w.Kinds, w.Facts = slices.Collect(calllog.Kinds()), true
	}
	var found system.Mismatches
	results, size, err := w.Check(found.Add)
	for _, r := range results {
		if !r.Holds {
			return survey{}, fmt.Errorf("%s does not hold: %s: %s", r.ID(), r.Name.EN, system.Tell(r.Witness, spec.EN))
		}
	}
	return survey{in, size, found.All()}, err
}

// A finding is a class of mismatch over all worlds: the most ordinary story, the parties of its world, and how many
// steps open such a mismatch in each world.
type finding struct {
	system.Sighting
	parties world
	counts  []int
}

// A class is what findings of one row share in all worlds.
type class struct {
	kind      calllog.MismatchKind
	state     callstate.State
	recording pause.State
	opener    calllog.Kind
	own       bool
	rule      spec.ID
	support   spec.Support
}

func (f finding) class() class {
	x := f.First
	return class{x.Kind, f.State, f.Recording, x.Opened.Event, f.own(), x.Rule, x.Opened.Support}
}

// own reports whether the softphone's own event opens the mismatch.
func (f finding) own() bool { return f.First.Opened.Party == f.First.Party }

// merge puts the classes of all worlds together, the worst kind first; of a kind what the vendor stands behind comes
// first, and then what is nearest to an ordinary call.
func merge(all []survey) (list []finding) {
	index := map[class]int{}
	for world, s := range all {
		for _, seen := range s.classes {
			f := finding{seen, s.world, make([]int, len(all))}
			i, known := index[f.class()]
			if !known {
				i = len(list)
				index[f.class()] = i
				list = append(list, f)
			}
			if seen.Weight < list[i].Weight {
				list[i].Sighting, list[i].parties = seen, s.world
			}
			list[i].counts[world] = seen.Count
		}
	}
	slices.SortStableFunc(list, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.First.Kind, b.First.Kind),
			cmp.Compare(b.First.Opened.Support, a.First.Opened.Support), cmp.Compare(a.Weight, b.Weight))
	})
	return list
}
