package spec_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// statements returns what every rule says, by ID.
func statements() map[string]spec.Text {
	list := map[string]spec.Text{}
	for r := range spec.Rules() {
		list[r.ID.String()] = r.Statement
	}
	return list
}

// ourTexts returns every text of ours in the catalogue, by what it is.
func ourTexts(t *testing.T) map[string]spec.Text {
	list := statements()
	for r := range spec.Rules() {
		list[r.ID.String()+" cell"] = r.Place.Cell
	}
	for c := range spec.Choices() {
		id := string(c.ID)
		list[id+" question"] = c.Question
		for o := range c.Options() {
			list[id+" option "+o.Key] = o.Text
		}
	}
	for _, c := range source(t).Choices {
		list[c.ID+" note"], list[c.ID+" kit"] = c.Note, c.Kit
	}
	for _, s := range source(t).Situations {
		list[s.ID+" what"], list[s.ID+" default"], list[s.ID+" hazard"] = s.Situation, s.Default, s.Hazard
	}
	for _, c := range source(t).Tensions {
		list[c.ID+" what"], list[c.ID+" resolution"] = c.Tension, c.Resolution
	}
	return list
}

var japanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)

// quoted is a label or a name, which stays Japanese in English.
var quoted = regexp.MustCompile(`「[^」]*」`)

// Every text is there in both languages. A place may be a bare number, which is the same in both.
func TestTextsAreComplete(t *testing.T) {
	for name, text := range ourTexts(t) {
		if strings.TrimSpace(text.JA) == "" || strings.TrimSpace(text.EN) == "" {
			t.Errorf("%s lacks a language: %+v", name, text)
		}
		if !strings.HasSuffix(name, " cell") && text.JA == text.EN {
			t.Errorf("%s is the same in both languages: %q", name, text.JA)
		}
	}
}

// The Japanese statements are Japanese, also outside of the labels that they quote.
func TestStatementsAreJapanese(t *testing.T) {
	for id, text := range statements() {
		if !japanese.MatchString(quoted.ReplaceAllString(text.JA, "")) {
			t.Errorf("%s has no Japanese in %q", id, text.JA)
		}
	}
}

// The English statements are English: Japanese stands in quotes, or in brackets behind its translation.
func TestStatementsAreEnglish(t *testing.T) {
	brackets := regexp.MustCompile(`\(動作保証外\)`)
	for id, text := range statements() {
		if rest := brackets.ReplaceAllString(quoted.ReplaceAllString(text.EN, ""), ""); japanese.MatchString(rest) {
			t.Errorf("%s has Japanese in %q", id, text.EN)
		}
	}
}

// No statement promises more than a pause gives (RP-RSP-010): it reduces what is stored and guarantees nothing.
func TestNoStatementPromisesTooMuch(t *testing.T) {
	promise := regexp.MustCompile(`完全に|必ず|(?i)\b(guarantees? that|ensures?|prevents?|makes sure)\b`)
	for id, text := range statements() {
		for _, s := range []string{text.JA, text.EN} {
			if found := promise.FindString(s); found != "" {
				t.Errorf("%s promises more than RP-RSP-010: %q in %q", id, found, s)
			}
		}
	}
}

// A place in words names its section and its line, in both languages.
func TestPlaceInWords(t *testing.T) {
	r, _ := spec.Lookup(spec.BTN020)
	if got, want := r.Place.In(spec.EN), "§3.2 table row 2, line 63"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := r.Place.In(spec.JA), "§3.2 表の2行目（原文63行目）"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
