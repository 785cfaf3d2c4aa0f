package conformance_test

import (
	"cmp"
	"fmt"
	"iter"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

var roles = []conformance.Role{conformance.Softphone, conformance.PBX, conformance.System}

// policies are all answers to the open questions that change what the kit can see of the library.
func policies() iter.Seq[pause.Policy] {
	return func(yield func(pause.Policy) bool) {
		for i := range 16 {
			for _, side := range []pause.BeepSide{pause.OppositeClicker, pause.FarSide, pause.OtherLegs} {
				for _, ringing := range []pause.WhileRinging{pause.FromAnswer, pause.HeldCall, pause.Nothing} {
					p := pause.Policy{BeepOnRepeat: i&1 != 0, NoBeepOnAutomatic: i&2 != 0, NoBeepUnrecorded: i&4 != 0,
						StopBeepInFile: i&8 != 0,
						BeepSide:       side, WhileRinging: ringing}
					if !yield(p) {
						return
					}
				}
			}
		}
	}
}

// Whatever the library answers to the open questions, and in whichever role, nothing fails it, not even what is not
// guaranteed. Core fails nobody whom Quirks does not fail.
func TestEveryPolicyIsConformant(t *testing.T) {
	n := 0
	for p := range policies() {
		n++
		for _, role := range roles {
			t.Run(fmt.Sprintf("%v/%+v", role, p), func(t *testing.T) {
				t.Parallel()
				r := check(t, conformance.Reference(role, p), conformance.Depth(2),
					conformance.WithProfile(conformance.Quirks))
				if r.Overall() != conformance.Conformant || r.Count(conformance.Pass) != len(r.Findings) {
					t.Error(r)
				}
			})
		}
	}
	if n != 144 {
		t.Errorf("got %d policies, want 144", n)
	}
}

// With each answer by itself the library is conformant in the usual profile, too, at the usual depth.
func TestEveryOptionIsConformant(t *testing.T) {
	for _, p := range []pause.Policy{{}, {BeepOnRepeat: true}, {NoBeepOnAutomatic: true}, {NoBeepUnrecorded: true},
		{StopBeepInFile: true},
		{BeepSide: pause.FarSide}, {BeepSide: pause.OtherLegs}, {WhileRinging: pause.HeldCall},
		{WhileRinging: pause.Nothing}} {
		for _, role := range roles {
			if r := check(t, conformance.Reference(role, p)); r.Overall() != conformance.Conformant ||
				r.Count(conformance.Inconclusive)+r.Count(conformance.Skip) > 0 {
				t.Error(r)
			}
		}
	}
}

// The library's answers are found, whether it declares them or not; of what is no policy of it, the usual ones.
func TestAnswersAreFound(t *testing.T) {
	for p := range policies() {
		for _, role := range roles[1:] {
			library := conformance.Reference(role, p)
			declared := library.Describe().Choices
			for _, s := range []conformance.SUT{library,
				wrapped{SUT: library, describe: func(d *conformance.Description) { d.Choices = nil }}} {
				r := check(t, s, conformance.Only(spec.OPS010))
				if want := map[conformance.Role]int{conformance.PBX: 9, conformance.System: 12}[role]; len(r.Answers()) != want {
					t.Errorf("got %d answers, want %d", len(r.Answers()), want)
				}
				for _, a := range r.Answers() {
					c, _ := spec.LookupChoice(a.Choice)
					of := map[spec.ChoiceID]spec.ChoiceID{"A-46": "A-10"}[a.Choice] // one policy answers both
					if want := cmp.Or(declared[cmp.Or(of, a.Choice)], c.Default); a.Verdict != conformance.Pass || a.Found != want {
						t.Errorf("%+v: got %v, want %s", p, a, want)
					}
				}
			}
		}
	}
}

// check is Check of a subject that describes itself well.
func check(t *testing.T, s conformance.SUT, o ...conformance.Option) *conformance.Report {
	t.Helper()
	r, err := conformance.Check(t.Context(), s, o...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A report has the rules of the subject's role, in document order: those that its half can show, and those whose answer
// is a support level.
func TestFindingsAreOfTheRole(t *testing.T) {
	for role, want := range map[conformance.Role]int{conformance.Softphone: 63, conformance.PBX: 35,
		conformance.System: 104} {
		r := check(t, conformance.Reference(role, pause.Policy{}))
		got, last := 0, spec.ID(0)
		for _, f := range r.Findings {
			rule, _ := spec.Lookup(f.Rule)
			if rule.Support == spec.Documented {
				got++
			}
			if f.Rule <= last || !role.Observables().Has(rule.Observables) {
				t.Errorf("%v: %v is out of order or out of scope", role, f.Rule)
			}
			last = f.Rule
		}
		if got != want {
			t.Errorf("%v: got %d documented rules, want %d", role, got, want)
		}
	}
}
