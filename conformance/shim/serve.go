package shim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/child"
)

// Serve makes a program of a subject: it answers what comes in until bye, the end of the input or that of the context.
// A panic of the subject is answered as what broke. The error is that of a stream or of the context.
func Serve(ctx context.Context, in io.Reader, out io.Writer, s conformance.SUT) error {
	quit := make(chan struct{})
	defer close(quit)
	lines := child.Receive(in, quit)
	x := &server{sut: s, sessions: map[string]*openSession{}}
	defer x.end()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case got := <-lines:
			switch {
			case errors.Is(got.Err, io.EOF):
				return nil
			case got.Err != nil:
				return got.Err
			}
			answer, bye := x.answer(ctx, got.Text)
			if _, err := out.Write(line(answer)); err != nil || bye {
				return err
			}
		}
	}
}

// A server answers for a subject.
type server struct {
	sut      conformance.SUT
	sessions map[string]*openSession
	opened   int
}

// An openSession is a session of the subject, and how far its time has come.
type openSession struct {
	conformance.Session
	at int64 // of its last event
}

// end closes what is still open.
func (x *server) end() {
	for _, s := range x.sessions {
		_ = catch(s.Close) // nobody is left to be told
	}
}

// answer answers a line, and reports whether that was the last.
func (x *server) answer(ctx context.Context, text []byte) (m replyMessage, bye bool) {
	r, wrong := decodeRequest(text)
	if wrong != nil {
		return replyMessage{ID: r.ID, Result: broke, Reason: wrong.Error()}, false
	}
	err := catch(func() error { return x.do(ctx, r, &m) })
	m.ID, m.Result, m.Reason = r.ID, done, ""
	switch {
	case err == nil:
	case errors.Is(err, conformance.ErrRejected):
		m.Result, m.Reason = rejected, reasonOf(err, conformance.ErrRejected)
	case errors.Is(err, conformance.ErrUnsupported):
		m.Result, m.Reason = unsupported, reasonOf(err, conformance.ErrUnsupported)
	default:
		m = replyMessage{ID: r.ID, Result: broke, Reason: err.Error()}
	}
	return m, r.Op == opBye
}

// catch makes an error of a panic.
func catch(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do()
}

// reasonOf returns what an error says beside what it is.
func reasonOf(err, is error) string {
	reason := err.Error()
	if reason == is.Error() {
		return ""
	}
	return strings.TrimPrefix(reason, is.Error()+": ")
}

// do does what is asked, and writes into the answer what it carries.
func (x *server) do(ctx context.Context, r request, m *replyMessage) (err error) {
	switch r.Op {
	case opHello:
		m.hello = encodeDescription(x.sut.Describe())
		return nil
	case opOpen:
		return x.reopen(ctx, r, m)
	case opBye:
		return nil
	}
	if !r.inSession() {
		return conformance.ErrUnsupported
	}
	s, ok := x.sessions[r.Session]
	if !ok {
		return fmt.Errorf("no session is called %q", r.Session)
	}
	return x.doIn(ctx, s, r, m)
}

// reopen opens a session, which ends the one before where the kit takes it that way: it then asks what is seen.
func (x *server) reopen(ctx context.Context, r request, m *replyMessage) (err error) {
	if r.Observe {
		x.end()
		clear(x.sessions)
		x.opened = 0 // the kit has seen the same answer before, and reads it more quickly
	}
	if m.Session, err = x.open(ctx, *r.Scene); err != nil || !r.Observe {
		return err
	}
	o, err := x.sessions[m.Session].Observe(ctx)
	m.Observation = encodeObservation(o)
	return err
}

// open opens a session and names it.
func (x *server) open(ctx context.Context, scene conformance.Scene) (string, error) {
	s, err := x.sut.Open(ctx, scene)
	switch {
	case err != nil:
		return "", err
	case s == nil:
		return "", errors.New("no session and no error")
	}
	x.opened++
	name := "s" + strconv.Itoa(x.opened)
	x.sessions[name] = &openSession{Session: s}
	return name, nil
}

// doIn does what is asked in a session.
func (x *server) doIn(ctx context.Context, s *openSession, r request, m *replyMessage) (err error) {
	switch r.Op {
	case opClose:
		delete(x.sessions, r.Session)
		return s.Close()
	case opRecording:
		return s.recording(ctx, r.Later, m)
	case opDo:
		if err = s.happen(ctx, r.Event.Event); err != nil && !errors.Is(err, conformance.ErrRejected) {
			return err
		}
	}
	if !r.observes() {
		return err
	}
	o, failed := s.Observe(ctx)
	if failed != nil {
		return failed
	}
	m.Observation = encodeObservation(o)
	return err
}

// happen lets an event happen, unless time runs backwards.
func (s *openSession) happen(ctx context.Context, e conformance.Event) error {
	if e.At < s.at {
		return fmt.Errorf("event.at: got %d, expected %d or later", e.At, s.at)
	}
	s.at = e.At
	return s.Do(ctx, e)
}

// recording reads the recording of a call, if the subject has one to read: 0 is the call in which the scene began.
func (s *openSession) recording(ctx context.Context, call int, m *replyMessage) (err error) {
	var r conformance.Contents
	switch reader := s.Session.(type) {
	case conformance.LaterReader:
		r, err = reader.RecordingOf(ctx, call)
	case conformance.Reader:
		if call > 0 {
			return conformance.ErrUnsupported
		}
		r, err = reader.Recording(ctx)
	default:
		return conformance.ErrUnsupported
	}
	if err == nil {
		m.Recording = encodeRecording(r)
	}
	return err
}
