package manifest_test

import (
	"runtime"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A manifest of ten times as many stops takes ten times the memory, and not a hundred: it makes nothing anew for each.
func TestManyStops(t *testing.T) {
	takes := func(stops int64) (bytes uint64) {
		tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
		for at := int64(0); at < 5000*stops; at += 5000 {
			_, err := tl.Stop(at+10, 0)
			if err == nil {
				_, err = tl.Resume(at+2000, 1)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := manifest.New(tl, span(0, 5000*stops), names, manifest.Options{Recorded: true, Rate: 8000,
			Layout: recording.TwoChannel, Tone: recording.DefaultTone()})
		if err != nil || len(m.Silences) != int(stops) || len(m.Beeps) != int(stops) {
			t.Fatalf("got %d silences and %d beeps, %v, want %d", len(m.Silences), len(m.Beeps), err, stops)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	few, many := takes(500), takes(5000)
	if many > 15*few {
		t.Errorf("5000 stops take %d bytes, %d times those of 500: %d", many, many/few, few)
	}
}
