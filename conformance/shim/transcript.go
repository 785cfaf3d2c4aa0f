package shim

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/child"
	"github.com/recpause/recpause/internal/strictjson"
)

// CheckTranscript reads the lines of a conversation, the kit's and the subject's in the order in which they were said,
// as Options.Record writes them. Blank lines and those that begin with # are passed over, and a new hello begins a new
// conversation, as after a restart. The error is the reader's, or joins one for every mistake: it says which line and
// field is wrong, what is there and what was expected. After a thousand mistakes the rest is not read, and the error says
// so.
func CheckTranscript(r io.Reader) error {
	in := bufio.NewReader(io.MultiReader(r, strings.NewReader("\n"))) // the last line may have no end
	t := transcript{sessions: map[string]int64{}}
	for t.line = 1; ; t.line++ {
		text, err := child.ReadLine(in)
		switch {
		case errors.Is(err, io.EOF):
			return t.end()
		case errors.Is(err, child.ErrTooLong):
			t.found(t.line, wrong("", err.Error(), "one JSON object a line"))
			return t.end()
		case err != nil:
			return err
		case len(text) == 0 || text[0] == '#':
		case len(t.problems) >= mostProblems:
			t.found(t.line, wrong("", fmt.Sprintf("%d mistakes before it", mostProblems), "fewer: the rest is not read"))
			return t.end()
		default:
			t.found(t.line, t.read(text))
		}
	}
}

// mostProblems is after how many mistakes nobody reads on.
const mostProblems = 1000

// A transcript is a conversation so far.
type transcript struct {
	problems []error
	line     int
	asked    *request         // what has no answer yet
	askedAt  int              // its line
	last     int64            // the last request's id
	greeted  bool             // a conversation has begun, and not ended
	reopens  bool             // a session ends when the next one is opened
	sessions map[string]int64 // the open ones, and the position of the last event in each
}

// found notes what is wrong with a line, if anything is.
func (t *transcript) found(line int, err *strictjson.Error) {
	if err != nil {
		t.problems = append(t.problems, fmt.Errorf("line %d: %w", line, err))
	}
}

// end returns what is wrong. A question without an answer is, for the subject has died or hung over it.
func (t *transcript) end() error {
	if t.asked != nil {
		t.found(t.askedAt, wrong("", "no answer to "+excerpt(t.asked.Op), "one"))
	}
	return errors.Join(t.problems...)
}

// read reads a line of either side: those of the kit have an op.
func (t *transcript) read(text []byte) *strictjson.Error {
	var side struct {
		Op *string `json:"op,omitempty"`
	}
	err := read(text, &side, strictjson.IgnoreUnknown)
	switch {
	case err != nil:
		return err
	case side.Op != nil:
		return t.request(text)
	case t.asked == nil:
		return wrong("", "an answer", "a question before it")
	}
	return t.reply(text)
}

// request reads a line of the kit's.
func (t *transcript) request(text []byte) *strictjson.Error {
	r, err := decodeRequest(text)
	if err == nil {
		err = r.exact(text)
	}
	if t.asked != nil && r.Op != opHello && err == nil {
		err = wrong("", "another question", "the answer to "+t.asked.Op)
	}
	if r.Op == opHello {
		t.last, t.sessions = r.ID-1, map[string]int64{}
	}
	switch {
	case err != nil:
	case !t.greeted && r.Op != opHello:
		err = wrong("op", fmt.Sprintf("%.60q", r.Op), "hello, before anything else")
	case r.ID <= t.last:
		err = wrong("id", fmt.Sprint(r.ID), fmt.Sprintf("more than %d, the id before it", t.last))
	case r.inSession():
		err = t.about(r)
	}
	t.greeted = r.Op != opBye // whoever was not greeted has been told
	t.asked, t.askedAt, t.last = &r, t.line, r.ID
	return err
}

// about makes sure that a request is about an open session, and that time does not run backwards in it.
func (t *transcript) about(r request) *strictjson.Error {
	at, open := t.sessions[r.Session]
	switch {
	case !open:
		return wrong("session", fmt.Sprintf("%.60q", r.Session), "the name of an open session")
	case r.Op == opDo && r.Event.At < at:
		return wrong("event.at", fmt.Sprint(r.Event.At), fmt.Sprintf("%d or later: time does not run backwards", at))
	case r.Op == opDo:
		t.sessions[r.Session] = r.Event.At
	case r.Op == opClose:
		delete(t.sessions, r.Session)
	}
	return nil
}

// reply reads a line of the subject's.
func (t *transcript) reply(text []byte) *strictjson.Error {
	r, err := decodeReply(text, *t.asked)
	if t.asked.Op == opHello {
		t.reopens = r.reopens
	}
	t.asked = nil
	if r.session == "" {
		return err
	}
	if t.reopens {
		clear(t.sessions)
	}
	if _, open := t.sessions[r.session]; open && err == nil {
		err = wrong("session", fmt.Sprintf("%.60q", r.session), "a name that no other open session has")
	}
	t.sessions[r.session] = 0
	return err
}

// requestFields names the fields of a request of each operation.
var requestFields = map[string]string{
	opHello:     "id op protocol suite sample_rate",
	opOpen:      "id op scene observe",
	opDo:        "id op session event observe",
	opObserve:   "id op session",
	opRecording: "id op session later",
	opClose:     "id op session",
	opBye:       "id op",
}

// eventFields names those of each kind of event.
var eventFields = [...]string{
	conformance.Click:   "at event party button label keys pending",
	conformance.Command: "at event party verb",
	conformance.Fact:    "at event party call", // and to, where it goes to somebody
	conformance.Enter:   "at event party keys",
	conformance.Wait:    "at event",
	conformance.Tick:    "at event party",
	conformance.Answer:  "at event party pending pbx",
}

// exact looks for fields that a request has beside those of its operation and its event; a subject passes over others.
// An operation that nobody knows may have any.
func (r request) exact(text []byte) *strictjson.Error {
	names, known := requestFields[r.Op]
	if !known {
		return nil
	}
	err := cmp.Or(read(text, new(request), 0), only("", text, names))
	if err != nil || r.Event == nil {
		return err
	}
	names = eventFields[r.Event.Action]
	if r.Event.Fact.Needs().To {
		names += " to"
	}
	var line struct{ Event json.RawMessage }
	_ = json.Unmarshal(text, &line) // it has been read before
	return only("event.", line.Event, names)
}

// only makes sure that an object at a path has no fields but some.
func only(at string, object []byte, names string) *strictjson.Error {
	var got map[string]json.RawMessage
	_ = json.Unmarshal(object, &got) // it has been read before
	known := strings.Fields(names)
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !slices.Contains(known, name) {
			return wrong(fmt.Sprintf("%s%.60s", at, name), "a field that is not its own", oneOf(known))
		}
	}
	return nil
}
