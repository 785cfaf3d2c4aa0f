package calllog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/recording"
)

// A Writer writes the log of a live system while things happen: events that come late, events from before the first
// answer, which is position 0, and parties that the header did not name at first. It has no clock, opens and syncs
// nothing, and is not safe for concurrent use.
//
// Add, AddAt, Zero and AddParty keep what they are given in memory; Flush and Close write. The file is at any time a
// log that a Reader takes, and a beginning of what it will be: only the first line is written again, within its room,
// when a party is added. The same calls give the same bytes, however often a write fails in between.
//
// A kill or a full disk in the middle of a write may leave half a line at the end. After a failed write the next call
// of Flush or Close goes on where it stopped; after a crash Resume cuts the half line off. A first line of up to 4,096
// bytes is within one page, so that no kill tears it while a party is added.
//
// What has to survive a crash: sync the file after a Flush, before what was written is confirmed to anybody; and after
// the first Flush behind AddParty, before a Flush of that party's events. What Flush has not reached is in memory only.
// Who records, too, keeps what is written here in one journal with that of the recordings instead, for a crash between two
// syncs leaves a log and files that differ: see docs/embedding.md.
type Writer struct {
	out    io.WriterAt
	header Header
	room   int    // the length of the first line in the file, without its end
	first  []byte // the first line with its end, nil while it is as it was read
	same   int    // so much of it is in the file
	size   int64  // of what is in the file
	due    []byte // whole lines that come next in the file
	held   []heldEvent
	mixed  bool  // held is not in order
	lines  int   // in the file and due
	upTo   int64 // no event before it is taken any more
	closed bool

	zero      time.Time // of position 0
	knowsZero bool
	timed     int // how many of the held events wait for it

	text    bytes.Buffer // what encoder writes to
	encoder *json.Encoder
}

// A heldEvent is an event that is not due.
type heldEvent struct {
	at    int64
	timed bool // the position follows from the time, as soon as position 0 is known
	time  time.Time
	line  []byte // without position
}

// A LateError reports an event for a position before which all is in the log. Time does not run backwards there: an
// owner that wants to keep the event gives it again at Written.
type LateError struct {
	Event       Kind
	Party       string
	At, Written int64
}

func (e *LateError) Error() string {
	return fmt.Sprintf("calllog: %v by %q at %d is late: the log is written up to %d", e.Event, e.Party, e.At,
		e.Written)
}

// NewWriter begins a log and writes its first line. The header names at least one party; room is how many bytes the
// line has for those who come later, some 150 for a softphone. The error is an *Error, or out's own.
func NewWriter(out io.WriterAt, h Header, room int) (*Writer, error) {
	if out == nil {
		return nil, noFile()
	}
	text, err := firstLine(h)
	if err != nil {
		return nil, err
	}
	if room < 0 || room > maxLine-len(text) {
		return nil, &Error{Line: 1, Got: fmt.Sprintf("room for %d bytes", room),
			Want: fmt.Sprintf("0 to %d", max(0, maxLine-len(text)))}
	}
	w := makeWriter(out, h)
	w.room, w.size = len(text)+room, int64(len(text)+room+1)
	w.setFirst(text)
	if err := w.write(); err != nil {
		return nil, err
	}
	return w, nil
}

// noFile is the error of a log that is written nowhere.
func noFile() error { return &Error{Line: 1, Got: "nil", Want: "a file to write the log to"} }

// firstLine returns a header's text, if it is a header that a log can have.
func firstLine(h Header) ([]byte, error) {
	if err := h.Validate(); err != nil {
		return nil, err
	}
	return h.MarshalJSON()
}

func makeWriter(out io.WriterAt, h Header) *Writer {
	h.Parties = slices.Clone(h.Parties)
	w := &Writer{out: out, header: h, lines: 1, upTo: math.MinInt64}
	w.encoder = json.NewEncoder(&w.text)
	w.encoder.SetEscapeHTML(false)
	return w
}

// Resume goes on with a log after a crash: out is the file, and log what is in it. Half a line at its end is cut off;
// every other error of a Reader is returned, and then nothing has changed. Position 0 has to be said again to Zero
// before AddAt is used, and the events that were in memory have to be given again.
func Resume(out interface {
	io.WriterAt
	Truncate(size int64) error
}, log io.Reader) (*Writer, error) {
	if out == nil {
		return nil, noFile()
	}
	r, err := NewReader(log)
	if err != nil {
		return nil, err
	}
	w := makeWriter(out, r.Header)
	w.room = int(r.size)
	if r.ended {
		w.room--
	}
	torn, err := w.readAgain(r)
	if err == nil && torn {
		err = out.Truncate(w.size)
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

// readAgain reads the events of a log that goes on. It reports whether there is half a line behind them.
func (w *Writer) readAgain(r *Reader) (torn bool, err error) {
	for {
		w.size = r.size
		if !r.ended {
			w.due = []byte("\n") // the line is whole but for its end
		}
		switch _, err := r.Next(); {
		case err == io.EOF:
			return false, nil
		case err != nil && errors.As(err, new(*Error)) && !r.ended:
			return true, nil
		case err != nil:
			return false, err
		}
		w.lines, w.upTo = r.line, r.at
	}
}

// AddParty puts a party behind the others of the header, unless it is there as it is. The error is an *Error, also
// where the first line has no room for it.
func (w *Writer) AddParty(p Participant) error {
	if i := w.header.Index(p.ID); i >= 0 && w.header.Parties[i] == p {
		return nil
	}
	h := w.header
	h.Parties = append(slices.Clone(h.Parties), p)
	text, err := firstLine(h)
	if err != nil {
		return err
	}
	if len(text) > w.room {
		return &Error{Line: 1, Field: "parties", Got: fmt.Sprintf("%d bytes with %q", len(text), p.ID),
			Want: fmt.Sprintf("a first line of at most %d bytes, which is the room that it has", w.room)}
	}
	w.header = h
	w.setFirst(text)
	return nil
}

// setFirst sets what the first line is to be. What it has in common with the one before is not written again.
func (w *Writer) setFirst(text []byte) {
	first := bytes.Repeat([]byte(" "), w.room+1)
	copy(first, text)
	first[w.room] = '\n'
	for w.same = min(w.same, len(w.first)); w.same > 0 && !bytes.HasPrefix(w.first, first[:w.same]); w.same-- {
	}
	w.first = first
}

// Zero says at what time position 0 was, the first answer. Only the first call counts, for positions do not move. The
// error is an *Error, for a time from which events that wait would be too far.
func (w *Writer) Zero(t time.Time) error {
	if w.knowsZero {
		return nil
	}
	for _, e := range w.held {
		if at := w.position(e.time, t); e.timed && !inReach(at) {
			return &Error{Line: w.lines + 1, Field: "at", Got: strconv.FormatInt(at, 10), Want: wantedAt}
		}
	}
	for i := range w.held {
		if e := &w.held[i]; e.timed {
			e.at, e.timed = w.position(e.time, t), false
		}
	}
	w.zero, w.knowsZero, w.timed = t, true, 0
	return nil
}

func (w *Writer) position(t, zero time.Time) int64 {
	return recording.Rate(w.header.SampleRate).Samples(t.Sub(zero))
}

// Add takes an event at its position. The error is a *LateError, or an *Error for what no log can hold; the event's
// Line counts for nothing.
func (w *Writer) Add(e Event) error {
	if e.At < w.upTo && !w.closed {
		return &LateError{e.Kind, e.Party, e.At, w.upTo}
	}
	return w.hold(e, heldEvent{at: e.At})
}

// AddAt takes an event at its time, and its position follows. It waits for Zero, and everything that comes behind it
// waits too. Its errors are those of Add, and an *Error where the log has events and nobody has called Zero.
func (w *Writer) AddAt(t time.Time, e Event) error {
	if w.knowsZero {
		e.At = w.position(t, w.zero)
		return w.Add(e)
	}
	if w.upTo != math.MinInt64 {
		return &Error{Line: w.lines + 1, Event: e.Kind.String(), Party: e.Party, Field: "at", Got: "a time",
			Want: "Zero first, for there are events in the log"}
	}
	e.At = -maxAt // the longest position
	err := w.hold(e, heldEvent{timed: true, time: t})
	if err == nil {
		w.timed++
	}
	return err
}

// hold keeps an event until Flush reaches it.
func (w *Writer) hold(e Event, h heldEvent) error {
	r := Reader{Header: w.header, line: w.lines + len(w.held) + 1}
	err := w.encode(&r, e)
	if wrong := (*Error)(nil); errors.As(err, &wrong) {
		wrong.Event, wrong.Party = e.Kind.String(), e.Party
	}
	if err != nil {
		return err
	}
	_, line, _ := bytes.Cut(w.text.Bytes(), []byte(",")) // behind at, which is the first field
	h.line = bytes.Clone(line)
	w.mixed = w.mixed || h.timed || len(w.held) > 0 && h.at < w.held[len(w.held)-1].at
	w.held = append(w.held, h)
	return nil
}

// encode leaves an event's line in text, or reports what a Reader would of it.
func (w *Writer) encode(r *Reader, e Event) error {
	if w.closed {
		return r.fail("", "", "no event after Close")
	}
	if !utf8.ValidString(e.Call) {
		return r.fail("call", strconv.Quote(e.Call), "UTF-8")
	}
	e, err := r.eventOf(eventLineOf(e)) // as it will be read
	if err != nil {
		return err
	}
	w.text.Reset()
	if err := w.encoder.Encode(eventLineOf(e)); err != nil {
		return err
	}
	if w.text.Len() > maxLine {
		return r.fail("", "a line of more than 1 MiB", "one JSON object a line")
	}
	return nil
}

// Flush writes all events up to and including a position, in their order, and those of one position in the order in
// which they came. No event before it is taken from now on, so a live system calls it with what nothing can come before
// any more: the present less the longest delay; or with an event's own position, where there are no late ones. While an
// event waits for Zero nothing is due. The error is out's own; what is due is kept, and the next call goes on.
func (w *Writer) Flush(to int64) error {
	if w.timed == 0 {
		w.settle(to)
	}
	return w.write()
}

// Close writes all that is left, and no event is taken any more. Where nobody has called Zero, position 0 is that of
// the earliest event that was given with its time. The error is out's own; then Close can be called again.
func (w *Writer) Close() error {
	if w.timed > 0 {
		if err := w.Zero(w.earliest()); err != nil {
			return err
		}
	}
	w.settle(math.MaxInt64)
	w.closed = true
	return w.write()
}

// earliest returns the first of the times that wait for Zero.
func (w *Writer) earliest() (t time.Time) {
	found := false
	for _, e := range w.held {
		if e.timed && (!found || e.time.Before(t)) {
			t, found = e.time, true
		}
	}
	return t
}

// settle makes all events up to and including a position due.
func (w *Writer) settle(to int64) {
	if w.mixed {
		slices.SortStableFunc(w.held, func(a, b heldEvent) int { return cmp.Compare(a.at, b.at) })
		w.mixed = false
	}
	n := 0
	for ; n < len(w.held) && w.held[n].at <= to; n++ {
		w.due = strconv.AppendInt(append(w.due, `{"at":`...), w.held[n].at, 10)
		w.due = append(append(w.due, ','), w.held[n].line...)
	}
	w.held = slices.Delete(w.held, 0, n)
	w.lines += n
	w.upTo = max(w.upTo, to)
}

// write writes the first line where it has changed, and then the lines that are due. What fails is due again.
func (w *Writer) write() error {
	if w.same < len(w.first) {
		if _, err := w.out.WriteAt(w.first[w.same:], int64(w.same)); err != nil {
			return err
		}
		w.same = len(w.first)
	}
	if len(w.due) == 0 {
		return nil
	}
	n, err := w.out.WriteAt(w.due, w.size)
	w.size += int64(n)
	w.due = slices.Delete(w.due, 0, n)
	return err
}
