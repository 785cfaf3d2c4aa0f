package callstate_test

import (
	"testing"

	"github.com/recpause/recpause/callstate"
)

// sinks keep results alive, as a caller does.
var (
	sink    callstate.State
	errSink error
)

// Next allocates nothing, whether it accepts an event or refuses it.
func TestNextAllocatesNothing(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			if n := testing.AllocsPerRun(10, func() { sink, errSink = callstate.Next(s, e) }); n != 0 {
				t.Fatalf("%v in %v: %v allocations (%v), want 0", e, s, n, errSink)
			}
		}
	}
}
