package system_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

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
		if err := recordings.Add(next, outcome); err != nil {
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
