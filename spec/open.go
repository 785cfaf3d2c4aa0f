package spec

import (
	"iter"
	"slices"
)

// A ChoiceID names an open question, for ever.
type ChoiceID string

// A Choice is a question that the page leaves open or answers in two ways, with the answers that fit and the one we
// take. Why, and what follows, is in docs/open-questions.md.
type Choice struct {
	ID       ChoiceID
	Question Text
	Default  string // the key of an option
	Asserted string // never, recorded, declared, asserted, parameter or conditional

	options []Option
}

// UnmarshalText reads the ID of a question that there is. Its error is an *UnknownError.
func (id *ChoiceID) UnmarshalText(name []byte) error {
	if _, ok := LookupChoice(ChoiceID(name)); !ok {
		var known []string
		for _, c := range choices {
			known = append(known, string(c.ID))
		}
		return Unknown("choice", string(name), known)
	}
	*id = ChoiceID(name)
	return nil
}

// An Option is one answer to an open question.
type Option struct {
	Key  string
	Text Text
}

// Options returns the answers in the order of their keys.
func (c Choice) Options() iter.Seq[Option] { return slices.Values(c.options) }

// Choices returns every open question in order.
func Choices() iter.Seq[Choice] { return slices.Values(choices[:]) }

// LookupChoice returns an open question; ok is false where there is none.
func LookupChoice(id ChoiceID) (c Choice, ok bool) {
	for _, c := range choices {
		if c.ID == id {
			return c, true
		}
	}
	return Choice{}, false
}
