package faults_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
)

// A leak, noise or a gap in the second or third pause of a recording is found by the checks of the rules alone, as they
// are run from Go.
func TestLaterPausesAreJudged(t *testing.T) {
	judged := 0
	for f := range faults.AllSeeded() {
		later := strings.HasPrefix(f.ID, "files/second/") || strings.HasPrefix(f.ID, "files/third/")
		if !later || strings.HasSuffix(f.ID, "/loses-before") || strings.HasSuffix(f.ID, "/transcribes-nothing") {
			continue // what is missing before a later stop, or after one, is told by no check: the stories find it
		}
		judged++
		r, err := conformance.Check(t.Context(), f.Subject(), conformance.Depth(1))
		if err != nil || r.Overall() != conformance.Nonconformant {
			t.Errorf("%s: got %v, %v", f.ID, r.Overall(), err)
		}
	}
	if judged < 10 {
		t.Errorf("judged %d faults only", judged)
	}
}

// Every seeded fault has an ID of its own, a name in both languages, and rules that it breaks.
func TestSeededFaultsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for f := range faults.AllSeeded() {
		if seen[f.ID] || f.Name.JA == "" || f.Name.EN == "" || len(f.Breaks) == 0 || f.By == 0 {
			t.Errorf("%+v: want an ID of its own, a name in both languages, a rule and an observable", f)
		}
		seen[f.ID] = true
	}
}
