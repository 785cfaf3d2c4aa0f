package live_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// journal is that of a recording, in one line.
func journal(r *live.Recording) []byte { return r.Compact(nil) }

// A stop 400 ms late is taken out of the file; power goes before the disk has heard of it, and the journal has been
// synced. What was withdrawn does not come back, once and again.
func TestPowerLossBringsNoWithdrawnVoiceBack(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(100), Lookback: samples(4000)}
	c := newCall(t, config, 700)
	for at := int64(700); at < 5000; at += 100 {
		c.say(0, at, at+100).say(1, at, at+100)
	}
	old := bytes.Clone(c.file.bytes)
	c.stop(1600)
	text := journal(c.r)
	for range 2 {
		c.file.bytes = bytes.Clone(old)
		r, err := live.Restore(config, text, []int64{int64(len(old))}, c.file)
		must(t, err)
		text = journal(r)
		must(t, r.Close(5000))
		silentFrom(t, c.file.bytes, 900, 4300)
		if !bytes.Equal(c.file.bytes[:2*900], old[:2*900]) {
			t.Error("what was said before the stop is gone")
		}
	}
}

// What a restored recording took out of a file for want of knowing does not come back by a loss of power either: here
// what followed a resume of which there is no line.
func TestPowerLossAfterARestore(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 30).stop(25)
	text := journal(c.r)
	c.resume(25).say(0, 30, 60)
	old := bytes.Clone(c.file.bytes)
	for range 3 {
		c.file.bytes = bytes.Clone(old)
		r, err := live.Restore(eightK, text, []int64{int64(len(old))}, c.file)
		must(t, err)
		must(t, r.Advance(60)) // what had to go is gone
		text = journal(r)
		must(t, r.Close(60))
		silentFrom(t, c.file.bytes, 25, 60)
	}
}

// What came late has been put into a file that the disk had in part: it may lack that, however long ago it was.
func TestPowerLossMayTakeWhatCameLate(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(50)}
	for name, late := range map[string]func(c *call){
		"a frame":  func(c *call) { c.say(1, 70, 80) },
		"a resume": func(c *call) { c.resume(70) },
	} {
		c := newCall(t, config, 0).say(0, 0, 50).say(0, 50, 100)
		if name == "a resume" {
			c.stop(60)
		}
		synced := bytes.Clone(c.file.bytes)
		late(c)
		for at := int64(100); at < 1000; at += 50 {
			c.say(0, at, at+50)
		}
		c.file.bytes = synced
		r, err := live.Restore(config, journal(c.r), []int64{int64(len(synced))}, c.file)
		must(t, err)
		if notes := r.Report().Notes; !slices.ContainsFunc(notes, func(n live.Note) bool {
			return n.Kind == live.Unwatched && n.Span.Has(70) && n.Span.Has(79)
		}) {
			t.Errorf("%s: got %v", name, notes)
		}
	}
}

// What comes back by a late resume is not taken out again, and of a silence of one the other's voice is lost only
// where it was withdrawn.
func TestRestoreWithdrawsNoMoreThanIsSilence(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(200)}
	c := newCall(t, config, 0).say(0, 0, 100).say(1, 0, 100).stop(40).resume(60)
	want := bytes.Clone(c.file.bytes)
	r, err := live.Restore(config, journal(c.r), []int64{2 * 90}, c.file)
	must(t, err)
	must(t, r.Close(90))
	if !bytes.Equal(c.file.bytes, want) {
		t.Errorf("got %v, want %v", c.file.bytes, want)
	}
}

// The sizes of files say how far they go, wherever on the axis a recording starts: good audio stays.
func TestRestoreTakesSizes(t *testing.T) {
	for _, origin := range []int64{-900, 0, 900, 1 << 40} {
		for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
			for _, codec := range codecs {
				o := world{config: live.Config{Rate: 8000, Codec: codec, Layout: layout, Origin: origin,
					HoldBack: samples(10), Lookback: samples(10)}, origin: origin}
				files := []*memory{{}, {}}[:sinks(layout)]
				r, err := live.New(o.config, calltest.New(true, 0, 1), writersAt(files)...)
				must(t, err)
				text, voice := journal(r), bytes.Repeat([]byte{7}, 60*codec.Width())
				for at := 0; at < 60; at += 10 {
					for p := range pause.Party(2) {
						must(t, r.Write(p, origin+int64(at), voice[:10*codec.Width()]))
					}
				}
				var before [][]byte
				for _, f := range files {
					before = append(before, bytes.Clone(f.bytes))
				}
				r, err = live.Restore(o.config, text, o.sizes(origin+50), writersAt(files)...)
				must(t, err)
				must(t, r.Close(origin+60))
				for i, f := range files {
					if len(f.bytes) != int(60*width(o.config)) || !bytes.HasPrefix(f.bytes, before[i]) {
						t.Errorf("%v %v from %d on: file %d holds %v, want %v first", codec, layout, origin, i,
							f.bytes, before[i])
					}
				}
			}
		}
	}
}

// A size below nothing is that of no file, which a position given instead of a size may be; and each file has one.
func TestRestoreRefusesSizes(t *testing.T) {
	c := newCall(t, eightK, 900)
	text := journal(c.r)
	for _, sizes := range [][]int64{nil, {}, {-1}, {0, 0}, {1 << 42}} {
		if _, err := live.Restore(eightK, text, sizes, c.file); !as[*live.JournalError](err) {
			t.Errorf("%v: got %v, want a *JournalError", sizes, err)
		}
	}
}

// Of split files each has a size of its own: the longer one keeps what it holds, and what the shorter one lacks is
// noted as lost.
func TestRestoreSplitFilesOfDifferentSizes(t *testing.T) {
	config := live.Config{Rate: 8000, Layout: recording.Split, HoldBack: samples(10), Lookback: samples(10)}
	files := []*memory{{}, {}}
	r, err := live.New(config, calltest.New(true, 0, 1), writersAt(files)...)
	must(t, err)
	for at := int64(0); at < 60; at += 10 {
		for p := range pause.Party(2) {
			must(t, r.Write(p, at, bits[p][:2*10]))
		}
	}
	must(t, r.Advance(70))
	text := journal(r)
	files[1].bytes = files[1].bytes[:2*20]
	r, err = live.Restore(config, text, []int64{2 * 60, 2 * 20}, writersAt(files)...)
	must(t, err)
	must(t, r.Close(60))
	if !bytes.Equal(files[0].bytes, bits[0][:2*60]) {
		t.Errorf("the longer file holds %v", files[0].bytes)
	}
	silentFrom(t, files[1].bytes, 20, 60)
	notes := []live.Note{
		{Kind: live.Unwatched, Span: recording.Span{From: 40, To: 60}, Track: recording.OperatorSide},
		{Kind: live.Lost, Span: recording.Span{From: 20, To: 60}, Track: recording.FarSide, Voices: pause.PartiesOf(1)},
	}
	if diff := cmp.Diff(notes, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A call that had no step yet, restored from the journal of its start, has no gap where its file holds audio.
func TestRestoreWithoutAStep(t *testing.T) {
	c := newCall(t, eightK, 300)
	text := journal(c.r)
	c.say(0, 300, 360).say(1, 340, 360)
	r, err := live.Restore(eightK, text, []int64{int64(len(c.file.bytes))}, c.file)
	must(t, err)
	must(t, r.Advance(355))
	for at := int64(355); at < 400; at += 15 {
		for p := range pause.Party(2) {
			must(t, r.Write(p, at, bits[p][:2*15]))
		}
	}
	must(t, r.Close(400))
	for _, v := range r.Report().Voices {
		if diff := cmp.Diff(recording.Spans{{From: 350, To: 355}}, v.Gaps); diff != "" {
			t.Errorf("the gaps of %v (-want +got):\n%s", v.Party, diff)
		}
	}
	notes := []live.Note{{Kind: live.Unwatched, Span: recording.Span{From: 300, To: 350}, Track: recording.Mixed}}
	if diff := cmp.Diff(notes, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// After an upgrade that changed the lengths a recording goes on from its journal, and under the new ones.
func TestRestoreUnderOtherLengths(t *testing.T) {
	other := live.Config{Rate: 8000, HoldBack: samples(25), Lookback: samples(100), Ahead: samples(90)}
	for _, change := range [][2]live.Config{{eightK, other}, {other, eightK}} {
		c := newCall(t, change[0], 0).say(0, 0, 60).stop(55)
		text, held := journal(c.r), int64(len(c.file.bytes))
		r, err := live.Restore(change[1], text, []int64{held}, c.file)
		must(t, err)
		must(t, r.Write(0, 60, bits[0][:2*20]))
		_, err = r.Resume(90, 1)
		must(t, err)
		must(t, r.Write(0, 80, bits[0][:2*40]))
		if got, want := r.Released(), 120-holdBack(change[1]); got != want {
			t.Errorf("released up to %d, want %d", got, want)
		}
		must(t, r.Close(120))
		silentFrom(t, c.file.bytes, held/2, 90)
		if !bytes.Equal(c.file.bytes[2*90:], bits[0][:2*30]) || !bytes.Equal(c.file.bytes[:held], bits[0][:held]) {
			t.Errorf("got %v", c.file.bytes)
		}
	}
}

// A restored recording gives its call, also one with a policy: one journal is enough.
func TestRestoreGivesTheCall(t *testing.T) {
	call := calltest.With(calltest.New(true, 0, 1), pause.Policy{StopBeepInFile: true})
	r, err := live.New(eightK, call, &memory{})
	must(t, err)
	_, err = r.Stop(3, 0)
	must(t, err)
	again, err := live.Restore(eightK, journal(r), []int64{0}, &memory{})
	must(t, err)
	if again.Call() != r.Call() {
		t.Errorf("got %v, want %v", again.Call(), r.Call())
	}
}

// The members of the target's call may be given as they are, the party that leaves among them: it has left, and the
// journal can be restored.
func TestTransferWhoseOthersNameTheLeaver(t *testing.T) {
	for name, transfer := range map[string]func(r *live.Recording) (pause.Step, error){
		"complete": func(r *live.Recording) (pause.Step, error) { return r.Complete(5, 0, 2, pause.PartiesOf(0, 2)) },
		"transfer": func(r *live.Recording) (pause.Step, error) {
			return r.Transfer(5, 0, 2, pause.PartiesOf(0, 2), pause.PartiesOf(0, 2))
		},
	} {
		c := newCall(t, eightK, 0)
		step, err := transfer(c.r)
		must(t, err)
		if got := c.r.Call().Members(); got != pause.PartiesOf(1, 2) || step.After != c.r.Call() {
			t.Errorf("%s: got %v, want party 1 and party 2", name, got)
		}
		if again, err := live.Restore(eightK, journal(c.r), []int64{0}, c.file); err != nil ||
			again.Call() != c.r.Call() {
			t.Errorf("%s: got %v and %v, want %v", name, again, err, c.r.Call())
		}
	}
}

// A late frame was taken, and the disk refused it: after a crash it is in no file, and noted as lost.
func TestRefusedCorrectionSurvivesASnapshot(t *testing.T) {
	file := &flaky{random: rand.New(rand.NewPCG(1, 1))}
	config := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(100)}
	r, err := live.New(config, calltest.New(true, 0, 1), file)
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*60]))
	file.fails = 100
	checkSinkError(t, r.Write(1, 20, bits[1][:2*10]))
	text := journal(r)
	file.fails, file.bytes = 0, file.bytes[:2*50]
	r, err = live.Restore(config, text, []int64{2 * 50}, file)
	must(t, err)
	must(t, r.Close(60))
	want := []live.Note{
		{Kind: live.Unwatched, Span: recording.Span{From: 0, To: 50}, Track: recording.Mixed},
		{Kind: live.Lost, Span: recording.Span{From: 20, To: 30}, Track: recording.Mixed, Voices: pause.PartiesOf(0, 1)},
	}
	if diff := cmp.Diff(want, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A paper is a file on a disk that may lose power: what has been written since the last sync may be on it or not.
type paper struct {
	memory
	synced []byte
	since  []written
}

type written struct {
	at  int64
	pcm []byte
}

func (f *paper) WriteAt(p []byte, off int64) (int, error) {
	f.since = append(f.since, written{off, bytes.Clone(p)})
	return f.memory.WriteAt(p, off)
}

func (f *paper) sync() { f.synced, f.since = bytes.Clone(f.bytes), nil }

// losePower leaves what was synced, and of what was written since so many of 100 writes.
func (f *paper) losePower(random *rand.Rand, kept int) {
	disk := memory{bytes: f.synced}
	for _, w := range f.since {
		if random.IntN(100) < kept {
			_, _ = disk.WriteAt(w.pcm, w.at)
		}
	}
	f.bytes = disk.bytes
	f.sync()
}

// Power goes again and again: the files are as of their last sync, or hold anything of what was written since; the
// journal is that of the last step, or of the one before, and then the last one happens again. No file holds a sample of
// a silenced party. Where the files are as of their last sync, whatever differs from rendering the whole audio is
// reported: as lost, as a gap or as unwatched.
func TestPowerLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := latesWith(t, 100)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 9))
		kept := rapid.SampledFrom([]int{0, 0, 20, 50, 90}).Draw(t, "kept")
		files := []*paper{{}, {}}[:sinks(o.config.Layout)]
		var sinks []io.WriterAt
		for _, f := range files {
			sinks = append(sinks, f)
		}
		r, err := live.New(o.config, o.start, sinks...)
		must(t, err)
		lines := r.Journal(nil)
		for i := 0; i < len(o.deliveries); i++ {
			d := o.deliveries[i]
			must(t, d.give(r))
			tooSoon := d.frame == nil && random.IntN(5) == 0 // for the journal: it happens again after the crash
			switch {
			case tooSoon:
				i--
			case d.frame == nil:
				lines = r.Journal(lines)
			}
			if random.IntN(8) == 0 {
				files[random.IntN(len(files))].sync()
			}
			if random.IntN(30) > 0 && !tooSoon {
				continue
			}
			var sizes []int64
			for _, f := range files {
				f.losePower(random, kept)
				sizes = append(sizes, int64(len(f.bytes)))
			}
			if line := r.Journal(nil); tooSoon {
				lines = append(lines, line[:random.IntN(len(line)-1)]...) // half of it may be on the disk
			}
			r, err = live.Restore(o.config, lines, sizes, sinks...)
			must(t, err)
			if kept == 0 || random.IntN(2) == 0 { // else power goes again before there is another line
				lines = r.Journal(lines)
			}
		}
		must(t, r.Close(o.end))
		var got [][]byte
		for i, f := range files {
			got = append(got, f.bytes[:len(o.offline(t)[i])])
		}
		o.checkSilence(t, got, live.Report{})
		if kept == 0 {
			report := r.Report()
			gap := anyGap(report)
			o.checkLost(t, got, report, func(n int64) bool {
				return gap(n) || slices.ContainsFunc(report.Notes, func(note live.Note) bool {
					return note.Kind == live.Unwatched && note.Span.Has(n)
				})
			})
		}
	})
}

// Whatever is given for a journal and for sizes is refused or is a recording: it takes what comes, and its own journal
// can be restored.
func FuzzRestore(f *testing.F) {
	c := newCall(&testing.T{}, eightK, 5).say(0, 5, 40).stop(20).say(1, 10, 50).resume(45)
	lines := c.r.Journal(nil)
	f.Add(lines, int64(20))
	must(f, c.r.StopWithin(recording.Span{From: 10, To: 14}, 1))
	must(f, c.r.Away(50, pause.PartiesOf(1)))
	lines = c.r.Journal(lines)
	f.Add(lines, int64(90))
	must(f, c.r.Close(60))
	f.Add(c.r.Journal(lines), int64(0))
	bad := &flaky{random: rand.New(rand.NewPCG(1, 1))}
	r, err := live.New(eightK, calltest.Room(true, 0, 1, 2), bad)
	must(f, err)
	must(f, r.Write(0, 0, bits[0][:2*30]))
	bad.fails = 100
	_, _ = r.Stop(5, 0)
	_ = r.Write(1, 12, bits[1][:2*20])
	f.Add(journal(r), int64(33))
	f.Add([]byte(`{"begin":{"format":"recpause-journal/1"}}`), int64(-1))
	f.Fuzz(func(t *testing.T, text []byte, size int64) {
		r, err := live.Restore(eightK, text, []int64{size}, null{})
		if err != nil {
			if !as[*live.JournalError](err) && !as[*live.ConfigError](err) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if _, err := live.Restore(eightK, journal(r), []int64{size}, null{}); err != nil {
			t.Fatalf("its own journal: %v", err)
		}
		if report := r.Report(); report.Span.Len() < 1<<20 && r.Released()-report.Span.From < 1<<20 {
			_, _ = r.Stop(report.Span.To, 0)
			_ = r.Write(0, report.Span.To, bits[0][:20])
			_ = r.Close(report.Span.To)
			_ = fmt.Sprint(r.Report())
		}
	})
}
