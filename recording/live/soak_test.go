package live_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var soak = flag.Int("soak", 50_000, "frames of the soak")

// A soaked world has its sinks' bytes held against a map of who is silenced, sample by sample, made of its steps alone.
func soakOne(t *testing.T, seed uint64) (frames int) {
	random := rand.New(rand.NewPCG(seed, 7))
	c := live.Config{
		Rate: 8000, Layout: recording.Layout(random.IntN(3)), Tone: []int16{64, 64, 64, 64},
		HoldBack: samples(20 + random.Int64N(400)), Lookback: samples(random.Int64N(800)),
		Guard: recording.Guard{Before: random.Int64N(2) * random.Int64N(20),
			After: random.Int64N(2) * random.Int64N(20)},
	}
	w := weather{length: 20000, frame: 40, lost: random.IntN(20), again: random.IntN(40), bits: true,
		jitter: random.Int64N(2 * holdBack(c)), stepLate: holdBack(c)}
	stream, inTime := random.IntN(2) == 0, random.IntN(2) == 0
	if !inTime {
		w.stepLate = 4 * (holdBack(c) + lookback(c))
	}
	o := newWorld(seed, c, w)
	var held [][]byte
	var r *live.Recording
	if stream {
		held, r = o.toStreams(t)
	} else {
		held, r = o.toFiles(t)
	}
	var report live.Report
	if stream && !inTime {
		report = r.Report() // the only place where a leak may be
	}
	o.holdAgainstMap(t, held, report)
	for _, d := range o.deliveries {
		if d.frame != nil {
			frames++
		}
	}
	return frames
}

func (o world) holdAgainstMap(t *testing.T, sinks [][]byte, r live.Report) {
	t.Helper()
	samples := int(o.end - o.origin)
	if samples == 0 {
		return
	}
	silenced, tracks := o.silenced(), o.config.Layout.Tracks()
	per := len(tracks) / len(sinks)
	for i, track := range tracks {
		allowed := make([]pause.Parties, samples)
		for _, note := range r.Notes {
			if note.Kind != live.Leaked || note.Track != track {
				continue
			}
			for n := note.Span.From; n < min(note.Span.To, o.end); n++ {
				allowed[n-o.origin] |= note.Voices
			}
		}
		pcm := sinks[i/per][2*(i%per):]
		for n := range samples {
			if heard := pause.Parties(pcm[2*per*n]) & everybody; heard&silenced[n]&^allowed[n] != 0 {
				t.Fatalf("%s: the %v track holds %v at %d, who is silenced", o, track, heard&silenced[n],
					o.origin+int64(n))
			}
		}
	}
}

// No sample of a silenced party is in any file, and in any stream only those that are reported, whatever the network
// does: frames out of order, twice, late, lost and overlapping, and steps that come late by a little or by more than
// anything is kept for. A stop that is late by no more than the hold-back leaks nothing at all. go test -run Soak -soak
// 100000000 takes minutes.
func TestSoak(t *testing.T) {
	start, frames, worlds := time.Now(), 0, 0
	for ; frames < *soak; worlds++ {
		frames += soakOne(t, uint64(worlds))
	}
	t.Logf("%d frames of %d calls, %v a frame with its world", frames, worlds, time.Since(start)/time.Duration(frames))
}

// A null is a file and a stream of which nobody reads.
type null struct{}

func (null) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }
func (null) Write(p []byte) (int, error)            { return len(p), nil }

// Frames that come in order allocate nothing, once the first have come; neither do steps' late corrections of frames.
func TestWriteAllocatesNothing(t *testing.T) {
	for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		for _, codec := range codecs {
			c := live.Config{Rate: 8000, Codec: codec, Layout: layout, HoldBack: samples(800), Lookback: samples(800)}
			r, err := live.New(c, calltest.New(true, 0, 1), []io.WriterAt{null{}, null{}}[:sinks(layout)]...)
			must(t, err)
			frame, at := make([]byte, 160*codec.Width()), int64(0)
			one := func() {
				must(t, r.Write(0, at, frame))
				must(t, r.Write(1, max(0, at-1000), frame)) // always late for what is written
				at += 160
			}
			for range 20 {
				one()
			}
			if got := testing.AllocsPerRun(100, one); got != 0 {
				t.Errorf("%v %v: got %v allocations, want 0", codec, layout, got)
			}
		}
	}
}

// recordings are so many calls of two with a hold-back of 100 ms.
func recordings(b *testing.B, n int, c live.Config) []*live.Recording {
	b.Helper()
	all := make([]*live.Recording, n)
	for i := range all {
		r, err := live.New(c, calltest.New(true, 0, 1), null{})
		must(b, err)
		all[i] = r
	}
	return all
}

// Frames of 20 ms of two parties by turns, released to a sink that takes everything, beside copying them; an operation
// is a frame. Each layout is checked against its input first.
func BenchmarkWrite(b *testing.B) {
	for _, rate := range []recording.Rate{8000, 16000, 48000} {
		samples := int64(rate / 50)
		voice := make([]byte, 2*(1<<16))
		random := rand.New(rand.NewPCG(1, 1))
		for i := 0; i < len(voice); i += 2 {
			binary.LittleEndian.PutUint16(voice[i:], uint16(random.IntN(16384)-8192))
		}
		frame := func(i int) []byte {
			from := i * 997 % (1<<16 - int(samples)) * 2
			return voice[from : from+2*int(samples)]
		}
		b.Run(rateName(rate)+"/copy", func(b *testing.B) {
			dst := make([]byte, 2*samples)
			for i := 0; b.Loop(); i++ {
				copy(dst, frame(i))
			}
		})
		for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel} {
			c := live.Config{Rate: rate, Layout: layout, HoldBack: 100 * time.Millisecond,
				Lookback: 100 * time.Millisecond}
			checkFrames(b, c, samples, frame)
			b.Run(rateName(rate)+"/"+layout.String(), func(b *testing.B) {
				r := recordings(b, 1, c)[0]
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if err := r.Write(pause.Party(i&1), int64(i/2)*samples, frame(i)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func rateName(r recording.Rate) string {
	return map[recording.Rate]string{8000: "8kHz", 16000: "16kHz", 48000: "48kHz"}[r]
}

// checkFrames records some frames and holds the file against offline rendering.
func checkFrames(b *testing.B, c live.Config, samples int64, frame func(int) []byte) {
	b.Helper()
	o := world{config: c, end: 40 * samples, start: calltest.New(true, 0, 1)}
	for i := range 80 {
		o.deliveries = append(o.deliveries,
			delivery{party: pause.Party(i & 1), at: int64(i/2) * samples, frame: frame(i)})
	}
	call := o.start
	end := call.End()
	o.deliveries = append(o.deliveries, delivery{at: o.end, step: &end})
	got, _ := o.toFiles(b)
	if want := o.offline(b); !bytes.Equal(got[0], want[0]) {
		b.Fatalf("%v: the file is not what offline rendering gives", c.Layout)
	}
}

// Ten thousand calls at once, each with both parties' frames of 20 ms by turns: an operation is a frame of every party
// of every call, 20 ms of all of them. Bytes a call are measured idle, and with the audio in memory.
func BenchmarkManyCalls(b *testing.B) {
	const calls = 10_000
	c := live.Config{Rate: 8000, HoldBack: samples(800), Lookback: samples(800),
		Tone: recording.DefaultTone().PCM(8000)}
	before := heap()
	all := recordings(b, calls, c)
	idle := heap() - before
	frame, at := make([]byte, 320), int64(0)
	everyone := func() {
		for _, r := range all {
			for p := range pause.Party(2) {
				if err := r.Write(p, at, frame); err != nil {
					b.Fatal(err)
				}
			}
		}
		at += 160
	}
	for range 8 { // until audio is released
		everyone()
	}
	for b.Loop() {
		everyone()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*calls), "ns/frame")
	b.ReportMetric(float64(idle)/calls, "B/idle-call")
	b.ReportMetric(float64(heap()-before)/calls, "B/call")
	runtime.KeepAlive(all)
	b.ReportMetric(20e6/(float64(b.Elapsed().Nanoseconds())/float64(b.N)), "x-real-time")
}

// heap is what is in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
