package calllog_test

import (
	"math"
	"testing"

	"github.com/recpause/recpause/calllog"
)

// An event that no reader made is checked like one of a log: its kind must be one of the format, whatever number it
// has.
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

// What an event lacks is said: what came, and what was expected.
func TestCheckSaysWhatIsWrong(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		event calllog.Event
		want  string
	}{
		{calllog.Event{Kind: 200, Party: "anna"}, "event: got Kind(200), expected an event of the format"},
		{calllog.Event{Kind: calllog.Hold, Party: "dora"},
			`party: got "dora", expected a party of the header: anna, ben, cid`},
		{calllog.Event{Kind: calllog.Hold, Party: "cid"},
			`party: got "cid", who is external, expected a softphone for hold`},
		{calllog.Event{Kind: calllog.Hold, Party: "anna"},
			"call: got none, expected the name of the call, which hold needs"},
		{calllog.Event{Kind: calllog.CallInvite, Party: "anna", To: "dora", Call: "c1"},
			`to: got "dora", expected a party of the header: anna, ben, cid`},
		{calllog.Event{Kind: calllog.CallInvite, Party: "anna", To: "anna", Call: "c1"},
			`to: got "anna", expected somebody else than party`},
	} {
		row.event.Line = 7
		if err := h.Check(row.event); err == nil || err.Error() != "line 7: "+row.want {
			t.Errorf("%+v: got %v, want line 7: %s", row.event, err, row.want)
		}
	}
}

// A field that an event does not need is nothing to it.
func TestCheckLooksAtWhatIsNeeded(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"anna", "dora"} {
		if err := h.Check(calllog.Event{Kind: calllog.Hold, Party: "anna", To: to, Call: "c1"}); err != nil {
			t.Errorf("a hold to %s: got %v, want no error", to, err)
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
