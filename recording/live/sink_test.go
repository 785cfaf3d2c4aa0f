package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var errFull = errors.New("full")

// A flaky sink fails now and then; as a stream it takes a part of what it is given, with an error or without.
type flaky struct {
	memory
	stream bytes.Buffer
	random *rand.Rand
	fails  int // of 100 calls
}

func (f *flaky) WriteAt(p []byte, off int64) (int, error) {
	if f.random.IntN(100) < f.fails {
		n, _ := f.memory.WriteAt(p[:f.random.IntN(len(p))], off)
		return n, errFull
	}
	return f.memory.WriteAt(p, off)
}

func (f *flaky) Write(p []byte) (int, error) {
	if f.random.IntN(100) < f.fails {
		n, _ := f.stream.Write(p[:f.random.IntN(len(p))])
		return n, []error{nil, errFull}[f.random.IntN(2)]
	}
	return f.stream.Write(p)
}

// A sink that fails now and then costs nothing but what has left the memory meanwhile, which is reported; nothing leaks
// by it, and the bytes of a stream stay in step.
func TestFlakySinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream, late := rapid.Bool().Draw(t, "stream"), rapid.Int64Range(0, 100).Draw(t, "late")
		if stream {
			late = 0
		}
		o := latesWith(t, late)
		flakies := []*flaky{{}, {}}[:sinks(o.config.Layout)]
		var files []io.WriterAt
		var streams []io.WriterAt
		for i, f := range flakies {
			f.random, f.fails = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), uint64(i))),
				rapid.IntRange(0, 90).Draw(t, "fails")
			files, streams = append(files, f), append(streams, live.Stream(f))
		}
		r, err := live.New(o.config, o.start, files...)
		if stream {
			r, err = live.New(o.config, o.start, streams...)
		}
		must(t, err)
		for _, d := range o.deliveries {
			checkSinkError(t, d.give(r))
		}
		for {
			err := r.Close(o.end)
			if err == nil {
				break
			}
			checkSinkError(t, err)
			if err := r.Advance(o.end); as[*recording.PositionError](err) {
				t.Fatal("the recording is closed after an error of a sink")
			}
		}
		var got [][]byte
		for i, f := range flakies {
			held := f.bytes
			if stream {
				held = f.stream.Bytes()
			}
			got = append(got, held[:min(len(held), len(o.offline(t)[i]))])
		}
		report := r.Report()
		o.checkSilence(t, got, report)
		o.checkLost(t, got, report, none)
		for i, want := range o.offline(t) {
			if len(got[i]) < len(want) {
				t.Fatalf("%s: sink %d holds %d bytes, want %d", o, i, len(got[i]), len(want))
			}
		}
	})
}

func checkSinkError(t tester, err error) {
	if err == nil {
		return
	}
	var sink *live.SinkError
	if !errors.As(err, &sink) || sink.Sink > 1 || !errors.Is(err, errFull) && !errors.Is(err, io.ErrShortWrite) {
		t.Fatalf("got %v, want a *SinkError", err)
	}
}

// While a sink fails the other one goes on, and the error says which it is and from where on it lacks audio.
func TestSinkError(t *testing.T) {
	bad, good := &flaky{random: rand.New(rand.NewPCG(1, 1)), fails: 100}, &memory{}
	c := live.Config{Rate: 8000, Layout: recording.Split, Origin: 5, HoldBack: samples(10), Lookback: samples(10)}
	r, err := live.New(c, calltest.New(true, 0, 1), bad, good)
	must(t, err)
	must(t, r.Write(1, 5, bits[1][:20]))
	err = r.Write(0, 5, bits[0][:2*16])
	var sink *live.SinkError
	if !errors.As(err, &sink) || sink.Sink != 0 ||
		sink.Error() != fmt.Sprintf("live: sink 0 at sample 5: %v", sink.Err) {
		t.Errorf("got %v, want that of sink 0 at 5", err)
	}
	if len(good.bytes) != 2*6 {
		t.Errorf("the other file holds %d bytes, want 12", len(good.bytes))
	}
	bad.fails = 0
	must(t, r.Advance(0))
	if want := bits[0][:2*6]; !bytes.Equal(bad.bytes, want) {
		t.Errorf("after the retry the file holds %v, want %v", bad.bytes, want)
	}
}

// All sinks have been given what Released says: the one that lags counts.
func TestReleased(t *testing.T) {
	bad, good := &flaky{random: rand.New(rand.NewPCG(1, 1)), fails: 100}, &memory{}
	c := live.Config{Rate: 8000, Layout: recording.Split, Origin: 5, HoldBack: samples(10), Lookback: samples(10)}
	for _, files := range [][]io.WriterAt{{good, &memory{}}, {bad, good}, {good, bad}} {
		r, err := live.New(c, calltest.New(true, 0, 1), files...)
		must(t, err)
		err, want := r.Write(0, 5, bits[0][:2*16]), int64(11)
		if files[0] == bad || files[1] == bad {
			want = 5
			if err == nil {
				t.Error("the bad sink took what it was given")
			}
		}
		if got := r.Released(); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

// A stop that could not be written to the file before a crash is written after it.
func TestCrashBeforeTheStopIsWritten(t *testing.T) {
	file := &flaky{random: rand.New(rand.NewPCG(1, 1))}
	c := live.Config{Rate: 8000, HoldBack: samples(5), Lookback: samples(40)}
	r, err := live.New(c, calltest.New(true, 0, 1), file)
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*30]))
	file.fails = 100
	step, err := r.Stop(10, 0)
	if checkSinkError(t, err); step.Cause != pause.Stopped {
		t.Errorf("got the step %v, want that of the stop, which has happened", step)
	}
	text := journal(r)
	file.fails = 0
	r, err = live.Restore(c, text, []int64{2 * 25}, file)
	must(t, err)
	must(t, r.Close(30))
	if want := append(bytes.Clone(bits[0][:20]), make([]byte, 40)...); !bytes.Equal(file.bytes, want) {
		t.Errorf("got %v, want %v", file.bytes, want)
	}
}
