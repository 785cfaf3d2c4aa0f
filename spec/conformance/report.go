package conformance

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/spec"
)

// In returns the finding in words: the verdict, what the rule says, where it stands, and the way to what differs.
func (f Finding) In(l spec.Lang) string {
	rule, _ := spec.Lookup(f.Rule)
	var b strings.Builder
	fmt.Fprintf(&b, "%v %v  %s", f.Verdict, f.Rule, rule.Statement.In(l))
	line := func(name spec.Text, format string, args ...any) {
		fmt.Fprintf(&b, "\n  %-9s"+format, append([]any{name.In(l)}, args...)...)
	}
	if f.Reason != "" && f.Failure == nil {
		line(spec.Text{JA: "理由", EN: "reason"}, "%s", f.Reason)
	}
	if x := f.Failure; x != nil {
		line(spec.Text{JA: "箇所", EN: "place"}, "%s, %s", rule.Place.In(l), rule.Support.In(l))
		line(spec.Text{JA: "場面", EN: "scene"}, "%s", x.Scene.In(l))
		if len(x.Trace) > 0 {
			line(spec.Text{JA: "操作", EN: "trace"}, "%s", x.trace(l))
		}
		line(spec.Text{JA: "期待", EN: "want"}, "%s", x.Want)
		line(spec.Text{JA: "実際", EN: "got"}, "%s", x.Got)
		if x.Before != "" {
			line(spec.Text{JA: "直前", EN: "before"}, "%s", x.Before)
		}
	}
	return b.String()
}

func (f Finding) String() string { return f.In(spec.EN) }

func (f *Failure) trace(l spec.Lang) string {
	var events []string
	for _, e := range f.Trace {
		events = append(events, e.In(l))
	}
	return strings.Join(events, " · ")
}

// In returns the report in words: the verdict, the rules by verdict, the open questions, what could not be seen, and every rule that
// differs.
func (r *Report) In(l spec.Lang) string {
	var b strings.Builder
	seen, all := r.Power()
	fmt.Fprintf(&b, spec.Text{JA: "%s %s（%v）：%v\n", EN: "%s %s (%v): %v\n"}.In(l), r.Subject.Name, r.Subject.Version, r.Subject.Role, r.Overall())
	fmt.Fprintf(&b, spec.Text{JA: "検査版 %s、%d項目：", EN: "suite %s, %d rules:"}.In(l), r.Suite, len(r.Findings))
	for v := Pass; v <= Broken; v++ {
		if n := r.Count(v); n > 0 {
			fmt.Fprintf(&b, " %d %v", n, v)
		}
	}
	fmt.Fprintf(&b, spec.Text{JA: "\n観測できる範囲で調べられる規則：保証範囲内の%d件中%d件\n", EN: "\nof the %d guaranteed rules, what can be observed shows %d\n"}.In(l), all, seen)
	for _, a := range r.Choices {
		fmt.Fprintf(&b, "%v: %v %s %s\n", a.Choice, a.Verdict, a.Found, a.Reason)
	}
	for _, f := range r.Findings {
		if f.Verdict == Fail || f.Verdict == Broken || f.Verdict == Inconclusive || f.Failure != nil {
			b.WriteString(f.In(l) + "\n")
		}
	}
	return b.String()
}

func (r *Report) String() string { return r.In(spec.EN) }

// Power returns how many of the guaranteed rules that can be checked at run time a subject's observables show, and how many there are.
func (r *Report) Power() (seen, all int) {
	return Power(r.Subject.Observables), Power(System.Observables())
}

// Power returns how many of the guaranteed rules can be checked by what is observable.
func Power(o spec.Observables) (n int) {
	for _, id := range Rules() {
		rule, _ := spec.Lookup(id)
		if rule.Support == spec.Guaranteed && o.Has(rule.Observables) {
			n++
		}
	}
	return n
}
