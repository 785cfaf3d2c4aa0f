package mealy

import "slices"

// Cover returns a shortest word to each state, nil where there is none.
func (m Machine) Cover() []Word {
	words := make([]Word, len(m.Next))
	words[0] = Word{}
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		for _, i := range m.Defined(s) {
			if next := m.Next[s][i]; words[next] == nil {
				words[next] = append(slices.Clone(words[s]), i)
				queue = append(queue, next)
			}
		}
	}
	return words
}

// A Table says by which word it is seen that a machine is in state t where it should be in s: shortest words, by [s][t], nil where
// nothing tells.
type Table [][]Word

// Apart returns the words that tell the states apart.
func (m Machine) Apart() Table {
	n := len(m.Next)
	table := make(Table, n)
	for s := range table {
		table[s] = make([]Word, n)
	}
	for length, more := 1, true; more; length++ {
		more = false
		for s := range n {
			for t := range n {
				if table[s][t] == nil {
					table[s][t] = m.tells(s, t, length, table)
					more = more || table[s][t] != nil
				}
			}
		}
	}
	return table
}

// tells returns a word of a length that shows t to be another state than s, by the table of the shorter ones.
func (m Machine) tells(s, t, length int, table Table) Word {
	for i := range m.Inputs {
		switch m.answer(s, m, t, i) {
		case Differs:
			if length == 1 {
				return Word{i}
			}
		case Same:
			if rest := table[m.Next[s][i]][m.Next[t][i]]; length > 1 && len(rest) == length-1 {
				return append(Word{i}, rest...)
			}
		}
	}
	return nil
}

// Identifiers returns, for each state, words that together tell it from every other one, as far as that can be seen; for any two
// states, each has the words of the other that tell the two apart.
func (m Machine) Identifiers() [][]Word {
	table, all := m.Apart(), make([][]Word, len(m.Next))
	for s := range all {
		for t := range all {
			for _, w := range []Word{table[s][t], table[t][s]} {
				if w != nil && m.After(s, w) != None {
					all[s] = append(all[s], w)
				}
			}
		}
		all[s] = maximal(all[s])
	}
	return all
}
