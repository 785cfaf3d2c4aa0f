package pause

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/recpause/recpause/spec"
)

// In lists the parties in words: by their names, which are by number, and by the number for who has none.
func (s Parties) In(l spec.Lang, names ...string) string { return s.text(l, names) }

// MarshalJSON writes the numbers of the parties.
func (s Parties) MarshalJSON() ([]byte, error) {
	numbers := []int{}
	for p := range s.All() {
		numbers = append(numbers, int(p))
	}
	return json.Marshal(numbers)
}

var sidesNames = [...]string{"none", Operator: "operator", Far: "counterpart", Operator | Far: "both"}

var sidesTexts = [...]spec.Text{{JA: "どちらの側でもない", EN: "no side"}, Operator: {JA: "オペレーター側", EN: "the operator's side"},
	Far: {JA: "相手側", EN: "the far side"}, Operator | Far: {JA: "両側", EN: "both sides"}}

func (s Sides) String() string { return nameOf("Sides", sidesNames[:], s) }

// GoString returns the name of the sides, for %#v.
func (s Sides) GoString() string { return s.String() }

// MarshalText writes the name of the sides.
func (s Sides) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// In returns the sides in words.
func (s Sides) In(l spec.Lang) string {
	if int(s) < len(sidesTexts) {
		return sidesTexts[s].In(l)
	}
	return s.String()
}

// GoString returns the cause's name, for %#v.
func (c Cause) GoString() string { return c.String() }

// MarshalText writes the cause's name.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// In returns the cause in words.
func (c Cause) In(l spec.Lang) string {
	if int(c) < len(causeTexts) {
		return causeTexts[c].In(l)
	}
	return c.String()
}

// MarshalText writes the terminal's name.
func (t Terminal) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalText writes the obstacle's name.
func (o Obstacle) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// MarshalJSON writes the names of what is in the way.
func (o Obstacles) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]Obstacle{}, o.All()))
}

var planNames = [...]string{"unknown", PlanIncludesPause: "includes_pause", PlanExcludesPause: "excludes_pause"}

func (p ServicePlan) String() string { return nameOf("ServicePlan", planNames[:], p) }

// MarshalText writes the name of the answer.
func (p ServicePlan) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText writes the version as it is read.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

var beepSideNames = [...]string{"opposite_clicker", FarSide: "far_side", OtherLegs: "other_legs"}

func (b BeepSide) String() string { return nameOf("BeepSide", beepSideNames[:], b) }

// MarshalText writes the name of the answer.
func (b BeepSide) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

var ringingNames = [...]string{"from_answer", HeldCall: "held_call", Nothing: "nothing"}

func (w WhileRinging) String() string { return nameOf("WhileRinging", ringingNames[:], w) }

// MarshalText writes the name of the answer.
func (w WhileRinging) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// nameOf returns a value's name, or Kind(n) for a value from outside, so that String never panics.
func nameOf[E ~uint8](kind string, names []string, v E) string {
	if int(v) < len(names) {
		return names[v]
	}
	return kind + "(" + strconv.Itoa(int(v)) + ")"
}
