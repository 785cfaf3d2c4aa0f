package system_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// A step names the rules that its event has to do with, and no others: a row beside one like it, for which less or more
// is so.
func TestStepsNameTheirRules(t *testing.T) {
	const (
		rings = "X call.invite A c1; A call.answered c1; A star.begin T c2"
		star  = rings + "; T star.answered c2"
	)
	for _, row := range []struct{ name, story, want string }{
		{"a stop in the talk with the target", star + "; A pause.click", "RP-OPS-010 RP-XFR-010 RP-XFR-011 RP-OPS-020"},
		{"a stop of the target", star + "; T pause.click", "RP-OPS-010 RP-OPS-020"},
		{"a resume in that talk", star + "; A pause.click; A resume.click", "RP-OPS-040 RP-REC-020 RP-OPS-050"},
		{"a stop after the talk", star + "; A pause.click; A resume.click; A star.cancel; A pause.click",
			"RP-OPS-010 RP-OPS-020"},
		{"a cancel while stopped", star + "; A pause.click; A star.cancel",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-020"},
		{"the way out of it", star + "; A pause.click; A star.cancel; A resume.click",
			"RP-OPS-040 RP-S2S-200 RP-OPS-050 RP-XFR-033"},
		{"a cancel after a resume", star + "; A pause.click; A resume.click; A star.cancel", "RP-VIS-022 RP-VIS-020"},
		{"the target hangs up while it rings", rings + "; A pause.click; T call.hangup c2",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-020"},
		{"the target hangs up", star + "; A pause.click; T call.hangup c2",
			"RP-XFR-030 RP-XFR-031 RP-BTN-110 RP-VIS-020"},
		{"one of three hangs up", star + "; A pause.click; T threeway.auto U; U call.hangup c2",
			"RP-VIS-022 RP-VIS-020"},
		{"a consultation hangs up",
			"X call.invite A c1; A call.answered c1; A hold c1; A consult.dial T c2; T consult.answered c2; T " +
				"call.hangup c2",
			"RP-VIS-026 RP-VIS-020"},
		{"completed while stopped", star + "; A pause.click; A star.complete", "RP-XFR-020 RP-VIS-020"},
		{"completed", star + "; A star.complete", "RP-VIS-020"},
		{"outbound while stopped", "A outbound.wait; A pause.click; A outbound.connect X c1",
			"RP-S2S-230 RP-OUT-020 RP-OUT-021 RP-BTN-110"},
		{"outbound", "A outbound.wait; A outbound.connect X c1", "RP-S2S-230 RP-VIS-022"},
		{"a stop while it rings", rings + "; A pause.click", "RP-XFR-013 RP-OPS-020"},
		{"a hand while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A hand.raise", "RP-BTN-060"},
		{"a hand", "X call.invite A c1; A call.answered c1; A hand.raise", ""},
		{"a hang-up while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A call.hangup c1",
			"RP-BTN-030 RP-VIS-020"},
		{"a key", "X call.invite A c1; A call.answered c1; A dtmf", "RP-BTN-102"},
		{"a key while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A dtmf",
			"RP-BTN-100 RP-BTN-101"},
		{"a second stop", "X call.invite A c1; A call.answered c1; A pause.click; A pause.click", "RP-OPS-080"},
		{"a stop where there is no toggle", "X call.invite A c1; A pause.click", "RP-VIS-021"},
		{"a hold while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A hold c1", "RP-BTN-020"},
		{"a # transfer while stopped", "X call.invite A c1; A call.answered c1; A pause.click; A sharp.begin T c2",
			"RP-BTN-160"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := readHeader(t, nil, full("A"), full("T"), full("U"), "X external")
			_, steps := play(t, h, strings.Split(row.story, "; ")...)
			if got := strings.Trim(fmt.Sprint(steps[len(steps)-1].Rules), "[]"); got != row.want {
				t.Errorf("%s: got %s, want %s", row.story, got, row.want)
			}
		})
	}
}

// An outcome names the rule behind its support level, 0 where the manual does not mention the situation.
func TestOutcomesNameTheirWarranty(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("T"), "X external")
	for _, row := range []struct {
		before, event string
		want          spec.ID
	}{
		{"X call.invite A c1", "A call.answered c1", spec.ENV010},
		{"X room.join r", "A room.join r", spec.WAR011},
		{"X call.invite A c1; A call.answered c1", "A star.begin T c2", spec.WAR013},
		{"X room.join r; A room.join r", "A star.begin T c2", spec.WAR013}, // what begins comes before where it does
		{"X call.invite A c1; A call.answered c1", "A pause.click refused", 0},
	} {
		s, _ := play(t, h, strings.Split(row.before, "; ")...)
		_, outcome, err := applied(s, readEvent(t, 99, row.event))
		if err != nil || outcome.Warranty != row.want {
			t.Errorf("%s; %s: got %v, %v, want %v", row.before, row.event, outcome.Warranty, err, row.want)
		}
	}
}
