package suite

import (
	"context"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// answersOnly returns the stories in which the kit's PBX does not answer at once.
func answersOnly(first bool) *Set {
	return &Set{options: Options{First: first}, role: conformance.Softphone, by: conformance.Softphone.Observables(),
		stories: awaited()}
}

// A softphone that takes an answer of its PBX for what it is not is found, and put down to a rule that it breaks.
func TestAnswersAreFound(t *testing.T) {
	list, err := toldTo(t.Context(), answersOnly(true), func(f faults.Seeded) bool { return f.Class == faults.Answers })
	if err != nil || len(list) != 1 || list[0].all < 80 || list[0].named != list[0].all {
		t.Errorf("got %+v, %v", list, err)
	}
}

// Only who claims that the kit may answer later is told those stories, and told them to their end.
func TestAnswersAreClaimed(t *testing.T) {
	library := conformance.Reference(conformance.Softphone, pause.Policy{})
	set := answersOnly(false)
	r, err := set.Check(t.Context(), library)
	if err != nil || len(r.Findings)+len(r.Unruled) > 0 || r.Lost > 0 || r.Tests != len(set.stories) {
		t.Errorf("%d of %d told, %d lost: %v, %v, %v", r.Tests, len(set.stories), r.Lost, r.Findings, r.Unruled, err)
	}
	r, err = set.Check(t.Context(), softphone{SUT: library, silent: true})
	if err != nil || r.Tests > 0 {
		t.Errorf("without the feature: %d told, %v", r.Tests, err)
	}
}

// A softphone is the library's, which makes something else of clicks and answers.
type softphone struct {
	conformance.SUT
	silent bool // it does not claim the feature
	make   func() func(*conformance.Event) error
	see    func(*conformance.Observation)
}

func (s softphone) Describe() conformance.Description {
	d := s.SUT.Describe()
	if s.silent {
		d.Features &^= conformance.Answers
	}
	return d
}

func (s softphone) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	inner, err := s.SUT.Open(ctx, scene)
	x := &softphoneSession{Session: inner, see: s.see}
	if s.make != nil {
		x.do = s.make()
	}
	return x, err
}

type softphoneSession struct {
	conformance.Session
	do  func(*conformance.Event) error
	see func(*conformance.Observation)
}

func (x *softphoneSession) Do(ctx context.Context, e conformance.Event) error {
	if x.do != nil {
		if err := x.do(&e); err != nil {
			return err
		}
	}
	return x.Session.Do(ctx, e)
}

func (x *softphoneSession) Observe(ctx context.Context) (conformance.Observation, error) {
	o, err := x.Session.Observe(ctx)
	if x.see != nil {
		x.see(&o)
	}
	return o, err
}

// waits keeps which of a softphone's commands await an answer, as clicks and answers come.
func waits(do func(e *conformance.Event, awaits map[int]conformance.Event) error) func() func(*conformance.Event) error {
	return func() func(*conformance.Event) error {
		awaits := map[int]conformance.Event{}
		return func(e *conformance.Event) error {
			was := *e
			err := do(e, awaits)
			switch {
			case was.Action == conformance.Answer:
				delete(awaits, was.Pending)
			case was.Pending > 0 && err == nil && e.Action == conformance.Click:
				awaits[was.Pending] = was
			case was.Fact == calllog.CallHangup:
				clear(awaits)
			}
			return err
		}
	}
}

func awaitsOf(awaits map[int]conformance.Event, party string) bool {
	for _, e := range awaits {
		if e.Party == party {
			return true
		}
	}
	return false
}

// atOnceShown changes the display with the click, and back where the PBX refuses or does not answer in time.
func atOnceShown(e *conformance.Event, awaits map[int]conformance.Event) error {
	click, awaited := awaits[e.Pending]
	switch {
	case e.Action == conformance.Answer && e.PBX != calllog.Confirmed && awaited && isNewest(awaits, e.Pending):
		*e = conformance.Event{At: e.At, Action: conformance.Click, Party: click.Party, Button: click.Button}
	case e.Action == conformance.Answer:
		e.Action = conformance.Wait
	case isToggle(*e):
		e.Pending = 0
	}
	return nil
}

// isNewest reports whether no later command awaits an answer.
func isNewest(awaits map[int]conformance.Event, number int) bool {
	for other := range awaits {
		if other > number {
			return false
		}
	}
	return true
}

// The manual does not say what a softphone shows before its PBX has answered, or after it has waited in vain: who shows
// it at once, refuses to be clicked meanwhile, sends no command twice or knows of no late answer is not failed.
func TestOtherWaysToWait(t *testing.T) {
	library := conformance.Reference(conformance.Softphone, pause.Policy{})
	for name, s := range map[string]softphone{
		"shows it at once": {SUT: library, make: waits(atOnceShown)},
		"rejects clicks meanwhile": {SUT: library, make: waits(func(e *conformance.Event, awaits map[int]conformance.Event) error {
			if isToggle(*e) && awaitsOf(awaits, e.Party) {
				return conformance.ErrRejected
			}
			return nil
		})},
		"sends no command twice": {SUT: library, make: waits(func(e *conformance.Event, awaits map[int]conformance.Event) error {
			if isToggle(*e) && awaitsOf(awaits, e.Party) {
				e.Action = conformance.Wait
			}
			return nil
		})},
		"knows of no late answer": {SUT: library, make: waits(func(e *conformance.Event, awaits map[int]conformance.Event) error {
			if _, awaited := awaits[e.Pending]; e.Action == conformance.Answer && !awaited {
				return conformance.ErrRejected
			}
			return nil
		})},
		"does not say what it sends": {SUT: library, see: func(o *conformance.Observation) { o.Sent = nil }},
	} {
		r, err := answersOnly(false).Check(t.Context(), s)
		if err != nil || len(r.Findings)+len(r.Unruled) > 0 || r.Lost > 0 {
			t.Errorf("%s: %d lost: %v, %v, %v", name, r.Lost, r.Findings, r.Unruled, err)
		}
	}
}

// A softphone that shows a stop which the PBX has refused fails nobody's rule, and is reported.
func TestRefusedStopIsReported(t *testing.T) {
	s := softphone{SUT: conformance.Reference(conformance.Softphone, pause.Policy{}), make: waits(
		func(e *conformance.Event, _ map[int]conformance.Event) error {
			if e.PBX == calllog.Refused {
				e.PBX = calllog.Confirmed
			}
			return nil
		})}
	r, err := answersOnly(false).Check(t.Context(), s)
	if err != nil || len(r.Findings) > 0 || len(r.Unruled) == 0 || len(r.Unruled[0].Trace) > 3 {
		t.Errorf("got %v, %v, %v", r.Findings, r.Unruled, err)
	}
}

// A trace with answers is told again as it was, and gets as short as it can.
func TestAnswersAreShrunk(t *testing.T) {
	for f := range faults.AllSeeded() {
		if f.ID != "answers/late-counts" {
			continue
		}
		r, err := answersOnly(false).Check(t.Context(), f.Subject())
		if err != nil || len(r.Findings) == 0 || r.Findings[0].Rule != spec.OPS050 || len(r.Findings[0].Failure.Trace) > 7 {
			t.Fatalf("got %v, %v", r.Findings, err)
		}
		x := newRun(t.Context(), f.Subject(), Options{}, conformance.Softphone, conformance.Softphone.Observables())
		if _, seen := x.again(*r.Findings[0].Failure); seen == nil || seen.Rule != spec.OPS050 {
			t.Errorf("again: got %+v", seen)
		}
	}
}
