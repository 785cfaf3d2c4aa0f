package conformance

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/spec"
)

// A Verdict is what a check says of a rule. There is no zero one.
type Verdict uint8

// The verdicts.
const (
	Pass         Verdict = 1 + iota // as documented
	Fail                            // differs, where the vendor stands behind the rule
	Deviates                        // differs, as its owner has declared
	Info                            // differs or not, where the vendor does not stand behind the rule (動作保証外)
	Inconclusive                    // could not be seen, or the scene could not be reached
	Skip                            // an optional feature that the subject does not claim
	Broken                          // the subject or its adapter broke
)

//enum:text
var verdictNames = [...]string{"none", Pass: "PASS", Fail: "FAIL", Deviates: "DEVIATES", Info: "INFO",
	Inconclusive: "INCONCLUSIVE", Skip: "SKIP", Broken: "BROKEN"}

// A Profile says what is judged. The zero Profile is Core.
type Profile uint8

// The profiles.
const (
	Core   Profile = iota // fails nobody on what is not guaranteed
	Quirks                // what the manual describes beyond its guarantee is judged too
)

//enum:text
var profileNames = [...]string{Core: "core", Quirks: "quirks"}

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

//enum:text
var overallNames = [...]string{"none", Conformant: "conformant", ConformantAsObserved: "conformant-as-observed",
	Deviating: "deviating", Nonconformant: "nonconformant", Unjudged: "unjudged"}

var overallTexts = [...]spec.Text{{JA: "なし", EN: "none"}, Conformant: {JA: "適合", EN: "conformant"},
	ConformantAsObserved: {JA: "観測した範囲で適合", EN: "conformant-as-observed"},
	Deviating:            {JA: "申告済みの逸脱あり", EN: "deviating"},
	Nonconformant:        {JA: "不適合", EN: "nonconformant"}, Unjudged: {JA: "判定不能", EN: "unjudged"}}

// A Report is what the kit found out about a subject.
type Report struct {
	Subject  Description
	Profile  Profile
	Depth    int         // of the sequences that were tried in full, an option
	Findings []Finding   // one a rule, in document order
	Stale    []Deviation // those that were declared and cover no failure any more

	guard   int64       // the samples that were not judged around every edge in a recording
	only    []spec.ID   // the rules that were asked for, nil: all of the subject's role
	answers []answer    // to the open questions that can be seen
	known   []Deviation // what was declared
}

// A Finding is the verdict on one rule.
type Finding struct {
	Rule     spec.ID
	Verdict  Verdict
	Sessions int       // how many times the subject was opened
	Reason   spec.Text // of a verdict that is not Pass
	Failure  *Failure  // where something differs

	declared *Deviation // by which, of Deviates
	clause   string     // the rule's, where the owner of the page gave it
}

// A Failure is where a subject differs from the manual: in the first scene in which it does, after the shortest of the
// sequences of events that were tried there.
type Failure struct {
	Scene  Scene
	Trace  []Event
	Want   spec.Text
	Got    spec.Text
	Before Observation // what was seen before the last event, if there was one
	After  Observation // what was seen when something differed
}

// Overall returns the verdict on the subject. A rule of its role that the vendor stands behind and that nobody has
// asked for counts as one that could not be seen.
func (r *Report) Overall() Overall {
	overall, seen := Conformant, 0
	for _, id := range documented(r.Subject.Role.Observables()) {
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

// answered reports whether an open question has a verdict.
func (r *Report) answered(v Verdict) bool {
	return slices.ContainsFunc(r.answers, func(a answer) bool { return a.Verdict == v })
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

// A line says something of a report or of a finding: what it is about, and the text.
type line struct{ Name, Text spec.Text }

// lines returns what there is to say of a finding beside the rule itself: where it stands and the way to what differs,
// or the reason of its verdict. Wording is not contract.
func (f Finding) lines() []line {
	if f.Failure == nil {
		return withText(line{say("理由", "reason"), f.Reason})
	}
	rule, _ := spec.Lookup(f.Rule)
	x := f.Failure
	return withText(
		line{say("条文", "clause"), say("%s、%s", "%s, %s", rule.Place, rule.Support)},
		line{say("原文", "quote"), plain(f.clause)},
		line{say("場面", "scene"), say("%s", "%s", x.Scene)},
		line{say("操作", "trace"), x.trace()},
		line{say("期待", "want"), x.Want},
		line{say("実際", "got"), x.Got},
		line{say("直前", "before"), x.Scene.seen(x.Before)},
		line{say("結果", "after"), x.Scene.seen(x.After)},
		line{say("申告", "known"), f.declared.why()},
	)
}

// withText leaves out the lines that have no text.
func withText(lines ...line) []line {
	return slices.DeleteFunc(lines, func(l line) bool { return l.Text == spec.Text{} })
}

// In returns the finding in words: the verdict, what the rule says, where it stands, and the way to what differs.
func (f Finding) In(l spec.Lang) string {
	rule, _ := spec.Lookup(f.Rule)
	var b strings.Builder
	fmt.Fprintf(&b, "%v %v  %s", f.Verdict, f.Rule, rule.Statement.In(l))
	for _, x := range f.lines() {
		fmt.Fprintf(&b, "\n  %s%s", x.padded(l), x.Text.In(l))
	}
	return b.String()
}

func (f Finding) String() string { return f.In(spec.EN) }

// padded returns the name of a line with spaces behind it, so that texts begin in one column. Japanese characters are
// two columns wide.
func (x line) padded(l spec.Lang) string {
	name := x.Name.In(l)
	width := utf8.RuneCountInString(name)
	if l == spec.JA {
		width *= 2
	}
	return name + strings.Repeat(" ", 8-width)
}

// trace says how many events there were, and which.
func (f *Failure) trace() spec.Text {
	var events []spec.Text
	for _, e := range f.Trace {
		events = append(events, both(e))
	}
	switch all := joined(events, say(" → ", " · ")); len(events) {
	case 0:
		return spec.Text{}
	case 1:
		return say("（1件）%s", "(1 event) %s", all)
	default:
		return say("（%d件）%s", "(%d events) %s", len(events), all)
	}
}

// In returns the report in words: the verdict, the rules by verdict, every rule that differs or could not be seen, and
// the open questions.
func (r *Report) In(l spec.Lang) string {
	var b strings.Builder
	b.WriteString(r.summary().In(l))
	for _, f := range r.worstFirst() {
		b.WriteString("\n" + f.In(l))
	}
	for _, d := range r.Stale {
		b.WriteString("\n" + say("申告が古い：%vの逸脱はもうない（%s）", "stale: %v is declared to deviate, and does not (%s)", d.Rule,
			plain(d.Reason)).In(l))
	}
	for _, a := range r.answers {
		b.WriteString("\n" + a.In(l))
	}
	return b.String()
}

// worstFirst returns the findings of which there is more to say than the verdict: what differs, what broke, what is
// declared, and then what was not seen.
func (r *Report) worstFirst() (list []Finding) {
	for _, f := range r.Findings {
		if f.notable() {
			list = append(list, f)
		}
	}
	order := [...]int{Broken: 1, Deviates: 2, Pass: 3, Info: 3, Inconclusive: 4, Skip: 5} // Fail is 0
	slices.SortStableFunc(list, func(a, b Finding) int { return order[a.Verdict] - order[b.Verdict] })
	return list
}

// summary says how the subject does as a whole, and how much of the manual that was judged by.
func (r *Report) summary() spec.Text {
	sessions := 0
	for _, f := range r.Findings {
		sessions += f.Sessions
	}
	power := r.power()
	return say("%s %s（%s）：%s\n検査%sは規則%d件を%d場面で調べた：%s\n記載ありで調べられる規則%d件のうち、観測できる範囲で分かるのは%d件",
		"%s %s (%s): %s\nsuite %s, %d rules in %d scenes: %s\nof the %d documented rules that can be checked, what "+
			"is observable shows %d",
		r.Subject.Name, r.Subject.Version, r.Subject.Role, r.Overall(), Version, len(r.Findings), sessions,
		r.counts(" "), power.Of, power.Seen)
}

// In returns the answer in words: the verdict, the question, the option that was found, and what is wrong with it.
func (a answer) In(l spec.Lang) string {
	text := fmt.Sprintf("%v %v  %s", a.Verdict, a.Choice, a.Question.In(l))
	if found := a.option("%s: %s", "%s: %s").In(l); found != "" {
		text += "\n  " + found
	}
	if reason := a.Reason.In(l); reason != "" {
		text += "\n  " + reason
	}
	return text
}

func (a answer) String() string { return a.In(spec.EN) }

// option returns the key and the text of the option that was found, in a form for each language; nothing for none.
func (a answer) option(ja, en string) spec.Text {
	c, _ := spec.LookupChoice(a.Choice)
	for o := range c.Options() {
		if o.Key == a.Found {
			return say(ja, en, o.Key, o.Text)
		}
	}
	return spec.Text{}
}

func (r *Report) String() string { return r.In(spec.EN) }

// A power is how many of the documented rules show in what is observable of a subject, and how many there are.
type power struct {
	Seen int `json:"seen"`
	Of   int `json:"of"`
}

func (r *Report) power() power {
	return power{Power(r.Subject.Observables), Power(System.Observables())}
}

// Power returns how many of the documented rules can be checked by what is observable.
func Power(o spec.Observables) int { return len(documented(o)) }

// documented returns the rules that the vendor stands behind and that show in what is observable.
func documented(o spec.Observables) (ids []spec.ID) {
	for _, id := range Rules() {
		if rule, _ := spec.Lookup(id); rule.Support == spec.Documented && o.Has(rule.Observables) {
			ids = append(ids, id)
		}
	}
	return ids
}
