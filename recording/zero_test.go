package recording_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// The zero timeline is that of a recording from 0 on: after a step it answers as one that was started there.
func TestZeroTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		for len(s.events) > 0 && s.events[0].step.Cause == 0 {
			s.events = s.events[1:] // an absence before the first step has its own test
		}
		if len(s.events) == 0 {
			call := s.start
			s.events = []event{{at: s.origin, step: call.End()}}
		}
		for i := range s.events {
			s.events[i].at -= s.origin
		}
		s.origin = 0
		var tl recording.Timeline
		for _, e := range s.events {
			must(t, e.note(&tl))
		}
		if diff := cmp.Diff(viewOf(s.timeline()), viewOf(&tl), cmpopts.IgnoreUnexported(recording.Beep{})); diff != "" {
			t.Fatalf("the zero timeline (-started at 0 +zero):\n%s", diff)
		}
	})
}

// Before its first step a zero timeline knows of nobody who could be away.
func TestZeroTimelineAway(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	step, err := rec.Stop(0)
	must(t, err)
	var tl recording.Timeline
	must(t, tl.Away(3, pause.PartiesOf(1)))
	must(t, tl.Step(5, step))
	if got, want := tl.Present(1, 9), []recording.Span{{From: 0, To: 9}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
