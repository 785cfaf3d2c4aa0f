package pause_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

// A moment is a step, and what anybody can see of it without knowing how beeps are decided.
type moment struct {
	name    string
	begin   pause.Call
	before  []action
	act     action
	by      pause.Sides // the side of who clicked, 0 where nobody did
	resumes bool        // somebody is silent before it and not after
	stops   bool        // somebody is silent after it and not before
	others  pause.Sides // the sides on which somebody else than the clicker is
	silent  bool        // no beep under any policy: the call was not answered, or is over
}

var (
	two   = calltest.New(true, a, b)
	three = calltest.New(true, a, b, c)
	stopA = action{Op: "stop", P: a}
	stopB = action{Op: "stop", P: b}
)

const both = pause.Operator | pause.Far

var moments = []moment{
	{name: "the operator stops", begin: two, act: stopA, by: pause.Operator, stops: true, others: pause.Far},
	{name: "the far side stops", begin: two, act: stopB, by: pause.Far, stops: true, others: pause.Operator},
	{name: "a second stop", begin: two, before: []action{stopA}, act: stopB, by: pause.Far, others: pause.Operator},
	{name: "the operator resumes", begin: two, before: []action{stopA}, act: action{Op: "resume", P: a},
		by: pause.Operator, resumes: true, others: pause.Far},
	{name: "the far side resumes", begin: two, before: []action{stopA}, act: action{Op: "resume", P: b}, by: pause.Far,
		resumes: true, others: pause.Operator},
	{name: "a second resume", begin: two, before: []action{stopA, {Op: "resume", P: a}},
		act: action{Op: "resume", P: b}, by: pause.Far, others: pause.Operator},
	{name: "one of three stops", begin: three, act: stopB, by: pause.Far, stops: true, others: both},
	{name: "one of three resumes", begin: three, before: []action{stopB}, act: action{Op: "resume", P: b},
		by: pause.Far, resumes: true, others: both},
	{name: "another of three resumes", begin: three, before: []action{stopB}, act: action{Op: "resume", P: a},
		by: pause.Operator, others: pause.Far},
	{name: "a third joins a stopped call of two", begin: two, before: []action{stopA}, act: action{Op: "join", P: c},
		resumes: true},
	{name: "a third leaves a call that one of the two has stopped", begin: three, before: []action{stopA},
		act: action{Op: "leave", P: c}, stops: true},
	{name: "a third joins a call that is not stopped", begin: two, act: action{Op: "join", P: c}},
	{name: "a * transfer is completed while stopped", begin: two, before: []action{stopA},
		act: action{Op: "complete", P: a, Q: c}, resumes: true},
	{name: "a * transfer is completed", begin: two, act: action{Op: "complete", P: a, Q: c}},
	{name: "a three-way call with a target that has stopped", begin: two,
		act: action{Op: "merge", Others: pause.PartiesOf(c), Stopped: pause.PartiesOf(c)}, stops: true},
	{name: "a stop before the answer", begin: calltest.Ringing(true, a, b), act: stopA, by: pause.Operator, stops: true,
		others: pause.Far, silent: true},
	{name: "the answer after a stop", begin: calltest.Ringing(true, a, b), before: []action{stopA},
		act: action{Op: "answer"}, silent: true},
	{name: "one leaves a stopped call of two", begin: two, before: []action{stopA}, act: action{Op: "leave", P: b},
		resumes: true, silent: true},
	{name: "a stopped call ends", begin: two, before: []action{stopA}, act: action{Op: "end"}, resumes: true,
		silent: true},
}

// step makes the moment happen, recorded or not, under a policy.
func (m moment) step(t testing.TB, recorded bool, p pause.Policy) pause.Step {
	t.Helper()
	r := m.begin
	if !recorded {
		answered := r.Answered()
		list := []pause.Party{}
		for member := range r.OnSide(pause.Far).All() {
			list = append(list, member)
		}
		if r = calltest.Ringing(false, a, list...); answered {
			r = calltest.New(false, a, list...)
		}
	}
	_, step, err := m.act.on(after(t, calltest.With(r, p), m.before...))
	if err != nil {
		t.Fatal(err)
	}
	return step
}

// beep is the dumb definition: what the six answers and the moment's facts make of it.
func (m moment) beep(recorded bool, p pause.Policy) (heard bool, written pause.Sides) {
	click, changes := m.by != 0, m.resumes || m.stops
	heard = changes || click && p.BeepOnRepeat
	heard = heard && (click || !m.resumes || !p.NoBeepOnAutomatic)
	heard = heard && (recorded || !p.NoBeepUnrecorded) && !m.silent
	if !heard || !recorded || !m.resumes && !(m.stops && click && p.StopBeepInFile) {
		return heard, 0
	}
	switch {
	case !click || p.BeepSide == pause.FarSide:
		return heard, pause.Far
	case p.BeepSide == pause.OtherLegs:
		return heard, m.others
	}
	return heard, both &^ m.by
}

// policies returns every answer to the six open questions that a call depends on: 2⁴·3·3.
func policies() (list []pause.Policy) {
	for bits := range 16 {
		for side := range pause.OtherLegs + 1 {
			for ringing := range pause.Nothing + 1 {
				list = append(list, pause.Policy{BeepOnRepeat: bits&1 != 0, NoBeepOnAutomatic: bits&2 != 0,
					NoBeepUnrecorded: bits&4 != 0,
					StopBeepInFile:   bits&8 != 0, BeepSide: side, WhileRinging: ringing})
			}
		}
	}
	return list
}

// What sounds, who hears it and on which side it is written is the same for every policy as the dumb definition says.
func TestBeep(t *testing.T) {
	for _, m := range moments {
		t.Run(m.name, func(t *testing.T) {
			for _, p := range policies() {
				for _, recorded := range []bool{true, false} {
					s := m.step(t, recorded, p)
					got := s.Beep()
					sounds := got.Sounds()
					heard, written := m.beep(recorded, p)
					want := pause.Beep{}
					if heard {
						want = pause.Beep{To: s.After.Members(), On: written}
					}
					if sounds != heard || got != want || s.RecordedOn() != s.After.OnSide(want.On) {
						t.Errorf("recorded %t, %+v: got %+v, %t, on the side of %v, want %+v, %t", recorded, p, got,
							sounds, s.RecordedOn(), want, heard)
					}
				}
			}
		})
	}
}

// The facts of a moment are those of its step.
func TestMomentFacts(t *testing.T) {
	for _, m := range moments {
		s := m.step(t, true, pause.Policy{})
		if s.Changes() != (m.resumes || m.stops) || pause.Resumes(s) != m.resumes {
			t.Errorf("%s: got changes %t, resumes %t, want resumes %t, stops %t", m.name, s.Changes(), pause.Resumes(s),
				m.resumes, m.stops)
		}
	}
}

// The default answers, one rule or question a row: who hears the beep, and on whose side it is written.
func TestBeepByRule(t *testing.T) {
	ab, nobody := pause.PartiesOf(a, b), pause.Parties(0)
	rows := []struct {
		rule   string
		moment string
		policy pause.Policy
		off    bool
		to, on pause.Parties
	}{
		{"RP-NTF-010", "the operator stops", pause.Policy{}, false, ab, nobody},
		{"RP-NTF-011", "the far side stops", pause.Policy{}, false, ab, nobody},
		{"RP-NTF-012", "the operator resumes", pause.Policy{}, false, ab, pause.PartiesOf(b)},
		{"RP-NTF-013", "the far side resumes", pause.Policy{}, false, ab, pause.PartiesOf(a)},
		{"RP-NTF-030 (A-09 b)", "a second stop", pause.Policy{}, false, nobody, nobody},
		{"RP-NTF-030 (A-09 a)", "a second stop", pause.Policy{BeepOnRepeat: true}, false, ab, nobody},
		{"RP-NTF-040 (A-10 a)", "a * transfer is completed while stopped", pause.Policy{}, false, pause.PartiesOf(b, c),
			pause.PartiesOf(b)},
		{"RP-NTF-040 (A-10 b)", "a * transfer is completed while stopped", pause.Policy{NoBeepOnAutomatic: true}, false,
			nobody, nobody},
		{"RP-NTF-050 (A-11 a)", "the operator resumes", pause.Policy{}, true, ab, nobody},
		{"RP-NTF-050 (A-11 b)", "the operator resumes", pause.Policy{NoBeepUnrecorded: true}, true, nobody, nobody},
		{"RP-REC-021 (A-19 b)", "the operator stops", pause.Policy{StopBeepInFile: true}, false, ab,
			pause.PartiesOf(b)},
		{"RP-REC-030 (A-20 b)", "the far side resumes", pause.Policy{BeepSide: pause.FarSide}, false, ab,
			pause.PartiesOf(b)},
		{"RP-REC-030 (A-20 c)", "one of three resumes", pause.Policy{BeepSide: pause.OtherLegs}, false,
			pause.PartiesOf(a, b, c), pause.PartiesOf(a, b, c)},
		{"RP-NTF-014", "a third joins a call that is not stopped", pause.Policy{BeepOnRepeat: true}, false, nobody,
			nobody},
	}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%s/%s", row.rule, row.moment), func(t *testing.T) {
			s := momentCalled(t, row.moment).step(t, !row.off, row.policy)
			beep := s.Beep()
			sounds := beep.Sounds()
			if beep.To != row.to || sounds != (row.to != 0) || s.RecordedOn() != row.on {
				t.Errorf("got a beep to %v, %t, on the side of %v, want %v, %v", beep.To, sounds, s.RecordedOn(),
					row.to, row.on)
			}
		})
	}
}

func momentCalled(t testing.TB, name string) moment {
	t.Helper()
	for _, m := range moments {
		if m.name == name {
			return m
		}
	}
	t.Fatalf("there is no moment called %q", name)
	return moment{}
}

// By default a beep sounds exactly where a step changes who is silenced, in a call that was answered and goes on, and
// it is written exactly where the step ends somebody's silence and somebody is on its side, along every way that a call
// can take.
func TestBeepSoundsWhereTheRecordingChanges(t *testing.T) {
	sounded, silent, written := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		walk(t, func(act action, s pause.Step) {
			beep := s.Beep()
			sounds := beep.Sounds()
			if !s.Before.Recorded() {
				return
			}
			if sounds {
				sounded++
			} else {
				silent++
			}
			if beep.On != 0 {
				written++
			}
			before, after := s.Before.Silenced(), s.After.Silenced()
			goesOn := s.Before.Answered() && s.After.Members() != 0
			if want := goesOn && before != after; sounds != want {
				t.Fatalf("%+v: silenced %v, then %v: got a beep %t, want %t", act, before, after, sounds, want)
			}
			side := pause.Far
			resumed := act.Op == "resume" || act.Op == "time out" || act.Op == "force resume"
			if by, _ := s.By(); resumed && !s.After.OnSide(pause.Operator).Has(by) {
				side = pause.Operator
			}
			if want := goesOn && before&^after != 0 && s.After.OnSide(side) != 0; (beep.On != 0) != want {
				t.Fatalf("%+v: silenced %v, then %v: got the beep on sides %d, want it written %t", act, before, after,
					beep.On, want)
			}
		})
	})
	if !testing.Short() && (sounded < 5 || silent < 20 || written == 0) {
		t.Errorf("%d steps with a beep, %d of them in the file, and %d without", sounded, written, silent)
	}
}
