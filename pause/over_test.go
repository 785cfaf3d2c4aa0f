package pause_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/pause"
)

// A call that is over stays over: nobody joins, merges, stops or leaves, and each error says what is wrong.
func TestOverIsOver(t *testing.T) {
	over := pause.NewRecorder(true, 0, 1).End().After
	for name, do := range map[string]func() (pause.Recorder, pause.Step, error){
		"join":     func() (pause.Recorder, pause.Step, error) { return over.Join(2) },
		"merge":    func() (pause.Recorder, pause.Step, error) { return over.Merge(pause.PartiesOf(2, 3), 0) },
		"stop":     func() (pause.Recorder, pause.Step, error) { return over.Stop(0) },
		"leave":    func() (pause.Recorder, pause.Step, error) { return over.Leave(0) },
		"transfer": func() (pause.Recorder, pause.Step, error) { return over.Complete(0, 2, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			r, step, err := do()
			var wrong *pause.PartyError
			if !errors.As(err, &wrong) || r != over || step != (pause.Step{}) || !strings.Contains(err.Error(), name+": nobody is in the call") {
				t.Errorf("got %+v, %+v, %v", r, step, err)
			}
		})
	}
}

// Nobody takes its own place in a transfer.
func TestTransferToOneself(t *testing.T) {
	r := pause.NewRecorder(true, 0, 1)
	_, _, err := r.Transfer(0, 0, 0, 0)
	if err == nil || err.Error() != "pause: transfer: party 0 cannot take its own place" {
		t.Errorf("got %v", err)
	}
}
