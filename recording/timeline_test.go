package recording_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		if diff := cmp.Diff(want, s.timeline().Beeps()); diff != "" {
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
	want := fmt.Sprintf("recording: the step at sample 7 starts at %v; the last one led to %v", old, now)
	if err := tl.Step(7, join); !errors.As(err, &stale) || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
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
	follow, others := 0, 0
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
		if want {
			follow++
		} else {
			others++
		}
		if err := s.timeline().Step(last, drawStep(t, from)); (err == nil) != want {
			t.Fatalf("%v after %v: got %v", from, m.rec, err)
		}
	})
	if !testing.Short() && (follow == 0 || others < 20) {
		t.Errorf("saw %d steps that follow and %d others only", follow, others)
	}
}

// A view is all that a timeline answers.
type view struct {
	End             int64
	Ended           bool
	All, Operator   pause.Parties
	Silent, Present [][]recording.Span
	Beeps           []recording.Beep
	Tracks          [][]recording.Piece
}

func viewOf(tl *recording.Timeline) (v view) {
	v.End, v.Ended = tl.Ended()
	v.All, v.Operator = tl.Parties()
	v.Beeps = tl.Beeps()
	for p := range everybody.All() {
		v.Silent = append(v.Silent, tl.Silence(p, last))
		v.Present = append(v.Present, tl.Present(p, last))
	}
	for _, track := range tracks {
		v.Tracks = append(v.Tracks, tl.Plan(track, []int16{1, 2, 3}).Pieces)
	}
	return v
}

// A position before the last one, or any after the end, is an error with the facts in it, and nothing has changed (L9).
func TestPositionOutOfOrder(t *testing.T) {
	ended, running := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl := s.timeline()
		m, over := s.replay(last)
		want := recording.PositionError{Last: s.origin, Ended: over}
		if n := len(s.events); n > 0 {
			want.Last = s.events[n-1].at
		}
		want.At = want.Last - rapid.Int64Range(1, 4).Draw(t, "too early by")
		if over {
			want.At = rapid.Int64Range(first, last).Draw(t, "at")
		}
		if over {
			ended++
		} else {
			running++
		}
		before := viewOf(tl)
		for _, err := range []error{tl.Step(want.At, m.rec.End()), tl.Away(want.At, 0b11), tl.Away(want.At, 0)} {
			var got *recording.PositionError
			if !errors.As(err, &got) || *got != want {
				t.Fatalf("got %#v, want %+v", err, want)
			}
		}
		if diff := cmp.Diff(before, viewOf(tl)); diff != "" {
			t.Fatalf("the error changed something (-before +after):\n%s", diff)
		}
	})
	if !testing.Short() && (ended < 5 || running < 20) {
		t.Errorf("saw %d recordings that were over and %d others only", ended, running)
	}
}

// Several steps at one position are all noted; what the last of them leaves holds, and each beep is there.
func TestStepsAtOnePosition(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	for range 3 {
		step, _ := rec.Stop(0)
		must(t, tl.Step(5, step))
		step, _ = rec.Resume(0)
		must(t, tl.Step(5, step))
	}
	if got := tl.Silence(0, last); got != nil {
		t.Errorf("three stops of no length: got silence in %v, want none", got)
	}
	if got := len(tl.Beeps()); got != 3 {
		t.Errorf("three resumes: got %d beeps, want 3", got)
	}
	if diff := cmp.Diff(recording.Spans{{From: 0, To: 9}}, tl.Present(1, 9)); diff != "" {
		t.Errorf("party 1 is present (-want +got):\n%s", diff)
	}
}

// A step changes nothing before its position: what has been written stays right.
func TestPastIsFinal(t *testing.T) {
	judged := 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		if len(s.events) == 0 {
			return
		}
		judged++
		short, now := s, s.events[len(s.events)-1].at
		short.events = s.events[:len(s.events)-1]
		voices := talk(1, last-first)
		for _, track := range tracks {
			got, want := make([]int16, now-first), make([]int16, now-first)
			short.timeline().Plan(track, []int16{7, 8, 9}).Render(want, first, voices)
			s.timeline().Plan(track, []int16{7, 8, 9}).Render(got, first, voices)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("the last event changed the %v track before %d (-before +after):\n%s", track, now, diff)
			}
		}
	})
	if judged < 5 {
		t.Errorf("judged %d stories only", judged)
	}
}

// The zero step is nothing that happened: a recording does not end by it, nor change.
func TestZeroStepIsNothing(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	tl := recording.NewTimeline(0, rec)
	step, _ := rec.Stop(9) // refused: 9 is not in the call
	before := viewOf(tl)
	must(t, tl.Step(5, step))
	if diff := cmp.Diff(before, viewOf(tl)); diff != "" {
		t.Errorf("the step of a refused stop (-before +after):\n%s", diff)
	}
}

// A position error says where, and whether the recording is over.
func TestPositionErrorText(t *testing.T) {
	for _, row := range []struct {
		name string
		err  recording.PositionError
		want string
	}{
		{"too early", recording.PositionError{At: -3, Last: 4}, "recording: sample -3 comes before the last step at 4"},
		{"after the end", recording.PositionError{At: 9, Last: 4, Ended: true},
			"recording: sample 9: the recording ended at 4"},
		{"extreme", recording.PositionError{At: math.MinInt64},
			"recording: sample -9223372036854775808 comes before the last step at 0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.err.Error(); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// commands are all that a timeline can be told, beside the same told to the call alone.
var commands = []struct {
	name string
	tell func(tl *recording.Timeline, at int64, p, q pause.Party, s pause.Parties) (pause.Step, error)
	ask  func(c *pause.Call, p, q pause.Party, s pause.Parties) (pause.Step, error)
}{
	{"stop", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Stop(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Stop(p) }},
	{"resume", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Resume(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Resume(p) }},
	{"do", func(tl *recording.Timeline, at int64, p, q pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Do(at, p, pause.Verb(q))
	}, func(c *pause.Call, p, q pause.Party, _ pause.Parties) (pause.Step, error) {
		return c.Do(p, pause.Verb(q))
	}},
	{"time out", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.TimeOut(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.TimeOut(p) }},
	{"force", func(tl *recording.Timeline, at int64, p, q pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Force(at, p, pause.Verb(q))
	}, func(c *pause.Call, p, q pause.Party, _ pause.Parties) (pause.Step, error) {
		return c.Force(p, pause.Verb(q))
	}},
	{"answer", func(tl *recording.Timeline, at int64, _, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Answer(at)
	}, func(c *pause.Call, _, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Answer(), nil }},
	{"join", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Join(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Join(p) }},
	{"leave", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Leave(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Leave(p) }},
	{"park", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Park(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Park(p) }},
	{"complete", func(tl *recording.Timeline, at int64, p, q pause.Party, s pause.Parties) (pause.Step, error) {
		return tl.Complete(at, p, q, s)
	}, func(c *pause.Call, p, q pause.Party, s pause.Parties) (pause.Step, error) { return c.Complete(p, q, s) }},
	{"cancel", func(tl *recording.Timeline, at int64, p, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.Cancel(at, p)
	}, func(c *pause.Call, p, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.Cancel(p) }},
	{"transfer", func(tl *recording.Timeline, at int64, p, q pause.Party, s pause.Parties) (pause.Step, error) {
		return tl.Transfer(at, p, q, s, s)
	}, func(c *pause.Call, p, q pause.Party, s pause.Parties) (pause.Step, error) {
		return c.Transfer(p, q, s, s)
	}},
	{"merge", func(tl *recording.Timeline, at int64, _, _ pause.Party, s pause.Parties) (pause.Step, error) {
		return tl.Merge(at, s, s)
	}, func(c *pause.Call, _, _ pause.Party, s pause.Parties) (pause.Step, error) { return c.Merge(s, s) }},
	{"end", func(tl *recording.Timeline, at int64, _, _ pause.Party, _ pause.Parties) (pause.Step, error) {
		return tl.End(at)
	}, func(c *pause.Call, _, _ pause.Party, _ pause.Parties) (pause.Step, error) { return c.End(), nil }},
}

// A command to a timeline is the same command to its call, noted; what the call refuses, and what comes out of order,
// changes nothing.
func TestCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		command := rapid.SampledFrom(commands).Draw(t, "command")
		p, q := pause.Party(rapid.IntRange(0, 3).Draw(t, "p")), pause.Party(rapid.IntRange(0, 3).Draw(t, "q"))
		others, at := pause.Parties(rapid.IntRange(0, 15).Draw(t, "others")),
			rapid.Int64Range(first, last).Draw(t, "at")
		told, noted := s.timeline(), s.timeline()
		step, err := command.tell(told, at, p, q, others)
		call := noted.Call()
		want, wrong := command.ask(&call, p, q, others)
		var early *recording.PositionError
		switch position := s.timeline().Away(at, 0); {
		case position != nil:
			if !errors.As(err, &early) {
				t.Fatalf("%s at %d: got %v, want %v", command.name, at, err, position)
			}
		case wrong != nil:
			if !reflect.DeepEqual(err, wrong) {
				t.Fatalf("%s: got %v, want that of the call, %v", command.name, err, wrong)
			}
		default:
			must(t, err)
			must(t, noted.Step(at, want))
			if step != want || told.Call() != call {
				t.Fatalf("%s: got %v and %v, want %v and %v", command.name, step, told.Call(), want, call)
			}
		}
		if err != nil && step != (pause.Step{}) {
			t.Fatalf("%s: got the step %v with %v", command.name, step, err)
		}
		if diff := cmp.Diff(viewOf(noted), viewOf(told)); diff != "" {
			t.Fatalf("%s (-noted +told):\n%s", command.name, diff)
		}
	})
}

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
		if diff := cmp.Diff(viewOf(s.timeline()), viewOf(&tl)); diff != "" {
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
