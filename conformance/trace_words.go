package conformance

import (
	"strings"

	"github.com/recpause/recpause/spec"
)

var traceVerdicts = map[bool]spec.Text{false: {JA: "一致: %d行、観測%d件、関係したルール%d件\n", EN: "as documented: %d lines, %d observations, %d rules involved\n"},
	true: {JA: "%d行目で相違（それまでの観測%d件、関係したルール%d件）\n", EN: "differs at line %d (%d observations so far, %d rules involved)\n"}}

// In returns the report in words.
func (r *TraceReport) In(l spec.Lang) string {
	if len(r.Different) == 0 {
		return traceVerdicts[false].With(r.Lines, r.Compared, len(r.Rules)).In(l)
	}
	var b strings.Builder
	b.WriteString(traceVerdicts[true].With(r.Different[0].Line, r.Compared, len(r.Rules)).In(l))
	for _, d := range r.Different {
		b.WriteString(d.In(l))
	}
	return b.String()
}

func (r *TraceReport) String() string { return r.In(spec.EN) }

// In returns the difference in words.
func (d TraceDifference) In(l spec.Lang) string {
	rule := spec.Text{JA: "マニュアルに記載なし", EN: "the manual does not mention it"}.In(l)
	if d.Rule != 0 {
		rule = d.Rule.String() + " " + d.Rule.Says(l)
	}
	return spec.Text{JA: "%v %s\n  期待 %s\n  実際 %s\n  根拠 %s（%v）\n", EN: "%v %s\n  want %s\n  got  %s\n  rule %s (%v)\n"}.
		With(d.Verdict, d.Field, d.Want, d.Got, rule, d.Support).In(l)
}
