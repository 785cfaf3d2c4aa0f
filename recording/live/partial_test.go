package live_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A small disk has room for so many bytes, takes what fits, and fails; nothing more goes in while it is broken.
type smallDisk struct {
	memory
	room   int64
	broken bool
}

func (d *smallDisk) WriteAt(p []byte, off int64) (int, error) {
	if d.broken {
		return 0, errFull
	}
	if fits := max(0, d.room-off); fits < int64(len(p)) {
		n, _ := d.memory.WriteAt(p[:fits], off)
		d.broken = true
		return n, errFull
	}
	return d.memory.WriteAt(p, off)
}

// partial is a recording of which party 0 has said 200 samples, 150 of which came into the file by a write that failed.
func partial(t *testing.T) (*live.Recording, *smallDisk, live.Config) {
	t.Helper()
	disk := &smallDisk{room: 2 * 150}
	c := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(1000)}
	r, err := live.New(c, calltest.New(true, 0, 1), disk)
	must(t, err)
	checkSinkError(t, r.Write(0, 0, bits[0][:2*200]))
	if len(disk.bytes) != 2*150 {
		t.Fatalf("the file holds %d bytes, want 300", len(disk.bytes))
	}
	return r, disk, c
}

// crash takes the journal of a recording and restores it, with the file as it is.
func crash(t *testing.T, r *live.Recording, c live.Config, disk *smallDisk, held int64) *live.Recording {
	t.Helper()
	text := journal(r)
	disk.broken, disk.room = false, 1<<20
	again, err := live.Restore(c, text, []int64{2 * held}, disk)
	must(t, err)
	return again
}

func silentFrom(t *testing.T, file []byte, from, to int64) {
	t.Helper()
	if got := file[2*from : 2*to]; !bytes.Equal(got, make([]byte, len(got))) {
		t.Errorf("from sample %d to %d the file holds %v, want silence", from, to, got)
	}
}

// What a failed write left in the file is wiped by a late stop: also after a crash, whatever is said of how far the
// file goes.
func TestStopOfAPartialWrite(t *testing.T) {
	for _, held := range []int64{0, 100, 150, 190} {
		r, disk, c := partial(t)
		call := calltest.New(true, 0, 1)
		stop, _ := call.Stop(0)
		checkSinkError(t, r.Step(100, stop))
		r = crash(t, r, c, disk, held)
		must(t, r.Close(300))
		silentFrom(t, disk.bytes, 100, 300)
		if kept := min(held, 100); !bytes.Equal(disk.bytes[:2*kept], bits[0][:2*kept]) {
			t.Errorf("held %d: what was said before the stop is gone", held)
		}
	}
}

// What a failed write left behind an end that comes late is wiped: after a crash, and without one.
func TestEndOfAPartialWrite(t *testing.T) {
	r, disk, c := partial(t)
	checkSinkError(t, r.Close(100))
	r = crash(t, r, c, disk, 150)
	must(t, r.Close(100))
	silentFrom(t, disk.bytes, 100, 150)

	r, disk, _ = partial(t)
	checkSinkError(t, r.Close(100))
	disk.broken, disk.room = false, 1<<20
	must(t, r.Close(100))
	silentFrom(t, disk.bytes, 100, 150)
	if !bytes.Equal(disk.bytes[:200], bits[0][:200]) {
		t.Error("what was said before the end is gone")
	}
}

// A journal says how far a failed write may have come: an end that comes after the crash wipes what lies behind it.
func TestEndAfterACrashOfAPartialWrite(t *testing.T) {
	r, disk, c := partial(t)
	r = crash(t, r, c, disk, 110)
	must(t, r.Close(130))
	silentFrom(t, disk.bytes, 110, 150)
}

// What must go does so even where what comes before it cannot be written.
func TestStopOfAPartialWriteWithoutRoom(t *testing.T) {
	r, disk, _ := partial(t)
	disk.broken = false
	call := calltest.New(true, 0, 1)
	stop, _ := call.Stop(0)
	checkSinkError(t, r.Step(100, stop))
	disk.broken, disk.room = false, 2*150
	checkSinkError(t, r.Advance(0))
	report := r.Report()
	want := []live.Note{{Kind: live.Withdrawn, Span: recording.Span{From: 100, To: 190}, Track: recording.Mixed,
		Voices: pause.PartiesOf(0, 1)}}
	if diff := cmp.Diff(want, report.Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	disk.broken, disk.room = false, 1<<20
	must(t, r.Close(200))
	silentFrom(t, disk.bytes, 100, 200)
	if !bytes.Equal(disk.bytes[:200], bits[0][:200]) {
		t.Error("what was said before the stop is gone")
	}
}

// A resume that the journal does not know of leaves nothing in a silence that it knows of.
func TestResumeAfterTheSnapshot(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 30).stop(25)
	text := journal(c.r)
	c.resume(25).say(0, 30, 60)
	r, err := live.Restore(eightK, text, []int64{2 * 50}, c.file)
	must(t, err)
	must(t, r.Close(60))
	if want := slices.Concat(bits[0][:2*25], make([]byte, 2*35)); !bytes.Equal(c.file.bytes, want) {
		t.Errorf("got %v, want %v", c.file.bytes, want)
	}
}

// What a file has lost that the journal says it holds becomes the codec's silence, and is noted as lost and a gap.
func TestRestoreIntoAShorterFile(t *testing.T) {
	for _, codec := range codecs {
		for _, closed := range []bool{false, true} {
			file, c := &memory{}, live.Config{Rate: 8000, Codec: codec, HoldBack: samples(10), Lookback: samples(10)}
			r, err := live.New(c, calltest.New(true, 0, 1), file)
			must(t, err)
			width := codec.Width()
			voice := bytes.Repeat([]byte{7}, 60*width)
			must(t, r.Write(0, 0, voice))
			if closed {
				must(t, r.Close(60))
			}
			text := journal(r)
			released := int(r.Released())
			file.bytes = file.bytes[:20*width]
			r, err = live.Restore(c, text, []int64{int64(20 * width)}, file)
			must(t, err)
			must(t, r.Close(60))
			want := bytes.Clone(voice)
			codec.Fill(want[20*width:])
			if !bytes.Equal(file.bytes, want) {
				t.Errorf("%v: got %v, want %v", codec, file.bytes, want)
			}
			notes := []live.Note{{Kind: live.Lost, Span: recording.Span{From: 20, To: int64(released)},
				Track: recording.Mixed, Voices: pause.PartiesOf(0, 1)}}
			if diff := cmp.Diff(notes, r.Report().Notes); diff != "" {
				t.Errorf("%v (-want +got):\n%s", codec, diff)
			}
			if gaps := r.Report().Voices[0].Gaps; len(gaps) != 1 || gaps[0] != (recording.Span{From: 20, To: 60}) {
				t.Errorf("%v: got the gaps %v, want from 20 to 60", codec, gaps)
			}
		}
	}
}

// The end comes no sooner than the last step, and what is held back is not lost by a close that says so.
func TestCloseBeforeTheLastStep(t *testing.T) {
	c := newCall(t, eightK, 100).say(0, 100, 130).stop(120)
	if got, want := c.close(110), strings.Repeat("1", 20); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := newCall(t, eightK, 100).close(-1 << 63); got != "" {
		t.Errorf("got %q of a call that ends before its start", got)
	}
}

// However far ahead a frame may lie, no position overflows.
func TestFarAhead(t *testing.T) {
	for _, origin := range []int64{-1 << 56, 0, 1 << 56} {
		c := newCall(t, live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(10), Ahead: 1<<63 - 1}, origin)
		c.say(0, origin, origin+4)
		for _, at := range []int64{-1 << 63, 1<<63 - 1} {
			if err := c.r.Write(0, at, bits[0][:4]); !as[*live.FarError](err) {
				t.Errorf("a frame at %d: got %v, want a *FarError", at, err)
			}
		}
		if got := c.close(origin + 4); got != "1111" {
			t.Errorf("from %d on: got %q", origin, got)
		}
	}
}

// The zero Recording takes nothing, and nobody panics.
func TestZeroRecording(t *testing.T) {
	var r live.Recording
	call := calltest.New(true, 0, 1)
	for name, err := range map[string]error{
		"write": r.Write(0, 0, bits[0][:4]), "step": r.Step(0, call.End()), "away": r.Away(0, 0),
		"advance": r.Advance(5), "close": r.Close(5),
	} {
		if !as[*live.ConfigError](err) {
			t.Errorf("%s: got %v, want a *ConfigError", name, err)
		}
	}
	if got := r.Report(); got.Voices != nil || r.Released() != 0 || r.Timeline() != nil || len(journal(&r)) > 0 {
		t.Errorf("got %+v", got)
	}
}

// Whatever files that fail now and then hold of a failed write at a crash, none holds a sample of a silenced party
// after it.
func TestRestoredFlakyFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		flakies := []*flaky{{}, {}}[:sinks(o.config.Layout)]
		var files []io.WriterAt
		for i, f := range flakies {
			f.random, f.fails = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), uint64(i))),
				rapid.IntRange(0, 95).Draw(t, "fails")
			files = append(files, f)
		}
		r, err := live.New(o.config, o.start, files...)
		must(t, err)
		crash := rapid.IntRange(0, len(o.deliveries)).Draw(t, "crash")
		for _, d := range o.deliveries[:crash] {
			checkSinkError(t, d.give(r))
		}
		text := journal(r)
		for len(o.deliveries) > crash && o.deliveries[crash].frame != nil &&
			rapid.IntRange(0, 9).Draw(t, "crashes") > 0 {
			checkSinkError(t, o.deliveries[crash].give(r)) // no step, so that the line is the last
			crash++
		}
		width := int64(2)
		if o.config.Layout == recording.TwoChannel {
			width = 4
		}
		longest := int64(0)
		for _, f := range flakies {
			f.fails = 0
			longest = max(longest, (int64(len(f.bytes))+width-1)/width)
		}
		held := o.origin + rapid.Int64Range(0, longest).Draw(t, "held")
		r, err = live.Restore(o.config, text, o.sizes(held), files...)
		must(t, err)
		for _, d := range o.deliveries[crash:] {
			must(t, d.give(r))
		}
		must(t, r.Close(o.end))
		var got [][]byte
		for i, f := range flakies {
			got = append(got, f.bytes[:min(len(f.bytes), len(o.offline(t)[i]))])
		}
		o.checkSilence(t, got, live.Report{})
	})
}
