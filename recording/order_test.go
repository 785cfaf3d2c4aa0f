package recording_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

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
		before := viewOf(tl)
		for _, err := range []error{tl.Step(want.At, m.rec.End()), tl.Away(want.At, 0b11), tl.Away(want.At, 0)} {
			var got *recording.PositionError
			if !errors.As(err, &got) || *got != want {
				t.Fatalf("got %#v, want %+v", err, want)
			}
		}
		if diff := cmp.Diff(before, viewOf(tl), cmpopts.IgnoreUnexported(recording.Beep{})); diff != "" {
			t.Fatalf("the error changed something (-before +after):\n%s", diff)
		}
	})
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
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		if len(s.events) == 0 {
			return
		}
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
			if diff := cmp.Diff(wrong, err); diff != "" {
				t.Fatalf("%s (-call +timeline):\n%s", command.name, diff)
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
		if diff := cmp.Diff(viewOf(noted), viewOf(told), cmpopts.IgnoreUnexported(recording.Beep{})); diff != "" {
			t.Fatalf("%s (-noted +told):\n%s", command.name, diff)
		}
	})
}
