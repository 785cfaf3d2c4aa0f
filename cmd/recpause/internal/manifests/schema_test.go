// Package manifests_test holds manifests and journals against their JSON Schemas, with a validator of somebody else's.
package manifests_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

const schemaFile = "../../../../recording/manifest/manifest.schema.json"

func schemaText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// schema compiles a schema, which is checked against draft 2020-12 itself on the way.
func schema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	require.NoError(t, c.AddResource(file, parse(t, schemaText(t, file))))
	s, err := c.Compile(file)
	require.NoError(t, err)
	return s
}

func parse(t require.TestingT, text string) any {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	return v
}

func write(t require.TestingT, m manifest.Manifest) string {
	text, err := json.Marshal(m)
	require.NoError(t, err)
	return string(text)
}

// whole is the manifest of a call with two pauses, with everything in it that is optional.
func whole(t *testing.T) manifest.Manifest {
	t.Helper()
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for _, at := range []int64{11_601, 31_007} {
		_, err := tl.Stop(at, 0)
		require.NoError(t, err)
		_, err = tl.Resume(at+11_599, 0)
		require.NoError(t, err)
	}
	_, err := tl.End(48_000)
	require.NoError(t, err)
	m, err := manifest.New(tl, recording.Span{From: 0, To: 48_000}, []string{"operator", "customer"}, manifest.Options{
		Call: "c1", Recorded: true, Layout: recording.TwoChannel, Rate: 8000, Tone: recording.DefaultTone(),
		Start: time.Date(2025, 4, 1, 9, 30, 0, 0, time.FixedZone("", 9*60*60)),
		Gaps:  []manifest.Loss{{Span: recording.Span{From: 100, To: 260}, Party: "customer"}},
		Leaks: []manifest.Loss{{Span: recording.Span{From: 11_601, To: 11_700}, Party: "operator"}},
		Files: []manifest.File{{Name: "c1.wav", Tracks: recording.TwoChannel.Tracks(), SHA256: manifest.Digest{1, 0xAB}}},
	})
	require.NoError(t, err)
	m.Pauses, m.Uncertainty, m.LengthUnknown = manifest.Skipped, 8000, true
	return m
}

// What is written is what the schema says, whatever happened in the call.
func TestManifestsFitTheSchema(t *testing.T) {
	s := schema(t, schemaFile)
	rapid.Check(t, func(t *rapid.T) {
		tl, names := recording.NewTimeline(0, calltest.New(true, 0, 1)), []string{"operator", "customer"}
		at := int64(0)
		for range rapid.IntRange(0, 6).Draw(t, "clicks") {
			at += rapid.Int64Range(0, 4000).Draw(t, "samples")
			click := rapid.SampledFrom([]pause.Verb{pause.Stop, pause.Resume}).Draw(t, "click")
			_, err := tl.Do(at, pause.Party(rapid.IntRange(0, 1).Draw(t, "party")), click)
			require.NoError(t, err)
		}
		m, err := manifest.New(tl, recording.Span{From: 0, To: at}, names, manifest.Options{Recorded: true, Rate: 8000,
			Layout: recording.Layout(rapid.IntRange(0, 2).Draw(t, "layout")), Tone: recording.DefaultTone()})
		require.NoError(t, err)
		require.NoError(t, s.Validate(parse(t, write(t, m))))
	})
	require.NoError(t, s.Validate(parse(t, write(t, whole(t)))))
}

// The schema is strict, as reading is: a manifest with one thing changed, misspelt, added or left out fits neither.
func TestSchemaIsStrict(t *testing.T) {
	rows := []struct{ why, old, new string }{
		{"another version", "manifest/1", "manifest/2"},
		{"an unknown field", `"ended"`, `"more":1,"ended"`},
		{"a missing field", `"ended":true,`, ``},
		{"an unknown layout", `"2ch"`, `"3ch"`},
		{"an unknown codec", `"pcm16"`, `"opus"`},
		{"no rate", `"sample_rate":8000`, `"sample_rate":0`},
		{"a fraction of a sample", `"from":23200`, `"from":23200.5`},
		{"a position that no JSON parser keeps", `"from":23200`, `"from":9007199254740993`},
		{"a time that is none", `T09:30`, `T25:30`},
		{"a party on no side", `"side":"operator"`, `"side":"mixed"`},
		{"nobody's span", `"whose":["operator","customer"]`, `"whose":[]`},
		{"somebody twice", `"whose":["operator","customer"]`, `"whose":["operator","operator"]`},
		{"a rule that is none", `RP-REC-010`, `REC-010`},
		{"an unknown support level", `"support":"documented"`, `"support":"informative"`},
		{"a text in one language", `"verdict":{"ja":"無音",`, `"verdict":{`},
		{"a beep on no side", `"on":["counterpart"]`, `"on":[]`},
		{"a beep of no track", `"track":"counterpart"`, `"track":"far"`},
		{"a gap without a party", `{"party":"customer",`, `{`},
		{"an unknown effect", `"skipped"`, `"gone"`},
		{"an uncertainty below zero", `"uncertainty":8000`, `"uncertainty":-1`},
		{"a length that is not unknown", `"length_unknown":true`, `"length_unknown":1`},
		{"a negative margin", `"before":0`, `"before":-1`},
		{"a tone for ever", `"length_ns":200000000`, `"length_ns":200000000000000`},
		{"a peak out of range", `"peak":5093`, `"peak":32768`},
		{"a file in another folder", `"c1.wav"`, `"../c1.wav"`},
		{"a file that is a folder", `"c1.wav"`, `".."`},
		{"a file without tracks", `"tracks":["operator","counterpart"]`, `"tracks":[]`},
	}
	s, text := schema(t, schemaFile), write(t, whole(t))
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			require.Contains(t, text, row.old)
			broken := strings.Replace(text, row.old, row.new, 1)
			if err := s.Validate(parse(t, broken)); err == nil {
				t.Errorf("the schema, %s for %s: got no error", row.new, row.old)
			}
			if _, err := manifest.Read(strings.NewReader(broken)); err == nil {
				t.Errorf("the reader, %s for %s: got no error", row.new, row.old)
			}
		})
	}
}

// Everything that the schema names has a description, or refers to something that has one, and lets no unknown fields
// pass.
func TestSchemaDescribesEverything(t *testing.T) {
	defs := parse(t, schemaText(t, schemaFile)).(map[string]any)["$defs"].(map[string]any)
	for name, def := range defs {
		describes(t, name, def.(map[string]any))
	}
}

func describes(t *testing.T, path string, schema map[string]any) {
	t.Helper()
	if schema["description"] == nil && schema["$ref"] == nil {
		t.Errorf("%s has no description", path)
	}
	if schema["type"] == "object" && schema["additionalProperties"] != false {
		t.Errorf("%s lets unknown fields pass", path)
	}
	fields, _ := schema["properties"].(map[string]any)
	for name, field := range fields {
		describes(t, path+"."+name, field.(map[string]any))
	}
}
