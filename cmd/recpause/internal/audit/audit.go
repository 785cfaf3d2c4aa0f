// Package audit holds finished recordings against the log or the manifest of their call, and says what is wrong with
// them: sound in a pause, a pause cut out, beeps that are missing or where they do not belong.
package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/recording"
)

// options are the flags.
type options struct {
	log, call, manifest, layout, dir string
	metadata, recording              string
	length                           time.Duration
	json                             bool
	judging                          judge.Options
	files                            []string
}

// Command is the subcommand.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "audit", TakesFiles: true,
		Flags: append(o.judging.Flags(),
			&cli.StringFlag{Name: "log", Destination: &o.log},
			&cli.StringFlag{Name: "call", Destination: &o.call},
			&cli.StringFlag{Name: "manifest", Destination: &o.manifest},
			&cli.StringFlag{Name: "metadata", Destination: &o.metadata},
			&cli.StringFlag{Name: "recording", Destination: &o.recording},
			&cli.DurationFlag{Name: "length", Destination: &o.length},
			&cli.StringFlag{Name: "layout", Destination: &o.layout},
			&cli.StringFlag{Name: "dir", Destination: &o.dir},
			command.LangFlag(""),
			&cli.BoolFlag{Name: "json", Destination: &o.json},
		),
		Do: func(c *command.Call) int {
			o.files = c.Files()
			if err := o.check(); err != nil {
				return c.Misuse(err)
			}
			p := &judge.Printer{Call: c, JSON: o.json}
			if o.dir != "" {
				return o.archive(p)
			}
			j, err := o.job()
			if err != nil {
				return p.Failed(err)
			}
			j, meter := j.Watched(c)
			verdict := j.Judge(context.Background(), o.judging)
			meter.End()
			p.Verdict(verdict, "")
			p.Duty()
			return p.Code
		},
	}
}

// check reports flags that do not go together.
func (o options) check() error {
	sources := 0
	for _, s := range []string{o.log, o.manifest, o.metadata, o.dir} {
		if s != "" {
			sources++
		}
	}
	switch {
	case sources != 1:
		return command.Problem("-log、-manifest、-metadata、-dirのうち、どれか1つだけを指定してください（指定された数：%d）",
			"expected exactly one of -log, -manifest, -metadata and -dir, got %d", sources)
	case o.dir != "" && (len(o.files) > 0 || o.layout != "" || o.call != ""):
		return command.Problem("-dirを指定する場合、ファイル、-layout、-callは指定できません",
			"files, -layout and -call do not go with -dir, which finds them itself")
	case o.manifest != "" && (o.layout != "" || o.call != ""):
		return command.Problem("-manifestを指定する場合、-layoutと-callは指定できません",
			"-layout and -call do not go with -manifest, which says both")
	case o.metadata == "" && (o.recording != "" || o.length != 0):
		return command.Problem("-recordingと-lengthは、-metadataと一緒に指定してください",
			"-recording and -length go with -metadata")
	case o.metadata != "" && o.call != "":
		return command.Problem("-metadataを指定する場合、-callは指定できません。-recordingを使ってください",
			"-call does not go with -metadata; -recording does")
	case o.length < 0:
		return command.Problem("-length: %vは使用できません。0以上を指定してください",
			"-length: got %v, expected 0 or more", o.length)
	case o.dir == "" && len(o.files) == 0:
		return command.Problem("ファイルが指定されていません。録音のWAVファイルを指定してください",
			"no file; expected the WAV files of a recording")
	}
	return o.judging.Check()
}

// job returns the recording that the files are.
func (o options) job() (judge.Job, error) {
	if o.manifest != "" {
		return judge.ManifestJob(o.manifest, o.files)
	}
	if o.metadata != "" {
		format, name, err := judge.ParseMetadata(o.metadata)
		if err != nil {
			return judge.Job{}, err
		}
		return judge.ForeignJob(judge.Metadata{Format: format, Recording: o.recording, Length: o.length,
			Layout: o.layout}, name, o.files)
	}
	c, err := callfiles.OpenCall(o.log, o.call)
	if err != nil {
		return judge.Job{}, err
	}
	layout := c.Header.Config.Layout
	if o.layout != "" {
		if layout, err = recording.ParseLayout(o.layout); err != nil {
			return judge.Job{}, fmt.Errorf("-layout: %w", err)
		}
	}
	return judge.NewJob(o.files, judge.InCall(c, layout)), nil
}

// archive judges every call below a folder, one that cannot be judged as well as the next.
func (o options) archive(p *judge.Printer) int {
	folder, err := judge.OpenFolder(o.dir, o.dir)
	if err != nil {
		return p.Failed(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	j := &judge.Judge{Store: folder, Rules: judge.Rules{Options: o.judging}}
	p.Progress = &judge.Progress{Terminal: p.Err.Terminal(), Lang: p.Lang}
	p.Progress.Count(ctx, j.Count)
	err = j.Each(ctx, j.Units(ctx, ""), func(r judge.Result) error {
		p.Show(r, folder.Name)
		p.Progress.One()
		return nil
	})
	if err == nil && p.Counts == [3]int{} {
		err = command.Problem("%s: %sもmanifest.jsonもありません。通話のあるフォルダーを指定してください",
			"%s: there is neither a %s nor a manifest.json below it; expected a folder of calls", o.dir, callfiles.Log)
	}
	if err != nil {
		return p.Failed(err)
	}
	p.Progress.Clear()
	p.Summary()
	p.Duty()
	return p.Code
}
