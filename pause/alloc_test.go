package pause_test

import (
	"testing"

	"github.com/recpause/recpause/pause"
)

// Nothing that a PBX or a softphone asks about a click costs memory, but for the error where it is refused.
func TestNoAllocation(t *testing.T) {
	stopped := after(t, two, stopA)
	resumed := stopped
	step, _ := resumed.Resume(a)
	var display pause.Display
	command := display.Click()
	gate := pause.Gate{Version: version(t, "3.13.0")}
	rows := []struct {
		name string
		f    func()
	}{
		{"Stop", func() { call := two; _, _ = call.Stop(a) }},
		{"Stop, repeated", func() { call := stopped; _, _ = call.Stop(b) }},
		{"Resume", func() { call := stopped; _, _ = call.Resume(a) }},
		{"Beep", func() { _ = step.Beep() }},
		{"RecordedOn", func() { step.RecordedOn() }},
		{"Silenced", func() { stopped.Silenced() }},
		{"State", func() { stopped.State() }},
		{"Join", func() { call := two; _, _ = call.Join(c) }},
		{"Leave", func() { call := stopped; _, _ = call.Leave(a) }},
		{"Complete", func() { call := stopped; _, _ = call.Complete(a, c, 0) }},
		{"Click", func() { display.Click() }},
		{"Confirm", func() { display.Confirm(command) }},
		{"Latch", func() { gate.Latch().Missing() }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := testing.AllocsPerRun(100, row.f); got != 0 {
				t.Errorf("got %v allocations, want 0", got)
			}
		})
	}
}
