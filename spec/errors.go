package spec

import (
	"fmt"
	"slices"
	"strings"
)

// An UnknownError reports a name that came from outside and that nothing here has.
type UnknownError struct {
	Kind  string   // what was looked for: "rule", "event", "state"…
	Name  string   // what came
	Known []string // the names that would have been found
}

func (e *UnknownError) Error() string {
	if len(e.Known) > mostKnown {
		return fmt.Sprintf("no %s is called %q; the nearest name is %q", e.Kind, e.Name, e.Nearest())
	}
	return fmt.Sprintf("no %s is called %q; there are %s", e.Kind, e.Name, strings.Join(e.Known, ", "))
}

// mostKnown is how many known names an error lists. Where there are more, it tells the nearest one.
const mostKnown = 16

// Want returns what would have been found, in words.
func (e *UnknownError) Want() string {
	if len(e.Known) > mostKnown {
		return fmt.Sprintf("the name of a %s, such as %s", e.Kind, e.Nearest())
	}
	return "one of " + strings.Join(e.Known, ", ")
}

// Unknown returns the error of a name that is none of those that are known, with a list of its own.
func Unknown(kind, name string, known []string) *UnknownError {
	return &UnknownError{Kind: kind, Name: name, Known: slices.Clone(known)}
}

// Nearest returns the known name that takes the fewest edits, "" where none is known.
func (e *UnknownError) Nearest() string {
	if len(e.Known) == 0 {
		return ""
	}
	return slices.MinFunc(e.Known, func(a, b string) int { return edits(e.Name, a) - edits(e.Name, b) })
}

// edits counts the insertions, deletions and replacements of bytes between two names. Names from outside are cut, so
// that a hostile one costs no more than a long one of ours.
func edits(a, b string) int {
	a = a[:min(len(a), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
