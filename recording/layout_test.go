package recording_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A layout is what its name says, and lays out the mix of all or the two sides.
func TestLayouts(t *testing.T) {
	sides := []recording.Track{recording.OperatorSide, recording.FarSide}
	for layout, want := range map[recording.Layout]struct {
		name   string
		tracks []recording.Track
	}{
		recording.OneChannel: {"1ch", []recording.Track{recording.Mixed}},
		recording.TwoChannel: {"2ch", sides},
		recording.Split:      {"split", sides},
	} {
		if layout.String() != want.name || !slices.Equal(layout.Tracks(), want.tracks) {
			t.Errorf("got %v with %v, want %v", layout, layout.Tracks(), want)
		}
		var again recording.Layout
		text, err := json.Marshal(layout)
		if err == nil {
			err = json.Unmarshal(text, &again)
		}
		if err != nil || again != layout {
			t.Errorf("%v comes back as %v, %v", layout, again, err)
		}
	}
	if _, err := recording.ParseLayout("3ch"); !errors.As(err, new(*spec.UnknownError)) {
		t.Errorf("got %v, want a *spec.UnknownError", err)
	}
}
