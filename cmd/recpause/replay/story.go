package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

const logFile = "call.jsonl"

// A story is a whole log, and what the library says to it.
type story struct {
	header     calllog.Header
	events     []calllog.Event
	outcomes   []system.Outcome
	systems    []system.System // after each event
	recordings []*system.Recording
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
	var recordings system.Recordings
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
func (s *story) until(r *system.Recording, a *audio) int64 {
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
