package mealy

import (
	"math/rand/v2"
	"slices"
)

// HSI returns the words P·(ε ∪ I ∪ … ∪ I^(extra+1))·H, shortest first and without those that another one begins with:
// of a shortest word to each state, all defined inputs, and the identifiers of the state that they lead to. Where any
// two states can be told apart and Judge is nil, they find every complete machine that differs and has at most extra
// states more.
func (m Machine) HSI(extra int) []Word {
	var tests []Word
	identifiers := m.Identifiers()
	for s, access := range m.Cover() {
		if access == nil {
			continue
		}
		for _, middle := range m.words(s, extra+1) {
			w := slices.Concat(access, middle)
			tests = append(tests, w)
			for _, h := range identifiers[m.After(s, middle)] {
				tests = append(tests, slices.Concat(w, h))
			}
		}
	}
	return maximal(tests)
}

// Complete returns the words of HSI, and a shortest word for each visible single fault that they do not find: there is
// none where any two states can be told apart and Judge is nil.
func (m Machine) Complete(extra int) []Word {
	tests := m.HSI(extra)
	return maximal(append(m.missed(tests), tests...))
}

// words returns all words of up to a length that are defined in a state.
func (m Machine) words(state, length int) []Word {
	all := []Word{{}}
	if length == 0 {
		return all
	}
	for _, i := range m.Defined(state) {
		for _, rest := range m.words(m.Next[state][i], length-1) {
			all = append(all, append(Word{i}, rest...))
		}
	}
	return all
}

// maximal leaves out the words that another one begins with, and puts the shortest first.
func maximal(words []Word) (tests []Word) {
	sorted := slices.SortedFunc(slices.Values(words), slices.Compare[Word])
	for i, w := range sorted {
		begins := i+1 < len(sorted) && len(sorted[i+1]) >= len(w) && slices.Equal(sorted[i+1][:len(w)], w)
		if !begins && len(w) > 0 {
			tests = append(tests, w)
		}
	}
	slices.SortStableFunc(tests, func(a, b Word) int { return len(a) - len(b) })
	return tests
}

// Steps returns how many inputs the tests have together.
func Steps(tests []Word) (n int) {
	for _, w := range tests {
		n += len(w)
	}
	return n
}

// Tour returns words that take every transition once at least, each going on to the nearest that is left, for
// comparison.
func (m Machine) Tour() (tour []Word) {
	left := map[[2]int]bool{}
	for s, w := range m.Cover() {
		if w != nil {
			for _, i := range m.Defined(s) {
				left[[2]int{s, i}] = true
			}
		}
	}
	for len(left) > 0 {
		w, s := Word{}, 0
		for next := m.toward(s, left); next != nil; next = m.toward(s, left) {
			for _, i := range next {
				delete(left, [2]int{s, i})
				s = m.Next[s][i]
			}
			w = append(w, next...)
		}
		tour = append(tour, w)
	}
	return tour
}

// toward returns a shortest word that ends with a transition that is left, nil where none can be reached.
func (m Machine) toward(state int, left map[[2]int]bool) Word {
	words := map[int]Word{state: {}}
	for queue := []int{state}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		for _, i := range m.Defined(s) {
			w := append(slices.Clone(words[s]), i)
			if left[[2]int{s, i}] {
				return w
			}
			if next := m.Next[s][i]; words[next] == nil {
				words[next] = w
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// Random returns random words of a length, of as many steps together as a budget has, for comparison.
func (m Machine) Random(r *rand.Rand, length, budget int) (tests []Word) {
	for budget > 0 && len(m.Defined(0)) > 0 {
		w, s := Word{}, 0
		for inputs := m.Defined(s); len(inputs) > 0 && len(w) < min(length, budget); inputs = m.Defined(s) {
			i := inputs[r.IntN(len(inputs))]
			w, s = append(w, i), m.Next[s][i]
		}
		tests = append(tests, w)
		budget -= len(w)
	}
	return tests
}
