// Package mealy makes test suites for finite machines: what state and output a machine gives to each input, which words of inputs tell
// its states apart, and which words together find every machine of up to so many states that answers anything else.
package mealy

import "slices"

// None is the next state where an input is not defined: nothing is said of what happens then.
const None = -1

// A Machine is a deterministic Mealy machine that begins in state 0; it is complete where no input is None. The zero Machine has no state.
type Machine struct {
	Inputs  []string
	Outputs []string
	Next    [][]int // by state and input
	Out     [][]int // by state and input; it means nothing where Next is None
	Judge   Judge   // nil: any other output differs
}

// A Judge compares what a machine gives with what was wanted.
type Judge func(want, got int) Verdict

// A Verdict is what one output is by another. The zero Verdict is as good as the same.
type Verdict uint8

// The verdicts.
const (
	Same    Verdict = iota
	Differs         // an error is seen
	Lost            // nothing can be said from here on
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

// answer compares what two machines that share inputs and outputs give to an input in two states.
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
	from := make([]step, len(m.Next)*n) // how each pair of states was first come to
	from[0].seen = true
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		s, t := queue[0]/n, queue[0]%n
		for i := range m.Inputs {
			switch m.answer(s, other, t, i) {
			case Differs:
				return append(way(from, queue[0]), i), true
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

// A step is how a pair of states was come to: from another pair by an input.
type step struct {
	seen        bool
	from, input int
}

// way returns the inputs that led to a pair of states.
func way(from []step, pair int) (w Word) {
	for ; pair != 0; pair = from[pair].from {
		w = append(w, from[pair].input)
	}
	slices.Reverse(w)
	return w
}

// Kill runs words on another machine, each from its initial state, and returns the beginning of the first that shows it to be wrong.
func (m Machine) Kill(other Machine, tests []Word) (w Word, ok bool) {
	for _, test := range tests {
		if n := m.run(other, test); n > 0 {
			return test[:n], true
		}
	}
	return nil, false
}

// run returns after how many inputs another machine is seen to be wrong, 0 where it is not.
func (m Machine) run(other Machine, w Word) int {
	s, t := 0, 0
	for n, i := range w {
		switch m.answer(s, other, t, i) {
		case Differs:
			return n + 1
		case Lost:
			return 0
		}
		s, t = m.Next[s][i], other.Next[t][i]
	}
	return 0
}
