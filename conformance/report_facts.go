package conformance

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/spec"
)

// title names the subject, as it names itself.
func (r *Report) title() spec.Text {
	return say("適合性レポート：%s %s（%s）", "Conformance report: %s %s (%s)", r.Subject.Name, r.Subject.Version, r.Subject.Role)
}

// legend says what a cell is in which no verdict stands.
var legend = spec.Text{JA: "各セルに、マニュアルの記載、判定、規則を示す。「–」は今回判定していないセル。", EN: "Each cell has what the manual says, the verdict, and the rule; – is a cell that was not judged."}

// A fact is something about the report as a whole.
type fact struct{ Name, Text spec.Text }

// facts returns what a verdict is worth: by what it was judged, and how much of that could be seen.
func (r *Report) facts() []fact {
	seen, all := r.Power()
	return []fact{
		{spec.Text{JA: "検査", EN: "suite"}, say("%s、プロファイル%v", "%s, profile %v", r.Suite, r.Profile)},
		{spec.Text{JA: "結果", EN: "verdicts"}, say("%s", "%s", r.counts())},
		{spec.Text{JA: "観測対象", EN: "observables"}, say("%v", "%v", r.Subject.Observables)},
		{spec.Text{JA: "検出力", EN: "power"}, say("保証範囲内で調べられる規則%d件のうち%d件が分かる", "of %d guaranteed rules that can be checked they show %d", all, seen)},
		{spec.Text{JA: "条件", EN: "options"}, say("操作列の長さ%d、録音の境目の前後%d標本は判定しない", "sequences of %d, %d samples around every edge in a recording not judged", r.Depth, r.Guard)},
	}
}

// counts says how many rules have which verdict.
func (r *Report) counts() string {
	var parts []string
	for v := Pass; v <= Broken; v++ {
		if n := r.Count(v); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %v", n, v))
		}
	}
	return strings.Join(parts, ", ")
}

// text returns what an open question is answered with, in words.
func (a Answer) text() (text spec.Text) {
	c, _ := spec.LookupChoice(a.Choice)
	for o := range c.Options() {
		if o.Key == a.Found {
			text = say("%s：%s", "%s: %s", o.Key, o.Text)
		}
	}
	if a.Reason != (spec.Text{}) {
		text = say("%s（%s）", "%s (%s)", text, a.Reason)
	}
	return text
}

// question returns the text of an open question.
func (a Answer) question() spec.Text {
	c, _ := spec.LookupChoice(a.Choice)
	return c.Question
}

// tells reports whether there is more to say of a finding than its verdict.
func (f Finding) tells() bool {
	return f.Failure != nil || f.Verdict != Pass && f.Verdict != Info
}
