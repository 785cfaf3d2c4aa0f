package recording_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/recpause/recpause/recording"
)

// A track and a beep are printed, and written as JSON, by their names; a track from outside is none.
func TestNames(t *testing.T) {
	for track, want := range map[recording.Track]string{recording.Mixed: "mixed", recording.OperatorSide: "operator", recording.FarSide: "counterpart", 9: "none"} {
		text, err := json.Marshal(track)
		if got := fmt.Sprintf("%v %#v %s", track, track, text); err != nil || got != want+" "+want+` "`+want+`"` {
			t.Errorf("got %s, %v, want %q three times", got, err, want)
		}
	}
	beeps := onePause().Beeps()
	if text, err := json.Marshal(beeps); err != nil || string(text) != `[{"at":23200,"on":"counterpart"}]` {
		t.Errorf("got %s, %v, want the side by name", text, err)
	}
	if got, want := fmt.Sprint(beeps), "[{23200 counterpart false}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
