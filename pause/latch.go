package pause

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/internal/rules"
)

// A Latch is a Gate as it was when a call started (A-06, U-08), in two bytes: its versions are compared once, and not at every
// decision. The zero Latch is that of the zero Gate and has nothing, so that a forgotten gate shows no toggle.
type Latch struct {
	differs rules.Obstacles[Obstacle] // what is not as the zero Gate has it
}

// zeroMet is what stands in the way of the zero Gate.
const zeroMet rules.Obstacles[Obstacle] = 1<<OldVersion | 1<<NoContract | 1<<WrongTerminal | 1<<NotSaved

// Latch returns what the gate says now, for a call that starts.
func (g Gate) Latch() Latch { return Latch{g.met() ^ zeroMet} }

// Obstacles returns what kept the softphone from having the feature when the call started.
func (l Latch) Obstacles() Obstacles { return Obstacles{gate.Of(l.differs ^ zeroMet)} }

// String lists what is in the way.
func (l Latch) String() string { return fmt.Sprint(slices.Collect(l.Obstacles().All())) }

// MarshalJSON writes the names of what is in the way.
func (l Latch) MarshalJSON() ([]byte, error) { return l.Obstacles().MarshalJSON() }
