package proof

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write pins.txt again")

// What the manual leaves open is what it was when somebody last looked at it.
func TestPins(t *testing.T) {
	if *update {
		if err := os.WriteFile("pins.txt", []byte(Pins()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := Pins(); got != pinned {
		t.Errorf("the pins differ from pins.txt; look at the difference, and write them again with -update:\n%s", got)
	}
}

// Every mutant is killed, and every rule that has a check is tested.
func TestNoSurvivors(t *testing.T) {
	all, err := Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Survives() {
			t.Errorf("survives: %s %v %s, breaks %v, killed by %v", m.Source, m.Op, m.Name, m.Breaks, m.Killed)
		}
	}
	if _, untested := Tested(all); len(untested) > 0 {
		t.Errorf("not tested: %v", untested)
	}
}
