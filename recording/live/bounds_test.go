package live_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A frame with a wild timestamp takes nothing out of the memory that is still to come, however far ahead it lies: both
// parties' frames go on to be heard, also those that overtake each other by the hold-back.
func TestWildTimestampErasesNothing(t *testing.T) {
	for name, c := range map[string]live.Config{
		"default": live.DefaultConfig(8000),
		"advised": {Rate: 8000, HoldBack: samples(8000), Lookback: samples(24768)},
		"asked":   {Rate: 8000, HoldBack: samples(800), Lookback: samples(8000), Ahead: time.Hour},
	} {
		for _, wild := range []time.Duration{time.Second, 3 * time.Second, 4800 * time.Millisecond, 10 * time.Second} {
			file := &memory{}
			r, err := live.New(c, calltest.New(true, 0, 1), file)
			must(t, err)
			for at := int64(0); at < 80_000; at += 160 {
				if at == 40_000 {
					_ = r.Write(7, at+c.Rate.Samples(wild), make([]byte, 320))
				}
				must(t, r.Write(0, at, bits[0][:320]))
				must(t, r.Write(1, max(0, at-640), bits[1][:320]))
			}
			must(t, r.Write(1, 80_000-640, bits[1][:2*640]))
			must(t, r.Close(80_000))
			for _, v := range r.Report().Voices {
				if v.Late != 0 || len(v.Gaps) != 0 {
					t.Errorf("%s, %v ahead: got %+v", name, wild, v)
				}
			}
			if !bytes.Equal(file.bytes[:160_000], bytes.Repeat([]byte{3, 0}, 80_000)) {
				t.Errorf("%s, %v ahead: the file lacks somebody", name, wild)
			}
		}
	}
}

// Whatever wild positions frames and steps have, nobody who is silenced is in a file, and in a stream only where the
// report says so. Steps are refused.
func TestWildPositionsLeakNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "wild"), 3))
		stream := rapid.Bool().Draw(t, "stream")
		files, streams := []*memory{{}, {}}[:sinks(o.config.Layout)], []*bytes.Buffer{{}, {}}
		writers := writersAt(files)
		for i := range writers {
			if stream {
				writers[i] = live.Stream(streams[i])
			}
		}
		r, err := live.New(o.config, o.start, writers...)
		must(t, err)
		for _, d := range o.deliveries {
			if random.IntN(20) == 0 {
				p := pause.Party(random.IntN(3))
				far := int64(1) << random.IntN(45)
				_ = r.Write(p, d.at+far-2*far*random.Int64N(2), bits[p][:2*(1+random.IntN(100))])
				if _, err := r.Resume(d.at+1000+far, p); err == nil {
					t.Fatalf("%s: a resume at %d is taken at %d", o, d.at+1000+far, d.at)
				}
			}
			must(t, d.give(r))
		}
		must(t, r.Close(o.end))
		var got [][]byte
		for i, f := range files {
			held := slices.Concat(f.bytes, streams[i].Bytes())
			got = append(got, held[:min(len(held), len(o.offline(t)[i]))])
		}
		var report live.Report
		if stream {
			report = r.Report()
		}
		o.checkSilence(t, got, report)
	})
}

// The same of a stream, which takes nothing that comes behind what it has been given.
func TestWildTimestampErasesNothingOfAStream(t *testing.T) {
	stream := &bytes.Buffer{}
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(800), Lookback: samples(8000)},
		calltest.New(true, 0, 1), live.Stream(stream))
	must(t, err)
	for at := int64(0); at < 8000; at += 160 {
		if at == 4000 {
			_ = r.Write(7, at+640, make([]byte, 320))
			if err := r.Write(7, at+8000, make([]byte, 320)); !as[*live.FarError](err) {
				t.Errorf("got %v, want a *FarError", err)
			}
		}
		must(t, r.Write(0, at, bits[0][:320]))
		must(t, r.Write(1, at, bits[1][:320]))
	}
	must(t, r.Close(8000))
	if !bytes.Equal(stream.Bytes(), bytes.Repeat([]byte{3, 0}, 8000)) {
		t.Error("the stream lacks somebody")
	}
}

// A step an hour ahead is refused, and nothing has happened: the next one is taken, and Close writes no hour.
func TestStepFarAheadIsRefused(t *testing.T) {
	file := &lastBlock{}
	r, err := live.New(live.DefaultConfig(8000), calltest.New(true, 0, 1), file)
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*800]))
	_, err = r.Stop(400, 0)
	must(t, err)
	if step, err := r.Resume(3600*8000, 0); !as[*live.FarError](err) || step != (pause.Step{}) {
		t.Errorf("got %v and %v, want a *FarError", step, err)
	}
	_, err = r.Resume(800, 0)
	must(t, err)
	must(t, r.Close(1000))
	if file.end != 2*1000 {
		t.Errorf("the file holds %d bytes, want 2000", file.end)
	}
}

// A time of day instead of a position of the call is refused wherever it is given, and nothing has happened. An hour
// after the last frame is none.
func TestTimesOfDayAreNoPositions(t *testing.T) {
	for _, origin := range []int64{-1 << 40, 0, 900} {
		for _, epoch := range []int64{1 << 31, 1 << 39, 1 << 40, 1_780_000_000, 1_780_000_000_000, 1_780_000_000_000_000,
			1<<63 - 1, -1 << 42, -1 << 63} {
			file, c := &lastBlock{}, live.DefaultConfig(8000)
			c.Origin = origin
			r, err := live.New(c, calltest.New(true, 0, 1), file)
			must(t, err)
			must(t, r.Write(0, origin, bits[0][:2*800]))
			call := calltest.New(true, 0, 1)
			step, _ := call.Stop(0)
			_, stop := r.Stop(epoch, 0)
			_, end := r.End(epoch)
			for name, err := range map[string]error{
				"stop": stop, "end": end, "step": r.Step(epoch, step), "away": r.Away(epoch, pause.PartiesOf(1)),
				"stop within": r.StopWithin(recording.Span{From: origin, To: epoch}, 0), "advance": r.Advance(epoch),
			} {
				if !as[*live.FarError](err) {
					t.Errorf("%s at %d, from %d on: got %v, want a *FarError", name, epoch, origin, err)
				}
			}
			if err := r.Close(epoch); epoch > 0 && !as[*live.FarError](err) {
				t.Errorf("close at %d, from %d on: got %v, want a *FarError", epoch, origin, err)
			}
			must(t, r.Close(origin+3600*8000))
			if want := int64(2 * 3600 * 8000); epoch > 0 && file.end != want {
				t.Errorf("%d, from %d on: the file holds %d bytes, want %d", epoch, origin, file.end, want)
			}
		}
	}
}

// However a frame is cut, the recording is the same: also where it is longer than all that is kept.
func TestFramesMayBeCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := configs.Draw(t, "config")
		stream := rapid.Bool().Draw(t, "stream") && c.HoldBack > 0
		c.Guard = recording.Guard{}
		type frame struct {
			party pause.Party
			at    int64
			pcm   []byte
		}
		var frames []frame
		at := int64(0)
		for range rapid.IntRange(1, 6).Draw(t, "frames") {
			f := frame{pause.Party(rapid.IntRange(0, 1).Draw(t, "party")), max(0, at+rapid.Int64Range(-60, 1).Draw(t, "at")), nil}
			f.pcm = slices.Repeat([]byte{byte(rapid.IntRange(1, 9).Draw(t, "says"))},
				rapid.IntRange(1, 300).Draw(t, "samples")*c.Codec.Width())
			frames, at = append(frames, f), max(at, f.at+int64(len(f.pcm)/c.Codec.Width()))
		}
		cut := rapid.Int64Range(1, 20).Draw(t, "cut")
		record := func(cut int64) ([][]byte, live.Report) {
			var held [][]byte
			files := []*memory{{}, {}}[:sinks(c.Layout)]
			streams := []*bytes.Buffer{{}, {}}[:sinks(c.Layout)]
			writers := writersAt(files)
			if stream {
				for i, s := range streams {
					writers[i] = live.Stream(s)
				}
			}
			r, err := live.New(c, calltest.New(true, 0, 1), writers...)
			must(t, err)
			for _, f := range frames {
				at := f.at
				must(t, r.Advance(at))
				for pcm := range slices.Chunk(f.pcm, int(cut)*c.Codec.Width()) {
					must(t, r.Write(f.party, at, pcm))
					at += cut
				}
			}
			must(t, r.Close(at))
			for i := range files {
				held = append(held, slices.Concat(files[i].bytes, streams[i].Bytes()))
			}
			return held, r.Report()
		}
		got, report := record(1 << 20)
		want, other := record(cut)
		for i := range want {
			if !bytes.Equal(got[i], want[i]) {
				t.Fatalf("whole:\n%v\n%+v\ncut to %d:\n%v\n%+v", got[i], report, cut, want[i], other)
			}
		}
		for i, v := range report.Voices {
			if v.Late != other.Voices[i].Late {
				t.Fatalf("whole: %+v, cut to %d: %+v", v, cut, other.Voices[i])
			}
		}
	})
}
