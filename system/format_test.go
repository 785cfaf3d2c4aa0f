package system_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
)

// The format's example of a step is line 4 of a real call, to the last field.
func TestExampleOfTheFormat(t *testing.T) {
	const example = `{"line":4,"at":92916,"event":"pause.click","party":"operator","result":"applied","rules":["RP-OPS-010","RP-OPS-020"],
 "support":"guaranteed",
 "calls":{"c1":{"recording":"silent","stopped_by":["operator"],"silenced":["operator","customer"]}},
 "phones":{"operator":{"state":"talking","toggle":"resume","message":true,
   "buttons":{"in_call":"disabled","hold":"disabled","hang_up":"enabled","transfer":"disabled","park":"disabled",
     "raise_hand":"enabled","three_way":"disabled","auto_three_way":"hidden","star_transfer":"hidden","dial":"enabled"}}},
 "beeps":[{"call":"c1","to":["operator","customer"],"recorded_on":[]}],"dtmf":[],
 "mismatch":[]}`
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(example)); err != nil {
		t.Fatal(err)
	}
	want.WriteByte('\n')
	s := readStory(t, "testdata/plain-one-pause.jsonl")
	sys := newSystem(t, s.header)
	var got string
	for _, e := range s.events[:3] {
		next, outcome, err := applied(sys, e)
		if err != nil {
			t.Fatal(err)
		}
		sys, got = next, stepLine(t, outcome.Step)
	}
	if diff := cmp.Diff(got, want.String()); diff != "" {
		t.Errorf("line 4 (-) is not the example (+): %s", diff)
	}
}

func stepLine(t rapid.TB, s calllog.StepLine) string {
	t.Helper()
	var b bytes.Buffer
	if err := calllog.WriteStep(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
