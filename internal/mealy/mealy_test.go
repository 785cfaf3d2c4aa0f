package mealy_test

import (
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/mealy"
)

// draw returns a machine of up to some states that is complete, or lacks some transitions.
func draw(t *rapid.T, states, inputs, outputs int, partial bool) mealy.Machine {
	m := mealy.Machine{Inputs: inputs, Outputs: outputs}
	least := 0
	if partial {
		least = mealy.None
	}
	for range states {
		m.Next = append(m.Next, rapid.SliceOfN(rapid.IntRange(least, states-1), inputs, inputs).Draw(t, "next"))
		m.Out = append(m.Out, rapid.SliceOfN(rapid.IntRange(0, outputs-1), inputs, inputs).Draw(t, "out"))
	}
	return m
}

// every returns every complete machine of so many states, inputs and outputs.
func every(states, inputs, outputs int) iter.Seq[mealy.Machine] {
	return func(yield func(mealy.Machine) bool) {
		kinds, total := states*outputs, 1
		for range states * inputs {
			total *= kinds
		}
		for n := range total {
			m := mealy.Machine{Inputs: inputs, Outputs: outputs}
			for range states {
				var next, out []int
				for range inputs {
					next, out = append(next, n%kinds/outputs), append(out, n%kinds%outputs)
					n /= kinds
				}
				m.Next, m.Out = append(m.Next, next), append(m.Out, out)
			}
			if !yield(m) {
				return
			}
		}
	}
}

// words returns all words of a length, be they defined or not.
func words(inputs, length int) []mealy.Word {
	if length == 0 {
		return []mealy.Word{{}}
	}
	var all []mealy.Word
	for _, w := range words(inputs, length-1) {
		for i := range inputs {
			all = append(all, append(slices.Clone(w), i))
		}
	}
	return all
}

// wrong is the dumb definition: it plays a word on both machines, as long as it is defined in both, and compares what
// they give.
func wrong(m, other mealy.Machine, w mealy.Word) bool {
	s, t := 0, 0
	for _, i := range w {
		if m.Next[s][i] == mealy.None || other.Next[t][i] == mealy.None {
			return false
		}
		if m.Out[s][i] != other.Out[t][i] {
			return true
		}
		s, t = m.Next[s][i], other.Next[t][i]
	}
	return false
}

// differ tries all words that are as long as there are states in both machines together.
func differ(m, other mealy.Machine) bool {
	return slices.ContainsFunc(words(m.Inputs, len(m.Next)+len(other.Next)-1),
		func(w mealy.Word) bool { return wrong(m, other, w) })
}

// reduced reports whether any two states of a machine can be told apart, and all are reached.
func reduced(m mealy.Machine) bool {
	table := m.Apart()
	for s, access := range m.Cover() {
		for t := range table {
			if access == nil || s != t && table[s][t] == nil {
				return false
			}
		}
	}
	return true
}

// spoiled reports whether a suite lets a machine through that differs, or fails one that does not.
func spoiled(m, other mealy.Machine, tests []mealy.Word, differ bool) bool {
	return m.Kills(other, tests) != differ
}

// The suite of every machine of two states finds exactly the machines of two states that differ; and with an extra
// state, of every eighth machine, those of three.
func TestSuiteFindsEveryOtherMachine(t *testing.T) {
	for extra, others := range []iter.Seq[mealy.Machine]{every(2, 2, 2), every(3, 2, 2)} {
		n, judged, pairs := 0, 0, 0
		for m := range every(2, 2, 2) {
			if n++; !reduced(m) || n%(1+7*extra) != 0 {
				continue
			}
			judged++
			tests := m.HSI(extra)
			for other := range others {
				pairs++
				if _, differ := m.Difference(other); spoiled(m, other, tests, differ) {
					t.Fatalf("%d extra states: %v and %v differ: %v", extra, m, other, differ)
				}
			}
		}
		if want := [...][2]int{{144, 36_864}, {24, 1_119_744}}[extra]; judged != want[0] || pairs != want[1] {
			t.Errorf("%d extra states: %d machines and %d pairs, want %v", extra, judged, pairs, want)
		}
	}

}

// So it does for random machines of three states, and for those that lack transitions: any two states of them can be
// told apart.
func TestSuiteFindsRandomMachines(t *testing.T) {
	for _, partial := range []bool{false, true} {
		rapid.Check(t, func(t *rapid.T) {
			machines := rapid.Custom(func(t *rapid.T) mealy.Machine { return draw(t, 3, 2, 2, partial) })
			m := machines.Filter(reduced).Draw(t, "machine")
			extra := rapid.IntRange(0, 2).Draw(t, "extra")
			other := draw(t, rapid.IntRange(1, 3+extra).Draw(t, "states"), 2, 2, false)
			if spoiled(m, other, m.HSI(extra), differ(m, other)) {
				t.Fatalf("got it wrong of %v", other)
			}
		})
	}
}

// A suite with k extra states finds machines that the suite without them lets through.
func TestExtraStatesFindMore(t *testing.T) {
	r, missed := rand.New(rand.NewPCG(1, 2)), 0
	m := mealy.Machine{Inputs: 2, Outputs: 2, Next: [][]int{{1, 0}, {0, 1}},
		Out: [][]int{{0, 0}, {1, 0}}}
	for range 20000 {
		other := mealy.Machine{Inputs: m.Inputs, Outputs: m.Outputs}
		for range 3 {
			other.Next = append(other.Next, []int{r.IntN(3), r.IntN(3)})
			other.Out = append(other.Out, []int{r.IntN(2), r.IntN(2)})
		}
		if _, differ := m.Difference(other); differ && !m.Kills(other, m.HSI(0)) {
			missed++
		}
	}
	if missed == 0 {
		t.Error("the suite without extra states finds all")
	}
}

// A difference is a shortest word by which the dumb definition sees the other machine to be wrong, where there is any.
func TestDifference(t *testing.T) {
	differing := 0
	rapid.Check(t, func(t *rapid.T) {
		m, other := draw(t, 3, 2, 2, true), draw(t, 3, 2, 2, true)
		w, ok := m.Difference(other)
		if ok != differ(m, other) || ok && !wrong(m, other, w) || ok && wrong(m, other, w[:len(w)-1]) {
			t.Fatalf("got %v, %v", w, ok)
		}
		if ok {
			differing++
		}
		for _, shorter := range words(2, max(0, len(w)-1)) {
			if wrong(m, other, shorter) {
				t.Fatalf("got %v, and %v is shorter", w, shorter)
			}
		}
	})
	if !testing.Short() && differing < 8 {
		t.Errorf("%d machines differ only", differing)
	}
}

// A minimal machine answers as the machine did, to the same words; no two of its states are the same, and all are
// reached.
func TestMinimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t, 4, 2, 2, rapid.Bool().Draw(t, "partial"))
		least, class := m.Minimal()
		for s, c := range class {
			for i := range m.Inputs {
				if c == mealy.None {
					continue
				}
				got, want := least.Next[c][i], m.Next[s][i]
				if (got == mealy.None) != (want == mealy.None) || want != mealy.None &&
					(got != class[want] || least.Out[c][i] != m.Out[s][i]) {
					t.Fatalf("state %d is %d in %v", s, c, least)
				}
			}
		}
		again, _ := least.Minimal()
		if len(again.Next) != len(least.Next) || slices.ContainsFunc(least.Cover(),
			func(w mealy.Word) bool { return w == nil }) {
			t.Fatalf("%v is not minimal", least)
		}
	})
}

// The words of a table tell two states apart, and where there is none, nothing of that length does.
func TestApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t, 3, 2, 2, rapid.Bool().Draw(t, "partial"))
		from := func(state int) mealy.Machine { // the same machine from another state
			swap := func(s int) int {
				switch s {
				case 0:
					return state
				case state:
					return 0
				}
				return s
			}
			other := m
			other.Next, other.Out = make([][]int, 3), make([][]int, 3)
			for s := range m.Next {
				other.Out[swap(s)] = m.Out[s]
				for _, next := range m.Next[s] {
					if next != mealy.None {
						next = swap(next)
					}
					other.Next[swap(s)] = append(other.Next[swap(s)], next)
				}
			}
			return other
		}
		for s, row := range m.Apart() {
			for u, w := range row {
				if w != nil != differ(from(s), from(u)) || w != nil && !wrong(from(s), from(u), w) {
					t.Fatalf("%d and %d: got %v", s, u, w)
				}
			}
		}
	})
}

// The suite that is complete for single faults finds all that any word would find, also where outputs may do for others
// and states cannot be told apart.
func TestComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t, 3, 2, 3, true)
		m.Judge = func(want, got int) mealy.Verdict {
			return [...]mealy.Verdict{0, mealy.Differs, mealy.Lost}[(3+got-want)%3]
		}
		if p := m.Power(m.Complete(0)); p.Killed != p.Visible || p.Visible > p.Faults {
			t.Fatalf("got %+v", p)
		}
		if got, want := m.Power(m.HSI(0)), dumb(m, m.HSI(0)); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// dumb runs every test on every fault.
func dumb(m mealy.Machine, tests []mealy.Word) (p mealy.Power) {
	for f := range m.Faults() {
		p.Faults++
		if m.Kills(m.Faulty(f), tests) {
			p.Killed++
		}
		if _, visible := m.Difference(m.Faulty(f)); visible {
			p.Visible++
		}
	}
	return p
}

// No test begins another one, and the shortest come first.
func TestSuiteIsShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tests := draw(t, 3, 2, 2, true).HSI(rapid.IntRange(0, 2).Draw(t, "extra"))
		if !slices.IsSortedFunc(tests, func(a, b mealy.Word) int { return len(a) - len(b) }) {
			t.Fatalf("not sorted: %v", tests)
		}
		for i, a := range tests {
			for j, b := range tests {
				if i != j && len(a) <= len(b) && slices.Equal(a, b[:len(a)]) {
					t.Fatalf("%v begins %v", a, b)
				}
			}
		}
	})
}
