package calllog_test

import (
	"math"
	"testing"

	"github.com/recpause/recpause/spec/calllog"
)

// An event that no reader made is checked like one of a log: its kind must be one of the format, whatever number it has.
func TestCheckKinds(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for n := range math.MaxUint8 + 1 {
		e := calllog.Event{Line: 7, Kind: calllog.Kind(n), Party: "anna", To: "cid", Call: "c1"}
		if err := h.Check(e); n >= 1 && n <= len(format) {
			if err != nil {
				t.Errorf("%v: got %v, want no error", e.Kind, err)
			}
		} else {
			wantError(t, err, 7, "event")
		}
	}
}

// A party is found at its place in the header, and one that the header does not have nowhere.
func TestIndex(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"anna": 0, "ben": 1, "cid": 2, "dora": -1, "": -1, "Anna": -1} {
		if got := h.Index(id); got != want {
			t.Errorf("%q is at %d, want %d", id, got, want)
		}
	}
}
