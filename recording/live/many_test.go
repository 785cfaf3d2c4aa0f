package live_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// manySteps is a call in which a party stops and resumes so often, with a frame between, in two channels.
func manySteps(t *testing.T, c live.Config, steps int64) *live.Recording {
	t.Helper()
	r, err := live.New(c, calltest.New(true, 0, 1), null{})
	must(t, err)
	frame := make([]byte, 320)
	for at := int64(0); at < 160*steps; at += 320 {
		must(t, r.Write(0, at, frame))
		_, err := r.Stop(at+20, 0)
		must(t, err)
		must(t, r.Write(1, at+160, frame))
		_, err = r.Resume(at+170, 1)
		must(t, err)
	}
	return r
}

// Ten times as many steps take ten times as long, and not a hundred: to record them, to keep its journal, and to
// restore it.
func TestManySteps(t *testing.T) {
	c := live.Config{Rate: 8000, Layout: recording.TwoChannel, HoldBack: samples(800), Lookback: samples(8000),
		Tone: recording.DefaultTone().PCM(8000), Guard: recording.Guard{Before: 10, After: 20}}
	took := func(steps int64) (bytes uint64, _ time.Duration) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		r := manySteps(t, c, steps)
		text := journal(r)
		again, err := live.Restore(c, text, []int64{r.Released() * 4}, null{})
		must(t, err)
		must(t, again.Close(r.Report().Span.To))
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc, time.Since(start)
	}
	fewBytes, few := took(2000)
	manyBytes, many := took(20_000)
	t.Logf("2,000 steps take %v and %d bytes, 20,000 %v and %d bytes", few, fewBytes, many, manyBytes)
	if manyBytes > 15*fewBytes || many > 50*few { // the clock is not to be trusted where others work, too
		t.Errorf("20,000 steps take %d times the bytes of 2,000, and %d times as long", manyBytes/fewBytes, many/few)
	}
}
