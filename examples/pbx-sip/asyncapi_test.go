package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// A contract is asyncapi.yaml, with the schema of each message by its name.
type contract struct {
	document map[string]any
	payloads map[string]*jsonschema.Schema
}

func contractOf(t testing.TB) contract {
	t.Helper()
	text, err := os.ReadFile("asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := contract{payloads: map[string]*jsonschema.Schema{}}
	if err := yaml.Unmarshal(text, &c.document); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(c.document)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	library, err := os.ReadFile("../../notify/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	const place = "https://example.com/examples/pbx-sip/asyncapi.json" // its references are relative to that
	if err := compiler.AddResource(place, parsed(t, asJSON)); err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("https://example.com/notify/events.schema.json", parsed(t, library)); err != nil {
		t.Fatal(err)
	}
	for name, message := range c.at("components", "messages") {
		if _, ok := message.(map[string]any)["payload"]; !ok {
			continue
		}
		schema, err := compiler.Compile(place + "#/components/messages/" + name + "/payload")
		if err != nil {
			t.Fatal(err)
		}
		c.payloads[message.(map[string]any)["name"].(string)] = schema
	}
	return c
}

// at returns a part of the document.
func (c contract) at(path ...string) map[string]any {
	part := c.document
	for _, name := range path {
		part, _ = part[name].(map[string]any)
	}
	return part
}

func parsed(t testing.TB, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// Whatever a page is told is a message of asyncapi.yaml, and every message there is told.
func TestEventsKeepTheContract(t *testing.T) {
	c := contractOf(t)
	d := newDeskTest(t)
	finishStory(t, d.store)
	seen := map[string]int{}
	check := func(e told) {
		name := e.Type
		if strings.HasPrefix(name, "io.github.recpause.") {
			name = "io.github.recpause"
		}
		schema := c.payloads[name]
		if schema == nil {
			t.Fatalf("a page is told of %s, of which the contract does not know", e.Type)
		}
		if err := schema.Validate(parsed(t, e.text)); err != nil {
			t.Errorf("%s: %v", e.text, err)
		}
		seen[name]++
	}
	for _, lang := range []string{"ja", "en"} {
		page := d.events(lang)
		for range 4 { // three softphones, and the calls
			check(next(t, page))
		}
	}
	page := d.events("ja")
	for _, step := range []struct {
		extension string
		click     click
	}{{"101", click{Do: dial, To: "102"}}, {"102", click{Do: answer}}, {"102", click{Do: stop}},
		{"102", click{Do: resume}}, {"101", click{Do: hold}}, {"101", click{Do: unhold}}, {"101", click{Do: hangUp}}} {
		d.does(step.extension, step.click)
	}
	for seen["io.github.recpause"] < 8 { // started, two beeps, stopped, resumed, a mismatch that comes and goes, and ended
		check(next(t, page))
	}
	for name := range c.payloads {
		if seen[name] == 0 {
			t.Errorf("nobody was told of %s", name)
		}
	}
}

// The contract knows the actions that there are.
func TestActionsOfTheContract(t *testing.T) {
	var listed []string
	for _, a := range contractOf(t).at("components", "schemas", "action")["enum"].([]any) {
		listed = append(listed, a.(string))
	}
	var there []string
	for _, a := range []action{answer, dial, hangUp, hold, unhold, consult, complete, cancel, threeWay, autoThree, star,
		sharp, park, hand, keys, stop, resume, wait, waitNot, join} {
		there = append(there, string(a))
	}
	if !slices.Equal(listed, there) {
		t.Errorf("the contract has %v, and there are %v", listed, there)
	}
}
