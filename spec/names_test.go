package spec_test

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// Every rule is found by its ID, and its ID by its text.
func TestRuleRoundTrip(t *testing.T) {
	for r := range spec.Rules() {
		if got, ok := spec.Lookup(r.ID); !ok || got.ID != r.ID {
			t.Errorf("Lookup(%v) = %v, %v", r.ID, got.ID, ok)
		}
		if got, err := spec.ParseID(r.ID.String()); got != r.ID || err != nil {
			t.Errorf("ParseID(%q) = %v, %v", r.ID, got, err)
		}
		for _, l := range []spec.Lang{spec.EN, spec.JA} {
			if got, want := r.ID.Says(l), r.Statement.In(l); got != want {
				t.Errorf("%v says %q in %v, want %q", r.ID, got, l, want)
			}
		}
	}
}

// Every choice is found by its ID, and nothing by another text.
func TestLookupChoice(t *testing.T) {
	for c := range spec.Choices() {
		if got, ok := spec.LookupChoice(c.ID); !ok || got.ID != c.ID {
			t.Errorf("LookupChoice(%v) = %v, %v", c.ID, got.ID, ok)
		}
	}
	for _, id := range []spec.ChoiceID{"", "none", "A-0", "A-00", "a-09", "A-400", "A-09 "} {
		if c, ok := spec.LookupChoice(id); ok || c.ID != "" {
			t.Errorf("LookupChoice(%q) = %v, %v", id, c.ID, ok)
		}
	}
}

// A number that is no constant finds nothing: no rule, no statement.
func TestLookupRefusesOtherNumbers(t *testing.T) {
	known := map[spec.ID]bool{}
	for r := range spec.Rules() {
		known[r.ID] = true
	}
	for n := range math.MaxUint16 + 1 {
		id := spec.ID(n)
		if r, ok := spec.Lookup(id); ok != known[id] || !ok && (r.ID != 0 || id.Says(spec.EN) != "") {
			t.Errorf("Lookup(%d) = %v, %v", n, r.ID, ok)
		}
	}
}

// A name that nothing bears gives an *UnknownError with what was looked for, what came, and the nearest name in its
// text.
func TestUnknownNames(t *testing.T) {
	rule := func(s string) error { _, err := spec.ParseID(s); return err }
	choice := func(s string) error { return new(spec.ChoiceID).UnmarshalText([]byte(s)) }
	language := func(s string) error { _, err := spec.ParseLang(s); return err }
	cases := []struct {
		name, kind, text, near string
		parse                  func(string) error
	}{
		{"a rule's number has a digit too many", "rule", "RP-BTN-0200", "RP-BTN-020", rule},
		{"a rule's prefix is missing", "rule", "VIS-022", "RP-VIS-022", rule},
		{"a rule's ID has a letter doubled", "rule", "RP-XXFR-013", "RP-XFR-013", rule},
		{"the constant's name", "rule", "BTN020", "RP-BTN-020", rule},
		{"the empty rule", "rule", "", "RP-", rule},
		{"a rule that is looked up by a text of none", "rule", "RP-BTN-0200", "RP-BTN-020", rule},
		{"a rule that is looked up as none", "rule", "none", "RP-", rule},
		{"the name of the zero rule", "rule", "none", "RP-", rule},
		{"a rule's ID in lower case", "rule", "rp-btn-020", "RP-", rule},
		{"a hostile rule", "rule", strings.Repeat("x", 1<<20), "RP-", rule},
		{"a choice beyond the last", "choice", "A-400", "A-40", choice},
		{"the name of no choice", "choice", "none", "A-", choice},
		{"a language that we do not speak", "language", "de", "en", language},
		{"a language whose name only begins like one of ours", "language", "japanese", "ja", language},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var unknown *spec.UnknownError
			if err := c.parse(c.text); !errors.As(err, &unknown) {
				t.Fatalf("got %v, want an *UnknownError", err)
			}
			if unknown.Kind != c.kind || unknown.Name != c.text || len(unknown.Known) == 0 {
				t.Errorf("got kind %q, name %q, %d known", unknown.Kind, unknown.Name, len(unknown.Known))
			}
			if _, hint, _ := strings.Cut(unknown.Error(), ";"); !strings.Contains(hint, c.near) {
				t.Errorf("the text ends in %q, want %q in it", hint, c.near)
			}
		})
	}
}

// A language is known by its name and by a locale that begins with it.
func TestParseLang(t *testing.T) {
	for s, want := range map[string]spec.Lang{"en": spec.EN, "ja": spec.JA, "ja_JP.UTF-8": spec.JA, "ja-JP": spec.JA,
		"en.UTF-8": spec.EN} {
		if got, err := spec.ParseLang(s); got != want || err != nil {
			t.Errorf("ParseLang(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

// No value of an enumeration panics when it is printed, and none but those listed shares a text.
func TestStringNeverPanics(t *testing.T) {
	for n := range math.MaxUint16 + 1 {
		if s := spec.ID(n).String(); s == "" || fmt.Sprintf("%#v", spec.ID(n)) != s {
			t.Errorf("ID %d prints as %q and %#v", n, s, spec.ID(n))
		}
		_ = spec.Observables(n).String()
	}
	for n := range math.MaxUint8 + 1 {
		v := uint8(n)
		for _, e := range []fmt.Stringer{spec.Support(v), spec.Lang(v)} {
			if e.String() == "" {
				t.Errorf("%T %d prints as nothing", e, n)
			}
			if m, ok := e.(encoding.TextMarshaler); ok {
				if text, err := m.MarshalText(); err != nil || string(text) != e.String() {
					t.Errorf("%T %d marshals as %q, %v, want %q", e, n, text, err, e)
				}
			}
		}
		for _, l := range []spec.Lang{spec.EN, spec.JA, spec.Lang(v)} {
			if spec.Support(v).In(l) == "" {
				t.Errorf("support %d is nothing in %v", n, l)
			}
		}
	}
}

// A set of observables has what it was made of, and prints it in order.
func TestObservables(t *testing.T) {
	set := spec.Screen | spec.Beeps | spec.Wording
	if got, want := set.String(), "ui beep doc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for bit := range 16 {
		o := spec.Observables(1 << bit)
		if got, want := set.Has(o), o == spec.Screen || o == spec.Beeps || o == spec.Wording; got != want {
			t.Errorf("%v has %v: got %v, want %v", set, o, got, want)
		}
	}
}

// Of two levels of a decision the weaker one promises less, whichever comes first.
func TestWeaker(t *testing.T) {
	levels := []spec.Support{spec.Unspecified, spec.NotGuaranteed, spec.Documented}
	for i, s := range levels {
		for j, u := range levels {
			if got, want := s.Weaker(u), levels[min(i, j)]; got != want {
				t.Errorf("the weaker of %v and %v is %v, want %v", s, u, got, want)
			}
		}
	}
}

// Sixteen names are all told; of more the nearest is, and that is enough.
func TestManyKnownNames(t *testing.T) {
	names := strings.Split(strings.Repeat("b ", 16)+"c", " ")
	short, long := spec.UnknownError{Kind: "letter", Name: "d", Known: names[:16]},
		spec.UnknownError{Kind: "letter", Name: "c?", Known: names}
	if got, want := short.Error(), `no letter is called "d"; there are `+strings.Join(names[:16], ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := long.Error(), `no letter is called "c?"; the nearest name is "c"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Where no name is known, none is the nearest.
func TestNearestOfNone(t *testing.T) {
	if got := (&spec.UnknownError{Kind: "letter", Name: "d"}).Nearest(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
