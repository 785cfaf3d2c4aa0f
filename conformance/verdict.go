package conformance

import (
	"slices"
	"strconv"

	"github.com/recpause/recpause/spec"
)

// A Verdict is what a check says of a rule. There is no zero one.
type Verdict uint8

// The verdicts.
const (
	Pass         Verdict = 1 + iota // as documented
	Fail                            // differs, where the vendor stands behind the rule
	Deviates                        // does so, as declared
	Info                            // differs or not, where nobody does (動作保証外)
	Inconclusive                    // could not be seen, or the scene could not be reached
	Skip                            // an optional feature that the subject does not claim
	Broken                          // the subject or its adapter broke
)

var verdictNames = [...]string{"none", Pass: "PASS", Fail: "FAIL", Deviates: "DEVIATES", Info: "INFO", Inconclusive: "INCONCLUSIVE", Skip: "SKIP", Broken: "BROKEN"}

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

func (p Profile) String() string {
	switch p {
	case Core:
		return "core"
	case Quirks:
		return "quirks"
	}
	return "Profile(" + strconv.Itoa(int(p)) + ")"
}

// MarshalText writes the profile's name.
func (p Profile) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// An Overall is the verdict on a subject. There is no zero one.
type Overall uint8

// The overall verdicts.
const (
	Conformant           Overall = 1 + iota // every rule of its role that the vendor stands behind holds
	ConformantAsObserved                    // so does every one that could be seen, which are not all
	Deviating                               // every difference is declared
	Nonconformant
	Unjudged // the subject or its adapter broke, or nothing could be seen
)

var overallNames = [...]string{"none", Conformant: "conformant", ConformantAsObserved: "conformant-as-observed",
	Deviating: "deviating", Nonconformant: "nonconformant", Unjudged: "unjudged"}

func (o Overall) String() string {
	if int(o) < len(overallNames) {
		return overallNames[o]
	}
	return "Overall(" + strconv.Itoa(int(o)) + ")"
}

// In returns the verdict in words.
func (o Overall) In(l spec.Lang) string {
	if l == spec.JA && int(o) < len(overallNames) {
		return [...]string{"なし", Conformant: "適合", ConformantAsObserved: "観測した範囲で適合", Deviating: "申告済みの逸脱あり", Nonconformant: "不適合", Unjudged: "判定不能"}[o]
	}
	return o.String()
}

// MarshalText writes the verdict's name.
func (o Overall) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// A Report is what the kit found out about a subject.
type Report struct {
	Suite    string // Version
	Subject  Description
	Profile  Profile
	Depth    int         // of the sequences that were tried in full, an option
	Guard    int64       // the samples that were not judged around every edge in a recording
	Only     []spec.ID   // the rules that were asked for, nil: all of its role
	Findings []Finding   // one a rule, in document order
	Choices  []Answer    // the open questions that can be seen
	Known    []Deviation // what was declared, an option
	Stale    []Deviation // of that what is not there any more
}

// A Finding is the verdict on one rule.
type Finding struct {
	Rule      spec.ID
	Verdict   Verdict
	Sessions  int        // how many times the subject was opened
	Reason    spec.Text  // of a verdict that is not Pass
	Failure   *Failure   // where something differs
	Deviation *Deviation // which declared it, of Deviates
	Clause    string     // the rule's clause, where the owner of the page gave it; "" otherwise
}

// A Failure is where a subject differs from the manual: in the first scene in which it does, after the shortest of the sequences of
// events that were tried there.
type Failure struct {
	Scene  Scene
	Trace  []Event
	Want   spec.Text
	Got    spec.Text
	Before Observation // what was seen before the last event, if there was one
	After  Observation // what was seen when something differed
}

// Overall returns the verdict on the subject. A rule of its role that the vendor stands behind and that nobody has asked for
// counts as one that could not be seen.
func (r *Report) Overall() Overall {
	overall, seen := Conformant, 0
	for _, id := range r.guaranteed() {
		switch f, _ := r.Find(id); f.Verdict {
		case Pass, Fail, Deviates:
			seen++
		case Inconclusive, 0:
			overall = ConformantAsObserved
		}
	}
	switch {
	case r.Count(Fail) > 0 || r.answered(Fail):
		return Nonconformant
	case seen == 0 || r.Count(Broken) > 0 || r.answered(Broken):
		return Unjudged
	case r.Count(Deviates) > 0:
		return Deviating
	}
	return overall
}

// guaranteed returns the rules of the subject's role that the vendor stands behind.
func (r *Report) guaranteed() (ids []spec.ID) {
	for _, id := range Rules() {
		if rule, _ := spec.Lookup(id); rule.Support == spec.Guaranteed && r.Subject.Role.has(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// answered reports whether an open question has a verdict.
func (r *Report) answered(v Verdict) bool {
	return slices.ContainsFunc(r.Choices, func(a Answer) bool { return a.Verdict == v })
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
