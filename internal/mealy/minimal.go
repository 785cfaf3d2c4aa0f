package mealy

// Minimal returns the machine with the states that the initial one leads to, and one for all that are the same: inputs that are defined
// in both of them, with equal outputs, to the same states. State i of it is what the states j of m are with class[j] = i; None is a
// state that is never reached.
func (m Machine) Minimal() (least Machine, class []int) {
	class, n := m.classes()
	least = Machine{Inputs: m.Inputs, Outputs: m.Outputs, Judge: m.Judge, Next: make([][]int, n), Out: make([][]int, n)}
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

// classes splits the states that are reached, until no two of a class can be told apart by what they give or where they lead.
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
	key := number(class[s])
	for i, next := range m.Next[s] {
		if next == None {
			key += number(None) + number(None)
		} else {
			key += number(m.Out[s][i]) + number(class[next])
		}
	}
	return key
}

// number writes a small number as text.
func number(n int) string { return string(rune(n + 1)) }
