package conformance_test

import (
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

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
