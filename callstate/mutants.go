//go:build mutants

package callstate

import "github.com/recpause/recpause/internal/rules"

// The table can be broken like those of rules, though it is a literal.
func init() {
	var rows [][]State
	for s := range transitions {
		rows = append(rows, transitions[s][:])
	}
	rules.Grid("transitions", rows, func(s, e int) string { return State(s).String() + " " + Event(e).String() })
}
