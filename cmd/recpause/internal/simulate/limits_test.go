package simulate

import (
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
)

// A story has up to 500 events and 256 KiB, and not one more: as a log, and by what is clicked.
func TestStoryLimits(t *testing.T) {
	if maxEvents != 500 || maxText != 256<<10 || maxParties != 64 || maxRate != 192_000 {
		t.Error("SECURITY.md states other limits")
	}
	whole, err := readLog([]byte(crowd(3, maxEvents, 8000)))
	if err != nil || len(whole.events) != maxEvents {
		t.Fatalf("got %d events, %v", len(whole.events), err)
	}
	if _, err := readLog([]byte(crowd(3, maxEvents+1, 8000))); !errors.Is(err, errTooLong) {
		t.Errorf("one event more: got %v", err)
	}
	raise := calllog.Event{Kind: calllog.HandRaise, Party: "s0"}
	for played, want := range map[int]error{maxEvents - 1: nil, maxEvents: errTooLong} {
		a := query{story: whole.at(played)}
		if _, err := a.after(t.Context(), []calllog.Event{raise}, ""); errors.Is(err, errTooLong) != (want != nil) {
			t.Errorf("a click after %d events: got %v, want %v", played, err, want)
		}
	}
	for size, good := range map[int]bool{maxText: true, maxText + 1: false} {
		log := crowd(2, 1, 8000)
		log += strings.Repeat("\n", size-len(log))
		if _, err := unpack(pack([]byte(log))); errors.Is(err, errTooLong) == good {
			t.Errorf("%d bytes: got %v", size, err)
		}
	}
}
