package manifest_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A manifest of ten times as many stops takes ten times as long, and not a hundred.
func TestManyStops(t *testing.T) {
	took := func(stops int64) (uint64, time.Duration) {
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
		start := time.Now()
		m, err := manifest.New(tl, span(0, 5000*stops), names, manifest.Options{Recorded: true, Rate: 8000,
			Layout: recording.TwoChannel, Tone: recording.DefaultTone()})
		if err != nil || len(m.Silences) != int(stops) || len(m.Beeps) != int(stops) {
			t.Fatalf("got %d silences and %d beeps, %v, want %d", len(m.Silences), len(m.Beeps), err, stops)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc, time.Since(start)
	}
	fewBytes, few := took(500)
	manyBytes, many := took(5000)
	t.Logf("500 stops take %v and %d bytes, 5000 %v and %d bytes", few, fewBytes, many, manyBytes)
	if manyBytes > 15*fewBytes || many > 50*few { // the clock is not to be trusted where others work, too
		t.Errorf("5000 stops take %d times the bytes of 500, and %d times as long", manyBytes/fewBytes, many/few)
	}
}
