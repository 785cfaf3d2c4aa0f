package conformance_test

import (
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/conformance"
	"github.com/recpause/recpause/spec/conformance/reference"
)

// Every rule that is observable holds of the library: a subtest a rule.
func TestRules(t *testing.T) {
	r := conformance.Run(t, reference.New(conformance.System, pause.Policy{}), conformance.WithProfile(conformance.Quirks))
	t.Log(r)
}
