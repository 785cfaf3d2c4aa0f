package system_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// L6: nothing that a softphone shows depends on whether the call is recorded, and neither does what becomes of a click
// or who hears a beep; and with recording off, nothing is recorded whatever is clicked (RP-REC-050).
func TestRecordingSettingShowsNowhere(t *testing.T) {
	for seed := range uint64(150) {
		s := randomStory(seed)
		s.header.Config.RecordAllCalls, s.header.Config.RecordCallcenter = true, false
		on := newSystem(t, s.header)
		s.header.Config.RecordAllCalls = false
		off := newSystem(t, s.header)
		for _, e := range s.events {
			nextOn, a, errOn := applied(on, e)
			nextOff, b, errOff := applied(off, e)
			if (errOn == nil) != (errOff == nil) {
				t.Fatalf("%v\nat line %d: recorded %v, not recorded %v", s, e.Line, errOn, errOff)
			}
			for _, c := range b.Step.Calls {
				if c.Value.Recording != pause.Off || len(c.Value.Silenced) > 0 {
					t.Fatalf("%v\nat line %d with recording off: %+v", s, e.Line, c)
				}
			}
			if diff := cmp.Diff(visible(b.Step), visible(a.Step)); diff != "" {
				t.Fatalf("%v\nat line %d: not recorded (-), recorded (+): %s", s, e.Line, diff)
			}
			on, off = nextOn, nextOff
		}
	}
}

// visible is what people see and hear of a step.
func visible(s calllog.StepLine) calllog.StepLine {
	v := calllog.StepLine{Result: s.Result, Support: s.Support, Phones: s.Phones, DTMF: s.DTMF}
	for _, b := range s.Beeps {
		v.Beeps = append(v.Beeps, calllog.BeepView{Call: b.Call, To: b.To})
	}
	return v
}

// A step is a function of what came before it: other futures, tried from every moment of a story, change neither what
// was nor what comes when the first future is taken up again.
func TestStepsDependOnNothingLater(t *testing.T) {
	for seed := range uint64(100) {
		s := randomStory(seed)
		systems := []system.System{newSystem(t, s.header)}
		var want, got []string
		for i, e := range s.events {
			next, outcome, _ := applied(systems[i], e)
			systems, want = append(systems, next), append(want, stepLine(t, outcome.Step))
		}
		for i, sys := range systems {
			for _, e := range randomStory(seed + uint64(i)).events {
				sys, _, _ = applied(sys, e)
			}
		}
		for i, e := range s.events {
			_, outcome, _ := applied(systems[i], e)
			got = append(got, stepLine(t, outcome.Step))
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("%v\nafter (-) and before (+) other futures: %s", s, diff)
		}
	}
}

// Two futures of one room know nothing of each other: D is in the one, and E in the other.
func TestTwoFutures(t *testing.T) {
	h := readHeader(t, nil, full("A"), "B external", "C external", "D external", "E external")
	three, _ := play(t, h, "A room.join r", "B room.join r", "C room.join r")
	withD, _, err := applied(three, readEvent(t, 5, "D room.join r"))
	if err != nil {
		t.Fatal(err)
	}
	withE, _, err := applied(three, readEvent(t, 5, "E room.join r"))
	if err != nil {
		t.Fatal(err)
	}
	for _, future := range []struct {
		name   string
		system system.System
	}{{"D", withD}, {"E", withE}} {
		_, outcome, err := applied(future.system, readEvent(t, 6, "A pause.click r"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := outcome.Step.Beeps[0].To,
			(calllog.List[string]{"A", "B", "C", future.name}); !slices.Equal(got, want) {
			t.Errorf("the future with %s: got a beep to %v, want %v", future.name, got, want)
		}
	}
}
