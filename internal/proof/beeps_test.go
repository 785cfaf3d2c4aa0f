package proof

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

// beeps plays a call of two, a room and a call that rings under every policy, and says of each step who hears a beep
// and where it is written.
func beeps(b *strings.Builder) {
	b.WriteString("\n# Beeps, under every policy: who hears one at each step, on which side it is written, and the " +
		"step's rules; . is none, with the rule that says why.\n")
	for i := range 16 * 3 {
		p := pause.Policy{BeepOnRepeat: i&1 != 0, NoBeepOnAutomatic: i&2 != 0, NoBeepUnrecorded: i&4 != 0,
			StopBeepInFile: i&8 != 0, BeepSide: pause.BeepSide(i / 16)}
		fmt.Fprintf(b, "%v:", i)
		for _, recorded := range []bool{true, false} {
			two, room := calltest.With(calltest.New(recorded, 0, 1), p), calltest.With(pause.NewRoom(recorded), p)
			clicks(b, two, stop(0), stop(1), resume(0), resume(1), stop(1), resume(1), stop(1), complete)
			clicks(b, room, join(0), join(1), join(2), stop(1), stop(0), resume(1), leave(0), stop(2), resume(2))
			ringing := calltest.With(calltest.Ringing(recorded, 0, 1), p)
			clicks(b, ringing, stop(0), resume(0), stop(0), answer, resume(1), stop(0), end)
		}
		b.WriteByte('\n')
	}
}

// A doing is something that happens to a call.
type doing func(*pause.Call) (pause.Step, error)

// What a party does, by its number.
var (
	stop   = doneBy((*pause.Call).Stop)
	resume = doneBy((*pause.Call).Resume)
	join   = doneBy((*pause.Call).Join)
	leave  = doneBy((*pause.Call).Leave)
)

func doneBy(command func(*pause.Call, pause.Party) (pause.Step, error)) func(pause.Party) doing {
	return func(p pause.Party) doing {
		return func(c *pause.Call) (pause.Step, error) { return command(c, p) }
	}
}

func complete(c *pause.Call) (pause.Step, error) { return c.Complete(0, 2, 0) }

func answer(c *pause.Call) (pause.Step, error) { return c.Answer(), nil }

func end(c *pause.Call) (pause.Step, error) { return c.End(), nil }

func clicks(b *strings.Builder, c pause.Call, events ...doing) {
	b.WriteString(" |")
	for _, do := range events {
		step, err := do(&c)
		beep := step.Beep()
		switch {
		case err != nil:
			b.WriteString(" !")
		case !beep.Sounds():
			b.WriteString(" ." + strings.TrimPrefix(step.WhyBeep().Rule.String(), "RP-"))
		default:
			fmt.Fprintf(b, " %d/%d", beep.To, beep.On)
			for id := range step.Rules() {
				b.WriteString("," + strings.TrimPrefix(id.String(), "RP-"))
			}
		}
	}
}
