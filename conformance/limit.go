package conformance

import (
	"context"
	"fmt"
	"time"

	"github.com/recpause/recpause/internal/limit"
)

// usualLimit is how long an answer of a subject may take, and maxHung how often one may not come.
const (
	usualLimit = 10 * time.Second
	maxHung    = 5
)

// Limit says how long each answer of a subject may take; 10 s is the default, and 0 is for ever, as in a debugger. A
// rule in which one does not come is Broken, and the next rule is asked with a fresh session. After five such rules
// nothing more is asked. What hangs cannot be ended in a Go program: it is left alone.
func Limit(d time.Duration) Option { return func(s *settings) { s.limit = d } }

// A limited subject is one that is waited for so long and no longer. Everything is asked of it in one goroutine, in
// another one after it has hung.
type limited struct {
	SUT
	limit  time.Duration
	worker *limit.Worker // nil where nothing has been asked yet
	hung   int
	last   error // of the last time that it hung
}

// stop ends the goroutine, until something is asked again.
func (s *limited) stop() {
	if s.worker != nil {
		s.worker.Stop()
		s.worker = nil
	}
}

// do asks for something that has a name. The error says that there was no answer.
func (s *limited) do(name string, ask func()) error {
	if s.limit <= 0 {
		ask()
		return nil
	}
	if s.worker == nil {
		s.worker = limit.New()
	}
	if s.worker.Do(s.limit, ask) {
		return nil
	}
	s.stop()
	s.hung++
	s.last = fmt.Errorf("conformance: %s: no answer in %v", name, s.limit)
	return s.last
}

// describe asks the subject what it is.
func (s *limited) describe() (d Description, err error) {
	defer s.stop()
	err = s.do("Describe", func() { d = s.SUT.Describe() })
	return d, err
}

// Open opens a session, unless the subject has hung too often.
func (s *limited) Open(ctx context.Context, scene Scene) (Session, error) {
	if s.hung >= maxHung {
		return nil, fmt.Errorf("conformance: it is not asked any more, for %d answers did not come; the last time: %w",
			s.hung, s.last)
	}
	var session Session
	var failed error
	if err := s.do("Open", func() { session, failed = s.SUT.Open(ctx, scene) }); err != nil {
		return nil, err
	}
	if failed != nil || session == nil {
		return nil, failed
	}
	x := &limitedSession{of: s, session: session}
	if reader, ok := session.(Reader); ok {
		return &limitedReader{x, reader}, nil
	}
	return x, nil
}

// A limitedSession is one of a limited subject. One that has hung is asked nothing more.
type limitedSession struct {
	of      *limited
	session Session
	hung    error
}

func (x *limitedSession) do(name string, ask func()) error {
	if x.hung == nil {
		x.hung = x.of.do(name, ask)
	}
	return x.hung
}

func (x *limitedSession) Do(ctx context.Context, e Event) error {
	var failed error
	if err := x.do("Do", func() { failed = x.session.Do(ctx, e) }); err != nil {
		return err
	}
	return failed
}

func (x *limitedSession) Observe(ctx context.Context) (Observation, error) {
	var seen Observation
	var failed error
	if err := x.do("Observe", func() { seen, failed = x.session.Observe(ctx) }); err != nil {
		return Observation{}, err
	}
	return seen, failed
}

// Close closes a session. Of one that has hung somebody has been told.
func (x *limitedSession) Close() error {
	if x.hung != nil {
		return nil
	}
	var failed error
	if err := x.do("Close", func() { failed = x.session.Close() }); err != nil {
		return err
	}
	return failed
}

// A limitedReader is a session that can read the recording.
type limitedReader struct {
	*limitedSession
	reader Reader
}

func (x *limitedReader) Recording(ctx context.Context) (Contents, error) {
	var heard Contents
	var failed error
	if err := x.do("Recording", func() { heard, failed = x.reader.Recording(ctx) }); err != nil {
		return Contents{}, err
	}
	return heard, failed
}
