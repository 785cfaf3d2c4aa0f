// Package replay takes a call log, with or without the raw audio of its parties, through the library: what each softphone shows after
// every event, what every call's recording holds, the recordings themselves in all layouts, a picture of it all, and a page that explains it.
package replay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/cases"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// Command is the subcommand. Its exit code is 1 for a log or audio that cannot be replayed.
func Command(say command.Say) command.Sub {
	var in, out string
	return command.Sub{
		Name: "replay", Usage: say("通話を再現し、画面の表示、実際の録音、録音ファイル、報告書を出力する", "replay a call: what the displays show, what is recorded, the recordings, a report"),
		Arguments: say("フォルダーは-inと-outで指定する", "the folders are given with -in and -out"),
		Examples:  []string{"replay", "replay -in my-call -out out"},
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "in", Destination: &in, Usage: say("call.jsonlとWAVファイルのある`folder`（省略時：付属の通話）", "the `folder` with call.jsonl and the WAV files (default: a call that replay carries with it)")},
			&cli.StringFlag{Name: "out", Destination: &out, Value: "out", Usage: say("書き出し先の`folder`", "the `folder` to write to")},
			command.LangFlag(say, ""),
		},
		Do: func(c *command.Call) int {
			name, source := "(a call that replay carries with it)", cases.PlainOnePause()
			if in != "" {
				name, source = in, os.DirFS(in)
			}
			page, err := command.Document()
			if err == nil {
				err = replay(source, name, out, printer{w: c.Out, lang: c.Lang, page: page})
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
	a, err := openAudio(source, name, s.header)
	if err != nil {
		return err
	}
	defer a.close()
	o, err := newOutput(out)
	if err != nil {
		return err
	}
	defer o.discard()
	if err := s.write(o); err != nil {
		return err
	}
	var jobs []*job
	if a != nil {
		if jobs, err = writeRecordings(o, s, a); err != nil {
			return err
		}
	}
	p.story, p.audio = s, a
	if err := writeReport(o, p, jobs); err != nil {
		return err
	}
	files, err := o.commit()
	if err != nil {
		return err
	}
	p.table()
	p.recordings()
	p.ledger()
	p.explanations()
	p.files(out, files)
	return nil
}

const logFile = "call.jsonl"

// A story is a whole log, and what the library says to it.
type story struct {
	header     calllog.Header
	events     []calllog.Event
	outcomes   []system.Outcome
	systems    []system.System // after each event
	recordings []*system.CallRecording
}

// readStory reads a log to its end. Every error names the file, and the line where there is one.
func readStory(source fs.FS, name string) (*story, error) {
	file, err := source.Open(logFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no %s there; expected a folder with a call log", name, logFile)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s, err := tell(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Join(name, logFile), err)
	}
	return s, nil
}

func tell(log io.Reader) (*story, error) {
	r, err := calllog.NewReader(log)
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(r, pause.Policy{})
	if err != nil {
		return nil, err
	}
	s := &story{header: r.Header}
	var recordings system.CallRecordings
	for {
		event, outcome, err := run.Next()
		if err == io.EOF {
			s.recordings = recordings.All()
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if err := recordings.Add(run.System, outcome); err != nil {
			return nil, err
		}
		s.events, s.outcomes, s.systems = append(s.events, event), append(s.outcomes, outcome), append(s.systems, run.System)
	}
}

// until returns where a recording stops to be of use: at its end or the audio's, whichever is earlier, or at the last event where
// there is neither.
func (s *story) until(r *system.CallRecording, a *audio) int64 {
	end, over := r.Timeline.End()
	switch {
	case a != nil && over:
		return min(end, a.samples)
	case a != nil:
		return a.samples
	case over:
		return end
	}
	return s.events[len(s.events)-1].At
}

// startsAtZero checks what a log with audio owes: that position 0 is the first answer. A room has no answer; it may be entered
// earlier, and what was before the audio is in no file.
func (s *story) startsAtZero() error {
	for i, o := range s.outcomes {
		for _, c := range o.Calls {
			switch {
			case c.Step.Cause == pause.Answered && o.Step.At != 0:
				return fmt.Errorf("%s: line %d: %v by %s: at: got %d, expected 0, for there is audio and this is the first answer",
					logFile, s.events[i].Line, s.events[i].Kind, s.events[i].Party, o.Step.At)
			case c.Step.After.Answered():
				return nil
			}
		}
	}
	return nil
}

// write writes steps.jsonl.
func (s *story) write(o *output) error {
	return o.file("", stepsFile, func(w io.Writer) error {
		for _, outcome := range s.outcomes {
			if err := calllog.WriteStep(w, outcome.Step); err != nil {
				return err
			}
		}
		return nil
	})
}
