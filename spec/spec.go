// Package spec is the manual's page on the recording pause as data: every statement of it as a rule with a permanent
// ID, its place, the hash of its clause and what it says in our own words; and the questions that it leaves open.
//
// Every decision of the library names its rules, and so every other package stands on this one.
package spec

import "fmt"

// A Lang is a language of our texts. The zero value is English.
type Lang uint8

// The languages. Statements and reasons quote labels and states in Japanese in both, for they are what a screen shows.
const (
	EN Lang = iota
	JA
)

//enum:name
var langNames = [...]string{EN: "en", JA: "ja"}

// ParseLang returns the language of a name such as "ja" or of a locale such as "ja_JP.UTF-8".
func ParseLang(s string) (Lang, error) {
	for i, name := range langNames {
		if s == name || len(s) > 2 && s[:2] == name && (s[2] == '_' || s[2] == '-' || s[2] == '.') {
			return Lang(i), nil
		}
	}
	return EN, Unknown("language", s, langNames[:])
}

// A Text says the same in both languages.
type Text struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

// In returns the text in a language.
func (t Text) In(l Lang) string {
	if l == JA {
		return t.JA
	}
	return t.EN
}

// With fills a text's verbs, those of fmt, in both languages. A Text among the values, and whatever else has an In,
// speaks the language that it is put into.
func (t Text) With(values ...any) Text { return Text{JA: t.fill(JA, values), EN: t.fill(EN, values)} }

func (t Text) fill(l Lang, values []any) string {
	spoken := make([]any, len(values))
	for i, v := range values {
		spoken[i] = v
		if text, ok := v.(interface{ In(Lang) string }); ok {
			spoken[i] = text.In(l)
		}
	}
	return fmt.Sprintf(t.In(l), spoken...)
}
