package suite

import (
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// A Report is what the suites of a subject's role and observables find out about it.
type Report struct {
	Subject  conformance.Description
	Profile  conformance.Profile
	Extra    int
	Findings []conformance.Finding // for each rule that differs, a shortest trace on which it does, in document order; of rule 0, what broke
	Tests    int                   // the sessions of the subject
	Steps    int                   // what was compared: once before the first event, and after each
	Lost     int                   // tests that could not be played to their end, so that less was seen than the suites can show
}

// In returns the report in words: how much was tried, and what was found.
func (r *Report) In(l spec.Lang) string {
	var b strings.Builder
	b.WriteString(spec.Text{
		JA: "%s：%d場面、比較%d回、最後まで進めなかったもの%d、不合格のルール%d件",
		EN: "%s: %d sessions, %d comparisons, %d that could not be played to their end, %d rules differ",
	}.With(r.Subject.Name, r.Tests, r.Steps, r.Lost, len(r.Findings)).In(l))
	for _, f := range r.Findings {
		b.WriteString("\n" + f.In(l))
	}
	return b.String()
}

func (r *Report) String() string { return r.In(spec.EN) }
