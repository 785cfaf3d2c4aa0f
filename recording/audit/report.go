package audit

import (
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Report is the judgement of one recording: the gravest findings first, and what could not be seen.
type Report struct {
	Call     string
	Files    []string
	Layout   recording.Layout
	Rate     recording.Rate
	Span     recording.Span
	Findings []Finding
	Unseen   []Unseen
}

// Clean reports whether nothing was found.
func (r Report) Clean() bool { return len(r.Findings) == 0 }

// WriteText writes the report for people, a line a finding.
func (r Report) WriteText(w io.Writer, l spec.Lang) error {
	verdict := spec.Text{JA: "問題なし", EN: "clean"}
	if n := len(r.Findings); n > 0 {
		verdict = spec.Text{JA: "指摘%d件", EN: "findings: %d"}.With(n)
	}
	_, err := fmt.Fprintf(w, "%s %v %s: %s\n", r.Call, r.Layout, strings.Join(r.Files, " + "), verdict.In(l))
	for _, f := range r.Findings {
		if err == nil {
			_, err = fmt.Fprintln(w, "  "+f.In(l))
		}
	}
	for _, u := range r.Unseen {
		if err == nil {
			_, err = fmt.Fprintln(w, spec.Text{JA: "  （判断できない）", EN: "  (not judged) "}.In(l)+u.In(l))
		}
	}
	return err
}

// merge makes one finding of those that two tracks have in common: of one kind about one pause or at one place.
func (r *Report) merge() {
	var list []Finding
	for _, f := range r.Findings {
		i := len(list)
		for k, other := range list {
			if other.same(f) {
				i = k
			}
		}
		if i == len(list) {
			list = append(list, f)
			continue
		}
		list[i].take(f)
	}
	r.Findings = list
}

// same reports whether two findings are one defect in two tracks.
func (f Finding) same(o Finding) bool {
	if f.Kind != o.Kind || f.Where[0] == o.Where[0] || f.Tone != nil {
		return false
	}
	if f.Pause != (recording.Span{}) {
		return f.Pause == o.Pause
	}
	return f.Span == o.Span && f.Count == o.Count
}

func (f *Finding) take(o Finding) {
	f.Where = append(f.Where, o.Where...)
	f.Span = recording.Span{From: min(f.Span.From, o.Span.From), To: max(f.Span.To, o.Span.To)}
	f.Count, f.Bursts, f.Peak = max(f.Count, o.Count), max(f.Bursts, o.Bursts), max(f.Peak, o.Peak)
}
