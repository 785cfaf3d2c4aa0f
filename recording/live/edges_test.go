package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var eightK = live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(10)}

// A call is a recording of two parties into a file of one channel, in a few lines; party p says 1<<p.
type call struct {
	t    *testing.T
	r    *live.Recording
	file *memory
}

func newCall(t *testing.T, c live.Config, origin int64) *call {
	t.Helper()
	file := &memory{}
	c.Origin = origin
	r, err := live.New(c, calltest.New(true, 0, 1), file)
	must(t, err)
	return &call{t, r, file}
}

func (c *call) stop(at int64) *call {
	c.t.Helper()
	_, err := c.r.Stop(at, 0)
	must(c.t, err)
	return c
}

func (c *call) resume(at int64) *call {
	c.t.Helper()
	_, err := c.r.Resume(at, 0)
	must(c.t, err)
	return c
}

// come says that the call has come to a position.
func (c *call) come(at int64) *call {
	c.t.Helper()
	must(c.t, c.r.Advance(at))
	return c
}

func (c *call) say(p pause.Party, from, to int64) *call {
	c.t.Helper()
	must(c.t, c.r.Write(p, from, bits[p][:2*(to-from)]))
	return c
}

// close returns what the file holds: a digit a sample.
func (c *call) close(end int64) string {
	c.t.Helper()
	must(c.t, c.r.Close(end))
	var b strings.Builder
	for _, low := range c.file.bytes[:2*c.r.Report().Span.Len()] {
		if b.WriteByte('0' + low); low > 9 {
			c.t.Fatalf("a sample of %d", low)
		}
	}
	return everySecond(b.String())
}

func everySecond(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 2 {
		b.WriteByte(s[i])
	}
	return b.String()
}

// What lies at the edges of a call is defined: each row is a call that starts at 0, and what its file holds.
func TestEdges(t *testing.T) {
	tone := eightK
	tone.Tone = []int16{4, 4}
	for _, row := range []struct {
		name string
		play func(c *call) string
		want string
	}{
		{"a call without length", func(c *call) string { return c.close(0) }, ""},
		{"a call without length, of which audio came", func(c *call) string { return c.say(0, -5, 7).close(0) }, ""},
		{"a call without audio", func(c *call) string { return c.close(5) }, "00000"},
		{"audio before the start and behind the end", func(c *call) string { return c.say(0, -3, 9).close(4) }, "1111"},
		{"audio before the start alone", func(c *call) string { return c.say(0, -9, -3).close(4) }, "0000"},
		{"stopped from the start on", func(c *call) string { return c.stop(0).say(0, 0, 4).close(4) }, "0000"},
		{"hung up while stopped", func(c *call) string { return c.say(0, 0, 8).stop(5).close(8) }, "11111000"},
		{"stopped and resumed at one position",
			func(c *call) string { return c.say(0, 0, 8).stop(3).resume(3).close(8) }, "11155111"},
		{"resumed and stopped at one position",
			func(c *call) string { return c.say(0, 0, 8).stop(2).resume(5).stop(5).close(8) }, "11000440"},
		{"stopped at the end", func(c *call) string { return c.say(0, 0, 4).stop(4).close(4) }, "1111"},
		{"a stop for later", func(c *call) string { return c.stop(6).say(0, 0, 8).close(8) }, "11111100"},
		{"two say the same frame at once, and again", func(c *call) string {
			return c.say(0, 0, 4).say(1, 0, 4).say(0, 0, 4).say(1, 2, 6).close(6)
		}, "333322"},
		{"a frame longer than all that is kept", func(c *call) string { return c.say(0, 0, 50).close(50) },
			strings.Repeat("1", 50)},
		{"a frame far behind the last",
			func(c *call) string { return c.say(0, 0, 4).come(40).say(0, 40, 44).close(44) },
			"1111" + strings.Repeat("0", 36) + "1111"},
		{"a stop long after its audio", func(c *call) string { return c.say(0, 0, 60).stop(3).close(60) },
			"111" + strings.Repeat("0", 57)},
		{"a resume long after its audio", func(c *call) string {
			return c.say(0, 0, 10).stop(3).say(0, 10, 60).resume(5).close(60)
		}, "111" + "0044" + strings.Repeat("0", 33) + strings.Repeat("1", 20)},
		{"an end long before its audio", func(c *call) string { return c.say(0, 0, 60).close(3) }, "111"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.play(newCall(t, tone, 0)); got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}

// A step before the start or before the last step is refused with the position at which it can be noted.
func TestStepBeforeTheLast(t *testing.T) {
	c := newCall(t, eightK, 100).come(120).stop(120)
	call := c.r.Call()
	step, _ := call.Resume(0)
	for _, at := range []int64{-5, 99, 119} {
		var early *recording.PositionError
		if err := c.r.Step(at, step); !errors.As(err, &early) || early.Last != 120 {
			t.Errorf("a step at %d: got %v, want a *PositionError with 120", at, err)
		}
		if step, err := c.r.Stop(at, 1); !errors.As(err, &early) || early.Last != 120 || step != (pause.Step{}) {
			t.Errorf("a stop at %d: got %v, %v, want a *PositionError with 120", at, step, err)
		}
		if err := c.r.Away(at, pause.PartiesOf(0)); !errors.As(err, &early) {
			t.Errorf("away at %d: got %v, want a *PositionError", at, err)
		}
	}
	if got, want := c.say(0, 100, 130).close(130), strings.Repeat("1", 20)+strings.Repeat("0", 10); got != want {
		t.Errorf("after the errors the file holds %q, want %q", got, want)
	}
}

// A wrong frame is refused with what is wrong, and nothing of it is taken; so is one that lies far off.
func TestWrongFrames(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 12)
	before := slices.Clone(c.file.bytes)
	behind := int64(10 * 8000)
	for _, row := range []struct {
		name  string
		party pause.Party
		at    int64
		bytes int
		want  string
	}{
		{"of nobody", pause.MaxParties, 12, 4, "of party 64 with 4 bytes at sample 12 is of a party that no call has"},
		{"half a sample", 0, 12, 3, "of party 0 with 3 bytes at sample 12 does not end with a whole sample"},
		{"too far ahead", 0, 12 + 10 - 2 + 1, 4, ""},
		{"too far ahead, and longer than that", 0, 13, 22, ""},
		{"longer than a second", 0, 12, 2 * 8001, ""},
		{"a beginning that is known, and a far end", 0, 2, 2 * 8011, ""},
		{"too far behind", 0, -behind - 1, 4, ""},
		{"at the end of the axis", 0, 1<<63 - 1, 4, ""},
		{"at its start", 0, -1 << 63, 4, ""},
	} {
		err := c.r.Write(row.party, row.at, make([]byte, row.bytes))
		if far, ok := errors.AsType[*live.FarError](err); row.want == "" {
			if !ok || far.At != row.at || far.Known != 12 {
				t.Errorf("%s: got %v, want a *FarError", row.name, err)
			}
		} else if !as[*live.FrameError](err) || !strings.HasSuffix(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %s", row.name, err, row.want)
		}
	}
	if diff := cmp.Diff(before, c.file.bytes); diff != "" {
		t.Errorf("a wrong frame changed the file (-before +after):\n%s", diff)
	}
	must(t, c.r.Write(0, 12+10, nil))
	if got := c.close(12); got != strings.Repeat("1", 12) {
		t.Errorf("got %q", got)
	}
}

// A closed recording takes nothing, and closing it again does nothing.
func TestClosed(t *testing.T) {
	c := newCall(t, eightK, 0)
	c.close(20)
	for name, err := range map[string]error{
		"write": c.r.Write(0, 3, bits[0][:4]), "step": c.r.Step(20, pause.Step{}), "away": c.r.Away(20, 0),
		"advance": c.r.Advance(3),
	} {
		var closed *recording.PositionError
		if !errors.As(err, &closed) || closed.Last != 20 || !closed.Ended {
			t.Errorf("%s: got %v, want a *recording.PositionError at 20", name, err)
		}
	}
	must(t, c.r.Close(99))
}

// A cuttable is a file that can be cut, once it does not fail any more.
type cuttable struct {
	memory
	fails int
}

func (c *cuttable) Truncate(size int64) error {
	if c.fails > 0 {
		c.fails--
		return io.ErrShortWrite
	}
	c.bytes = c.bytes[:size]
	return nil
}

// An end that comes late leaves files that are no longer than the recording, after a restart as well. A file that fails
// to be cut is not closed yet; one that is not too long is left alone.
func TestLateEndIsCutOff(t *testing.T) {
	for name, end := range map[string]int64{"late": 63, "in time": 90} {
		for _, restart := range []bool{false, true} {
			file := &cuttable{fails: 1}
			c := eightK
			c.Origin = 50
			r, err := live.New(c, calltest.New(true, 0, 1), file)
			must(t, err)
			must(t, r.Write(0, 50, bits[0][:80]))
			if restart {
				r, err = live.Restore(c, r.Journal(nil), []int64{int64(len(file.bytes))}, file)
				must(t, err)
			}
			_, err = r.End(end)
			must(t, err)
			if err := r.Close(end); (name == "late") != as[*live.SinkError](err) {
				t.Errorf("%s: got %v from a file that fails to be cut", name, err)
			}
			must(t, r.Close(end))
			if got := int64(len(file.bytes)) / 2; got != end-50 {
				t.Errorf("%s, restart %v: the file has %d samples, want %d", name, restart, got, end-50)
			}
		}
	}
}

// A configuration that is none is refused.
func TestWrongConfigs(t *testing.T) {
	for name, c := range map[string]live.Config{
		"zero":           {},
		"no rate":        {HoldBack: samples(10)},
		"nothing kept":   {Rate: 8000},
		"no codec":       {Rate: 8000, HoldBack: samples(10), Codec: 9},
		"no layout":      {Rate: 8000, HoldBack: samples(10), Layout: 9},
		"negative":       {Rate: 8000, HoldBack: samples(10), Lookback: samples(-1)},
		"ahead negative": {Rate: 8000, HoldBack: samples(10), Ahead: -1},
		"too much":       {Rate: 8000, HoldBack: samples(1 << 23), Lookback: samples(1<<23 + 1)},
		"sinks":          {Rate: 8000, HoldBack: samples(10), Layout: recording.Split},
		"no hold-back":   {Rate: 8000, Lookback: samples(10)},
		"no such rate":   {Rate: 1 << 25, HoldBack: samples(10)},
	} {
		if _, err := live.New(c, calltest.New(true, 0, 1), live.Stream(io.Discard)); !as[*live.ConfigError](err) {
			t.Errorf("%s: got %v, want a *ConfigError", name, err)
		}
	}
	_, err := live.New(live.Config{}, calltest.New(true, 0, 1), live.Stream(io.Discard))
	if got, want := fmt.Sprint(err), "live: Rate: got 0, expected 1 to 16777216 samples a second"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	split := live.Config{Rate: 8000, HoldBack: samples(10), Layout: recording.Split}
	file, out := &memory{}, new(strings.Builder)
	for want, sinks := range map[string][]io.WriterAt{
		"sinks[0]: got nil, expected a file or a stream":                              {nil, file},
		"sinks[1]: got nil, expected a file or a stream":                              {file, nil},
		"sinks[1]: got nil, expected a file or a stream ":                             {live.Stream(out), live.Stream(nil)},
		"sinks[1]: got a file and a stream, expected two files or two streams":        {file, live.Stream(out)},
		"sinks[1]: got the same one again, expected a sink of its own for each side":  {file, file},
		"sinks[1]: got the same one again, expected a sink of its own for each side ": {live.Stream(out), live.Stream(out)},
		"Layout: got split with 1 sinks, expected 2":                                  {file},
		"": {live.Stream(io.Discard), live.Stream(io.Discard)},
	} {
		_, err := live.New(split, calltest.New(true, 0, 1), sinks...)
		if want = strings.TrimSpace(want); want == "" && err == nil {
			continue
		}
		if !as[*live.ConfigError](err) || err.Error() != "live: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	margin := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(10), Guard: recording.Guard{Before: 11}}
	if _, err := live.New(margin, calltest.New(true, 0, 1), live.Stream(io.Discard)); !as[*live.ConfigError](err) {
		t.Errorf("a margin longer than the hold-back of a stream: got %v, want a *ConfigError", err)
	}
	if _, err := live.New(margin, calltest.New(true, 0, 1), &memory{}); err != nil {
		t.Errorf("a margin longer than the hold-back of a file: %v", err)
	}
	far := eightK
	far.Origin = 1 << 57
	if _, err := live.New(far, calltest.New(true, 0, 1), &memory{}); !as[*live.ConfigError](err) {
		t.Errorf("far origin: got %v, want a *ConfigError", err)
	}
}

// A call that goes on for a day, from wherever on the axis, is as exact at its end as at its start.
func TestDayLongCalls(t *testing.T) {
	const day = 24 * 3600 * 8000
	for _, origin := range []int64{-day, 0, day} {
		sink, c := &lastBlock{}, eightK
		c.Origin = origin
		r, err := live.New(c, calltest.New(true, 0, 1), sink)
		must(t, err)
		end := origin + day
		for at := origin; at < end; at += 3599 * 8000 {
			must(t, r.Advance(at))
			must(t, r.Write(0, at, bits[0][:20]))
		}
		must(t, r.Advance(end-20))
		must(t, r.Write(0, end-20, bits[0][:40]))
		_, err = r.Stop(end-5, 1)
		must(t, err)
		must(t, r.Close(end))
		if want := slices.Concat(bits[0][:10], make([]byte, 10)); !bytes.HasSuffix(sink.bytes, want) ||
			sink.end != 2*day {
			t.Errorf("from %d on: %d bytes that end in %v, want %d in %v", origin, sink.end, sink.bytes, 2*day, want)
		}
	}
}

// A lastBlock is a file of which only what was written last is kept.
type lastBlock struct {
	bytes []byte
	end   int64
}

func (f *lastBlock) WriteAt(p []byte, off int64) (int, error) {
	f.bytes, f.end = append(f.bytes[:0], p...), off+int64(len(p))
	return len(p), nil
}

// Who sends audio and is not in the call is in no track, and reported.
func TestStrangers(t *testing.T) {
	c := newCall(t, eightK, 0)
	must(t, c.r.Write(7, 0, bits[0][:20]))
	if got := c.say(0, 0, 5).close(10); got != "1111100000" {
		t.Errorf("got %q", got)
	}
	if got := c.r.Report().Strangers; got != pause.PartiesOf(7) {
		t.Errorf("got the strangers %v, want party 7", got)
	}
}

// Who is away is in no track meanwhile, also where that is known late.
func TestAwayIsNotHeard(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 20).say(1, 0, 20)
	must(t, c.r.Away(8, pause.PartiesOf(1)))
	must(t, c.r.Away(12, 0))
	if got := c.close(20); got != "33333333111133333333" {
		t.Errorf("got %q", got)
	}
}

// Who holds the call is away from the hold on: what is muttered meanwhile is not in it, and what is said after a crash
// neither. Nobody is silenced by that, and nobody is beeped.
func TestAwayFromTheHoldOn(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(10), Lookback: samples(40)}
	c := newCall(t, config, 0).say(0, 0, 20).say(1, 0, 20)
	must(t, c.r.Away(12, pause.PartiesOf(0)))
	r, err := live.Restore(config, journal(c.r), []int64{int64(len(c.file.bytes))}, c.file)
	must(t, err)
	c.r = r
	if got := c.r.Call(); got.Silenced() != 0 || got.State() != pause.On {
		t.Errorf("got %v", got)
	}
	for at := int64(20); at < 40; at += 10 {
		c.say(0, at, at+10).say(1, at, at+10)
	}
	must(t, c.r.Away(35, 0))
	if got := c.close(40); got != "3333333333"+"0000000000"+"222222222222222"+"33333" {
		t.Errorf("got %q", got)
	}
}

// The report of one call: what lay in a pause is no gap, what never came is, a late stop is withdrawn from the file,
// and a late resume gives back what is in memory.
func TestReport(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 30).say(1, 20, 40).stop(5).say(0, 40, 60).resume(25)
	c.close(60)
	want := live.Report{
		Span: recording.Span{From: 0, To: 60},
		Voices: []live.Voice{
			{Party: 0, Gaps: recording.Spans{{From: 30, To: 40}}},
			{Party: 1, Gaps: recording.Spans{{From: 0, To: 20}, {From: 40, To: 60}}},
		},
		Notes: []live.Note{
			{Kind: live.Withdrawn, Span: recording.Span{From: 5, To: 30}, Track: recording.Mixed,
				Voices: pause.PartiesOf(0, 1)},
			{Kind: live.Lost, Span: recording.Span{From: 25, To: 40}, Track: recording.Mixed,
				Voices: pause.PartiesOf(0, 1)},
		},
	}
	if diff := cmp.Diff(want, c.r.Report()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := want.Notes[1].String(), "lost: party 0 and party 1 in the mixed track at [25,40)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Of notes that follow on each other and say the same one is made that holds both, whatever their order; all others
// stay apart.
func TestNotesAreMergedAndNotLost(t *testing.T) {
	lost := func(from, to int64) live.Note {
		return live.Note{Kind: live.Lost, Span: recording.Span{From: from, To: to}, Voices: pause.PartiesOf(0)}
	}
	leaked, far, other := lost(20, 30), lost(20, 30), lost(20, 30)
	leaked.Kind, far.Track, other.Voices = live.Leaked, recording.FarSide, pause.PartiesOf(1)
	for _, row := range []struct{ notes, want []live.Note }{
		{[]live.Note{lost(10, 20), lost(20, 30)}, []live.Note{lost(10, 30)}},
		{[]live.Note{lost(10, 20), lost(15, 30)}, []live.Note{lost(10, 30)}},
		{[]live.Note{lost(10, 30), lost(12, 20)}, []live.Note{lost(10, 30)}},
		{[]live.Note{lost(10, 20), lost(10, 20)}, []live.Note{lost(10, 20)}},
		{[]live.Note{lost(10, 20), lost(21, 30)}, []live.Note{lost(10, 20), lost(21, 30)}},
		{[]live.Note{lost(10, 20), lost(5, 15)}, []live.Note{lost(10, 20), lost(5, 15)}},
		{[]live.Note{lost(10, 20), leaked}, []live.Note{lost(10, 20), leaked}},
		{[]live.Note{lost(10, 20), far}, []live.Note{lost(10, 20), far}},
		{[]live.Note{lost(10, 20), other}, []live.Note{lost(10, 20), other}},
	} {
		if diff := cmp.Diff(row.want, live.Noted(row.notes...)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", row.notes, diff)
		}
	}
}

// A kind of note has a name and comes back from it.
func TestKinds(t *testing.T) {
	for _, k := range []live.NoteKind{live.Leaked, live.Withdrawn, live.Lost, live.Unwatched} {
		var again live.NoteKind
		text, err := k.MarshalText()
		must(t, err)
		if err := again.UnmarshalText(text); err != nil || again != k {
			t.Errorf("%v comes back as %v, %v", k, again, err)
		}
	}
	if err := new(live.NoteKind).UnmarshalText([]byte("none")); err == nil {
		t.Error("none is no kind")
	}
	if got := live.NoteKind(9).String(); got != "NoteKind(9)" {
		t.Errorf("got %q", got)
	}
}

// A recording's commands are those of its timeline: the same step, and the same recording.
func TestCommandsAreSteps(t *testing.T) {
	told, noted := newCall(t, eightK, 0).say(0, 0, 40), newCall(t, eightK, 0).say(0, 0, 40)
	call, at := noted.r.Call(), int64(0)
	same := func(want pause.Step, wrong error) func(pause.Step, error) {
		must(t, wrong)
		return func(got pause.Step, err error) {
			t.Helper()
			must(t, err)
			must(t, noted.r.Step(at, want))
			if got != want || told.r.Call() != noted.r.Call() {
				t.Errorf("got %v, want %v", got, want)
			}
			at++
		}
	}
	same(call.Stop(0))(told.r.Stop(at, 0))
	same(call.Resume(1))(told.r.Do(at, 1, pause.Resume))
	same(call.Force(0, pause.Stop))(told.r.Force(at, 0, pause.Stop))
	same(call.TimeOut(0))(told.r.TimeOut(at, 0))
	same(call.Join(2))(told.r.Join(at, 2))
	same(call.Park(2))(told.r.Park(at, 2))
	same(call.Answer(), nil)(told.r.Answer(at))
	same(call.Transfer(0, 3, 0, pause.PartiesOf(3)))(told.r.Transfer(at, 0, 3, 0, pause.PartiesOf(3)))
	same(call.Resume(3))(told.r.Resume(at, 3))
	same(call.Complete(1, 4, 0))(told.r.Complete(at, 1, 4, 0))
	same(call.Merge(pause.PartiesOf(5), pause.PartiesOf(5)))(told.r.Merge(at, pause.PartiesOf(5), pause.PartiesOf(5)))
	same(call.Leave(4))(told.r.Leave(at, 4))
	same(call.End(), nil)(told.r.End(at))
	if step, err := told.r.Stop(at, 3); !as[*recording.PositionError](err) || step != (pause.Step{}) {
		t.Errorf("after the end: got %v and %v, want a *PositionError", step, err)
	}
	if got, want := told.close(40), noted.close(40); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The default does for files and for streams; both at once are refused, for only one of them can be corrected.
func TestDefaultConfig(t *testing.T) {
	c := live.DefaultConfig(16000)
	for _, sinks := range [][]io.WriterAt{{&memory{}}, {live.Stream(io.Discard)}} {
		if _, err := live.New(c, calltest.New(true, 0, 1), sinks...); err != nil {
			t.Error(err)
		}
	}
	c.Layout = recording.Split
	_, err := live.New(c, calltest.New(true, 0, 1), &memory{}, live.Stream(io.Discard))
	if !as[*live.ConfigError](err) {
		t.Errorf("a file and a stream: got %v, want a *ConfigError", err)
	}
}
