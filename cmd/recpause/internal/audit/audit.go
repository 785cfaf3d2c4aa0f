// Package audit holds finished recordings against the log or the manifest of their call, and says what is wrong with
// them: sound in a pause, a pause cut out, beeps that are missing or where they do not belong.
package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

// The exit codes.
const (
	clean = iota // nothing is wrong, whatever notices there are
	findings
	unjudged // something could not be judged, whatever was found in the rest; or flags that make no sense
)

// options are the flags.
type options struct {
	log, call, manifest, layout, dir string
	json                             bool
	maxSilence                       time.Duration
	tolerance                        tolerance
	files                            []string
}

// Command is the subcommand.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "audit", TakesFiles: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "log", Destination: &o.log},
			&cli.StringFlag{Name: "call", Destination: &o.call},
			&cli.StringFlag{Name: "manifest", Destination: &o.manifest},
			&cli.StringFlag{Name: "layout", Destination: &o.layout},
			&cli.StringFlag{Name: "dir", Destination: &o.dir},
			command.LangFlag(""),
			&cli.BoolFlag{Name: "json", Destination: &o.json},
			&cli.DurationFlag{Name: "max-silence", Destination: &o.maxSilence},
			&cli.GenericFlag{Name: "tolerance", Value: &o.tolerance},
		},
		Do: func(c *command.Call) int {
			o.files = c.Files()
			if err := o.check(); err != nil {
				return c.Misuse(err)
			}
			p := &printer{options: o, Call: c}
			if o.dir != "" {
				return p.archive(o.dir)
			}
			jobs, err := o.jobs()
			if err != nil {
				return p.failed("", err)
			}
			for _, j := range jobs {
				p.judge(j)
			}
			p.duty()
			return p.code
		},
	}
}

// check reports flags that do not go together.
func (o options) check() error {
	sources := 0
	for _, s := range []string{o.log, o.manifest, o.dir} {
		if s != "" {
			sources++
		}
	}
	switch {
	case sources != 1:
		return command.Problem("-log、-manifest、-dirのうち、どれか1つだけを指定してください（指定された数：%d）",
			"expected exactly one of -log, -manifest and -dir, got %d", sources)
	case o.dir != "" && (len(o.files) > 0 || o.layout != "" || o.call != ""):
		return command.Problem("-dirを指定する場合、ファイル、-layout、-callは指定できません",
			"files, -layout and -call do not go with -dir, which finds them itself")
	case o.manifest != "" && (o.layout != "" || o.call != ""):
		return command.Problem("-manifestを指定する場合、-layoutと-callは指定できません",
			"-layout and -call do not go with -manifest, which says both")
	case o.dir == "" && len(o.files) == 0:
		return command.Problem("ファイルが指定されていません。録音のWAVファイルを指定してください",
			"no file; expected the WAV files of a recording")
	case o.maxSilence < 0:
		return command.Problem("-max-silence: %vは使用できません。0以上を指定してください",
			"-max-silence: got %v, expected 0 or more", o.maxSilence)
	}
	return nil
}

// A tolerance is the flag of one: a PCM16 magnitude and, after a comma, a duration.
type tolerance struct {
	level int
	edge  time.Duration
}

func (t *tolerance) String() string { return fmt.Sprintf("%d,%v", t.level, t.edge) }

// Get returns the flag, as the flag library asks for it.
func (t *tolerance) Get() any { return t }

// Expected says what the flag can be.
func (t *tolerance) Expected() (ja, en string) {
	return "0から32767までの大きさを、長さも決めるときはコンマに続けて長さ（例：8,5ms）",
		"a magnitude from 0 to 32767, optionally followed by a comma and a duration, such as 8,5ms"
}

// Set reads the flag. Its errors are replaced by what is expected.
func (t *tolerance) Set(text string) (err error) {
	level, edge, both := strings.Cut(text, ",")
	t.level, err = strconv.Atoi(level)
	if err == nil && both {
		t.edge, err = time.ParseDuration(edge)
	}
	if err == nil && (t.level < 0 || t.level > 32767 || t.edge < 0) {
		err = strconv.ErrRange
	}
	return err
}

// at returns the options of an audit at a rate.
func (o options) at(r recording.Rate) audit.Options {
	return audit.Options{Tolerance: audit.Tolerance{Level: o.tolerance.level, Edge: r.Samples(o.tolerance.edge)},
		MaxSilence: r.Samples(o.maxSilence)}
}

// A job is one recording to be judged: its files, and how to get its manifest once their length is known.
type job struct {
	files    []string
	manifest func(samples int64, codec recording.Codec) (manifest.Manifest, error)
}

func (o options) jobs() ([]job, error) {
	if o.manifest != "" {
		j, err := manifestJob(o.manifest, o.files...)
		return []job{j}, err
	}
	c, err := callfiles.OpenCall(o.log, o.call)
	if err != nil {
		return nil, err
	}
	layout := c.Header.Config.Layout
	if o.layout != "" {
		if layout, err = recording.ParseLayout(o.layout); err != nil {
			return nil, fmt.Errorf("-layout: %w", err)
		}
	}
	return []job{{o.files, call(c).in(layout)}}, nil
}

func (j job) run(o options) (audit.Report, error) {
	var files []audit.File
	for _, name := range j.files {
		f, closer, err := open(name)
		if err != nil {
			return audit.Report{}, err
		}
		defer closer.Close()
		files = append(files, f)
	}
	var longest int64
	var codec recording.Codec
	for _, f := range files {
		longest, codec = max(longest, f.Samples), f.Codec
	}
	m, err := j.manifest(longest, codec)
	if err != nil {
		return audit.Report{}, err
	}
	return audit.Check(m, files, o.at(m.Rate))
}

func open(name string) (audit.File, *wav.Reader, error) {
	r, err := wav.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	var problem *wav.Error
	switch {
	case errors.As(err, &problem):
		problem.File = name
		return audit.File{}, nil, problem
	case errors.Is(err, fs.ErrNotExist):
		return audit.File{}, nil, command.Problem("%s: 見つかりません。WAVファイルを指定してください",
			"%s: not found; expected a WAV file", name)
	case err != nil:
		return audit.File{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	return audit.File{Name: name, Codec: r.Codec, Rate: recording.Rate(r.Rate), Channels: r.Channels,
		Samples: r.Samples, Data: r}, r, nil
}
