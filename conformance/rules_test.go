package conformance_test

import (
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// Every rule that is observable holds of the library: a subtest a rule.
func TestRules(t *testing.T) {
	r := conformance.Run(t, conformance.Reference(conformance.System, pause.Policy{}),
		conformance.WithProfile(conformance.Quirks))
	t.Log(r)
}
