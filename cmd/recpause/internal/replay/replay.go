// Package replay takes a call log, with or without the raw audio of its parties, through the library: what each
// softphone shows after every event, what every call's recording holds, the recordings themselves in all layouts, a
// picture of it all, and a page that explains it.
package replay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/system"
)

// Command is the subcommand. Its exit code is 1 for a log or audio that cannot be replayed.
func Command() command.Sub {
	var in, out string
	return command.Sub{
		Name: "replay", Stops: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "in", Destination: &in},
			&cli.StringFlag{Name: "out", Destination: &out, Value: "out"},
			command.LangFlag(""),
		},
		Do: func(c *command.Call) int {
			name, source := "(the call that comes with recpause)", callfiles.PlainOnePause()
			if in != "" {
				name, source = in, os.DirFS(in)
			}
			page, err := command.Document()
			if err == nil {
				err = replay(source, name, out, printer{Call: c, page: page})
			}
			if err != nil {
				return c.Fail(command.Failed, err)
			}
			return command.Done
		},
	}
}

// replay does it all: nothing is written to the folder unless everything can be.
func replay(source fs.FS, name, out string, p printer) error {
	s, err := readStory(source, name)
	if err != nil {
		return err
	}
	a, err := openAudio(source, name, s.Header)
	if err != nil {
		return err
	}
	defer a.close()
	o, err := newOutput(out)
	if err != nil {
		return err
	}
	defer o.discard()
	p.story, p.later = s, &laterSteps{}
	if err := p.writeSteps(o, source); err != nil {
		return err
	}
	var jobs []*job
	if a != nil {
		if jobs, err = p.writeRecordings(o, s, a); err != nil {
			return err
		}
	}
	p.audio = a
	if err := writeReport(o, p, jobs); err != nil {
		return err
	}
	if err := p.Context().Err(); err != nil {
		return err
	}
	files, err := o.commit()
	if err != nil {
		return err
	}
	p.table()
	p.recordings()
	p.transfers()
	p.ledger()
	p.explanations()
	p.files(out, files)
	return nil
}

// readStory reads the log of a folder. Every error names the file, and the line where there is one.
func readStory(source fs.FS, name string) (s *callfiles.Story, err error) {
	file, err := source.Open(callfiles.Log)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, command.Problem("%s: %sがありません。通話ログのあるフォルダーを指定してください",
			"%s: it holds no %s; expected a folder with a call log", name, callfiles.Log)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	recordings := math.MaxInt
	if audio, err := hasAudio(source); err == nil && !audio { // then no more are needed than are drawn
		recordings = picture.MostLanes
	}
	s, err = callfiles.ReadFirst(file, recordings)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Join(name, callfiles.Log), err)
	}
	return s, nil
}

// writeSteps goes through the log again, so that no step has to be kept, and writes what it says to every event. Of
// those that are not told it takes what a report lists.
func (p printer) writeSteps(o *output, source fs.FS) error {
	log, err := source.Open(callfiles.Log)
	if err != nil {
		return err
	}
	defer log.Close()
	return o.file("", stepsFile, func(w io.Writer) error {
		written := 0
		_, err := callfiles.Each(log, func(e calllog.Event, o system.Outcome, _ system.System) error {
			if written++; written > len(p.story.Events) {
				p.later.add(written, p, e, o)
			}
			return calllog.WriteStep(w, o.Step)
		})
		if events := p.story.Count; err == nil && written != events {
			err = command.Problem("%s: 読み込み中に内容が変わりました（%d件のできごとが%d件に）", "%s: it changed while it was read: %d events, and then %d",
				callfiles.Log, events, written)
		}
		return err
	})
}
