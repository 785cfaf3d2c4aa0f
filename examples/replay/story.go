package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

const logFile = "call.jsonl"

// A story is a whole log, and what the library says to it.
type story struct {
	header     calllog.Header
	events     []calllog.Event
	outcomes   []model.Outcome
	recordings []*model.Recording
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
	system, err := model.New(r.Header, pause.Policy{})
	if err != nil {
		return nil, err
	}
	s := &story{header: r.Header}
	var recordings model.Recordings
	for {
		event, err := r.Next()
		if err == io.EOF {
			s.recordings = recordings.All()
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		var outcome model.Outcome
		if system, outcome, err = system.Next(event); err != nil {
			return nil, err
		}
		if err := recordings.Add(system, outcome); err != nil {
			return nil, err
		}
		s.events, s.outcomes = append(s.events, event), append(s.outcomes, outcome)
	}
}

// write writes steps.jsonl.
func (s *story) write(o *output) error {
	return o.file("steps.jsonl", func(w io.Writer) error {
		for _, outcome := range s.outcomes {
			if err := calllog.WriteStep(w, outcome.Step); err != nil {
				return err
			}
		}
		return nil
	})
}
