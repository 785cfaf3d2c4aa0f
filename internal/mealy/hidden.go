package mealy

import (
	"iter"
	"slices"
)

// A Hidden is a machine with one state more: a transition leads to a copy of the state that it should lead to, and there one input gives
// an output that differs. From the copy all goes on as it should.
type Hidden struct{ State, Input, Then, Out int }

// Hidden returns every such machine, with the first output that differs.
func (m Machine) Hidden() iter.Seq[Hidden] {
	return func(yield func(Hidden) bool) {
		for s := range m.Next {
			for _, i := range m.Defined(s) {
				copied := m.Next[s][i]
				for _, then := range m.Defined(copied) {
					out := m.wrong(m.Out[copied][then])
					if out != None && !yield(Hidden{s, i, then, out}) {
						return
					}
				}
			}
		}
	}
}

// wrong returns the first output that differs from another one, None where there is none.
func (m Machine) wrong(out int) int {
	for o := range m.Outputs {
		if m.judge(out, o) == Differs {
			return o
		}
	}
	return None
}

// WithHidden returns the machine with the state more.
func (m Machine) WithHidden(h Hidden) Machine {
	copied := m.Next[h.State][h.Input]
	m = m.Faulty(Fault{h.State, h.Input, len(m.Next), m.Out[h.State][h.Input]})
	m.Next, m.Out = append(m.Next, slices.Clone(m.Next[copied])), append(m.Out, slices.Clone(m.Out[copied]))
	m.Out[len(m.Out)-1][h.Then] = h.Out
	return m
}

// HiddenPower runs tests on every machine with such a state more.
func (m Machine) HiddenPower(tests []Word) (p Power) {
	hunt := m.hunt(tests)
	for h := range m.Hidden() {
		mutant := m.WithHidden(h)
		p.Faults++
		if _, killed := m.Kill(mutant, hunt.through[[2]int{h.State, h.Input}]); killed {
			p.Killed++
			p.Visible++
		} else if _, visible := m.Difference(mutant); visible {
			p.Visible++
		}
	}
	return p
}
