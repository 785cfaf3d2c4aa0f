package live

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"reflect"
	"slices"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A JournalError reports a journal of which nothing was restored.
type JournalError struct {
	line    int // from 1 on, 0 for the whole
	problem string
}

func (e *JournalError) Error() string {
	if e.line == 0 {
		return "live: journal: " + e.problem
	}
	return fmt.Sprintf("live: journal: line %d: %s", e.line, e.problem)
}

// A record is a line of the journal: what is new since the record before, or with a beginning all that there is. The
// schema is journal.schema.json.
type record struct {
	Line     int           `json:"line"` // 0 with a beginning
	Begin    *beginning    `json:"begin,omitempty"`
	Events   []event       `json:"events,omitempty"`
	Received int64         `json:"received"`
	Sinks    []storedSink  `json:"sinks"`
	Voices   []storedVoice `json:"voices,omitempty"`
	Notes    []Note        `json:"notes,omitempty"`
	Closed   bool          `json:"closed,omitempty"`
}

// A beginning is what never changes in a recording.
type beginning struct {
	Format    string     `json:"format"`
	Config    settings   `json:"config"`
	Stream    bool       `json:"stream"`
	Origin    int64      `json:"origin"`
	Memory    int64      `json:"memory"` // in samples: a restored recording may have another one
	Start     pause.Call `json:"start"`
	StateLost bool       `json:"state_lost,omitempty"`
}

const journalFormat = "recpause-journal/1"

// settings are what of a Config decides what the sinks hold; of the tone only what tells it from another. Lengths are
// not among them: a recording goes on under others.
type settings struct {
	Rate   recording.Rate   `json:"rate"`
	Codec  recording.Codec  `json:"codec"`
	Layout recording.Layout `json:"layout"`
	Guard  recording.Guard  `json:"guard"`
	Tone   string           `json:"tone"`
}

func (c Config) settings() settings {
	return settings{Rate: c.Rate, Codec: c.Codec, Layout: c.Layout, Guard: c.Guard, Tone: toneOf(c.Tone)}
}

// toneOf tells a tone from another one.
func toneOf(tone []int16) string {
	pcm := make([]byte, 2*len(tone))
	recording.PCM16.Encode(pcm, tone)
	return fmt.Sprintf("%d samples %08x", len(tone), crc32.ChecksumIEEE(pcm))
}

// differs returns a field in which other settings differ from these, "" for none, and what both have there.
func (s settings) differs(from settings) (field string, was, is any) {
	switch {
	case s.Rate != from.Rate:
		return "rate", int64(s.Rate), int64(from.Rate)
	case s.Codec != from.Codec:
		return "codec", s.Codec, from.Codec
	case s.Layout != from.Layout:
		return "layout", s.Layout, from.Layout
	case s.Guard != from.Guard:
		return "guard", s.Guard, from.Guard
	case s.Tone != from.Tone:
		return "tone", s.Tone, from.Tone
	}
	return "", nil, nil
}

// A storedSink is how far a sink is, by how many samples failed writes may have gone beyond that, and what has yet to
// be taken out of it or put into it. What has been put into it after it had been written, and what restored recordings
// have taken out, comes to what the records before say.
type storedSink struct {
	Released  int64           `json:"released"`
	Unsure    int64           `json:"unsure,omitempty"`
	Wipe      recording.Spans `json:"wipe,omitempty"`
	Due       recording.Spans `json:"due,omitempty"`
	Corrected recording.Spans `json:"corrected,omitempty"`
	Doubtful  recording.Spans `json:"doubtful,omitempty"` // see doubt
}

// A storedVoice is what came of a party, and how many samples of it too late in all.
type storedVoice struct {
	Party    pause.Party     `json:"party"`
	Received recording.Spans `json:"received,omitempty"`
	Late     int64           `json:"late,omitempty"`
}

// An event is what happened at a position: a step, a stop span, or a change of who is away. A step is what was asked,
// and who is silenced by it. The call that it was asked of is there only where it is not the one that the step before
// led to.
type event struct {
	At int64 `json:"at"`
	request
	Before     *pause.Call         `json:"before,omitempty"`
	After      *pause.Call         `json:"after,omitempty"` // where it is not what was asked, by a vendor's changes
	Silenced   pause.Parties       `json:"silenced,omitzero"`
	StopWithin *recording.StopSpan `json:"stop_within,omitempty"`
	Away       *pause.Parties      `json:"away,omitempty"`
}

// A request is what was asked of a call, by the names that a step's JSON has.
type request struct {
	Cause   pause.Cause    `json:"cause,omitzero"`
	By      *pause.Party   `json:"by,omitempty"`
	Target  *pause.Party   `json:"target,omitempty"`
	Others  *pause.Parties `json:"others,omitempty"`
	Stopped *pause.Parties `json:"stopped,omitempty"`
}

// stepEvent returns the event of a step that is asked of a call.
func stepEvent(at int64, s pause.Step, call pause.Call) event {
	e := event{At: at, Silenced: s.After.Silenced()}
	text, _ := json.Marshal(s)           // these are the step's own fields,
	_ = json.Unmarshal(text, &e.request) // so neither can fail
	if s.Before != call {
		e.Before = &s.Before
	}
	if again, err := e.step(call); err != nil || again.After != s.After {
		e.After = &s.After
	}
	return e
}

// step is the step that was noted, of a call.
func (e event) step(call pause.Call) (pause.Step, error) {
	step, err := e.ask(call)
	if err == nil && e.After != nil {
		step.After = *e.After
	}
	return step, err
}

// ask asks the same again of a call.
func (e event) ask(call pause.Call) (pause.Step, error) {
	if e.Before != nil {
		call = *e.Before
	}
	by, target, others, stopped := value(e.By), value(e.Target), value(e.Others), value(e.Stopped)
	switch e.Cause {
	case pause.Stopped:
		return call.Stop(by)
	case pause.Resumed:
		return call.Resume(by)
	case pause.TimedOut:
		return call.TimeOut(by)
	case pause.ForcedStop, pause.ForcedResume:
		return call.Force(by, e.Cause.Verb())
	case pause.Answered:
		return call.Answer(), nil
	case pause.Joined:
		return call.Join(by)
	case pause.Left:
		return call.Leave(by)
	case pause.Parked:
		return call.Park(by)
	case pause.Completed:
		return call.Complete(by, target, others)
	case pause.Cancelled:
		return call.Cancel(by)
	case pause.Transferred:
		return call.Transfer(by, target, others, stopped)
	case pause.Merged:
		return call.Merge(others, stopped)
	case pause.Ended:
		return call.End(), nil
	}
	return pause.Step{}, errors.New("nothing has happened")
}

// value returns what a field says that may be missing.
func value[T any](field *T) (v T) {
	if field != nil {
		v = *field
	}
	return v
}

// A mark is how much of a recording is in its journal.
type mark struct {
	lines  int // since the recording was made or restored, or since the journal was begun anew
	events int
	notes  int
	last   Note // the last of the notes, which may have become longer since
}

// Journal appends a line to dst that says what is new since the last call: JSON and a newline, a few hundred bytes a
// step. The first one begins the journal. All lines, one behind the other, are what Restore needs, and the audio in
// memory is not among it. Call it when the recording has been made or restored and after every step, before that is
// confirmed; and after Close. It may be called at any other time, so that less is unknown after a crash.
//
// Who cannot append the whole line, because a disk is full, appends what Compact returns later on.
func (r *Recording) Journal(dst []byte) []byte { return r.journal(dst, r.mark.lines == 0) }

// Compact appends a line that begins the journal anew: it says all that there is, what came before it counts no more,
// and Journal goes on from it. It may be appended to the journal, also behind half a line, or take its place.
func (r *Recording) Compact(dst []byte) []byte { return r.journal(dst, true) }

func (r *Recording) journal(dst []byte, anew bool) []byte {
	if r.timeline == nil {
		return dst
	}
	if anew && (r.mark.lines > 0 || r.restored) {
		dst = append(dst, '\n') // there may be half a line
	}
	line, _ := json.Marshal(r.record(anew)) // which cannot fail, for all of it is plain
	r.mark = mark{lines: r.mark.lines + 1, events: len(r.events), notes: len(r.notes)}
	if len(r.notes) > 0 {
		r.mark.last = r.notes[len(r.notes)-1]
	}
	return append(append(dst, line...), '\n')
}

// record returns what is new since the last one, or all that there is.
func (r *Recording) record(anew bool) record {
	if anew {
		r.mark = mark{}
	}
	now := record{Line: r.mark.lines, Received: r.received, Closed: r.closed}
	if anew {
		now.Begin = &beginning{Format: journalFormat, Config: r.config.settings(), Stream: r.streams,
			Origin: r.timeline.Origin(), Memory: r.memory, Start: r.start, StateLost: r.stateLost}
	}
	now.Events, now.Notes = r.events[r.mark.events:], r.newNotes()
	for i := range r.sinks {
		k := &r.sinks[i]
		stored := storedSink{Released: k.written, Unsure: max(0, k.tried-k.written), Wipe: k.wipes, Due: k.corrections}
		if stored.Corrected = k.corrected.since(anew); anew {
			stored.Doubtful = k.doubtful
		}
		now.Sinks = append(now.Sinks, stored)
	}
	for p, ring := range r.rings {
		if ring == nil {
			continue
		}
		if received := ring.received.since(anew); len(received) > 0 || ring.late > ring.lateStored || anew {
			now.Voices = append(now.Voices, storedVoice{pause.Party(p), received, ring.late})
			ring.lateStored = ring.late
		}
	}
	return now
}

// newNotes returns the notes that are not in the journal, and the last one that is if it has become longer.
func (r *Recording) newNotes() []Note {
	from := r.mark.notes
	if from > 0 && r.notes[from-1] != r.mark.last {
		from--
	}
	return r.notes[from:]
}

// nothing is a growing set without a sample.
var nothing = growing{from: math.MaxInt64}

// A growing set of samples knows from where on it may have grown since it was last asked.
type growing struct {
	recording.Spans
	from int64
}

func (g *growing) Add(s recording.Span) {
	g.from = min(g.from, s.From)
	g.Spans.Add(s)
}

// since returns what is new in the set since it was last asked, and maybe more; or all of it.
func (g *growing) since(all bool) recording.Spans {
	i := 0
	if !all {
		i, _ = slices.BinarySearchFunc(g.Spans, g.from, func(s recording.Span, at int64) int {
			return cmp.Compare(s.To, at)
		})
	}
	spans := slices.Clone(g.Spans[i:])
	if len(spans) > 0 && !all {
		spans[0].From = max(spans[0].From, g.from)
	}
	g.from = math.MaxInt64
	return spans
}

// records is the reader of a line.
var records = strictjson.New[record]()

// readJournal returns what the lines of a journal come to. A line that has been cut off is none, if nothing follows it.
// Where the journal begins anew, nothing before it counts.
func readJournal(journal []byte) (all record, err error) {
	var torn, wrong error
	number := 0
	for line := range bytes.Lines(journal) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		next, readable := readLine(line)
		switch {
		case readable == nil && next.Begin != nil:
			all, all.Line, torn, wrong = next, 0, nil, nil
		case wrong != nil: // and it stays so
		case readable == errTorn:
			torn = cmp.Or(torn, error(&JournalError{number, readable.Error()}))
		case torn != nil:
			wrong = torn
		case readable != nil:
			wrong = &JournalError{number, readable.Error()}
		default:
			if problem := all.add(next); problem != "" {
				wrong = &JournalError{number, problem}
			}
		}
	}
	if wrong == nil && all.Begin == nil {
		wrong = &JournalError{problem: "it has no beginning"}
	}
	return all, wrong
}

// errTorn is what is wrong with half a line.
var errTorn = errors.New("it has been cut off, and others follow")

func readLine(line []byte) (r record, err error) {
	if !json.Valid(line) {
		return r, errTorn
	}
	err = records.Read(line, &r)
	return r, err
}

// add adds what is new to a record that has a beginning, and returns what is wrong with it.
func (r *record) add(next record) (problem string) {
	switch {
	case r.Begin == nil:
		return "the journal has not begun"
	case next.Line != r.Line+1:
		return fmt.Sprintf("it is number %d of the journal, and follows number %d", next.Line, r.Line)
	case len(next.Sinks) != len(r.Sinks):
		return "there are not as many sinks"
	}
	r.Line, r.Events, r.Received, r.Closed = next.Line, append(r.Events, next.Events...), next.Received, next.Closed
	for i, now := range next.Sinks {
		known := &r.Sinks[i]
		for _, s := range known.Corrected {
			now.Corrected.Add(s)
		}
		now.Doubtful = known.Doubtful
		*known = now
	}
	for _, v := range next.Voices {
		i := slices.IndexFunc(r.Voices, func(known storedVoice) bool { return known.Party == v.Party })
		if i < 0 {
			r.Voices = append(r.Voices, v)
			continue
		}
		known := &r.Voices[i]
		for _, s := range v.Received {
			known.Received.Add(s)
		}
		known.Late = v.Late
	}
	for _, n := range next.Notes {
		r.Notes = addNote(r.Notes, n)
	}
	return ""
}

// replay notes the events of a journal. Nothing has been written yet, so that one look at the plans does for all of it.
func (r *Recording) replay(events []event) error {
	limit := r.timeline.Origin() + maxLength
	for i, e := range events {
		if e.At > limit || e.StopWithin != nil && e.StopWithin.Span.To > limit {
			return &JournalError{0, fmt.Sprintf("event %d: sample %d is that of no such recording", i, e.At)}
		}
		if err := r.replayEvent(e); err != nil {
			return &JournalError{0, fmt.Sprintf("event %d: %v", i, err)}
		}
	}
	r.events = events
	for _, s := range r.sinks {
		for _, plan := range s.plans {
			plan.Update()
		}
	}
	return nil
}

// replayEvent notes an event again. It has to say what this one would say if it happened now.
func (r *Recording) replayEvent(e event) error {
	again, err := event{At: e.At}, error(nil)
	switch {
	case e.StopWithin != nil:
		again.StopWithin = e.StopWithin
		err = r.timeline.StopWithin(e.StopWithin.Span, e.StopWithin.Party)
	case e.Away != nil:
		again.Away = e.Away
		err = r.timeline.Away(e.At, *e.Away)
	default:
		call := r.timeline.Call()
		step, refused := e.step(call)
		if refused != nil {
			return refused
		}
		again = stepEvent(e.At, step, call)
		err = r.timeline.Step(e.At, step)
	}
	if err == nil && !reflect.DeepEqual(e, again) {
		err = errors.New("what it says does not follow from what came before")
	}
	return err
}
