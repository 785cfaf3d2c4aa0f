package schemas_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const eventsDir = "../../../../notify/"

// Every example of docs/events.md fits the schema, and so does its data by itself; with a field misspelt it does not.
func TestEventsFitTheSchema(t *testing.T) {
	text, err := os.ReadFile(eventsDir + "events.schema.json")
	require.NoError(t, err)
	whole := schema(t, "events.schema.json", string(text))
	page, err := os.ReadFile("../../../../docs/events.md")
	require.NoError(t, err)
	n := 0
	for i, part := range strings.Split(string(page), "```json\n") {
		if i == 0 {
			continue
		}
		example, _, _ := strings.Cut(part, "\n```")
		require.NoError(t, whole.Validate(parse(t, example)), example)
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(example), &fields))
		for name := range fields {
			if name == "time" {
				continue // the only one that may be missing
			}
			broken := strings.Replace(example, `"`+name+`":`, `"`+name+`x":`, 1)
			require.Error(t, whole.Validate(parse(t, broken)), broken)
		}
		for name := range fields["data"].(map[string]any) {
			broken := strings.Replace(example, `    "`+name+`":`, `    "`+name+`x":`, 1)
			require.Error(t, whole.Validate(parse(t, broken)), broken)
		}
		n++
	}
	require.Equal(t, 10, n)
}

// Everything that the schema names has a description, or refers to something that has one.
func TestEventSchemaDescribesEverything(t *testing.T) {
	text, err := os.ReadFile(eventsDir + "events.schema.json")
	require.NoError(t, err)
	var open func(path string, v any)
	open = func(path string, v any) {
		s := v.(map[string]any)
		if s["description"] == nil && s["$ref"] == nil {
			t.Errorf("%s has no description", path)
		}
		for _, of := range []string{"properties", "$defs"} {
			fields, _ := s[of].(map[string]any)
			for name, field := range fields {
				open(path+"."+name, field)
			}
		}
	}
	open("event", parse(t, string(text)))
}
