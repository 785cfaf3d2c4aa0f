package shim_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
)

// page returns docs/shim.md.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/shim.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// examples returns the blocks of JSON lines in docs/shim.md.
func examples(t *testing.T) (blocks []string) {
	t.Helper()
	for i, part := range strings.Split(page(t), "```json\n") {
		if block, _, ok := strings.Cut(part, "```"); i > 0 && ok {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// Every line of JSON on the page is a message without a problem, where it stands.
func TestPageIsATranscript(t *testing.T) {
	blocks := examples(t)
	if len(blocks) != 5 {
		t.Fatalf("got %d blocks, want hello, answers, do, recording and a session", len(blocks))
	}
	hello, answers, do, recording, session := blocks[0], blocks[1], blocks[2], blocks[3], blocks[4]
	opened := strings.ReplaceAll(opening, `"s1"`, `"1"`)
	for _, said := range []string{hello, hello + opened + do, hello + opened + answers,
		strings.ReplaceAll(hello+opened+recording, `"session":"s1"`, `"session":"1"`), session} {
		if err := shim.CheckTranscript(strings.NewReader(said)); err != nil {
			t.Errorf("%s: %v", said, err)
		}
	}
}

// The session on the page is what the reference really says.
func TestPageIsTrue(t *testing.T) {
	var asked, want, got bytes.Buffer
	for line := range strings.Lines(examples(t)[4]) {
		if to := &want; strings.Contains(line, `"op":`) {
			asked.WriteString(line)
		} else {
			to.WriteString(line)
		}
	}
	if err := shim.Serve(t.Context(), &asked, &got, subject("pbx")); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", &got, &want)
	}
}

// Every name of the schema is on the page, but for the call logs' own.
func TestPageNamesEverything(t *testing.T) {
	source, err := os.ReadFile("shim.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(source, &schema); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for k := range calllog.Kinds() {
		kinds = append(kinds, k.String())
	}
	text := page(t)
	for _, name := range enums(schema) {
		if !slices.Contains(kinds, name) && !strings.Contains(text, name) {
			t.Errorf("docs/shim.md does not name %s", name)
		}
	}
	for p := conformance.Idle; p <= conformance.OutboundWaiting; p++ {
		if !strings.Contains(text, "`"+p.String()+"`") {
			t.Errorf("docs/shim.md does not name the place %v", p)
		}
	}
}

// enums returns all values of the enumerations in a schema, and the names of all fields.
func enums(schema any) (names []string) {
	switch s := schema.(type) {
	case []any:
		for _, x := range s {
			names = append(names, enums(x)...)
		}
	case map[string]any:
		for key, x := range s {
			if values, ok := x.([]any); ok && key == "enum" {
				for _, v := range values {
					if name, ok := v.(string); ok {
						names = append(names, name)
					}
				}
			}
			if fields, ok := x.(map[string]any); ok && key == "properties" {
				for name := range fields {
					names = append(names, name)
				}
			}
			names = append(names, enums(x)...)
		}
	}
	return names
}
