package suite

import (
	"iter"
	"slices"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/spec"
)

// hidden returns machines with one state more than a machine has, and the transition that leads to it: to a copy of the
// state that it should lead to, where one input gives an output that differs. From the copy all goes on as it should.
func hidden(m mealy.Machine) iter.Seq2[[2]int, mealy.Machine] {
	return func(yield func([2]int, mealy.Machine) bool) {
		for s := range m.Next {
			for _, i := range m.Defined(s) {
				copied := m.Next[s][i]
				for _, then := range m.Defined(copied) {
					wrong := wrongOutput(m, m.Out[copied][then])
					if wrong == mealy.None {
						continue
					}
					other := m.Faulty(mealy.Fault{State: s, Input: i, Next: len(m.Next), Out: m.Out[s][i]})
					other.Next = append(other.Next, m.Next[copied])
					other.Out = append(other.Out, slices.Clone(m.Out[copied]))
					other.Out[len(m.Next)][then] = wrong
					if !yield([2]int{s, i}, other) {
						return
					}
				}
			}
		}
	}
}

// wrongOutput returns the first output that differs from another one, mealy.None where there is none.
func wrongOutput(m mealy.Machine, want int) int {
	for out := range m.Outputs {
		if m.Judge(want, out) == mealy.Differs {
			return out
		}
	}
	return mealy.None
}

// through returns the tests by the transitions that they take: no other test can find a fault there.
func through(m mealy.Machine, tests []mealy.Word) map[[2]int][]mealy.Word {
	by := map[[2]int][]mealy.Word{}
	for _, w := range tests {
		s, taken := 0, map[[2]int]bool{}
		for _, i := range w {
			if at := [2]int{s, i}; !taken[at] {
				taken[at] = true
				by[at] = append(by[at], w)
			}
			s = m.Next[s][i]
		}
	}
	return by
}

// With an extra state allowed for, every machine with a hidden state is killed; without, some are not.
func TestHiddenStatesAreKilled(t *testing.T) {
	for extra := range 2 {
		set, err := New(t.Context(), conformance.System, spec.Screen|spec.RecorderState, Options{Extra: extra})
		if err != nil {
			t.Fatal(err)
		}
		all, killed := 0, 0
		for _, s := range set.Suites {
			tests := through(s.machine, s.Tests)
			for at, other := range hidden(s.machine) {
				all++
				if s.machine.Kills(other, tests[at]) {
					killed++
				}
			}
		}
		if (killed == all) != (extra == 1) || all == 0 {
			t.Errorf("%d extra states: %d of %d are killed", extra, killed, all)
		}
	}
}
