package model_test

import (
	"encoding/json"
	"testing"

	"github.com/recpause/recpause/spec/model"
)

// snapshotOf returns a system's snapshot.
func snapshotOf(t testing.TB, s model.System) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// restored is a system after a crash: what its snapshot says.
func restored(t testing.TB, s model.System) (next model.System) {
	t.Helper()
	if err := json.Unmarshal([]byte(snapshotOf(t, s)), &next); err != nil {
		t.Fatalf("%v\n%s", err, snapshotOf(t, s))
	}
	return next
}

func TestTmp(t *testing.T) {
	for seed := range uint64(2000) {
		s := randomStory(seed)
		want := newSystem(t, s.header)
		for _, e := range s.events {
			got := restored(t, want)
			if got.Key() != want.Key() {
				t.Fatal("key")
			}
			a, b := snapshotOf(t, got), snapshotOf(t, want)
			if a != b {
				t.Fatalf("%s\n%s", a, b)
			}
			next, o, err := want.Next(e)
			_, p, err2 := got.Next(e)
			if (err == nil) != (err2 == nil) || stepLine(t, o.Step) != stepLine(t, p.Step) {
				t.Fatalf("differ")
			}
			want = next
		}
		if seed == 5 {
			t.Log(snapshotOf(t, want))
		}
	}
}
