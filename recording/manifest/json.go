package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// maxBytes is how large a text Read takes: more than what a call of a day needs that loses every tenth packet.
const maxBytes = 64 << 20

// Read reads one manifest, and nothing else, up to the reader's end. The errors are those of UnmarshalJSON, and the
// reader's.
func Read(r io.Reader) (m Manifest, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return m, err
	}
	if len(text) > maxBytes {
		return m, &Error{Got: "more", Want: fmt.Sprintf("a manifest of at most %d bytes", maxBytes)}
	}
	err = m.UnmarshalJSON(text)
	return m, err
}

// UnmarshalJSON reads a manifest, or leaves it as it is and returns an *Error: for another version, fields that are
// unknown, double or missing, unknown names, spans that overlap, run backwards or leave the recording, and numbers
// that no recording has.
func (m *Manifest) UnmarshalJSON(text []byte) error {
	var d document
	var wrong *strictjson.Error
	switch err := documents.Read(text, &d); {
	case errors.As(err, &wrong):
		return &Error{wrong.Path, wrong.Got, wrong.Want}
	case d.Format != format:
		return &Error{"format", shown(d.Format), shown(format)}
	}
	read := d.manifest()
	if err := read.check(); err != nil {
		return err
	}
	*m = read
	return nil
}

// MarshalJSON writes the manifest. What could not be read again gives an *Error.
func (m Manifest) MarshalJSON() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return json.Marshal(m.document())
}

var documents = strictjson.New[document]()

// A document is a manifest in its JSON form, in which a span stands among the fields of what it is the span of.
type (
	document struct {
		Format   string           `json:"format"`
		Call     string           `json:"call"`
		Layout   recording.Layout `json:"layout"`
		Codec    recording.Codec  `json:"codec"`
		Rate     recording.Rate   `json:"sample_rate"`
		Recorded bool             `json:"recorded"`
		span
		Ended    bool            `json:"ended"`
		Start    moment          `json:"start,omitzero"`
		Parties  []party         `json:"parties"`
		Silences []silence       `json:"spans"`
		Beeps    []beep          `json:"beeps"`
		Gaps     []loss          `json:"gaps"`
		Leaks    []loss          `json:"leaks"`
		Guard    recording.Guard `json:"guard"`
		Tone     tone            `json:"tone"`
		Files    []File          `json:"files"`
	}
	span struct {
		From int64 `json:"from"`
		To   int64 `json:"to"`
	}
	party struct {
		ID      string     `json:"id"`
		Present []presence `json:"present"`
	}
	presence struct {
		Side recording.Track `json:"side"`
		span
	}
	silence struct {
		span
		Whose []string    `json:"whose"`
		Why   spec.Reason `json:"why"`
	}
	beep struct {
		span
		At    int64             `json:"at"`
		Track recording.Track   `json:"track"`
		On    []recording.Track `json:"on"`
		Why   spec.Reason       `json:"why"`
	}
	loss struct {
		Party string `json:"party"`
		span
	}
	tone struct {
		Hertz  float64       `json:"hertz"`
		Length time.Duration `json:"length_ns"`
		Ramp   time.Duration `json:"ramp_ns"`
		Peak   int16         `json:"peak"`
	}
)

func (m Manifest) document() document {
	here := func(p Presence) presence { return presence{p.Side, span(p.Span)} }
	lost := func(l Loss) loss { return loss{l.Party, span(l.Span)} }
	return document{format, m.Call, m.Layout, m.Codec, m.Rate, m.Recorded, span(m.Span), m.Ended, moment(m.Start),
		each(m.Parties, func(p Party) party { return party{p.ID, each(p.Present, here)} }),
		each(m.Silences, func(s Silence) silence { return silence{span(s.Span), s.Whose, s.Why} }),
		each(m.Beeps, func(b Beep) beep { return beep{span(b.Span), b.At, b.Track, b.On, b.Why} }),
		each(m.Gaps, lost), each(m.Leaks, lost), m.Guard, tone(m.Tone), append([]File{}, m.Files...)}
}

func (d document) manifest() Manifest {
	here := func(p presence) Presence { return Presence{recording.Span(p.span), p.Side} }
	lost := func(l loss) Loss { return Loss{recording.Span(l.span), l.Party} }
	o := Options{d.Call, d.Recorded, d.Layout, d.Codec, d.Rate, recording.Tone(d.Tone), d.Guard,
		plain(time.Time(d.Start)), each(d.Gaps, lost), each(d.Leaks, lost), d.Files}
	return Manifest{o, recording.Span(d.span), d.Ended,
		each(d.Parties, func(p party) Party { return Party{p.ID, each(p.Present, here)} }),
		each(d.Silences, func(s silence) Silence { return Silence{recording.Span(s.span), s.Whose, s.Why} }),
		each(d.Beeps, func(b beep) Beep { return Beep{recording.Span(b.span), b.At, b.Track, b.On, b.Why} })}
}

// each returns a list that is not nil, of what is made of each item of another.
func each[A, B any](list []A, of func(A) B) []B {
	all := make([]B, 0, len(list))
	for _, item := range list {
		all = append(all, of(item))
	}
	return all
}

// A moment is a point in time, as RFC 3339 has it. The zero moment is none.
type moment time.Time

func (m moment) MarshalText() ([]byte, error) {
	return []byte(time.Time(m).Format(time.RFC3339Nano)), nil
}

func (m *moment) UnmarshalText(text []byte) error {
	var t time.Time
	if err := t.UnmarshalText(text); err != nil || t.IsZero() {
		return noTime{}
	}
	*m = moment(t)
	return nil
}

// A noTime is the error of a text that is no moment.
type noTime struct{}

func (noTime) Error() string { return "no time as in RFC 3339" }
func (noTime) Want() string  { return "a time as in RFC 3339" }

// plain returns a time without the name of its zone and without a monotonic clock: what RFC 3339 keeps of it.
func plain(t time.Time) time.Time {
	_, zone := t.Zone()
	if zone == 0 {
		return t.UTC()
	}
	return t.Round(0).In(time.FixedZone("", zone))
}
