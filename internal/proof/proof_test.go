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
