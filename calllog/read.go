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

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
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
	need := e.Kind.Needs()
	if !need.To {
		e.To = ""
	}
	if !need.Call && e.Kind.Verb() == 0 {
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
		if name == "" {
			break
		}
		if err := e.PBX.UnmarshalText([]byte(name)); err != nil || e.PBX == Confirmed {
			return o.fail("pbx", fmt.Sprintf("%q", name), "refused or timeout, or no field at all")
		}
	}
	return *o.err
}

// MaxRate is the highest sample rate of a log.
const MaxRate = 1_000_000

// header reads the first line of a log.
func (r *Reader) header(line []byte) error {
	o, err := parse(r.line, line)
	if err != nil {
		return err
	}
	if got := get(o, "log", ""); got != Version {
		return o.fail("log", fmt.Sprintf("%q", got), fmt.Sprintf("%q", Version))
	}
	r.Header.SampleRate = get(o, "sample_rate", 0)
	if r.Header.SampleRate < 1 || r.Header.SampleRate > MaxRate {
		return o.fail("sample_rate", fmt.Sprint(r.Header.SampleRate), fmt.Sprintf("1 to %d samples a second", MaxRate))
	}
	if err := r.config(o.within("config")); err != nil {
		return err
	}
	parties := o.list("parties")
	if len(parties) == 0 {
		return o.fail("parties", "none", "at least one party")
	}
	for _, p := range parties {
		party, err := party(p)
		if err != nil {
			return err
		}
		if r.Header.Index(party.ID) >= 0 {
			return p.fail("id", fmt.Sprintf("%q twice", party.ID), "an id of its own for each party")
		}
		r.Header.Parties = append(r.Header.Parties, party)
	}
	return *o.err
}

func (r *Reader) config(o object) error {
	version, err := pause.ParseVersion(get(o, "version", "3.13.0"))
	if err != nil {
		return o.fail("version", fmt.Sprintf("%q", get(o, "version", "")), "numbers with dots between them, such as 3.13.0")
	}
	layout, err := recording.ParseLayout(get(o, "layout", recording.OneChannel.String()))
	var unknown *spec.UnknownError
	if errors.As(err, &unknown) {
		return o.fail("layout", fmt.Sprintf("%q", unknown.Name), strings.Join(unknown.Known, ", "))
	}
	r.Header.Config = Config{
		Version:          version,
		PauseContract:    get(o, "pause_contract", true),
		RecordAllCalls:   get(o, "record_all_calls", true),
		RecordCallcenter: get(o, "record_callcenter", false),
		Layout:           layout,
	}
	return *o.err
}

func party(o object) (Participant, error) {
	p := Participant{ID: get(o, "id", "")}
	if p.ID == "" {
		return p, o.fail("id", "none", "the party's id")
	}
	switch kind := get(o, "kind", ""); kind {
	case "external":
		return p, *o.err
	case "softphone":
		p.Softphone = true
	default:
		return p, o.fail("kind", fmt.Sprintf("%q", kind), "softphone or external")
	}
	name := get(o, "terminal", "")
	terminal, err := pause.ParseTerminal(name)
	if err != nil {
		return p, o.fail("terminal", fmt.Sprintf("%q", name), "installed, webrtc or other")
	}
	p.Terminal = terminal
	p.PauseEnabled = get(o, "pause_enabled", true)
	p.AutoThreeWay = get(o, "auto_threeway", false)
	p.StarTransfer = get(o, "star_transfer", false)
	return p, *o.err
}

// An object is a JSON object on its way into a value. Its fields are taken by their exact names; the first that is of the wrong
// type is the object's error, and so is that of an object within it.
type object struct {
	line   int
	path   string // where it stands in the line, "" for the line itself
	fields map[string]json.RawMessage
	err    *error
}

// parse reads a line as one JSON object. Its errors never quote the line, for a line may hold a digit.
func parse(line int, text []byte) (o object, err error) {
	o = object{line: line, err: new(error)}
	if len(text) == 0 || text[0] != '{' {
		return o, &Error{Line: line, Got: "something else", Want: "a JSON object"}
	}
	err = json.Unmarshal(text, &o.fields)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return o, &Error{Line: line, Got: fmt.Sprintf("no JSON at column %d", syntax.Offset), Want: "one JSON object a line"}
	}
	return o, err
}

// get takes a field; an absent one, or null, is what otherwise says.
func get[T string | bool | int | int64](o object, name string, otherwise T) T {
	raw, ok := o.fields[name]
	v := otherwise
	if ok && json.Unmarshal(raw, &v) != nil {
		o.wrong(name, raw, wanted(any(otherwise)))
		return otherwise
	}
	return v
}

// has reports whether a field is there and is not null.
func (o object) has(name string) bool {
	raw, ok := o.fields[name]
	return ok && string(raw) != "null"
}

// within takes a field that is an object itself.
func (o object) within(name string) object {
	in := object{line: o.line, path: o.at(name), err: o.err}
	if raw, ok := o.fields[name]; ok && json.Unmarshal(raw, &in.fields) != nil {
		o.wrong(name, raw, "a JSON object")
	}
	return in
}

// list takes a field that is a list of objects.
func (o object) list(name string) (list []object) {
	var raws []json.RawMessage
	if raw, ok := o.fields[name]; ok && json.Unmarshal(raw, &raws) != nil {
		o.wrong(name, raw, "a list")
	}
	for i, raw := range raws {
		item := fmt.Sprintf("%s[%d]", name, i)
		in := object{line: o.line, path: o.at(item), err: o.err}
		if string(raw) == "null" || json.Unmarshal(raw, &in.fields) != nil {
			o.wrong(item, raw, "a JSON object")
		}
		list = append(list, in)
	}
	return list
}

func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// fail returns an error about a field, or about an earlier one of the wrong type.
func (o object) fail(name, got, want string) error {
	if *o.err == nil {
		*o.err = &Error{Line: o.line, Field: o.at(name), Got: got, Want: want}
	}
	return *o.err
}

func (o object) wrong(name string, raw json.RawMessage, want string) {
	_ = o.fail(name, typeOf(raw), want)
}

func wanted(v any) string {
	switch v.(type) {
	case string:
		return "a string"
	case bool:
		return "true or false"
	}
	return "a whole number"
}

func typeOf(raw json.RawMessage) string {
	switch raw[0] {
	case '"':
		return "a string"
	case '{':
		return "a JSON object"
	case '[':
		return "a list"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
