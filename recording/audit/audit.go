package audit

import (
	"fmt"
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
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
	Tolerance  Tolerance `json:"tolerance"`
	MaxSilence int64     `json:"max_silence"` // the longest stop that needs no notice, in samples; 0 for no limit
}

// A Tolerance is for audio that went through a lossy codec. The zero value is exact: it is right for PCM and G.711.
type Tolerance struct {
	// Level is the largest PCM16 magnitude that counts as silence.
	Level int `json:"level"`
	// Edge is how many samples on either side of each edge of a silence are not judged, and by how many a file may
	// be too long or short.
	Edge int64 `json:"edge"`
}

// Check judges the files of a recording, in the layout's order. A finding is not an error: the error, an *Error,
// says why the recording could not be judged.
func Check(m manifest.Manifest, files []File, o Options) (Report, error) {
	if err := checkInput(m, files, o); err != nil {
		return Report{}, err
	}
	j := &judge{Manifest: m, Options: o,
		report: Report{Call: m.Call, Layout: m.Layout, Rate: m.Rate, Span: m.Span, Options: o,
			Files: []string{}, Findings: []Finding{}, Unseen: []Unseen{}}}
	for _, f := range files {
		j.report.Files = append(j.report.Files, f.Name)
	}
	if m.Recorded {
		if err := j.readFiles(files); err != nil {
			return Report{}, err
		}
		j.findAll()
	} else {
		j.recordedWhenOff(files)
	}
	j.finish()
	return j.report, nil
}

// An Error says why a recording could not be judged.
type Error struct {
	// Cause is missing_file or surplus_file for the layout; wrong_rate, wrong_channels, unknown_codec, empty or
	// unreadable for a file; broken_manifest; or broken_options.
	Cause     string
	File      string // empty where it is not about one
	Got, Want string
	Err       error // of the reader, for unreadable; of the manifest, for broken_manifest
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

// checkInput returns why the files cannot be judged, or nil.
func checkInput(m manifest.Manifest, files []File, o Options) error {
	if o.Tolerance.Level < 0 || o.Tolerance.Edge < 0 || o.MaxSilence < 0 {
		return &Error{Cause: "broken_options", Got: fmt.Sprintf("%+v", o), Want: "tolerances and limits of 0 or more"}
	}
	if err := checkManifest(m); err != nil {
		return err
	}
	count, channels := 1, len(m.Layout.Tracks())
	if m.Layout == recording.Split {
		count, channels = channels, 1
	}
	got, want := fmt.Sprintf("%d files", len(files)), fmt.Sprintf("the %d of a %v recording", count, m.Layout)
	switch {
	case len(files) < count && m.Recorded:
		return &Error{Cause: "missing_file", Got: got, Want: want}
	case len(files) > count:
		return &Error{Cause: "surplus_file", File: files[count].Name, Got: got, Want: want}
	}
	for _, f := range files {
		if err := checkFile(m, f, channels); err != nil {
			return err
		}
	}
	return nil
}

func checkFile(m manifest.Manifest, f File, channels int) error {
	wrong := func(cause, got, want string) error { return &Error{Cause: cause, File: f.Name, Got: got, Want: want} }
	switch {
	case !f.Codec.Known():
		return wrong("unknown_codec", f.Codec.String(), "a codec")
	case f.Rate != m.Rate:
		return wrong("wrong_rate", fmt.Sprintf("%d samples a second", f.Rate), fmt.Sprintf("the manifest's %d", m.Rate))
	case f.Channels != channels:
		return wrong("wrong_channels", fmt.Sprintf("%d channels", f.Channels),
			fmt.Sprintf("%d in a file of layout %v", channels, m.Layout))
	case f.Samples < 0:
		return wrong("unreadable", fmt.Sprintf("%d samples", f.Samples), "0 or more")
	case f.Samples == 0 && m.Recorded && !m.Span.Empty():
		return wrong("empty", "no samples", fmt.Sprint(m.Span.Len()))
	}
	return nil
}

// Limits of what is judged: sound manifests are far inside of them.
const (
	leastRate   = 1000 // samples a second
	longestTone = 10   // seconds
)

// checkManifest checks that the manifest is one, and can be judged.
func checkManifest(m manifest.Manifest) error {
	broken := func(got any, want string) error {
		return &Error{Cause: "broken_manifest", Got: fmt.Sprint(got), Want: "a manifest " + want}
	}
	switch err := m.Validate(); {
	case err != nil:
		return &Error{Cause: "broken_manifest", Err: err}
	case m.Rate < leastRate:
		return broken(m.Rate, "with 1000 samples a second or more")
	case m.Tone.Length.Seconds() > longestTone:
		return broken(m.Tone.Length, "whose tone lasts 10 s at most")
	}
	return nil
}
