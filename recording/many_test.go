package recording_test

import (
	"runtime"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Why a voice is as it is and why a beep sounds is looked up where it is asked: after a thousand times as many clicks it
// takes no more memory.
func TestReasonsAreLookedUp(t *testing.T) {
	tone := recording.DefaultTone().PCM(8000)
	cost := func(clicks int64) uint64 {
		tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
		for at := range clicks {
			if _, err := tl.Do(100*at, 0, [...]pause.Verb{pause.Stop, pause.Resume}[at%2]); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for _, at := range []int64{100*clicks - 150, 100*clicks - 50, 100*clicks - 100} {
			tl.Why(1, at)
			tl.WhyBeep(recording.FarSide, at, tone)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	cost(10) // what is made once
	if few, many := cost(100), cost(100_000); many > 2*few {
		t.Errorf("after 100 clicks it takes %d bytes, after 100000 %d", few, many)
	}
}
