package mismatches

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// worlds are all of up to three parties with a softphone among them. A, B and C have softphones, X and Y do not.
var worlds = [][]string{{"A"}, {"A", "X"}, {"A", "B"}, {"A", "X", "Y"}, {"A", "B", "X"}, {"A", "B", "C"}}

// A survey is what a search found out about a world.
type survey struct {
	parties []string
	size    system.Size
	lies    []system.Sighting
}

func (s survey) name() string { return strings.Join(s.parties, ", ") }

// surveys visits worlds. A law that does not hold in one is an error, and so is a quirk of the manual that is not met.
func surveys(worlds [][]string) (all []survey, err error) {
	for _, parties := range worlds {
		s, err := visit(parties)
		if err != nil {
			return nil, fmt.Errorf("among %s: %w", strings.Join(parties, ", "), err)
		}
		all = append(all, s)
	}
	return all, nil
}

func visit(parties []string) (survey, error) {
	w, err := system.Among(parties...)
	if err != nil {
		return survey{}, err
	}
	var lies system.Mismatches
	results, size, err := w.Check(system.Laws(), system.Quirks(), lies.Add)
	for _, r := range results {
		if !r.Holds {
			return survey{}, fmt.Errorf("%s does not hold: %s: %s", r.ID(), r.Name.EN, system.Tell(r.Witness, spec.EN))
		}
	}
	return survey{parties, size, lies.All()}, err
}

// A finding is a class of mismatch over all worlds: the shortest story, the parties of its world, and how many steps
// open such a mismatch in each world.
type finding struct {
	system.Sighting
	parties string
	counts  []int
}

// merge puts the classes of all worlds together, the worst kind first; of a kind what the vendor stands behind comes
// first, and then what takes the fewest events.
func merge(all []survey) (list []finding) {
	index := map[system.MismatchClass]int{}
	for world, s := range all {
		for _, lie := range s.lies {
			i, known := index[lie.MismatchClass]
			if !known {
				i = len(list)
				index[lie.MismatchClass] = i
				list = append(list, finding{lie, s.name(), make([]int, len(all))})
			}
			if len(lie.Story) < len(list[i].Story) {
				list[i].Sighting, list[i].parties = lie, s.name()
			}
			list[i].counts[world] = lie.Count
		}
	}
	slices.SortStableFunc(list, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Support, a.Support),
			cmp.Compare(len(a.Story), len(b.Story)))
	})
	return list
}
