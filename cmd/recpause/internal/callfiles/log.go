// Package callfiles reads and writes the files of a call: its log, with all that the library says to it, and its
// recordings.
package callfiles

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"math"
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

// A Story is a log and what the library says to it. What led to what is told of the first events only, so that a log
// may have any number of them.
type Story struct {
	Header     calllog.Header
	Recordings []*system.CallRecording // in the order in which the calls were answered
	Calls      int                     // how many were: all of them have a recording, unless only the first were asked for
	Ledger     Ledger                  // the false displays of the whole log
	Began      *calllog.Event          // the one by which the first recording began, nil for none
	Answered   bool                    // that was an answer, and not a room
	Count      int                     // of all events
	End        int64                   // the position of the last one

	Events   []calllog.Event // those that are told
	Outcomes []system.Outcome
	Systems  []system.System // after each of them
	Told     int64           // where what is told ends: at the first event that is not, else at the last one
	views    int             // of phones and calls, after all events
}

// What is told of a log: so many events, and no more of what phones and calls are after them.
const (
	mostEvents = 1000
	mostViews  = 30_000
)

// mostOfAll is how many phones and calls there are in all after the events of a log that is told: as many lines as
// 2,000 events of 2,000 softphones have make a file of 1.2 GB.
const mostOfAll = 8_000_000

// tellable returns the error of a log that is more than can be told.
func (s *Story) tellable() error {
	if s.views <= mostOfAll {
		return nil
	}
	return command.Problem("できごとごとのソフトフォンと通話の状態が、合わせて%d件を超えます。ログを分けてください",
		"after its events there are more than %d softphones and calls in all; make several logs of it", mostOfAll)
}

// Untold returns how many events are not told.
func (s *Story) Untold() int { return s.Count - len(s.Events) }

// Open reads the log of a name. Every error names the file, and the line where there is one.
func Open(name string) (*Story, error) { return open(name, Read) }

func open(name string, read func(io.Reader) (*Story, error)) (*Story, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// Read reads a log to its end.
func Read(log io.Reader) (*Story, error) {
	return ReadFirst(log, math.MaxInt, func(*Story, calllog.Event, system.Outcome) error { return nil })
}

// ReadFirst reads a log to its end, and keeps the recordings of so many calls, those that were answered first. Every
// event is handed out with what it led to, and with the story up to it: its header is there, and whether the event is
// told is settled.
func ReadFirst(log io.Reader, most int, do func(*Story, calllog.Event, system.Outcome) error) (*Story, error) {
	s := &Story{}
	return s, s.read(log, func(string) bool { return s.Calls <= most },
		func(e calllog.Event, o system.Outcome, after system.System) error {
			s.take(e, o, after)
			if err := s.tellable(); err != nil {
				return err
			}
			return do(s, e, o)
		})
}

// ReadCalls reads a log to its end, and keeps the recordings of the calls that are wanted, each of which is asked for
// as it begins, and nothing of what led to what: a log may have any number of others.
func ReadCalls(log io.Reader, wanted func(call string) bool) (*Story, error) {
	s := &Story{}
	return s, s.read(log, wanted, func(e calllog.Event, _ system.Outcome, _ system.System) error {
		s.count(e)
		return nil
	})
}

// read reads a log to its end, keeps the recordings of the calls that are wanted, and takes in every event.
func (s *Story) read(log io.Reader, wanted func(call string) bool,
	take func(calllog.Event, system.Outcome, system.System) error) error {
	r, err := calllog.NewReader(log)
	if err != nil {
		return err
	}
	run, err := system.NewRun(r, pause.Policy{})
	if err != nil {
		return err
	}
	s.Header = r.Header
	recordings := system.CallRecordings{}
	for {
		event, outcome, err := run.Next()
		if err == nil {
			err = take(event, outcome, run.System)
		}
		if err == nil {
			err = recordings.Add(s.among(wanted, outcome))
		}
		switch {
		case err == io.EOF:
			s.Recordings = recordings.All()
			return nil
		case err != nil:
			return err
		}
	}
}

// among counts the calls that begin with an outcome, and returns it without those that are not wanted: of a call that
// did not begin nobody keeps what follows.
func (s *Story) among(wanted func(call string) bool, o system.Outcome) system.Outcome {
	for t := range o.Tasks() {
		if !t.Begins {
			continue
		}
		if s.Calls++; !wanted(t.Call) {
			o.Calls = slices.DeleteFunc(slices.Clone(o.Calls), func(c system.CallStep) bool { return c.Call == t.Call })
		}
	}
	return o
}

// take takes in an event: what is kept of every one, and what it led to where it is told.
func (s *Story) take(e calllog.Event, o system.Outcome, after system.System) {
	here := s.Untold() == 0
	if here {
		s.Told = e.At
	}
	s.views += len(o.Step.Phones) + len(o.Step.Calls)
	told := here && (s.Count == 0 || s.Count < mostEvents && s.views <= mostViews)
	if told {
		s.Events, s.Outcomes, s.Systems = append(s.Events, e), append(s.Outcomes, o), append(s.Systems, after)
	}
	s.count(e)
	s.Ledger.add(o, told)
	for _, c := range o.Calls {
		if s.Began == nil && c.Step.After.Answered() {
			s.Began, s.Answered = &e, c.Step.Cause == pause.Answered
		}
	}
}

// count takes in of an event no more than that it is there, and where.
func (s *Story) count(e calllog.Event) {
	s.Count++
	s.End = e.At
}

// A Ledger is the false displays of a log in the order in which they began.
type Ledger struct {
	List  []FalseDisplay // those that began with an event that is told
	Count int            // of all

	open map[string]int // where in the list that of a party is, which is false now
}

// A FalseDisplay is a mismatch from the event that made it so up to the one that made the display true again.
type FalseDisplay struct {
	calllog.Mismatch
	Until *calllog.Opening // nil where the log ends first
}

func (l *Ledger) add(o system.Outcome, told bool) {
	for _, closed := range o.Closed {
		if i, listed := l.open[closed.Party]; listed {
			e := o.Step
			l.List[i].Until = &calllog.Opening{Line: e.Line, At: e.At, Event: e.Event,
				Party: e.Party, Support: e.Support}
			delete(l.open, closed.Party)
		}
	}
	for _, opened := range o.Opened {
		l.Count++
		if !told {
			continue
		}
		if l.open == nil {
			l.open = map[string]int{}
		}
		l.open[opened.Party] = len(l.List)
		l.List = append(l.List, FalseDisplay{Mismatch: opened})
	}
}

// Unlisted returns how many of them began with an event that is not told.
func (l Ledger) Unlisted() int { return l.Count - len(l.List) }

// LedgerOf returns the ledger of some outcomes, all of which are told.
func LedgerOf(outcomes []system.Outcome) (l Ledger) {
	for _, o := range outcomes {
		l.add(o, true)
	}
	return l
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
	found := false
	s, err := open(name, func(log io.Reader) (*Story, error) {
		return ReadCalls(log, func(call string) bool {
			wanted := !found && (id == "" || call == id)
			found = found || wanted
			return wanted
		})
	})
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
