package audit

import (
	"iter"
	"maps"
	"slices"
)

// Kinds returns every kind of finding.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := range kinds {
			if k > 0 && !yield(Kind(k)) {
				return
			}
		}
	}
}

// Severity returns how grave the findings of a kind are; Notice for none.
func (k Kind) Severity() Severity {
	if int(k) < len(kinds) {
		return kinds[k].severity
	}
	return Notice
}

// Reasons returns every Unseen.Why there is, by name.
func Reasons() iter.Seq[string] { return slices.Values(slices.Sorted(maps.Keys(unseenTexts))) }
