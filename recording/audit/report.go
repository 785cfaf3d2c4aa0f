package audit

import (
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Report is the judgement of one recording: the gravest findings first, what could not be seen, and what was tolerated.
type Report struct {
	Call     string
	Files    []string
	Layout   recording.Layout
	Rate     recording.Rate
	Span     recording.Span
	Options  Options // with which it was made
	Findings []Finding
	Unseen   []Unseen
}

// Clean reports whether nothing is wrong: notices are not.
func (r Report) Clean() bool { return r.notices() == len(r.Findings) }

func (r Report) notices() (n int) {
	for _, f := range r.Findings {
		if f.Severity() == Notice {
			n++
		}
	}
	return n
}

// verdict sums the report up.
func (r Report) verdict(l spec.Lang) string {
	text := spec.Text{JA: "問題なし", EN: "clean"}.In(l)
	notices := r.notices()
	if n := len(r.Findings) - notices; n > 0 {
		text = spec.Text{JA: "指摘%d件", EN: "findings: %d"}.With(n).In(l)
	}
	if notices > 0 {
		text += spec.Text{JA: "、注意%d件", EN: ", notices: %d"}.With(notices).In(l)
	}
	return text
}

// handful is the most samples of a QuietVoice that the text leaves out: next to none, and so in every short recording.
const handful = 2

// trivial reports whether the text leaves out what cannot be seen.
func (u Unseen) trivial() bool { return u.Why == QuietVoice && u.Samples > 0 && u.Samples <= handful }

// WriteText writes the report for people, a line a finding. Voices that are zero for a sample or two, as any voice is, are left out.
func (r Report) WriteText(w io.Writer, l spec.Lang) error {
	_, err := fmt.Fprintf(w, "%s %v %s: %s\n", r.Call, r.Layout, strings.Join(r.Files, " + "), r.verdict(l))
	for _, text := range r.Options.texts(r.Rate) {
		if err == nil {
			_, err = fmt.Fprintln(w, "  "+text.In(l))
		}
	}
	for _, f := range r.Findings {
		if err == nil {
			_, err = fmt.Fprintln(w, "  "+f.In(l))
		}
	}
	for _, u := range r.Unseen {
		if err == nil && !u.trivial() {
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
