package judge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/codec"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/enum"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
)

// An Outcome is what came of a recording, and the exit code of a command that judges it. The zero Outcome is Clean.
type Outcome uint8

// The outcomes, the worst last.
const (
	Clean    Outcome = iota // nothing is wrong, whatever notices there are
	Findings                // something is
	Unjudged                // it could not be judged
)

var outcomeNames = [...]string{Clean: "clean", Findings: "findings", Unjudged: "unjudged"}

// String returns the name, or Outcome(n) for a number that has none.
func (o Outcome) String() string { return enum.Name("Outcome", outcomeNames[:], o) }

// GoString returns the name, for %#v.
func (o Outcome) GoString() string { return o.String() }

// MarshalText writes the name.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText writes, or returns an *spec.UnknownError.
func (o *Outcome) UnmarshalText(name []byte) error {
	read, ok := enum.Find[Outcome](outcomeNames[:], string(name))
	if !ok {
		return spec.Unknown("outcome", string(name), outcomeNames[:])
	}
	*o = read
	return nil
}

// Options are what is tolerated and what is limited, at any rate.
type Options struct {
	Level      int           `json:"level,omitempty"`
	Edge       time.Duration `json:"edge,omitempty"`
	MaxSilence time.Duration `json:"max_silence,omitempty"`
	Exact      bool          `json:"exact,omitempty"`
	PausesOnly bool          `json:"pauses_only,omitempty"`
}

// at returns the options of an audit at a rate. Where nothing is said of a tolerance, it is that of how the files are
// coded.
func (o Options) at(r recording.Rate, files []*codec.Audio) audit.Options {
	all := audit.Options{Tolerance: audit.Tolerance{Level: o.Level, Edge: r.Samples(o.Edge)},
		MaxSilence: r.Samples(o.MaxSilence), Exact: o.Exact, PausesOnly: o.PausesOnly}
	if all.Tolerance == (audit.Tolerance{}) {
		for _, f := range files {
			t := f.Tolerance()
			all.Tolerance = audit.Tolerance{Level: max(all.Tolerance.Level, t.Level), Edge: max(all.Tolerance.Edge, t.Edge)}
		}
	}
	return all
}

// An Audio is what is known of a recording before its manifest is.
type Audio struct {
	Samples  int64
	Codec    recording.Codec
	Rate     recording.Rate
	Channels int // of each file
	Files    []string
}

// A Job is one recording to be judged: its files, and how to get its manifest once the audio is known.
type Job struct {
	Files    []string
	Manifest func(Audio) (manifest.Manifest, error)

	open func(name string) (*Object, error)
	name func(string) string // for people
}

// NewJob returns the recording of a manifest in files.
func NewJob(files []string, manifest func(Audio) (manifest.Manifest, error)) Job {
	return Job{Files: files, Manifest: manifest, open: openFile, name: func(file string) string { return file }}
}

// Watched returns the job with a meter that is told how many bytes have been read, and how many there are in all.
func (j Job) Watched(c *command.Call) (Job, *command.Meter) {
	var all int64
	for _, name := range j.Files {
		if info, err := os.Stat(name); err == nil { // what is wrong with it is said when it is judged
			all += info.Size()
		}
	}
	meter, open := c.Meter("監査中…", "auditing…", all), j.open
	j.open = func(name string) (*Object, error) {
		in, err := open(name)
		if err == nil {
			in.in = c.ReaderAt(in.in, meter)
		}
		return in, err
	}
	return j, meter
}

func openFile(name string) (*Object, error) {
	d := directory{dir: filepath.Dir(name)}
	return d.Open(context.Background(), filepath.Base(name))
}

// A Verdict is what came of one recording.
type Verdict struct {
	Outcome Outcome       `json:"outcome"`
	Files   []string      `json:"files,omitempty"`
	Call    string        `json:"call,omitempty"`
	Report  *audit.Report `json:"-"`                // nil where it could not be judged
	Stored  int64         `json:"stored,omitempty"` // bytes
	Read    int64         `json:"read,omitempty"`   // bytes

	Cause   string      `json:"cause,omitempty"` // of an *audit.Error, or of a causeError
	Because spec.Text   `json:"because,omitzero"`
	Notes   []spec.Text `json:"notes,omitempty"` // on the files, such as a name that says something else
}

// Judge judges a recording. What a recording can do to a decoder it does to itself only. Where the context is done, it was
// not judged.
func (j Job) Judge(ctx context.Context, o Options) (v Verdict) {
	for _, file := range j.Files {
		v.Files = append(v.Files, j.name(file))
	}
	defer func() {
		if wrong := recover(); wrong != nil {
			v = unjudged(v, fmt.Errorf("a panic: %v", wrong))
		}
	}()
	report, err := j.check(ctx, o, &v)
	if err != nil {
		return unjudged(v, err)
	}
	v.Report, v.Call = &report, report.Call
	if !report.Clean() {
		v.Outcome = Findings
	}
	return v
}

// unjudged says why a recording could not be judged.
func unjudged(v Verdict, err error) Verdict {
	v.Outcome, v.Report = Unjudged, nil
	v.Because = spec.Text{JA: command.In(spec.JA, err), EN: command.In(spec.EN, err)}
	if e := (*audit.Error)(nil); errors.As(err, &e) {
		v.Cause = e.Cause
	}
	if e := (*causeError)(nil); errors.As(err, &e) {
		v.Cause = e.cause
	}
	return v
}

// Deadly is what comes of an object that was not judged because several processes have died of it.
func (j *Judge) Deadly(key string, died int) Result {
	return Result{Key: Key(key), Verdicts: []Verdict{unjudged(Verdict{}, &causeError{"deadly",
		command.Problem("%s: 調べているプロセスが%d回、途中で終了しました", "%s: the worker died %d times", j.Name(key), died)})}}
}

// A causeError is an error with a name for what it is about, as an audit's errors have: no_file, not_audio, no_metadata,
// broken_metadata or deadly.
type causeError struct {
	cause string
	error
}

func (e *causeError) Unwrap() error { return e.error }

func (j Job) check(ctx context.Context, o Options, v *Verdict) (audit.Report, error) {
	var files []*codec.Audio
	for i, name := range j.Files {
		in, err := j.open(name)
		if errors.Is(err, fs.ErrNotExist) {
			err = &causeError{"no_file", command.Problem("%s: 見つかりません。録音のファイルを指定してください",
				"%s: not found; expected a file of a recording", v.Files[i])}
		} else if err != nil {
			err = fmt.Errorf("%s: %w", v.Files[i], err)
		}
		if err != nil {
			return audit.Report{}, err
		}
		defer func() {
			v.Stored += in.size
			v.Read += in.Read()
			_ = in.Close() // it was read only
		}()
		f, err := codec.Open(ctx, in, in.size, v.Files[i], codec.Options{})
		if err != nil {
			return audit.Report{}, &causeError{"not_audio", named(v.Files[i], err)}
		}
		defer f.Close()
		v.Notes = append(v.Notes, f.Notes...)
		files = append(files, f)
	}
	m, err := j.Manifest(audioOf(files))
	if err != nil {
		return audit.Report{}, err
	}
	var all []audit.File
	for _, f := range files {
		if err := f.At(m.Rate); err != nil {
			return audit.Report{}, err
		}
		all = append(all, f.File())
	}
	return audit.Check(m, all, o.at(m.Rate, files))
}

// named returns an error with the name of its file.
func named(name string, err error) error {
	if errors.As(err, new(*codec.Error)) || errors.As(err, new(*wav.Error)) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// audioOf returns what the files of a recording have in common, and the length of the longest.
func audioOf(files []*codec.Audio) (a Audio) {
	for _, f := range files {
		in := f.File()
		a = Audio{max(a.Samples, in.Samples), in.Codec, in.Rate, in.Channels, append(a.Files, in.Name)}
	}
	return a
}

// InCall returns how the manifest of a log's call in a layout is made. A recording starts at the log's position 0 at the
// earliest, and one whose call goes on is as long as its files.
func InCall(c callfiles.Call, l recording.Layout) func(Audio) (manifest.Manifest, error) {
	return func(a Audio) (manifest.Manifest, error) {
		from := max(c.Timeline.Origin(), 0)
		to, over := c.Timeline.Ended()
		if !over {
			to = max(c.End, from+a.Samples)
		}
		o := manifest.Options{Call: c.Call, Recorded: c.Recorded, Layout: l, Codec: a.Codec,
			Rate: recording.Rate(c.Header.SampleRate), Tone: recording.DefaultTone()}
		return manifest.New(c.Timeline, recording.Span{From: from, To: max(from, to)}, c.Names, o)
	}
}
