package calllog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/spec"
)

// MaxLine is the length of the longest line that a Reader takes, in bytes without its end.
const MaxLine = 1 << 20

// MaxAt is the farthest position from 0, in samples: what every JSON reader can hold, and thousands of years.
const MaxAt = 1 << 53

// An Error says what is wrong with one line.
type Error struct {
	Line      int
	Event     string // what the line says that happens, "" where it does not come to that
	Party     string // who acts, likewise
	State     string // what the party was doing, where the reader of the error's source knows
	Field     string // "" for the line as a whole
	Got, Want string
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: ", e.Line)
	if e.Event != "" {
		b.WriteString(e.Event)
		if e.Party != "" {
			b.WriteString(" by " + e.Party)
		}
		if e.State != "" {
			b.WriteString(", who is in state " + e.State)
		}
		b.WriteString(": ")
	}
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	if e.Got != "" {
		b.WriteString("got " + e.Got + ", ")
	}
	return b.String() + "expected " + e.Want
}

// A Reader reads a log event by event.
type Reader struct {
	Header Header

	in   *bufio.Reader
	line int
	at   int64
	any  bool // an event has been read, and time may not run back behind at
}

// NewReader reads the header. Its errors are *Error, or the reader's own.
func NewReader(in io.Reader) (*Reader, error) {
	r := &Reader{in: bufio.NewReader(in)}
	line, err := r.next()
	if err == io.EOF {
		return nil, r.fail("an empty file", "a header line with \"log\":\""+Version+"\"")
	}
	if err == nil {
		err = r.header(line)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Next returns the next event, or io.EOF after the last one. Its errors are *Error, or the reader's own.
func (r *Reader) Next() (Event, error) {
	line, err := r.next()
	if err != nil {
		return Event{}, err
	}
	return r.event(line)
}

// next returns the next line without its end, or io.EOF.
func (r *Reader) next() ([]byte, error) {
	r.line++
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		line = append(line, part...)
		if len(bytes.TrimSuffix(line, []byte("\n"))) > MaxLine {
			return nil, r.fail("a line of more than 1 MiB", "one JSON object a line")
		}
		if err == nil || err == io.EOF && len(line) > 0 {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
	if !utf8.Valid(line) {
		return nil, r.fail("bytes that are not UTF-8", "UTF-8")
	}
	return bytes.TrimSpace(line), nil
}

// fail returns an error about a line as a whole.
func (r *Reader) fail(got, want string) error { return &Error{Line: r.line, Got: got, Want: want} }

// event reads a line. Its errors say what the line says that happens, and who does it.
func (r *Reader) event(line []byte) (Event, error) {
	o, err := parse(r.line, line)
	if err != nil {
		return Event{}, err
	}
	name := get(o, "event", "")
	e := Event{Line: r.line, At: get(o, "at", int64(0)), Party: get(o, "party", ""), To: get(o, "to", ""), Call: get(o, "call", "")}
	if err := r.check(o, name, &e); err != nil {
		var wrong *Error
		if errors.As(err, &wrong) {
			wrong.Event, wrong.Party = name, e.Party
		}
		return Event{}, err
	}
	r.at, r.any = e.At, true
	return e, nil
}

// check completes an event, and checks all that one line and the time before it can show.
func (r *Reader) check(o object, name string, e *Event) (err error) {
	var unknown *spec.UnknownError
	e.Kind, err = ParseKind(name)
	switch {
	case *o.err != nil:
		return *o.err
	case name == "":
		return o.fail("event", "none", "an event of the format")
	case errors.As(err, &unknown):
		return o.fail("event", fmt.Sprintf("%q", name), fmt.Sprintf("an event of the format; the nearest is %q", unknown.Nearest()))
	case !o.has("at"):
		return o.fail("at", "none", "the event's position in samples")
	case e.At < -MaxAt || e.At > MaxAt:
		return o.fail("at", fmt.Sprint(e.At), fmt.Sprintf("a position within %d samples of 0", int64(MaxAt)))
	case r.any && e.At < r.at:
		return o.fail("at", fmt.Sprint(e.At), fmt.Sprintf("%d or later: time does not run backwards", r.at))
	}
	if !needs[e.Kind].To {
		e.To = ""
	}
	if !needs[e.Kind].Call && e.Kind != PauseClick && e.Kind != ResumeClick {
		e.Call = ""
	}
	if err := r.Header.Check(*e); err != nil {
		return err
	}
	return own(o, e)
}

// own reads the fields that only some events have. The digit of a key is checked and forgotten.
func own(o object, e *Event) error {
	switch e.Kind {
	case DTMF:
		if digit := get(o, "digit", ""); len(digit) != 1 || !strings.Contains("0123456789*#ABCDabcdx", digit) {
			return o.fail("digit", "", "one key of the dial pad, or \"x\" for one that is not told")
		}
	case PauseClick, ResumeClick:
		name := get(o, "pbx", "")
		answer := slices.Index(answerNames, name)
		if answer < 0 {
			return o.fail("pbx", fmt.Sprintf("%q", name), "refused or timeout, or no field at all")
		}
		e.PBX = Answer(answer)
	}
	return *o.err
}
