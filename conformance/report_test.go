package conformance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

var update = flag.Bool("update", false, "write testdata again")

// What a failure looks like, in both languages: the files of testdata are for people to look at.
func TestReports(t *testing.T) {
	for _, id := range []string{"F14", "F19", "F31b", "R12", "F34"} {
		for l, lang := range map[spec.Lang]string{spec.EN: "en", spec.JA: "ja"} {
			f, err := faults.Lookup(id)
			if err != nil {
				t.Fatal(err)
			}
			r := check(t, f.Subject(), conformance.WithProfile(conformance.Quirks), conformance.Only(f.Breaks...))
			golden(t, filepath.Join("testdata", id+"."+lang+".txt"), r.In(l)+"\n")
		}
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\nlook at the difference, and write it again with -update", file, got, want)
	}
}

// Every failure of every fault can be read in both languages: it has all its parts, no formatting that went wrong, and
// no English word in Japanese but names, labels and verdicts.
func TestFailuresSpeakBothLanguages(t *testing.T) {
	failures := 0
	for f := range faults.All() {
		r := check(t, f.Subject(), conformance.WithProfile(conformance.Quirks), conformance.Depth(3))
		for _, finding := range r.Findings {
			if finding.Failure == nil {
				continue
			}
			failures++
			ja, en := finding.In(spec.JA), finding.In(spec.EN)
			for _, part := range []string{"記載箇所", "場面", "期待", "実際"} {
				if !strings.Contains(ja, "\n  "+part) {
					t.Errorf("%s: want %s in\n%s", f.ID, part, ja)
				}
			}
			for _, part := range []string{"clause", "scene", "expected", "observed"} {
				if !strings.Contains(en, "\n  "+part) {
					t.Errorf("%s: want %s in\n%s", f.ID, part, en)
				}
			}
			if strings.Contains(ja+en, "%!") || strings.Contains(ja+en, "ID(0)") {
				t.Errorf("%s: got\n%s\n%s", f.ID, ja, en)
			}
			if words := english(finding.Failure.Want.JA + " " + finding.Failure.Got.JA); len(words) > 0 {
				t.Errorf("%s: got %q in\n%s", f.ID, words, ja)
			}
			if finding.Reason.JA == "" || finding.Reason.EN == "" {
				t.Errorf("%s: %v has no reason", f.ID, finding.Rule)
			}
		}
	}
	if failures < 100 {
		t.Errorf("saw %d failures only", failures)
	}
}

// english returns the words of small letters in a Japanese text.
func english(text string) (words []string) {
	for _, word := range strings.FieldsFunc(text,
		func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) {
		if len(word) > 1 && word == strings.ToLower(word) && word != "s" {
			words = append(words, word)
		}
	}
	return words
}

// The trace of a failure is a shortest one of the sequences that the rule speaks of: with fewer events nobody fails.
func TestShortestTraces(t *testing.T) {
	for _, row := range []struct {
		fault string
		rule  spec.ID
		want  string
	}{
		{"F13", spec.S2S200, "A"}, {"F14", spec.S2S200, "A B"}, {"F15", spec.S2S200, "B"},
		{"F16", spec.S2S200, "A B B"},
		{"F12", spec.S2S200, "A B A"}, {"R03", spec.S2S200, "A A A"}, {"S15", spec.S2S200, "A B A B"},
		{"F12", spec.S2S210, ""},
		{"F17", spec.S2S020, "A"}, {"S08", spec.BTN150, "A A"},
	} {
		f, err := faults.Lookup(row.fault)
		if err != nil {
			t.Fatal(err)
		}
		r := check(t, f.Subject(), conformance.Only(row.rule))
		finding, _ := r.Find(row.rule)
		if finding.Failure == nil {
			t.Errorf("%s: got %v", row.fault, finding)
			continue
		}
		var got []string
		for _, e := range finding.Failure.Trace {
			got = append(got, e.Party)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s, %v: got %v, want %s", row.fault, row.rule, got, row.want)
		}
		if n := len(got); n > 1 && row.rule != spec.S2S210 {
			shorter := check(t, f.Subject(), conformance.Only(row.rule), conformance.Depth(n-1))
			if f, _ := shorter.Find(row.rule); f.Verdict != conformance.Pass {
				t.Errorf("%s, %v: %d events do it: %v", row.fault, row.rule, n-1, f)
			}
		}
	}
}

var langs = []spec.Lang{spec.EN, spec.JA}

// writers are the forms of a report, by the ending of their files.
var writers = map[string]func(*conformance.Report, io.Writer, spec.Lang) error{
	"html": (*conformance.Report).WriteHTML, "md": (*conformance.Report).WriteMarkdown,
	"xml": (*conformance.Report).WriteJUnit,
	"json": func(r *conformance.Report, w io.Writer, _ spec.Lang) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(r)
	},
}

// fault judges a seeded fault by the rules that it breaks, and by one that it does not.
func fault(t *testing.T, id string, o ...conformance.Option) *conformance.Report {
	t.Helper()
	f, err := faults.Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	return check(t, f.Subject(), append(o, conformance.Only(append(f.Breaks, spec.BTN020)...))...)
}

// written returns a report in a form.
func written(t *testing.T, form string, r *conformance.Report, l spec.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := writers[form](r, &b, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What a report looks like: the files of testdata are for people to look at.
func TestReportForms(t *testing.T) {
	r := fault(t, "F14")
	for form := range writers {
		for _, l := range langs {
			file := filepath.Join("testdata", fmt.Sprintf("F14.%v.%s", l, form))
			if form == "json" {
				file = "testdata/F14.json"
			}
			got := written(t, form, r, l)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s: got\n%s\nlook at the difference, and write it again with -update", file, got)
			}
		}
	}
}

// The page has a verdict in every cell of the manual's tables: those of the rules that were judged, and a dash for the
// others.
func TestPageHasAllCells(t *testing.T) {
	cell := regexp.MustCompile(`<td class="(\w+)"><span class="says">[^<]+</span> <span class="verdict">([^<]+)</span> <\w+ (?:href="#|class="id">)(RP-[A-Z0-9]+-\d+)`)
	for _, r := range []*conformance.Report{
		check(t, conformance.Reference(conformance.System, pause.Policy{}), conformance.Depth(2),
			conformance.WithProfile(conformance.Quirks)),
		check(t, conformance.Reference(conformance.PBX, pause.Policy{}), conformance.Depth(2)), fault(t, "F14"),
	} {
		cells := cell.FindAllStringSubmatch(written(t, "html", r, spec.JA), -1)
		if len(cells) != 10+10+15 {
			t.Errorf("got %d cells, want 10 states, 10 buttons and 5 rows of 3", len(cells))
		}
		for _, c := range cells {
			id, err := spec.ParseID(c[3])
			if err != nil {
				t.Fatal(err)
			}
			want := "–"
			if f, ok := r.Find(id); ok {
				want = f.Verdict.String()
			}
			if c[2] != want {
				t.Errorf("%v: got %s, want %s", id, c[2], want)
			}
		}
	}
}

// JUnit is XML that says the same as the report: a case a rule and an open question, and the numbers of each outcome.
func TestJUnitCanBeRead(t *testing.T) {
	broken := fault(t, "F34", conformance.WithProfile(conformance.Core))
	broken.Findings = append(broken.Findings,
		conformance.Finding{Rule: spec.OPS010, Verdict: conformance.Broken, Reason: spec.Text{EN: "it crashed"}},
		conformance.Finding{Rule: spec.OPS020, Verdict: conformance.Skip, Reason: spec.Text{EN: "no such feature"}},
		conformance.Finding{Rule: spec.OPS030, Verdict: conformance.Inconclusive,
			Reason: spec.Text{EN: "not observable"}})
	for _, r := range []*conformance.Report{fault(t, "F14"), broken,
		check(t, conformance.Reference(conformance.PBX, pause.Policy{}), conformance.Depth(1))} {
		var got struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Skipped  int `xml:"skipped,attr"`
			Cases    []struct {
				Name    string    `xml:"name,attr"`
				Failure *struct{} `xml:"failure"`
				Error   *struct{} `xml:"error"`
				Skipped *struct{} `xml:"skipped"`
			} `xml:"testcase"`
		}
		if err := xml.Unmarshal([]byte(written(t, "xml", r, spec.EN)), &got); err != nil {
			t.Fatal(err)
		}
		if n := len(r.Findings) + len(r.Answers()); got.Tests != n || len(got.Cases) != n {
			t.Fatalf("got %d tests and %d cases, want %d", got.Tests, len(got.Cases), n)
		}
		failures, errs, skipped := 0, 0, 0
		for i, f := range r.Findings {
			c := got.Cases[i]
			if c.Name != f.Rule.String() || (c.Failure != nil) != (f.Verdict == conformance.Fail) ||
				(c.Error != nil) != (f.Verdict == conformance.Broken) ||
				(c.Skipped != nil) != (f.Verdict == conformance.Skip || f.Verdict == conformance.Inconclusive) {
				t.Errorf("got %+v, want %v", c, f)
			}
		}
		for _, c := range got.Cases {
			failures, errs, skipped = failures+one(c.Failure), errs+one(c.Error), skipped+one(c.Skipped)
		}
		if got.Failures != failures || got.Errors != errs || got.Skipped != skipped {
			t.Errorf("got %d, %d, %d; want %d, %d, %d", got.Failures, got.Errors, got.Skipped, failures, errs, skipped)
		}
	}
}

func one(there *struct{}) int {
	if there != nil {
		return 1
	}
	return 0
}

// rude is a name that breaks out of every form that does not escape it.
const rude = "<script>alert(1)</script>\"'&|`*_x_*`\n# x ]]>--><b>\x00\x01"

type rudeSubject struct{ conformance.SUT }

func (rudeSubject) Describe() conformance.Description {
	return conformance.Description{Name: rude, Version: rude, Role: conformance.PBX, Observables: spec.RecorderState}
}

func (rudeSubject) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	return nil, errors.New(rude)
}

// Nothing that a subject says of itself or fails with is markup in a report.
func TestRudeSubjects(t *testing.T) {
	r := check(t, rudeSubject{}, conformance.Only(spec.OPS010))
	for _, l := range langs {
		page := written(t, "html", r, l)
		for _, bad := range []string{"<script", "<b>", "alert(1)</"} {
			if strings.Contains(page, bad) {
				t.Errorf("the page has %s in it", bad)
			}
		}
		if !strings.Contains(page, "&lt;script&gt;") {
			t.Error("the page does not name the subject")
		}
		text := written(t, "md", r, l)
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "    ") &&
				(strings.Contains(line, "<script") || strings.HasPrefix(line, "# x")) {
				t.Errorf("Markdown with %q", line)
			}
		}
		var any struct{}
		if err := xml.Unmarshal([]byte(written(t, "xml", r, l)), &any); err != nil {
			t.Error(err)
		}
		if out := written(t, "json", r, l); !json.Valid([]byte(out)) {
			t.Errorf("no JSON: %s", out)
		}
	}
}

// The page is one file: it refers to nothing outside, and every link in it leads somewhere in it.
func TestPageIsSelfContained(t *testing.T) {
	page := written(t, "html", check(t, conformance.Reference(conformance.System, pause.Policy{}),
		conformance.Depth(1)), spec.EN)
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if id, inside := strings.CutPrefix(m[1], "#"); !inside || !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("a link to %s", m[1])
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "url(") || strings.Contains(page, "ZgotmplZ") {
		t.Error("the page is more than HTML and its own style")
	}
}

// An error of who writes is returned.
func TestWriteErrors(t *testing.T) {
	r := fault(t, "F14")
	for form, write := range writers {
		if err := write(r, full{}, spec.EN); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", form, err)
		}
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
