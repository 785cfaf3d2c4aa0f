// Package replay takes a call log, with or without the raw audio of its parties, through the library: what each
// softphone shows after every event, what every call's recording holds, the recordings themselves in all layouts, a
// picture of it all, and a page that explains it.
package replay

import (
	"cmp"
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
	o, err := newOutput(out)
	if err != nil {
		return err
	}
	defer o.discard()
	p.later = &laterSteps{}
	if p.story, err = p.writeSteps(o, source, name); err != nil {
		return err
	}
	a, err := openAudio(source, name, p.story.Header)
	if err != nil {
		return err
	}
	defer a.close()
	var jobs []*job
	if a != nil {
		if jobs, err = p.writeRecordings(o, p.story, a); err != nil {
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

// writeSteps reads the log of a folder, and writes what it says to every event as it comes, so that no step has to be
// kept. Of those that are not told it takes what a report lists.
func (p printer) writeSteps(o *output, source fs.FS, name string) (s *callfiles.Story, err error) {
	err = o.file("", stepsFile, func(w io.Writer) (err error) {
		var failed error // of the file that is written, not of the log
		s, err = p.readStory(source, name, func(s *callfiles.Story, e calllog.Event, o system.Outcome) error {
			if s.Untold() > 0 {
				p.story = s
				p.later.add(s.Count, p, e, o)
			}
			failed = calllog.WriteStep(w, o.Step)
			return failed
		})
		return cmp.Or(failed, err)
	})
	return s, err
}

// readStory reads the log of a folder, and hands out every event. Every error names the file, and the line where there
// is one.
func (p printer) readStory(source fs.FS, name string,
	do func(*callfiles.Story, calllog.Event, system.Outcome) error) (s *callfiles.Story, err error) {
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
	s, err = callfiles.ReadFirst(p.Reader(file, nil), recordings, do)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Join(name, callfiles.Log), err)
	}
	return s, nil
}
