package spec

import (
	"iter"
	"slices"
)

// A ChoiceID names an open question, for ever. The zero value is no question.
type ChoiceID uint8

// A Choice is a question that the page leaves open or answers in two ways, with the answers that fit and the one we
// take.
type Choice struct {
	ID       ChoiceID
	Question Text
	Default  string // the key of an option
	Note     Text   // why that one, and what follows
	Kit      Text   // what a conformance test can ask of somebody else's system
	Asserted string // never, recorded, declared, asserted, parameter or conditional

	lines   []int
	options []Option
}

// An Option is one answer to an open question.
type Option struct {
	Key  string
	Text Text
}

// Lines returns the lines of the page that raise the question.
func (c Choice) Lines() iter.Seq[int] { return slices.Values(c.lines) }

// Options returns the answers in the order of their keys.
func (c Choice) Options() iter.Seq[Option] { return slices.Values(c.options) }

// Choices returns every open question in order.
func Choices() iter.Seq[Choice] { return slices.Values(choices[1:]) }

// LookupChoice returns an open question; ok is false where there is none.
func LookupChoice(id ChoiceID) (c Choice, ok bool) {
	if id == 0 || int(id) >= len(choices) {
		return Choice{}, false
	}
	return choices[id], true
}

// A Situation is something that happens and that the page never mentions, with what this library does then.
type Situation struct {
	ID      string // U-01 to U-20, for ever
	What    Text
	Default Text
	Hazard  Text // what may go wrong, and for whom
}

// Situations returns every unaddressed situation in order.
func Situations() iter.Seq[Situation] { return slices.Values(situations[:]) }

// A Tension is a pair of places that seem to contradict each other, and how this library reads them together.
type Tension struct {
	ID         string // C1 to C17, for ever
	What       Text
	Resolution Text

	lines []int
}

// Lines returns the lines of the page that pull apart.
func (t Tension) Lines() iter.Seq[int] { return slices.Values(t.lines) }

// Tensions returns every tension in order.
func Tensions() iter.Seq[Tension] { return slices.Values(tensions[:]) }
