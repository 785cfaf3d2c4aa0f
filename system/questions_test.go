package system_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// What the model does by default about each question with consequences for a recording, at the last step of a story: the
// recording of a call, whose voices are silence in it, and on whose sides a beep is written.
func TestDefaultsOfOpenQuestions(t *testing.T) {
	const (
		call  = "X call.invite A c1; A call.answered c1; "
		pair  = "A call.invite B c1; B call.answered c1; "
		three = pair + "A threeway.auto X; "
		room  = "X room.join r; A room.join r; B room.join r; "
	)
	asked := map[spec.ChoiceID]bool{}
	for _, row := range []struct {
		question                             spec.ChoiceID
		name, story, call, silenced, written string
		recording                            pause.State
	}{
		{"A-42", "three", three + "B pause.click", "c1", "B", "", pause.Partial},
		{"A-42", "three become two", three + "B pause.click; A call.hangup c1", "c1", "B X", "", pause.Silent},
		{"A-43", "two", pair + "A pause.click", "c1", "A B", "", pause.Silent},
		{"A-43", "a third joins", pair + "A pause.click; B threeway.auto X", "c1", "A", "B X", pause.Partial},
		{"A-44", "an ordinary transfer", call + "A hold c1; A consult.dial B c2; B consult.answered c2; B pause.click; " +
			"A transfer.complete", "c1", "B X", "", pause.Silent},
		{"A-44", "a * transfer", call + "A star.begin B c2; B star.answered c2; B pause.click; A star.complete", "c1",
			"", "", pause.On},
		{"A-45", "a stopped call is parked", pair + "A pause.click; B park c1", "c1",
			"A", "", pause.Silent},
		{"A-46", "who has stopped leaves a room", room + "A pause.click; A room.leave r", "r", "", "B", pause.On},
		{"A-47", "a room of two", "X room.join r; A room.join r; A pause.click", "r", "A", "", pause.Partial},
	} {
		asked[row.question] = true
		h := readHeader(t, nil, full("A"), full("B"), "X external")
		_, steps := play(t, h, strings.Split(row.story, "; ")...)
		step := steps[len(steps)-1]
		c, _ := step.Calls.Get(row.call)
		if c.Recording != row.recording || !slices.Equal(c.Silenced, strings.Fields(row.silenced)) {
			t.Errorf("%v, %s: got %v with %v silenced, want %v with %s", row.question, row.name, c.Recording, c.Silenced,
				row.recording, row.silenced)
		}
		if got := sidesWritten(step); got != row.written {
			t.Errorf("%v, %s: got a beep written for %q, want %q", row.question, row.name, got, row.written)
		}
	}
	for c := range spec.Choices() {
		if c.ID >= "A-42" && !asked[c.ID] && c.ID != "A-48" && c.ID != "A-49" { // of a call alone, and of samples
			t.Errorf("%v has no story", c.ID)
		}
	}
}

func sidesWritten(s calllog.StepLine) string {
	var on []string
	for _, b := range s.Beeps {
		on = append(on, b.RecordedOn...)
	}
	return strings.Join(on, " ")
}

// A stop of a party without the feature counts for the call, and no screen shows it.
func TestStopOfTheCustomer(t *testing.T) {
	c, err := pause.NewCall(true, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	step, err := c.Stop(1)
	if err != nil || c.State() != pause.Silent || step.Beep().To != c.Members() {
		t.Errorf("got %v, %v, %v, want everything silent and a beep to all", c.State(), step, err)
	}
}

// A call is not recorded only where both settings are off, whatever kind of call it is: the default of A-14.
func TestEitherSettingRecordsEveryCall(t *testing.T) {
	choice, known := spec.LookupChoice("A-14")
	if !known || choice.Default != "b" {
		t.Errorf("A-14: got default %q, want b", choice.Default)
	}
	for _, story := range []string{"A call.invite X c1; X call.answered c1", "X call.invite A c1; A call.answered c1",
		"A outbound.wait; A outbound.connect X c1", "A room.join c1; X room.join c1"} {
		for i := range 4 {
			h := readHeader(t, nil, full("A"), "X external")
			h.Config.RecordAllCalls, h.Config.RecordCallcenter = i&1 != 0, i&2 != 0
			_, steps := play(t, h, strings.Split(story, "; ")...)
			c, _ := steps[len(steps)-1].Calls.Get("c1")
			if recorded := c.Recording == pause.On; recorded != (i != 0) {
				t.Errorf("%s, all calls %t, contact centre %t: recorded %t", story, i&1 != 0, i&2 != 0, recorded)
			}
		}
	}
}
