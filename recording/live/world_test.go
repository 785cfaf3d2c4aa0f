package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A memory is a file.
type memory struct {
	bytes []byte
}

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	if missing := int(off) + len(p) - len(m.bytes); missing > 0 {
		m.bytes = append(m.bytes, make([]byte, missing)...)
	}
	return copy(m.bytes[off:], p), nil
}

// samples is how long so many of them last at 8 kHz, and holdBack and lookback are how many a configuration has.
func samples(n int64) time.Duration { return recording.Rate(8000).Duration(n) }
func holdBack(c live.Config) int64  { return c.Rate.Samples(c.HoldBack) }
func lookback(c live.Config) int64  { return c.Rate.Samples(c.Lookback) }

// A delivery is what the owner of a recording gets at a time: a frame, or an event.
type delivery struct {
	time  int64 // for order only
	party pause.Party
	at    int64
	frame []byte
	step  *pause.Step
	away  pause.Parties
}

// give gives it, after the owner's clock has said how far the call has come at least.
func (d delivery) give(r *live.Recording) error {
	if err := r.Advance(d.at); err != nil && !as[*live.SinkError](err) {
		return err
	}
	switch {
	case d.frame != nil:
		return r.Write(d.party, d.at, d.frame)
	case d.step != nil:
		return r.Step(d.at, *d.step)
	}
	return r.Away(d.at, d.away)
}

// A world is a call, by a seed: what happened, what everybody said, and how it comes in.
type world struct {
	config     live.Config
	origin     int64
	end        int64
	start      pause.Call
	deliveries []delivery
}

// A weather is how much a world's network does to it.
type weather struct {
	length           int64
	jitter, stepLate int64 // at most
	frame            int64 // samples of the longest
	lost, again      int   // of 100 frames
	bits             bool  // party p says 1<<p all the time, so that it is known wherever it turns up; for PCM16
}

// newWorld makes a world. Frames and steps keep within the weather.
func newWorld(seed uint64, c live.Config, w weather) world {
	random := rand.New(rand.NewPCG(seed, 1))
	o := world{config: c, origin: random.Int64N(100) - 50, start: starts[random.IntN(len(starts))]()}
	o.config.Origin = o.origin
	o.end = o.origin + random.Int64N(w.length+1)
	for p := range pause.Party(3) {
		o.talk(random, p, w)
	}
	o.act(random, w)
	slices.SortStableFunc(o.deliveries, func(a, b delivery) int { return int(a.time - b.time) })
	return o
}

// starts are the calls that there are.
var starts = []func() pause.Call{
	func() pause.Call { return calltest.New(true, 0, 1) },
	func() pause.Call { return calltest.New(true, 1, 0, 2) },
	func() pause.Call { return calltest.Room(true, 0, 1) },
}

// talk has a party speak in frames that start before the recording and end behind it.
func (o *world) talk(random *rand.Rand, p pause.Party, w weather) {
	for at := o.origin - random.Int64N(9); at < o.end+5; {
		n := 1 + random.Int64N(w.frame)
		for again := true; again; again = random.IntN(100) < w.again {
			frame := o.frame(random, p, n, w)
			if random.IntN(100) >= w.lost {
				o.deliveries = append(o.deliveries,
					delivery{time: at + n + random.Int64N(w.jitter+1), party: p, at: at, frame: frame})
			}
		}
		at += n - random.Int64N(n)*int64(random.IntN(2)) // some overlap
		if random.IntN(100) < w.lost {
			at += random.Int64N(2 * w.frame)
		}
	}
}

// bits are frames of party p, that say 1<<p all the time.
var bits = func() (frames [3][]byte) {
	for p := range frames {
		frames[p] = bytes.Repeat([]byte{1 << p, 0}, 1000)
	}
	return frames
}()

func (o *world) frame(random *rand.Rand, p pause.Party, samples int64, w weather) []byte {
	if w.bits {
		return bits[p][:2*samples]
	}
	frame := make([]byte, samples*int64(o.config.Codec.Width()))
	for i := range frame {
		frame[i] = byte(random.Uint32())
	}
	return frame
}

// act has parties stop and resume, come and go; what is known of it comes late but in order. The last is the end of the
// call.
func (o *world) act(random *rand.Rand, w weather) {
	rec, at, time := o.start, o.origin, o.origin
	for {
		at += random.Int64N(w.length/4 + 2)
		if at >= o.end {
			end := rec.End()
			o.deliveries = append(o.deliveries,
				delivery{time: max(time, o.end+random.Int64N(w.stepLate+1)), at: o.end, step: &end})
			return
		}
		late := int64(0)
		if random.IntN(2) == 0 {
			late = random.Int64N(w.stepLate + 1)
		}
		time = max(time, at+late)
		if time > at+w.stepLate {
			continue // it would come later than the weather has it
		}
		if random.IntN(8) == 0 {
			o.deliveries = append(o.deliveries, delivery{time: time, at: at, away: pause.Parties(random.IntN(8))})
			continue
		}
		step, err := act(random, rec)
		if err != nil || step.After.Members() == 0 {
			continue
		}
		rec = step.After
		o.deliveries = append(o.deliveries, delivery{time: time, at: at, step: &step})
	}
}

// act is something that somebody does, commands above all.
func act(random *rand.Rand, rec pause.Call) (pause.Step, error) {
	p := pause.Party(random.IntN(3))
	switch random.IntN(10) {
	case 0, 1, 2, 3:
		return rec.Stop(p)
	case 4, 5, 6:
		return rec.Resume(p)
	case 7:
		return rec.Join(p)
	case 8:
		return rec.Leave(p)
	}
	return rec.Complete(p, pause.Party(random.IntN(3)), 0)
}

// offline is the dumb definition of what the sinks hold: the whole audio of which the first to come counts, under the
// whole timeline. The events may be those up to a delivery.
func (o world) offline(t tester) [][]byte {
	t.Helper()
	tl := recording.NewTimeline(o.origin, o.start)
	width, samples := int64(o.config.Codec.Width()), o.end-o.origin
	voices := make([][]byte, 3)
	for p := range voices {
		voices[p] = make([]byte, samples*width)
		o.config.Codec.Fill(voices[p])
	}
	came := make([]bool, 3*samples)
	for _, d := range o.deliveries {
		switch {
		case d.frame != nil:
			for i := range int64(len(d.frame)) / width {
				if n := d.at + i - o.origin; n >= 0 && n < samples && !came[3*n+int64(d.party)] {
					came[3*n+int64(d.party)] = true
					copy(voices[d.party][n*width:(n+1)*width], d.frame[i*width:])
				}
			}
		case d.step != nil:
			must(t, tl.Step(d.at, *d.step))
		default:
			must(t, tl.Away(d.at, d.away))
		}
	}
	var sinks [][]byte
	for _, track := range o.config.Layout.Tracks() {
		pcm := make([]byte, samples*width)
		o.config.Guard.Plan(tl, track, o.config.Tone).Encode(o.config.Codec, pcm, o.origin, voices)
		sinks = append(sinks, pcm)
	}
	if o.config.Layout == recording.TwoChannel {
		both := make([]byte, 2*samples*width)
		o.config.Codec.Interleave(both, sinks[0], sinks[1])
		return [][]byte{both}
	}
	return sinks
}

// toFiles records the world into files, as long as the recording, and closes it.
func (o world) toFiles(t tester) ([][]byte, *live.Recording) {
	t.Helper()
	files := []*memory{{}, {}}[:sinks(o.config.Layout)]
	r, err := live.New(o.config, o.start, writersAt(files)...)
	must(t, err)
	o.play(t, r)
	var held [][]byte
	for _, f := range files {
		size := r.Report().Span.Len() * int64(o.config.Codec.Width())
		if o.config.Layout == recording.TwoChannel {
			size *= 2
		}
		held = append(held, f.bytes[:size])
	}
	return held, r
}

// toStreams records the world into streams and closes it.
func (o world) toStreams(t tester) ([][]byte, *live.Recording) {
	t.Helper()
	streams := []*bytes.Buffer{{}, {}}[:sinks(o.config.Layout)]
	var writers []io.WriterAt
	for _, s := range streams {
		writers = append(writers, live.Stream(s))
	}
	r, err := live.New(o.config, o.start, writers...)
	must(t, err)
	o.play(t, r)
	var held [][]byte
	for _, s := range streams {
		held = append(held, s.Bytes())
	}
	return held, r
}

func (o world) play(t tester, r *live.Recording) {
	t.Helper()
	for _, d := range o.deliveries {
		must(t, d.give(r))
	}
	must(t, r.Close(o.end))
}

func sinks(l recording.Layout) int {
	if l == recording.Split {
		return 2
	}
	return 1
}

// width is how many bytes a sample of all channels of a file is.
func width(c live.Config) int64 {
	if c.Layout == recording.TwoChannel {
		return int64(2 * c.Codec.Width())
	}
	return int64(c.Codec.Width())
}

// sizes are those of the world's files that all hold audio up to a position.
func (o world) sizes(held int64) (all []int64) {
	for range sinks(o.config.Layout) {
		all = append(all, (held-o.origin)*width(o.config))
	}
	return all
}

func writersAt(files []*memory) (all []io.WriterAt) {
	for _, f := range files {
		all = append(all, f)
	}
	return all
}

// same ends the test where sinks do not hold what they should.
func same(t tester, o world, got, want [][]byte) {
	t.Helper()
	for i := range want {
		if bytes.Equal(got[i], want[i]) {
			continue
		}
		at := 0
		for at < min(len(got[i]), len(want[i])) && got[i][at] == want[i][at] {
			at++
		}
		t.Fatalf("%s: sink %d of %d bytes, want %d, differs from byte %d on", o, i, len(got[i]), len(want[i]), at)
	}
}

func (o world) String() string {
	s := fmt.Sprintf("%v %v, hold-back %d, lookback %d, %+v, [%d,%d)", o.config.Codec, o.config.Layout,
		holdBack(o.config), lookback(o.config), o.config.Guard, o.origin, o.end)
	for _, d := range o.deliveries {
		if d.step != nil {
			s += fmt.Sprintf("; at %d by %d %v", d.at, d.time, d.step)
		}
	}
	return s
}

// A tester is a test, or a check of rapid.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// must ends a test at an error that it does not expect.
func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// as reports whether an error is of a type.
func as[E error](err error) bool { return errors.As(err, new(E)) }
