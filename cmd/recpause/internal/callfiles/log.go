// Package callfiles reads and writes the files of a call: its log, with all that the library says to it, and its
// recordings.
package callfiles

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// Log is the name of a call's log in its folder.
const Log = "call.jsonl"

//go:embed plain-one-pause
var files embed.FS

// PlainOnePause returns the folder of a real call between two SIP telephones, in which an operator stops the recording
// over a card number: the log, the raw audio of both, and where each utterance lies.
func PlainOnePause() fs.FS {
	sub, err := fs.Sub(files, "plain-one-pause")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Parties returns the names of a log's softphones, and of its other telephones.
func Parties(h calllog.Header) (softphones, others []string) {
	for _, p := range h.Parties {
		if p.Softphone {
			softphones = append(softphones, p.ID)
		} else {
			others = append(others, p.ID)
		}
	}
	return softphones, others
}

// A Story is a whole log, and what the library says to it.
type Story struct {
	Header     calllog.Header
	Events     []calllog.Event
	Outcomes   []system.Outcome
	Systems    []system.System         // after each event
	Recordings []*system.CallRecording // in the order in which the calls were answered
}

// Open reads the log of a name. Every error names the file, and the line where there is one.
func Open(name string) (*Story, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s, err := Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// Read reads a log to its end.
func Read(log io.Reader) (*Story, error) {
	r, err := calllog.NewReader(log)
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(r, pause.Policy{})
	if err != nil {
		return nil, err
	}
	s := &Story{Header: r.Header}
	var recordings system.CallRecordings
	for {
		event, outcome, err := run.Next()
		if err == io.EOF {
			s.Recordings = recordings.All()
			return s, nil
		}
		if err == nil {
			err = recordings.Add(outcome)
		}
		if err != nil {
			return nil, err
		}
		s.Events, s.Outcomes, s.Systems = append(s.Events, event), append(s.Outcomes, outcome),
			append(s.Systems, run.System)
	}
}

// A FalseDisplay is a mismatch from the event that made it so up to the one that made the display true again.
type FalseDisplay struct {
	calllog.Mismatch
	Until *calllog.StepLine // nil where the log ends first
}

// FalseDisplays returns the false displays of a log in the order in which they began.
func FalseDisplays(outcomes []system.Outcome) (list []FalseDisplay) {
	for i := range outcomes {
		o := &outcomes[i]
		for _, closed := range o.Closed {
			at := slices.IndexFunc(list, func(d FalseDisplay) bool { return d.Until == nil && d.Party == closed.Party })
			list[at].Until = &o.Step
		}
		for _, opened := range o.Opened {
			list = append(list, FalseDisplay{Mismatch: opened})
		}
	}
	return list
}

// Span returns where the display is false, in a log that ends at a position.
func (d FalseDisplay) Span(end int64) recording.Span {
	if d.Until != nil {
		end = d.Until.At
	}
	return recording.Span{From: d.Opened.At, To: end}
}

// A Call is one call of a log, with its recording.
type Call struct {
	*system.CallRecording
	*Story
}

// OpenCall reads a log for the call with an id, or for the first one that was answered where the id is "".
func OpenCall(name, id string) (Call, error) {
	s, err := Open(name)
	if err != nil {
		return Call{}, err
	}
	r, err := s.find(id)
	if err != nil {
		return Call{}, fmt.Errorf("%s: %w", name, err)
	}
	return Call{r, s}, nil
}

func (s *Story) find(id string) (*system.CallRecording, error) {
	i := slices.IndexFunc(s.Recordings, func(r *system.CallRecording) bool { return id == "" || r.Call == id })
	switch {
	case i >= 0:
		return s.Recordings[i], nil
	case id == "":
		return nil, command.Problem("応答のあった通話がありません", "no call in it was answered")
	}
	return nil, command.Problem("応答のあった通話の中に「%s」はありません", "no answered call in it has the id %q", id)
}
