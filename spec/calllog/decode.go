package calllog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/pause"
)

// MaxLine is the length of the longest line that a Reader takes, in bytes.
const MaxLine = 1 << 20

// MaxRate is the highest sample rate of a log.
const MaxRate = 1_000_000

// An Error says what is wrong with one line.
type Error struct {
	Line      int
	Field     string // "" for the line as a whole
	Got, Want string
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: ", e.Line)
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
	any  bool
	kind map[string]bool // whether a party is a softphone, by ID
}

// NewReader reads the header. Its errors are *Error, or the reader's own.
func NewReader(in io.Reader) (*Reader, error) {
	r := &Reader{in: bufio.NewReader(in), kind: map[string]bool{}}
	line, err := r.next()
	if err == io.EOF {
		return nil, r.fail("", "an empty file", "a header line with \"log\":\""+Version+"\"")
	}
	if err != nil {
		return nil, err
	}
	return r, r.header(line)
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
		if len(line) > MaxLine {
			return nil, r.fail("", "a line of more than 1 MiB", "one JSON object a line")
		}
		if err == nil || err == io.EOF && len(line) > 0 {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
	if !utf8.Valid(line) {
		return nil, r.fail("", "bytes that are not UTF-8", "UTF-8")
	}
	return bytes.TrimSpace(line), nil
}

func (r *Reader) fail(field, got, want string) error { return &Error{r.line, field, got, want} }

// parse reads one JSON object; its errors never quote the line, for a line may hold a digit.
func (r *Reader) parse(line []byte, into any) error {
	err := json.Unmarshal(line, into)
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil && (len(line) == 0 || line[0] != '{'):
		return r.fail("", "something else", "a JSON object")
	case errors.As(err, &wrongType):
		return r.fail(wrongType.Field, "a "+strings.Fields(wrongType.Value)[0], "a "+typeName(wrongType.Type.String()))
	case errors.As(err, &syntax):
		return r.fail("", fmt.Sprintf("no JSON at column %d", syntax.Offset), "one JSON object a line")
	}
	return err
}

func typeName(goType string) string {
	switch {
	case strings.HasPrefix(goType, "int"):
		return "whole number"
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "string"
	case strings.HasPrefix(goType, "[]"):
		return "list"
	}
	return "JSON object"
}

type headerLine struct {
	Log        *string
	SampleRate *int `json:"sample_rate"`
	Config     struct {
		Version          *string
		PauseContract    *bool `json:"pause_contract"`
		RecordAllCalls   *bool `json:"record_all_calls"`
		RecordCallcenter *bool `json:"record_callcenter"`
		Layout           *string
	}
	Parties []partyLine
}

type partyLine struct {
	ID, Kind     string
	Terminal     *string
	PauseEnabled *bool `json:"pause_enabled"`
	AutoThreeway *bool `json:"auto_threeway"`
	StarTransfer *bool `json:"star_transfer"`
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

func (r *Reader) header(line []byte) error {
	var h headerLine
	if err := r.parse(line, &h); err != nil {
		return err
	}
	if got := or(h.Log, ""); got != Version {
		return r.fail("log", fmt.Sprintf("%q", got), fmt.Sprintf("%q", Version))
	}
	rate := or(h.SampleRate, 0)
	if rate < 1 || rate > MaxRate {
		return r.fail("sample_rate", fmt.Sprint(rate), fmt.Sprintf("1 to %d samples a second", MaxRate))
	}
	version, err := pause.ParseVersion(or(h.Config.Version, "3.13.0"))
	if err != nil {
		return r.fail("config.version", "", err.Error())
	}
	layout := slices.Index(layoutNames, or(h.Config.Layout, layoutNames[OneChannel]))
	if layout < 0 {
		return r.fail("config.layout", fmt.Sprintf("%q", *h.Config.Layout), strings.Join(layoutNames, ", "))
	}
	r.Header = Header{SampleRate: rate, Config: Config{
		Version:          version,
		PauseContract:    or(h.Config.PauseContract, true),
		RecordAllCalls:   or(h.Config.RecordAllCalls, true),
		RecordCallcenter: or(h.Config.RecordCallcenter, false),
		Layout:           Layout(layout),
	}}
	return r.parties(h.Parties)
}

func (r *Reader) parties(lines []partyLine) error {
	if len(lines) == 0 {
		return r.fail("parties", "none", "at least one party")
	}
	for i, p := range lines {
		field := fmt.Sprintf("parties[%d]", i)
		party, err := r.party(field, p)
		if err != nil {
			return err
		}
		if _, twice := r.kind[p.ID]; twice {
			return r.fail(field+".id", fmt.Sprintf("%q twice", p.ID), "an id of its own for each party")
		}
		r.kind[p.ID] = party.Softphone
		r.Header.Parties = append(r.Header.Parties, party)
	}
	return nil
}

func (r *Reader) party(field string, p partyLine) (Party, error) {
	if p.ID == "" {
		return Party{}, r.fail(field+".id", "none", "the party's id")
	}
	switch p.Kind {
	case "external":
		return Party{ID: p.ID}, nil
	case "softphone":
	default:
		return Party{}, r.fail(field+".kind", fmt.Sprintf("%q", p.Kind), "softphone or external")
	}
	terminal, err := pause.ParseTerminal(or(p.Terminal, ""))
	if err != nil {
		return Party{}, r.fail(field+".terminal", fmt.Sprintf("%q", or(p.Terminal, "")), "installed, webrtc or other")
	}
	return Party{ID: p.ID, Softphone: true, Terminal: terminal, PauseEnabled: or(p.PauseEnabled, true),
		AutoThreeWay: or(p.AutoThreeway, false), StarTransfer: or(p.StarTransfer, false)}, nil
}

type eventLine struct {
	At                                 *int64
	Event, Party, To, Call, PBX, Digit string
}

func (r *Reader) event(line []byte) (Event, error) {
	var l eventLine
	if err := r.parse(line, &l); err != nil {
		return Event{}, err
	}
	kind, err := ParseKind(l.Event)
	if err != nil {
		return Event{}, r.fail("event", fmt.Sprintf("%q", l.Event), "an event of the format: "+err.Error())
	}
	if err := r.time(l.At); err != nil {
		return Event{}, err
	}
	if err := r.who(kind, l); err != nil {
		return Event{}, err
	}
	click := kind == PauseClick || kind == ResumeClick
	answer := slices.Index(answerNames, l.PBX)
	if click && answer < 0 {
		return Event{}, r.fail("pbx", fmt.Sprintf("%q", l.PBX), "refused or timeout, or no field at all")
	}
	if kind == DTMF && (len(l.Digit) != 1 || !strings.Contains("0123456789*#ABCDabcdx", l.Digit)) {
		return Event{}, r.fail("digit", "", "one key of the dial pad, or \"x\" for one that is not told")
	}
	r.at, r.any = *l.At, true
	e := Event{Line: r.line, At: *l.At, Kind: kind, Party: l.Party, Call: l.Call}
	if needs[kind].to {
		e.To = l.To
	}
	if click {
		e.PBX = Answer(answer)
	}
	return e, nil
}

func (r *Reader) time(at *int64) error {
	switch {
	case at == nil:
		return r.fail("at", "none", "the event's position in samples")
	case r.any && *at < r.at:
		return r.fail("at", fmt.Sprint(*at), fmt.Sprintf("%d or later: time does not run backwards", r.at))
	}
	return nil
}

// who checks the parties and the call that an event needs.
func (r *Reader) who(kind Kind, l eventLine) error {
	need := needs[kind]
	softphone, known := r.kind[l.Party]
	switch {
	case !known:
		return r.fail("party", fmt.Sprintf("%q", l.Party), "a party of the header: "+strings.Join(r.ids(), ", "))
	case need.softphone && !softphone:
		return r.fail("party", fmt.Sprintf("%q, who is external", l.Party), fmt.Sprintf("a softphone for %v", kind))
	case need.call && l.Call == "":
		return r.fail("call", "none", fmt.Sprintf("the call of %v", kind))
	}
	if _, known := r.kind[l.To]; need.to && !known {
		return r.fail("to", fmt.Sprintf("%q", l.To), "a party of the header: "+strings.Join(r.ids(), ", "))
	}
	if need.to && l.To == l.Party {
		return r.fail("to", fmt.Sprintf("%q", l.To), "somebody else than party")
	}
	return nil
}

func (r *Reader) ids() (ids []string) {
	for _, p := range r.Header.Parties {
		ids = append(ids, p.ID)
	}
	return ids
}
