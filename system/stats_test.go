package system_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// What a monitor reads of a call that one softphone has stopped and the other resumed: one display is false now.
func ExampleStats() {
	log, _ := calllog.NewReader(strings.NewReader(twoOperators))
	run, _ := system.NewRun(log, pause.Policy{})
	var stats system.Stats
	for range 5 {
		_, outcome, _ := run.Next()
		stats.Add(outcome)
	}
	fmt.Printf("%+v\n", stats)
	fmt.Println(stats.Started-stats.Ended, "calls,", stats.Opened-stats.Closed, "false displays")
	// Output:
	// {Events:5 Refused:0 Started:1 Ended:0 Stopped:2 Resumed:1 Opened:2 Closed:1}
	// 1 calls, 1 false displays
}

// What has begun and is not over is what the lines say there is now: answered calls, and false displays. Every command
// that a call takes is counted, and everything that is refused.
func TestStatsAreThoseOfTheLines(t *testing.T) {
	for seed := range uint64(100) {
		s := randomStory(seed)
		sys, stats, refused, events := newSystem(t, s.header), system.Stats{}, int64(0), int64(0)
		for _, e := range s.events {
			outcome, err := sys.Apply(e)
			if err != nil {
				continue
			}
			before := stats
			stats.Add(outcome)
			if events++; outcome.Step.Result == calllog.Rejected {
				refused++
			}
			answered := 0
			for _, c := range outcome.Step.Calls {
				if sys.Answered(c.Key) {
					answered++
				}
			}
			commanded := stats.Stopped + stats.Resumed - before.Stopped - before.Resumed
			if int(stats.Started-stats.Ended) != answered || int(stats.Opened-stats.Closed) != len(outcome.Step.Mismatch) ||
				stats.Refused != refused || stats.Events != events || commanded > 0 && e.Kind.Verb() == 0 ||
				e.Kind.Needs().Source && commanded != 1 {
				t.Fatalf("%v\nat line %d: got %+v from %+v", s, e.Line, stats, before)
			}
		}
	}
}
