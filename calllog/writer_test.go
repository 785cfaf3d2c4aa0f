package calllog_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
)

// A disk is a file in memory. It can be full after some bytes, and then writes what it has room for.
type disk struct {
	data   []byte
	room   int // how many bytes may still be written, of those that have to
	broken bool
	after  func() // every write
	starts []int64
}

var errFull = errors.New("the disk is full")

func (d *disk) WriteAt(p []byte, off int64) (n int, err error) {
	if d.broken && d.room < len(p) {
		p, err = p[:d.room], errFull
	}
	d.room -= len(p)
	d.data = append(d.data, make([]byte, max(0, int(off)+len(p)-len(d.data)))...)
	copy(d.data[off:], p)
	d.starts = append(d.starts, off)
	if d.after != nil && err == nil {
		d.after()
	}
	return len(p), err
}

func (d *disk) Truncate(size int64) error {
	d.data = d.data[:size]
	return nil
}

// lives is a header of a rate at which a sample is a millisecond; the second party comes later.
func lives(t require.TestingT) (first, whole calllog.Header) {
	h, _, err := read(strings.NewReader(`{"log":"recpause/1","sample_rate":1000,"parties":[` +
		`{"id":"A","kind":"softphone","terminal":"webrtc"},{"id":"X","kind":"external"}]}`))
	require.NoError(t, err)
	first = h
	first.Parties = h.Parties[:1:1]
	return first, h
}

// room is enough for the party who comes later.
const room = 100

var answered = time.Date(2026, 12, 1, 9, 30, 0, 123456789, time.UTC)

func after(ms int64) time.Time { return answered.Add(time.Duration(ms) * time.Millisecond) }

// naive is the log of events that are all known: the first line in its room, and the events by position.
func naive(t require.TestingT, events []calllog.Event) string {
	first, whole := lives(t)
	var line, b bytes.Buffer
	require.NoError(t, calllog.WriteHeader(&line, first))
	length := line.Len() - 1 + room
	line.Reset()
	require.NoError(t, calllog.WriteHeader(&line, whole))
	fmt.Fprintf(&b, "%-*s\n", length, strings.TrimSpace(line.String()))
	slices.SortStableFunc(events, func(a, b calllog.Event) int { return cmp.Compare(a.At, b.At) })
	for _, e := range events {
		require.NoError(t, calllog.WriteEvent(&b, e))
	}
	return b.String()
}

// A thing is an event, and when it is said, in samples.
type thing struct {
	calllog.Event
	said  int64
	timed bool // it is given by its time
}

// slowest is the longest delay of an event.
const slowest = 40

// drawThings draws events in the order in which they are said. At most the party A acts in them.
func drawThings(t *rapid.T) (things []thing) {
	for range rapid.IntRange(0, 30).Draw(t, "events") {
		at := rapid.Int64Range(-60, 60).Draw(t, "at")
		e := rapid.SampledFrom([]calllog.Event{{Kind: calllog.HandRaise, Party: "A"}, {Kind: calllog.DTMF, Party: "A"},
			{Kind: calllog.PauseClick, Party: "A", Call: "c 1"}, {Kind: calllog.CallHangup, Party: "X", Call: "<&>"},
			{Kind: calllog.CallInvite, Party: "A", To: "X", Call: "c 1"},
			{Kind: calllog.ResumeClick, Party: "A", PBX: calllog.TimedOut},
			{Kind: calllog.CallHangup, Party: "A", Call: "c 1", Via: calllog.Fact},
			{Kind: calllog.PauseCommand, Party: "X", Call: "c 1", Source: calllog.FeatureCode}}).Draw(t, "event")
		e.At = at
		things = append(things, thing{e, at + rapid.Int64Range(0, slowest).Draw(t, "delay"),
			at < 0 || rapid.Bool().Draw(t, "timed")})
	}
	slices.SortStableFunc(things, func(a, b thing) int { return cmp.Compare(a.said, b.said) })
	return things
}

// A show gives things to a Writer as a live system does.
type show struct {
	w      *calllog.Writer
	zeroAt int64 // when position 0 is known
}

// give gives one thing, the party that it names before it, and writes what is due.
func (s *show) give(t require.TestingT, e thing) {
	if e.said >= s.zeroAt {
		require.NoError(t, s.w.Zero(answered))
	}
	if e.Party == "X" || e.To == "X" {
		_, whole := lives(t)
		require.NoError(t, s.w.AddParty(whole.Parties[1]))
	}
	if e.timed {
		require.NoError(t, s.w.AddAt(after(e.At), e.Event))
	} else {
		require.NoError(t, s.w.Add(e.Event))
	}
	if e.said >= s.zeroAt { // else it holds everything
		if err := s.w.Flush(e.said - slowest); err != nil {
			require.ErrorIs(t, err, errFull)
		}
	}
}

func (s *show) end(t require.TestingT) {
	require.NoError(t, s.w.Zero(answered))
	_, whole := lives(t)
	require.NoError(t, s.w.AddParty(whole.Parties[1]))
	require.NoError(t, s.w.Close())
}

func eventsOf(things []thing) (events []calllog.Event) {
	for _, e := range things {
		events = append(events, e.Event)
	}
	return events
}

// Whatever comes late, in whatever order, by time or by position, with position 0 known at any time and the second
// party named when it first acts: the log is that of somebody who knew it all, and after every write it can be read.
func TestWriterSorts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t)
		first, _ := lives(t)
		var d disk
		d.after = func() { mustRead(t, d.data) }
		w, err := calllog.NewWriter(&d, first, room)
		require.NoError(t, err)
		s := show{w: w, zeroAt: rapid.Int64Range(-60, 100).Draw(t, "zero known")}
		for _, e := range things {
			s.give(t, e)
		}
		s.end(t)
		require.Equal(t, naive(t, eventsOf(things)), string(d.data))
	})
}

func mustRead(t require.TestingT, log []byte) []calllog.Event {
	_, events, err := read(bytes.NewReader(log))
	require.NoError(t, err, "%s", log)
	return events
}

// Once a position has been reached, all events before it are in the file.
func TestFlushWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t)
		_, whole := lives(t)
		var d disk
		w, err := calllog.NewWriter(&d, whole, 0)
		require.NoError(t, err)
		require.NoError(t, w.Zero(answered))
		for _, e := range things {
			require.NoError(t, w.AddAt(after(e.At), e.Event))
		}
		to := rapid.Int64Range(-70, 70).Draw(t, "to")
		require.NoError(t, w.Flush(to))
		want := 0
		for _, e := range things {
			if e.At <= to {
				want++
			}
		}
		require.Len(t, mustRead(t, d.data), want)
	})
}

// A disk that is full now and then, in the middle of a line or of the first one, loses nothing and changes nothing.
func TestWriterOnAFullDisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t)
		first, _ := lives(t)
		var d disk
		w, err := calllog.NewWriter(&d, first, room)
		require.NoError(t, err)
		s := show{w: w, zeroAt: -1000}
		_, whole := lives(t)
		require.NoError(t, w.AddParty(whole.Parties[1]))
		for _, e := range things {
			d.broken, d.room = rapid.Bool().Draw(t, "broken"), rapid.IntRange(0, 90).Draw(t, "room")
			s.give(t, e)
		}
		d.broken, d.room = true, 0
		if err := w.Close(); err != nil {
			require.ErrorIs(t, err, errFull)
		}
		d.broken = false
		require.NoError(t, w.Close())
		require.Equal(t, naive(t, eventsOf(things)), string(d.data))
	})
}

// A Writer that is killed in any of its writes goes on where the file ends, and the log is the same; half a line is
// cut off, and a whole one that lacks only its end is kept.
func TestWriterIsKilled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t)
		want := naive(t, eventsOf(things))
		line, _, _ := strings.Cut(want, "\n")
		d := disk{data: []byte(want[:rapid.IntRange(len(line), len(want)).Draw(t, "killed")])}
		w, err := calllog.Resume(&d, bytes.NewReader(slices.Clone(d.data)))
		require.NoError(t, err)
		d.after = func() { mustRead(t, d.data) }
		require.NoError(t, w.Flush(math.MinInt64))
		events := eventsOf(things)
		slices.SortStableFunc(events, func(a, b calllog.Event) int { return cmp.Compare(a.At, b.At) })
		require.NoError(t, w.Zero(answered))
		for _, e := range events[len(mustRead(t, d.data)):] {
			require.NoError(t, w.AddAt(after(e.At), e))
			require.NoError(t, w.Flush(e.At))
		}
		require.NoError(t, w.Close())
		require.Equal(t, want, string(d.data))
	})
}

// A log that is written nowhere is an error at once.
func TestWriterNeedsAFile(t *testing.T) {
	first, _ := lives(t)
	_, begun := calllog.NewWriter(nil, first, room)
	_, resumed := calllog.Resume(nil, strings.NewReader(""))
	for _, err := range []error{begun, resumed} {
		var wrong *calllog.Error
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, calllog.Error{Line: 1, Got: "nil", Want: "a file to write the log to"}, *wrong)
	}
}

// What is in the file is at any time the beginning of what will be, but for the first line.
func TestWriterNeverRewrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t)
		first, _ := lives(t)
		var d disk
		var seen []string
		d.after = func() { seen = append(seen, string(d.data)) }
		w, err := calllog.NewWriter(&d, first, room)
		require.NoError(t, err)
		s := show{w: w}
		for _, e := range things {
			s.give(t, e)
		}
		s.end(t)
		whole := naive(t, eventsOf(things))
		line, _, _ := strings.Cut(whole, "\n")
		for _, data := range seen {
			require.Equal(t, whole[len(line):len(data)], data[len(line):])
		}
	})
}

// An event for a position that has been written is late, and can be given at the end of what has; nothing else has
// changed.
func TestLateEvents(t *testing.T) {
	_, whole := lives(t)
	var d disk
	w, err := calllog.NewWriter(&d, whole, 0)
	require.NoError(t, err)
	require.NoError(t, w.Add(calllog.Event{At: 5, Kind: calllog.HandRaise, Party: "A"}))
	require.NoError(t, w.Flush(8))
	e := calllog.Event{At: 7, Kind: calllog.PauseClick, Party: "A"}
	err = w.Add(e)
	var late *calllog.LateError
	require.ErrorAs(t, err, &late)
	require.Equal(t, calllog.LateError{Event: calllog.PauseClick, Party: "A", At: 7, Written: 8}, *late)
	require.EqualError(t, err, `calllog: pause.click by "A" at 7 is late: the log is written up to 8`)
	e.At = late.Written
	require.NoError(t, w.Add(e))
	require.NoError(t, w.Flush(3)) // what was written stays so
	require.Error(t, w.Add(calllog.Event{At: 7, Kind: calllog.HandRaise, Party: "A"}))
	require.NoError(t, w.Close())
	var got []int64
	for _, e := range mustRead(t, d.data) {
		got = append(got, e.At)
	}
	require.Equal(t, []int64{5, 8}, got)
	require.EqualError(t, w.Add(e), "line 4: pause.click by A: expected no event after Close")
}

// One wild position makes nothing late: it waits in memory until it is reached, or the log is closed.
func TestWildPositionWaits(t *testing.T) {
	_, whole := lives(t)
	var d disk
	w, err := calllog.NewWriter(&d, whole, 0)
	require.NoError(t, err)
	require.NoError(t, w.Add(calllog.Event{At: 1 << 40, Kind: calllog.HandRaise, Party: "A"}))
	for at := range int64(5) {
		require.NoError(t, w.Add(calllog.Event{At: at, Kind: calllog.HandRaise, Party: "A"}))
		require.NoError(t, w.Flush(at))
		require.Len(t, mustRead(t, d.data), int(at)+1)
	}
	require.NoError(t, w.Close())
	require.Len(t, mustRead(t, d.data), 6)
}

// What no log can hold is refused, by line and field, and the events around it are written.
func TestWriterRefuses(t *testing.T) {
	for name, row := range map[string]struct {
		event calllog.Event
		field string
	}{
		"no event":            {calllog.Event{Party: "A"}, "event"},
		"unknown event":       {calllog.Event{Kind: 200, Party: "A"}, "event"},
		"unknown party":       {calllog.Event{Kind: calllog.HandRaise, Party: "Q"}, "party"},
		"external party":      {calllog.Event{Kind: calllog.HandRaise, Party: "X"}, "party"},
		"no call":             {calllog.Event{Kind: calllog.CallHangup, Party: "X"}, "call"},
		"call that is no":     {calllog.Event{Kind: calllog.CallHangup, Party: "X", Call: "\xff"}, "call"},
		"unknown answer":      {calllog.Event{Kind: calllog.PauseClick, Party: "A", PBX: 9}, "pbx"},
		"too far":             {calllog.Event{Kind: calllog.HandRaise, Party: "A", At: calllog.MaxAt + 1}, "at"},
		"long":                {calllog.Event{Kind: calllog.CallHangup, Party: "X", Call: strings.Repeat("c", calllog.MaxLine)}, ""},
		"unknown way":         {calllog.Event{Kind: calllog.HandRaise, Party: "A", Via: 9}, "via"},
		"unknown source":      {calllog.Event{Kind: calllog.PauseCommand, Party: "A", Call: "c", Source: 9}, "source"},
		"silence of nothing":  {calllog.Event{Kind: calllog.RecordingSilence, Party: "A", Call: "c"}, "to"},
		"dials itself":        {calllog.Event{Kind: calllog.CallInvite, Party: "A", To: "A", Call: "c"}, "to"},
		"nobody to be dialed": {calllog.Event{Kind: calllog.CallInvite, Party: "A", Call: "c"}, "to"},
	} {
		t.Run(name, func(t *testing.T) {
			_, whole := lives(t)
			var d disk
			w, err := calllog.NewWriter(&d, whole, 0)
			require.NoError(t, err)
			fine := calllog.Event{Kind: calllog.HandRaise, Party: "A"}
			require.NoError(t, w.Add(fine))
			var wrong *calllog.Error
			require.ErrorAs(t, w.Add(row.event), &wrong)
			require.Equal(t, 3, wrong.Line)
			require.Equal(t, row.field, wrong.Field)
			require.NoError(t, w.Add(fine))
			require.NoError(t, w.Close())
			require.Len(t, mustRead(t, d.data), 2)
		})
	}
}

// What an event does not need is not in its line, and a key's digit is in none.
func TestWriterWritesWhatIsNeeded(t *testing.T) {
	_, whole := lives(t)
	var d disk
	w, err := calllog.NewWriter(&d, whole, 0)
	require.NoError(t, err)
	require.NoError(t, w.Add(calllog.Event{Kind: calllog.DTMF, Party: "A", To: "X", Call: "c", PBX: calllog.Refused,
		Source: calllog.API, Span: recording.Span{From: -2, To: -1}}))
	require.NoError(t, w.Close())
	_, line, _ := strings.Cut(string(d.data), "\n")
	require.Equal(t, `{"at":0,"event":"dtmf","party":"A","digit":"x"}`+"\n", line)
}

// A party is added once, as it was said at first, and only while there is room; a refusal changes nothing. Only what is
// new of the first line is written, and once.
func TestAddParty(t *testing.T) {
	first, whole := lives(t)
	var a, b bytes.Buffer
	require.NoError(t, errors.Join(calllog.WriteHeader(&a, first), calllog.WriteHeader(&b, whole)))
	needs := b.Len() - a.Len()
	for _, room := range []int{needs - 1, needs} {
		var d disk
		given := first
		given.Parties = slices.Clone(first.Parties)
		w, err := calllog.NewWriter(&d, given, room)
		require.NoError(t, err)
		given.Parties[0].ID = "Z" // the writer has its own
		var wrong *calllog.Error
		require.ErrorAs(t, w.AddParty(calllog.Participant{ID: "A"}), &wrong)
		require.Equal(t, "parties[1].id", wrong.Field)
		for range 2 {
			if err := w.AddParty(whole.Parties[1]); room < needs {
				require.ErrorAs(t, err, &wrong)
				require.Equal(t, "parties", wrong.Field)
			} else {
				require.NoError(t, err)
			}
			require.NoError(t, w.Flush(0))
		}
		h, _, err := read(bytes.NewReader(d.data))
		require.NoError(t, err)
		if room < needs {
			require.Equal(t, first, h)
			require.Equal(t, []int64{0}, d.starts)
		} else {
			require.Equal(t, whole, h)
			require.Equal(t, []int64{0, int64(a.Len()) - int64(len("]}\n"))}, d.starts)
		}
	}
}

// Without an answer the earliest time is position 0. A second zero does not count.
func TestZero(t *testing.T) {
	raise := calllog.Event{Kind: calllog.HandRaise, Party: "A"}
	for name, row := range map[string]struct {
		zeros []int64
		want  []int64
	}{"none": {nil, []int64{0, 20}}, "one": {[]int64{15}, []int64{-15, 5}}, "two": {[]int64{15, 99}, []int64{-15, 5}}} {
		t.Run(name, func(t *testing.T) {
			_, whole := lives(t)
			var d disk
			w, err := calllog.NewWriter(&d, whole, 0)
			require.NoError(t, err)
			require.NoError(t, w.AddAt(after(20), raise))
			require.NoError(t, w.AddAt(after(0), raise))
			require.NoError(t, w.Flush(math.MaxInt64)) // holds everything
			require.Empty(t, mustRead(t, d.data))
			for _, zero := range row.zeros {
				require.NoError(t, w.Zero(after(zero)))
			}
			require.NoError(t, w.Close())
			var got []int64
			for _, e := range mustRead(t, d.data) {
				got = append(got, e.At)
			}
			require.Equal(t, row.want, got)
		})
	}
}

// A time behind events that are written needs a zero, and a zero from which what waits is too far changes nothing.
func TestZeroIsMissed(t *testing.T) {
	raise := calllog.Event{Kind: calllog.HandRaise, Party: "A"}
	_, whole := lives(t)
	whole.SampleRate = calllog.MaxRate
	w, err := calllog.NewWriter(&disk{}, whole, 0)
	require.NoError(t, err)
	require.NoError(t, w.AddAt(answered, raise))
	var wrong *calllog.Error
	require.ErrorAs(t, w.Zero(time.Time{}), &wrong)
	require.Equal(t, "at", wrong.Field)
	require.ErrorAs(t, w.AddAt(answered, calllog.Event{Kind: calllog.RecordingSilence, Party: "A", Call: "c",
		Span: recording.Span{From: 5, To: 9}}), &wrong) // a span of positions, while nobody knows where they are
	require.Equal(t, "to", wrong.Field)
	require.NoError(t, w.Zero(answered))

	w, err = calllog.NewWriter(&disk{}, whole, 0)
	require.NoError(t, err)
	require.NoError(t, w.Flush(0))
	require.ErrorAs(t, w.AddAt(answered, raise), &wrong)
	require.Equal(t, "at", wrong.Field)
	require.NoError(t, w.Zero(answered))
	require.NoError(t, w.AddAt(answered, raise))
}

// No writer begins without a header that a log can have, or with a room that its line cannot have, or on a disk that
// refuses it.
func TestNewWriterRefuses(t *testing.T) {
	_, whole := lives(t)
	var wrong *calllog.Error
	_, err := calllog.NewWriter(&disk{}, calllog.Header{}, 0)
	require.ErrorAs(t, err, &wrong)
	for _, room := range []int{-1, calllog.MaxLine} {
		_, err = calllog.NewWriter(&disk{}, whole, room)
		require.ErrorAs(t, err, &wrong)
	}
	_, err = calllog.NewWriter(&disk{broken: true}, whole, 0)
	require.ErrorIs(t, err, errFull)
}

// A log that is damaged elsewhere than at its end, or has no first line, does not go on, and is left as it is; one of
// somebody else's goes on, and its first line is written again when a party is added, where it fits.
func TestResume(t *testing.T) {
	const first = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"X","kind":"external"}]}`
	const event = `{"at":7,"event":"room.join","party":"X","call":"r"}` + "\n"
	for name, log := range map[string]string{"nothing": "", "half a first line": first[:40],
		"damaged": first + "\n" + `{"at":7,"ev` + "\n" + event, "damaged end": first + "\n" + `{"at":7,"ev` + "\n"} {
		t.Run(name, func(t *testing.T) {
			d := disk{data: []byte(log)}
			_, err := calllog.Resume(&d, strings.NewReader(log))
			require.ErrorAs(t, err, new(*calllog.Error))
			require.Equal(t, log, string(d.data))
		})
	}
	for name, log := range map[string]string{"no end": first, "room": first + strings.Repeat(" ", 400) + "\n" + event} {
		t.Run(name, func(t *testing.T) {
			d := disk{data: []byte(log)}
			w, err := calllog.Resume(&d, strings.NewReader(log))
			require.NoError(t, err)
			require.Equal(t, name == "room", w.AddParty(calllog.Participant{ID: "Y"}) == nil)
			if name == "room" {
				require.ErrorAs(t, w.Add(calllog.Event{At: 6}), new(*calllog.LateError))
			}
			var wrong *calllog.Error
			require.ErrorAs(t, w.Add(calllog.Event{At: 7}), &wrong)
			require.Equal(t, 1+len(strings.Split(strings.TrimSpace(log), "\n")), wrong.Line)
			require.NoError(t, w.Add(calllog.Event{At: 7, Kind: calllog.RoomJoin, Party: "X", Call: "r"}))
			require.NoError(t, w.Close())
			h, events, err := read(bytes.NewReader(d.data))
			require.NoError(t, err)
			require.Len(t, h.Parties, map[bool]int{true: 2, false: 1}[name == "room"])
			require.Len(t, events, strings.Count(log, `"at"`)+1)
		})
	}
	_, err := calllog.Resume(&disk{}, io.MultiReader(strings.NewReader(first+"\n"+event), failingReader{}))
	require.ErrorIs(t, err, errFull)
}

// A file of the system is written and goes on as one in memory is.
func TestFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "call.jsonl")
	_, whole := lives(t)
	f, err := os.Create(name)
	require.NoError(t, err)
	w, err := calllog.NewWriter(f, whole, room)
	require.NoError(t, err)
	raise := calllog.Event{Kind: calllog.HandRaise, Party: "A"}
	require.NoError(t, w.Add(raise))
	require.NoError(t, w.Flush(0))
	_, err = f.Seek(0, io.SeekEnd)
	require.NoError(t, err)
	_, err = f.WriteString(`{"at":0,"event":"hand.`) // where it is killed
	require.NoError(t, err)
	require.NoError(t, f.Close())

	f, err = os.OpenFile(name, os.O_RDWR, 0)
	require.NoError(t, err)
	w, err = calllog.Resume(f, f)
	require.NoError(t, err)
	require.NoError(t, w.Add(raise))
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Len(t, mustRead(t, data), 2)
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errFull }
