package recording_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A party is silence exactly where the recorder had it silenced, in the recording and up to the position that was asked
// for.
func TestSilencePointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tl := s.timeline()
		for p := range everybody.All() {
			want := map[int64]bool{}
			for n, m := range s.moments(until) {
				if m.rec.Silenced().Has(p) {
					want[n] = true
				}
			}
			if diff := cmp.Diff(want, positions(tl.Silence(p, until))); diff != "" {
				t.Fatalf("%v is silence up to %d (-want +got):\n%s", p, until, diff)
			}
		}
	})
}

// A party is present exactly where it is in the call and not away.
func TestPresentPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tl := s.timeline()
		for p := range everybody.All() {
			want := map[int64]bool{}
			for n, m := range s.moments(until) {
				if (m.rec.Members() &^ m.away).Has(p) {
					want[n] = true
				}
			}
			if diff := cmp.Diff(want, positions(tl.Present(p, until))); diff != "" {
				t.Fatalf("%v is present up to %d (-want +got):\n%s", p, until, diff)
			}
		}
	})
}

// Spans come in order, none is empty, and two never touch: each is as long as it can be.
func TestSpansAreLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := stories.Draw(t, "story").timeline()
		for p := range everybody.All() {
			for _, list := range []recording.Spans{tl.Silence(p, last), tl.Present(p, last)} {
				for i, s := range list {
					if s.Empty() || i > 0 && list[i-1].To >= s.From {
						t.Fatalf("%v: span %d is empty, or touches the one before it: %v", p, i, list)
					}
				}
			}
		}
	})
}

// The beeps of a timeline are those of its steps that are written on a side, each at its step.
func TestBeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		var want []recording.Beep
		for _, e := range s.events {
			if b := e.step.Beep(); b.On != 0 {
				want = append(want, recording.Beep{At: e.at, On: b.On})
			}
		}
		if diff := cmp.Diff(want, s.timeline().Beeps(), cmpopts.IgnoreUnexported(recording.Beep{})); diff != "" {
			t.Fatalf("beeps (-want +got):\n%s", diff)
		}
	})
}

// A recording starts at its origin and ends where the call does; while the call runs it has no end.
func TestEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl := s.timeline()
		if got := tl.Origin(); got != s.origin {
			t.Fatalf("origin: got %d, want %d", got, s.origin)
		}
		_, over := s.replay(last)
		at, ok := tl.Ended()
		if ok != over {
			t.Fatalf("ended: got %v, want %v", ok, over)
		}
		if want := s.events; over && at != want[len(want)-1].at {
			t.Fatalf("end: got %d, want %d", at, want[len(want)-1].at)
		}
	})
}

// Everybody who ever was in the call is one of its parties, and of the operator side whoever ever was on it.
func TestParties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		all, operator := s.start.Members(), s.start.OnSide(pause.Operator)
		for _, e := range s.events {
			all |= e.step.After.Members()
			operator |= e.step.After.OnSide(pause.Operator)
		}
		gotAll, gotOperator := s.timeline().Parties()
		if gotAll != all || gotOperator != operator {
			t.Fatalf("got %v, of them on the operator side %v; want %v and %v", gotAll, gotOperator, all, operator)
		}
	})
}

// A recording that ends where it starts holds nothing.
func TestEmptyRecording(t *testing.T) {
	for _, at := range []int64{-5, 0, 7} {
		rec := calltest.New(true, 0, 1)
		tl := recording.NewTimeline(at, rec)
		must(t, tl.Step(at, rec.End()))
		end, ok := tl.Ended()
		if end != at || !ok || tl.Silence(0, last) != nil || tl.Present(0, last) != nil || tl.Beeps() != nil {
			t.Errorf("a recording from %d to %d holds something, or ends at %d", at, at, end)
		}
		for _, track := range tracks {
			if got := tl.Plan(track, []int16{1}).Pieces; len(got) != 0 {
				t.Errorf("from %d to %d the %v track has pieces: %v", at, at, track, got)
			}
		}
	}
}

// A call that ends while it is stopped is silence to its end, and no further (U-02).
func TestEndWhileStopped(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(-4, rec)
	step, err := rec.Stop(0)
	must(t, err)
	must(t, tl.Step(-1, step))
	step, err = rec.Leave(1)
	must(t, err)
	must(t, tl.Step(6, step))
	for _, p := range []pause.Party{0, 1} {
		if diff := cmp.Diff(recording.Spans{{From: -1, To: 6}}, tl.Silence(p, 100)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", p, diff)
		}
	}
}

// What Beeps returns is the caller's: changing it changes no timeline.
func TestBeepsIsACopy(t *testing.T) {
	tl := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(1, 0).resume(2, 0).tl
	tl.Beeps()[0].At = 99
	if got := tl.Beeps()[0].At; got != 2 {
		t.Errorf("got a beep at %d, want 2", got)
	}
}

// A room that nobody is in yet goes on; one that the last party has left is over.
func TestRoomEnds(t *testing.T) {
	rec := pause.NewRoom(true)
	tl := recording.NewTimeline(0, rec)
	must(t, tl.Step(1, rec.Answer()))
	if at, ok := tl.Ended(); ok {
		t.Errorf("an empty room is over at %d", at)
	}
	step, err := rec.Join(3)
	must(t, err)
	must(t, tl.Step(2, step))
	step, err = rec.Leave(3)
	must(t, err)
	must(t, tl.Step(5, step))
	if at, ok := tl.Ended(); !ok || at != 5 {
		t.Errorf("the last one left at 5: got an end at %d, %v", at, ok)
	}
}

// Where recording is off by setting no stop silences a voice in the recording, and no beep is in it (RP-REC-050).
func TestUnrecordedTimeline(t *testing.T) {
	tl := newScript(t, pause.Policy{StopBeepInFile: true}, calltest.New(false, 0, 1)).stop(1, 0).resume(4, 1).tl
	if silent, beeps := tl.Silence(0, last), tl.Beeps(); silent != nil || beeps != nil {
		t.Errorf("got silence in %v and the beeps %v, want none", silent, beeps)
	}
}

// A step from another state than the one after the last step is refused, and changes nothing; another policy does not
// make it another.
func TestStaleStep(t *testing.T) {
	old := calltest.New(true, 0, 1)
	now, other := old, old
	stop, err := now.Stop(0)
	must(t, err)
	tl := recording.NewTimeline(0, old)
	must(t, tl.Step(5, stop))
	join, err := other.Join(2)
	must(t, err)
	var stale *recording.StepError
	if err := tl.Step(7, join); !errors.As(err, &stale) || stale.At != 7 || stale.Last != now || stale.Before != old ||
		stale.Error() == "" {
		t.Fatalf("got %v, want a *StepError at 7", err)
	}
	if got := tl.Silence(0, 9); len(got) != 1 || got[0] != (recording.Span{From: 5, To: 9}) || tl.Present(2, 9) != nil {
		t.Errorf("after the error party 0 is silence in %v, want from 5 on", got)
	}
	must(t, now.SetPolicy(pause.Policy{BeepOnRepeat: true}))
	join, err = now.Join(2)
	must(t, err)
	must(t, tl.Step(7, join))
}

// Any step may follow another if, and only if, it starts from the same members and stops.
func TestStepsThatFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, from := stories.Draw(t, "story"), recorders.Draw(t, "from")
		m, over := s.replay(last)
		if over {
			return
		}
		for n := rapid.IntRange(0, 2).Draw(t, "steps"); n > 0; n-- {
			if next := drawStep(t, from).After; !isOver(next) {
				from = next
			}
		}
		want := from.Members() == m.rec.Members() && from.StoppedBy() == m.rec.StoppedBy() &&
			from.IsRoom() == m.rec.IsRoom() && from.Answered() == m.rec.Answered()
		if err := s.timeline().Step(last, drawStep(t, from)); (err == nil) != want {
			t.Fatalf("%v after %v: got %v", from, m.rec, err)
		}
	})
}
