package conformance_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

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
	for _, id := range conformance.Rules() {
		r, _ := spec.Lookup(id)
		for role := conformance.Softphone; role <= conformance.System; role++ {
			if !role.Observables().Has(r.Observables) || r.Support != spec.Guaranteed {
				continue
			}
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
}
