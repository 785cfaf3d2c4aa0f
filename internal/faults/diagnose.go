package faults

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// Nearest returns the seeded faults that fail as a report says that its subject does: the same rules by the same traces
// in the same way, and no other rules. There is none where nothing differs or no seeded fault does just that, and
// several where the subject's observables cannot tell them apart. It compares what was seen, and knows nothing of
// causes. The error is that of the context.
func Nearest(ctx context.Context, r *conformance.Report) (near []Fault, err error) {
	differ, others := outcomes(r)
	if len(differ) == 0 {
		return nil, nil
	}
	want := Signature(r)
	for f := range All() {
		s, ok := f.Like(r.Subject)
		if !ok {
			continue
		}
		same, err := fails(ctx, s, r, differ, want)
		if err == nil && same && len(others) > 0 {
			same, err = fails(ctx, s, r, others, "")
		}
		if err != nil {
			return nil, err
		}
		if same {
			near = append(near, f)
		}
	}
	return near, nil
}

// outcomes returns the rules in which a subject differs, and those in which it does not; what could not be seen of it
// is neither.
func outcomes(r *conformance.Report) (differ, others []spec.ID) {
	for _, f := range r.Findings {
		switch {
		case f.Failure != nil:
			differ = append(differ, f.Rule)
		case f.Verdict == conformance.Pass || f.Verdict == conformance.Info:
			others = append(others, f.Rule)
		}
	}
	return differ, others
}

// fails reports whether a subject, judged by some rules as the report's was, has a signature.
func fails(ctx context.Context, s conformance.SUT, r *conformance.Report, rules []spec.ID, want string) (bool, error) {
	got, err := conformance.Check(ctx, s, conformance.WithProfile(r.Profile), conformance.Depth(r.Depth),
		conformance.Only(rules...))
	if err != nil {
		return false, err
	}
	return Signature(got) == want, nil
}

// Signature returns how a subject fails as a text to compare: of each rule that differs the scene, the trace without
// its times, and what was seen.
func Signature(r *conformance.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		if f.Failure == nil {
			continue
		}
		trace := slices.Clone(f.Failure.Trace)
		for i := range trace {
			trace[i].At = 0
		}
		fmt.Fprintln(&b, f.Rule, f.Failure.Scene, trace, f.Failure.Got.EN)
	}
	return b.String()
}

// LooksLike says in words which faults a subject looks like; the text is empty where it looks like none.
func LooksLike(near []Fault) (text spec.Text) {
	for i, f := range near {
		name := spec.Text{JA: "%s（%s）", EN: "%s (%s)"}.With(f.ID, f.Name)
		if i == 0 {
			text = name
		} else {
			text = spec.Text{JA: "%s、または%s", EN: "%s or %s"}.With(text, name)
		}
	}
	if len(near) > 0 {
		text = spec.Text{JA: "%sに似ています。", EN: "It looks like %s."}.With(text)
	}
	return text
}
