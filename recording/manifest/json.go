package manifest

import (
	"fmt"
	"io"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// MaxBytes is how large a text Read takes: more than what a call of a day needs that loses every tenth packet.
const MaxBytes = 64 << 20

// Read reads one manifest, and nothing else, up to the reader's end. The errors are those of UnmarshalJSON, and the reader's.
func Read(r io.Reader) (m Manifest, err error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return m, err
	}
	if len(text) > MaxBytes {
		return m, &Error{Got: "more", Want: fmt.Sprintf("a manifest of at most %d bytes", MaxBytes)}
	}
	err = m.UnmarshalJSON(text)
	return m, err
}

// UnmarshalJSON reads a manifest, or leaves it as it is and returns an *Error: for another version, fields that are unknown, double
// or missing, unknown names, spans that overlap, run backwards or leave the recording, and numbers that no recording has.
func (m *Manifest) UnmarshalJSON(text []byte) error {
	var read Manifest
	if err := decode(text, read.value()); err != nil {
		return err
	}
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
	return m.value().write(nil), nil
}

func (m *Manifest) value() value {
	return object(
		field{name: "format", value: constant(Format)},
		field{name: "call", value: text(&m.Call)},
		field{name: "layout", value: oneOf(&m.Layout, layouts...)},
		field{name: "codec", value: oneOf(&m.Codec, codecs...)},
		field{name: "sample_rate", value: whole(&m.Rate)},
		field{name: "recorded", value: boolean(&m.Recorded)},
		field{name: "from", value: whole(&m.Span.From)},
		field{name: "to", value: whole(&m.Span.To)},
		field{name: "ended", value: boolean(&m.Ended)},
		field{name: "start", value: moment(&m.Start), optional: true, empty: m.Start.IsZero()},
		field{name: "parties", value: list(&m.Parties, (*Party).value)},
		field{name: "spans", value: list(&m.Silences, (*Silence).value)},
		field{name: "beeps", value: list(&m.Beeps, (*Beep).value)},
		field{name: "gaps", value: list(&m.Gaps, (*Loss).value)},
		field{name: "leaks", value: list(&m.Leaks, (*Loss).value)},
		field{name: "guard", value: object(field{name: "before", value: whole(&m.Guard.Before)}, field{name: "after", value: whole(&m.Guard.After)})},
		field{name: "tone", value: tone(&m.Tone)},
		field{name: "files", value: list(&m.Files, (*File).value)},
	)
}

// The names that JSON knows.
var (
	layouts  = []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}
	codecs   = []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}
	tracks   = []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide}
	supports = []spec.Support{spec.Unspecified, spec.NotGuaranteed, spec.Guaranteed}
)

func side(p *recording.Track) value  { return oneOf(p, tracks[1:]...) }
func track(p *recording.Track) value { return oneOf(p, tracks...) }

// span returns the fields of a span.
func span(p *recording.Span) (from, to field) {
	return field{name: "from", value: whole(&p.From)}, field{name: "to", value: whole(&p.To)}
}

func (p *Party) value() value {
	return object(field{name: "id", value: text(&p.ID)}, field{name: "present", value: list(&p.Present, (*Presence).value)})
}

func (p *Presence) value() value {
	from, to := span(&p.Span)
	return object(field{name: "side", value: side(&p.Side)}, from, to)
}

func (s *Silence) value() value {
	from, to := span(&s.Span)
	return object(from, to, field{name: "whose", value: list(&s.Whose, text)}, field{name: "why", value: reason(&s.Why)})
}

func (b *Beep) value() value {
	from, to := span(&b.Span)
	return object(from, to, field{name: "at", value: whole(&b.At)}, field{name: "track", value: track(&b.Track)},
		field{name: "on", value: list(&b.On, side)}, field{name: "why", value: reason(&b.Why)})
}

func (l *Loss) value() value {
	from, to := span(&l.Span)
	return object(field{name: "party", value: text(&l.Party)}, from, to)
}

func (f *File) value() value {
	return object(field{name: "name", value: text(&f.Name)}, field{name: "tracks", value: list(&f.Tracks, track)})
}

func tone(t *recording.Tone) value {
	return object(field{name: "hertz", value: real(&t.Hertz)}, field{name: "length_ns", value: whole(&t.Length)},
		field{name: "ramp_ns", value: whole(&t.Ramp)}, field{name: "peak", value: whole(&t.Peak)})
}

// reason is written as spec.Reason writes itself.
func reason(p *spec.Reason) value {
	return value{func(d *decoder) {
		var also []spec.ID
		object(
			field{name: "verdict", value: words(&p.Verdict)},
			field{name: "fact", value: words(&p.Fact)},
			field{name: "rule", value: rule(&p.Rule), optional: true},
			field{name: "also", value: list(&also, rule), optional: true},
			field{name: "support", value: oneOf(&p.Support, supports...)},
			field{name: "remedy", value: words(&p.Remedy), optional: true},
		).read(d)
		because(d, p, also)
	}, func(to []byte) []byte { return append(to, quoted(*p)...) }}
}

// because gives a reason its other rules.
func because(d *decoder, p *spec.Reason, also []spec.ID) {
	r := spec.Because(p.Support, p.Rule, also...)
	want := append([]spec.ID{p.Rule}, also...)
	if p.Rule == 0 {
		want = also
	}
	if !slices.Equal(slices.Collect(r.Rules()), want) {
		d.in(".also", value{read: func(d *decoder) { d.fail(fmt.Sprint(also), "up to four rules, none of them the one that decides") }})
	}
	r.Verdict, r.Fact, r.Support, r.Remedy = p.Verdict, p.Fact, p.Support, p.Remedy
	*p = r
}
