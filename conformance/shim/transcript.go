package shim

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/internal/child"
	"github.com/recpause/recpause/internal/strictjson"
)

// A Problem is what is wrong with one line of a transcript.
type Problem struct {
	Line int // from 1
	Err  *MessageError
}

func (p Problem) Error() string { return fmt.Sprintf("line %d: %v", p.Line, p.Err) }

// Unwrap returns what is wrong with the message.
func (p Problem) Unwrap() error { return p.Err }

// Problems is everything that is wrong with a transcript, one problem a line at most.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// CheckTranscript reads the lines of a conversation, the kit's and the subject's in the order in which they were said,
// as Options.Record writes them. It returns nil, Problems, or the reader's error. Blank lines and those that begin with
// # are passed over; a new hello begins a new conversation, as after a restart.
func CheckTranscript(r io.Reader) error {
	t := transcript{sessions: map[string]int64{}}
	for in := bufio.NewReader(r); ; {
		text, err := child.ReadLine(in)
		switch {
		case errors.Is(err, io.EOF):
			return t.result()
		case err != nil && !errors.Is(err, child.ErrTooLong):
			return err
		}
		if t.line++; err != nil {
			t.problem(&MessageError{"", err.Error(), "one JSON object a line"})
			return t.result()
		}
		if len(text) > 0 && text[0] != '#' {
			t.read(text)
		}
	}
}

// A transcript is a conversation so far.
type transcript struct {
	line     int
	problems Problems
	asked    *request         // what has no answer yet
	askedAt  int              // its line
	last     int64            // the last request's id
	greeted  bool             // hello has been said
	sessions map[string]int64 // the open ones, and the position of the last event
}

func (t *transcript) problem(err *MessageError) {
	if err != nil {
		t.problems = append(t.problems, Problem{t.line, err})
	}
}

// result returns what is wrong. A question without an answer is, for the subject has died or hung over it.
func (t *transcript) result() error {
	if t.asked != nil {
		t.problems = append(t.problems, Problem{t.askedAt, &MessageError{"", "no answer to " + t.asked.op, "one"}})
	}
	if len(t.problems) == 0 {
		return nil
	}
	return t.problems
}

// read reads a line of either side: those of the kit have an op.
func (t *transcript) read(text []byte) {
	var side struct {
		Op *string `json:"op,omitempty"`
	}
	err := read(sides, "", text, &side, strictjson.IgnoreUnknown)
	switch {
	case err != nil:
	case side.Op != nil:
		err = t.request(text)
	case t.asked == nil:
		err = &MessageError{"", "an answer", "a question before it"}
	default:
		err = t.reply(text)
	}
	t.problem(err)
}

var sides = reader[struct {
	Op *string `json:"op,omitempty"`
}]()

// request reads a line of the kit's.
func (t *transcript) request(text []byte) *MessageError {
	r, err := decodeRequest(text, 0)
	if t.asked != nil && r.op != opHello && err == nil {
		err = &MessageError{"", "another question", "the answer to " + t.asked.op}
	}
	if r.op == opHello {
		t.greeted, t.last, t.sessions = true, r.id-1, map[string]int64{}
	}
	switch {
	case err != nil:
	case !t.greeted:
		err = &MessageError{"op", fmt.Sprintf("%q", r.op), "hello, before anything else"}
	case r.id <= t.last:
		err = &MessageError{"id", fmt.Sprint(r.id), fmt.Sprintf("more than %d, the id before it", t.last)}
	case inSession(r.op):
		err = t.about(r)
	}
	t.asked, t.askedAt, t.last = &r, t.line, r.id
	return err
}

// about makes sure that a request is about an open session, and that time does not run backwards in it.
func (t *transcript) about(r request) *MessageError {
	at, open := t.sessions[r.session]
	switch {
	case !open:
		return &MessageError{"session", fmt.Sprintf("%.60q", r.session), "the name of an open session"}
	case r.op == opDo && r.event.At < at:
		return &MessageError{"event.at", fmt.Sprint(r.event.At), fmt.Sprintf("%d or later: time does not run backwards", at)}
	case r.op == opDo:
		t.sessions[r.session] = r.event.At
	case r.op == opClose:
		delete(t.sessions, r.session)
	}
	return nil
}

// reply reads a line of the subject's.
func (t *transcript) reply(text []byte) *MessageError {
	asked := *t.asked
	t.asked = nil
	r, err := decodeReply(text, asked)
	if r.session == "" {
		return err
	}
	if _, open := t.sessions[r.session]; open && err == nil {
		err = &MessageError{"session", fmt.Sprintf("%.60q", r.session), "a name that no other open session has"}
	}
	t.sessions[r.session] = 0
	return err
}
