package mealy

import "slices"

// HSI returns the tests of the method of harmonised state identifiers, the shortest first: a shortest word to each
// state, after it every defined word of up to extra+1 inputs, and after that each identifier of the state that is
// reached. Where any two states can be told apart and Judge is nil, the tests find every complete machine that differs
// and has at most extra states more.
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

// Complete returns the tests of HSI, and a shortest word for each visible single fault that they do not find. There is
// no such fault where any two states can be told apart and Judge is nil.
func (m Machine) Complete(extra int) []Word {
	tests := m.HSI(extra)
	_, missed := m.power(tests)
	return maximal(append(missed, tests...))
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

// maximal leaves out the words with which another word begins, and puts the shortest first.
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
