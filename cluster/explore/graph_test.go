package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// written returns what the command writes.
func written(t *testing.T, form string) []byte {
	t.Helper()
	var out bytes.Buffer
	args := []string{"-second", "telephone", "-clicks", "1", "-crashes", "1", "-takes", "1", "-form", form}
	if err := run(args, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The graph can be checked by whoever reads it: it keeps to its schema, every state is reached from the first one, and
// in none does a node record what was stopped.
func TestGraphIsReadBack(t *testing.T) {
	text := written(t, "json")
	schema, err := jsonschema.NewCompiler().Compile("graph.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(instance); err != nil {
		t.Fatal(err)
	}
	var g graph
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.States) != 3_949 || len(g.Steps) != 8_652 {
		t.Errorf("read %d states and %d steps", len(g.States), len(g.Steps))
	}
	reached := make([]bool, len(g.States))
	reached[0] = true
	for _, s := range g.Steps { // they are written in the order in which states are reached
		reached[s.To] = reached[s.To] || reached[s.From]
	}
	if i := slices.Index(reached, false); i >= 0 {
		t.Errorf("nothing leads to state %d", i)
	}
	silenced := 0
	for i, s := range g.States {
		for _, n := range s.Nodes {
			if s.Stopped && n.Records {
				t.Errorf("state %d: %+v", i, s)
			}
		}
		if s.Stopped {
			silenced++
		}
	}
	if silenced == 0 {
		t.Error("nobody has stopped anything")
	}
}

func TestGraphIsDrawn(t *testing.T) {
	text := string(written(t, "dot"))
	if n := strings.Count(text, " -> "); n != 8_652 || !strings.HasPrefix(text, "digraph {") {
		t.Errorf("drew %d steps", n)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	for _, args := range [][]string{{"-second", "fax"}, {"-form", "svg"}, {"-without", "luck"}, {"-clicks", "-1"},
		{"more"}} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%q was not refused", args)
		}
	}
}
