package mealy

import (
	"iter"
	"slices"
)

// A Fault is one transition that is another one: it gives another output, or leads to another state.
type Fault struct{ State, Input, Next, Out int }

// Faults returns every single fault of the machine: of each defined transition every output that is not as good as its
// own, and every other state.
func (m Machine) Faults() iter.Seq[Fault] {
	return func(yield func(Fault) bool) {
		for s := range m.Next {
			for _, i := range m.Defined(s) {
				next, out := m.Next[s][i], m.Out[s][i]
				for o := range m.Outputs {
					if m.judge(out, o) != Same && !yield(Fault{s, i, next, o}) {
						return
					}
				}
				for t := range m.Next {
					if t != next && !yield(Fault{s, i, t, out}) {
						return
					}
				}
			}
		}
	}
}

// Faulty returns the machine with a fault.
func (m Machine) Faulty(f Fault) Machine {
	m.Next, m.Out = slices.Clone(m.Next), slices.Clone(m.Out)
	m.Next[f.State], m.Out[f.State] = slices.Clone(m.Next[f.State]), slices.Clone(m.Out[f.State])
	m.Next[f.State][f.Input], m.Out[f.State][f.Input] = f.Next, f.Out
	return m
}

// A Power is how many of all single faults some tests find. A fault is visible where any word would find it.
type Power struct{ Faults, Visible, Killed int }

// Power runs tests on every single fault of the machine.
func (m Machine) Power(tests []Word) (p Power) {
	x := m.index(tests)
	for f := range m.Faults() {
		p.Faults++
		if x.kills(f) {
			p.Killed++
			p.Visible++
		} else if _, visible := x.visible(f); visible {
			p.Visible++
		}
	}
	return p
}

// Killed returns how many of all single faults some tests find.
func (m Machine) Killed(tests []Word) (n int) {
	x := m.index(tests)
	for f := range m.Faults() {
		if x.kills(f) {
			n++
		}
	}
	return n
}

// missed returns shortest words for the visible faults that tests do not find, one each.
func (m Machine) missed(tests []Word) (words []Word) {
	x := m.index(tests)
	for f := range m.Faults() {
		if x.kills(f) {
			continue
		}
		if w, visible := x.visible(f); visible {
			words = append(words, w)
		}
	}
	return words
}

// A testIndex is tests by the transitions that they take: only a test that takes a faulty one can find the fault.
type testIndex struct {
	m       Machine
	cover   []Word
	through map[[2]int][]Word
}

func (m Machine) index(tests []Word) testIndex {
	x := testIndex{m, m.Cover(), map[[2]int][]Word{}}
	for _, w := range tests {
		taken, s := map[[2]int]bool{}, 0
		for _, i := range w {
			if at := [2]int{s, i}; !taken[at] {
				taken[at] = true
				x.through[at] = append(x.through[at], w)
			}
			s = m.Next[s][i]
		}
	}
	return x
}

// kills reports whether a test finds a fault. Another output is seen at once or never.
func (x testIndex) kills(f Fault) bool {
	through := x.through[[2]int{f.State, f.Input}]
	if x.m.Next[f.State][f.Input] == f.Next {
		return len(through) > 0 && x.m.judge(x.m.Out[f.State][f.Input], f.Out) == Differs
	}
	_, killed := x.m.Kill(x.m.Faulty(f), through)
	return killed
}

// visible returns a shortest word that finds a fault.
func (x testIndex) visible(f Fault) (w Word, ok bool) {
	switch way := x.cover[f.State]; {
	case way == nil:
		return nil, false
	case x.m.Next[f.State][f.Input] != f.Next:
		return x.m.Difference(x.m.Faulty(f))
	default:
		return append(slices.Clone(way), f.Input), x.m.judge(x.m.Out[f.State][f.Input], f.Out) == Differs
	}
}

// A Hidden is a machine with one state more: a transition leads to a copy of the state that it should lead to, and
// there one input gives an output that differs. From the copy all goes on as it should.
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
	x := m.index(tests)
	for h := range m.Hidden() {
		mutant := m.WithHidden(h)
		p.Faults++
		if _, killed := m.Kill(mutant, x.through[[2]int{h.State, h.Input}]); killed {
			p.Killed++
			p.Visible++
		} else if _, visible := m.Difference(mutant); visible {
			p.Visible++
		}
	}
	return p
}
