package system_test

import (
	"errors"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// In every state of two softphones and a customer: an event for a call that is gone is an error, or refused by the
// softphone's own buttons; a command that the PBX refuses or does not answer, and one that comes twice, change nothing;
// and one that comes again after that does what it would have done at once.
func TestLateTwiceRefusedAndGone(t *testing.T) {
	t.Parallel()
	w := world(t, "A B X")
	var gone, clicks []calllog.Event
	for _, e := range alphabet(w.Header, "gone") {
		switch n := e.Kind.Needs(); {
		case e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick:
			if e.PBX == calllog.Confirmed {
				clicks = append(clicks, e)
			}
		case n.Call && !n.To && e.Kind != calllog.RoomJoin:
			gone = append(gone, e)
		}
	}
	states := 0
	everywhere(t, w, func(s system.System, told []calllog.Event) {
		states++
		for _, e := range gone {
			checkGone(t, s, told, e)
		}
		for _, e := range clicks {
			checkClick(t, s, told, e)
		}
	})
	t.Logf("%d states, %d events for a call that is gone, %d clicks", states, len(gone), len(clicks))
}

func checkGone(t *testing.T, s system.System, told []calllog.Event, e calllog.Event) {
	after, outcome, err := applied(s, e)
	var typed *system.Error
	if err == nil && outcome.Step.Result != calllog.Rejected || err != nil && !errors.As(err, &typed) ||
		after.Key() != s.Key() {
		t.Fatalf("%v\n%s, which is gone: got %v, %v, want an error or a refusal, and nothing changed", told,
			eventText(e), outcome.Step.Result, err)
	}
}

func checkClick(t *testing.T, s system.System, told []calllog.Event, e calllog.Event) {
	done, once, err := applied(s, e)
	if err != nil {
		t.Fatalf("%v\n%s: %v", told, eventText(e), err)
	}
	for _, answer := range []calllog.PBXAnswer{calllog.Refused, calllog.TimedOut} {
		e.PBX = answer
		after, outcome, err := applied(s, e)
		want := once.Step.Result
		if want == calllog.Applied {
			want = calllog.Rejected
		}
		if err != nil || outcome.Step.Result != want || len(outcome.Step.Beeps) > 0 || after.Key() != s.Key() {
			t.Fatalf("%v\n%s: got %v, %v, want %v, and nothing changed", told, eventText(e), outcome.Step.Result, err,
				want)
		}
		e.PBX = calllog.Confirmed
		if late, _, err := applied(after, e); err != nil || late.Key() != done.Key() {
			t.Fatalf("%v\n%s after %v: got %s, %v, want what it does at once", told, eventText(e), answer, key(late),
				err)
		}
	}
	if p, _ := done.Phone(e.Party); once.Step.Result == calllog.Applied &&
		p.Display.Stopped != (e.Kind == calllog.PauseClick) {
		t.Fatalf("%v\n%s: the display says stopped: %t", told, eventText(e), p.Display.Stopped)
	}
	twice, again, err := applied(done, e)
	if err != nil || again.Step.Result == calllog.Applied || len(again.Step.Beeps)+len(again.Calls) > 0 ||
		twice.Key() != done.Key() {
		t.Fatalf("%v\n%s twice: got %v, %v, want nothing changed", told, eventText(e), again.Step.Result, err)
	}
}
