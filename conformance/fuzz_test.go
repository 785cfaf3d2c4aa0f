package conformance_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// Whatever log is judged, the answer is a report or an error that names what is wrong in a line, and no panic.
func FuzzTrace(f *testing.F) {
	log, err := os.ReadFile("../calllog/testdata/plain-one-pause.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(log))
	first, rest, _ := strings.Cut(string(log), "\n")
	observed := strings.Replace(rest, "}", `,"observed":{"phones":{"operator":{"toggle":["録音停止"],"message":false}},"beeps":[]}}`, 1)
	f.Add(first + "\n" + observed)
	f.Add(first + "\n" + strings.Replace(rest, "}", `,"observed":null}`, 1))
	f.Add("")
	f.Fuzz(func(t *testing.T, log string) {
		r, err := conformance.CheckTrace(strings.NewReader(log), conformance.Quirks, pause.Policy{})
		var line *calllog.Error
		var refused *system.Error
		var wrong *conformance.Error
		if err != nil && !errors.As(err, &line) && !errors.As(err, &refused) && !errors.As(err, &wrong) {
			t.Fatalf("got %T: %v", err, err)
		}
		if r == nil && err == nil || err != nil && len(err.Error()) > 2000 {
			t.Fatalf("got %v, %.2000v", r, err)
		}
	})
}

// Whatever is read as deviations is a list in which each has a rule that can be judged and a reason, or an error.
func FuzzDeviations(f *testing.F) {
	f.Add([]byte(`[{"rule":"RP-BTN-020","reason":"x"}]`))
	f.Add([]byte(`[{"rule":"RP-BTN-020","reason":" ","trace":["x"],"issue":"y"}]`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := conformance.ParseDeviations(text)
		if err != nil {
			return
		}
		for _, d := range list {
			if d.Rule == 0 || strings.TrimSpace(d.Reason) == "" {
				t.Fatalf("%s: got %+v", text, d)
			}
		}
		if !json.Valid(text) {
			t.Fatalf("%s is no JSON", text)
		}
	})
}
