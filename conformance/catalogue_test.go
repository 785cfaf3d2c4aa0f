package conformance_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// testable reports whether a rule can be tested, by the catalogue alone: it is documented, within its support or outside, and seen at
// run time, or what it says is a support level.
func testable(r spec.Rule) bool {
	switch {
	case r.Support != spec.Documented && r.Support != spec.NotGuaranteed:
		return false
	case r.Observables == 0:
		return r.Support == spec.NotGuaranteed
	}
	return r.Observables&spec.Wording == 0
}

// Every rule that can be tested has one check, and no other rule has one.
func TestOneCheckARule(t *testing.T) {
	var want []spec.ID
	support := map[spec.Support]int{}
	for r := range spec.Rules() {
		if testable(r) {
			want = append(want, r.ID)
			support[r.Support]++
		}
	}
	if got := conformance.Rules(); !slices.Equal(got, want) {
		t.Errorf("rules with a check: got %v, want %v", got, want)
	}
	if support[spec.Documented] != 104 || support[spec.NotGuaranteed] != 30 {
		t.Errorf("got %v, want 104 documented and 30 not guaranteed rules", support)
	}
}

// Of the documented rules a softphone alone can show 63, a PBX alone 35, and 6 need both.
func TestRolesSplitTheRules(t *testing.T) {
	count := map[string]int{}
	for _, id := range conformance.Rules() {
		r, _ := spec.Lookup(id)
		if r.Support != spec.Documented {
			continue
		}
		softphone := conformance.Softphone.Observables().Has(r.Observables)
		pbx := conformance.PBX.Observables().Has(r.Observables)
		switch {
		case softphone && pbx:
			t.Errorf("%v is of both roles", id)
		case softphone:
			count["softphone"]++
		case pbx:
			count["pbx"]++
		default:
			count["both"]++
		}
	}
	if count["softphone"] != 63 || count["pbx"] != 35 || count["both"] != 6 {
		t.Errorf("got %v, want 63, 35 and 6", count)
	}
}

// Every observable shows more of the documented rules than the ones before it, as many as the kit's description says.
func TestPower(t *testing.T) {
	var seen spec.Observables
	for _, step := range []struct {
		and  spec.Observables
		want int
	}{{spec.Screen, 45}, {spec.Operability, 62}, {spec.RecorderState, 79}, {spec.Beeps, 84}, {spec.DTMF, 85},
		{spec.File, 98},
		{spec.Transcript, 101}, {spec.History, 104}} {
		seen |= step.and
		if got := conformance.Power(seen); got != step.want {
			t.Errorf("with %v: got %d, want %d", seen, got, step.want)
		}
	}
}

// Whatever value comes from outside, its name does not panic, and every name is there.
func TestNames(t *testing.T) {
	for i := range 256 {
		for l := range spec.Lang(2) {
			for _, text := range []string{conformance.Role(i).In(l), conformance.Overall(i).In(l),
				conformance.Place(i).In(l),
				conformance.Verdict(i).String(), conformance.Action(i).String(),
				conformance.Event{Action: conformance.Action(i)}.In(l)} {
				if text == "" {
					t.Errorf("a value of number %d has no name", i)
				}
			}
		}
	}
}

// Every rule that is observable holds of the library: a subtest a rule.
func TestRules(t *testing.T) {
	r := conformance.Run(t, conformance.Reference(conformance.System, pause.Policy{}),
		conformance.WithProfile(conformance.Quirks))
	t.Log(r)
}

// What a rule says of all sequences holds of all sequences that are long: of ten clicks of two softphones, and of five
// events of a call of two.
func TestLongSequences(t *testing.T) {
	library := conformance.Reference(conformance.System, pause.Policy{})
	t.Run("clicks", func(t *testing.T) {
		conformance.Run(t, library, conformance.Depth(10),
			conformance.Only(spec.S2S020, spec.S2S200, spec.S2S210, spec.OPS032, spec.OPS070, spec.REC050))
	})
	t.Run("events", func(t *testing.T) {
		conformance.Run(t, library, conformance.Depth(5), conformance.Only(spec.BTN150))
	})
}

// narrow is the library showing only what some observables are about.
func narrow(role conformance.Role, only spec.Observables) conformance.SUT {
	w := around(role)
	w.describe = func(d *conformance.Description) {
		d.Observables = only
		d.Features &^= conformance.Supports | conformance.Reasons
	}
	w.see = func(_ conformance.Scene, o *conformance.Observation) {
		o.Support, o.SupportRule, o.Reasons = nil, 0, nil
		if !only.Has(spec.Screen) && !only.Has(spec.Operability) {
			o.Phones = nil
		}
		for id, p := range o.Phones {
			if p.Reasons = nil; !only.Has(spec.Operability) {
				p.Buttons = map[buttons.Button]buttons.Verdict{buttons.Toggle: p.Buttons[buttons.Toggle]}
			}
			o.Phones[id] = p
		}
		if !only.Has(spec.RecorderState) {
			o.Calls = nil
		}
		if !only.Has(spec.Beeps) {
			o.Beeps = nil
		}
		if !only.Has(spec.DTMF) {
			o.DTMF = nil
		}
		if !only.Has(spec.History) {
			o.History = nil
		}
	}
	return w
}

// A subject that shows no more than a rule needs is judged by that rule, and by nothing that it does not show.
func TestRulesNeedWhatTheySay(t *testing.T) {
	judged := 0
	for _, id := range conformance.Rules() {
		r, _ := spec.Lookup(id)
		for role := conformance.Softphone; role <= conformance.System; role++ {
			if !role.Observables().Has(r.Observables) || r.Support != spec.Documented {
				continue
			}
			judged++
			report, err := conformance.Check(t.Context(), narrow(role, r.Observables), conformance.Only(id),
				conformance.Depth(2))
			if err != nil {
				t.Fatal(err)
			}
			if f := report.Findings[0]; f.Verdict != conformance.Pass {
				t.Errorf("%v, shown by %v: %v", role, r.Observables, f)
			}
		}
	}
	if judged != 202 {
		t.Errorf("judged %d rules of roles, want 202", judged)
	}
}
