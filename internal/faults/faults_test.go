package faults_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

// Every fault is failed, and by the check of every rule that it breaks.
func TestFaultsAreFailed(t *testing.T) {
	for f := range faults.All() {
		t.Run(f.ID, func(t *testing.T) {
			r, err := conformance.Check(t.Context(), f.Subject(), conformance.WithProfile(conformance.Quirks))
			if err != nil {
				t.Fatal(err)
			}
			if r.Overall() != conformance.Nonconformant {
				t.Errorf("%s: got %v", f.Name.EN, r.Overall())
			}
			for _, id := range f.Breaks {
				if finding, ok := r.Find(id); !ok || finding.Verdict != conformance.Fail {
					t.Errorf("%s: got %v", f.Name.EN, finding)
				}
			}
			for _, finding := range r.Findings {
				if finding.Verdict == conformance.Broken {
					t.Errorf("%s breaks the kit: %v", f.Name.EN, finding)
				}
			}
		})
	}
}

// A fault has an ID of its own, a name in both languages, rules that can be checked, and is found by its ID.
func TestFaultsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for f := range faults.All() {
		if seen[f.ID] || f.Name.JA == "" || f.Name.EN == "" || len(f.Breaks) == 0 {
			t.Errorf("%+v: want an ID of its own, a name in both languages and a rule", f)
		}
		seen[f.ID] = true
		for _, id := range f.Breaks {
			if !slices.Contains(conformance.Rules(), id) {
				t.Errorf("%s breaks %v, which has no check", f.ID, id)
			}
		}
		if got, err := faults.Lookup(f.ID); err != nil || got.Name != f.Name {
			t.Errorf("Lookup(%q): got %v, %v", f.ID, got.Name, err)
		}
	}
	if _, err := faults.Lookup("F99"); err == nil || err.(*spec.UnknownError).Kind != "fault" {
		t.Errorf("Lookup of none: got %v", err)
	}
}
