package recording_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/recpause/recpause/recording"
)

// A track and a beep are printed, and written as JSON, by their names; a track from outside by its number.
func TestNames(t *testing.T) {
	tracks := map[recording.Track]string{recording.Mixed: "mixed", recording.OperatorSide: "operator",
		recording.FarSide: "counterpart", 9: "Track(9)"}
	for track, want := range tracks {
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
