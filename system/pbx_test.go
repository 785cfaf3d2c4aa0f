package system_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/system"
)

// A staged story is played to a PBX through a bad network: what the PBX has heard of everybody, the files that come of
// it, and the log that it writes.
type staged struct {
	pbx
	weather
	story   story
	random  *rand.Rand
	from    int64             // the position of the first sample of each voice
	end     int64             // that of the last, where the calls that go on are cut
	said    map[string][]byte // by party, as it is sent
	heard   map[string][]byte // what of it ever came, silence for the rest
	files   [][]*memory       // of each recording, in the order in which they began
	all     []*taken          // and the recordings
	log     *calllog.Writer
	text    memory
	known   calllog.Header
	policy  pause.Policy
	changes system.Changes
	crashes int
}

// A taken recording is one of the PBX, with the journal that it keeps.
type taken struct {
	*recorded
	journal []byte
}

// A weather is what the network does, and what else may go wrong.
type weather struct {
	frame       int64 // samples of the longest
	jitter      int64 // by which a frame may be late
	late        int64 // by which a click, a command or a hold may be late
	lost, again int   // of 100 frames
	wild        int   // of 1,000 deliveries: before so many comes something with a position of its own
	early       int   // of 1,000 deliveries: before so many comes a frame that cannot be there yet
	crash       int   // of 1,000 deliveries: before so many the PBX is killed
}

// beeping is short, so that short calls have many.
var beeping = recording.Tone{Hertz: 1400, Length: samples(48), Peak: 5000}

// stage draws the PBX, the network and what everybody says: noise, all the time, also on hold.
func stage(t rapid.TB, s story, r *rand.Rand) *staged {
	t.Helper()
	holdBack, lookback := 100+r.Int64N(400), 600+r.Int64N(900)
	o := &staged{story: s, random: r, from: s.events[0].At - 500, end: s.events[len(s.events)-1].At + 500,
		said: map[string][]byte{}, heard: map[string][]byte{}, known: s.header}
	o.weather = weather{frame: 1 + r.Int64N(240), jitter: 1 + r.Int64N(lookback-240), late: r.Int64N(lookback),
		lost: r.IntN(2) * r.IntN(20), again: r.IntN(2) * r.IntN(20), wild: 1}
	if r.IntN(2) == 0 {
		o.policy, o.changes = randomPolicy(r), system.Changes(r.IntN(128))
	}
	o.known.Parties = s.header.Parties[:1:1] // all others come as they are named
	o.wait = o.jitter + o.frame
	o.config = live.Config{Rate: 8000, Codec: recording.Codec(r.IntN(4)), Layout: recording.Layout(r.IntN(3)),
		HoldBack: samples(holdBack), Lookback: samples(lookback), Tone: beeping.PCM(8000),
		Guard: recording.Guard{Before: r.Int64N(2) * r.Int64N(20), After: r.Int64N(2) * r.Int64N(20)}}
	o.open = func(string) (sinks []io.WriterAt) {
		o.files = append(o.files, nil)
		for range o.config.Layout.Files() {
			o.files[len(o.files)-1] = append(o.files[len(o.files)-1], new(memory))
		}
		return o.sinks(len(o.files) - 1)
	}
	var err error
	if o.system, err = system.New(o.known, o.policy); err == nil {
		o.system.Changes = o.changes
		o.log, err = calllog.NewWriter(&o.text, o.known, 1000)
	}
	if err != nil {
		t.Fatal(err)
	}
	codec := o.config.Codec
	for _, p := range s.header.Parties {
		pcm := make([]int16, o.end-o.from)
		for i := range pcm {
			pcm[i] = int16(r.IntN(3000) - 1500) // so that a short beep is heard over everybody
		}
		o.said[p.ID], o.heard[p.ID] = make([]byte, len(pcm)*codec.Width()), make([]byte, len(pcm)*codec.Width())
		codec.Encode(o.said[p.ID], pcm)
		codec.Fill(o.heard[p.ID])
	}
	return o
}

func samples(n int64) time.Duration { return recording.Rate(8000).Duration(n) }

// sinks are the files of the n-th recording.
func (o *staged) sinks(n int) (all []io.WriterAt) {
	for _, file := range o.files[n] {
		all = append(all, file)
	}
	return all
}

// A delivery is what comes to the PBX at a time.
type delivery struct {
	time  int64
	event *calllog.Event
	party string
	at    int64
	frame []byte
}

// deliveries returns everything in the order in which the network brings it. What brings somebody into a call is known
// at once, for the PBX does it; all else may be late, but for what comes next. Frames are lost, come twice, and
// overtake each other.
func (o *staged) deliveries() (all []delivery) {
	next := o.end
	for i := len(o.story.events) - 1; i >= 0; i-- {
		e := &o.story.events[i]
		time := e.At
		if k := e.Kind; k.Verb() != 0 || k == calllog.Hold || k == calllog.Unhold || k == calllog.RecordingSilence {
			time += o.random.Int64N(min(o.late, next-e.At) + 1)
		}
		all = append(all, delivery{time: time, event: e})
		next = time
	}
	slices.Reverse(all)
	width := int64(o.config.Codec.Width())
	for _, p := range o.story.header.Parties {
		for at := o.from; at < o.end; {
			to := min(o.end, at+1+o.random.Int64N(o.frame))
			frame := o.said[p.ID][(at-o.from)*width : (to-o.from)*width]
			for again := true; again; again = o.random.IntN(100) < o.again {
				if o.random.IntN(100) >= o.lost {
					all = append(all, delivery{time: to + o.random.Int64N(o.jitter), party: p.ID, at: at, frame: frame})
				}
			}
			at = to
		}
	}
	slices.SortStableFunc(all, func(a, b delivery) int { return cmp.Compare(a.time, b.time) })
	return all
}

// play plays the story to its end, where the calls that go on are cut.
func (o *staged) play(t rapid.TB) {
	t.Helper()
	for _, d := range o.deliveries() {
		if o.random.IntN(1000) < o.crash {
			o.killed(t)
		}
		if o.random.IntN(1000) < o.wild {
			o.beWild(t, d.time)
		}
		if o.random.IntN(1000) < o.early {
			o.beEarly(t, d.time)
		}
		if err := o.Tick(d.time); err != nil {
			t.Fatal(err)
		}
		if d.event != nil {
			o.happens(t, d.time, *d.event)
			continue
		}
		copy(o.heard[d.party][(d.at-o.from)*int64(o.config.Codec.Width()):], d.frame)
		if err := o.Hear(d.party, d.at, d.frame); err != nil {
			t.Fatal(err)
		}
	}
	for _, rec := range o.calls {
		end := o.end
		if rec.over {
			end = rec.end
		}
		if err := rec.Close(end); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.log.Close(); err != nil {
		t.Fatal(err)
	}
}

// happens has the PBX take an event, and write it in the log.
func (o *staged) happens(t rapid.TB, now int64, e calllog.Event) {
	t.Helper()
	closed := !slices.ContainsFunc(o.calls, func(rec *recorded) bool { return rec.call == e.Call })
	if e.Kind == calllog.RecordingSilence && closed {
		return // the PBX itself would say so, and does not
	}
	for _, id := range []string{e.Party, e.To} {
		if i := o.story.header.Index(id); i >= 0 && o.known.Index(id) < 0 {
			p := o.story.header.Parties[i]
			o.known.Parties = append(o.known.Parties, p)
			if err := errors.Join(o.system.Introduce(p), o.log.AddParty(p)); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err := o.Apply(now, e)
	switch meaningless := (*system.Error)(nil); {
	case err == nil:
		if err := errors.Join(o.log.Add(e), o.log.Flush(e.At)); err != nil {
			t.Fatal(err)
		}
	case !errors.As(err, &meaningless):
		t.Fatalf("%v\n%v", err, o.story)
	}
	o.system = restored(t, o.system)
	for _, rec := range o.calls[len(o.calls)-(len(o.files)-len(o.all)):] {
		o.all = append(o.all, &taken{recorded: rec})
	}
	for _, rec := range o.all {
		rec.journal = rec.Journal(rec.journal)
	}
}

// beWild gives the PBX a frame or an event with a position that cannot be: it takes neither.
func (o *staged) beWild(t rapid.TB, now int64) {
	t.Helper()
	party := one(o.random, o.known.Parties).ID
	far := now + 2*o.config.Rate.Samples(o.config.Lookback) + o.frame + // also where a frame came too early
		1 + o.random.Int64N(1<<uint(o.random.IntN(40)))
	if o.random.IntN(2) == 0 {
		_ = o.Hear(party, far, o.said[party][:8])
		return
	}
	for _, at := range []int64{far, o.last.At - 1} {
		if o.last.Line == 0 && at < far {
			continue
		}
		before := snapshotOf(t, o.system)
		kind := one(o.random, []calllog.Kind{calllog.ResumeClick, calllog.PauseClick, calllog.CallHangup})
		if _, err := o.Apply(now, calllog.Event{Kind: kind, At: at, Party: party}); err == nil {
			t.Fatalf("%v at %d is taken at %d", kind, at, now)
		}
		if after := snapshotOf(t, o.system); after != before {
			t.Fatalf("%v at %d has changed something at %d:\n%s\n%s", kind, at, now, before, after)
		}
	}
}

// beEarly gives the PBX a frame from the future, as far as it is taken: what is late is then later still.
func (o *staged) beEarly(t rapid.TB, now int64) {
	t.Helper()
	at := now + o.random.Int64N(o.config.Rate.Samples(o.config.Lookback))
	to, width := min(o.end, at+1+o.random.Int64N(o.frame)), int64(o.config.Codec.Width())
	if party := one(o.random, o.known.Parties).ID; at < to {
		frame := o.said[party][(at-o.from)*width : (to-o.from)*width]
		copy(o.heard[party][(at-o.from)*width:], frame)
		if err := o.Hear(party, at, frame); err != nil && !errors.As(err, new(*live.FarError)) {
			t.Fatal(err)
		}
	}
}

// killed kills the PBX, and starts it again with what it has on its disk: files, journals, the log, and the system's
// snapshot.
func (o *staged) killed(t rapid.TB) {
	t.Helper()
	o.crashes++
	for i, rec := range o.all {
		if !slices.Contains(o.calls, rec.recorded) {
			continue // closed long ago
		}
		var sizes []int64
		for _, file := range o.files[i] {
			sizes = append(sizes, int64(len(file.bytes)))
		}
		r, err := live.Restore(o.config, rec.journal, sizes, o.sinks(i)...)
		if err != nil {
			t.Fatal(err)
		}
		rec.Recording, rec.journal = r, r.Journal(rec.journal)
	}
	var err error
	o.log, err = calllog.Resume(&o.text, bytes.NewReader(o.text.bytes))
	for _, p := range o.known.Parties { // whom the system knows, and the log not yet
		if err == nil {
			err = o.log.AddParty(p)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// replayed returns the recordings by the log that the PBX has written.
func (o *staged) replayed(t rapid.TB) (list []*system.CallRecording) {
	t.Helper()
	log, err := calllog.NewReader(bytes.NewReader(o.text.bytes))
	if err != nil {
		t.Fatal(err)
	}
	var recordings system.CallRecordings
	run, err := system.NewRun(log, o.policy)
	if err == nil {
		run.System.Changes = o.changes
	}
	for err == nil {
		var outcome system.Outcome
		if _, outcome, err = run.Next(); err == nil {
			err = recordings.Add(outcome)
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	for _, rec := range recordings.All() {
		if rec.Recorded {
			list = append(list, rec)
		}
	}
	return list
}

// span is what a recording holds.
func (o *staged) span(rec *system.CallRecording) recording.Span {
	if at, over := rec.Timeline.Ended(); over {
		return recording.Span{From: rec.Timeline.Origin(), To: at}
	}
	return recording.Span{From: rec.Timeline.Origin(), To: o.end}
}

// rendered returns a recording's files: the whole audio under the whole timeline.
func (o *staged) rendered(t rapid.TB, rec *system.CallRecording) (files [][]byte) {
	t.Helper()
	job := offline.Job{Codec: o.config.Codec, Span: o.span(rec), Layout: o.config.Layout}
	for _, track := range job.Layout.Tracks() {
		job.Plans = append(job.Plans, o.config.Guard.Plan(rec.Timeline, track, o.config.Tone))
	}
	var in []io.Reader
	for number, name := range rec.Names {
		job.Voices = append(job.Voices, []pause.Party{pause.Party(number)})
		in = append(in, bytes.NewReader(o.heard[name][(job.Span.From-o.from)*int64(job.Codec.Width()):]))
	}
	var out []io.Writer
	buffers := make([]bytes.Buffer, len(job.Layout.Files()))
	for i := range buffers {
		out = append(out, &buffers[i])
	}
	if _, err := job.Run(in, out); err != nil {
		t.Fatal(err)
	}
	for i := range buffers {
		files = append(files, buffers[i].Bytes())
	}
	return files
}

// audited has the audit judge a recording's files by its own manifest.
func (o *staged) audited(t rapid.TB, number int) {
	t.Helper()
	rec := o.all[number]
	m, err := rec.Manifest(manifest.Options{Call: rec.call, Tone: beeping}, rec.names...)
	if err != nil {
		t.Fatal(err)
	}
	var files []audit.File
	for i, file := range o.files[number] {
		channels := len(o.config.Layout.Files()[i])
		files = append(files, audit.File{Name: rec.call, Codec: o.config.Codec, Rate: 8000, Channels: channels,
			Samples: int64(len(file.bytes) / channels / o.config.Codec.Width()), Data: bytes.NewReader(file.bytes)})
	}
	report, err := audit.Check(m, files, audit.Options{})
	if errors.As(err, new(*audit.Error)) && m.Span.Empty() {
		return // there is nothing to judge
	}
	if err != nil {
		t.Fatal(err)
	}
	if !report.Clean() {
		t.Fatalf("%v, %v: recording %d of %s: %v\n%v\n%+v", o.config.Codec, o.config.Layout, number, rec.call,
			report.Findings, o.story, rec.Report())
	}
}

// Whatever happens in a story and whatever the network does, every file that a PBX records live is what the replay
// makes of the log that it has written and of what it has heard, byte for byte, and the audit finds nothing in it: with
// transfers of every kind, rooms and three-way calls, facts and commands, silences afterwards and calls to the busy;
// late clicks, frames that are lost, come twice and overtake each other, and wild positions; with parties that are
// known late, and a PBX that is restored from its snapshot after every event.
func TestLiveIsTheReplay(t *testing.T) {
	const call = "X call.invite A c1; A call.answered c1; "
	for i, told := range []string{
		call + "A pause.click; A resume.click; A hold c1; A consult.dial T c2; T consult.answered c2; " +
			"T pause.click; A transfer.complete; T resume.click; X call.hangup c1",
		call + "A star.begin T c2; T star.answered c2; A pause.click; A star.complete; T pause.click; X call.hangup c1",
		call + "A hold c1; A recording.silence c1; A unhold c1; X recording.silence c1; " +
			"X pause.command c1 api; A hand.raise; X recording.silence c1; X call.hangup c1",
		call + "A hold c1; A consult.dial T c2; T consult.answered c2; X call.hangup c1; A recording.silence c1; " +
			"T call.hangup c2; A recording.silence c2",
	} {
		checkLive(t, tell(t, told), rand.New(rand.NewPCG(uint64(i), 2)))
	}
	stories, recordings := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s, r := shortStory(t)
		stories, recordings = stories+1, recordings+checkLive(t, s, r)
	})
	if recordings < stories {
		t.Errorf("%d recordings of %d stories prove little", recordings, stories)
	}
	t.Logf("%d recordings of %d stories", recordings, stories)
}

// shortStory draws a story of up to 60 events at a thirty-second of its length, and what else is random about it.
func shortStory(t *rapid.T) (story, *rand.Rand) {
	seed := binary.LittleEndian.Uint64(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "seed"))
	s := randomStory(seed)
	s.events = s.events[:len(s.events)-rapid.IntRange(0, len(s.events)-1).Draw(t, "without the last")]
	return s, rand.New(rand.NewPCG(seed, 2))
}

// play plays a story, at a thirty-second of its length.
func played(t rapid.TB, s story, r *rand.Rand, change func(*staged)) *staged {
	t.Helper()
	for i := range s.events {
		e := &s.events[i]
		e.At /= 32
		if e.Kind == calllog.RecordingSilence {
			e.Span = recording.Span{From: e.At - 2 - r.Int64N(700), To: e.At - r.Int64N(2)}
		}
	}
	o := stage(t, s, r)
	change(o)
	o.play(t)
	return o
}

// checkLive checks the recordings of a story and returns how many there were.
func checkLive(t rapid.TB, s story, r *rand.Rand) int {
	t.Helper()
	o := played(t, s, r, func(*staged) {})
	want := o.replayed(t)
	if len(o.files) != len(want) {
		t.Fatalf("%d recordings, want %d\n%v", len(o.files), len(want), s)
	}
	for i, files := range o.files {
		for n, pcm := range o.rendered(t, want[i]) {
			if !bytes.Equal(files[n].bytes, pcm) {
				t.Fatalf("%+v, %+v: file %d of recording %d has %d bytes, want %d, or others\n%v", o.config, o.weather,
					n, i, len(files[n].bytes), len(pcm), s)
			}
		}
		o.audited(t, i)
	}
	return len(want)
}

// Whenever the PBX is killed, and whatever frames with a wrong position take out of its memory, its recordings hold
// what the replay makes of the log, but for what their reports say is lost or not known; and there, too, nobody is
// heard who should not be, and the audit finds nothing.
func TestKilledPBX(t *testing.T) {
	crashes, missing := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s, r := shortStory(t)
		o := played(t, s, r, func(o *staged) { o.crash, o.early = r.IntN(20), r.IntN(20) })
		want := o.replayed(t)
		if len(o.files) != len(want) {
			t.Fatalf("%d recordings, want %d\n%v", len(o.files), len(want), s)
		}
		for i := range o.files {
			missing += o.checkKilled(t, i, want[i])
			o.audited(t, i)
		}
		crashes += o.crashes
	})
	t.Logf("%d crashes, %d samples missing", crashes, missing)
}

// checkKilled holds a recording's files against the replay, and returns how many samples of them are others.
func (o *staged) checkKilled(t rapid.TB, number int, want *system.CallRecording) (others int) {
	t.Helper()
	report, width := o.all[number].Report(), o.config.Codec.Width()
	for i, pcm := range o.rendered(t, want) {
		tracks, file := o.config.Layout.Files()[i], o.files[number][i].bytes
		for at := 0; at < len(pcm); at += width {
			track, pos := tracks[at/width%len(tracks)], want.Timeline.Origin()+int64(at/width/len(tracks))
			if bytes.Equal(file[at:at+width], pcm[at:at+width]) {
				continue
			}
			others++
			if !excused(report, track, pos) {
				t.Fatalf("%+v: recording %d, %v at %d: got % x, want % x, and nothing is noted in %+v\n%v", o.config, number,
					track, pos, file[at:at+width], pcm[at:at+width], report, o.story)
			}
			if !o.mayBe(file[at:at+width], want, track, pos) {
				t.Fatalf("%+v: recording %d, %v at %d: % x is nobody's who may be heard\n%v", o.config, number, track, pos,
					file[at:at+width], o.story)
			}
		}
	}
	return others
}

// excused reports whether a report says of a sample that it may lack something.
func excused(r live.Report, track recording.Track, at int64) bool {
	for _, n := range r.Notes {
		if n.Track == track && n.Span.Has(at) && (n.Kind == live.Lost || n.Kind == live.Unwatched) {
			return true
		}
	}
	for _, v := range r.Voices {
		for _, gap := range v.Gaps {
			if gap.Has(at) {
				return true
			}
		}
	}
	return false
}

// mayBe reports whether a sample is that of some of those who may be heard, with the beep or without it.
func (o *staged) mayBe(sample []byte, rec *system.CallRecording, track recording.Track, at int64) bool {
	plan := o.config.Guard.Plan(rec.Timeline, track, o.config.Tone)
	piece := plan.At(at)
	piece.Span = recording.Span{From: at, To: at + 1}
	var voices [][]byte
	width := int64(len(sample))
	for _, name := range rec.Names {
		voices = append(voices, o.heard[name][(at-o.from)*width:][:width])
	}
	got, all, beep := make([]byte, width), piece.Voices, piece.Tone
	for who := pause.Parties(0); who <= all; who++ {
		for _, tone := range []int64{beep, -1} {
			piece.Voices, piece.Tone = who&all, tone
			plan.Pieces = []recording.Piece{piece}
			plan.Encode(o.config.Codec, got, at, voices)
			if bytes.Equal(got, sample) {
				return true
			}
		}
	}
	return false
}
