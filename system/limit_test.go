package system_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A PBX that lets no stop last longer than two minutes, and alarms the operator ten seconds before. The timer is the
// PBX's: here it goes off as soon as it may.
func ExampleLimit() {
	log, _ := calllog.NewReader(strings.NewReader(twoOperators))
	run, _ := system.NewRun(log, pause.Policy{})
	for range 3 { // to A's click on 録音停止
		_, _, _ = run.Next()
	}
	limit := system.Limit{Longest: 120 * 8000, Alarm: 10 * 8000, Resume: true}
	for _, stop := range run.System.Stops() {
		fmt.Printf("%s has stopped %s at %d: alarm at %d, due at %d\n", stop.Party, stop.Call, stop.Since,
			limit.AlarmAt(stop), limit.DueAt(stop))
		e, resumes := limit.Event(stop)
		if !resumes {
			continue
		}
		outcome, _ := run.System.Apply(e)
		fmt.Println(outcome.Calls[0].Step.Text(spec.EN, outcome.Calls[0].Names...))
		for _, x := range outcome.Opened {
			fmt.Println(x.Party, x.Kind)
		}
	}
	// Output:
	// A has stopped c1 at 16000: alarm at 896000, due at 976000
	// resumed by a timer: beep to A and B, written on B's side
	// A shown-stopped-but-recording
}

// What is due resumes by itself only where the limit says so. The display is false then, and the ledger says it; or, by
// a PBX that tells everybody, it is told.
func TestDueStopIsToldOrFalse(t *testing.T) {
	for _, changes := range []system.Changes{0, system.TellEverybody, system.Synchronised} {
		s := changed(t, readHeader(t, nil, full("A"), "X external"), changes)
		for i, e := range strings.Split("X call.invite A c1; A call.answered c1; A pause.click", "; ") {
			if _, err := s.Apply(readEvent(t, i+2, e)); err != nil {
				t.Fatal(err)
			}
		}
		limit := system.Limit{Longest: 10}
		stop := s.Stops()[0]
		if e, resumes := limit.Event(stop); resumes {
			t.Fatalf("%v resumes by itself", e)
		}
		limit.Resume = true
		e, _ := limit.Event(stop)
		outcome, err := s.Apply(e)
		if err != nil || len(s.Stops()) != 0 || outcome.Calls[0].Step.Cause != pause.TimedOut {
			t.Fatalf("got %v, %v, and %v", outcome, err, s.Stops())
		}
		told, untrue := slices.Contains(outcome.Told, "A"), len(outcome.Opened) == 1
		if told != (changes != 0) || untrue == told {
			t.Errorf("changes%v: told %t, a mismatch opens %t", changes, told, untrue)
		}
	}
}

// A supervisor's command has a cause of its own, and so has a timer's resume; others are as the party's.
func TestCausesOfCommands(t *testing.T) {
	for _, row := range []struct {
		kind   calllog.Kind
		source calllog.Source
		want   pause.Cause
	}{
		{calllog.PauseCommand, calllog.Supervisor, pause.ForcedStop},
		{calllog.ResumeCommand, calllog.Supervisor, pause.ForcedResume},
		{calllog.ResumeCommand, calllog.Timer, pause.TimedOut},
		{calllog.PauseCommand, calllog.Timer, pause.Stopped},
		{calllog.PauseCommand, calllog.FeatureCode, pause.Stopped},
		{calllog.ResumeCommand, calllog.API, pause.Resumed},
		{calllog.ResumeCommand, calllog.OtherSource, pause.Resumed},
	} {
		s := newSystem(t, readHeader(t, nil, full("A"), "X external"))
		for i, e := range []string{"X call.invite A c1", "A call.answered c1"} {
			if _, err := s.Apply(readEvent(t, i+2, e)); err != nil {
				t.Fatal(err)
			}
		}
		e := calllog.Event{Line: 4, At: 50_000, Kind: row.kind, Party: "X", Call: "c1", Source: row.source}
		outcome, err := s.Apply(e)
		if err != nil || outcome.Calls[0].Step.Cause != row.want || len(outcome.Step.Rules) != 0 &&
			row.want.Verb() == 0 {
			t.Errorf("%v by %v: got %v, %v, want %v", row.kind, row.source, outcome.Calls, err, row.want)
		}
	}
}

// Limits reach no further than positions do.
func TestLimits(t *testing.T) {
	for _, row := range []struct {
		limit      system.Limit
		since      int64
		alarm, due int64
	}{
		{system.Limit{}, 5, system.Never, system.Never},
		{system.Limit{Longest: -1, Resume: true}, 5, system.Never, system.Never},
		{system.Limit{Longest: 10}, -3, 7, 7},
		{system.Limit{Longest: 10, Alarm: 4}, 5, 11, 15},
		{system.Limit{Longest: 10, Alarm: 40}, 5, 5, 15},
		{system.Limit{Longest: math.MaxInt64, Alarm: 1, Resume: true}, 5, system.Never, system.Never},
		{system.Limit{Longest: 10, Alarm: math.MinInt64}, 5, 15, 15},
	} {
		stop := system.Stop{Since: row.since}
		if alarm, due := row.limit.AlarmAt(stop), row.limit.DueAt(stop); alarm != row.alarm || due != row.due {
			t.Errorf("%+v of %d: got %d and %d, want %d and %d", row.limit, row.since, alarm, due, row.alarm, row.due)
		}
		if _, resumes := row.limit.Event(stop); resumes && row.due == system.Never {
			t.Errorf("%+v: resumes what is never due", row.limit)
		}
	}
}

// Stops are who has stopped each answered call by its line, each since its first stop that has not ended, or since the
// answer; so says a system that is restored after every event.
func TestStopsAreThoseOfTheLines(t *testing.T) {
	for seed := range uint64(200) {
		s := randomStory(seed)
		sys, since := newSystem(t, s.header), map[string]int64{}
		for i, e := range s.events {
			outcome, err := sys.Apply(e)
			if err != nil {
				continue
			}
			sys = restored(t, sys)
			answered := map[string]bool{}
			for _, c := range outcome.Calls { // of calls that were answered just now
				if c.Step.Cause == pause.Answered {
					answered[c.Call] = true
				}
			}
			want, now := []string{}, map[string]int64{}
			for _, c := range outcome.Step.Calls {
				for _, party := range c.Value.StoppedBy {
					id := c.Key + " " + party
					at, lasts := since[id]
					if !lasts || answered[c.Key] {
						at = e.At
					}
					now[id] = at
				}
			}
			since = now
			for id, at := range since {
				if call, _, _ := strings.Cut(id, " "); sys.Answered(call) {
					want = append(want, fmt.Sprint(id, at))
				}
			}
			got := []string{}
			for _, x := range sys.Stops() {
				got = append(got, fmt.Sprint(x.Call, " ", x.Party, x.Since))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("%v\ngot %v, want %v", story{s.header, s.events[:i+1]}, got, want)
			}
		}
	}
}
