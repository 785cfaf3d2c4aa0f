package conformance

import (
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
	Fail                            // differs from a rule that is documented
	Deviates                        // differs, as its owner has declared
	Info                            // differs or not, from a rule that is not guaranteed (動作保証外)
	Inconclusive                    // could not be seen, or the scene could not be reached
	Skip                            // an optional feature that the subject does not claim
	Broken                          // the subject or its adapter broke
)

//enum:text
var verdictNames = [...]string{"none", Pass: "PASS", Fail: "FAIL", Deviates: "DEVIATES", Info: "INFO",
	Inconclusive: "INCONCLUSIVE", Skip: "SKIP", Broken: "BROKEN"}

// worst are the verdicts in the order in which a report tells of them, and what each says.
var worst = [...]struct {
	verdict Verdict
	text    spec.Text
}{
	{Fail, say("記載と異なる", "differs from the manual")},
	{Broken, say("製品またはアダプターの異常", "the program or its adapter broke")},
	{Deviates, say("申告済みの相違", "differs as declared")},
	{Pass, say("記載どおり", "as documented")},
	{Info, say("参考", "for information")},
	{Inconclusive, say("観測できず", "not seen")},
	{Skip, say("申告していない機能", "a feature that is not claimed")},
}

// A Profile says what is judged. The zero Profile is Core.
type Profile uint8

// The profiles.
const (
	Core   Profile = iota // fails nobody on what is not guaranteed
	Quirks                // what the manual describes as not guaranteed is judged too
)

//enum:text
var profileNames = [...]string{Core: "core", Quirks: "quirks"}

// An Overall is the verdict on a subject. There is no zero one.
type Overall uint8

// The overall verdicts.
const (
	Conformant           Overall = 1 + iota // every documented rule of its role holds
	ConformantAsObserved                    // so does every one that could be seen, which are not all
	Deviating                               // every difference is declared
	Nonconformant
	Unjudged // the subject or its adapter broke, or nothing could be seen
)

//enum:text
var overallNames = [...]string{"none", Conformant: "conformant", ConformantAsObserved: "conformant-as-observed",
	Deviating: "deviating", Nonconformant: "nonconformant", Unjudged: "unjudged"}

var overallTexts = [...]spec.Text{{JA: "なし", EN: "none"}, Conformant: {JA: "適合", EN: "conformant"},
	ConformantAsObserved: {JA: "観測した範囲で適合", EN: "conformant as observed"},
	Deviating:            {JA: "申告済みの相違あり", EN: "deviating as declared"},
	Nonconformant:        {JA: "不適合", EN: "nonconformant"}, Unjudged: {JA: "判定不能", EN: "not judged"}}

// A Report is what the kit found out about a subject.
type Report struct {
	Subject  Description
	Profile  Profile
	Depth    int         // of the sequences that were tried in full, an option
	Findings []Finding   // one a rule, in document order
	Causes   []Cause     // what differs: failures that begin alike, and differences that no rule speaks of
	Stale    []Deviation // those that were declared and cover no failure any more

	Unfinished bool        // whether the judging was ended before everything was asked: it is not Conformant then
	Broke      spec.Text   // why the judging could not go on beyond the rules, where the subject broke then: it is Unjudged
	LooksLike  spec.Text   // which seeded faults fail as the subject does, where somebody has looked
	Notes      []spec.Text // what else there is to say of how it was judged

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

// Overall returns the verdict on the subject. A documented rule of its role that nobody has asked for counts as one
// that could not be seen.
func (r *Report) Overall() Overall {
	overall, seen := Conformant, 0
	if r.Unfinished {
		overall = ConformantAsObserved
	}
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
	case seen == 0 || r.Broke != spec.Text{} || r.Count(Broken) > 0 || r.answered(Broken):
		return Unjudged
	case r.Count(Deviates) > 0:
		return Deviating
	}
	return overall
}

// headline says in a sentence what the verdict on the subject is, and in another why.
func (r *Report) headline() spec.Text {
	text := say("%s。%s", "%s. %s", r.Overall(), r.why())
	if r.Unfinished {
		text = say("%s判定は途中で終わり、すべては調べていません。", "%s The judging ended before everything was asked.", text)
	}
	if n := len(r.Stale); n > 0 {
		text = say("%s申告済みの相違のうち、もうないものが%d件あります。", "%s Declared differences that are gone: %d.", text, n)
	}
	return text
}

func (r *Report) why() spec.Text {
	of := documented(r.Subject.Role.Observables())
	seen := slices.DeleteFunc(slices.Clone(of), func(id spec.ID) bool {
		f, _ := r.Find(id)
		return f.Verdict == Inconclusive || f.Verdict == 0
	})
	switch overall := r.Overall(); {
	case overall == Conformant:
		return say("当てはまるルールのうち、マニュアルに記載のあるものをすべて守っています。",
			"Every documented rule that applies to it holds.")
	case overall == ConformantAsObserved:
		return say("判定できたルールはすべて守っています。記載のあるルール%d件のうち、判定できたのは%d件です。",
			"Every rule that could be judged holds: %[2]d of the %[1]d documented rules of its role.",
			len(of), len(seen))
	case overall == Deviating:
		return say("マニュアルの記載と異なるルールが%d件あり、すべて申告済みです。", "All differences are declared. Rules that differ: %d.",
			r.Count(Deviates))
	case overall == Unjudged:
		return say("製品やアダプターの異常、または観測の不足により、判定できません。",
			"The program or its adapter broke, or no rule could be seen.")
	case r.Count(Fail) == 0:
		return say("未決事項についての申告と動作が合いません。", "What it does about an open question is not what it declares.")
	case r.Count(Fail) == 1:
		return say("マニュアルの記載と異なるルールが1件あります。", "One rule differs from the manual.")
	}
	return say("マニュアルの記載と異なるルールが%d件あります。", "%d rules differ from the manual.", r.Count(Fail))
}

// interrupted makes the report one of what was judged before the kit was told to end. The last rule was cut short,
// unless something differed.
func (r *Report) interrupted() {
	r.Unfinished = true
	if n := len(r.Findings); n > 0 && r.Findings[n-1].Failure == nil {
		r.Findings = r.Findings[:n-1]
	}
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
		line{say("場面", "scene"), say("%s", "%s", x.Scene)},
		line{say("操作", "trace"), x.trace()},
		line{say("期待", "expected"), x.Want},
		line{say("実際", "observed"), x.Got},
		line{say("直前", "before"), x.Scene.seen(x.Before)},
		line{say("直後", "after"), x.Scene.seen(x.After)},
		line{say("記載箇所", "clause"), say("%s、%s", "%s, %s", rule.Place, rule.Support)},
		line{say("原文", "quote"), plain(f.clause)},
		line{say("申告", "declared"), f.declared.why()},
	)
}

// withText leaves out the lines that have no text.
func withText(lines ...line) []line {
	return slices.DeleteFunc(lines, func(l line) bool { return l.Text == spec.Text{} })
}

// In returns the finding in words: the verdict, what the rule says, the way to what differs, and where the rule stands.
func (f Finding) In(l spec.Lang) string {
	return headed(f.Verdict, f.Rule.Says(l), f.Rule, f.lines(), l)
}

// headed writes the lines of a finding or of an answer under its verdict, its sentence and its ID.
func headed(v Verdict, sentence string, id any, lines []line, l spec.Lang) string {
	text := say("%v %s（%v）", "%v %s (%v)", v, sentence, id).In(l)
	for _, x := range lines {
		text += "\n  " + x.padded(l)
	}
	return text
}

func (f Finding) String() string { return f.In(spec.EN) }

// padded returns a line with spaces behind its name, so that texts begin in one column. Japanese characters are two
// columns wide.
func (x line) padded(l spec.Lang) string {
	name := x.Name.In(l)
	width := utf8.RuneCountInString(name)
	if l == spec.JA {
		width *= 2
	}
	return name + strings.Repeat(" ", 10-width) + x.Text.In(l)
}

// trace says how many events there were, and which.
func (f *Failure) trace() spec.Text {
	var events []spec.Text
	for _, e := range f.Trace {
		events = append(events, both(e))
	}
	switch all := joined(events, plain(" → ")); len(events) {
	case 0:
		return spec.Text{}
	case 1:
		return say("（1件）%s", "(1 event) %s", all)
	default:
		return say("（%d件）%s", "(%d events) %s", len(events), all)
	}
}

// In returns the report in words: the verdict, what differs, how the subject was judged, what could not be seen, and
// the open questions.
func (r *Report) In(l spec.Lang) string {
	differ, unseen := r.notable()
	parts := []string{say("%s %s（%s）：%s", "%s %s (%s): %s", r.Subject.Name, r.Subject.Version, r.Subject.Role,
		r.headline()).In(l)}
	for _, text := range r.remarks() {
		parts = append(parts, text.In(l))
	}
	for _, g := range differ {
		parts = append(parts, g.In(l))
	}
	for _, c := range r.unruled() {
		parts = append(parts, c.In(l))
	}
	for _, x := range r.facts() {
		parts = append(parts, x.padded(l))
	}
	for _, g := range unseen {
		parts = append(parts, g.In(l))
	}
	for _, a := range r.answers {
		parts = append(parts, a.In(l))
	}
	return strings.Join(parts, "\n")
}

// notable returns the findings of which there is more to say than the verdict: where something differs or broke, the
// worst first and together with what has the same cause; and where nothing was seen, by reason.
func (r *Report) notable() (differ, unseen []group) {
	for _, c := range r.Causes {
		var of []Finding
		for _, f := range r.Findings {
			if f.Verdict == Fail && slices.Contains(c.Rules, f.Rule) {
				of = append(of, f)
			}
		}
		if len(of) > 0 {
			of[0].Failure = &c.Failure
			differ = append(differ, group{of[0], of[1:], c.again()})
		}
	}
	for _, w := range worst {
		for _, f := range r.Findings {
			switch {
			case f.Verdict != w.verdict || !f.notable() || f.Verdict == Fail && r.explained(f.Rule):
			case f.Verdict == Inconclusive || f.Verdict == Skip:
				unseen = f.under(unseen)
			default:
				differ = f.under(differ)
			}
		}
	}
	return differ, unseen
}

// remarks returns what stands right behind the verdict: what broke, and what the subject looks like.
func (r *Report) remarks() (list []spec.Text) {
	if r.Broke != (spec.Text{}) {
		list = append(list, say("%v %s", "%v %s", Broken, r.Broke))
	}
	if r.LooksLike != (spec.Text{}) {
		list = append(list, r.LooksLike)
	}
	return list
}

// unruled returns the differences of which no rule speaks.
func (r *Report) unruled() []Cause {
	return slices.DeleteFunc(slices.Clone(r.Causes), func(c Cause) bool { return len(c.Rules) > 0 })
}

// explained reports whether a rule fails by one of the causes.
func (r *Report) explained(id spec.ID) bool {
	return slices.ContainsFunc(r.Causes, func(c Cause) bool { return slices.Contains(c.Rules, id) })
}

// A group is a finding, and others that have the same cause.
type group struct {
	Finding
	Others []Finding
	again  spec.Text // whether it was so again
}

// under puts a finding that has nothing but a reason under the one that has the same, and any other behind all.
func (f Finding) under(groups []group) []group {
	i := slices.IndexFunc(groups, func(g group) bool {
		return g.Verdict == f.Verdict && g.Failure == nil && f.Failure == nil && g.Reason == f.Reason
	})
	if i < 0 {
		return append(groups, group{Finding: f})
	}
	groups[i].Others = append(groups[i].Others, f)
	return groups
}

// In returns the finding in words, and the rules of the others; of several that were not seen one line and the rules.
func (g group) In(l spec.Lang) string {
	if len(g.Others) > 0 && g.Failure == nil {
		return headed(g.Verdict, g.Reason.In(l), g.Count().In(l), []line{{say("ルール", "rules"), listed(g.ids())}}, l)
	}
	return headed(g.Verdict, g.Rule.Says(l), g.Rule, g.lines(), l)
}

// Count says how many rules there are in the group.
func (g group) Count() spec.Text { return say("%d件", "%d rules", 1+len(g.Others)) }

// ids returns the rules of the group.
func (g group) ids() []spec.ID {
	ids := []spec.ID{g.Rule}
	for _, f := range g.Others {
		ids = append(ids, f.Rule)
	}
	return ids
}

// own returns the lines of the finding, and whether it was so again.
func (g group) own() []line {
	return append(g.Finding.lines(), withText(line{say("再現", "again"), g.again})...)
}

// lines returns those, and one with what the others say.
func (g group) lines() []line {
	var others []spec.Text
	for _, f := range g.Others {
		rule, _ := spec.Lookup(f.Rule)
		others = append(others, say("%v %s（%v）", "%v %s (%v)", f.Verdict, rule.Statement, f.Rule))
	}
	return append(g.own(), withText(line{say("同じ原因", "also"), joined(others, plain("\n"+indent))})...)
}

// indent is what stands before the texts of lines.
const indent = "            "

// In returns the answer in words: the verdict, the question, the option that was found, and what is wrong with it.
func (a answer) In(l spec.Lang) string {
	return headed(a.Verdict, a.Question.In(l), a.Choice,
		withText(line{say("答え", "answer"), a.option()}, line{say("理由", "reason"), a.Reason}), l)
}

func (a answer) String() string { return a.In(spec.EN) }

// option returns the text of the option that was found, and its key; nothing for none.
func (a answer) option() spec.Text {
	c, _ := spec.LookupChoice(a.Choice)
	for o := range c.Options() {
		if o.Key == a.Found {
			return say("%s（%s）", "%s (%s)", o.Text, o.Key)
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

// documented returns the documented rules that show in what is observable.
func documented(o spec.Observables) (ids []spec.ID) {
	for _, id := range Rules() {
		if rule, _ := spec.Lookup(id); rule.Support == spec.Documented && o.Has(rule.Observables) {
			ids = append(ids, id)
		}
	}
	return ids
}
