package system_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// An external party may be in the held call and in the target's call at once. A transfer is completed all the same: the
// set of the held call is emptied, so that S is recorded again (RP-XFR-020).
func TestCompleteEmptiesTheSetWhoeverTheTarget(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("S"), full("T"))
	_, steps := play(t, h,
		strings.Split("X room.join r; A room.join r; S room.join r; S pause.click r; A star.begin T c2; T "+
			"star.answered c2; "+
			"T threeway.auto X; T call.hangup c2; A star.complete", "; ")...)
	step := steps[len(steps)-1]
	if r, ok := step.Calls.Get("r"); !ok || r.Recording != pause.On || len(step.Calls) != 1 {
		t.Errorf("got %s, want room r recording", stepText(step))
	}
}

// Whoever else talks with the target comes with it: U is in the room then, and can leave it.
func TestCompleteLeavesNobodyBehind(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("T"), full("U"))
	s, steps := play(t, h,
		strings.Split("X room.join r; A room.join r; A star.begin T c2; T star.answered c2; T threeway.auto U; "+
			"U threeway.auto X; T call.hangup c2; A star.complete", "; ")...)
	_, outcome, err := applied(s, readEvent(t, 99, "U call.hangup r"))
	if err != nil {
		t.Fatalf("after %sU cannot leave the room: %v", stepText(steps[len(steps)-1]), err)
	}
	if u, _ := outcome.Step.Phones.Get("U"); u.State != callstate.Idle {
		t.Errorf("got %s, want U idle", stepText(outcome.Step))
	}
}

// The target that was called takes the operator side, not whoever else talks with it: U, who is on the far side,
// resumes, and the beep is written for T.
func TestTheTargetTakesTheSide(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("U"), full("T"))
	_, steps := play(t, h,
		strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; T "+
			"threeway.auto U; "+
			"A star.complete; U pause.click c1; U resume.click c1", "; ")...)
	beeps := steps[len(steps)-1].Beeps
	if len(beeps) != 1 || !slices.Equal(beeps[0].RecordedOn, []string{"T"}) {
		t.Errorf("got %+v, want one beep, written for T", beeps)
	}
}

// Where a target has brought the held party into its own call and gone, a completed transfer leaves that party alone
// with itself: both calls are over.
func TestCompleteLeavesNobodyAlone(t *testing.T) {
	h := readHeader(t, nil, "X external", full("A"), full("T"))
	s, steps := play(t, h,
		strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; T "+
			"threeway.auto X; "+
			"T call.hangup c2; A star.complete", "; ")...)
	if step := steps[len(steps)-1]; len(step.Calls) != 0 || s.Doing("X") != "in no call" {
		t.Errorf("got %s, and X %s, want no call", stepText(step), s.Doing("X"))
	}
}

// A call in which 64 parties have been takes no target of a transfer: a typed error, and the room goes on.
func TestCompleteIntoAFullRoom(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("T"))
	events := []string{"A room.join r"}
	for i := range pause.MaxParties - 1 {
		id := fmt.Sprintf("P%d", i)
		h.Parties = append(h.Parties, calllog.Participant{ID: id})
		events = append(events, id+" room.join r")
	}
	s, _ := play(t, h, append(events, "A star.begin T c2", "T star.answered c2")...)
	after, _, err := applied(s, readEvent(t, 99, "A star.complete"))
	if typed := (*system.Error)(nil); !errors.As(err, &typed) || typed.Party != "A" || key(after) != key(s) {
		t.Errorf("got %v, want a *system.Error of A's, and no change", err)
	}
}
