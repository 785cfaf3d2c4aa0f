package suite_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

var roles = []conformance.Role{conformance.Softphone, conformance.PBX, conformance.System}

// policies are all answers to the open questions that change what the kit can see of the library.
func policies() iter.Seq[pause.Policy] {
	return func(yield func(pause.Policy) bool) {
		for i := range 16 * 9 {
			p := pause.Policy{BeepOnRepeat: i&1 != 0, NoBeepOnAutomatic: i&2 != 0, NoBeepUnrecorded: i&4 != 0,
				StopBeepInFile: i&8 != 0,
				BeepSide:       pause.BeepSide(i / 16 % 3), WhileRinging: pause.WhileRinging(i / 48)}
			if !yield(p) {
				return
			}
		}
	}
}

// made returns the suites for a role, of which something can be seen.
func made(t *testing.T, role conformance.Role, by spec.Observables, o suite.Options) *suite.Set {
	t.Helper()
	p, err := suite.New(t.Context(), role, by, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// check is Set.Check of a subject that describes itself well.
func check(t *testing.T, p *suite.Set, s conformance.SUT) *suite.Report {
	t.Helper()
	r, err := p.Check(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever the library answers to the open questions, no suite fails it, and every test is played to its end: in each
// role with every policy in a scene, in turn, and a PBX with each answer by itself in all.
func TestEveryPolicyPasses(t *testing.T) {
	scenes := suite.Scenes(conformance.Quirks)
	for _, role := range roles {
		var plans []*suite.Set
		for _, scene := range scenes {
			plans = append(plans, made(t, role, role.Observables(),
				suite.Options{Profile: conformance.Quirks, Scenes: []conformance.Scene{scene}}))
		}
		whole := made(t, role, role.Observables(), suite.Options{Profile: conformance.Quirks, Scenes: scenes})
		n := int(role)
		for p := range policies() {
			n++
			plan := plans[n%len(scenes)]
			if role == conformance.PBX && single(p) {
				plan = whole
			}
			t.Run(fmt.Sprintf("%v/%+v", role, p), func(t *testing.T) {
				t.Parallel()
				if r := check(t, plan, conformance.Reference(role, p)); len(r.Findings) > 0 || r.Lost > 0 ||
					r.Tests == 0 {
					t.Errorf("%d lost: %v", r.Lost, r.Findings)
				}
			})
		}
	}
}

// single reports whether a policy has one answer that is not the default, or none.
func single(p pause.Policy) bool {
	n := min(int(p.BeepSide), 1) + min(int(p.WhileRinging), 1)
	for _, other := range []bool{p.BeepOnRepeat, p.NoBeepOnAutomatic, p.NoBeepUnrecorded, p.StopBeepInFile} {
		if other {
			n++
		}
	}
	return n < 2
}

// The states that a suite has of the library are all that it has: with an extra state allowed for, too, it is not
// failed.
func TestNoHiddenStates(t *testing.T) {
	for _, role := range roles {
		for _, profile := range []conformance.Profile{conformance.Core, conformance.Quirks} {
			if profile == conformance.Quirks && role != conformance.PBX {
				continue // the whole world is explored, whatever is then seen of it
			}
			r, err := suite.Check(t.Context(), conformance.Reference(role, pause.Policy{}),
				suite.Options{Profile: profile, Extra: 1})
			if err != nil || len(r.Findings) > 0 || r.Lost > 0 || r.Tests == 0 {
				t.Errorf("%v, %v: got %+v, %v", role, profile, r, err)
			}
		}
	}
}

// The screen tells all states apart in which a toggle is shown, and so does all that can be seen; what is left is whether
// a call is held, rings or is over, which nobody is failed by. What is seen less of is told apart less well.
func TestUnseenStates(t *testing.T) {
	unseen := func(by spec.Observables) (pairs, inCall int) {
		for _, s := range made(t, conformance.System, by, suite.Options{}).Suites {
			n, m := s.Unseen()
			pairs, inCall = pairs+n, inCall+m
		}
		return pairs, inCall
	}
	all, inCall := unseen(conformance.System.Observables())
	if screen, m := unseen(spec.Screen); all != 7 || screen != 7 || inCall+m > 0 {
		t.Errorf("got %d pairs that all observables do not tell apart, %d in a call, and %d for the screen, %d in a call",
			all, inCall, screen, m)
	}
	last := all
	for _, by := range []spec.Observables{spec.RecorderState, spec.Beeps, spec.DTMF, spec.Operability} {
		pairs, inCall := unseen(by)
		if pairs <= last || inCall == 0 {
			t.Errorf("%v: got %d pairs, %d in a call, want more than %d", by, pairs, inCall, last)
		}
		last = pairs
	}
}

// Core fails nobody by a rule that is not guaranteed: every fault is failed by documented rules or by none.
func TestCoreIsGuaranteed(t *testing.T) {
	found := 0
	plan := made(t, conformance.System, conformance.System.Observables(),
		suite.Options{Scenes: suite.Scenes(conformance.Core)})
	for f := range faults.All() {
		if f.Subject().Describe().Role != conformance.System {
			continue
		}
		for _, x := range check(t, plan, f.Subject()).Findings {
			found++
			if rule, _ := spec.Lookup(x.Rule); x.Verdict != conformance.Fail || rule.Support != spec.Documented {
				t.Errorf("%s: got %v", f.ID, x)
			}
		}
	}
	if found < 50 {
		t.Errorf("saw %d findings only", found)
	}
}

// A difference is found by a shortest trace, and put down to the cell of the manual's table or to the rule of the
// click.
func TestAttribution(t *testing.T) {
	plan := func(role conformance.Role, o suite.Options) *suite.Set {
		return made(t, role, role.Observables(), o)
	}
	scenes := suite.Scenes(conformance.Quirks)
	core, pbx := plan(conformance.System, suite.Options{}), plan(conformance.PBX, suite.Options{})
	quirks := plan(conformance.System, suite.Options{Profile: conformance.Quirks, Scenes: scenes[3:8]})
	for _, row := range []struct {
		plan  *suite.Set
		fault string
		rule  spec.ID
		steps int
	}{
		{core, "F03", spec.AVL030, 0}, {core, "F06", spec.VIS021, 0}, {core, "F10", spec.S2S142, 3},
		{core, "F11", spec.OPS031, 1},
		{core, "F13", spec.S2S121, 1}, {core, "F14", spec.S2S131, 2}, {core, "F16", spec.S2S200, 3},
		{core, "F18", spec.S2S230, 3},
		{core, "F25a", spec.NTF011, 1}, {core, "F27", spec.BTN101, 2}, {core, "F31b", spec.BTN020, 1},
		{core, "F38", spec.VIS029, 0},
		{core, "S05", spec.OPS080, 1}, {core, "S07", spec.BTN110, 1}, {core, "S08", spec.BTN120, 2},
		{pbx, "R08", spec.RSP020, 2},
		{quirks, "F34", spec.XFR031, 2}, {quirks, "F35", spec.XFR020, 2}, {quirks, "F37", spec.CNF010, 1},
		{quirks, "S17", spec.TPC010, 0}, {quirks, "S19", spec.XFR011, 1}, {quirks, "S20", spec.OUT020, 2},
	} {
		f, err := faults.Lookup(row.fault)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, x := range check(t, row.plan, f.Subject()).Findings {
			found = found || x.Rule == row.rule && len(x.Failure.Trace) == row.steps
		}
		if !found {
			t.Errorf("%s: no finding of %v after %d events", row.fault, row.rule, row.steps)
		}
	}
}

// First stops at the first finding.
func TestFirst(t *testing.T) {
	f, _ := faults.Lookup("F14")
	all, err := suite.Check(t.Context(), f.Subject(), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := suite.Check(t.Context(), f.Subject(), suite.Options{First: true})
	if err != nil || len(first.Findings) != 1 || len(all.Findings) < 2 || first.Tests >= all.Tests {
		t.Errorf("got %d findings of %d after %d tests of %d, %v", len(first.Findings), len(all.Findings), first.Tests,
			all.Tests, err)
	}
}
