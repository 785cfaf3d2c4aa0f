package live_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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

// A recording that crashes anywhere and is restored from its journal goes on silent or recording as it was: no file
// holds a sample of a silenced party, whatever differs from rendering the whole audio is reported as lost or a gap, and
// the timeline is whole.
func TestRestoredFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		files := []*memory{{}, {}}[:sinks(o.config.Layout)]
		r, err := live.New(o.config, o.start, writersAt(files)...)
		must(t, err)
		crash := rapid.IntRange(0, len(o.deliveries)).Draw(t, "crash")
		var lines []byte
		for i, d := range o.deliveries[:crash] {
			must(t, d.give(r))
			if i%3 == 1 {
				lines = r.Journal(lines)
			}
		}
		lines = r.Journal(lines)
		for len(o.deliveries) > crash && o.deliveries[crash].frame != nil &&
			rapid.IntRange(0, 9).Draw(t, "crashes") > 0 {
			must(t, o.deliveries[crash].give(r)) // no step, so that the line is the last
			crash++
		}
		again, err := live.Restore(o.config, lines, o.sizes(r.Released()), writersAt(files)...)
		must(t, err)
		if diff := cmp.Diff(pieces(r), pieces(again)); diff != "" {
			t.Fatalf("%s: after %d deliveries the plan is (-before +after):\n%s", o, crash, diff)
		}
		for _, d := range o.deliveries[crash:] {
			must(t, d.give(again))
		}
		must(t, again.Close(o.end))
		var got [][]byte
		for i, f := range files {
			got = append(got, f.bytes[:len(o.offline(t)[i])])
		}
		o.checkSilence(t, got, live.Report{})
		o.checkLost(t, got, again.Report(), anyGap(again.Report()))
	})
}

// The same of streams, of which a leak is reported before the crash as after it.
func TestRestoredStreams(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		streams := []*bytes.Buffer{{}, {}}[:sinks(o.config.Layout)]
		var writers []io.WriterAt
		for _, s := range streams {
			writers = append(writers, live.Stream(s))
		}
		r, err := live.New(o.config, o.start, writers...)
		must(t, err)
		var lines []byte
		for i, d := range o.deliveries {
			must(t, d.give(r))
			if i%7 == 3 {
				lines = r.Journal(lines)
				r, err = live.Restore(o.config, lines, o.sizes(o.origin), writers...)
				must(t, err)
			}
		}
		must(t, r.Close(o.end))
		var got [][]byte
		for i, s := range streams {
			got = append(got, s.Bytes()[:min(s.Len(), len(o.offline(t)[i]))])
		}
		o.checkSilence(t, got, r.Report())
		o.checkLost(t, got, r.Report(), anyGap(r.Report()))
	})
}

// pieces is what all tracks hold by a recording's timeline.
func pieces(r *live.Recording) (all [][]recording.Piece) {
	for _, track := range []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide} {
		all = append(all, r.Timeline().Plan(track, make([]int16, 10)).Pieces)
	}
	return all
}

// A closed recording comes back closed, and every kind of step comes back.
func TestSnapshotOfEveryStep(t *testing.T) {
	c := live.Config{Rate: 8000, HoldBack: samples(10)}
	r, err := live.New(c, calltest.Ringing(true, 0, 1), live.Stream(io.Discard))
	must(t, err)
	at := int64(0)
	next := func() int64 {
		at++
		must(t, r.Advance(at))
		return at
	}
	note := func(step pause.Step, err error) {
		t.Helper()
		must(t, err)
		if step.After != r.Call() {
			t.Errorf("%v leads to %v, want %v", step, r.Call(), step.After)
		}
	}
	note(r.Stop(next(), 0))
	note(r.Answer(next()))
	note(r.Resume(next(), 1))
	note(r.Stop(next(), 0))
	note(r.Complete(next(), 0, 2, pause.PartiesOf(3)))
	note(r.Leave(next(), 3))
	note(r.Stop(next(), 1))
	note(r.Transfer(next(), 1, 4, pause.PartiesOf(5, 6), pause.PartiesOf(5, 2)))
	note(r.Merge(next(), pause.PartiesOf(7), pause.PartiesOf(7)))
	note(r.Join(next(), 8))
	note(r.Park(next(), 2))
	must(t, r.Away(at, pause.PartiesOf(4)))
	must(t, r.Close(40))
	text := journal(r)
	again, err := live.Restore(c, text, []int64{0}, live.Stream(io.Discard))
	must(t, err)
	if diff := cmp.Diff(pieces(r), pieces(again)); diff != "" {
		t.Errorf("the plan is (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(r.Report(), again.Report()); diff != "" {
		t.Errorf("the report is (-before +after):\n%s", diff)
	}
	if err := again.Advance(50); !as[*recording.PositionError](err) {
		t.Errorf("got %v, want a *recording.PositionError", err)
	}
}

// What is no journal of this recording is refused.
func TestRestoreRefuses(t *testing.T) {
	c := live.Config{Rate: 8000, HoldBack: samples(10)}
	r, err := live.New(c, calltest.New(true, 0, 1), live.Stream(io.Discard))
	must(t, err)
	call := calltest.New(true, 0, 1)
	step, _ := call.Stop(0)
	must(t, r.Step(5, step))
	must(t, r.Write(0, 0, bits[0][:100]))
	text := journal(r)
	change := func(old, new string) []byte {
		changed := bytes.Replace(text, []byte(old), []byte(new), 1)
		if bytes.Equal(changed, text) {
			t.Fatalf("%s is not in %s", old, text)
		}
		return changed
	}
	toned := c
	toned.Tone = []int16{1}
	for name, row := range map[string]struct {
		config live.Config
		text   []byte
	}{
		"no JSON":            {c, []byte("{")},
		"another format":     {c, change("recpause-journal/1", "recpause-journal/2")},
		"another tone":       {toned, text},
		"files":              {c, change(`"stream":true`, `"stream":false`)},
		"no sink":            {c, change(`[{"released":40}]`, `[]`)},
		"released too soon":  {c, change(`"released":40`, `"released":-1`)},
		"received far off":   {c, change(`"received":50`, `"received":2000000000000`)},
		"unknown cause":      {c, change(`"cause":"stopped"`, `"cause":"paused"`)},
		"another cause":      {c, change(`"cause":"stopped"`, `"cause":"resumed"`)},
		"by nobody":          {c, change(`"by":0`, `"by":64`)},
		"before the start":   {c, change(`"at":5`, `"at":-5`)},
		"party beyond those": {c, change(`"party":0`, `"party":64`)},
	} {
		if _, err := live.Restore(row.config, row.text, []int64{0}, live.Stream(io.Discard)); !as[*live.JournalError](err) {
			t.Errorf("%s: got %v, want a *JournalError", name, err)
		}
	}
	for want, change := range map[string]func(*live.Config){
		"tone 0 samples 00000000, not 3 samples ": func(c *live.Config) { c.Tone = []int16{1, 2, 3} },
		"rate 8000, not 16000":                    func(c *live.Config) { c.Rate = 16000 },
		"codec pcm16, not mulaw":                  func(c *live.Config) { c.Codec = recording.MuLaw },
		"layout 1ch, not 2ch":                     func(c *live.Config) { c.Layout = recording.TwoChannel },
		"guard {0 0}, not {0 240}":                func(c *live.Config) { c.Guard.After = 240 },
	} {
		other := c
		change(&other)
		_, err := live.Restore(other, text, []int64{0}, live.Stream(io.Discard))
		want = "live: journal: it was made with " + want
		if got := fmt.Sprint(err); !as[*live.JournalError](err) || !strings.HasPrefix(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What was written between the last line and the crash stays, and is reported as not watched, with what could still be
// corrected then: here up to 40 of 60.
func TestRestoreKeepsWhatIsWritten(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 30)
	text := journal(c.r)
	c.say(0, 30, 50)
	r, err := live.Restore(eightK, text, []int64{2 * 40}, c.file)
	must(t, err)
	if got := r.Report().Span.To; got != 40 {
		t.Errorf("the recording goes up to %d, want 40", got)
	}
	must(t, r.Advance(50))
	must(t, r.Write(0, 50, bits[0][:20]))
	must(t, r.Close(60))
	want := slices.Concat(bits[0][:2*40], make([]byte, 2*10), bits[0][:2*10])
	if !bytes.Equal(c.file.bytes, want) {
		t.Errorf("got %v, want %v", c.file.bytes, want)
	}
	notes := []live.Note{{Kind: live.Unwatched, Span: recording.Span{From: 0, To: 40}, Track: recording.Mixed}}
	if diff := cmp.Diff(notes, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if gaps := r.Report().Voices[0].Gaps; len(gaps) != 1 || gaps[0] != (recording.Span{From: 40, To: 50}) {
		t.Errorf("got the gaps %v, want from 40 to 50", gaps)
	}
	if _, err := live.Restore(eightK, text, []int64{1 << 42}, c.file); !as[*live.JournalError](err) {
		t.Errorf("got %v, want a *JournalError", err)
	}
}

// What came without a gap is one span, in whatever order it came.
func TestSnapshotIsSmall(t *testing.T) {
	c := newCall(t, live.Config{Rate: 8000, HoldBack: samples(50)}, 0)
	c.say(0, 0, 10).say(0, 10, 20).say(0, 30, 40).say(0, 25, 30).say(0, 20, 25).say(0, 12, 22)
	text := journal(c.r)
	if !bytes.Contains(text, []byte(`"received":[{"from":0,"to":40}]`)) {
		t.Errorf("got %s", text)
	}
}

// The names in stop spans and notes, which journals have, are contract.
func TestFormOfSpans(t *testing.T) {
	span := recording.Span{From: 3, To: 9}
	for want, value := range map[string]any{
		`{"party":1,"span":{"from":3,"to":9}}`: recording.StopSpan{Party: 1, Span: span},
		`{"kind":"leaked","span":{"from":3,"to":9},"track":"counterpart","voices":[0,2]}`: live.Note{
			Kind: live.Leaked, Span: span, Track: recording.FarSide, Voices: pause.PartiesOf(0, 2)},
	} {
		if got, err := json.Marshal(value); err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// lined is a recording with a step of every kind that a journal has, line by line.
func lined(t *testing.T) (live.Config, []*memory, *live.Recording, []byte) {
	t.Helper()
	c := live.Config{Rate: 8000, Layout: recording.Split, HoldBack: samples(10), Lookback: samples(100), Origin: 700}
	files := []*memory{{}, {}}
	r, err := live.New(c, calltest.New(true, 0, 1), writersAt(files)...)
	must(t, err)
	lines := r.Journal(nil)
	step := func(_ pause.Step, err error) {
		t.Helper()
		must(t, err)
		lines = r.Journal(lines)
	}
	must(t, r.Write(0, 700, bits[0][:2*60]))
	step(r.Stop(720, 1))
	must(t, r.Write(1, 705, bits[1][:2*30]))
	step(r.Resume(760, 1))
	must(t, r.Away(761, pause.PartiesOf(0)))
	must(t, r.StopWithin(recording.Span{From: 730, To: 760}, 0))
	must(t, r.Advance(900))
	must(t, r.Write(0, 700, bits[0][:2*10])) // late
	lines = r.Journal(lines)
	step(r.Transfer(900, 0, 2, pause.PartiesOf(3), pause.PartiesOf(3)))
	other := calltest.With(r.Call(), pause.Policy{StopBeepInFile: true})
	strange, err := other.Stop(2)
	must(t, err)
	step(strange, r.Step(901, strange))
	return c, files, r, lines
}

// The lines of a journal say what one line says that begins it anew.
func TestJournalIsTheRecording(t *testing.T) {
	c, files, r, lines := lined(t)
	var all [][]byte
	for _, text := range [][]byte{lines, journal(r), append(lines, journal(r)...)} {
		again, err := live.Restore(c, text, []int64{400, 400}, writersAt(files)...)
		must(t, err)
		if diff := cmp.Diff(pieces(r), pieces(again)); diff != "" || again.Call() != r.Call() {
			t.Errorf("the plan is (-before +after):\n%s", diff)
		}
		all = append(all, journal(again))
	}
	for _, again := range all {
		if !bytes.Equal(again, all[0]) {
			t.Errorf("got\n%s\nwant\n%s", again, all[0])
		}
	}
}

// Half a line at the end is none, wherever it was cut off, and what was written behind it after a restore counts. A
// line that is missing or cut off in the middle is an error.
func TestTornJournal(t *testing.T) {
	c, files, _, lines := lined(t)
	restore := func(text []byte) (*live.Recording, error) {
		return live.Restore(c, text, []int64{400, 400}, writersAt(files)...)
	}
	starts := []int{0}
	for i, b := range lines {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	starts = starts[:len(starts)-1]
	last := starts[len(starts)-1]
	whole, err := restore(lines[:last])
	must(t, err)
	want := journal(whole)
	for end := last; end < len(lines)-1; end++ {
		text := bytes.Clone(lines[:end])
		if zeros := end % 3; zeros == 2 {
			text = append(text, make([]byte, 40)...) // a block that was never written
		}
		r, err := restore(text)
		must(t, err)
		if got := journal(r); !bytes.Equal(got, want) {
			t.Fatalf("cut off at %d: got\n%s\nwant\n%s", end, got, want)
		}
		r, err = restore(append(text, journal(r)...))
		must(t, err)
		if r.Call() != whole.Call() {
			t.Errorf("cut off at %d, and gone on: got %v", end, r.Call())
		}
	}
	for name, text := range map[string][]byte{
		"half in between":    slices.Concat(lines[:last-9], []byte("\n"), lines[last:]),
		"a line is missing":  slices.Concat(lines[:starts[1]], lines[starts[2]:]),
		"of another version": []byte("{\"lines\":3}\n"),
	} {
		if r, err := restore(append(text, journal(whole)...)); err != nil || r.Call() != whole.Call() {
			t.Errorf("%s, and begun anew: got %v", name, err)
		}
	}
	for name, text := range map[string][]byte{
		"nothing":           nil,
		"half a beginning":  lines[:starts[1]/2],
		"no beginning":      lines[starts[1]:],
		"half in between":   slices.Concat(lines[:last-9], []byte("\n"), lines[last:]),
		"not a line of it":  slices.Concat(lines, []byte("{}\n")),
		"an unknown field":  bytes.Replace(lines, []byte(`"received"`), []byte(`"more":1,"received"`), 1),
		"a step is missing": slices.Concat(lines[:starts[1]], lines[starts[2]:]),
		"who is silent": bytes.Replace(lines, []byte(`"by":1,"silenced":[0,1]`), []byte(`"by":1,"silenced":[0]`),
			1),
		"of another party": bytes.Replace(lines, []byte(`"by":1,"silenced"`), []byte(`"by":7,"silenced"`), 1),
		"with a target":    bytes.Replace(lines, []byte(`"by":1,"silenced"`), []byte(`"by":1,"target":1,"silenced"`), 1),
	} {
		if _, err := restore(text); !as[*live.JournalError](err) {
			t.Errorf("%s: got %v, want a *JournalError", name, err)
		}
	}
}

// A step of a call that goes on costs no more than 400 bytes, also where packets are lost, however many came before.
func TestJournalIsSmall(t *testing.T) {
	c := live.DefaultConfig(8000)
	r, err := live.New(c, calltest.New(true, 0, 1), null{})
	must(t, err)
	size, frame := 0, make([]byte, 320)
	for i := int64(1); i <= 5000; i++ {
		for p := range pause.Party(2) {
			if i%50 != int64(p) {
				must(t, r.Write(p, i*160, frame))
			}
		}
		if i%25 > 0 {
			continue
		}
		_, err := r.Do(i*160, 0, []pause.Verb{pause.Stop, pause.Resume}[i/25%2])
		must(t, err)
		if line := len(r.Journal(nil)); i > 25 {
			size += line
		}
	}
	if step := size / 199; step > 400 {
		t.Errorf("%d bytes a step", step)
	} else {
		t.Logf("%d bytes a step", step)
	}
}

// Stats count what has happened.
func TestStats(t *testing.T) {
	c := newCall(t, live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(54)}, 0)
	c.say(0, 0, 30).say(0, 30, 60).say(0, 60, 80) // in a ring of 64 samples
	if got, want := c.r.Stats(), (live.Stats{Frames: 3, Writes: 4, Bytes: 140}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	c.say(1, 10, 20) // from 16 on there is memory
	if got, want := c.r.Stats(), (live.Stats{Frames: 4, Late: 6, Writes: 5, Bytes: 148, Rewritten: 8}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	c.stop(60)
	if got, want := c.r.Stats(), (live.Stats{Frames: 4, Late: 6, Writes: 7, Bytes: 168, Rewritten: 28}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := new(live.Recording).Stats(); got != (live.Stats{}) {
		t.Errorf("got %+v", got)
	}
}

// A journal has what a timer and a supervisor did, and is read back to the same call.
func TestForcedStepsAreRestored(t *testing.T) {
	call := calltest.New(true, 0, 1)
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(800), Lookback: samples(8000)}, call, &memory{})
	must(t, err)
	journal := r.Journal(nil)
	for i, force := range []func(at int64) (pause.Step, error){
		func(at int64) (pause.Step, error) { return r.Force(at, 1, pause.Stop) },
		func(at int64) (pause.Step, error) { return r.TimeOut(at, 1) },
		func(at int64) (pause.Step, error) { return r.Force(at, 0, pause.Stop) },
		func(at int64) (pause.Step, error) { return r.Force(at, 0, pause.Resume) },
		func(at int64) (pause.Step, error) { return r.Force(at, 0, pause.Stop) },
	} {
		_, err := force(int64(100 * i))
		must(t, err)
		journal = r.Journal(journal)
	}
	again, err := live.Restore(live.Config{Rate: 8000, HoldBack: samples(800), Lookback: samples(8000)}, journal,
		[]int64{0}, &memory{})
	must(t, err)
	if again.Call() != r.Call() || again.Call().StoppedBy() != pause.PartiesOf(0) {
		t.Errorf("got %v, want %v", again.Call(), r.Call())
	}
}

// A vendor may do otherwise than what was asked: a stop of one in a room that silences all is still one after a crash.
func TestChangedStepsAreRestored(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(800), Lookback: samples(8000)}
	room := pause.NewRoom(true)
	for p := range pause.Party(3) {
		_, err := room.Join(p)
		must(t, err)
	}
	r, err := live.New(config, room, &memory{})
	must(t, err)
	stop, err := room.Stop(0)
	must(t, err)
	_, err = stop.After.Merge(0, stop.After.Members()) // all of them have stopped it
	must(t, err)
	must(t, r.Step(100, stop))
	again, err := live.Restore(config, r.Journal(nil), []int64{0}, &memory{})
	must(t, err)
	if again.Call() != r.Call() || again.Call().Silenced().Len() != 3 {
		t.Errorf("got %v, want %v", again.Call(), r.Call())
	}
}
