package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
)

// maxBytes is how large a text Read takes: more than what a call with two hundred thousand clicks needs.
const maxBytes = 256 << 20

// Read reads one manifest, and nothing else, up to the reader's end. The errors are those of UnmarshalJSON, and the
// reader's.
func Read(r io.Reader) (m Manifest, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return m, err
	}
	if len(text) > maxBytes {
		return m, &Error{got: "more", want: fmt.Sprintf("a manifest of at most %d bytes", maxBytes)}
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
		return &Error{"format", strictjson.Shown(d.Format), strictjson.Shown(format)}
	}
	read := d.manifest()
	if err := read.Validate(); err != nil {
		return err
	}
	*m = read
	return nil
}

// MarshalJSON writes the manifest. What could not be read again gives an *Error.
func (m Manifest) MarshalJSON() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return json.Marshal(m.document())
}

var documents = strictjson.New[document]()

// A document is a manifest in its JSON form.
type document struct {
	Format   string           `json:"format"`
	Call     string           `json:"call"`
	Layout   recording.Layout `json:"layout"`
	Codec    recording.Codec  `json:"codec"`
	Rate     recording.Rate   `json:"sample_rate"`
	Recorded bool             `json:"recorded"`
	recording.Span
	Ended     bool             `json:"ended"`
	Start     moment           `json:"start,omitzero"`
	Parties   []Party          `json:"parties"`
	Silences  []Silence        `json:"spans"`
	Beeps     []Beep           `json:"beeps"`
	Gaps      []Loss           `json:"gaps"`
	Leaks     []Loss           `json:"leaks"`
	Lost      []Loss           `json:"lost,omitempty"`
	Unwatched []recording.Span `json:"unwatched,omitempty"`
	StateLost bool             `json:"state_lost,omitempty"`
	Pauses    Effect           `json:"pauses,omitzero"`
	Uncertain int64            `json:"uncertainty,omitempty"`
	NoLength  bool             `json:"length_unknown,omitempty"`
	Breaks    []Break          `json:"breaks,omitempty"`
	Guard     recording.Guard  `json:"guard"`
	Tone      recording.Tone   `json:"tone"`
	Files     []File           `json:"files"`
}

// document returns the manifest with lists that are not nil, which would be written as null.
func (m Manifest) document() document {
	parties := append([]Party{}, m.Parties...)
	for i := range parties {
		parties[i].Present = append([]Presence{}, parties[i].Present...)
	}
	return document{format, m.Call, m.Layout, m.Codec, m.Rate, m.Recorded, m.Span, m.Ended, moment(m.Start), parties,
		append([]Silence{}, m.Silences...), append([]Beep{}, m.Beeps...), append([]Loss{}, m.Gaps...),
		append([]Loss{}, m.Leaks...), m.Lost, m.Unwatched, m.StateLost, m.Pauses,
		m.Uncertainty, m.LengthUnknown, m.Breaks, m.Guard, m.Tone, append([]File{}, m.Files...)}
}

func (d document) manifest() Manifest {
	o := Options{d.Call, d.Recorded, d.Layout, d.Codec, d.Rate, d.Tone, d.Guard, plain(time.Time(d.Start)),
		d.Gaps, d.Leaks, d.Lost, d.Files, d.Unwatched, d.StateLost, d.Pauses, d.Uncertain, d.NoLength, d.Breaks}
	return Manifest{o, d.Span, d.Ended, d.Parties, d.Silences, d.Beeps}
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
