package calllog

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A headerLine is the first line of a log, and a configLine and a partyLine are parts of it.
type headerLine struct {
	Log        string      `json:"log"`
	SampleRate int         `json:"sample_rate"`
	Config     configLine  `json:"config"`
	Parties    []partyLine `json:"parties"`
}

type configLine struct {
	Version          string           `json:"version"`
	PauseContract    bool             `json:"pause_contract"`
	RecordAllCalls   bool             `json:"record_all_calls"`
	RecordCallcenter bool             `json:"record_callcenter"`
	Layout           recording.Layout `json:"layout"`
}

func configLineOf(c Config) configLine {
	return configLine{c.Version.String(), c.PauseContract, c.RecordAllCalls, c.RecordCallcenter, c.Layout}
}

// What stands behind the kind is of a softphone only.
type partyLine struct {
	ID           string `json:"id"`
	Kind         string `json:"kind"`
	Terminal     string `json:"terminal,omitempty"`
	PauseEnabled *bool  `json:"pause_enabled,omitempty"`
	AutoThreeway *bool  `json:"auto_threeway,omitempty"`
	StarTransfer *bool  `json:"star_transfer,omitempty"`
}

// WriteHeader writes the first line of a log.
func WriteHeader(w io.Writer, h Header) error { return writeLine(w, h) }

// MarshalJSON writes the header as the first line of a log.
func (h Header) MarshalJSON() ([]byte, error) {
	line := headerLine{format, h.SampleRate, configLineOf(h.Config), nil}
	for _, p := range h.Parties {
		party := partyLine{ID: p.ID, Kind: "external"}
		if p.Softphone {
			party = partyLine{p.ID, "softphone", p.Terminal.String(), &p.PauseEnabled, &p.AutoThreeWay, &p.StarTransfer}
		}
		line.Parties = append(line.Parties, party)
	}
	return plain(line)
}

// An eventLine is the line of an event. What the fields from To on say counts only in events that have them, but for
// Via. To is a party, and where there is a From it is a position.
type eventLine struct {
	At     *int64          `json:"at"`
	Event  string          `json:"event"`
	Party  string          `json:"party"`
	From   json.RawMessage `json:"from,omitempty"`
	To     json.RawMessage `json:"to,omitempty"`
	Call   string          `json:"call,omitempty"`
	PBX    string          `json:"pbx,omitempty"`
	Digit  string          `json:"digit,omitempty"`
	Source string          `json:"source,omitempty"`
	Via    string          `json:"via,omitempty"`
}

// WriteEvent writes an event's line. The digit of a key, which no event holds, is "x".
func WriteEvent(w io.Writer, e Event) error { return writeLine(w, eventLineOf(e)) }

func eventLineOf(e Event) eventLine {
	at := e.At // so that the event itself stays where it is
	line := eventLine{At: &at, Event: e.Kind.String(), Party: e.Party, Call: e.Call}
	need := e.Kind.Needs()
	switch {
	case need.Span:
		line.From, line.To = strconv.AppendInt(nil, e.Span.From, 10), strconv.AppendInt(nil, e.Span.To, 10)
	case e.To != "":
		line.To, _ = plain(e.To) // a string can be written
	}
	if need.Source {
		line.Source = e.Source.String()
	}
	if e.PBX != Confirmed {
		line.PBX = e.PBX.String()
	}
	if e.Via != Click {
		line.Via = e.Via.String()
	}
	if e.Kind == DTMF {
		line.Digit = "x"
	}
	return line
}

// WriteStep writes one line of steps.jsonl.
func WriteStep(w io.Writer, s StepLine) error {
	line, err := appendStep(make([]byte, 0, 2048), s)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// appendStep appends a step as package json writes it, and takes less time: a log has one for every event.
// Beeps and mismatches, which few have, are left to it.
func appendStep(b []byte, s StepLine) ([]byte, error) {
	b = strconv.AppendInt(append(b, `{"line":`...), int64(s.Line), 10)
	b = strconv.AppendInt(append(b, `,"at":`...), s.At, 10)
	b = appendString(append(b, `,"event":`...), s.Event.String())
	b = appendString(append(b, `,"party":`...), s.Party)
	b = appendString(append(b, `,"result":`...), s.Result.String())
	b = appendList(append(b, `,"rules":`...), s.Rules, spec.ID.String)
	b = appendString(append(b, `,"support":`...), s.Support.String())
	b = appendMembers(append(b, `,"calls":`...), s.Calls, appendCall)
	b = appendMembers(append(b, `,"phones":`...), s.Phones, appendPhone)
	b, err := appendPlain(append(b, `,"beeps":`...), s.Beeps)
	if err != nil {
		return nil, err
	}
	b = appendList(append(b, `,"dtmf":`...), s.DTMF, itself)
	b, err = appendPlain(append(b, `,"mismatch":`...), s.Mismatch)
	return append(b, '}'), err
}

// appendPlain appends a list of anything.
func appendPlain[T any](b []byte, list List[T]) ([]byte, error) {
	if len(list) == 0 {
		return append(b, "[]"...), nil
	}
	text, err := plain(list)
	return append(b, text...), err
}

func appendMembers[V any](b []byte, o Object[V], appendValue func([]byte, *V) []byte) []byte {
	b = append(b, '{')
	for i := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, o[i].Key), ':')
		b = appendValue(b, &o[i].Value)
	}
	return append(b, '}')
}

func appendCall(b []byte, c *CallView) []byte {
	b = appendString(append(b, `{"recording":`...), c.Recording.String())
	b = appendList(append(b, `,"stopped_by":`...), c.StoppedBy, itself)
	b = appendList(append(b, `,"silenced":`...), c.Silenced, itself)
	return append(b, '}')
}

func appendPhone(b []byte, p *PhoneView) []byte {
	b = appendString(append(b, `{"state":`...), p.State.String())
	b = appendString(append(b, `,"toggle":`...), p.Toggle.String())
	b = strconv.AppendBool(append(b, `,"message":`...), p.Message)
	b = appendMembers(append(b, `,"buttons":`...), p.Buttons, appendVerdict)
	return append(b, '}')
}

func appendVerdict(b []byte, v *buttons.Verdict) []byte { return appendString(b, v.String()) }

// appendList appends a list of what has a text.
func appendList[T any](b []byte, list []T, text func(T) string) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, text(v))
	}
	return append(b, ']')
}

func itself(s string) string { return s }

// appendString appends a string as package json spells it.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			spelled, _ := plain(s) // a string can be written
			return append(b, spelled...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func writeLine(w io.Writer, v any) error {
	line, err := plain(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
