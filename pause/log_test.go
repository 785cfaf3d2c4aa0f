package pause_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Calls that are silent, recording and over.
const (
	silentJSON = `{"members":[0,1],"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":true,"room":false,"recording":"silent","silenced":[0,1]}`
	onJSON     = `{"members":[0,1],"stopped_by":[],"operator_side":[0],"recorded":true,"answered":true,"room":false,"recording":"on","silenced":[]}`
	overJSON   = `{"members":[],"stopped_by":[],"operator_side":[],"recorded":false,"answered":false,"room":false,"recording":"off","silenced":[]}`
)

// fmt and JSON print names, also of values that came from outside.
func TestPrintedByName(t *testing.T) {
	stopped := after(t, two, stopA)
	call := stopped
	resume, _ := call.Resume(a)
	beep := resume.Beep()
	rows := []struct {
		name, text, json string
		value            any
	}{
		{"no sides", "none", `"none"`, pause.Sides(0)},
		{"a side", "counterpart", `"counterpart"`, pause.Far},
		{"both sides", "both", `"both"`, both},
		{"sides from outside", "Sides(4)", `"Sides(4)"`, pause.Sides(4)},
		{"a terminal", "webrtc", `"webrtc"`, pause.WebRTC},
		{"a cause", "merged", `"merged"`, pause.Merged},
		{"a side of beeps", "other_legs", `"other_legs"`, pause.OtherLegs},
		{"a stop while it rings", "held_call", `"held_call"`, pause.HeldCall},
		{"nobody", "nobody", `[]`, pause.Parties(0)},
		{"parties", "party 0 and party 63", `[0,63]`, pause.PartiesOf(0, 63)},
		{"a beep", "{party 0 and party 1 counterpart}", `{"to":[0,1],"on":"counterpart"}`, beep},
		{"a command", "{stop 3}", `{"Verb":"stop","Seq":3}`, pause.Command{Verb: pause.Stop, Seq: 3}},
		{"a call", "party 0 and party 1: silent, stopped by party 0", silentJSON, stopped},
		{"a call that nobody stopped", "party 0 and party 1: on", onJSON, two},
		{"a step", "resumed: beep to party 0 and party 1, written on party 1's side [RP-OPS-040 RP-REC-020]",
			`{"cause":"resumed","by":0,` +
				`"before":` + silentJSON + `,"after":` + onJSON + `,` +
				`"beep":{"to":[0,1],"on":"counterpart"},"rules":["RP-OPS-040","RP-REC-020"]}`, resume},
		{"nothing", "nothing: nothing changes",
			`{"cause":"none","before":` + overJSON + `,"after":` + overJSON + `,"rules":[]}`, pause.Step{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := fmt.Sprintf("%v", row.value); got != row.text {
				t.Errorf("got  %s\nwant %s", got, row.text)
			}
			if got, err := json.Marshal(row.value); err != nil || string(got) != row.json {
				t.Errorf("got  %s, %v\nwant %s", got, err, row.json)
			}
		})
	}
}

// Sides and causes have words in both languages, whatever their number.
func TestSidesAndCausesInWords(t *testing.T) {
	for v := range 256 {
		for _, in := range []func(spec.Lang) string{pause.Sides(v).In, pause.Cause(v).In} {
			if in(spec.JA) == "" || in(spec.EN) == "" {
				t.Errorf("%d: got %q and %q, want words", v, in(spec.JA), in(spec.EN))
			}
		}
	}
}
