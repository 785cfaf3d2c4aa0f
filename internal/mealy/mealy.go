// Package mealy makes test suites for finite state machines. Machine.Complete returns words of inputs that find every
// wrong output and every wrong next state, and with extra states every machine of up to so many states that answers
// anything else, as far as the outputs can show it. Machine.Power counts what tests find.
package mealy

import (
	"fmt"
	"iter"
	"slices"
)

// None is the next state where an input is not defined: nothing is said of what happens then.
const None = -1

// A Machine is a deterministic Mealy machine that begins in state 0; it is complete where no input is None. The zero
// Machine has no state.
type Machine struct {
	Inputs  int     // how many there are
	Outputs int     // how many there are
	Next    [][]int // by state and input
	Out     [][]int // by state and input; it means nothing where Next is None
	Judge   Judge   // nil: any other output differs
}

// A Judge compares what a machine gives with what was wanted.
type Judge func(want, got int) Verdict

// A Verdict is what a Judge says of an output.
type Verdict uint8

// The verdicts.
const (
	Same    Verdict = iota // as good as what was wanted
	Differs                // an error is seen
	Lost                   // nothing can be said from here on
)

// A Word is a sequence of inputs.
type Word []int

func (m Machine) judge(want, got int) Verdict {
	switch {
	case m.Judge != nil:
		return m.Judge(want, got)
	case want != got:
		return Differs
	}
	return Same
}

// answer compares what another machine gives to an input in its state t with what m gives in state s. Both have the
// same inputs and outputs.
func (m Machine) answer(s int, other Machine, t, input int) Verdict {
	if m.Next[s][input] == None || other.Next[t][input] == None {
		return Lost
	}
	return m.judge(m.Out[s][input], other.Out[t][input])
}

// Defined returns the inputs that are defined in a state.
func (m Machine) Defined(state int) (inputs []int) {
	for i, next := range m.Next[state] {
		if next != None {
			inputs = append(inputs, i)
		}
	}
	return inputs
}

// After returns the state that a word leads to, None where it is not defined.
func (m Machine) After(state int, w Word) int {
	for _, i := range w {
		if state = m.Next[state][i]; state == None {
			break
		}
	}
	return state
}

// Difference returns a shortest word by which another machine is seen to be wrong; ok is false where there is none.
func (m Machine) Difference(other Machine) (w Word, ok bool) {
	n := len(other.Next)
	from := make([]step, len(m.Next)*n) // by pair of states: the pair (s, t) has the number s*n + t
	from[0].seen = true
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		s, t := queue[0]/n, queue[0]%n
		for i := range m.Inputs {
			switch m.answer(s, other, t, i) {
			case Differs:
				return append(wordTo(from, queue[0]), i), true
			case Same:
				if next := m.Next[s][i]*n + other.Next[t][i]; !from[next].seen {
					from[next] = step{true, queue[0], i}
					queue = append(queue, next)
				}
			}
		}
	}
	return nil, false
}

// A step is how a pair of states was first reached: from another pair by an input.
type step struct {
	seen        bool
	from, input int
}

// wordTo returns the inputs that led to a pair of states.
func wordTo(from []step, pair int) (w Word) {
	for ; pair != 0; pair = from[pair].from {
		w = append(w, from[pair].input)
	}
	slices.Reverse(w)
	return w
}

// Kills reports whether a test shows another machine to be wrong. Each test begins in the initial states.
func (m Machine) Kills(other Machine, tests []Word) bool {
	return slices.ContainsFunc(tests, func(w Word) bool { return m.shows(other, w) })
}

// shows reports whether a word shows another machine to be wrong.
func (m Machine) shows(other Machine, w Word) bool {
	s, t := 0, 0
	for _, i := range w {
		if verdict := m.answer(s, other, t, i); verdict != Same {
			return verdict == Differs
		}
		s, t = m.Next[s][i], other.Next[t][i]
	}
	return false
}

// Cover returns a shortest word to each state, nil where there is none.
func (m Machine) Cover() []Word {
	words := make([]Word, len(m.Next))
	for s, w := range m.reached(0) {
		words[s] = w
	}
	return words
}

// reached yields every state that a state leads to and a shortest word there, the nearest states first.
func (m Machine) reached(from int) iter.Seq2[int, Word] {
	return func(yield func(int, Word) bool) {
		words := make([]Word, len(m.Next))
		words[from] = Word{}
		for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
			s := queue[0]
			if !yield(s, words[s]) {
				return
			}
			for _, i := range m.Defined(s) {
				if next := m.Next[s][i]; words[next] == nil {
					words[next] = append(slices.Clone(words[s]), i)
					queue = append(queue, next)
				}
			}
		}
	}
}

// Apart returns shortest words that tell the states apart: the word [s][t] shows that a machine is in state t where it
// should be in s, and is nil where nothing shows it.
func (m Machine) Apart() [][]Word {
	n := len(m.Next)
	table := make([][]Word, n)
	for s := range table {
		table[s] = make([]Word, n)
	}
	for length, more := 1, true; more; length++ {
		more = false
		for s := range n {
			for t := range n {
				if table[s][t] == nil {
					table[s][t] = m.apart(s, t, length, table)
					more = more || table[s][t] != nil
				}
			}
		}
	}
	return table
}

// apart returns a word of a length that shows t to be another state than s, from the table of the shorter words.
func (m Machine) apart(s, t, length int, table [][]Word) Word {
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

// Identifiers returns harmonised identifiers: for each state the words that together tell it from every other one, as
// far as that can be seen. Any two states have the words in common that tell the two apart.
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

// Minimal returns the machine without states that the initial one does not lead to, and with one state for all that are
// the same: the same inputs are defined in them, give equal outputs and lead to the same states. The state s of m is
// class[s] in the result, or None where it is never reached.
func (m Machine) Minimal() (least Machine, class []int) {
	class, n := m.classes()
	least = m
	least.Next, least.Out = make([][]int, n), make([][]int, n)
	for s, c := range class {
		if c == None || least.Next[c] != nil {
			continue
		}
		for i, next := range m.Next[s] {
			if next != None {
				next = class[next]
			}
			least.Next[c] = append(least.Next[c], next)
			least.Out[c] = append(least.Out[c], m.Out[s][i])
		}
	}
	return least, class
}

// classes splits the states that are reached, until no two of a class can be told apart by what they give or where they
// lead.
func (m Machine) classes() (class []int, n int) {
	class = make([]int, len(m.Next))
	for s, w := range m.Cover() {
		if w == nil {
			class[s] = None
		}
	}
	for n = 1; ; {
		split, seen := make([]int, len(class)), map[string]int{}
		for s := range class {
			if split[s] = None; class[s] == None {
				continue
			}
			key := m.signature(s, class)
			if _, ok := seen[key]; !ok {
				seen[key] = len(seen)
			}
			split[s] = seen[key]
		}
		if class = split; len(seen) == n {
			return class, n
		}
		n = len(seen)
	}
}

// signature says all that is known of a state by the classes so far.
func (m Machine) signature(s int, class []int) string {
	key := []int{class[s]}
	for i, next := range m.Next[s] {
		if next == None {
			key = append(key, None, None)
		} else {
			key = append(key, m.Out[s][i], class[next])
		}
	}
	return fmt.Sprint(key)
}
