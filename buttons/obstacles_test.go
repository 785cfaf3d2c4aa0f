package buttons_test

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
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
			if got := slices.Collect(buttons.Obstacles(row.phone, row.button)); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}
