package main

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// A story is all calls that come from each other. It has one owner, a goroutine that gets everything through one
// channel: what happens by take, audio by hear, and the time by tick, every second.
type story struct {
	name, dir string
	config    live.Config
	limit     system.Limit
	journal   *journal
	// tell is called when something may be said, mostly in the journal's goroutine: confirm the click, beep to
	// Step.Beeps, show Step.Phones, send the events.
	tell func(calllog.StepLine, []notify.Event)

	system   system.System
	past     system.Past // as long as a click can be under way
	log      *calllog.Writer
	file     *logFile
	line     int   // of the last event
	last     int64 // its position
	answered time.Time
	alarmed  map[int]bool // lines of stops
	legs     map[string]*axis.Axis
	refused  map[string][]frame // of each leg
	ends     map[string]int64   // of each leg's latest packet
	calls    []*recorded
	saved    <-chan struct{} // closed when all is on the disk that was given to the journal

	heard func(party string, at int64, payload []byte) // nil but in tests
}

// A recorded is one call's recording, until nothing of it can come any more.
type recorded struct {
	*live.Recording
	files *wav.Files
	call  string
	names []string // of parties by number
	from  int64
	over  bool
	to    int64
}

// A logFile is the file of the story's log. What is new in it goes into the journal, too.
type logFile struct {
	*os.File
	fresh []piece
}

func (f *logFile) WriteAt(p []byte, off int64) (int, error) {
	f.fresh = append(f.fresh, piece{off, string(p)})
	return f.File.WriteAt(p, off)
}

// reader reads the file from its first line on.
func (f *logFile) reader() io.Reader { return io.NewSectionReader(f, 0, math.MaxInt64) }

// begin makes a story of which nothing is known.
func (s *story) begin(h calllog.Header) (err error) {
	s.line, s.alarmed = 1, map[int]bool{}
	s.legs, s.refused, s.ends = map[string]*axis.Axis{}, map[string][]frame{}, map[string]int64{}
	if s.system, err = system.New(h, pause.Policy{}); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(s.dir, "call.jsonl"), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	s.file = &logFile{File: f}
	s.log, err = calllog.NewWriter(s.file, h, 1000)
	return err
}

// introduce adds somebody who was not known when the story began.
func (s *story) introduce(p calllog.Participant) error {
	if err := s.system.Introduce(p); err != nil {
		return err
	}
	return s.log.AddParty(p)
}

// take takes what happens at a position, which is not after now. A click may come after something that happened later.
// Then it counts from there on, and what a stop would have silenced until then is silenced afterwards, in whichever call
// that was.
func (s *story) take(e calllog.Event, now time.Time) error {
	recordings := len(s.calls)
	e.At = min(e.At, s.position(now))
	clicked := e
	e.At = max(e.At, s.last)
	outcome, err := s.apply(e, now)
	for _, missed := range s.past.Missed(clicked, e.At, outcome) {
		_, failed := s.apply(missed, now)
		err = errors.Join(err, failed)
	}
	err = errors.Join(err, s.save(outcome))
	if len(s.calls) > recordings {
		<-s.saved // so that no file holds audio of which the journal does not know
	}
	return err
}

// apply takes an event into the system, the log and the recordings: the three never differ.
func (s *story) apply(e calllog.Event, now time.Time) (system.Outcome, error) {
	e.Line = s.line + 1
	outcome, err := s.system.Apply(e)
	if err != nil {
		return outcome, err // nothing has happened
	}
	s.line, s.last = e.Line, e.At
	s.past.Keep(s.system, e.At, e.At-s.wait())
	tasks := slices.Collect(outcome.Tasks())
	if len(tasks) > 0 && s.answered.IsZero() { // the first answer
		s.answered = now
		err = s.log.Zero(now)
	}
	if s.answered.IsZero() {
		return outcome, s.log.AddAt(now, e) // it rings: the position will follow
	}
	err = errors.Join(err, s.log.Add(e), s.log.Flush(e.At))
	for _, task := range tasks {
		err = errors.Join(err, s.do(task))
	}
	return outcome, err
}

// do has a recording do what it has to do by an event, after it has been made, where it begins.
func (s *story) do(t system.Task) error {
	if t.Begins && t.Step.After.Recorded() {
		config := s.config
		config.Origin = t.At
		files, err := wav.Create(config, s.names(t.Call)...)
		if err != nil {
			return err // the call goes on, and is not recorded
		}
		rec, err := live.New(config, t.Step.After, files.Sinks()...)
		if err != nil {
			return errors.Join(err, files.Close())
		}
		s.calls = append(s.calls, &recorded{Recording: rec, files: files, call: t.Call, from: t.At})
	}
	for _, c := range s.calls {
		if c.call == t.Call && (!c.over || t.Within != nil) {
			if c.names = t.Names; !c.over {
				c.over, c.to = t.Ends, t.At
			}
			return errors.Join(c.Advance(t.At-s.wait()), t.Give(c))
		}
	}
	return nil
}

// save has all that is new written to the disk, and then tells of an outcome, where there is one. It does not wait.
func (s *story) save(o system.Outcome) error {
	r := record{Story: s.name, Answered: s.answered, Log: s.file.fresh, Legs: s.legs}
	r.Calls = map[string]json.RawMessage{}
	s.file.fresh = nil
	for _, c := range s.calls {
		r.Calls[c.call] = c.Journal(nil)
	}
	events, err := s.events(o)
	saved := make(chan struct{})
	s.saved = saved
	return errors.Join(err, s.journal.append(r, func() {
		if o.Step.Line != 0 {
			s.tell(o.Step, events)
		}
		close(saved)
	}))
}

// events returns what others are told of an outcome, the same again after a crash.
func (s *story) events(o system.Outcome) ([]notify.Event, error) {
	if o.Step.Line == 0 {
		return nil, nil
	}
	return s.source().Of(o)
}

func (s *story) source() notify.Story {
	return notify.Story{Source: "https://pbx.example/recordings", Name: s.name, Rate: s.config.Rate, Zero: s.answered}
}

// A frame is a packet of audio, and the time since the answer at which it came.
type frame struct {
	packet  axis.Packet
	payload []byte
	came    time.Duration
}

// hear takes a frame of a party. What the axis refuses waits for a frame that has a position, for two seconds at most,
// and is asked about again: then others may have agreed with it.
func (s *story) hear(party string, f frame) (err error) {
	if s.legs[party] == nil {
		s.legs[party] = &axis.Axis{Rate: s.config.Rate}
	}
	leg := s.legs[party]
	at, refused := leg.At(f.packet, f.came)
	if refused != nil {
		waiting := slices.DeleteFunc(s.refused[party], func(w frame) bool { return f.came-w.came > 2*time.Second })
		s.refused[party] = append(waiting, f)
		return nil
	}
	for _, w := range s.refused[party] {
		if at, refused := leg.At(w.packet, w.came); refused == nil {
			err = errors.Join(err, s.write(party, at, w.payload))
		}
	}
	delete(s.refused, party)
	return errors.Join(err, s.write(party, at, f.payload))
}

// write gives what a party has said to every recording that knows the party, and that leaves out who is stopped, away
// or gone.
func (s *story) write(party string, at int64, payload []byte) (err error) {
	width := s.config.Codec.Width()
	if end := s.ends[party]; at == end+1 { // the slip of a slow clock
		at, payload = end, slices.Concat(payload[:width], payload)
	}
	s.ends[party] = at + int64(len(payload)/width)
	if s.heard != nil {
		s.heard(party, at, payload)
	}
	for _, c := range s.calls {
		if number := slices.Index(c.names, party); number >= 0 {
			err = errors.Join(err, c.Write(pause.Party(number), at, payload))
		}
	}
	return err
}

// tick says how far the story has come. It resumes what has been stopped for too long, and seals what is over.
func (s *story) tick(now int64) (err error) {
	for _, c := range s.calls {
		if !c.over {
			err = errors.Join(err, c.Advance(now-s.wait()))
		}
	}
	for _, stop := range s.system.Stops() {
		if s.limit.AlarmAt(stop) <= now && !s.alarmed[stop.Line] {
			s.alarmed[stop.Line] = true
			alarm, failed := s.source().Alarm(s.limit, stop)
			err = errors.Join(err, failed)
			s.tell(calllog.StepLine{}, []notify.Event{alarm})
		}
		if e, ok := s.limit.Event(stop); ok && e.At <= now {
			err = errors.Join(err, s.take(e, s.time(now)))
		}
	}
	err = errors.Join(err, s.save(system.Outcome{}))
	s.calls = slices.DeleteFunc(s.calls, func(c *recorded) bool {
		if !c.over || now < c.to+s.wait() {
			return false
		}
		failed := s.seal(c)
		err = errors.Join(err, failed)
		return failed == nil
	})
	return err
}

// seal completes a recording of which nothing can come any more. What waits for the disk can be another goroutine's.
func (s *story) seal(c *recorded) error {
	if err := c.Close(c.to); err != nil {
		return err
	}
	if err := c.files.Close(); err != nil {
		return err
	}
	options := manifest.Options{Call: c.call, Start: s.time(c.from), Tone: recording.DefaultTone()}
	for i, tracks := range s.config.Layout.Files() {
		options.Files = append(options.Files, manifest.File{Name: filepath.Base(s.names(c.call)[i]), Tracks: tracks})
	}
	m, err := c.Manifest(options, c.names...)
	if err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.dir, c.call+".json"), text, 0o644)
}

// restore goes on with a story after a crash, from its records. The log's file is made anew, for it may hold what
// nobody was told, and the recordings do not know.
func (s *story) restore(h calllog.Header, records []record) error {
	if err := s.begin(h); err != nil {
		return err
	}
	journals := map[string][]byte{}
	for _, r := range records {
		s.answered = r.Answered
		for _, p := range r.Log {
			if _, err := s.file.WriteAt([]byte(p.Text), p.Offset); err != nil {
				return err
			}
		}
		for call, line := range r.Calls {
			journals[call] = append(append(journals[call], line...), '\n')
		}
		maps.Copy(s.legs, r.Legs)
	}
	if len(records) == 0 {
		return s.forget(nil)
	}
	s.file.fresh = nil // the journal has it
	if err := s.replay(); err != nil {
		return err
	}
	var err error
	if s.log, err = calllog.Resume(s.file, s.file.reader()); err != nil {
		return err
	}
	for _, c := range s.calls {
		if c.files, err = wav.Restore(s.config, s.names(c.call)...); err != nil {
			return err
		}
		c.Recording, err = live.Restore(s.config, journals[c.call], c.files.Sizes(), c.files.Sinks()...)
		if err != nil {
			return err
		}
	}
	return errors.Join(s.save(system.Outcome{}), s.forget(slices.Collect(maps.Keys(journals))))
}

// replay takes the log again. Who was told may be told twice, by the same IDs.
func (s *story) replay() error {
	log, err := calllog.NewReader(s.file.reader())
	if err != nil {
		return err
	}
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		return err
	}
	for {
		e, outcome, err := run.Next()
		if err == io.EOF {
			s.system = run.System
			return nil
		} else if err != nil {
			return err
		}
		s.line, s.last = e.Line, e.At
		s.past.Keep(run.System, e.At, e.At-s.wait())
		for t := range outcome.Tasks() {
			if t.Begins && t.Step.After.Recorded() {
				s.calls = append(s.calls, &recorded{call: t.Call, from: t.At})
			}
			for _, c := range s.calls {
				if c.call == t.Call && !c.over {
					c.names, c.over, c.to = t.Names, t.Ends, t.At
				}
			}
		}
		events, err := s.events(outcome)
		if err != nil {
			return err
		}
		s.tell(outcome.Step, events)
	}
}

// forget deletes the files of a call that the journal does not know: nobody was told of it, and they are empty.
func (s *story) forget(known []string) error {
	files, err := filepath.Glob(filepath.Join(s.dir, "*.wav"))
	for _, name := range files {
		if !slices.ContainsFunc(known, func(call string) bool { return slices.Contains(s.names(call), name) }) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// time returns the time of day at a position.
func (s *story) time(at int64) time.Time { return s.answered.Add(s.config.Rate.Duration(at)) }

// position returns the position at a time of day, 0 before the answer.
func (s *story) position(at time.Time) int64 {
	if s.answered.IsZero() {
		return 0
	}
	return s.config.Rate.Samples(at.Sub(s.answered))
}

// wait is how long a frame or a click may be under way.
func (s *story) wait() int64 { return s.config.Rate.Samples(s.config.HoldBack) }

// names returns the files of a call.
func (s *story) names(call string) []string {
	if s.config.Layout == recording.Split {
		return []string{filepath.Join(s.dir, call+"-operator.wav"), filepath.Join(s.dir, call+"-counterpart.wav")}
	}
	return []string{filepath.Join(s.dir, call+".wav")}
}
