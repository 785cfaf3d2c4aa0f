package conformance

import (
	"strconv"

	"github.com/recpause/recpause/spec"
)

// A Verdict is what a check says of a rule. There is no zero one.
type Verdict uint8

// The verdicts.
const (
	Pass         Verdict = 1 + iota // as documented
	Fail                            // differs, where the vendor stands behind the rule
	Info                            // differs or not, where nobody does (動作保証外)
	Inconclusive                    // could not be seen, or the scene could not be reached
	Skip                            // an optional feature that the subject does not claim
	Broken                          // the subject or its adapter broke
)

var verdictNames = [...]string{"none", Pass: "PASS", Fail: "FAIL", Info: "INFO", Inconclusive: "INCONCLUSIVE", Skip: "SKIP", Broken: "BROKEN"}

func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return "Verdict(" + strconv.Itoa(int(v)) + ")"
}

// MarshalText writes the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// A Profile says what is judged. The zero Profile is Core.
type Profile uint8

// The profiles.
const (
	Core   Profile = iota // fails nobody on what is not guaranteed
	Quirks                // what the manual describes beyond its guarantee is judged too
)

// An Overall is the verdict on a subject. There is no zero one.
type Overall uint8

// The overall verdicts.
const (
	Conformant           Overall = 1 + iota // every rule of its role that the vendor stands behind holds
	ConformantAsObserved                    // so does every one that could be seen
	Nonconformant
	Unjudged // the subject or its adapter broke
)

var overallNames = [...]string{"none", Conformant: "conformant", ConformantAsObserved: "conformant-as-observed",
	Nonconformant: "nonconformant", Unjudged: "unjudged"}

func (o Overall) String() string {
	if int(o) < len(overallNames) {
		return overallNames[o]
	}
	return "Overall(" + strconv.Itoa(int(o)) + ")"
}

// MarshalText writes the verdict's name.
func (o Overall) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// A Report is what the kit found out about a subject.
type Report struct {
	Suite    string // Version
	Subject  Description
	Profile  Profile
	Findings []Finding // one a rule, in document order
	Choices  []Answer  // the open questions that can be seen
}

// A Finding is the verdict on one rule.
type Finding struct {
	Rule     spec.ID
	Verdict  Verdict
	Sessions int      // how many times the subject was opened
	Reason   string   // of a verdict that is not Pass
	Failure  *Failure // where something differs
}

// A Failure is where a subject differs from the manual.
type Failure struct {
	Scene  Scene
	Trace  []Event
	Want   string
	Got    string
	Before string // what was seen before the last event
}

// Overall returns the verdict on the subject.
func (r *Report) Overall() Overall {
	overall := Conformant
	for _, f := range r.Findings {
		rule, _ := spec.Lookup(f.Rule)
		switch {
		case f.Verdict == Broken:
			return Unjudged
		case f.Verdict == Fail:
			overall = max(overall, Nonconformant)
		case f.Verdict == Inconclusive && rule.Support == spec.Guaranteed:
			overall = max(overall, ConformantAsObserved)
		}
	}
	for _, c := range r.Choices {
		if c.Verdict == Fail {
			overall = max(overall, Nonconformant)
		}
	}
	return overall
}

// Find returns the finding of a rule; ok is false where the rule is outside the subject's role, or not tested.
func (r *Report) Find(id spec.ID) (f Finding, ok bool) {
	for _, f := range r.Findings {
		if f.Rule == id {
			return f, true
		}
	}
	return Finding{}, false
}

// Count returns how many rules have a verdict.
func (r *Report) Count(v Verdict) (n int) {
	for _, f := range r.Findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}
