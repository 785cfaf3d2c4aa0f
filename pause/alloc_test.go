package pause_test

import (
	"testing"

	"github.com/recpause/recpause/pause"
)

// Nothing that a PBX or a softphone asks about a click costs memory, where it is refused neither.
func TestNoAllocation(t *testing.T) {
	stopped := after(t, two, stopA)
	display, command := pause.Display{}.Click()
	_, step, _ := stopped.Resume(a)
	gate := pause.Gate{Version: version(t, "3.13.0")}
	rows := []struct {
		name string
		f    func()
	}{
		{"Stop", func() { _, _, _ = two.Stop(a) }},
		{"Stop, repeated", func() { _, _, _ = stopped.Stop(b) }},
		{"Stop, refused", func() { _, _, _ = two.Stop(c) }},
		{"Resume", func() { _, _, _ = stopped.Resume(a) }},
		{"Resume, refused", func() { _, _, _ = two.Resume(255) }},
		{"Beep", func() { _, _ = step.Beep() }},
		{"RecordedOn", func() { step.RecordedOn() }},
		{"Silenced", func() { stopped.Silenced() }},
		{"State", func() { stopped.State() }},
		{"Join", func() { _, _, _ = two.Join(c) }},
		{"Join, refused", func() { _, _, _ = two.Join(a) }},
		{"Leave", func() { _, _, _ = stopped.Leave(a) }},
		{"Leave, refused", func() { _, _, _ = stopped.Leave(c) }},
		{"Complete", func() { _, _, _ = stopped.Complete(a, c, 0) }},
		{"Complete, refused", func() { _, _, _ = stopped.Complete(a, a, 0) }},
		{"Merge, refused", func() { _, _, _ = pause.Recorder{}.Merge(pause.PartiesOf(a), 0) }},
		{"Click", func() { _, _ = display.Click() }},
		{"Confirm", func() { display.Confirm(command) }},
		{"Latch", func() { gate.Latch().Obstacles().First() }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := testing.AllocsPerRun(100, row.f); got != 0 {
				t.Errorf("got %v allocations, want 0", got)
			}
		})
	}
}
