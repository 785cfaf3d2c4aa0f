package system_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// timelines plays a story and returns the recordings of its calls.
func timelines(t *testing.T, s story) []*system.CallRecording {
	t.Helper()
	var r system.CallRecordings
	sys := newSystem(t, s.header)
	for _, e := range s.events {
		next, outcome, err := applied(sys, e)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Add(outcome); err != nil {
			t.Fatal(err)
		}
		sys = next
	}
	return r.All()
}

// A real call has one recording, from its answer to its end, and both voices are silent from the one click to the
// other.
func TestRecordingOfARealCall(t *testing.T) {
	s := readStory(t, "testdata/plain-one-pause.jsonl")
	all := timelines(t, s)
	if len(all) != 1 || all[0].Call != "c1" || !all[0].Recorded || !slices.Equal(all[0].Names,
		[]string{"customer", "operator"}) {
		t.Fatalf("got %+v, want one recording of c1", all)
	}
	if end, over := all[0].Timeline.Ended(); !over || end != 259_211 {
		t.Errorf("got end %v (over: %v), want 259211", end, over)
	}
	want := []recording.Span{{From: 92_916, To: 182_978}}
	for party, name := range all[0].Names {
		if got := all[0].Timeline.Silence(pause.Party(party), 259_211); !slices.Equal(got, want) {
			t.Errorf("%s: got silence in %v, want %v", name, got, want)
		}
	}
}

// A recording holds the voice of everybody who talks in its call and is not silenced, neither there nor, for an
// external party, in another call: who is heard in c1 and in c2 at the end of a story.
func TestWhoIsHeard(t *testing.T) {
	const (
		rings = "X call.invite A c1; A call.answered c1; A star.begin T c2"
		star  = rings + "; T star.answered c2"
		both  = "X call.invite A c1; A call.answered c1; X call.invite T c2; T call.answered c2"
		apart = "X call.invite A c1; A call.answered c1; Y call.invite T c2; T call.answered c2"
	)
	for _, row := range []struct{ name, story, first, second string }{
		{"held", "X call.invite A c1; A call.answered c1; A hold c1", "X", ""},
		{"back", "X call.invite A c1; A call.answered c1; A hold c1; A unhold c1", "A X", ""},
		{"held for a transfer", "X call.invite A c1; A call.answered c1; A hold c1; A consult.dial T c2", "X", ""},
		{"the target rings", rings, "X", ""},
		{"the target of # rings", "X call.invite A c1; A call.answered c1; A sharp.begin T c2", "X", ""},
		{"a cancel", rings + "; A star.cancel", "A X", ""},
		{"the target talks", star, "X", "A T"},
		{"the target's talk is stopped", star + "; A pause.click", "X", ""},
		{"an external party in two calls", both, "A X", "T X"},
		{"one of them stopped", both + "; T pause.click", "A", ""},
		{"somebody else's stopped", apart + "; T pause.click", "A X", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			heard := map[string]string{}
			for _, rec := range timelines(t, tell(t, row.story)) {
				heard[rec.Call] = strings.Join(voices(rec, recording.Mixed, 1_000_000), " ")
			}
			if heard["c1"] != row.first || heard["c2"] != row.second {
				t.Errorf("%s: got %v, want c1 %s, c2 %s", row.story, heard, row.first, row.second)
			}
		})
	}
}

// What an operator mutters while it holds a call is in no sample of its recording: from 保留, from the begin of a
// transfer, and until it is back. The customer is heard all along.
func TestHolderIsNotHeard(t *testing.T) {
	for _, story := range []string{"A hold c1; A unhold c1", "A star.begin T c2; A star.cancel",
		"A sharp.begin T c2; A sharp.cancel", "A star.begin T c2; T star.answered c2; A star.cancel"} {
		rec := timelines(t, tell(t, "X call.invite A c1; A call.answered c1; "+story))[0]
		operator, customer := slices.Repeat([]int16{100}, 100_000), slices.Repeat([]int16{1}, 100_000)
		got := make([]int16, len(operator))
		rec.Timeline.Plan(recording.Mixed, nil).Render(got, 0, [][]int16{customer, operator})
		back := 32_000 + 8000*int64(strings.Count(story, ";"))
		for at, sample := range got {
			want := int16(1)
			switch at := int64(at); {
			case at < 24_000: // it rings
				want = 0
			case at < 32_000 || at >= back:
				want = 101
			}
			if sample != want {
				t.Fatalf("%s: sample %d is %d, want %d", story, at, sample, want)
			}
		}
	}
}

// Outcomes say of every call whenever others are away from it than before, by the dumb twin: a softphone that holds it,
// and an external party whom another call silences. So does a system that is restored after every event.
func TestAwayIsTheTwins(t *testing.T) {
	for seed := range uint64(300) {
		s := randomStory(seed)
		sys, twin, said := newSystem(t, s.header), newNaive(s.header), map[string]system.Task{}
		for i, e := range s.events {
			outcome, err := sys.Apply(e)
			if err != nil {
				continue
			}
			twin, _, _ = twin.step(e)
			for task := range outcome.Tasks() {
				if task.Within != nil {
					continue
				}
				if task.Step.Cause != 0 && !task.Begins { // who leaves is away no more
					task.Away = said[task.Call].Away & task.Step.After.Members()
				}
				said[task.Call] = task
			}
			for id, c := range twin.calls {
				if got, want := namesOf(said[id]), slices.Sorted(slices.Values(twin.away(id))); c.answered && !slices.Equal(got, want) {
					t.Fatalf("%v\naway from %s: got %v, want %v", story{s.header, s.events[:i+1]}, id, got, want)
				}
			}
			sys = restored(t, sys)
		}
	}
}

// away returns who is in a call and not heard there, though nobody has stopped it: who holds it, or has an external
// telephone and is silenced in another call.
func (w *naive) away(call string) (who []string) {
	for _, id := range w.inOrder(w.calls[call].members) {
		p := w.phones[id]
		switch {
		case p == nil:
			for other, c := range w.calls {
				if other != call && c.members[id] && w.recorded && c.answered && c.silenced()[id] {
					who = append(who, id)
					break
				}
			}
		case p.held == call || p.current == call && p.state == "held":
			who = append(who, id)
		}
	}
	return who
}

func namesOf(t system.Task) (names []string) {
	for p := range t.Away.All() {
		names = append(names, t.Names[p])
	}
	slices.Sort(names)
	return names
}

// Who is silenced in a call is present in it: nobody is away from a call on its own account.
func TestSilencedIsPresent(t *testing.T) {
	rec := timelines(t, tell(t, "X call.invite A c1; A call.answered c1; A pause.click"))[0]
	if got, want := rec.Timeline.Present(0, 40_000),
		[]recording.Span{{From: 24_000, To: 40_000}}; !slices.Equal(got, want) {
		t.Errorf("got X present in %v, want %v", got, want)
	}
}

// tell reads a story of A, T, X and Y, with semicolons between its events.
func tell(t *testing.T, events string) story {
	t.Helper()
	s := story{header: readHeader(t, nil, full("A"), full("T"), "X external", "Y external")}
	for i, e := range strings.Split(events, "; ") {
		s.events = append(s.events, readEvent(t, i+2, e))
	}
	return s
}

// Every answered call that is open has one recording that has not ended, and no other has.
func TestRecordingsFollowCalls(t *testing.T) {
	for seed := range uint64(200) {
		s := randomStory(seed)
		s.header.Config.RecordAllCalls = true
		var r system.CallRecordings
		sys := newSystem(t, s.header)
		for _, e := range s.events {
			next, outcome, err := applied(sys, e)
			if err != nil {
				continue
			}
			if err := r.Add(outcome); err != nil {
				t.Fatalf("%v\nat line %d: %v", s, e.Line, err)
			}
			var want, got []string
			for _, c := range outcome.Step.Calls {
				if c.Value.Recording != pause.Off {
					want = append(want, c.Key)
				}
			}
			for _, rec := range r.All() {
				if _, over := rec.Timeline.Ended(); !over {
					got = append(got, rec.Call)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%v\nat line %d: got recordings of %v, want %v", s, e.Line, got, want)
			}
			sys = next
		}
	}
}

// The operator side of a call is the softphone's, whoever calls and whoever comes first in the header; of two, the one
// that comes first.
func TestOperatorSide(t *testing.T) {
	for _, row := range []struct{ parties, caller, called, want string }{
		{"X A", "A", "X", "A"}, {"X A", "X", "A", "A"}, {"A X", "A", "X", "A"}, {"A X", "X", "A", "A"},
		{"A T", "T", "A", "A"}, {"T A", "T", "A", "T"}, {"X Y", "Y", "X", "Y"},
	} {
		lines := map[string]string{"A": full("A"), "T": full("T"), "X": "X external", "Y": "Y external"}
		first, second, _ := strings.Cut(row.parties, " ")
		h := readHeader(t, nil, lines[first], lines[second])
		s, _ := play(t, h, row.caller+" call.invite "+row.called+" c1")
		_, outcome, err := applied(s, readEvent(t, 9, row.called+" call.answered c1"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for p := range outcome.Calls[0].Step.After.OnSide(pause.Operator).All() {
			got = append(got, outcome.Calls[0].Names[p])
		}
		if !slices.Equal(got, []string{row.want}) {
			t.Errorf("%s calls %s among %s: got %v on the operator side, want %s", row.caller, row.called, row.parties,
				got, row.want)
		}
	}
}

// Whatever happens in however many calls, at every moment each track of each recording holds no voice that its call
// silences, none that is silenced in the call with a transfer's target, and none of an external party that any call
// silences; and the mixed track holds what the two sides hold (law L7).
func TestSilencedVoicesAreInNoRecording(t *testing.T) {
	for seed := range uint64(600) {
		s := randomStory(seed)
		for i := range s.events {
			s.events[i].At = int64(i) // every step has a moment of its own
		}
		steps, recordings := stepsAndRecordings(t, s)
		for _, rec := range recordings {
			for at := rec.Timeline.Origin(); at < int64(len(s.events)); at++ {
				step, ok := steps[at]
				call, open := step.Calls.Get(rec.Call)
				if !ok || !open || !ours(rec, at) {
					continue
				}
				mixed, operator, far := voices(rec, recording.Mixed, at), voices(rec, recording.OperatorSide, at),
					voices(rec, recording.FarSide, at)
				if both := slices.Sorted(slices.Values(append(operator, far...))); !slices.Equal(mixed, both) {
					t.Fatalf("seed %d: %s at %d: mixed %v, the sides %v\n%v", seed, rec.Call, at, mixed, both, s)
				}
				for _, who := range mixed {
					if call.Recording == pause.Off || slices.Contains(call.Silenced, who) || silencedElsewhere(step,
						who, rec.Call) {
						t.Fatalf("seed %d: %s at %d: %s is heard, and silenced\n%v", seed, rec.Call, at, who, s)
					}
				}
			}
		}
	}
}

// stepsAndRecordings plays a story up to its first event without meaning.
func stepsAndRecordings(t *testing.T, s story) (map[int64]calllog.StepLine, []*system.CallRecording) {
	t.Helper()
	sys, steps := newSystem(t, s.header), map[int64]calllog.StepLine{}
	var recordings system.CallRecordings
	for _, e := range s.events {
		next, outcome, err := applied(sys, e)
		if err != nil {
			continue
		}
		if err := recordings.Add(outcome); err != nil {
			t.Fatal(err)
		}
		sys = next
		steps[e.At] = outcome.Step
	}
	return steps, recordings.All()
}

// ours reports whether a recording runs at a position: its call's name may be another call's by then.
func ours(r *system.CallRecording, at int64) bool {
	end, over := r.Timeline.Ended()
	return at >= r.Timeline.Origin() && (!over || at < end)
}

// voices returns who is heard on a track at a position, in order.
func voices(r *system.CallRecording, track recording.Track, at int64) (names []string) {
	for _, piece := range r.Timeline.Plan(track, nil).Pieces {
		if piece.Has(at) {
			for p := range piece.Voices.All() {
				names = append(names, r.Names[p])
			}
		}
	}
	slices.Sort(names)
	return names
}

// silencedElsewhere reports whether another call silences a party: any of an external party's, and of a softphone that
// has two the newer one, in which it talks.
func silencedElsewhere(s calllog.StepLine, who, call string) bool {
	this := slices.IndexFunc(s.Calls, func(c calllog.Member[calllog.CallView]) bool { return c.Key == call })
	phone, softphone := s.Phones.Get(who)
	twoCalls := phone.State == callstate.StarTalking || phone.State == callstate.TransferTalking
	for i, c := range s.Calls {
		if slices.Contains(c.Value.Silenced, who) && (!softphone && i != this || twoCalls && i > this) {
			return true
		}
	}
	return false
}

// What a recorder has silenced afterwards is in the call's timeline, and nothing else changes by it.
func TestSilenceAfterwards(t *testing.T) {
	s := tell(t, "X call.invite A c1; A call.answered c1; A hold c1; A recording.silence c1; X call.hangup c1")
	e := &s.events[3]
	e.Span = recording.Span{From: s.events[1].At, To: s.events[2].At}
	all := timelines(t, s)
	party := slices.Index(all[0].Names, "A")
	want := []recording.StopSpan{{Party: pause.Party(party), Span: e.Span}}
	if got := all[0].Timeline.StopSpans(); len(all) != 1 || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	without := tell(t, "X call.invite A c1; A call.answered c1; A hold c1; A hand.raise; X call.hangup c1")
	plain := timelines(t, without)[0].Timeline
	for p := range all[0].Names {
		if got, want := all[0].Timeline.Present(pause.Party(p), e.At),
			plain.Present(pause.Party(p), e.At); !slices.Equal(got, want) {
			t.Errorf("%s is there in %v, want %v", all[0].Names[p], got, want)
		}
	}
}

// A stop that the end of the call has overtaken is in its timeline, too: that of the latest call of its name.
func TestSilenceAfterTheEnd(t *testing.T) {
	const call = "X call.invite A c1; A call.answered c1; X call.hangup c1; "
	s := tell(t, call+call+"A recording.silence c1")
	e := &s.events[6]
	e.Span = recording.Span{From: s.events[5].At - 10, To: s.events[5].At}
	all := timelines(t, s)
	want := []recording.StopSpan{{Party: pause.Party(slices.Index(all[1].Names, "A")), Span: e.Span}}
	if got := all[1].Timeline.StopSpans(); !slices.Equal(got, want) || len(all[0].Timeline.StopSpans()) > 0 {
		t.Errorf("got %v and %v, want %v in the second call", all[0].Timeline.StopSpans(), got, want)
	}
}

// Nothing is silenced afterwards for a party that came into the call only later, and the log goes on.
func TestNothingIsSilencedOfWhoWasNotThere(t *testing.T) {
	s := tell(t, "X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; A star.complete; "+
		"T recording.silence c1; X call.hangup c1")
	s.events[5].Span = recording.Span{From: s.events[1].At, To: s.events[2].At}
	all := timelines(t, s)
	if got := all[0].Timeline.StopSpans(); all[0].Call != "c1" || len(got) != 0 {
		t.Errorf("got %v in %s, want none in c1", got, all[0].Call)
	}
}

// What a party stops is silenced afterwards in a call that it is or was in, and that is being recorded.
func TestSilenceNeedsARecording(t *testing.T) {
	for story, problem := range map[string]string{
		"A hand.raise": "there is no open call", "X call.invite A c1": "before its answer",
		"X call.invite A c1; A call.failed c1":   "no open call",
		"X call.invite T c1; T call.answered c1": "never been in call",
		"X call.invite A c1; A call.answered c1": "", "X room.join c1; A room.join c1; A room.leave c1": "",
		"X call.invite A c1; A call.answered c1; X call.hangup c1":                                                        "",
		"X call.invite T c1; T call.answered c1; X call.hangup c1":                                                        "never been in call",
		"X call.invite A c1; A call.answered c1; X call.hangup c1; X call.invite A c1":                                    "before its answer",
		"X call.invite A c1; A call.answered c1; X call.hangup c1; X room.join r; X room.leave r":                         "",
		"X call.invite A c1; A call.answered c1; X call.hangup c1" + strings.Repeat("; X room.join r; X room.leave r", 3): "",
		"X call.invite A c1; A call.answered c1; X call.hangup c1" + strings.Repeat("; X room.join r; X room.leave r", 4): "no open call",
	} {
		s := tell(t, story)
		sys := newSystem(t, s.header)
		for _, e := range s.events {
			sys, _, _ = applied(sys, e)
		}
		e := readEvent(t, 99, "A recording.silence c1")
		e.Span = recording.Span{From: 1, To: 2}
		if _, _, err := applied(sys, e); (err == nil) != (problem == "") || err != nil &&
			!strings.Contains(err.Error(), problem) {
			t.Errorf("%s: got %v, want %q", story, err, problem)
		}
	}
}
