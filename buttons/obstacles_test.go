package buttons_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A reason lists everything that is in the way, in order, and not only what is named first.
func TestReasonListsEveryObstacle(t *testing.T) {
	stopped := buttons.Phone{State: callstate.Talking, Gate: gate(t).Latch(), Display: pause.Display{Stopped: true}}
	idle := buttons.Phone{State: callstate.Idle}
	for _, row := range []struct {
		name   string
		phone  buttons.Phone
		button buttons.Button
		want   []buttons.Obstacle
	}{
		{"hold while stopped", stopped, buttons.Hold, []buttons.Obstacle{buttons.ShownStopped}},
		{"three-way while stopped", stopped, buttons.ThreeWay,
			[]buttons.Obstacle{buttons.ShownStopped, buttons.StateLacksUse}},
		{"* transfer while stopped, without its setting", stopped, buttons.StarTransfer,
			[]buttons.Obstacle{buttons.SettingMissing, buttons.ShownStopped}},
		{"hang up while stopped", stopped, buttons.HangUp, nil},
		{"toggle of an idle softphone without the feature", idle, buttons.Toggle,
			[]buttons.Obstacle{buttons.FeatureMissing, buttons.StateHides}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := slices.Collect(row.phone.Obstacles(row.button)); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

// Every obstacle is said in both languages, each in words of its own; a number from outside says that it is one.
func TestObstaclesInWords(t *testing.T) {
	seen := map[string]bool{"": true}
	for o := buttons.FeatureMissing; o <= buttons.StateLacksUse; o++ {
		for _, l := range []spec.Lang{spec.EN, spec.JA} {
			if seen[o.In(l)] {
				t.Errorf("%d in %v is %q, which is said already", o, l, o.In(l))
			}
			seen[o.In(l)] = true
		}
	}
	if got, want := buttons.Obstacle(99).String(), "Obstacle(99)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
