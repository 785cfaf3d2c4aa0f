package recording_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// An absence that is noted already is not noted again: it moves nothing.
func TestAwayTwice(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	must(t, tl.Away(3, pause.PartiesOf(0)))
	before := viewOf(tl)
	must(t, tl.Away(7, pause.PartiesOf(0)))
	if diff := cmp.Diff(before, viewOf(tl)); diff != "" {
		t.Errorf("the second absence (-before +after):\n%s", diff)
	}
}

// Whether a party that joins is away does not hang on what else happened before it joined.
func TestAwayBeforeJoining(t *testing.T) {
	present := func(steps ...func(*pause.Call) (pause.Step, error)) []recording.Span {
		rec := calltest.New(true, 0, 1)
		tl := recording.NewTimeline(0, rec)
		must(t, tl.Away(1, pause.PartiesOf(2)))
		for _, next := range steps {
			step, _ := next(&rec)
			must(t, tl.Step(2, step))
		}
		return tl.Present(2, 9)
	}
	join := func(c *pause.Call) (pause.Step, error) { return c.Join(2) }
	stop := func(c *pause.Call) (pause.Step, error) { return c.Stop(0) }
	if diff := cmp.Diff(present(stop, join), present(join)); diff != "" {
		t.Errorf("party 2 is present after a stop and its joining, and after its joining (-stop, join +join):\n%s",
			diff)
	}
}

// Who was away, leaves and comes back is here.
func TestAwayEndsWithLeaving(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1, 2))
	must(t, s.tl.Away(1, pause.PartiesOf(2)))
	s.leave(3, 2).join(4, 2)
	if diff := cmp.Diff(recording.Spans{{From: 0, To: 1}, {From: 4, To: 9}}, s.tl.Present(2, 9)); diff != "" {
		t.Errorf("party 2 is present (-want +got):\n%s", diff)
	}
}

// Who is away is present on no side.
func TestAwayIsOnNoSide(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	must(t, tl.Away(3, pause.PartiesOf(0)))
	if diff := cmp.Diff(recording.Spans{{From: 0, To: 3}}, tl.PresentOn(pause.Operator, 0, 9)); diff != "" {
		t.Errorf("party 0 is present on the operator side (-want +got):\n%s", diff)
	}
}

// Who is away is in no track, and the others are; a beep is heard all the same.
func TestAwayIsNotHeard(t *testing.T) {
	s := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(1, 0).resume(2, 0)
	must(t, s.tl.Away(4, pause.PartiesOf(1)))
	must(t, s.tl.Away(7, 0))
	for track, want := range map[recording.Track]string{
		recording.Mixed:        "[3 0 103 203 301 401 1 3]",
		recording.OperatorSide: "[1 0 1 1 1 1 1 1]",
		recording.FarSide:      "[2 0 102 202 300 400 0 2]",
	} {
		if got := s.hear(track, 8); got != want {
			t.Errorf("the %v track\n got %s\nwant %s", track, got, want)
		}
	}
}
