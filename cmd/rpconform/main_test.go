package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
)

// The environment variable that makes this test program a subject: "reference", or a fault.
const subjectVar = "RPCONFORM_TEST_SUBJECT"

// asCommand is the environment variable that makes this test program the command itself.
const asCommand = "RPCONFORM_TEST_AS_COMMAND"

// The one that holds what a hostile subject says, as its name and as its errors.
const hostileVar = "RPCONFORM_TEST_HOSTILE"

// The one that holds how it is hostile.
const howVar = "RPCONFORM_TEST_HOW"

// A hostile subject says its name wherever it can: as its own and its version, and as why it broke, or did not do what it
// was asked.
type hostile struct {
	conformance.SUT
	name, how string
}

func (h hostile) Describe() conformance.Description {
	d := h.SUT.Describe()
	d.Name, d.Version = h.name, h.name
	return d
}

func (h hostile) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	switch h.how {
	case "breaks":
		return nil, errors.New(h.name)
	case "opens nothing":
		return nil, fmt.Errorf("%w: %s", conformance.ErrUnsupported, h.name)
	}
	x, err := h.SUT.Open(ctx, s)
	return hostileSession{x, h}, err
}

type hostileSession struct {
	conformance.Session
	hostile
}

func (x hostileSession) Do(ctx context.Context, e conformance.Event) error {
	switch x.how {
	case "rejects":
		return fmt.Errorf("%w: %s", conformance.ErrRejected, x.name)
	case "does nothing":
		return fmt.Errorf("%w: %s", conformance.ErrUnsupported, x.name)
	}
	return x.Session.Do(ctx, e)
}

func (x hostileSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	o.History = &x.name
	o.DTMF = append(o.DTMF, x.name)
	o.Beeps = append(o.Beeps, conformance.Beep{Party: x.name, Sound: x.name})
	if o.Phones != nil {
		o.Phones[x.name] = conformance.Screen{}
	}
	return o, err
}

func (x hostileSession) Recording(ctx context.Context) (conformance.Contents, error) {
	return conformance.Contents{Files: 1, Transcript: []conformance.Speech{{Party: x.name}},
		Tracks: []conformance.TrackContents{{Segments: []conformance.Segment{{Voices: []string{x.name}}}}}}, nil
}

// The ways in which a subject can be hostile, each with rules that hear of it.
var hostileWays = map[string]string{"breaks": "RP-BTN-020", "opens nothing": "RP-BTN-020", "rejects": "RP-BTN-020,RP-OPS-020",
	"does nothing": "RP-BTN-020,RP-OPS-020", "shows": "RP-BTN-020,RP-OPS-020,RP-NTF-010,RP-REC-033,RP-ASR-010,RP-DTM-010"}

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	name := os.Getenv(subjectVar)
	if name == "" {
		os.Exit(m.Run())
	}
	s := conformance.Reference(conformance.Softphone, pause.Policy{})
	if f, err := faults.Lookup(name); err == nil {
		s = f.Subject()
	}
	if name == "hostile" {
		fmt.Fprintln(os.Stderr, "says", strings.ReplaceAll(os.Getenv(hostileVar), "\n", " ")) // its lines are its own
		s = hostile{s, os.Getenv(hostileVar), os.Getenv(howVar)}
	}
	if shim.Serve(context.Background(), os.Stdin, os.Stdout, s) != nil {
		os.Exit(1)
	}
	if name == "stays" {
		time.Sleep(time.Minute)
	}
}

// do runs the command, with this test program as the subject.
func do(t *testing.T, subject, stdin string, args ...string) (code int, out, err string) {
	t.Helper()
	t.Setenv(subjectVar, subject)
	t.Setenv("LC_ALL", "en_US.UTF-8")
	var o, e bytes.Buffer
	for i, a := range args {
		if a == "SELF" {
			args[i] = os.Args[0]
		}
	}
	code = run(context.Background(), args, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

// costs is what is said of the cost of a judging, which depends on the machine.
var costs = regexp.MustCompile(`^(There are about [0-9]+ scenes and [0-9]+ requests\. At [^ ]+ a request they take about [^ ]+\.|場面は約[0-9]+件、.*かかります。)\n$`)

// The exit code says whether a program is conformant, and the report why not, rule by rule.
func TestRun(t *testing.T) {
	for _, row := range []struct {
		subject string
		args    []string
		code    int
		want    string
	}{
		{"reference", []string{"run", "-extra", "0", "--", "SELF"}, conformant, "(softphone): conformant. Every documented rule that applies to it holds.\n"},
		{"reference", []string{"run", "-lang", "ja", "-only", "RP-BTN-020", "SELF"}, conformant, "PASS 1件（記載どおり）"},
		{"F14", []string{"run", "-only", "RP-S2S-200", "--", "SELF"}, nonconformant, "(RP-S2S-200)"},
		{"F34", []string{"run", "-extra", "-1", "--", "SELF"}, conformant, "conformant"},
		{"F34", []string{"run", "-extra", "-1", "-profile", "quirks", "--", "SELF"}, nonconformant, "(RP-XFR-03"},
	} {
		code, out, err := do(t, row.subject, "", row.args...)
		if code != row.code || !strings.Contains(out, row.want) || err != "" && !costs.MatchString(err) {
			t.Errorf("%s %v: got %d, %.300s %s, want %d with %q", row.subject, row.args, code, out, err, row.code,
				row.want)
		}
	}
}

// A declared difference is no failure, and a declaration of nothing exits with 3.
func TestDeviations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.json")
	for _, row := range []struct {
		text string
		code int
	}{
		{`[{"rule":"RP-S2S-200","reason":"the old PBX"}]`, conformant},
		{`[{"rule":"RP-S2S-200","trace":"hangs up","reason":"the old PBX"}]`, nonconformant},
		{`[{"rule":"RP-S2S-200","reason":"the old PBX"},{"rule":"RP-S2S-200","reason":"again"}]`, stale},
		{`[{"rule":"RP-S2S-200"}]`, broke},
	} {
		if err := os.WriteFile(file, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, err := do(t, "F14", "", "run", "-deviations", file, "-only", "RP-S2S-200", "--",
			"SELF"); code != row.code {
			t.Errorf("%s: got %d, %s%s", row.text, code, out, err)
		}
	}
}

// Every form of report is what it is called, on a stream and in a file.
func TestForms(t *testing.T) {
	for form, good := range map[string]func(string) bool{
		"text":  func(s string) bool { return strings.HasPrefix(s, "F14") },
		"json":  func(s string) bool { return json.Valid([]byte(s)) },
		"junit": func(s string) bool { return xml.Unmarshal([]byte(s), new(struct{ XMLName xml.Name })) == nil },
		"html": func(s string) bool {
			return strings.HasPrefix(s, "<!doctype html>") || strings.HasPrefix(s, "<!DOCTYPE html>")
		},
		"markdown": func(s string) bool { return strings.HasPrefix(s, "# ") },
	} {
		file := filepath.Join(t.TempDir(), "report")
		code, out, err := do(t, "F14", "", "run", "-only", "RP-S2S-200", "-report", form, "-o", file, "--", "SELF")
		text, e := os.ReadFile(file)
		if code != nonconformant || out != "" || err != "" && !costs.MatchString(err) || e != nil || !good(string(text)) ||
			!strings.Contains(string(text), "It looks like F14 (every click toggles).") {
			t.Errorf("%s: got %d, %s, %v, %.100s", form, code, err, e, text)
		}
	}
}

// What cannot be done says what was expected instead, and exits with 2.
func TestMistakes(t *testing.T) {
	for _, row := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"rnu"}, "run, trace, transcript, vectors, badge, results, rules, faults"},
		{[]string{"run"}, "no program"},
		{[]string{"run", "-profile", "all", "SELF"}, "core, quirks"},
		{[]string{"run", "-report", "pdf", "SELF"}, "text, markdown, html, json, junit"},
		{[]string{"run", "-only", "RP-BTN-999", "SELF"}, "RP-BTN-"},
		{[]string{"run", "-only", "RP-DOC-010", "SELF"}, "RP-DOC-010"},
		{[]string{"run", "-page", "nowhere", "SELF"}, "nowhere"},
		{[]string{"run", "-lang", "fr", "SELF"}, "fr"},
		{[]string{"run", "-limit", "soon", "SELF"}, "soon"},
		{[]string{"run", "--", "no-such-program"}, "no-such-program"},
		{[]string{"trace"}, "one file"},
		{[]string{"trace", "nowhere"}, "nowhere"},
		{[]string{"trace", "-profile", "all", "-"}, "core, quirks"},
		{[]string{"trace", "-"}, "header"},
		{[]string{"transcript"}, "one file"},
		{[]string{"transcript", "nowhere"}, "nowhere"},
		{[]string{"transcript", "."}, "directory"},
		{[]string{"transcript", "-"}, "empty"},
		{[]string{"vectors"}, "no folder"},
		{[]string{"run", "-o", "/dev/null/report", "SELF"}, "not a directory"},
		{[]string{"run", "-budget", "soon", "SELF"}, "soon"},
		{[]string{"badge"}, "one report"},
		{[]string{"badge", "nowhere"}, "nowhere"},
		{[]string{"badge", "-"}, "unexpected end"},
		{[]string{"results"}, "expected reports"},
		{[]string{"results", "-"}, "unexpected end"},
		{[]string{"rules", "RP-BTN"}, "RP-BTN"},
		{[]string{"faults", "-x"}, "-x"},
	} {
		code, _, err := do(t, "reference", "", row.args...)
		if code != broke || !strings.Contains(err, row.want) {
			t.Errorf("%v: got %d, %q, want 2 with %q", row.args, code, err, row.want)
		}
	}
}

const header = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}
{"at":0,"event":"call.invite","party":"X","to":"A","call":"c1"}
{"at":1,"event":"call.answered","party":"A","call":"c1"}
`

// A trace is judged by what it observes.
func TestTrace(t *testing.T) {
	for _, row := range []struct {
		last string
		code int
		want string
	}{
		{`{"at":2,"event":"pause.click","party":"A","observed":{"phones":{"A":{"toggle":"resume"}}}}`, conformant,
			"As documented"},
		{`{"at":2,"event":"pause.click","party":"A","observed":{"phones":{"A":{"toggle":"stop"}}}}`, nonconformant,
			"FAIL phones.A.toggle"},
		{`{"at":2,"event":"pause.click","party":"A"}`, broke, "No line says what was observed"},
	} {
		if code, out, err := do(t, "", header+row.last+"\n", "trace", "-"); code != row.code || !strings.Contains(out,
			row.want) {
			t.Errorf("%s: got %d, %s%s", row.last, code, out, err)
		}
	}
}

// What run records is a transcript, and one with a mistake says where it is.
func TestTranscript(t *testing.T) {
	file := filepath.Join(t.TempDir(), "said.jsonl")
	code, out, e := do(t, "reference", "", "run", "-only", "RP-BTN-020", "-record", file, "SELF")
	if code != conformant {
		t.Fatalf("got %d, %s%s", code, out, e)
	}
	said, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		args []string
		said string
		code int
		want string
	}{
		{[]string{"transcript", file}, "", conformant, "Everything is as the protocol says.\n"},
		{[]string{"transcript", "-lang", "ja", file}, "", conformant, "プロトコルどおりです。\n"},
		{[]string{"transcript", "-"}, string(said) + `{"id":1,"op":"bye"}` + "\nOK\n", nonconformant,
			fmt.Sprintf(": op: got \"bye\", expected hello, before anything else\nline %d: got \"OK\"",
				strings.Count(string(said), "\n")+2)},
	} {
		code, out, err := do(t, "", row.said, row.args...)
		if code != row.code || !strings.Contains(out, row.want) || err != "" {
			t.Errorf("%v: got %d, %s%s, want %d with %s", row.args, code, out, err, row.code, row.want)
		}
	}
}

// Rules, faults and vectors are listed; nothing is overwritten.
func TestLists(t *testing.T) {
	if code, out, _ := do(t, "", "", "rules"); code != conformant || strings.Count(out,
		"\n") != len(conformance.Rules()) {
		t.Errorf("got %d, %d rules", code, strings.Count(out, "\n"))
	}
	if code, out, _ := do(t, "", "", "rules", "RP-BTN-020", "-lang", "ja"); code != broke {
		t.Errorf("flags after a rule: got %d, %s", code, out)
	}
	if code, out, _ := do(t, "", "", "rules", "-lang", "ja", "RP-BTN-020"); code != conformant || !strings.Contains(out,
		"「保留」") {
		t.Errorf("got %d, %s", code, out)
	}
	if code, out, _ := do(t, "", "", "faults"); code != conformant || !strings.Contains(out, "\nF14 ") {
		t.Errorf("got %d, %s", code, out)
	}
	dir := t.TempDir()
	if code, out, err := do(t, "", "", "vectors", "-o", dir); code != conformant || !strings.Contains(out,
		"views.json") {
		t.Errorf("got %d, %s%s", code, out, err)
	}
	if code, _, err := do(t, "", "", "vectors", "-o", dir); code != broke || !strings.Contains(err, "exist") {
		t.Errorf("again: got %d, %s", code, err)
	}
	if code, out, _ := do(t, "", "", "help"); code != conformant || !strings.Contains(out, "rpconform trace") {
		t.Errorf("got %d, %s", code, out)
	}
}

// Whatever a program, a log or a file says, it acts on no terminal and forges no line.
func TestHostileNames(t *testing.T) {
	said, ran := 0, 0
	for _, name := range calltest.HostileNames() {
		text, _ := json.Marshal(name)
		event := fmt.Sprintf(`{"at":2,"event":"pause.click","party":"A","observed":{"phones":{"A":{"toggle":%s},%s:{}}}}`,
			text, text)
		for _, row := range []struct{ stdin, arg string }{
			{header + event + "\n", "trace"},
			{strings.ReplaceAll(header, `"X"`, string(text)), "trace"},
			{strings.ReplaceAll(header, `"c1"`, string(text)), "trace"},
			{fmt.Sprintf(`{"id":1,"op":%s}`, text) + "\n", "transcript"},
			{fmt.Sprintf(`{"id":1,"op":"hello","protocol":%s}`, text) + "\n" + name, "transcript"},
			{reportOf(text), "results"},
			{reportOf(text), "badge"},
		} {
			for _, lang := range []string{"ja", "en"} {
				_, out, err := do(t, "reference", row.stdin, row.arg, "-lang", lang, "-")
				plainly(t, out+err, name, row)
				said += min(1, len(out+err))
			}
		}
		for _, args := range [][]string{{name}, {"rules", "--", name}, {"run", "-only", name, "SELF"}, {"trace", "--", name},
			{"run", "-report", name, "SELF"}, {"vectors", "-o", "/dev/null/" + name}} {
			_, out, err := do(t, "reference", "", args...)
			plainly(t, out+err, name, args)
		}
		t.Setenv(hostileVar, strings.ReplaceAll(name, "\x00", ""))
		for how, rules := range hostileWays {
			t.Setenv(howVar, how)
			form := [...]string{"text", "markdown", "junit"}[ran%3]
			ran++
			_, out, err := do(t, "hostile", "", "run", "-report", form, "-only", rules, "SELF")
			plainly(t, out+err, name, form, how)
			said += min(1, len(out+err))
		}
	}
	if want := 30 * (7*2 + len(hostileWays)); said != want {
		t.Errorf("something was said %d times, want %d", said, want)
	}
}

// reportOf is a report in JSON on a program with a name.
func reportOf(name []byte) string {
	return fmt.Sprintf(`{"report":"recpause-report/1","suite":%[1]s,"overall":"nonconformant","subject":{"name":%[1]s,`+
		`"version":%[1]s,"role":"pbx"},"profile":"core","counts":{"PASS":3,"FAIL":2},"causes":[{}]}`, name)
}

// A table has a row for each report, and a badge is a picture with the verdict in its colour.
func TestResults(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(report, []byte(reportOf([]byte(`"a|b <i>"`))), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, err := do(t, "", "", "results", report, report)
	if want := "| a\\|b &lt;i> a\\|b &lt;i> | pbx | core | nonconformant | 3 | 2 | 1 | 0 | 0 | a\\|b &lt;i> |\n"; code != conformant ||
		strings.Count(out, want) != 2 || err != "" {
		t.Errorf("got %d, %s%s", code, out, err)
	}
	picture := filepath.Join(t.TempDir(), "badge.svg")
	if code, out, err := do(t, "", "", "badge", "-o", picture, report); code != conformant || out+err != "" {
		t.Errorf("got %d, %s%s", code, out, err)
	}
	text, e := os.ReadFile(picture)
	var svg struct {
		XMLName xml.Name
		Title   string   `xml:"title"`
		Said    []string `xml:"g>text"`
	}
	if e == nil {
		e = xml.Unmarshal(text, &svg)
	}
	if e != nil || svg.XMLName.Local != "svg" || svg.Title != "a|b <i> a|b <i>: nonconformant (core)" ||
		len(svg.Said) != 2 || svg.Said[1] != "nonconformant (core)" ||
		!strings.Contains(string(text), colours[conformance.Nonconformant]) {
		t.Errorf("got %+v, %v, %s", svg, e, text)
	}
}

func plainly(t *testing.T, said string, what ...any) {
	t.Helper()
	if calltest.Deceives("report: " + said) { // which begins with the program's own name
		t.Errorf("%q: said %q", what, said)
	}
}

// A standard output that is full is said, and is a failure.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full: ", err)
	}
	defer full.Close()
	report := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(report, []byte(reportOf([]byte(`"a"`))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"rules"}, {"rules", "RP-BTN-020"}, {"faults"}, {"help"}, {"trace", "-"},
		{"results", report}, {"badge", report}, {"badge", "-o", "/dev/full", report},
		{"vectors", "-o", filepath.Join(t.TempDir(), "v")}} {
		var e strings.Builder
		if code := run(t.Context(), args, strings.NewReader(header), full, &e); code != broke ||
			!strings.Contains(e.String(), "no space left") {
			t.Errorf("%v: got %d, %q", args, code, e.String())
		}
	}
}
