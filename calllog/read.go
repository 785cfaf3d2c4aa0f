package calllog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// maxLine is the length of the longest line that a Reader takes, in bytes without its end.
const maxLine = 1 << 20

// maxAt is the farthest position from 0, in samples: what every JSON reader can hold, and thousands of years.
const maxAt = 1 << 53

var wantedAt = fmt.Sprintf("a position within %d samples of 0", int64(maxAt))

func inReach(at int64) bool { return -maxAt <= at && at <= maxAt }

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
		switch {
		case strings.HasPrefix(e.State, "in "): // a call, or none
			b.WriteString(", who is " + e.State)
		case e.State != "":
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

	size  int64 // of the lines so far, in bytes
	ended bool  // the last one had its end
}

// NewReader reads the header. Its errors are *Error, or the reader's own.
func NewReader(in io.Reader) (*Reader, error) {
	r := &Reader{in: bufio.NewReader(in)}
	line, err := r.next()
	if err == io.EOF {
		return nil, r.fail("", "an empty file", "a header line with \"log\":\""+format+"\"")
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
		if len(bytes.TrimSuffix(line, []byte("\n"))) > maxLine {
			return nil, r.fail("", "a line of more than 1 MiB", "one JSON object a line")
		}
		if err == nil || err == io.EOF && len(line) > 0 {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
	r.size, r.ended = r.size+int64(len(line)), bytes.HasSuffix(line, []byte("\n"))
	if !utf8.Valid(line) {
		return nil, r.fail("", "bytes that are not UTF-8", "UTF-8")
	}
	return bytes.TrimSpace(line), nil
}

// fail returns an error about a field, or about the line as a whole where the field is "".
func (r *Reader) fail(field, got, want string) error {
	return &Error{Line: r.line, Field: field, Got: got, Want: want}
}

// What the format does not know is ignored, and what is null is not there; a field that has to be there is asked for
// below.
const rules = strictjson.IgnoreUnknown | strictjson.NullIsAbsent | strictjson.AllOptional

var (
	events  = strictjson.New[eventLine]().With(rules)
	headers = strictjson.New[headerLine]().With(rules)
	people  = strictjson.New[eventNames]().With(rules)
	texts   = strictjson.New[string]()
	places  = strictjson.New[int64]()
)

// eventNames are what an error says of a line of which something else is wrong.
type eventNames struct {
	Event json.RawMessage `json:"event"`
	Party json.RawMessage `json:"party"`
}

// parse reads a line as one JSON object. Its errors never quote the line, for a line may hold a digit.
func parse[T any](r *Reader, as strictjson.Reader[T], line []byte, to *T) error {
	var wrong *strictjson.Error
	if err := as.Read(line, to); errors.As(err, &wrong) {
		return r.fail(wrong.Path, wrong.Got, wrong.Want)
	}
	return nil
}

// event reads a line. Its errors say what the line says that happens, and who does it.
func (r *Reader) event(line []byte) (Event, error) {
	var in eventLine
	var e Event
	err := parse(r, events, line, &in)
	if err == nil {
		e, err = r.eventOf(in)
	}
	var wrong *Error
	if errors.As(err, &wrong) {
		var who eventNames
		_ = people.Read(line, &who) // as far as it can be read
		wrong.Event, wrong.Party = textOf(who.Event), textOf(who.Party)
	}
	if err != nil {
		return Event{}, err
	}
	r.at, r.any = e.At, true
	return e, nil
}

// eventOf returns the event of a line, if all that one line and the time before it can show is right.
func (r *Reader) eventOf(in eventLine) (Event, error) {
	e := Event{Line: r.line, Party: in.Party, Call: in.Call}
	return e, r.check(in, &e)
}

// textOf returns what a string of JSON says; "" for anything else.
func textOf(raw json.RawMessage) (text string) {
	_ = json.Unmarshal(raw, &text) // what is no string says nothing
	return text
}

// check completes an event, and checks it.
func (r *Reader) check(in eventLine, e *Event) (err error) {
	var unknown *spec.UnknownError
	e.Kind, err = ParseKind(in.Event)
	switch {
	case in.Event == "":
		return r.fail("event", "none", "an event of the format")
	case errors.As(err, &unknown):
		return r.fail("event", fmt.Sprintf("%q", in.Event),
			fmt.Sprintf("an event of the format; the nearest is %q", unknown.Nearest()))
	case in.At == nil:
		return r.fail("at", "none", "the event's position in samples")
	case !inReach(*in.At):
		return r.fail("at", fmt.Sprint(*in.At), wantedAt)
	case r.any && *in.At < r.at:
		return r.fail("at", fmt.Sprint(*in.At), fmt.Sprintf("%d or later: time does not run backwards", r.at))
	}
	e.At = *in.At
	if !e.Kind.Needs().Call && !e.Kind.IsClick() {
		e.Call = ""
	}
	if err := r.named(in, e); err != nil {
		return err
	}
	if err := r.Header.Check(*e); err != nil {
		return err
	}
	return r.own(in, e)
}

// named reads the fields that Header.Check asks for beside the party and the call, where the event needs them.
func (r *Reader) named(in eventLine, e *Event) (err error) {
	need := e.Kind.Needs()
	switch {
	case in.Via != "" && e.Via.UnmarshalText([]byte(in.Via)) != nil:
		return r.fail("via", fmt.Sprintf("%q", in.Via), "click or fact, or no field at all")
	case need.Source && in.Source == "":
		return r.fail("source", "none", sourceWanted)
	case need.Source && e.Source.UnmarshalText([]byte(in.Source)) != nil:
		return r.fail("source", fmt.Sprintf("%q", in.Source), sourceWanted)
	case need.To:
		return field(r, "to", texts, in.To, &e.To)
	case need.Span:
		if err = field(r, "from", places, in.From, &e.Span.From); err == nil {
			err = field(r, "to", places, in.To, &e.Span.To)
		}
	}
	return err
}

// field reads a field that has another type in other events.
func field[T any](r *Reader, name string, as strictjson.Reader[T], raw json.RawMessage, to *T) error {
	if len(raw) == 0 {
		return r.fail(name, "none", "what the event needs")
	}
	var wrong *strictjson.Error
	if err := as.Read(raw, to); errors.As(err, &wrong) {
		return r.fail(name, wrong.Got, wrong.Want)
	}
	return nil
}

// own reads the fields that only some events have. The digit of a key is checked and forgotten.
func (r *Reader) own(in eventLine, e *Event) error {
	switch {
	case e.Kind == DTMF:
		if len(in.Digit) != 1 || !strings.Contains("0123456789*#ABCDabcdx", in.Digit) {
			return r.fail("digit", "", "one key of the dial pad, or \"x\" for one that is not told")
		}
	case e.Kind.IsClick() && in.PBX != "":
		if err := e.PBX.UnmarshalText([]byte(in.PBX)); err != nil || e.PBX == Confirmed {
			return r.fail("pbx", fmt.Sprintf("%q", in.PBX), "refused or timeout, or no field at all")
		}
	}
	return nil
}

// header reads the first line of a log.
func (r *Reader) header(line []byte) error {
	in := headerLine{Config: configLineOf(DefaultConfig())}
	if err := parse(r, headers, line, &in); err != nil {
		return err
	}
	version, err := pause.ParseVersion(in.Config.Version)
	switch {
	case in.Log != format:
		return r.fail("log", fmt.Sprintf("%q", in.Log), fmt.Sprintf("%q", format))
	case err != nil:
		return r.fail("config.version", fmt.Sprintf("%q", in.Config.Version), versionWanted)
	}
	c := in.Config
	h := Header{in.SampleRate, Config{version, c.PauseContract, c.RecordAllCalls, c.RecordCallcenter, c.Layout}, nil}
	for i, p := range in.Parties {
		party, err := r.participant(i, p)
		if err != nil {
			return err
		}
		h.Parties = append(h.Parties, party)
	}
	r.Header = h
	return h.Validate()
}

// UnmarshalJSON reads a header as the first line of a log. Its errors are *Error.
func (h *Header) UnmarshalJSON(line []byte) error {
	r := Reader{line: 1}
	err := r.header(line)
	if err == nil {
		*h = r.Header
	}
	return err
}

// participant reads somebody who takes part. What a softphone's line leaves out has a default.
func (r *Reader) participant(i int, in partyLine) (Participant, error) {
	at, p := fmt.Sprintf("parties[%d].", i), Participant{ID: in.ID, Softphone: in.Kind == "softphone"}
	switch {
	case in.ID == "" || in.Kind == "external":
		return p, nil
	case !p.Softphone:
		return p, r.fail(at+"kind", fmt.Sprintf("%q", in.Kind), "softphone or external")
	}
	terminal, err := pause.ParseTerminal(in.Terminal)
	if err != nil {
		return p, r.fail(at+"terminal", fmt.Sprintf("%q", in.Terminal), terminalWanted)
	}
	p.Terminal = terminal
	p.PauseEnabled = in.PauseEnabled == nil || *in.PauseEnabled
	p.AutoThreeWay = in.AutoThreeway != nil && *in.AutoThreeway
	p.StarTransfer = in.StarTransfer != nil && *in.StarTransfer
	return p, nil
}
