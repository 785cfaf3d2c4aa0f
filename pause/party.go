package pause

import (
	"encoding/json"
	"iter"
	"math/bits"
	"strconv"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A Party is the number of somebody in one call, 0 to MaxParties-1, given by whoever owns the call. A party keeps its
// number while it is in the call.
type Party uint8

// MaxParties is how many parties one call can have from its begin to its end. In a system those who have left count, too,
// for their numbers stand in the call's recording and manifest.
const MaxParties = 64

func (p Party) String() string { return p.In(spec.EN) }

// In returns the party by its number, in words.
func (p Party) In(l spec.Lang) string {
	return spec.Text{JA: "参加者", EN: "party "}.In(l) + strconv.Itoa(int(p))
}

// Parties is a set of parties. The zero value is empty.
type Parties uint64

// PartiesOf returns the set of the parties; numbers that no party can have are left out.
func PartiesOf(parties ...Party) Parties {
	var s Parties
	for _, p := range parties {
		s = s.With(p)
	}
	return s
}

// Has reports whether a party is in the set.
func (s Parties) Has(p Party) bool { return s>>p&1 == 1 }

// With returns the set with a party added.
func (s Parties) With(p Party) Parties { return s | 1<<p }

// Without returns the set with a party left out.
func (s Parties) Without(p Party) Parties { return s &^ (1 << p) }

// Len returns the number of parties in the set.
func (s Parties) Len() int { return bits.OnesCount64(uint64(s)) }

// All returns the parties in order.
func (s Parties) All() iter.Seq[Party] {
	return func(yield func(Party) bool) {
		for rest := uint64(s); rest != 0; rest &= rest - 1 {
			if !yield(Party(bits.TrailingZeros64(rest))) {
				return
			}
		}
	}
}

func (s Parties) String() string { return s.In(spec.EN) }

// In lists the parties in words. The names are those of party 0, 1 and so on; a party without one is called by its
// number.
func (s Parties) In(l spec.Lang, names ...string) string {
	var list []string
	for p := range s.All() {
		name := p.In(l)
		if int(p) < len(names) {
			name = names[p]
		}
		list = append(list, name)
	}
	switch {
	case len(list) == 0:
		return spec.Text{JA: "なし", EN: "nobody"}.In(l)
	case l == spec.JA:
		return strings.Join(list, "・")
	case len(list) == 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// MarshalJSON writes the numbers of the parties.
func (s Parties) MarshalJSON() ([]byte, error) {
	numbers := []int{}
	for p := range s.All() {
		numbers = append(numbers, int(p))
	}
	return json.Marshal(numbers)
}

// Sides is a set of the two sides of a recording. The zero value is no side.
type Sides uint8

// The sides. A call's operator side is the party that it is made with first, and whoever takes its place by a transfer;
// everybody else is the far side, or counterpart.
const (
	Operator Sides = 1 << iota
	Far
)

//enum:text
var sidesNames = [...]string{0: "none", Operator: "operator", Far: "counterpart", Operator | Far: "both"}

var sidesTexts = [...]spec.Text{{JA: "どちらの側でもない", EN: "no side"}, Operator: {JA: "オペレーター側", EN: "the operator side"},
	Far: {JA: "通話相手側", EN: "the far side"}, Operator | Far: {JA: "両側", EN: "both sides"}}
