package pause_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

const (
	a pause.Party = iota
	b
	c
	d
)

// A start is a call as it begins, both as it is and as the dumb definition has it.
type start struct {
	name    string
	members []pause.Party
	ringing bool
	room    bool
}

var starts = []start{
	{name: "call of two", members: []pause.Party{a, b}},
	{name: "call of two that rings", members: []pause.Party{a, b}, ringing: true},
	{name: "call of three", members: []pause.Party{a, b, c}},
	{name: "room of one", members: []pause.Party{a}, room: true},
	{name: "room of three", members: []pause.Party{a, b, c}, room: true},
}

func (s start) call(recorded bool) pause.Call {
	switch {
	case s.room:
		return calltest.Room(recorded, s.members...)
	case s.ringing:
		return calltest.Ringing(recorded, s.members[0], s.members[1:]...)
	}
	return calltest.New(recorded, s.members[0], s.members[1:]...)
}

func (s start) dumb(recorded bool) *dumbCall {
	return &dumbCall{members: namesOf(pause.PartiesOf(s.members...)), operator: names{name(s.members[0]): true},
		stopped:  names{},
		recorded: recorded, answered: !s.ringing, room: s.room}
}

// walk draws a call and what happens to it, and shows each action that means something with the call before and after,
// until the call is over.
func walk(t *rapid.T, see func(action, pause.Step)) {
	r := rapid.SampledFrom(starts).Draw(t, "start").call(rapid.Bool().Draw(t, "recorded"))
	for _, act := range rapid.SliceOfN(actions, 1, 12).Draw(t, "actions") {
		next, step, err := act.on(r)
		if err != nil {
			continue
		}
		if see(act, step); next.Members() == 0 {
			return
		}
		r = next
	}
}

// A call is what the design says of it, whatever commands, joins, leaves, transfers and merges come.
func TestCallIsTheDumbCall(t *testing.T) {
	done, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		begin, recorded := rapid.SampledFrom(starts).Draw(t, "start"), rapid.Bool().Draw(t, "recorded")
		got, want := begin.call(recorded), begin.dumb(recorded)
		for _, act := range rapid.SliceOfN(actions, 1, 12).Draw(t, "actions") {
			next, _, err := act.on(got)
			if wrong := want.meaningless(act); wrong != (err != nil) {
				t.Fatalf("%s: %+v in %v: got error %v, want one: %t", begin.name, act, got.Members(), err, wrong)
			} else if wrong {
				refused++
				continue
			}
			done++
			want.apply(act)
			if got = next; len(want.members) == 0 {
				if got.Members() != 0 || got.Silenced() != 0 || got.StoppedBy() != 0 || got.State() != pause.Off {
					t.Fatalf("%s: %+v: got %+v, want a call that is over", begin.name, act, got)
				}
				return
			}
			if !want.members.is(got.Members()) || !want.stopped.is(got.StoppedBy()) ||
				!want.silenced().is(got.Silenced()) || got.State() != want.state() {
				t.Fatalf("%s: %+v: got members %v, stopped by %v, silenced %v, %v, want %+v, silenced %v", begin.name,
					act,
					got.Members(), got.StoppedBy(), got.Silenced(), got.State(), *want, want.silenced())
			}
			if side := want.operator.and(want.members); !side.is(got.OnSide(pause.Operator)) ||
				!want.members.minus(side).is(got.OnSide(pause.Far)) {
				t.Fatalf("%s: %+v: got sides %v and %v, want operator side %v", begin.name, act,
					got.OnSide(pause.Operator), got.OnSide(pause.Far), side)
			}
		}
	})
	if done < 10 || refused < 10 {
		t.Errorf("saw %d steps and %d refusals only", done, refused)
	}
}

// A step is the way from the call that was asked to the one that comes back.
func TestStepIsTheDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(starts).Draw(t, "start").call(true)
		act := actions.Draw(t, "action")
		if next, step, err := act.on(r); err == nil && (step.Before != r || step.After != next) {
			t.Fatalf("%+v: got a step from %+v to %+v, want one from %+v to %+v", act, step.Before, step.After, r, next)
		}
		joins, stopped := parties.Draw(t, "joins"), parties.Draw(t, "stopped")
		next := r
		if step, err := next.Merge(pause.PartiesOf(joins), pause.PartiesOf(stopped)); err == nil &&
			(step.Before != r || step.After != next) {
			t.Fatalf("merge: got a step from %+v to %+v, want one from %+v to %+v", step.Before, step.After, r, next)
		}
	})
}

// The same action gives the same step (L9).
func TestStepIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(act action, s pause.Step) {
			if _, again, err := act.on(s.Before); err != nil || again != s {
				t.Fatalf("%+v: got %+v, %v the second time, want %+v", act, again, err, s)
			}
		})
	})
}

// An error changes nothing: the call comes back as it was, and no step with it (L9).
func TestErrorChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(_ action, s pause.Step) {
			for _, p := range []pause.Party{a, b, c, d, pause.MaxParties - 1, pause.MaxParties, 255} {
				for _, op := range []string{"stop", "resume", "join", "leave", "park", "complete", "transfer"} {
					r, step, err := action{Op: op, P: p, Q: d}.on(s.After)
					var wrong *pause.PartyError
					if err != nil && (!errors.As(err, &wrong) || r != s.After || step != (pause.Step{})) {
						t.Fatalf("%s by %d: got %+v, %+v, %v, want a *PartyError and nothing changed", op, p, r, step,
							err)
					}
				}
			}
		})
	})
}

// From everywhere, one click on 録音再開 makes the display tell the truth and the voice of who clicked recorded: in a call
// of two everybody's (L8).
func TestResumeRestoresTheTruth(t *testing.T) {
	resumed := 0
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(act action, s pause.Step) {
			r := s.After
			if !r.Recorded() || !r.Answered() {
				return
			}
			for p := range r.Members().All() {
				resumed++
				display, after := pause.Display{Stopped: true}, r
				command := display.Click()
				_, err := after.Resume(p)
				if display.Confirm(command); err != nil || command.Verb != pause.Resume || display.Stopped ||
					after.Silenced().Has(p) {
					t.Fatalf("%v resumes after %+v: got display %+v, silenced %v, %v", p, act, display,
						after.Silenced(), err)
				}
				if !r.IsRoom() && r.Members().Len() <= 2 && after.State() != pause.On {
					t.Fatalf("%v resumes a call of two after %+v: got %v, want on", p, act, after.State())
				}
			}
		})
	})
	if resumed < 5 {
		t.Errorf("saw %d resumes only", resumed)
	}
}

// With recording off by setting everything happens as ever, to the ear too, and nothing is silenced, recorded or
// written, whatever comes (L6).
func TestRecordingOffIsHeardAsEver(t *testing.T) {
	steps := 0
	rapid.Check(t, func(t *rapid.T) {
		begin := rapid.SampledFrom(starts).Draw(t, "start")
		on, off := begin.call(true), begin.call(false)
		for _, act := range rapid.SliceOfN(actions, 1, 12).Draw(t, "actions") {
			next, want, err := act.on(on)
			same, got, err2 := act.on(off)
			if (err == nil) != (err2 == nil) {
				t.Fatalf("%+v: got error %v, want %v", act, err2, err)
			} else if err != nil {
				continue
			}
			steps++
			beep := got.Beep()
			sounds := beep.Sounds()
			if wanted := want.Beep(); sounds != wanted.Sounds() || beep.To != wanted.To || beep.On != 0 {
				t.Fatalf("%+v: got beep %+v, %t, want %+v, %t, in no file", act, beep, sounds, wanted, wanted.Sounds())
			}
			if same.Members() != next.Members() || same.StoppedBy() != next.StoppedBy() || same.Silenced() != 0 ||
				same.State() != pause.Off {
				t.Fatalf("%+v: got %+v, want %+v with nothing recorded", act, same, next)
			}
			if on, off = next, same; on.Members() == 0 {
				return
			}
		}
	})
	if steps < 10 {
		t.Errorf("saw %d steps only", steps)
	}
}
