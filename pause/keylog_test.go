package pause_test

import (
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
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
		r := row.log.Why(row.conditionMet)
		if complete(t, r); r.Rule.String() != row.rule ||
			(r.Verdict.EN == "masked") != (row.want == "xxxxxxx") {
			t.Errorf("%+v, condition met %t: got %v, want it by %s", row.log, row.conditionMet, r, row.rule)
		}
	}
	if got := (pause.KeyLog{Masking: true}).Entry("", true); got != "" {
		t.Errorf("no keys: got %q, want nothing", got)
	}
}

// A recording pause is one thing and the masking another: no reason of the history hangs on one (RP-DTM-021,
// RP-DTM-040).
func TestKeyLogKnowsNoPause(t *testing.T) {
	for _, log := range []pause.KeyLog{{}, {Masking: true}} {
		for _, met := range []bool{false, true} {
			named := false
			for id := range log.Why(met).Rules() {
				named = named || id == spec.DTM040
			}
			if !named {
				t.Errorf("%+v, condition met %t: got %v, want RP-DTM-040 in it", log, met, log.Why(met))
			}
		}
	}
}
