package conformance_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

// toggles is a subject in which every click toggles, judged by the one rule.
func toggles(t *testing.T, o ...conformance.Option) *conformance.Report {
	t.Helper()
	f, err := faults.Lookup("F14")
	if err != nil {
		t.Fatal(err)
	}
	r, err := conformance.Check(context.Background(), f.Subject(),
		append(o, conformance.Only(spec.S2S200, spec.S2S131))...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A declared failure is a deviation with its reason; one that is not declared stays a failure, and a declaration of
// nothing is stale.
func TestDeviations(t *testing.T) {
	both := []conformance.Deviation{{Rule: spec.S2S200, Reason: "the old PBX"},
		{Rule: spec.S2S131, Reason: "the same", Issue: "PBX-7"}}
	elsewhere := conformance.Deviation{Rule: spec.S2S131, Trace: "hangs up", Reason: "another way"}
	there := conformance.Deviation{Rule: spec.S2S131, Trace: "B clicks 「録音停止」", Reason: "this way"}
	for _, row := range []struct {
		name            string
		known           []conformance.Deviation
		fails, deviates int
		stale           int
		want            conformance.Overall
	}{
		{"nothing", nil, 2, 0, 0, conformance.Nonconformant},
		{"both", both, 0, 2, 0, conformance.Deviating},
		{"one", both[:1], 1, 1, 0, conformance.Nonconformant},
		{"another trace", append(both[:1:1], elsewhere), 1, 1, 1, conformance.Nonconformant},
		{"the trace", append(both[:1:1], there), 0, 2, 0, conformance.Deviating},
		{"twice", append(both[:2:2], there), 0, 2, 1, conformance.Deviating},
		{"a rule that was not judged", append(both[:2:2], conformance.Deviation{Rule: spec.BTN020, Reason: "not now"}),
			0, 2, 0, conformance.Deviating},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := toggles(t, conformance.Declare(row.known...))
			if r.Count(conformance.Fail) != row.fails || r.Count(conformance.Deviates) != row.deviates ||
				len(r.Stale) != row.stale || r.Overall() != row.want {
				t.Errorf("got %v, want %+v", r, row)
			}
			for _, d := range r.Stale {
				if !strings.Contains(r.String(), "take the declaration back: "+d.Rule.Says(spec.EN)) {
					t.Errorf("the report does not name the stale %v", d.Rule)
				}
			}
			for _, f := range r.Findings {
				if is := f.Verdict == conformance.Deviates; is != (f.Deviation() != nil) || is &&
					(f.Failure == nil || !strings.Contains(f.String(), f.Deviation().Reason)) {
					t.Errorf("got %v with %+v", f, f.Deviation())
				}
			}
		})
	}
}

// What is conformant makes every declaration stale.
func TestStaleDeviation(t *testing.T) {
	f, _ := faults.Lookup("F14")
	r, err := conformance.Check(context.Background(), f.Subject(), conformance.Only(spec.BTN020),
		conformance.Declare(conformance.Deviation{Rule: spec.BTN020, Reason: "it was so"}))
	if err != nil || len(r.Stale) != 1 || r.Overall() == conformance.Deviating {
		t.Errorf("got %v, %v", r, err)
	}
}

// A declaration that cannot be one is an error that says which and what was expected.
func TestWrongDeviations(t *testing.T) {
	for text, want := range map[string]string{
		`[{"rule":"RP-BTN-020","reason":" "}]`:                                    "deviation 1: got no reason",
		`[{"rule":"RP-BTN-020","reason":"x"},{"rule":"RP-BTN-999","reason":"x"}]`: `deviations[1].rule: got "RP-BTN-999"`,
		`[{"rule":"RP-DOC-010","reason":"x"}]`:                                    "deviation 1: got RP-DOC-010",
		`[{"rule":"RP-BTN-020","reason":"x","until":"2027"}]`:                     "until",
		`{}`: "deviations: got",
		``:   "deviations: got",
	} {
		_, err := conformance.ParseDeviations([]byte(text))
		var typed *conformance.Error
		if !errors.As(err, &typed) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	good, err := conformance.ParseDeviations([]byte(`[{"rule":"RP-BTN-020","trace":"t","reason":"r","issue":"i"}]`))
	if want := (conformance.Deviation{Rule: spec.BTN020, Trace: "t", Reason: "r", Issue: "i"}); err != nil ||
		len(good) != 1 || good[0] != want {
		t.Errorf("got %v, %v", good, err)
	}
	f, _ := faults.Lookup("F14")
	if _, err := conformance.Check(context.Background(), f.Subject(),
		conformance.Declare(conformance.Deviation{})); !errors.As(err, new(*conformance.Error)) {
		t.Errorf("got %v, want an *Error", err)
	}
}
