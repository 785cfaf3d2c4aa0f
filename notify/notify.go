// Package notify says what happens to recordings as events for webhooks and buses: CloudEvents 1.0 in their JSON
// format, with a schema and a page, docs/events.md. It sends nothing; an event is a value, made from what system
// answers.
package notify

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// A Type is what an event is about. There is no zero one.
type Type uint8

// The types of events. Those of a recording are of a call that is recorded by setting.
const (
	RecordingStarted Type = 1 + iota // the call is answered
	RecordingStopped                 // somebody is silenced who was not
	RecordingResumed                 // somebody's silence ends, and nobody's begins
	RecordingParties                 // somebody joined or left, and nobody's silence begins or ends
	RecordingEnded                   // the call is over
	BeepSounded                      // in the call, whether it is recorded or not
	MismatchOpened                   // a softphone shows otherwise than what happens
	MismatchClosed
	PauseAlarm // a stop is going to be due
	PauseDue   // it has lasted as long as it may
)

//enum:text event type
var typeNames = [...]string{"none",
	RecordingStarted: "io.github.recpause.recording.started",
	RecordingStopped: "io.github.recpause.recording.stopped",
	RecordingResumed: "io.github.recpause.recording.resumed",
	RecordingParties: "io.github.recpause.recording.parties",
	RecordingEnded:   "io.github.recpause.recording.ended",
	BeepSounded:      "io.github.recpause.beep.sounded",
	MismatchOpened:   "io.github.recpause.mismatch.opened",
	MismatchClosed:   "io.github.recpause.mismatch.closed",
	PauseAlarm:       "io.github.recpause.pause.alarm",
	PauseDue:         "io.github.recpause.pause.due",
}

// dataSchema is where the data's schema is; the version in it counts incompatible changes.
const dataSchema = "https://github.com/recpause/recpause/blob/main/notify/events.schema.json#v1"

// An Event is a CloudEvent. ID and Source name it: what comes twice with the same two is one event.
type Event struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`
	Source          string    `json:"source"`
	Type            Type      `json:"type"`
	Subject         string    `json:"subject,omitempty"` // the call
	Time            time.Time `json:"time,omitzero"`
	DataContentType string    `json:"datacontenttype"`
	DataSchema      string    `json:"dataschema"`
	PartitionKey    string    `json:"partitionkey"`       // the story, so that its events stay in their order
	Sequence        string    `json:"sequence,omitempty"` // in the story, as text; a timer's has none
	Data            Data      `json:"data"`
}

// Data is what has happened, by an event of the log. It holds names, and neither a digit nor audio.
type Data struct {
	Story      string               `json:"story"`
	Call       string               `json:"call"`
	Line       int                  `json:"line"` // of the log
	At         int64                `json:"at"`   // in samples
	SampleRate recording.Rate       `json:"sample_rate"`
	Event      calllog.Kind         `json:"event,omitzero"`
	Party      string               `json:"party"` // who acted in it
	Cause      pause.Cause          `json:"cause,omitzero"`
	Parties    calllog.List[string] `json:"parties,omitempty"` // who is in the call
	Recording  *calllog.CallView    `json:"recording,omitempty"`
	Beep       *calllog.BeepView    `json:"beep,omitempty"`
	Mismatch   *calllog.Mismatch    `json:"mismatch,omitempty"`
	Stop       *Stop                `json:"stop,omitempty"`
}

// A Stop is one that lasts, by positions: Line and Party of the data are those that began it.
type Stop struct {
	Since int64 `json:"since"`
	Due   int64 `json:"due"`
}

// A Story is where events come from: all calls of one log.
type Story struct {
	Source string         // of all stories of a PBX: a URI, or a reference to one
	Name   string         // no other story of the source is called so
	Rate   recording.Rate // of positions
	Zero   time.Time      // of position 0; without it events have no time
}

// Of returns the events of an outcome in their order. The same log gives the same events, with the same IDs, whether it
// is live or replayed; for that each event that the system is given has to have its Line, 2 for the first one. The
// error is a *calllog.Error for an outcome without one, or for a story that can name no event.
func (s Story) Of(o system.Outcome) ([]Event, error) {
	if err := s.check(o.Step.Line); err != nil {
		return nil, err
	}
	b := builder{story: s, step: &o.Step}
	for t := range o.Tasks() {
		b.recording(t)
	}
	for _, beep := range o.Step.Beeps {
		b.add(BeepSounded, beep.Call).Beep = &beep
	}
	for _, m := range o.Closed {
		b.add(MismatchClosed, m.Call).Mismatch = &m
	}
	for _, m := range o.Opened {
		b.add(MismatchOpened, m.Call).Mismatch = &m
	}
	return b.events, nil
}

// Alarm returns the event of a stop that is going to be due, for when the limit's alarm is. It is the same event
// however often it is asked for. The error is a *calllog.Error, as of Of, or where the limit has no such moment.
func (s Story) Alarm(l system.Limit, stop system.Stop) (Event, error) {
	return s.lasting(PauseAlarm, stop, l.AlarmAt(stop), l.DueAt(stop))
}

// Due returns the event of a stop that has lasted as long as it may. Its errors are those of Alarm.
func (s Story) Due(l system.Limit, stop system.Stop) (Event, error) {
	return s.lasting(PauseDue, stop, l.DueAt(stop), l.DueAt(stop))
}

func (s Story) lasting(is Type, stop system.Stop, at, due int64) (Event, error) {
	if err := s.check(stop.Line); err != nil {
		return Event{}, err
	}
	if at == system.Never {
		return Event{}, &calllog.Error{Line: stop.Line, Party: stop.Party, Field: "at", Got: "never",
			Want: "a limit by which the stop is due"}
	}
	_, what, _ := strings.Cut(is.String(), ".pause.")
	party := fnv.New32a() // several stops may begin with one line
	_, _ = party.Write([]byte(stop.Party))
	e := s.event(is, stop.Call, stop.Line, fmt.Sprintf("%s-%08x", what, party.Sum32()), at)
	e.Data.Party, e.Data.Stop = stop.Party, &Stop{Since: stop.Since, Due: due}
	return e, nil
}

func (s Story) check(line int) error {
	fail := func(field, got, want string) error {
		return &calllog.Error{Line: line, Field: field, Got: got, Want: want}
	}
	switch {
	case line < 1:
		return fail("line", strconv.Itoa(line), "the event's line in the log")
	case s.Source == "" || strings.IndexFunc(s.Source, notInURI) >= 0:
		return fail("source", strconv.Quote(s.Source), "a reference to a URI")
	case s.Name == "":
		return fail("story", "none", "the story's name")
	case s.Rate < 1:
		return fail("sample_rate", strconv.FormatInt(int64(s.Rate), 10), "samples a second")
	}
	return nil
}

// notInURI reports whether a character stands in no URI.
func notInURI(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune("\"<>\\^`{|}", r)
}

// A builder makes the events of one outcome.
type builder struct {
	story  Story
	step   *calllog.StepLine
	events []Event
}

// recording adds the event of what a recording has to do.
func (b *builder) recording(t system.Task) {
	is := typeOf(t)
	if is == 0 {
		return
	}
	data := b.add(is, t.Call)
	data.Cause = t.Step.Cause
	call := t.Step.After
	if is == RecordingEnded {
		data.Parties = namesOf(t.Step.Before.Members(), t.Names)
		return
	}
	data.Parties = namesOf(call.Members(), t.Names)
	data.Recording = &calllog.CallView{Recording: call.State(), StoppedBy: namesOf(call.StoppedBy(), t.Names),
		Silenced: namesOf(call.Silenced(), t.Names)}
}

// typeOf returns what a task is to somebody who follows recordings, 0 for nothing.
func typeOf(t system.Task) Type {
	before, after := t.Step.Before, t.Step.After
	switch {
	case t.Step.Cause == 0 || !before.Recorded(): // a call that is over is not recorded any more
		return 0
	case t.Begins:
		return RecordingStarted
	case t.Ends:
		return RecordingEnded
	case after.Silenced()&^before.Silenced() != 0:
		return RecordingStopped
	case after.Silenced() != before.Silenced():
		return RecordingResumed
	case after.Members() != before.Members():
		return RecordingParties
	}
	return 0
}

// namesOf returns names of parties by their number.
func namesOf(set pause.Parties, names []string) (list calllog.List[string]) {
	for p := range set.All() {
		list = append(list, names[p])
	}
	return list
}

// add adds an event about a call, and returns its data for what else there is to say.
func (b *builder) add(is Type, call string) *Data {
	n := len(b.events)
	e := b.story.event(is, call, b.step.Line, strconv.Itoa(n), b.step.At)
	e.Sequence = fmt.Sprintf("%010d.%03d", b.step.Line, n)
	e.Data.Event, e.Data.Party = b.step.Event, b.step.Party
	b.events = append(b.events, e)
	return &b.events[n].Data
}

// event returns what all events have.
func (s Story) event(is Type, call string, line int, name string, at int64) Event {
	story := text(s.Name)
	e := Event{SpecVersion: "1.0", ID: fmt.Sprintf("%s/%d/%s", story, line, name), Source: s.Source, Type: is,
		Subject: text(call), DataContentType: "application/json", DataSchema: dataSchema, PartitionKey: story,
		Data: Data{Story: s.Name, Call: call, Line: line, At: at, SampleRate: s.Rate}}
	if !s.Zero.IsZero() {
		e.Time = s.Zero.Add(s.Rate.Duration(at)).UTC()
	}
	return e
}

// text returns a name as an attribute can have it: control characters, what is no character and what is not UTF-8 as
// %XX, and so % too.
func text(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		broken := r == utf8.RuneError && n == 1
		if broken || r == '%' || r < 0x20 || r >= 0x7F && r < 0xA0 || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r < 0xFDF0 {
			for _, c := range []byte(name[:n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(name[:n])
		}
		name = name[n:]
	}
	return b.String()
}
