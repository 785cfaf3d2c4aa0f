package system_test

import (
	"fmt"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// What a monitor reads of a call that one softphone has stopped and the other resumed.
func ExampleSystem_Stats() {
	s, _ := system.New(calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: []calllog.Participant{
		{ID: "A", Softphone: true, Terminal: pause.Installed, PauseEnabled: true},
		{ID: "B", Softphone: true, Terminal: pause.Installed, PauseEnabled: true}}}, pause.Policy{})
	for _, e := range []calllog.Event{
		{Kind: calllog.CallInvite, Party: "A", To: "B", Call: "c1"},
		{Kind: calllog.CallAnswered, Party: "B", Call: "c1"},
		{Kind: calllog.PauseClick, Party: "A"},
		{Kind: calllog.Hold, Party: "A", Call: "c1"}, // refused: it shows a stop
		{Kind: calllog.PauseClick, Party: "B"},
		{Kind: calllog.ResumeClick, Party: "B"},
	} {
		_, _ = s.Apply(e)
	}
	fmt.Printf("%+v\n", s.Stats())
	// Output: {Calls:1 Stops:0 Mismatches:1 Events:6 Refused:1 Stopped:2 Resumed:1 Opened:2}
}

// Counts are those of the outcomes, and what there is now is what the lines say.
func TestStatsAreThoseOfTheOutcomes(t *testing.T) {
	for seed := range uint64(100) {
		s := randomStory(seed)
		sys, want := newSystem(t, s.header), system.Stats{}
		for _, e := range s.events {
			outcome, err := sys.Apply(e)
			if err != nil {
				continue
			}
			want.Events++
			want.Opened += int64(len(outcome.Opened))
			if outcome.Step.Result == calllog.Rejected {
				want.Refused++
			}
			for _, c := range outcome.Calls {
				switch c.Step.Cause {
				case pause.Stopped, pause.ForcedStop:
					want.Stopped++
				case pause.Resumed, pause.ForcedResume, pause.TimedOut:
					want.Resumed++
				}
			}
			want.Calls, want.Mismatches = len(outcome.Step.Calls), len(outcome.Step.Mismatch)
			want.Stops = len(sys.Stops())
			if got := sys.Stats(); got != want {
				t.Fatalf("%v\nat line %d: got %+v, want %+v", s, e.Line, got, want)
			}
		}
		if got := restored(t, sys).Stats(); got.Events != 0 || got.Calls != want.Calls || got.Mismatches != want.Mismatches {
			t.Fatalf("restored: got %+v", got)
		}
	}
}
