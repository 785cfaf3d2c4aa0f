package system_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// tokens are the values of a snapshot, and the names of its fields.
var tokens = regexp.MustCompile(`"[^"]*"|\d+|true|false|\[[\d,]*\]`)

// mutate replaces some values of a snapshot by others of it.
func mutate(text string, r *rand.Rand) string {
	for range r.IntN(4) {
		places := tokens.FindAllStringIndex(text, -1)
		if len(places) == 0 {
			return text
		}
		at, other := one(r, places), one(r, places)
		text = text[:at[0]] + text[other[0]:other[1]] + text[at[1]:]
	}
	return text
}

// halfway is the snapshot of a random story after some of its events.
func halfway(t testing.TB, seed uint64) string {
	s := randomStory(seed)
	sys := newSystem(t, s.header)
	for _, e := range s.events[:seed%uint64(len(s.events))] {
		sys, _, _ = applied(sys, e)
	}
	return snapshotOf(t, sys)
}

// drive takes a system on by random events. Whatever they lead to can be restored again.
func drive(t *testing.T, s system.System, r *rand.Rand) {
	events := alphabet(headerOf(t, s), "c1", "c2", "r1", "c9")
	for range 30 {
		for range 10 { // most events have no meaning
			next, _, err := applied(s, one(r, events))
			if s = next; err == nil {
				break
			}
		}
		if got := restored(t, s); got.Key() != s.Key() {
			t.Fatalf("got %s\nwant %s", snapshotOf(t, got), snapshotOf(t, s))
		}
	}
}

func headerOf(t *testing.T, s system.System) calllog.Header {
	var snap struct{ Header json.RawMessage }
	if err := json.Unmarshal([]byte(snapshotOf(t, s)), &snap); err != nil {
		t.Fatal(err)
	}
	log, err := calllog.NewReader(strings.NewReader(string(snap.Header)))
	if err != nil {
		t.Fatal(err)
	}
	return log.Header
}

// Whatever comes in as a snapshot is an error that leaves nothing behind, or a system that goes on: no event makes it
// panic, and what it becomes can be restored again.
func FuzzRestore(f *testing.F) {
	f.Add(aSnapshot(f), uint64(0))
	for _, row := range wrongSnapshots {
		f.Add(strings.Replace(aSnapshot(f), row.part, strings.Replace(row.part, row.old, row.new, 1), 1), uint64(0))
	}
	for seed := range uint64(200) {
		f.Add(halfway(f, seed), seed)
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		var s system.System
		err := json.Unmarshal([]byte(mutate(text, r)), &s)
		var wrong *pause.SnapshotError
		var syntax *json.SyntaxError
		switch {
		case err == nil && len(text) < 10_000:
			drive(t, s, r)
		case err != nil && !errors.As(err, &wrong) && !errors.As(err, &syntax):
			t.Errorf("got %v, want a *pause.SnapshotError", err)
		}
	})
}
