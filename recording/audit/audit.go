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

// Options are what is tolerated, limited and read. The zero Options tolerate nothing, limit nothing and read
// everything.
type Options struct {
	Tolerance  Tolerance `json:"tolerance"`
	MaxSilence int64     `json:"max_silence"` // the longest stop that needs no notice, in samples; 0 for no limit
	// Exact asks for beeps that are the manifest's tone to the sample. Otherwise a beep may be up to 2 ms longer or
	// shorter, 1 ms early or late, 0.5 % higher or lower and 1 dB louder or quieter, and begin at any phase, as another
	// generator makes the same tone.
	Exact bool `json:"exact,omitzero"`
	// PausesOnly asks for leaks alone. Of files that can be read anywhere, as an io.ReaderAt, only where silence
	// belongs is read, and no more where nothing but silence is there: the beeps, and silences that are too long, are
	// not judged then, which the report says. If anything sounds there, or a file is too short, all is read and
	// judged, and in the report this is false.
	PausesOnly bool `json:"pauses_only,omitzero"`
}

// A Tolerance is for audio that went through a lossy codec. The zero value is exact: it is right for PCM and G.711.
type Tolerance struct {
	// Level is the largest PCM16 magnitude that counts as silence.
	Level int `json:"level"`
	// Edge is how many samples on either side of each edge of a silence are not judged, and by how many a file may
	// be too long or short, and a beep early or late. It is the manifest's Uncertainty at least.
	Edge int64 `json:"edge"`
}

// Check judges the files of a recording, in the layout's order. A finding is not an error: the error, an *Error,
// says why the recording could not be judged.
func Check(m manifest.Manifest, files []File, o Options) (Report, error) {
	if err := checkInput(m, files, o); err != nil {
		return Report{}, err
	}
	o.Tolerance.Edge = max(o.Tolerance.Edge, m.Uncertainty)
	j := &judge{Manifest: m, Options: o,
		report: Report{Call: m.Call, Layout: m.Layout, Rate: m.Rate, Span: m.Span, Options: o,
			Files: []string{}, Findings: []Finding{}, Unseen: []Unseen{}}}
	for _, f := range files {
		j.report.Files = append(j.report.Files, f.Name)
	}
	if err := j.judge(files); err != nil {
		return Report{}, err
	}
	j.finish()
	return j.report, nil
}

// judge reads what is asked for, and finds what is wrong with it.
func (j *judge) judge(files []File) error {
	if !j.Recorded {
		j.recordedWhenOff(files)
		return nil
	}
	if j.PausesOnly {
		quiet, err := j.quiet(files)
		if err != nil {
			return err
		}
		if quiet {
			j.findQuiet(files)
			return nil
		}
		j.tracks, j.report.PausesOnly = nil, false
	}
	j.lookForSkipped(files)
	if err := j.readFiles(files); err != nil {
		return err
	}
	j.findAll()
	return nil
}

// An Error says why a recording could not be judged.
type Error struct {
	// Cause is missing_file or surplus_file for the layout; wrong_rate, wrong_channels, unknown_codec, empty or
	// unreadable for a file; broken_manifest; or broken_options.
	Cause string
	File  string // empty where it is not about one
	Err   error  // also that of a reader, or of the manifest
}

func (e *Error) Error() string {
	if e.File == "" {
		return fmt.Sprintf("audit: %v", e.Err)
	}
	return fmt.Sprintf("audit: %s: %v", e.File, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// cannot returns the error of something else than was expected.
func cannot(cause, file string, got any, format string, expected ...any) error {
	return &Error{cause, file, fmt.Errorf("got %v, expected %s", got, fmt.Sprintf(format, expected...))}
}

// checkInput returns why the files cannot be judged, or nil.
func checkInput(m manifest.Manifest, files []File, o Options) error {
	if o.Tolerance.Level < 0 || o.Tolerance.Edge < 0 || o.MaxSilence < 0 {
		return cannot("broken_options", "", fmt.Sprintf("%+v", o), "tolerances and limits of 0 or more")
	}
	if err := checkManifest(m); err != nil {
		return err
	}
	count, channels := len(m.Layout.Files()), len(m.Layout.Files()[0])
	got := fmt.Sprintf("%d files", len(files))
	switch {
	case len(files) < count && m.Recorded:
		return cannot("missing_file", "", got, "the %d of a %v recording", count, m.Layout)
	case len(files) > count:
		return cannot("surplus_file", files[count].Name, got, "the %d of a %v recording", count, m.Layout)
	}
	for _, f := range files {
		if err := checkFile(m, f, channels); err != nil {
			return err
		}
	}
	return nil
}

func checkFile(m manifest.Manifest, f File, channels int) error {
	switch {
	case !f.Codec.Known():
		return cannot("unknown_codec", f.Name, f.Codec, "a codec")
	case f.Rate != m.Rate:
		return cannot("wrong_rate", f.Name, fmt.Sprintf("%d samples a second", f.Rate), "the manifest's %d", m.Rate)
	case f.Channels != channels:
		return cannot("wrong_channels", f.Name, fmt.Sprintf("%d channels", f.Channels),
			"%d in a file of layout %v", channels, m.Layout)
	case f.Data == nil && f.Samples > 0:
		return cannot("unreadable", f.Name, "no Data", "a reader of %d samples", f.Samples)
	case f.Samples < 0:
		return cannot("unreadable", f.Name, fmt.Sprintf("%d samples", f.Samples), "0 or more")
	case f.Samples == 0 && m.Recorded && !m.Span.Empty():
		return cannot("empty", f.Name, "no samples", "%d", m.Span.Len())
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
	switch err := m.Validate(); {
	case err != nil:
		return &Error{Cause: "broken_manifest", Err: err}
	case m.Rate < leastRate:
		return cannot("broken_manifest", "", m.Rate, "a manifest with %d samples a second or more", leastRate)
	case m.Tone.Length.Seconds() > longestTone:
		return cannot("broken_manifest", "", m.Tone.Length, "a manifest whose tone lasts %d s at most", longestTone)
	}
	return nil
}
