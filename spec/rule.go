package spec

import (
	"fmt"
	"iter"
	"slices"
)

// An ID names one rule, for ever: IDs are contract and are never changed or reused; wording is not. The zero ID is no
// rule. The constants are generated from rules.json (BTN020 is RP-BTN-020), so that a rule nobody knows does not
// compile; their numbers are not contract, only their texts are.
type ID uint16

// A Rule is one checkable statement of the page. Rules are values and never change.
type Rule struct {
	ID          ID
	Place       Place
	Certainty   string // how it follows from the page: explicit, derived, ambiguous or gap
	Support     Support
	Observables Observables
	Statement   Text // what it says, in our own words

	hash string // the SHA-256 of the clause's UTF-8 text, in hexadecimal
}

// Rules returns every rule in document order.
func Rules() iter.Seq[Rule] { return slices.Values(rules[1:]) }

// Lookup returns a rule; ok is false for the zero ID and for numbers that are no constant of this package.
func Lookup(id ID) (r Rule, ok bool) {
	if id == 0 || int(id) >= len(rules) {
		return Rule{}, false
	}
	return rules[id], true
}

// Says returns what a rule says, "" for no rule.
func (id ID) Says(l Lang) string {
	r, _ := Lookup(id)
	return r.Statement.In(l)
}

// A Place is where a clause stands on the page: a section, a cell or sentence of it, a line, and the columns in it.
// Lines and columns (in characters) count from 1; both columns are part of the clause.
type Place struct {
	Section  string
	Cell     Text
	Line     int
	From, To int
}

// In returns the place in words, such as "§3.2 table row 2, line 63".
func (p Place) In(l Lang) string {
	where := p.Cell.In(l)
	if p.Section != "" {
		where = p.Section + " " + where
	}
	if l == JA {
		return fmt.Sprintf("%s（原文%d行目）", where, p.Line)
	}
	return fmt.Sprintf("%s, line %d", where, p.Line)
}
