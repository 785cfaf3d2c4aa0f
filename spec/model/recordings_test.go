package model_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec/model"
)

// timelines plays a story and returns the recordings of its calls.
func timelines(t *testing.T, s story) []*model.Recording {
	t.Helper()
	var r model.Recordings
	system := newSystem(t, s.header)
	for _, e := range s.events {
		next, outcome, err := system.Next(e)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Add(next, outcome); err != nil {
			t.Fatal(err)
		}
		system = next
	}
	return r.All()
}

// A real call has one recording, from its answer to its end, and both voices are silent from the one click to the other.
func TestRecordingOfARealCall(t *testing.T) {
	s := readStory(t, "testdata/plain-one-pause.jsonl")
	all := timelines(t, s)
	if len(all) != 1 || all[0].Call != "c1" || !all[0].Recorded || !slices.Equal(all[0].Names, []string{"customer", "operator"}) {
		t.Fatalf("got %+v, want one recording of c1", all)
	}
	if end, over := all[0].Timeline.End(); !over || end != 259_211 {
		t.Errorf("got end %v (over: %v), want 259211", end, over)
	}
	want := []recording.Span{{From: 92_916, To: 182_978}}
	for party, name := range all[0].Names {
		if got := all[0].Timeline.Silence(pause.Party(party), 259_211); !slices.Equal(got, want) {
			t.Errorf("%s: got silence in %v, want %v", name, got, want)
		}
	}
}

// Every answered call that is open has one recording that has not ended, and no other has.
func TestRecordingsFollowCalls(t *testing.T) {
	for seed := range uint64(200) {
		s := randomStory(seed)
		s.header.Config.RecordAllCalls = true
		var r model.Recordings
		system := newSystem(t, s.header)
		for _, e := range s.events {
			next, outcome, err := system.Next(e)
			if err != nil {
				continue
			}
			if err := r.Add(next, outcome); err != nil {
				t.Fatalf("%v\nat line %d: %v", s, e.Line, err)
			}
			var want, got []string
			for _, c := range outcome.Step.Calls {
				if c.Value.Recording != pause.Off {
					want = append(want, c.Key)
				}
			}
			for _, rec := range r.All() {
				if _, over := rec.Timeline.End(); !over {
					got = append(got, rec.Call)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%v\nat line %d: got recordings of %v, want %v", s, e.Line, got, want)
			}
			system = next
		}
	}
}
