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

// Next allocates nothing where it accepts an event, and nothing but the error where it refuses one.
func TestNextAllocatesNothing(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			want := 0.0
			if _, err := callstate.Next(s, e); err != nil {
				want = 1
			}
			if n := testing.AllocsPerRun(10, func() { sink, errSink = callstate.Next(s, e) }); n > want {
				t.Fatalf("%v in %v: %v allocations (%v), want %v", e, s, n, errSink, want)
			}
		}
	}
}
