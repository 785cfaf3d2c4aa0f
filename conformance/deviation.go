package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A Deviation is a difference that its owner knows of and declares: of which rule, on which way, why, and where it is followed up. It is
// strict both ways: a failure that it does not cover is one, and a deviation that covers nothing any more is stale.
type Deviation struct {
	Rule   spec.ID
	Trace  string // a part of the failure's scene and trace, in either language; "" for any
	Reason string // never empty
	Issue  string
}

// A DeviationError reports a declaration that cannot be one.
type DeviationError struct {
	Number    int // from 1; 0 for the list as a whole
	Got, Want string
}

func (e *DeviationError) Error() string {
	if e.Number == 0 {
		return fmt.Sprintf("conformance: deviations: got %s, want %s", e.Got, e.Want)
	}
	return fmt.Sprintf("conformance: deviation %d: got %s, want %s", e.Number, e.Got, e.Want)
}

// Declare makes deviations of failures that are known: their verdict is Deviates. Check returns a *DeviationError for one that cannot be;
// one that covers nothing is in Report.Stale.
func Declare(d ...Deviation) Option { return func(s *settings) { s.known = append(s.known, d...) } }

// ReadDeviations reads a JSON array of objects with rule, reason, and where it likes trace and issue. The errors are *DeviationError and
// those of the reader.
func ReadDeviations(r io.Reader) (list []Deviation, err error) {
	var lines []struct{ Rule, Trace, Reason, Issue string }
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&lines); err != nil {
		return nil, &DeviationError{0, err.Error(), `[{"rule":"RP-…","trace":"…","reason":"…","issue":"…"}]`}
	}
	for i, line := range lines {
		id, err := spec.ParseID(line.Rule)
		if err != nil {
			return nil, &DeviationError{i + 1, line.Rule, "the ID of a rule"}
		}
		list = append(list, Deviation{id, line.Trace, line.Reason, line.Issue})
	}
	return list, checkDeviations(list)
}

func checkDeviations(list []Deviation) error {
	for i, d := range list {
		if _, ok := checkOf(d.Rule); !ok {
			return &DeviationError{i + 1, d.Rule.String(), "a rule that has a check"}
		}
		if strings.TrimSpace(d.Reason) == "" {
			return &DeviationError{i + 1, "no reason", "one"}
		}
	}
	return nil
}

// covers reports whether a finding is the failure that is declared.
func (d Deviation) covers(f Finding) bool {
	if f.Rule != d.Rule || f.Verdict != Fail || f.Failure == nil {
		return false
	}
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		if strings.Contains(f.Failure.Scene.In(l)+"\n"+f.Failure.trace().In(l), d.Trace) {
			return true
		}
	}
	return false
}

// why returns the reason of a deviation and where it is followed up, nothing for none.
func (d *Deviation) why() spec.Text {
	if d == nil {
		return spec.Text{}
	}
	return plain(strings.TrimSpace(d.Reason + " " + d.Issue))
}

// excuse returns a finding under the declared deviations, the first of which that covers it counts.
func excuse(f Finding, known []Deviation) Finding {
	for i, d := range known {
		if d.covers(f) {
			f.Verdict, f.Deviation = Deviates, &known[i]
			f.Reason = say("申告済みの逸脱：%s", "declared: %s", d.why())
			return f
		}
	}
	return f
}

// stale returns the declared deviations that cover no finding, of the rules that were judged.
func (r *Report) stale() (list []Deviation) {
	used := map[*Deviation]bool{}
	for _, f := range r.Findings {
		used[f.Deviation] = true
	}
	for i, d := range r.Known {
		if _, judged := r.Find(d.Rule); !used[&r.Known[i]] && (judged || len(r.Only) == 0) {
			list = append(list, d)
		}
	}
	return list
}

// Add puts what other tests have found into the report, such as a complete suite: a failure where the rule's own check has seen none.
// Declared deviations cover it too.
func (r *Report) Add(found ...Finding) {
	for _, f := range found {
		i := slices.IndexFunc(r.Findings, func(g Finding) bool { return g.Rule == f.Rule })
		switch f = excuse(f, r.Known); {
		case i < 0:
			r.Findings = append(r.Findings, f)
		case r.Findings[i].Verdict != Fail && r.Findings[i].Verdict != Broken:
			f.Sessions += r.Findings[i].Sessions
			r.Findings[i] = f
		}
	}
	r.Stale = r.stale()
}
