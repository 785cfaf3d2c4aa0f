package evidence

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// results are counts over recordings.
type results struct {
	Clean    int        // recordings with nothing wrong, whatever notices there are
	Findings int        // and those with findings
	failed   []unjudged // the first of them
	unjudged int        // and how many there are
	leaking  int        // recordings with a leak

	findings map[audit.Kind]int // findings by kind
	with     map[audit.Kind]int // recordings that have one
	unseen   map[string]int
	list     []found  // the gravest, and some more
	count    int      // of all findings
	methods  []method // with what was judged, each once
	seconds  float64  // of the recordings whose length the results say
	lengths  int      // how many these are
}

// A found is a finding, and the recording that has it.
type found struct {
	Recording string
	Severity  audit.Severity
	text      spec.Text
	ID        string // of the rule
	Seconds   [2]float64
}

// An unjudged is a recording that could not be judged, and why.
type unjudged struct {
	Recording string
	because   spec.Text
}

// In returns why, in words.
func (u unjudged) In(l spec.Lang) string { return u.because.In(l) }

// A method is with what tolerance and limit recordings were judged, in samples at a rate.
type method struct {
	Rate  recording.Rate
	Level int
	Edge  int64
	Most  int64
	Leaks bool // only leaks were asked for, and only pauses read
}

// Recordings returns how many there were.
func (r *results) Recordings() int { return r.Clean + r.Findings + r.unjudged }

// NotJudged returns how many could not be judged.
func (r *results) NotJudged() int { return r.unjudged }

// Methods returns with what was judged.
func (r *results) Methods() []method { return r.methods }

// Found returns how many findings there are.
func (r *results) Found() int { return r.count }

// fail notes a recording that could not be judged.
func (r *results) fail(u unjudged) {
	if r.unjudged++; len(r.failed) < most {
		r.failed = append(r.failed, u)
	}
}

// gravest returns the findings that the page lists, the gravest first. The others are forgotten.
func (r *results) gravest() []found {
	slices.SortStableFunc(r.list, func(a, b found) int { return cmp.Compare(b.Severity, a.Severity) })
	r.list = r.list[:min(len(r.list), most)]
	return r.list
}

// Hours returns how long the recordings are, as far as the results say so.
func (r *results) Hours() string { return strconv.FormatFloat(r.seconds/3600, 'f', 2, 64) }

// Lengths returns of how many recordings the length is known.
func (r *results) Lengths() int { return r.lengths }

// A report is what recpause audit -json prints of a recording.
type report struct {
	Call  string
	Files []string
	Rate  recording.Rate `json:"sample_rate"`
	Span  recording.Span
	audit.Options
	PausesOnly bool `json:"pauses_only"`
	Findings   *[]struct {
		Kind     audit.Kind
		Severity audit.Severity
		Rule     string
		Seconds  [2]float64
		JA, EN   string
	}
	Unseen []struct{ Why string }
}

// A line is one of the results: a report, what could not be judged, or a line of the journal of an archive.
type line struct {
	report
	Unjudged *string
	Error    string
	spec.Text

	Format string
	Sample *struct{ Of int }
	Result *struct {
		Verdicts []struct {
			Outcome string
			Files   []string
			Call    string
			Report  *report
			Unseen  map[string]int
			Because spec.Text
		}
	}
	Mark json.RawMessage
}

// read reads results, a line each, and returns of how many recordings they are a sample, where they say so.
func (r *results) read(name string, in io.Reader) (of int, err error) {
	if r.findings == nil {
		r.findings, r.with, r.unseen = map[audit.Kind]int{}, map[audit.Kind]int{}, map[string]int{}
	}
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		text, err := command.ReadLine(lines)
		if len(bytes.TrimSpace(text)) > 0 || err == bufio.ErrBufferFull {
			var l line
			if wrong := json.Unmarshal(text, &l); wrong != nil || !r.add(l) {
				return of, command.Problem("%s: %d行目は、監査の結果として読めません", "%s: line %d: got no result of an audit", name, n)
			}
			if l.Sample != nil {
				of = max(of, l.Sample.Of)
			}
		}
		if err == io.EOF {
			return of, nil
		}
		if err != nil {
			return of, err
		}
	}
}

// add counts a line, and reports whether it is one that we know.
func (r *results) add(l line) bool {
	switch {
	case l.Unjudged != nil:
		r.fail(unjudged{*l.Unjudged, spec.Text{JA: cmp.Or(l.JA, l.Error), EN: cmp.Or(l.EN, l.Error)}})
	case l.report.Findings != nil:
		r.report(l.report)
	case l.Result != nil:
		for _, v := range l.Result.Verdicts {
			switch {
			case v.Outcome == "unjudged":
				r.fail(unjudged{strings.Join(v.Files, " "), v.Because})
			case v.Report != nil && v.Report.Findings != nil:
				r.report(*v.Report)
			default:
				r.Clean++
				for why, n := range v.Unseen {
					r.unseen[why] += n
				}
			}
		}
	default:
		return l.Format != "" || l.Mark != nil
	}
	return true
}

func (r *results) report(p report) {
	wrong, leak := false, false
	seen := map[audit.Kind]bool{}
	what := strings.TrimSpace(p.Call + " " + strings.Join(p.Files, " + "))
	for _, f := range *p.Findings {
		wrong, leak = wrong || f.Severity != audit.Notice, leak || f.Severity == audit.Leak
		r.findings[f.Kind]++
		if !seen[f.Kind] {
			r.with[f.Kind]++
			seen[f.Kind] = true
		}
		r.list = append(r.list, found{what, f.Severity, spec.Text{JA: f.JA, EN: f.EN}, f.Rule, f.Seconds})
		if r.count++; len(r.list) > 4*most {
			r.gravest()
		}
	}
	for _, u := range p.Unseen {
		r.unseen[u.Why]++
	}
	if wrong {
		r.Findings++
	} else {
		r.Clean++
	}
	if leak {
		r.leaking++
	}
	m := method{p.Rate, p.Tolerance.Level, p.Tolerance.Edge, p.MaxSilence, p.PausesOnly}
	known := false
	for _, other := range r.methods {
		known = known || other == m
	}
	if !known {
		r.methods = append(r.methods, m)
	}
	if p.Rate > 0 {
		r.seconds += p.Rate.Duration(p.Span.Len()).Seconds()
		r.lengths++
	}
}

// In returns the finding in words.
func (f found) In(l spec.Lang) string { return f.text.In(l) }
