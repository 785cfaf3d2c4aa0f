package live_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A kind is what makes the steps of a long call expensive.
type kind struct {
	name string
	late int64 // by how many samples each step is late
	lost int64 // one packet in so many is lost
	over int64 // one step in so many has overtaken a stop
	away int64 // and one in so many is a hold
}

var kinds = []kind{
	{name: "in time"},
	{name: "late", late: 12_000},
	{name: "lossy", lost: 50},
	{name: "overtaken", over: 10},
	{name: "all", late: 12_000, lost: 50, over: 10, away: 7},
}

// longCall is a call of so many steps, each in a frame of both parties, with its journal.
func longCall(t tester, k kind, steps int64, c live.Config) (r *live.Recording, lines []byte) {
	t.Helper()
	r, err := live.New(c, calltest.New(true, 0, 1), null{})
	must(t, err)
	lines = r.Journal(nil)
	frame := make([]byte, 160*c.Codec.Width())
	for i := range steps {
		at := i * 160
		for p := range pause.Party(2) {
			if k.lost == 0 || (i+int64(p))%k.lost > 0 {
				must(t, r.Write(p, at, frame))
			}
		}
		at = max(0, at-k.late) + 20
		switch {
		case k.away > 0 && i%k.away == 0:
			must(t, r.Away(at, pause.Parties(1&i)))
		default:
			_, err := r.Do(at, 0, []pause.Verb{pause.Stop, pause.Resume}[i%2])
			must(t, err)
		}
		if k.over > 0 && i%k.over == 0 {
			must(t, r.StopWithin(recording.Span{From: at - 10, To: at}, 1))
		}
		lines = r.Journal(lines)
	}
	return r, lines
}

// Ten times as many steps take ten times the memory, and not a hundred, to record them, to keep their journal and to
// restore it: nothing is made anew for each.
func TestManySteps(t *testing.T) {
	c := live.Config{Rate: 8000, Layout: recording.TwoChannel, HoldBack: samples(800), Lookback: samples(8000),
		Tone: recording.DefaultTone().PCM(8000), Guard: recording.Guard{Before: 10, After: 20}}
	takes := func(steps int64) (bytes uint64) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, lines := longCall(t, kinds[len(kinds)-1], steps, c)
		again, err := live.Restore(c, lines, []int64{r.Released() * 4}, null{})
		must(t, err)
		must(t, again.Close(r.Report().Span.To))
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	few, many := takes(2000), takes(20_000)
	if many > 15*few {
		t.Errorf("20,000 steps take %d bytes, %d times those of 2,000: %d", many, many/few, few)
	}
}

// A step of a call costs what it costs, however many came before: in time, in bytes of the journal, and to restore. An
// operation is a whole call of that many steps.
func BenchmarkSteps(b *testing.B) {
	c := live.DefaultConfig(8000)
	c.Layout, c.Guard = recording.TwoChannel, recording.Guard{Before: 10, After: 20}
	for _, k := range kinds {
		for _, steps := range []int64{1000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", k.name, steps), func(b *testing.B) {
				var restoring, closing time.Duration
				var lines []byte
				for b.Loop() {
					var r *live.Recording
					r, lines = longCall(b, k, steps, c)
					start := time.Now()
					must(b, r.Close(steps*160))
					_ = r.Report()
					closing += time.Since(start)
					start = time.Now()
					_, err := live.Restore(c, lines, []int64{r.Released() * 4}, null{})
					must(b, err)
					restoring += time.Since(start)
				}
				n := float64(b.N) * float64(steps)
				b.ReportMetric(float64((b.Elapsed()-restoring-closing).Nanoseconds())/n, "ns/step")
				b.ReportMetric(float64(restoring.Nanoseconds())/n, "ns/restored-step")
				b.ReportMetric(float64(closing.Nanoseconds())/n, "ns/closed-step")
				b.ReportMetric(float64(len(lines))/float64(steps), "B/step")
			})
		}
	}
}
