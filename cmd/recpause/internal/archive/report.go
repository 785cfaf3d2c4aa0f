package archive

import (
	"bufio"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// The reports of a run, in its folder.
const (
	linesName = "findings.jsonl"
	tableName = "findings.csv"
	testsName = "junit.xml"
	pageName  = "report.html"
)

// mostRows is how many findings a page shows. All are in the table.
const mostRows = 2000

// A reporter writes what came of recordings, one after the other.
type reporter interface {
	add(key string, v verdict, w view) error
	end() error
}

// report writes all reports of runs into a folder, and returns what was counted.
func report(to string, dirs []string, l spec.Lang) (*tally, error) {
	if err := check(dirs); err != nil {
		return nil, err
	}
	t, err := count(dirs)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return nil, err
	}
	var files []*os.File
	var outs []*bufio.Writer
	for _, name := range []string{linesName, tableName, testsName, pageName} {
		f, err := os.Create(filepath.Join(to, name))
		if err != nil {
			return nil, err
		}
		defer f.Close() // a second time, where all went well
		files, outs = append(files, f), append(outs, bufio.NewWriterSize(f, 1<<16))
	}
	reporters := []reporter{&lines{json.NewEncoder(outs[0])}, newTable(outs[1], l), newTests(outs[2], t, l),
		&summary{out: outs[3], tally: t, lang: l}}
	for _, dir := range dirs {
		_, _, err := read(dir, func(r record) error {
			for _, v := range r.Verdicts {
				w, err := v.view()
				for _, rep := range reporters {
					err = errors.Join(err, rep.add(string(r.Key), v, w))
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for i, rep := range reporters {
		if err := errors.Join(rep.end(), outs[i].Flush(), files[i].Close()); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// lines are JSON, a line for each recording that is not clean.
type lines struct{ *json.Encoder }

func (l *lines) add(key string, v verdict, _ view) error {
	if v.Outcome == judge.Clean && v.Report == nil {
		return nil
	}
	l.SetEscapeHTML(false)
	return l.Encode(struct {
		Key judge.Key `json:"key"`
		verdict
	}{judge.Key(key), v})
}

func (l *lines) end() error { return nil }

// A table is CSV, a line for each finding, and for each recording that could not be judged.
type table struct {
	*csv.Writer
	lang spec.Lang
}

func newTable(w io.Writer, l spec.Lang) *table {
	t := &table{csv.NewWriter(w), l}
	_ = t.Write([]string{"key", "files", "call", "outcome", "severity", "kind", "rule", "from_seconds", "to_seconds",
		"text"}) // Error has it
	return t
}

func (t *table) add(key string, v verdict, w view) error {
	row := []string{cell(key), cell(strings.Join(v.Files, " ")), cell(v.Call), v.Outcome.String()}
	for _, f := range w.Findings {
		_ = t.Write(append(row[:4:4], f.Severity.String(), f.Kind.String(), cell(f.Rule), fmt.Sprintf("%.6f", f.Seconds[0]),
			fmt.Sprintf("%.6f", f.Seconds[1]), cell(f.In(t.lang))))
	}
	if v.Outcome == judge.Unjudged {
		_ = t.Write(append(row[:4:4], "", cell(v.Cause), "", "", "", cell(v.Because.In(t.lang))))
	}
	return t.Error()
}

func (t *table) end() error {
	t.Flush()
	return t.Error()
}

// cell is what came from outside, as a spreadsheet may have it: it is seen, and it is no formula.
func cell(text string) string {
	text = visible.Line(text)
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}

// tests are JUnit's XML, a test for each recording: a finding is a failure, and what could not be judged an error.
type tests struct {
	out  io.Writer
	lang spec.Lang
}

func newTests(w io.Writer, t *tally, l spec.Lang) *tests {
	fmt.Fprintf(w, "%s<testsuites>\n<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n", xml.Header,
		escaped(t.what().In(l)), t.all(), t.Recordings[judge.Findings], t.Recordings[judge.Unjudged])
	return &tests{w, l}
}

func (t *tests) add(key string, v verdict, w view) error {
	name := key
	if len(v.Files) > 0 {
		name = strings.Join(v.Files, " ")
	}
	fmt.Fprintf(t.out, "<testcase classname=\"%s\" name=\"%s\"", escaped(key), escaped(name))
	switch v.Outcome {
	case judge.Clean:
		_, err := io.WriteString(t.out, "/>\n")
		return err
	case judge.Unjudged:
		_, err := fmt.Fprintf(t.out, "><error message=\"%s\"/></testcase>\n", escaped(v.Because.In(t.lang)))
		return err
	}
	_, _ = io.WriteString(t.out, ">") // the writer remembers its error
	for _, f := range w.Findings {
		if f.Severity != audit.Notice {
			fmt.Fprintf(t.out, "<failure type=\"%s\" message=\"%s\"/>", f.Kind, escaped(f.In(t.lang)))
		}
	}
	_, err := io.WriteString(t.out, "</testcase>\n")
	return err
}

func (t *tests) end() error {
	_, err := io.WriteString(t.out, "</testsuite>\n</testsuites>\n")
	return err
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(visible.Line(text))) // it never fails
	return b.String()
}

//go:embed report.html.tmpl
var pageText string

var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("").Parse(pageText)) })

// A summary is the page for people.
type summary struct {
	out   io.Writer
	tally *tally
	lang  spec.Lang
	rows  []row
	more  int
}

// A row is a finding, or an object that could not be judged. Its class is what it looks like.
type row struct{ Class, Severity, Key, Text string }

func (s *summary) add(key string, v verdict, w view) error {
	add := func(class, severity, text string) {
		if len(s.rows) == mostRows {
			s.more++
			return
		}
		s.rows = append(s.rows, row{class, severity, visible.Line(key), visible.Line(text)})
	}
	for _, f := range w.Findings {
		if f.Severity != audit.Notice {
			add(f.Severity.String(), f.Severity.In(s.lang), f.In(s.lang))
		}
	}
	if v.Outcome == judge.Unjudged {
		add(v.Outcome.String(), unjudgedText.In(s.lang), v.Because.In(s.lang))
	}
	return nil
}

func (s *summary) end() error {
	say := func(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(s.lang) }
	type section struct {
		Title string
		Facts []fact
	}
	var sections []section
	for _, part := range []section{{kindsText.In(s.lang), s.tally.kinds()}, {causesText.In(s.lang), s.tally.causes()},
		{unseenTitle.In(s.lang), s.tally.unseen()}} {
		if len(part.Facts) > 0 {
			sections = append(sections, part)
		}
	}
	notDone := ""
	if !s.tally.Done {
		notDone = notDoneText.In(s.lang)
	}
	more := ""
	if s.more > 0 {
		more = spec.Text{JA: "ほかに%d件あります。すべてはfindings.csvにあります。", EN: "There are %d more; findings.csv has all."}.
			With(s.more).In(s.lang)
	}
	return pageTemplate().Execute(s.out, map[string]any{"Lang": s.lang, "Title": say("録音アーカイブの監査", "Audit of an archive of recordings"),
		"What": s.tally.what().In(s.lang), "NotDone": notDone, "Outcomes": s.tally.outcomes(), "Sections": sections,
		"Sample": s.tally.sample().In(s.lang), "Bytes": s.tally.bytes().In(s.lang), "Rows": s.rows, "More": more,
		"Details": say("指摘と、判定できなかった録音", "Findings, and what could not be judged"),
		"Object":  say("録音", "Object"), "Found": say("内容", "What"), "Duty": audit.Duty().In(s.lang)})
}
