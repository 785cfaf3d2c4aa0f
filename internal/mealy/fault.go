package mealy

import (
	"iter"
	"slices"
)

// A Fault is one transition that is another one: it gives another output, or leads to another state.
type Fault struct{ State, Input, Next, Out int }

// Faults returns every single fault of the machine: each defined transition with every output that is not as good as
// its own, and to every other state.
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

// A Power is how many faulty machines some tests find.
type Power struct {
	Faults  int // all that there are
	Visible int // those that any word would find
	Killed  int // those that the tests find
}

// Power runs tests on every single fault of the machine.
func (m Machine) Power(tests []Word) Power {
	p, _ := m.power(tests)
	return p
}

// power also returns a shortest word for each visible fault that the tests do not find.
func (m Machine) power(tests []Word) (p Power, missed []Word) {
	x := m.index(tests)
	for f := range m.Faults() {
		p.Faults++
		if x.kills(f) {
			p.Killed++
		} else if w, visible := x.visible(f); visible {
			missed = append(missed, w)
		}
	}
	p.Visible = p.Killed + len(missed)
	return p, missed
}

// A transition is a state and a defined input.
type transition struct{ state, input int }

// A testIndex is tests by the transitions that they take: only a test that takes a faulty one can find the fault.
type testIndex struct {
	m       Machine
	cover   []Word
	through map[transition][]Word
}

func (m Machine) index(tests []Word) testIndex {
	x := testIndex{m, m.Cover(), map[transition][]Word{}}
	for _, w := range tests {
		taken, s := map[transition]bool{}, 0
		for _, i := range w {
			if at := (transition{s, i}); !taken[at] {
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
	through := x.through[transition{f.State, f.Input}]
	if x.m.Next[f.State][f.Input] == f.Next {
		return len(through) > 0 && x.m.judge(x.m.Out[f.State][f.Input], f.Out) == Differs
	}
	return x.m.Kills(x.m.Faulty(f), through)
}

// visible returns a shortest word that finds a fault.
func (x testIndex) visible(f Fault) (w Word, ok bool) {
	switch access := x.cover[f.State]; {
	case access == nil:
		return nil, false
	case x.m.Next[f.State][f.Input] != f.Next:
		return x.m.Difference(x.m.Faulty(f))
	default:
		return append(slices.Clone(access), f.Input), x.m.judge(x.m.Out[f.State][f.Input], f.Out) == Differs
	}
}
