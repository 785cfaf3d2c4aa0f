package schemas_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec/vectors"
)

const schemaFile = "vectors.schema.json"

var dataFiles = []string{"views.json", "versions.json", "tables.json", "recorder.json", "softphones.json"}

func load(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(vectors.FS(), name)
	require.NoError(t, err)
	return string(text)
}

// Every file is what the schema says.
func TestVectorsFitTheSchema(t *testing.T) {
	s := schema(t, schemaFile, load(t, schemaFile))
	for _, name := range dataFiles {
		if err := s.Validate(parse(t, load(t, name))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema is strict: a file with one thing changed, misspelt, added or left out does not fit.
func TestVectorSchemaIsStrict(t *testing.T) {
	rows := []struct{ why, file, old, new string }{
		{"an unknown format", "views.json", "recpause-vectors/1", "recpause-vectors/2"},
		{"an unknown kind", "views.json", `"kind": "views"`, `"kind": "view"`},
		{"one file's cases under another's name", "recorder.json", `"kind": "recorder"`, `"kind": "softphones"`},
		{"an unknown field of a file", "views.json", `"kind"`, `"more": 1, "kind"`},
		{"an unknown field of a situation", "views.json", `"stopped":false`, `"stopped":false,"paused":false`},
		{"a missing field of a situation", "views.json", `,"stopped":false`, ``},
		{"an unknown state", "views.json", `"state":"held"`, `"state":"on_hold"`},
		{"an unknown version", "views.json", `"version":"3.9.0"`, `"version":"3.8.0"`},
		{"an unknown observable", "views.json", `"in_call":{`, `"incall":{`},
		{"an unknown verdict", "views.json", `"is":"enabled"`, `"is":"yes"`},
		{"an answer of another type", "views.json", `"message":{"is":false`, `"message":{"is":"false"`},
		{"an answer without a rule", "views.json", `{"is":"none","rule":"RP-AVL-010"}`, `{"is":"none"}`},
		{"a rule that is none", "views.json", `RP-AVL-010`, `AVL-010`},
		{"no alternatives at all", "views.json", `"or":["disabled"]`, `"or":[]`},
		{"a missing group", "views.json", `"not-guaranteed":{},`, ``},
		{"a group of another name", "views.json", `"not-guaranteed"`, `"not_guaranteed"`},
		{"an unknown order", "versions.json", `"is":"before"`, `"is":"older"`},
		{"an unknown mark", "tables.json", `"mark":"×"`, `"mark":"x"`},
		{"an unknown support level", "tables.json", `"support":"documented"`, `"support":"yes"`},
		{"an unknown party", "recorder.json", `"party":"A"`, `"party":"C"`},
		{"an unknown event", "softphones.json", `"event":"pause.click"`, `"event":"pause"`},
		{"a way to what cannot be reached", "softphones.json", `"reachable":false`, `"reachable":false,"after":[]`},
		{"no way to what can", "softphones.json", `"reachable":true,"after":[]`, `"reachable":true`},
		{"a case twice", "recorder.json", `"cases": [` + "\n",
			`"cases": [` + "\n" + firstCase(t, "recorder.json") + "\n"},
	}
	s := schema(t, schemaFile, load(t, schemaFile))
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			text := load(t, row.file)
			require.Contains(t, text, row.old)
			if err := s.Validate(parse(t, strings.Replace(text, row.old, row.new, 1))); err == nil {
				t.Errorf("%s with %s for %s: got no error", row.file, row.new, row.old)
			}
		})
	}
}

// firstCase returns the line of the first case, with its comma.
func firstCase(t *testing.T, name string) string {
	t.Helper()
	_, rest, _ := strings.Cut(load(t, name), "\"cases\": [\n")
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

// Everything that the schema names has a description, or refers to something that has one.
func TestVectorSchemaDescribesEverything(t *testing.T) {
	defs := parse(t, load(t, schemaFile)).(map[string]any)["$defs"].(map[string]any)
	for name, def := range defs {
		describes(t, name, def)
	}
}

// The files are read as they are: UTF-8 without a byte order mark, one line end after the last line, none of them very
// large.
func TestVectorsArePlain(t *testing.T) {
	for _, name := range append(dataFiles, schemaFile) {
		text := []byte(load(t, name))
		if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) || bytes.ContainsRune(text, '\r') || !bytes.HasSuffix(text,
			[]byte("}\n")) || len(text) > 2<<20 {
			t.Errorf("%s: %d bytes, not plain", name, len(text))
		}
	}
}
