package system_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A call that is over leaves nothing behind: who transferred has no part in a later call of the same name, however its
// own one ended.
func TestNameOfATargetsCallIsFreeAgain(t *testing.T) {
	const (
		talk    = "X call.invite A c1; A call.answered c1"
		rings   = talk + "; A star.begin T c2"
		star    = rings + "; T star.answered c2"
		dials   = talk + "; A hold c1; A consult.dial T c2"
		consult = dials + "; T consult.answered c2"
	)
	for _, row := range []struct{ name, story string }{
		{"cancelled while it rings", rings + "; A star.cancel"},
		{"cancelled", star + "; A star.cancel"},
		{"completed", star + "; A star.complete"},
		{"the target hangs up while it rings", rings + "; T call.hangup c2"},
		{"the target hangs up", star + "; T call.hangup c2"},
		{"the held party hangs up, and the target", star + "; X call.hangup c1; T call.hangup c2"},
		{"a consultation fails", dials + "; T consult.failed c2"},
		{"the target is hung up", consult + "; A call.hangup c2"},
		{"a transfer", consult + "; A transfer.complete"},
		{"three parties", consult + "; A threeway.start"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := readHeader(t, nil, full("A"), full("T"), full("U"), "X external", "Y external")
			before, _ := play(t, h, strings.Split(row.story, "; ")...)
			after, _ := play(t, h, strings.Split(row.story+"; Y call.invite U c2; Y call.hangup c2", "; ")...)
			for _, party := range []string{"A", "T", "U"} {
				was, _ := before.Phone(party)
				if is, _ := after.Phone(party); is != was {
					t.Errorf("%s: %s was %v and is %v", row.story, party, was.State, is.State)
				}
			}
		})
	}
}

// A softphone is found by its party; nobody else has one, and the zero System has none.
func TestPhone(t *testing.T) {
	s, _ := play(t, readHeader(t, nil, full("A"), "X external"), "X call.invite A c1")
	if p, ok := s.Phone("A"); !ok || p.State != callstate.Alerting {
		t.Errorf("A: got %v, %t, want an alerting softphone", p.State, ok)
	}
	for _, party := range []string{"X", "Q", ""} {
		if p, ok := s.Phone(party); ok {
			t.Errorf("%q: got %v, want no softphone", party, p.State)
		}
	}
	if p, ok := (system.System{}).Phone("A"); ok {
		t.Errorf("the zero System: got %v, want no softphone", p.State)
	}
}

// The zero System has no parties, and so every event is an error and nobody does anything.
func TestZeroSystem(t *testing.T) {
	var s system.System
	if _, _, err := applied(s, calllog.Event{Line: 2, Kind: calllog.HandRaise, Party: "A"}); err == nil {
		t.Error("an event of the zero System: got no error")
	}
	if got := s.Doing("A"); got != "" {
		t.Errorf("got A doing %q, want nothing", got)
	}
}

// An impossible policy begins no log.
func TestRunOfAnImpossiblePolicy(t *testing.T) {
	log, err := calllog.NewReader(strings.NewReader(`{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"X","kind":"external"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if run, err := system.NewRun(log, pause.Policy{WhileRinging: pause.Nothing + 1}); err == nil {
		t.Errorf("got %v, want an error", run)
	}
}
