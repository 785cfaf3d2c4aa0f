package spec

import "github.com/recpause/recpause/internal/enum"

// A Support level says what the vendor says of a statement or a decision. The page guarantees nothing, and so no level
// does. The levels of decisions are ordered: the weaker one is the smaller one, and the zero value is the weakest.
type Support uint8

// The support levels. The last two are of statements only: no decision has them.
const (
	Unspecified    Support = iota // 記載なし: the page does not say, or says that it may be otherwise
	NotGuaranteed                 // 動作保証外: described, but the vendor does not stand behind it
	Documented                    // 記載あり: the page says it, and excludes it nowhere
	Informative                   // headings, references, advice
	Responsibility                // what is left to the customer
)

//enum:text support level
var supportNames = [...]string{Unspecified: "unspecified", NotGuaranteed: "not-guaranteed", Documented: "documented",
	Informative: "informative", Responsibility: "responsibility"}

var supportTexts = [...]Text{
	Unspecified:    {"記載なし", "unspecified"},
	NotGuaranteed:  {"動作保証外", "not guaranteed"},
	Documented:     {"記載あり", "documented"},
	Informative:    {"参考", "informative"},
	Responsibility: {"責任範囲", "responsibility"},
}

// Weaker returns the level that promises less, of two levels of decisions.
func (s Support) Weaker(t Support) Support { return min(s, t) }

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

// String returns the names of what is in the set, each behind a space.
func (s Observables) String() string { return enum.SetName("Observable", observableNames[:], s) }
