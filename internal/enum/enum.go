// Package enum is what all enumerations and sets of flags have in common. Their methods are generated (go generate
// ./internal/gen) and call it; an enumeration itself is its constants and one array of names beside them.
package enum

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// Name returns a value's name, or Type(n) for a number that has none, so that String never panics.
func Name[E ~uint8 | ~uint16](of string, names []string, v E) string {
	if int(v) < len(names) && names[v] != "" {
		return names[v]
	}
	return of + "(" + strconv.Itoa(int(v)) + ")"
}

// Find returns the value with a name. The empty name is nobody's.
func Find[E ~uint8 | ~uint16](names []string, name string) (v E, ok bool) {
	i := slices.Index(names, name)
	if i < 0 || name == "" {
		return 0, false
	}
	return E(i), true
}

// SetName returns the names of the flags in a set, each behind a space. The names are in the order of the bits.
func SetName[E ~uint8 | ~uint16](of string, names []string, set E) string {
	var list []string
	for rest := uint(set); rest != 0; rest &= rest - 1 {
		list = append(list, Name(of, names, E(bits.TrailingZeros(rest))))
	}
	return strings.Join(list, " ")
}
