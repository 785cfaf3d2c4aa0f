// Package schemas_test holds what recpause writes against the JSON Schemas that it publishes, with a validator of
// somebody else's.
package schemas_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
)

const conformanceDir = "../../../../conformance"

// command starts the reference as a shim.
func command(t *testing.T, o shim.Options, args ...string) *shim.Subject {
	t.Helper()
	program := filepath.Join(t.TempDir(), "reference-go")
	out, err := exec.Command("go", "build", "-o", program,
		"github.com/recpause/recpause/examples/shims/reference-go").CombinedOutput()
	require.NoError(t, err, "%s", out)
	s, err := shim.Command(t.Context(), append([]string{program}, args...), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// schema compiles a schema, which is checked against draft 2020-12 itself on the way.
func schema(t *testing.T, name, text string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	require.NoError(t, c.AddResource(name, parse(t, text)))
	s, err := c.Compile(name)
	require.NoError(t, err)
	return s
}

// source returns the text of a schema of the kit.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(conformanceDir, name))
	require.NoError(t, err)
	return string(text)
}

func parse(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err, text)
	return v
}

// Every line that the kit and the reference say to each other fits the schema, in all roles.
func TestTranscriptsFitTheSchema(t *testing.T) {
	s := schema(t, "shim.schema.json", source(t, "shim/shim.schema.json"))
	for _, role := range []string{"softphone", "pbx", "system"} {
		var said bytes.Buffer
		subject := command(t, shim.Options{Record: &said}, "-role", role)
		_, err := conformance.Check(t.Context(), subject, conformance.Depth(1),
			conformance.WithProfile(conformance.Quirks))
		require.NoError(t, err)
		require.NoError(t, subject.Close())
		for line := range strings.Lines(said.String()) {
			if err := s.Validate(parse(t, line)); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	}
}

// So does every line of JSON in docs/shim.md.
func TestPageFitsTheSchema(t *testing.T) {
	s := schema(t, "shim.schema.json", source(t, "shim/shim.schema.json"))
	page, err := os.ReadFile("../../../../docs/shim.md")
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "{") {
			n++
			if err := s.Validate(parse(t, line)); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	require.Equal(t, 28, n)
}

// No broken line fits it, but for those whose fault lies between two lines; and what they answer does.
func TestBrokenLinesDoNotFitTheSchema(t *testing.T) {
	s := schema(t, "shim.schema.json", source(t, "shim/shim.schema.json"))
	f, err := os.Open(filepath.Join(conformanceDir, "shim", "testdata", "broken.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var row struct {
			Why         string
			Asked, Line json.RawMessage
			Context     bool // nothing is wrong with the line by itself
		}
		require.NoError(t, json.Unmarshal(in.Bytes(), &row))
		if err := s.Validate(parse(t, string(row.Line))); (err == nil) != row.Context {
			t.Errorf("%s: got %v for %s", row.Why, err, row.Line)
		}
		if row.Asked != nil {
			require.NoError(t, s.Validate(parse(t, string(row.Asked))), row.Why)
		}
	}
}

// Everything that the schema names has a description, or refers to something that has one; and no object lets unknown
// fields pass but that of an operation of a later version.
func TestSchemaDescribesEverything(t *testing.T) {
	defs := parse(t, source(t, "shim/shim.schema.json")).(map[string]any)["$defs"].(map[string]any)
	for name, def := range defs {
		describes(t, name, def)
	}
}

func describes(t *testing.T, path string, schema any) {
	t.Helper()
	s, ok := schema.(map[string]any)
	if !ok {
		return
	}
	if s["description"] == nil && s["$ref"] == nil {
		t.Errorf("%s has no description", path)
	}
	fields, _ := s["properties"].(map[string]any)
	for name, field := range fields {
		describes(t, path+"."+name, field)
	}
	if s["type"] == "object" && s["additionalProperties"] == nil && path != "unknown" {
		t.Errorf("%s lets unknown fields pass", path)
	}
}

// Reports in JSON fit their schema: those of the reference, of faults, and of a subject that can show little.
func TestReportsFitTheSchema(t *testing.T) {
	s := schema(t, "report.schema.json", source(t, "report.schema.json"))
	fits := func(subject conformance.SUT, o ...conformance.Option) {
		r, err := conformance.Check(t.Context(), subject,
			append(o, conformance.Depth(1), conformance.WithProfile(conformance.Quirks))...)
		require.NoError(t, err)
		text, err := json.Marshal(r)
		require.NoError(t, err)
		if err := s.Validate(parse(t, string(text))); err != nil {
			t.Errorf("%s: %v", r.Subject.Name, err)
		}
	}
	fits(conformance.Reference(conformance.Softphone, pause.Policy{}))
	fits(conformance.Reference(conformance.PBX, pause.Policy{}))
	fits(mute{})
	for f := range faults.All() {
		fits(f.Subject(), conformance.Only(f.Breaks...))
	}
}

// mute shows nothing at all.
type mute struct{}

func (mute) Describe() conformance.Description {
	return conformance.Description{Name: "mute", Role: conformance.System}
}

func (mute) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	return nil, conformance.ErrUnsupported
}

// A report with one thing changed does not fit.
func TestReportSchemaIsStrict(t *testing.T) {
	s := schema(t, "report.schema.json", source(t, "report.schema.json"))
	text, err := os.ReadFile(filepath.Join(conformanceDir, "testdata", "F14.json"))
	require.NoError(t, err)
	require.NoError(t, s.Validate(parse(t, string(text))))
	for _, row := range []struct{ old, new string }{
		{`"recpause-report/1"`, `"recpause-report/2"`}, {`"overall": "nonconformant"`, `"overall": "bad"`},
		{`"verdict": "FAIL"`, `"verdict": "NO"`},
		{`"suite": "1",`, ``}, {`"depth": 4`, `"depth": "4"`}, {`"depth": 4`, `"depth": 4, "width": 4`},
		{`"role": "system"`, `"role": "phone"`},
		{`"failure": {`, `"fault": {`}, {`"place": "talking"`, `"place": "pub"`}, {`"BROKEN": 0,`, ``},
		{`"rule": "RP-S2S-200"`, `"rule": "S2S-200"`},
		{`"support": "documented"`, `"support": "yes"`}, {`"choice": "A-09"`, `"choice": "B-09"`},
		{`"sessions": 1`, `"sessions": -1`},
	} {
		require.Contains(t, string(text), row.old)
		if s.Validate(parse(t, strings.Replace(string(text), row.old, row.new, 1))) == nil {
			t.Errorf("%s for %s: got no error", row.new, row.old)
		}
	}
}

// Everything that the schema of reports names has a description, too.
func TestReportSchemaDescribesEverything(t *testing.T) {
	top := parse(t, source(t, "report.schema.json")).(map[string]any)
	describes(t, "report", top)
	for name, def := range top["$defs"].(map[string]any) {
		describes(t, name, def)
	}
}
