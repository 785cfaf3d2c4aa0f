package spec

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// A Support level says whether the vendor stands behind a statement or a decision. The zero value promises nothing.
// The levels of decisions are ordered: the weaker one is the smaller one.
type Support uint8

// The support levels. The last two are of statements only: no decision has them.
const (
	Unspecified    Support = iota // the page does not say, or says that it cannot be relied on
	NotGuaranteed                 // 動作保証外: described, but the vendor does not stand behind it
	Guaranteed                    // stated, within a one-to-one call
	Informative                   // headings, references, advice
	Responsibility                // what is left to the customer
)

var supportNames = [...]string{Unspecified: "unspecified", NotGuaranteed: "not-guaranteed", Guaranteed: "guaranteed",
	Informative: "informative", Responsibility: "responsibility"}

func (s Support) String() string { return nameOf("Support", supportNames[:], s) }

// MarshalText writes the name that logs use.
func (s Support) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSupport returns the support level of a name that logs use, or an *UnknownError.
func ParseSupport(name string) (Support, error) {
	if i := slices.Index(supportNames[:], name); i >= 0 {
		return Support(i), nil
	}
	return 0, Unknown("support level", name, supportNames[:])
}

// In returns the level as a product owner reads it.
func (s Support) In(l Lang) string {
	if int(s) < len(supportTexts) {
		return supportTexts[s].In(l)
	}
	return s.String()
}

var supportTexts = [...]Text{
	Unspecified:    {"規定なし", "unspecified"},
	NotGuaranteed:  {"動作保証外", "not guaranteed"},
	Guaranteed:     {"保証範囲内", "guaranteed"},
	Informative:    {"参考", "informative"},
	Responsibility: {"責任範囲", "responsibility"},
}

// Weaker returns the level that promises less, of two levels of decisions.
func (s Support) Weaker(t Support) Support { return min(s, t) }

// A Certainty says how a rule follows from the page.
type Certainty uint8

// The certainties; there is no zero one.
const (
	Explicit  Certainty = 1 + iota // said in so many words
	Derived                        // follows from what is said
	Ambiguous                      // can be read in more than one way
	Gap                            // not said
)

var certaintyNames = [...]string{"none", Explicit: "explicit", Derived: "derived", Ambiguous: "ambiguous", Gap: "gap"}

func (c Certainty) String() string { return nameOf("Certainty", certaintyNames[:], c) }

// Observables is a set of what must be visible to check a rule. The zero value is empty: nothing to check at run time.
type Observables uint16

// What can be observed.
const (
	Screen        Observables = 1 << iota // ui: the toggle and the message
	Operability                           // op: whether a button does anything
	RecorderState                         // rec: whether a recording runs
	Beeps                                 // beep: what each party hears
	DTMF                                  // dtmf: what the dial pad sends
	File                                  // file: what the finished recording holds
	Transcript                            // asr: what speech-to-text wrote
	History                               // hist: the IVR history
	Wording                               // doc: what documentation promises
)

var observableNames = [...]string{"ui", "op", "rec", "beep", "dtmf", "file", "asr", "hist", "doc"}

// Has reports whether all of o are in the set.
func (s Observables) Has(o Observables) bool { return s&o == o }

func (s Observables) String() string {
	var names []string
	for rest := uint(s); rest != 0; rest &= rest - 1 {
		names = append(names, nameOf("Observable", observableNames[:], bits.TrailingZeros(rest)))
	}
	return strings.Join(names, " ")
}

// MarshalText writes the names.
func (s Observables) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// nameOf returns a value's name, or Kind(n) for a value from outside, so that String never panics.
func nameOf[E ~uint8 | ~uint16 | ~int](kind string, names []string, v E) string {
	if int(v) < len(names) {
		return names[v]
	}
	return kind + "(" + strconv.Itoa(int(v)) + ")"
}
