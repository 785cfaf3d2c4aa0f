package pause_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/recpause/recpause/pause"
)

// A latch keeps all that stood in the way of its gate, and is the same for gates that lack the same, but for the version
// that was refused and a terminal that is WebRTC.
func TestLatchKeepsTheObstacles(t *testing.T) {
	seen := map[pause.Latch]uint{}
	for missing := range uint(32) {
		for _, g := range gates(t, missing) {
			l := g.Latch()
			if got, want := l.String(), fmt.Sprint(slices.Collect(g.Obstacles())); got != want {
				t.Errorf("%+v: got %s, want %s", g, got, want)
			}
			if was, ok := seen[l]; ok && was != missing {
				t.Errorf("%+v: got the latch of %05b, want one for %05b alone", g, was, missing)
			}
			seen[l] = missing
		}
	}
	if len(seen) != 72 { // 24 where the version will do, for WebRTC is told apart, and two old versions of each
		t.Errorf("got %d latches, want 72", len(seen))
	}
}

// A gate that changes after the start of a call changes nothing in it (A-06, U-08).
func TestLatchIsAsTheCallStarted(t *testing.T) {
	g := pause.Gate{Version: version(t, "3.13.0"), Contract: true, Terminal: pause.Installed, Saved: true}
	latch := g.Latch()
	if g = (pause.Gate{}); latch.Missing() != 0 || g.Latch() == latch {
		t.Errorf("got %v in the way, want nothing", latch)
	}
}

// The zero latch has nothing: it is that of the zero gate, and no feature comes of a gate that was forgotten.
func TestZeroLatch(t *testing.T) {
	var l pause.Latch
	if l != (pause.Gate{}).Latch() || l.Missing() == 0 {
		t.Errorf("got %v in the way, want what is in that of the zero gate", l)
	}
}

// A latch prints as what stands in the way.
func TestLatchInWords(t *testing.T) {
	l := pause.Gate{Version: version(t, "3.13.0"), Terminal: pause.Installed}.Latch()
	if got, want := l.String(), "[no_contract not_saved]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
