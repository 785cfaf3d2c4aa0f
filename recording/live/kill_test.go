package live_test

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
)

var kills = flag.Int("kills", 100, "how often the process is killed at a write, and power is lost")

// A killed process is what a write panics with.
type killed struct{}

// A disk is a file of a process that is killed in a write, and of which the disk has what was synced and any pages of
// what was written since.
type disk struct {
	memory
	synced []byte
	since  []written
	writes *int // until the process is killed; all its files have the same
	random *rand.Rand
}

func (d *disk) WriteAt(p []byte, off int64) (int, error) {
	*d.writes--
	if *d.writes == 0 {
		p = p[:d.random.IntN(len(p)+1)]
	}
	d.since = append(d.since, written{off, bytes.Clone(p)})
	n, err := d.memory.WriteAt(p, off)
	if *d.writes == 0 {
		panic(killed{})
	}
	return n, err
}

func (d *disk) sync() { d.synced, d.since = bytes.Clone(d.bytes), nil }

// losePower leaves what was synced, and of what was written since so many of 100 pages.
func (d *disk) losePower(kept int) {
	const page = 32
	now := memory{bytes: d.synced}
	for _, w := range d.since {
		for part := range slices.Chunk(w.pcm, page) {
			if d.random.IntN(100) < kept {
				_, _ = now.WriteAt(part, w.at)
			}
			w.at += int64(len(part))
		}
	}
	d.bytes = now.bytes
	d.sync()
}

// A victim is a process that records a world, and is killed now and then.
type victim struct {
	world
	t      *testing.T
	random *rand.Rand
	disks  []*disk
	sinks  []io.WriterAt
	writes int // until it is killed
	kept   int // pages of 100 that a disk has of what was not synced
	rec    *live.Recording

	journal []byte  // as of its last sync
	lines   []byte  // what was appended since
	asked   []asked // the steps that lines tells of: nobody has been told that they happened
	synced  int64   // everything before it was synced in the files
	kills   int
	wild    int
}

// An asked step is a delivery that is known to who asked for it only, and where its line ends.
type asked struct{ number, end int }

// beeping is short, so that short calls have many.
var beeping = recording.Tone{Hertz: 1400, Length: samples(48), Peak: 5000}

// newVictim makes one, by a seed.
func newVictim(t *testing.T, seed uint64) *victim {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 11))
	c := live.Config{Rate: 8000, Codec: codecs[random.IntN(len(codecs))], Layout: recording.Layout(random.IntN(3)),
		HoldBack: samples(20 + random.Int64N(600)), Lookback: samples(random.Int64N(1200)),
		Guard: recording.Guard{Before: random.Int64N(2) * random.Int64N(20),
			After: random.Int64N(2) * random.Int64N(20)}}
	if random.IntN(2) == 0 {
		c.Tone = beeping.PCM(8000)
	}
	w := weather{length: 8000, frame: 160, lost: random.IntN(20), again: random.IntN(20), stepLate: holdBack(c),
		jitter: random.Int64N(holdBack(c) + lookback(c))}
	if random.IntN(2) == 0 {
		w.stepLate = 3 * (holdBack(c) + lookback(c))
	}
	v := &victim{world: newWorld(seed, c, w), t: t, random: random, kept: []int{0, 0, 20, 50, 90}[random.IntN(5)]}
	shift := []int64{0, 700, -700, 1 << 40}[random.IntN(4)]
	v.origin, v.end, v.config.Origin = v.origin+shift, v.end+shift, v.config.Origin+shift
	for i := range v.deliveries {
		d := &v.deliveries[i]
		if d.at += shift; d.frame != nil {
			d.frame = bytes.Repeat(said[c.Codec][d.party], len(d.frame)/c.Codec.Width())
		}
	}
	for range sinks(c.Layout) {
		d := &disk{writes: &v.writes, random: random}
		v.disks, v.sinks = append(v.disks, d), append(v.sinks, d)
	}
	return v
}

// said is what each party says in each codec: so loud that everybody can be told from everybody else in any mix.
var said = func() (all [4][3][]byte) {
	for _, c := range codecs {
		for p := range all[c] {
			all[c][p] = make([]byte, c.Width())
			c.Encode(all[c][p], []int16{512 << p})
		}
	}
	return all
}()

// run records the world, and returns when all of it is in the files.
func (v *victim) run() {
	v.t.Helper()
	v.restart()
	must(v.t, v.do(func() error {
		r, err := live.New(v.config, v.start, v.sinks...)
		v.rec = r
		return err
	}))
	v.note()
	v.syncJournal()
	v.synced = v.origin
	for i := 0; i < len(v.deliveries); i++ {
		d := v.deliveries[i]
		if v.random.IntN(1000) == 0 {
			v.beWild()
		}
		if v.random.IntN(12) == 0 {
			v.disks[v.random.IntN(len(v.disks))].sync()
		}
		if v.random.IntN(60) == 0 {
			v.note()
		}
		if d.frame != nil {
			v.alive(func() error { return d.give(v.rec) })
		} else if v.ask(i); v.random.IntN(2) == 0 {
			v.syncJournal() // now it is confirmed
		}
	}
	v.syncJournal()
	for !v.alive(func() error { return v.rec.Close(v.end) }) {
	}
}

// ask gives the recording a step until it lives through it, and appends it to the journal.
func (v *victim) ask(number int) {
	v.t.Helper()
	for !v.alive(func() error { return v.deliveries[number].give(v.rec) }) {
	}
	v.note()
	v.asked = append(v.asked, asked{number, len(v.lines)})
}

// askAgain asks for a step that nobody was told of again: what a person does where it was, or somewhat later.
func (v *victim) askAgain(number int) {
	v.t.Helper()
	next := number + 1
	for next < len(v.deliveries) && v.deliveries[next].frame != nil {
		next++
	}
	d := &v.deliveries[number]
	person := d.step == nil || d.step.Cause == pause.Stopped || d.step.Cause == pause.Resumed
	if person && next < len(v.deliveries) && v.random.IntN(2) == 0 {
		d.at += v.random.Int64N(v.deliveries[next].at - d.at + 1)
	}
	v.ask(number)
}

// beWild gives the recording something with a position of its own.
func (v *victim) beWild() {
	v.t.Helper()
	v.wild++
	ahead := v.config.Rate.Samples(max(v.config.HoldBack, v.config.Lookback))
	at := v.rec.Report().Span.To + ahead + 1 + v.random.Int64N(1<<uint(v.random.IntN(50)))
	err := error(nil)
	if v.random.IntN(2) == 0 {
		err = v.rec.Write(pause.Party(v.random.IntN(3)), at, make([]byte, 2))
	} else {
		_, err = v.rec.Resume(at, pause.Party(v.random.IntN(3)))
	}
	if _, ended := v.rec.Timeline().Ended(); !as[*live.FarError](err) && !ended {
		v.t.Fatalf("%s: got %v at %d, want a *FarError", v, err, at)
	}
}

// note appends a line to the journal. Files are synced before, as soon as what has been written since the last time is
// longer than the memory, so that all that a loss of power can take is noted.
func (v *victim) note() {
	if to := v.rec.Released(); to-v.synced > holdBack(v.config)+lookback(v.config) {
		for _, d := range v.disks {
			d.sync()
		}
		v.synced = to
	}
	v.lines = v.rec.Journal(v.lines)
}

func (v *victim) syncJournal() { v.journal, v.lines, v.asked = append(v.journal, v.lines...), nil, nil }

// alive does something, and reports whether the process has lived through it; else it has been started again since.
func (v *victim) alive(what func() error) bool {
	v.t.Helper()
	switch err := v.do(what); {
	case err == errKilled:
		v.crash()
		return false
	case err != nil:
		v.t.Fatalf("%s: %v", v, err)
	}
	return true
}

var errKilled = io.ErrClosedPipe

func (v *victim) do(what func() error) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			if _, ok := problem.(killed); !ok {
				panic(problem)
			}
			err = errKilled
		}
	}()
	return what()
}

// restart says when the process is killed next.
func (v *victim) restart() { v.writes = 1 + v.random.IntN(100) }

// crash loses power: the files are on their disks in part, and of what the journal has not been synced some is. Then the
// recording goes on from the journal, and what nobody has been told is asked again.
func (v *victim) crash() {
	v.t.Helper()
	v.kills++
	var sizes []int64
	for _, d := range v.disks {
		d.losePower(v.kept)
		sizes = append(sizes, int64(len(d.bytes)))
	}
	v.lines = v.lines[:v.random.IntN(len(v.lines)+1)]
	again := slices.DeleteFunc(v.asked, func(a asked) bool { return a.end-1 <= len(v.lines) })
	v.syncJournal()
	v.restart()
	r, err := live.Restore(v.config, v.journal, sizes, v.sinks...)
	if err != nil {
		v.t.Fatalf("%s: %v", v, err)
	}
	v.synced = r.Released()
	if v.rec = r; v.random.IntN(2) == 0 {
		v.note()
		v.syncJournal()
	}
	for _, a := range again {
		v.askAgain(a.number)
	}
}

// leaks finds voices in the files that should not be there, and returns how many samples there are in all.
func (v *victim) leaks() (judged int) {
	v.t.Helper()
	tl := recording.NewTimeline(v.origin, v.start)
	for _, d := range v.deliveries {
		switch {
		case d.step != nil:
			must(v.t, tl.Step(d.at, *d.step))
		case d.frame == nil:
			must(v.t, tl.Away(d.at, d.away))
		}
	}
	silenced, codec, width := v.silenced(), v.config.Codec, v.config.Codec.Width()
	per := len(v.config.Layout.Tracks()) / len(v.disks)
	for i, track := range v.config.Layout.Tracks() {
		plan, file := v.config.Guard.Plan(tl, track, v.config.Tone), v.disks[i/per].bytes
		for n := range v.end - v.origin {
			piece := plan.At(v.origin + n)
			if silenced[n]&piece.Voices != 0 {
				v.t.Fatalf("%s: the plan has %v at %d", v, piece.Voices, v.origin+n)
			}
			sample := file[(int(n)*per+i%per)*width:][:width]
			judged++
			if !v.mayBe(codec, sample, piece) && !v.isHole(sample, track, v.origin+n) &&
				!v.isOldBeep(codec, sample, piece, track) {
				v.t.Fatalf("%s: the %v track holds % x at %d, where %v may be heard, and tone %d", v, track, sample,
					v.origin+n, piece.Voices, piece.Tone)
			}
		}
	}
	return judged
}

// mayBe reports whether a sample is that of some of a piece's voices, with or without its tone.
func (v *victim) mayBe(c recording.Codec, sample []byte, piece recording.Piece) bool {
	if silence := c.Silence(); sample[0] == silence && sample[len(sample)-1] == silence {
		return true
	}
	for who := pause.Parties(0); who <= everybody; who++ {
		if who&^piece.Voices != 0 {
			continue
		}
		sum, code, one := int16(0), make([]byte, c.Width()), make([]int16, 1)
		for p := range who.All() {
			c.Decode(one, said[c][p])
			sum += one[0]
		}
		for range 2 {
			if c.Encode(code, []int16{sum}); bytes.Equal(code, sample) {
				return true
			}
			if piece.Tone >= 0 {
				sum += v.config.Tone[piece.Tone]
			}
		}
	}
	return false
}

// isOldBeep reports whether a sample is that of a beep elsewhere, which was written when a step was asked for that was
// asked for again later.
func (v *victim) isOldBeep(c recording.Codec, sample []byte, piece recording.Piece, track recording.Track) bool {
	if _, unwatched := noted(v.rec.Report(), live.Unwatched, track, piece.From); !unwatched {
		return false
	}
	for at := range v.config.Tone {
		if piece.Tone = int64(at); v.mayBe(c, sample, piece) {
			return true
		}
	}
	return false
}

// isHole reports whether a sample is in a page that the disk has never had, which is zeros whatever the codec.
func (v *victim) isHole(sample []byte, track recording.Track, n int64) bool {
	_, unwatched := noted(v.rec.Report(), live.Unwatched, track, n)
	return unwatched && !slices.ContainsFunc(sample, func(b byte) bool { return b != 0 })
}

// audited has the audit judge the files by the recording's own manifest.
func (v *victim) audited() {
	v.t.Helper()
	o := manifest.Options{Call: "c1"}
	if v.config.Tone != nil {
		o.Tone = beeping
	}
	m, err := v.rec.Manifest(o, "operator", "customer", "target")
	must(v.t, err)
	var files []audit.File
	channels := int(width(v.config)) / v.config.Codec.Width()
	for _, d := range v.disks {
		files = append(files, audit.File{Name: "c1", Codec: v.config.Codec, Rate: 8000, Channels: channels,
			Samples: v.end - v.origin, Data: bytes.NewReader(d.bytes)})
	}
	report, err := audit.Check(m, files, audit.Options{})
	must(v.t, err)
	if !report.Clean() {
		v.t.Fatalf("%s: after %d kills: %v, with the notes %v", v, v.kills, report.Findings, v.rec.Report().Notes)
	}
}

// The process is killed in a write, again and again, and power is lost with it: the files are as of their last sync or
// have any pages of what was written since, the journal is as of its last sync or has a part of what came then. In
// calls of two and three and in rooms, with transfers, holds, late stops, a network that loses, repeats and overtakes,
// and now and then a wild position; in every layout and codec, from any origin. A step that nobody was told of happens
// again, where it was or later. Then no file holds a sample of who is silenced or not in the call, what a disk has lost
// is noted, and the audit finds nothing. make kills takes half a minute.
func TestKills(t *testing.T) {
	start, killed, wild, judged, worlds := time.Now(), 0, 0, 0, 0
	for ; killed < *kills; worlds++ {
		v := newVictim(t, uint64(worlds))
		v.run()
		judged += v.leaks()
		v.audited()
		killed, wild = killed+v.kills, wild+v.wild
	}
	t.Logf("%d kills in %d calls, %d wild positions, %d samples judged, in %v", killed, worlds, wild, judged,
		time.Since(start))
	if judged < 100*worlds || wild == 0 {
		t.Errorf("%d samples judged and %d wild positions only", judged, wild)
	}
}
