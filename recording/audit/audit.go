// Package audit judges a finished recording against its manifest: whether every pause is digital silence to the sample, and nothing
// else is; whether the beeps are there, where they belong and as they should sound; whether no time was cut out. What it finds is
// data, and so is what it cannot see.
//
// It reads each file once, in blocks, and holds memory for the manifest's spans and a few lengths of the tone, however long the
// recording is. Containers are the caller's.
package audit

import (
	"fmt"
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A File is one file of a recording without its container: interleaved samples.
type File struct {
	Name     string
	Codec    recording.Codec
	Rate     recording.Rate
	Channels int
	Samples  int64 // in each channel
	Data     io.Reader
}

// Options are what is tolerated and what is limited. The zero Options tolerate nothing and limit nothing.
type Options struct {
	Tolerance  Tolerance
	MaxSilence int64 // the longest stop that needs no notice, in samples; 0 for no limit
}

// A Tolerance is for audio that went through a lossy codec. The zero value is exact: it is right for PCM and G.711.
type Tolerance struct {
	Level int   // the largest PCM16 magnitude that counts as silence
	Edge  int64 // samples at each edge of a silence, on either side, that are not judged, and by which a file may be too long or short
}

// Check judges the files of a recording, in the layout's order. A finding is not an error: the error, an *Error, says why the
// recording could not be judged.
func Check(m manifest.Manifest, files []File, o Options) (Report, error) {
	if err := judgeable(m, files, o); err != nil {
		return Report{}, err
	}
	r := Report{Call: m.Call, Layout: m.Layout, Rate: m.Rate, Span: m.Span, Options: o}
	for _, f := range files {
		r.Files = append(r.Files, f.Name)
	}
	if !m.Recorded {
		r.Findings = unwanted(m, files)
		return r, nil
	}
	sound := newSound(m.Tone, m.Rate)
	var heard []*listener
	for i, f := range files {
		channels := listeners(m, i, f, o.Tolerance, sound)
		heard = append(heard, channels...)
		shape, err := listen(m, f, channels, o.Tolerance)
		if err != nil {
			return Report{}, err
		}
		r.Findings = append(r.Findings, shape...)
	}
	j := judge{m, o, heard, &r}
	j.all()
	return r, nil
}

// listeners returns one for each channel of a file.
func listeners(m manifest.Manifest, file int, f File, t Tolerance, s *sound) (list []*listener) {
	tracks := m.Layout.Tracks()
	for c := range f.Channels {
		track := tracks[(file+c)%len(tracks)]
		list = append(list, newListener(m, Place{f.Name, c, track}, f.Codec, t, s))
	}
	return list
}

// unwanted finds files of a call that is not recorded by setting.
func unwanted(m manifest.Manifest, files []File) (list []Finding) {
	for _, f := range files {
		if f.Samples > 0 {
			list = append(list, Finding{Kind: RecordedWhenOff, Where: []Place{{File: f.Name, Track: allTracks}}, Rate: m.Rate,
				Span: recording.Span{From: m.Span.From, To: m.Span.From + f.Samples}, InFile: recording.Span{To: f.Samples}, Count: f.Samples})
		}
	}
	return list
}

// texts say what is tolerated and limited at a rate, nothing of the zero Options.
func (o Options) texts(r recording.Rate) (list []spec.Text) {
	if t := o.Tolerance; t != (Tolerance{}) {
		list = append(list, spec.Text{JA: "許容：大きさ%dまでを無音とみなし、無音の両端の前後%dサンプル（%v）は判断しない", EN: "tolerated: magnitudes up to %d count as silence, samples not judged on either side of its edges: %d (%v)"}.
			With(t.Level, t.Edge, r.Duration(t.Edge)))
	}
	if o.MaxSilence > 0 {
		list = append(list, spec.Text{JA: "上限：停止%dサンプル（%v）", EN: "limit of a stop, in samples: %d (%v)"}.With(o.MaxSilence, r.Duration(o.MaxSilence)))
	}
	return list
}

// A Cause is why a recording could not be judged.
type Cause uint8

// The causes. The zero Cause is none.
const (
	MissingFile    Cause = 1 + iota // the layout has more files than were given
	SurplusFile                     // the layout has fewer
	WrongRate                       // a file has another rate than the manifest
	WrongChannels                   // a file has not the layout's channels
	UnknownCodec                    // a file's codec is none of ours
	Empty                           // a file without a sample, where the manifest has a recording
	BrokenManifest                  // a manifest that contradicts itself
	BrokenOptions                   // a tolerance or limit below zero
	Unreadable                      // the file's reader failed, or ended early
)

//enum:name
var causeNames = [...]string{"none", MissingFile: "missing_file", SurplusFile: "surplus_file", WrongRate: "wrong_rate",
	WrongChannels: "wrong_channels", UnknownCodec: "unknown_codec", Empty: "empty", BrokenManifest: "broken_manifest",
	BrokenOptions: "broken_options", Unreadable: "unreadable"}

// An Error says why a recording could not be judged.
type Error struct {
	Cause     Cause
	File      string // empty where it is not about one
	Got, Want string
	Err       error // of the reader, for Unreadable
}

func (e *Error) Error() string {
	subject := "audit"
	if e.File != "" {
		subject += ": " + e.File
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", subject, e.Err)
	}
	return fmt.Sprintf("%s: got %s, expected %s", subject, e.Got, e.Want)
}

func (e *Error) Unwrap() error { return e.Err }

// Limits of what is judged: sound ones are far inside of them.
const (
	leastRate, mostRate = 1000, 1_000_000
	longestTone         = 10 // seconds
)

// judgeable returns why the files cannot be judged, or nil.
func judgeable(m manifest.Manifest, files []File, o Options) error {
	if o.Tolerance.Level < 0 || o.Tolerance.Edge < 0 || o.MaxSilence < 0 {
		return &Error{Cause: BrokenOptions, Got: fmt.Sprintf("%+v", o), Want: "tolerances and limits of 0 or more"}
	}
	if err := sane(m); err != nil {
		return err
	}
	channels := len(m.Layout.Tracks())
	count := 1
	if m.Layout == recording.Split {
		count, channels = channels, 1
	}
	switch {
	case len(files) < count && m.Recorded:
		return &Error{Cause: MissingFile, Got: fmt.Sprintf("%d files", len(files)), Want: fmt.Sprintf("the %d of a %v recording", count, m.Layout)}
	case len(files) > count:
		return &Error{Cause: SurplusFile, File: files[count].Name, Got: fmt.Sprintf("%d files", len(files)), Want: fmt.Sprintf("the %d of a %v recording", count, m.Layout)}
	}
	for _, f := range files {
		if err := fits(m, f, channels); err != nil {
			return err
		}
	}
	return nil
}

func fits(m manifest.Manifest, f File, channels int) error {
	switch {
	case !f.Codec.Known():
		return &Error{Cause: UnknownCodec, File: f.Name, Got: f.Codec.String(), Want: "a codec"}
	case f.Rate != m.Rate:
		return &Error{Cause: WrongRate, File: f.Name, Got: fmt.Sprintf("%d samples a second", f.Rate), Want: fmt.Sprintf("the manifest's %d", m.Rate)}
	case f.Channels != channels:
		return &Error{Cause: WrongChannels, File: f.Name, Got: fmt.Sprintf("%d channels", f.Channels), Want: fmt.Sprintf("%d in a file of layout %v", channels, m.Layout)}
	case f.Samples < 0:
		return &Error{Cause: Unreadable, File: f.Name, Got: fmt.Sprintf("%d samples", f.Samples), Want: "0 or more"}
	case f.Samples == 0 && m.Recorded && !m.Span.Empty():
		return &Error{Cause: Empty, File: f.Name, Got: "no samples", Want: fmt.Sprint(m.Span.Len())}
	}
	return nil
}

// sane checks what the audit relies on. Whatever else is wrong with a manifest shows as a finding.
func sane(m manifest.Manifest) error {
	broken := func(got any, want string) error {
		return &Error{Cause: BrokenManifest, Got: fmt.Sprint(got), Want: want}
	}
	switch {
	case m.Rate < leastRate || m.Rate > mostRate:
		return broken(m.Rate, "a manifest with 1000 to 1000000 samples a second")
	case m.Span.From > m.Span.To || m.Span.To-m.Span.From < 0:
		return broken(m.Span, "a manifest whose span does not end before it begins")
	case m.Layout > recording.Split:
		return broken(m.Layout, "a manifest with a known layout")
	case m.Guard.Before < 0 || m.Guard.After < 0:
		return broken(m.Guard, "a manifest whose guard margins are 0 or more")
	case m.Tone.Length < 0 || m.Tone.Length.Seconds() > longestTone:
		return broken(m.Tone.Length, "a manifest whose tone lasts 0 to 10 s")
	}
	for _, b := range m.Beeps {
		if b.Empty() || b.At > b.From || b.To-b.At > m.Rate.Samples(m.Tone.Length) || b.From < m.Span.From || b.To > m.Span.To {
			return broken(fmt.Sprintf("a beep of %d at %v", b.At, b.Span), "a manifest whose beeps are parts of its tone and lie in its span")
		}
	}
	return nil
}
