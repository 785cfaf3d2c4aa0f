package system_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/system"
)

// A staged story is played to a PBX by a network that delays: what everybody said, the files that come of it, and the
// log that the PBX has written.
type staged struct {
	pbx
	header calllog.Header
	events []calllog.Event
	from   int64             // the position of the first sample of each voice
	voices map[string][]byte // what each party says, as it is sent
	files  [][]*memory       // of each recording, in the order in which they began
}

const frameLength = 160

func stage(t *testing.T, s story, codec recording.Codec, r *rand.Rand) *staged {
	t.Helper()
	o := &staged{header: s.header, from: s.events[0].At - 500, voices: map[string][]byte{}}
	o.header.Parties = s.header.Parties[:1:1] // all others come as they are named
	var err error
	if o.system, err = system.New(o.header, pause.Policy{}); err != nil {
		t.Fatal(err)
	}
	o.config = live.Config{Rate: 8000, Codec: codec, Layout: s.header.Config.Layout, HoldBack: 40 * time.Millisecond,
		Lookback: 100 * time.Millisecond, Tone: slices.Repeat([]int16{400, -400}, 150)}
	o.open = func(string) (sinks []io.WriterAt) {
		var files []*memory
		for range o.config.Layout.Files() {
			files = append(files, new(memory))
			sinks = append(sinks, files[len(files)-1])
		}
		o.files = append(o.files, files)
		return sinks
	}
	length := s.events[len(s.events)-1].At + 500 - o.from
	for _, p := range s.header.Parties {
		pcm := make([]int16, length)
		for i := range pcm {
			pcm[i] = int16(r.IntN(8000) - 4000)
		}
		o.voices[p.ID] = make([]byte, length*int64(codec.Width()))
		codec.Encode(o.voices[p.ID], pcm)
	}
	return o
}

// A delivery is what comes to the PBX at a time.
type delivery struct {
	time  int64
	event *calllog.Event
	party string
	at    int64
	frame []byte
}

// deliveries returns everything in the order in which the network brings it. A call's facts are in time, for the PBX
// makes them; clicks are late, but for what comes next; frames overtake each other.
func (o *staged) deliveries(s story, r *rand.Rand) (all []delivery) {
	for i := range s.events {
		e := &s.events[i]
		late := int64(0)
		if e.Kind.Verb() != 0 {
			late = r.Int64N(600)
		}
		if i+1 < len(s.events) {
			late = min(late, s.events[i+1].At-e.At)
		}
		all = append(all, delivery{time: e.At + late, event: e})
	}
	width := o.config.Codec.Width()
	for _, p := range s.header.Parties {
		voice := o.voices[p.ID]
		for at := o.from; len(voice) > 0; at += frameLength {
			n := min(frameLength*width, len(voice))
			all = append(all, delivery{time: at + frameLength + r.Int64N(frameLength), party: p.ID, at: at, frame: voice[:n]})
			voice = voice[n:]
		}
	}
	slices.SortStableFunc(all, func(a, b delivery) int { return cmp.Compare(a.time, b.time) })
	return all
}

// give has the PBX take what has come, and write it in the log.
func (o *staged) give(t *testing.T, d delivery, s story) {
	t.Helper()
	if err := o.Tick(d.time); err != nil {
		t.Fatal(err)
	}
	if d.event == nil {
		if err := o.Hear(d.party, d.at, d.frame); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, id := range []string{d.event.Party, d.event.To} {
		if i := s.header.Index(id); i >= 0 && o.header.Index(id) < 0 {
			o.header.Parties = append(o.header.Parties, s.header.Parties[i])
			if err := o.system.Introduce(s.header.Parties[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err := o.Apply(*d.event)
	nowhere := d.event.Kind == calllog.RecordingSilence && errors.As(err, new(*pause.PartyError))
	switch meaningless := (*system.Error)(nil); {
	case err == nil:
		o.events = append(o.events, *d.event)
	case nowhere: // in the span the party was in no call, and nothing has been silenced
	case !errors.As(err, &meaningless):
		t.Fatalf("%v\n%v", err, s)
	}
	o.system = restored(t, o.system)
}

// play plays the story to its end, where the calls that go on are cut.
func (o *staged) play(t *testing.T, s story, r *rand.Rand) (end int64) {
	t.Helper()
	all := o.deliveries(s, r)
	for _, d := range all {
		o.give(t, d, s)
	}
	end = s.events[len(s.events)-1].At + 500
	for _, rec := range o.calls {
		until := end
		if rec.over {
			until = rec.end
		}
		if err := rec.Close(until); err != nil {
			t.Fatal(err)
		}
	}
	return end
}

// replayed returns what the files hold by the replay of the log that the PBX has written.
func (o *staged) replayed(t *testing.T, end int64) (files [][][]byte) {
	t.Helper()
	var text bytes.Buffer
	err := calllog.WriteHeader(&text, o.header)
	for _, e := range o.events {
		err = errors.Join(err, calllog.WriteEvent(&text, e))
	}
	log, wrong := calllog.NewReader(&text)
	if err = errors.Join(err, wrong); err != nil {
		t.Fatal(err)
	}
	var recordings system.CallRecordings
	run, err := system.NewRun(log, pause.Policy{})
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
			files = append(files, o.rendered(t, rec, end))
		}
	}
	return files
}

func (o *staged) rendered(t *testing.T, rec *system.CallRecording, end int64) (files [][]byte) {
	t.Helper()
	span := recording.Span{From: rec.Timeline.Origin(), To: end}
	if at, over := rec.Timeline.Ended(); over {
		span.To = at
	}
	job := offline.Job{Codec: o.config.Codec, Span: span, Layout: o.config.Layout}
	for _, track := range job.Layout.Tracks() {
		job.Plans = append(job.Plans, rec.Timeline.Plan(track, o.config.Tone))
	}
	var in []io.Reader
	for number, name := range rec.Names {
		job.Voices = append(job.Voices, []pause.Party{pause.Party(number)})
		in = append(in, bytes.NewReader(o.voices[name][(span.From-o.from)*int64(job.Codec.Width()):]))
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

// Whatever happens in a story, every file that a PBX records live is what the replay makes of its log, byte for byte:
// with transfers of every kind, rooms and three-way calls, late clicks and frames that overtake each other, parties that
// are known late, and a PBX that is restored from its snapshot after every event.
func TestLiveIsTheReplay(t *testing.T) {
	const call = "X call.invite A c1; A call.answered c1; "
	checkLive(t, tell(t, call+"A pause.click; A resume.click; A hold c1; A consult.dial T c2; T consult.answered c2; "+
		"T pause.click; A transfer.complete; T resume.click; X call.hangup c1"), 1)
	checkLive(t, tell(t, call+"A star.begin T c2; T star.answered c2; A pause.click; A star.complete; T pause.click; "+
		"X call.hangup c1"), 2)
	checkLive(t, tell(t, call+"A hold c1; A recording.silence c1; A unhold c1; X recording.silence c1; "+
		"X pause.command c1 api; A hand.raise; X recording.silence c1; X call.hangup c1"), 3)
	seeds := uint64(100)
	if *long {
		seeds = 20_000
	}
	recordings := 0
	for seed := range seeds {
		recordings += checkLive(t, randomStory(seed), seed)
	}
	if recordings < int(seeds) {
		t.Errorf("%d recordings of %d stories prove little", recordings, seeds)
	}
}

// checkLive checks the recordings of a story, at a thirty-second of its length, and returns how many there were.
func checkLive(t *testing.T, s story, seed uint64) int {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range s.events {
		e := &s.events[i]
		e.At /= 32
		if e.Kind == calllog.RecordingSilence {
			e.Span = recording.Span{From: e.At - 2 - r.Int64N(700), To: e.At - r.Int64N(2)}
		}
	}
	s.header.Config.Layout = recording.Layout(r.IntN(3))
	o := stage(t, s, recording.Codec(r.IntN(4)), r)
	want := o.replayed(t, o.play(t, s, r))
	if len(o.files) != len(want) {
		t.Fatalf("seed %d: %d recordings, want %d\n%v", seed, len(o.files), len(want), s)
	}
	for i, files := range o.files {
		for n, file := range files {
			if !bytes.Equal(file.bytes, want[i][n]) {
				t.Fatalf("seed %d, %v, %v: file %d of recording %d has %d bytes, want %d, or others\n%v", seed,
					o.config.Codec, o.config.Layout, n, i, len(file.bytes), len(want[i][n]), s)
			}
		}
	}
	return len(want)
}
