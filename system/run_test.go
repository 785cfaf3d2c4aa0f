package system_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

const runHeader = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},{"id":"T","kind":"external"},{"id":"X","kind":"external"}]}
{"at":0,"event":"call.invite","party":"X","to":"A","call":"c1"}
{"at":0,"event":"call.answered","party":"A","call":"c1"}
`

func run(t *testing.T, p pause.Policy, lines string) (last calllog.StepLine, err error) {
	t.Helper()
	r, err := calllog.NewReader(strings.NewReader(runHeader + lines))
	if err != nil {
		t.Fatal(err)
	}
	log, err := system.NewRun(r, p)
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, o, err := log.Next()
		if err != nil {
			return last, err
		}
		last = o.Step
	}
}

// Whatever is wrong with a line, the error says which line, who, what, and in which state.
func TestErrorsSayEverything(t *testing.T) {
	for name, row := range map[string][2]string{
		"time runs backwards": {`{"at":-1,"event":"hand.raise","party":"A"}`,
			"line 4: hand.raise by A, who is in state talking: at: got -1"},
		"no meaning": {`{"at":1,"event":"unhold","party":"A","call":"c1"}`,
			"line 4: unhold by A, who is in state talking: "},
		"external party": {`{"at":1,"event":"hand.raise","party":"X"}`,
			`line 4: hand.raise by X, who is in call "c1": `},
		"unknown party": {`{"at":1,"event":"hand.raise","party":"Q"}`, "line 4: hand.raise by Q: party: "},
		"unknown event": {`{"at":1,"event":"hodl","party":"A"}`,
			"line 4: hodl by A, who is in state talking: event: "},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := run(t, pause.Policy{}, row[0]); err == nil || !strings.HasPrefix(err.Error(), row[1]) {
				t.Errorf("got %v, want %s…", err, row[1])
			}
		})
	}
}

// Where a stop while the target rings silences the held call (A-26 b), the resume reaches that call, also when the
// target has answered meanwhile.
func TestHeldCallIsResumed(t *testing.T) {
	step, err := run(t, pause.Policy{WhileRinging: pause.HeldCall},
		`{"at":1,"event":"star.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"pause.click","party":"A"}
{"at":3,"event":"star.answered","party":"T","call":"c2"}
{"at":4,"event":"resume.click","party":"A"}
`)
	if c, _ := step.Calls.Get("c1"); !errors.Is(err, io.EOF) || c.Recording != pause.On {
		t.Errorf("resumed: the held call is %v, %v, want on", c.Recording, err)
	}
}

// A cancel while the softphone shows a stop resumes the original call by itself, and leaves the display (RP-XFR-030 to
// 032), whatever the answer to A-26, however the cancel comes, and whether the target has answered.
func TestCancelResumes(t *testing.T) {
	const stop = `{"at":1,"event":"star.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"pause.click","party":"A"}
`
	answers := []string{"", `{"at":3,"event":"star.answered","party":"T","call":"c2"}
`}
	for _, policy := range []pause.WhileRinging{pause.FromAnswer, pause.HeldCall, pause.Nothing} {
		for _, answer := range answers {
			for _, cancel := range []string{`{"at":4,"event":"star.cancel","party":"A"}`,
				`{"at":4,"event":"call.hangup","party":"T","call":"c2"}`} {
				step, err := run(t, pause.Policy{WhileRinging: policy}, stop+answer+cancel)
				c, _ := step.Calls.Get("c1")
				if !errors.Is(err, io.EOF) || c.Recording != pause.On || len(c.StoppedBy) > 0 ||
					!slices.Contains(step.Rules, spec.XFR030) || !slices.Contains(step.Rules, spec.XFR031) ||
					len(step.Mismatch) != 1 || step.Mismatch[0].Rule != spec.XFR032 ||
					len(step.Beeps) > 0 != (policy == pause.HeldCall) {
					t.Errorf("A-26 %v: %s%s: %v\ngot %+v", policy, answer, cancel, err, step)
				}
			}
		}
	}
}

// None of the manual's own three automatic resumes beeps, whatever the answer to A-10 (RP-NTF-040); only where a stop
// in the transfer is one of the held call, by A-26 (b), a completion and a cancel do, and then A-10 decides.
func TestAutomaticResumesBeep(t *testing.T) {
	const transfer = `{"at":1,"event":"star.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"pause.click","party":"A"}
{"at":3,"event":"star.answered","party":"T","call":"c2"}
`
	for name, lines := range map[string]string{
		"completed": transfer + `{"at":4,"event":"star.complete","party":"A"}`,
		"cancelled": transfer + `{"at":4,"event":"star.cancel","party":"A"}`,
		"outbound": `{"at":1,"event":"call.hangup","party":"A","call":"c1"}
{"at":2,"event":"outbound.wait","party":"A"}
{"at":3,"event":"pause.click","party":"A"}
{"at":4,"event":"outbound.connect","party":"A","to":"T","call":"c2"}`,
	} {
		for _, ringing := range []pause.WhileRinging{pause.FromAnswer, pause.HeldCall, pause.Nothing} {
			for _, silent := range []bool{false, true} {
				step, err := run(t, pause.Policy{WhileRinging: ringing, NoBeepOnAutomatic: silent}, lines)
				want := ringing == pause.HeldCall && name != "outbound" && !silent
				if got := len(step.Beeps) > 0; !errors.Is(err, io.EOF) || got != want {
					t.Errorf("%s, A-26 %v, A-10 (b) %t: a beep %t (%v), want %t", name, ringing, silent, got, err, want)
				}
			}
		}
	}
}

// A resume in the talk with the target is for that talk, also where a stop while it rings is for the held call (A-26
// b).
func TestResumeInTheTalkWithTheTarget(t *testing.T) {
	step, err := run(t, pause.Policy{WhileRinging: pause.HeldCall}, `{"at":1,"event":"star.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"star.answered","party":"T","call":"c2"}
{"at":3,"event":"pause.click","party":"A"}
{"at":4,"event":"resume.click","party":"A"}
`)
	if c, _ := step.Calls.Get("c2"); !errors.Is(err, io.EOF) || c.Recording != pause.On {
		t.Errorf("the talk with the target is %v, %v, want on", c.Recording, err)
	}
}
