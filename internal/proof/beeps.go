package proof

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/pause"
)

// beeps plays a call of two and a room under every policy, and says of each step who hears a beep and where it is
// written.
func beeps(b *strings.Builder) {
	b.WriteString("\n# Beeps, under every policy: who hears one at each step, on which side it is written, and the " +
		"step's rules; . is none.\n")
	for i := range 16 * 3 {
		p := pause.Policy{BeepOnRepeat: i&1 != 0, NoBeepOnAutomatic: i&2 != 0, NoBeepUnrecorded: i&4 != 0,
			StopBeepInFile: i&8 != 0,
			BeepSide:       pause.BeepSide(i / 16)}
		fmt.Fprintf(b, "%v:", i)
		for _, recorded := range []bool{true, false} {
			two, err := pause.NewRecorder(recorded, 0, 1).WithPolicy(p)
			room, err2 := pause.NewRoom(recorded).WithPolicy(p)
			if err != nil || err2 != nil {
				panic("a policy that is none") // ours; Run takes a panic for a difference
			}
			clicks(b, two, stop(0), stop(1), resume(0), resume(1), stop(1), resume(1), stop(1), complete)
			clicks(b, room, join(0), join(1), join(2), stop(1), stop(0), resume(1), leave(0), stop(2), resume(2))
			ringing, _ := pause.Ringing(recorded, 0, 1).WithPolicy(p)
			clicks(b, ringing, stop(0), resume(0), stop(0), answer, resume(1), stop(0), end)
		}
		b.WriteByte('\n')
	}
}

// A doing is something that happens to a recorder.
type doing func(pause.Recorder) (pause.Recorder, pause.Step, error)

func stop(p pause.Party) doing {
	return func(r pause.Recorder) (pause.Recorder, pause.Step, error) { return r.Stop(p) }
}

func resume(p pause.Party) doing {
	return func(r pause.Recorder) (pause.Recorder, pause.Step, error) { return r.Resume(p) }
}

func join(p pause.Party) doing {
	return func(r pause.Recorder) (pause.Recorder, pause.Step, error) { return r.Join(p) }
}

func leave(p pause.Party) doing {
	return func(r pause.Recorder) (pause.Recorder, pause.Step, error) { return r.Leave(p) }
}

func complete(r pause.Recorder) (pause.Recorder, pause.Step, error) { return r.Complete(0, 2, 0) }

func answer(r pause.Recorder) (pause.Recorder, pause.Step, error) {
	step := r.Answer()
	return step.After, step, nil
}

func end(r pause.Recorder) (pause.Recorder, pause.Step, error) {
	step := r.End()
	return step.After, step, nil
}

func clicks(b *strings.Builder, r pause.Recorder, events ...doing) {
	b.WriteString(" |")
	for _, do := range events {
		next, step, err := do(r)
		beep, ok := step.Beep()
		switch {
		case err != nil:
			b.WriteString(" !")
		case !ok:
			b.WriteString(" .")
		default:
			fmt.Fprintf(b, " %d/%d", beep.To, beep.On)
			for id := range step.Rules() {
				b.WriteString("," + strings.TrimPrefix(id.String(), "RP-"))
			}
		}
		r = next
	}
}
