package pause_test

import (
	"testing"

	"github.com/recpause/recpause/pause"
)

// Keys stand in the history as pressed, unless there is the masking option and its condition is met; then no key of
// them is left. Nothing else can have a part in it: an entry is made of the option, the condition and the keys.
func TestKeyLog(t *testing.T) {
	rows := []struct {
		rule         string
		log          pause.KeyLog
		conditionMet bool
		want         string
	}{
		{"RP-DTM-010", pause.KeyLog{}, false, "4980*#1"},
		{"RP-DTM-010", pause.KeyLog{}, true, "4980*#1"},
		{"RP-DTM-030", pause.KeyLog{Masking: true}, false, "4980*#1"},
		{"RP-DTM-030", pause.KeyLog{Masking: true}, true, "xxxxxxx"},
	}
	for _, row := range rows {
		if got := row.log.Entry("4980*#1", row.conditionMet); got != row.want {
			t.Errorf("%s: %+v, condition met %t: got %q, want %q", row.rule, row.log, row.conditionMet, got, row.want)
		}
	}
	if got := (pause.KeyLog{Masking: true}).Entry("", true); got != "" {
		t.Errorf("no keys: got %q, want nothing", got)
	}
}
