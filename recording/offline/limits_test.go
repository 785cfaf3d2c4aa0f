package offline_test

import (
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// Of a call that is not recorded by setting nothing is heard in a ready track, whatever it holds.
func TestReadyOfWhatIsNotRecorded(t *testing.T) {
	for _, recorded := range []bool{false, true} {
		tl := recording.NewTimeline(0, calltest.New(recorded, 0, 1))
		if _, err := tl.End(100); err != nil {
			t.Fatal(err)
		}
		for _, track := range []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide} {
			plan, err := offline.Ready(tl, recording.Guard{}, track, nil, track)
			if err != nil {
				t.Fatal(err)
			}
			heard := int64(0)
			for _, piece := range plan.Pieces {
				if piece.Voices != 0 {
					heard += piece.Intersect(recording.Span{To: 100}).Len()
				}
			}
			if want := map[bool]int64{true: 100}[recorded]; heard != want {
				t.Errorf("recorded %t, the %v track: %d samples are heard, want %d", recorded, track, heard, want)
			}
		}
	}
}
