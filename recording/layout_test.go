package recording_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
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
	if got, want := fmt.Sprint(beeps), "[{23200 counterpart}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A party that hands the call over and comes back has at each moment the side that it has then.
func TestSidesChangeWithTransfers(t *testing.T) {
	const a, x, target = pause.Party(0), pause.Party(1), pause.Party(2)
	rec := calltest.New(true, a, x)
	tl := recording.NewTimeline(0, rec)
	step, err := rec.Complete(a, target, 0)
	must(t, err)
	must(t, tl.Step(10, step))
	step, err = rec.Join(a)
	must(t, err)
	must(t, tl.Step(20, step))
	for _, row := range []struct {
		name  string
		party pause.Party
		side  pause.Sides
		want  []recording.Span
	}{
		{"A begins on the operator side", a, pause.Operator, []recording.Span{{From: 0, To: 10}}},
		{"A comes back on the far side", a, pause.Far, []recording.Span{{From: 20, To: 30}}},
		{"the target has A's side", target, pause.Operator, []recording.Span{{From: 10, To: 30}}},
		{"X stays on the far side", x, pause.Far, []recording.Span{{From: 0, To: 30}}},
		{"X is on no other", x, pause.Operator, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := tl.PresentOn(row.side, row.party, 30); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

// Where recording is off by setting, or a call still rings, no track holds a voice or a beep, whatever is clicked (law
// L6).
func TestNothingIsRecordedWhereNothingIs(t *testing.T) {
	for name, rec := range map[string]pause.Call{"RP-REC-050": calltest.New(false, 0, 1),
		"ringing": calltest.Ringing(true, 0, 1)} {
		t.Run(name, func(t *testing.T) {
			tl := recording.NewTimeline(0, rec)
			stopped := rec
			step, err := stopped.Stop(0)
			must(t, err)
			must(t, tl.Step(5, step))
			step, err = stopped.Resume(0)
			must(t, err)
			must(t, tl.Step(9, step))
			for _, track := range tracks {
				for _, piece := range tl.Plan(track, []int16{1, 2, 3}).Pieces {
					if piece.Voices != 0 || piece.Tone >= 0 {
						t.Errorf("%v: got %+v, want nothing in it", track, piece)
					}
				}
			}
		})
	}
}
