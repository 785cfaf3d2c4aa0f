package audit

import (
	"encoding/json"
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

type jsonSpan struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

type jsonPlace struct {
	File    string          `json:"file"`
	Channel int             `json:"channel"`
	Track   recording.Track `json:"track"`
}

type jsonTolerance struct {
	Level int   `json:"level"`
	Edge  int64 `json:"edge"`
}

type jsonTone struct {
	Hertz   float64 `json:"hertz"`
	DBm0    float64 `json:"dbm0"`
	Samples int     `json:"samples"`
	Flaw    string  `json:"flaw,omitempty"`
}

type jsonFinding struct {
	Kind     Kind        `json:"kind"`
	Severity Severity    `json:"severity"`
	Rule     spec.ID     `json:"rule"`
	Where    []jsonPlace `json:"where"`
	Span     jsonSpan    `json:"span"`
	InFile   jsonSpan    `json:"in_file"`
	Seconds  [2]float64  `json:"seconds"`
	Pause    *jsonSpan   `json:"pause,omitempty"`
	Count    int64       `json:"count"`
	Bursts   int         `json:"bursts,omitempty"`
	Peak     int         `json:"peak,omitempty"`
	DBm0     *float64    `json:"peak_dbm0,omitempty"`
	Code     string      `json:"code,omitempty"`
	Tone     *jsonTone   `json:"tone,omitempty"`
	Limit    int64       `json:"limit,omitempty"`
	JA       string      `json:"ja"`
	EN       string      `json:"en"`
}

type jsonUnseen struct {
	Why     Blindness `json:"why"`
	Where   jsonPlace `json:"where"`
	Span    jsonSpan  `json:"span"`
	Samples int64     `json:"samples,omitempty"`
	JA      string    `json:"ja"`
	EN      string    `json:"en"`
}

// MarshalJSON writes the report: lists are never null, names are those of String, seconds are those of the file.
func (r Report) MarshalJSON() ([]byte, error) {
	out := struct {
		Call       string           `json:"call"`
		Files      []string         `json:"files"`
		Layout     recording.Layout `json:"layout"`
		SampleRate recording.Rate   `json:"sample_rate"`
		Span       jsonSpan         `json:"span"`
		Tolerance  jsonTolerance    `json:"tolerance"`
		MaxSilence int64            `json:"max_silence"`
		Findings   []jsonFinding    `json:"findings"`
		Unseen     []jsonUnseen     `json:"unseen"`
	}{r.Call, append([]string{}, r.Files...), r.Layout, r.Rate, jsonSpan(r.Span), jsonTolerance(r.Options.Tolerance), r.Options.MaxSilence,
		[]jsonFinding{}, []jsonUnseen{}}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, f.json())
	}
	for _, u := range r.Unseen {
		out.Unseen = append(out.Unseen, jsonUnseen{u.Why, jsonPlace(u.Where), jsonSpan(u.Span), u.Samples, u.In(spec.JA), u.In(spec.EN)})
	}
	return json.Marshal(out)
}

func (f Finding) json() jsonFinding {
	out := jsonFinding{Kind: f.Kind, Severity: f.Severity(), Rule: f.Rule, Where: []jsonPlace{}, Span: jsonSpan(f.Span), InFile: jsonSpan(f.InFile),
		Seconds: [2]float64{f.Rate.Duration(f.InFile.From).Seconds(), f.Rate.Duration(f.InFile.To).Seconds()},
		Count:   f.Count, Bursts: f.Bursts, Peak: f.Peak, Limit: f.Limit, JA: f.In(spec.JA), EN: f.In(spec.EN)}
	for _, p := range f.Where {
		out.Where = append(out.Where, jsonPlace(p))
	}
	if f.Pause != (recording.Span{}) {
		pause := jsonSpan(f.Pause)
		out.Pause = &pause
	}
	if f.Peak > 0 {
		level := dBm0(float64(f.Peak))
		out.DBm0 = &level
	}
	if len(f.Code) > 0 {
		out.Code = fmt.Sprintf("0x%X", f.Code)
	}
	if f.Tone != nil {
		tone := jsonTone(*f.Tone)
		out.Tone = &tone
	}
	return out
}
