package shim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
	"time"

	"github.com/recpause/recpause/conformance"
)

// Options say how a subject's program is run. The zero Options are usual ones.
type Options struct {
	Start    time.Duration // for the answer to hello, from the start of the program; 0: 10 s
	Limit    time.Duration // for every other answer; 0: 5 s
	Bye      time.Duration // for the answer to bye, and for ending after it; 0: 2 s
	Restarts int           // how often a program that broke is started again; 0: 5 times, -1: never
	Dir      string        // where it runs; "": here
	Env      []string      // as in exec.Cmd; nil: ours
	Stderr   io.Writer     // gets a copy of what it writes to stderr; nil: only the end is kept, for errors
	Record   io.Writer     // gets every line of both sides, as CheckTranscript reads them; nil: none
	// Listen judges a recording that comes as WAV files; nil: such recordings count as unsupported.
	Listen func(context.Context, Audio) (conformance.Recording, error)
}

// usual fills in what an option leaves open.
func (o Options) usual() Options {
	o.Start = cmp.Or(o.Start, 10*time.Second)
	o.Limit = cmp.Or(o.Limit, 5*time.Second)
	o.Bye = cmp.Or(o.Bye, 2*time.Second)
	o.Restarts = cmp.Or(o.Restarts, 5)
	return o
}

// A Subject is a program that speaks the protocol: a conformance.SUT. A program that breaks is ended, and started again for the next
// scene. Close ends it.
type Subject struct {
	argv        []string
	options     Options
	description conformance.Description
	over        <-chan struct{} // closed when the subject is to end
	forget      func() bool     // that it is to

	mu       sync.Mutex
	process  *process
	restarts int
	closed   bool
}

// Command starts a program and asks it what it is. The subject ends with the context at the latest. The errors are *Error, and
// ErrCannotRun for a program that cannot run here.
func Command(ctx context.Context, argv []string, o Options) (*Subject, error) {
	if len(argv) == 0 {
		return nil, &Error{Op: opHello, Why: Missing, Detail: "no program is named"}
	}
	s := &Subject{argv: argv, options: o.usual(), over: ctx.Done()}
	p, d, err := s.launch(ctx)
	if err != nil {
		return nil, err
	}
	s.process, s.description = p, d
	s.forget = context.AfterFunc(ctx, s.abandon)
	return s, nil
}

// launch starts the program, and asks what it is.
func (s *Subject) launch(ctx context.Context) (*process, conformance.Description, error) {
	p, err := start(s.argv, s.options, s.over)
	if err != nil {
		return nil, conformance.Description{}, err
	}
	r, err := p.ask(ctx, requestMessage{Op: opHello, Protocol: Protocol, Suite: conformance.Version, SampleRate: conformance.Rate}, s.options.Start)
	if err != nil {
		p.stop()
		if state := p.cmd.ProcessState; state != nil && state.ExitCode() == ExitCannotRun {
			err = fmt.Errorf("%w: %w", ErrCannotRun, err)
		}
		return nil, conformance.Description{}, err
	}
	return p, r.description, nil
}

// abandon ends the program at once, for good.
func (s *Subject) abandon() {
	s.mu.Lock() // nobody holds it any longer: what is asked ends, too
	defer s.mu.Unlock()
	s.closed = true
	s.process.stop()
}

// Describe returns what the program says of itself.
func (s *Subject) Describe() conformance.Description { return s.description }

// Open opens a scene, in a new run of the program if the last one broke.
func (s *Subject) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.revive(ctx); err != nil {
		return nil, err
	}
	r, err := s.process.ask(ctx, requestMessage{Op: opOpen, Scene: &scene}, s.options.Limit)
	if err == nil {
		err = outcome(r)
	}
	if err != nil {
		return nil, err
	}
	return &session{subject: s, process: s.process, scene: scene, name: r.session}, nil
}

// revive starts a program again that broke.
func (s *Subject) revive(ctx context.Context) error {
	switch {
	case s.closed:
		return &Error{Op: opOpen, Why: GivenUp, Detail: "the subject is closed", Err: context.Cause(ctx)}
	case s.process.broken == nil:
		return nil
	case s.restarts >= s.options.Restarts:
		return &Error{Op: opOpen, Why: GivenUp, Detail: fmt.Sprintf("it is not started again after %d restarts; the last time: %v", s.restarts, s.process.broken), Err: s.process.broken}
	}
	s.restarts++
	p, d, err := s.launch(ctx)
	if err != nil {
		s.process.broken = err
		return err
	}
	s.process = p
	if !reflect.DeepEqual(d, s.description) {
		p.stop()
		p.broken = &Error{Op: opHello, Why: Fickle, Detail: "it describes itself in another way than before"}
		s.restarts = s.options.Restarts
	}
	return p.broken
}

// Close asks the program to end, and ends it with all that it has started. It returns an *Error where the program does not do so in
// time; nothing of it is left running in any case.
func (s *Subject) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forget(); s.closed {
		return nil
	}
	s.closed = true
	switch {
	case s.process.broken != nil:
		return nil // somebody has been told
	case ended(s.over):
		s.process.stop()
		return nil
	}
	return s.process.bye(s.options.Bye)
}

// ended reports whether a channel is closed.
func ended(over <-chan struct{}) bool {
	select {
	case <-over:
		return true
	default:
		return false
	}
}

// outcome makes an error of a reply that is not done.
func outcome(r reply) error {
	var err error
	switch r.result {
	case rejected:
		err = conformance.ErrRejected
	case unsupported:
		err = conformance.ErrUnsupported
	}
	if err == nil || r.reason == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, r.reason)
}

// errNoListener is why a recording of WAV files is not judged.
var errNoListener = errors.New("the recording is WAV files, and nobody is there to listen (Options.Listen)")
