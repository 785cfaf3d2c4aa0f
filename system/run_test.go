package system_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
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
			`line 4: hand.raise by X, who is in state in call "c1": `},
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
// target has answered meanwhile; and a cancel resumes nothing, which its rules do not claim.
func TestHeldCallIsResumed(t *testing.T) {
	held := pause.Policy{WhileRinging: pause.HeldCall}
	const stop = `{"at":1,"event":"star.begin","party":"A","to":"T","call":"c2"}
{"at":2,"event":"pause.click","party":"A"}
`
	step, err := run(t, held, stop+`{"at":3,"event":"star.answered","party":"T","call":"c2"}
{"at":4,"event":"resume.click","party":"A"}
`)
	if c, _ := step.Calls.Get("c1"); !errors.Is(err, io.EOF) || c.Recording != pause.On {
		t.Errorf("resumed: the held call is %v, %v, want on", c.Recording, err)
	}
	step, err = run(t, held, stop+`{"at":3,"event":"star.cancel","party":"A"}`)
	if c, _ := step.Calls.Get("c1"); !errors.Is(err, io.EOF) || c.Recording != pause.Silent || len(step.Mismatch) > 0 {
		t.Errorf("cancelled: the call is %v, %v with %v, want silent as it is shown", c.Recording, err, step.Mismatch)
	}
	for _, id := range step.Rules {
		if strings.HasPrefix(id.String(), "RP-XFR-03") {
			t.Errorf("cancelled: got %v, but nothing has resumed", id)
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
