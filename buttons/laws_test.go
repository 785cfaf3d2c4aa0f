package buttons_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// The locks follow what the softphone itself shows: two that show the same in the same state have the same buttons,
// whatever else they are (L3, RP-BTN-001; A-15).
func TestLocksFollowTheOwnDisplay(t *testing.T) {
	type looks struct {
		state    callstate.State
		stopped  bool
		settings buttons.Settings
		button   buttons.Button
	}
	seen := map[looks]buttons.Verdict{}
	everyPhone(t, gates(t), func(p buttons.Phone) {
		for b := range buttons.All() {
			now, got := looks{p.State, p.ShowsStopped(), p.Settings, b}, p.View().Button(b)
			if want, ok := seen[now]; ok && got != want {
				t.Errorf("RP-BTN-001: %+v with gate %+v: got %v, want %v as others that look the same", now, p.Gate,
					got, want)
			}
			seen[now] = got
		}
	})
}

// 録音再開 can be operated wherever it is shown, and gives the command to resume (L3, RP-BTN-110).
func TestResumeIsOperableWhereverShown(t *testing.T) {
	shown := 0
	everyPhone(t, gates(t), func(p buttons.Phone) {
		if p.View().Toggle != pause.Resume {
			return
		}
		shown++
		clicked := p
		if cmd, err := clicked.Press(buttons.Toggle); err != nil || cmd.Verb != pause.Resume {
			t.Errorf("RP-BTN-110: %+v: got %+v, %v, want the command to resume", p, cmd, err)
		}
		if got := click(t, p); got.ShowsStopped() {
			t.Errorf("RP-BTN-110: %+v: still shows a stop after 録音再開", p)
		}
	})
	if want := 4 * 4; shown != want {
		t.Errorf("got 録音再開 shown by %d softphones, want %d: 4 states × 4 settings", shown, want)
	}
}

// A stop survives what the call goes through, and ends where the softphone is idle (RP-XFR-031, RP-OUT-021; A-22).
func TestStopEndsWhenIdle(t *testing.T) {
	for way := range callstate.Transitions() {
		got := phone(t, way.From, true)
		err := got.Apply(way.Event)
		if err != nil || got.State != way.To || got.Display.Stopped != (way.To != callstate.Idle) {
			t.Errorf("%v in %v, stopped: got %v, stopped %t, %v, want %v, stopped unless idle", way.Event, way.From,
				got.State, got.Display.Stopped, err, way.To)
		}
	}
}
