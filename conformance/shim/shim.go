// Package shim puts a program in any language behind the conformance kit: the program, or a small shim before it,
// speaks one JSON object a line on its standard input and output.
//
// Command starts such a program and is a subject; Serve makes any subject of this language such a program, and
// CheckTranscript says what is wrong with what was said. The messages are described in docs/shim.md and by the JSON
// Schema in shim.schema.json.
package shim

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/child"
	"github.com/recpause/recpause/internal/strictjson"
)

// protocol names the protocol and its version. A program that speaks another version is not asked anything.
const protocol = "recpause-shim/1"

// ExitCannotRun is the exit code of a program that cannot run here, before it has answered anything: a library is
// missing, no display.
const ExitCannotRun = 89

// ErrCannotRun is what Command returns for a program that ends at once with ExitCannotRun: it is not judged.
var ErrCannotRun = errors.New("shim: the subject cannot run here")

// The operations, in the order in which they are first asked.
const (
	opHello     = "hello"
	opOpen      = "open"
	opDo        = "do"
	opObserve   = "observe"
	opRecording = "recording"
	opClose     = "close"
	opBye       = "bye"
)

// The results: how a reply begins.
const (
	done        = "done"
	rejected    = "rejected"
	unsupported = "unsupported"
	broke       = "error"
)

// An Error says how a shim broke, and at what.
type Error struct {
	Op     string // what it was asked: hello, open, do…
	Detail string // in words
	Stderr string // the last that it wrote there
	Err    error  // what is behind it, if anything: an error of the system, of a context, of a message
}

func (e *Error) Error() string {
	text := fmt.Sprintf("shim: %s: %s", e.Op, e.Detail)
	if said := excerpt(e.Stderr); said != "" {
		text += "; its stderr: " + said
	}
	return text
}

// Unwrap returns what is behind the error.
func (e *Error) Unwrap() error { return e.Err }

// excerpt returns the first and the last lines of a text, on one line: in some languages the first says what has
// happened, in some the last. Of a line that is longer than anybody reads it returns the beginning.
func excerpt(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if n := len(lines); n > 6 {
		lines = append(append(lines[:3:3], "…"), lines[n-3:]...)
	}
	for i, l := range lines {
		if len(l) > mostExcerpt {
			lines[i] = strings.ToValidUTF8(l[:mostExcerpt], "") + "…"
		}
	}
	return strings.Join(lines, " | ")
}

// mostExcerpt is how many bytes of a line an excerpt has.
const mostExcerpt = 1000

// Options say how a subject's program is run. The zero Options are usual ones.
type Options struct {
	Start    time.Duration // for the answer to hello, from the start of the program; 0: 10 s
	Limit    time.Duration // for every other answer; 0: 5 s
	Bye      time.Duration // for the answer to bye, and for ending after it; 0: 2 s
	Restarts int           // how often a program that broke is started again; 0: 5 times, -1: never
	Stderr   io.Writer     // gets a copy of what it writes to stderr; nil: only the end is kept, for errors
	Record   io.Writer     // gets every line of both sides; nil: none
}

// usual fills in what an option leaves open.
func (o Options) usual() Options {
	o.Start = cmp.Or(o.Start, 10*time.Second)
	o.Limit = cmp.Or(o.Limit, 5*time.Second)
	o.Bye = cmp.Or(o.Bye, 2*time.Second)
	o.Restarts = cmp.Or(o.Restarts, 5)
	return o
}

// A Subject is a program that speaks the protocol: a conformance.SUT. A program that breaks is ended, and started again
// for the next scene. Close ends it.
type Subject struct {
	argv        []string
	options     Options
	description conformance.Description
	reopens     bool
	ending      <-chan struct{} // closed when the context ends, and the subject with it
	unwatch     func() bool     // stops waiting for that

	mu       sync.Mutex
	process  *process
	last     *session // of a program that reopens the only one that is not over
	restarts int
	closed   bool
}

// Command starts a program and asks it what it is. The subject ends with the context at the latest. The errors are
// *Error, and ErrCannotRun for a program that cannot run here.
func Command(ctx context.Context, argv []string, o Options) (*Subject, error) {
	if len(argv) == 0 {
		return nil, &Error{Op: opHello, Detail: "no program is named"}
	}
	s := &Subject{argv: argv, options: o.usual(), ending: ctx.Done()}
	p, r, err := s.launch(ctx)
	if err != nil {
		return nil, err
	}
	s.process, s.description, s.reopens = p, r.description, r.reopens
	s.unwatch = context.AfterFunc(ctx, s.abandon)
	return s, nil
}

// launch starts the program, and asks what it is.
func (s *Subject) launch(ctx context.Context) (*process, reply, error) {
	program, err := child.Start(s.argv, s.options.Stderr)
	if err != nil {
		err = &Error{Op: opHello, Detail: "it cannot be started: " + err.Error(), Err: err}
		return nil, reply{}, err
	}
	p := &process{program: program, record: s.options.Record, ending: s.ending}
	r, err := p.ask(ctx, request{Op: opHello, Protocol: protocol, Suite: conformance.Version,
		SampleRate: conformance.Rate}, s.options.Start)
	if err != nil {
		program.Stop()
		if program.ExitCode() == ExitCannotRun {
			err = fmt.Errorf("%w: %w", ErrCannotRun, err)
		}
		return nil, reply{}, err
	}
	d := &r.description
	d.Name, d.Version = excerpt(d.Name), excerpt(d.Version) // a report is to be ours, line by line
	return p, r, nil
}

// abandon ends the program at once, for good.
func (s *Subject) abandon() {
	s.mu.Lock() // nobody holds it any longer: what is asked ends, too
	defer s.mu.Unlock()
	s.closed = true
	s.process.program.Stop()
}

// Describe returns what the program says of itself.
func (s *Subject) Describe() conformance.Description { return s.description }

// Reopens reports whether the program ends a session when the next one is opened, and says at once what is seen there:
// a scene then takes two requests less, and every session that was opened before is over.
func (s *Subject) Reopens() bool { return s.reopens }

// Open opens a scene, in a new run of the program if the last one broke.
func (s *Subject) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.revive(ctx); err != nil {
		return nil, err
	}
	r, err := s.process.ask(ctx, request{Op: opOpen, Scene: &scene, Observe: s.reopens}, s.options.Limit)
	if err == nil {
		err = r.refusal()
	}
	if err != nil {
		return nil, err
	}
	x := &session{subject: s, process: s.process, scene: scene, name: r.session}
	if s.reopens {
		x.seen, s.last = &r.observation, x
	}
	return x, nil
}

// revive starts a program again that broke.
func (s *Subject) revive(ctx context.Context) error {
	switch {
	case s.closed:
		return &Error{Op: opOpen, Detail: "the subject is closed", Err: context.Cause(ctx)}
	case s.process.broken == nil:
		return nil
	case s.restarts >= s.options.Restarts:
		return &Error{Op: opOpen, Detail: fmt.Sprintf("it is not started again after %d restarts; the last time: %v",
			s.restarts, s.process.broken), Err: s.process.broken}
	}
	s.restarts++
	p, r, err := s.launch(ctx)
	if err != nil {
		s.process.broken = err
		return err
	}
	s.process = p
	if !reflect.DeepEqual(r.description, s.description) || r.reopens != s.reopens {
		p.program.Stop()
		p.broken = &Error{Op: opHello, Detail: "it describes itself in another way than before"}
		s.restarts = s.options.Restarts
	}
	return p.broken
}

// Close asks the program to end, and ends it with all that it has started. It returns an *Error where the program does
// not do so in time; nothing of it is left running in any case.
func (s *Subject) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unwatch(); s.closed {
		return nil
	}
	s.closed = true
	switch {
	case s.process.broken != nil:
		return nil // somebody has been told
	case ended(s.ending):
		s.process.program.Stop()
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

// A process is one run of a subject's program. It is asked one thing at a time.
type process struct {
	program *child.Program
	record  io.Writer       // nil: nothing is recorded
	ending  <-chan struct{} // closed when the subject is to end

	id     int64
	said   int64                       // bytes of the answers so far, recordings aside
	broken error                       // why it can be asked nothing more
	known  map[string]map[string]reply // what was answered before, by the operation and the line after its id
}

// ask asks one thing and returns the answer. Whatever is wrong with it ends the process.
func (p *process) ask(ctx context.Context, m request, limit time.Duration) (reply, error) {
	if p.broken != nil {
		return reply{}, p.broken
	}
	p.id++
	m.ID = p.id
	r, err := p.exchange(ctx, m, limit)
	if err != nil {
		err.Op = m.Op
		p.program.Stop()
		err.Stderr = p.program.Stderr()
		p.broken = err
		return reply{}, err
	}
	if r.Result == broke {
		failed := r.failure(m.Op)
		failed.Stderr = p.program.Stderr()
		return r, failed
	}
	return r, nil
}

// exchange writes a request and reads the answer.
func (p *process) exchange(ctx context.Context, m request, limit time.Duration) (reply, *Error) {
	expired := time.NewTimer(limit)
	defer expired.Stop()
	text := line(m)
	p.note(text)
	p.program.Write(text, limit)
	select {
	case got := <-p.program.Lines:
		return p.read(got, m)
	case <-expired.C:
		return reply{}, &Error{Detail: fmt.Sprintf("no answer in %v", limit)}
	case <-ctx.Done():
		return reply{}, &Error{Detail: "no answer when the kit gave up: " + ctx.Err().Error(), Err: ctx.Err()}
	case <-p.ending:
		return reply{}, &Error{Detail: "no answer when the kit gave up", Err: context.Canceled}
	}
}

// read makes sure that a line answers a request.
func (p *process) read(got child.Line, asked request) (reply, *Error) {
	switch {
	case errors.Is(got.Err, child.ErrTooLong):
		return reply{}, &Error{Detail: got.Err.Error(), Err: got.Err}
	case got.Err != nil:
		return reply{}, &Error{Detail: p.program.Ending(), Err: got.Err}
	}
	p.note(append(got.Text[:len(got.Text):len(got.Text)], '\n'))
	if asked.Op != opRecording {
		p.said += int64(len(got.Text))
	}
	if p.said > mostSaid+p.id*mostEach {
		return reply{}, &Error{Detail: fmt.Sprintf("its answers have more than %d KiB on average", mostEach>>10)}
	}
	r, err := p.decode(got.Text, asked)
	if err != nil {
		return reply{}, &Error{Detail: err.Error(), Err: err}
	}
	return r, nil
}

// mostSaid and mostEach are how many bytes all answers but recordings may have, and each of them besides: who judges a
// subject remembers what it has shown. The reference shows it in less than two KiB.
const (
	mostSaid = 16 << 20
	mostEach = 8 << 10
)

// decode is decodeReply. Most that a subject shows it has shown before, in the same words after another id: that is not
// read again.
func (p *process) decode(line []byte, asked request) (reply, *strictjson.Error) {
	rest, ok := afterID(line, asked.ID)
	if !ok || asked.Op == opHello || asked.Op == opRecording {
		return decodeReply(line, asked)
	}
	of := asked.Op
	if asked.Observe {
		of += " and observe"
	}
	if r, known := p.known[of][string(rest)]; known {
		r.ID = asked.ID
		return r, nil
	}
	r, err := decodeReply(line, asked)
	if err != nil || len(rest) > mostKnown {
		return r, err
	}
	if len(p.known[of]) >= mostKnown {
		delete(p.known, of)
	}
	if p.known == nil {
		p.known = map[string]map[string]reply{}
	}
	if p.known[of] == nil {
		p.known[of] = map[string]reply{}
	}
	p.known[of][string(rest)] = r
	return r, nil
}

// mostKnown is how many answers to an operation are kept, and how long one may be.
const mostKnown = 4096

// afterID returns what comes after the id of an answer that begins with it.
func afterID(line []byte, id int64) (rest []byte, ok bool) {
	rest, ok = bytes.CutPrefix(line, []byte(`{"id":`))
	if !ok {
		return nil, false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, " "), strconv.AppendInt(nil, id, 10))
	return rest, ok && len(rest) > 0 && rest[0] == ','
}

// note records a line.
func (p *process) note(line []byte) {
	if p.record != nil {
		_, _ = p.record.Write(line)
	}
}

// bye asks the program to end, and waits until it has.
func (p *process) bye(limit time.Duration) error {
	defer p.program.Stop()
	if _, err := p.ask(context.Background(), request{Op: opBye}, limit); err != nil {
		return err
	}
	if p.program.EndsIn(limit) {
		return nil
	}
	detail := fmt.Sprintf("it still ran %v after it was told to end", limit)
	return &Error{Op: opBye, Detail: detail, Stderr: p.program.Stderr()}
}

// A session is one scene of a program.
type session struct {
	subject *Subject
	process *process
	scene   conformance.Scene
	name    string
	at      int64                    // of the last event
	seen    *conformance.Observation // came with the last event, and nobody has looked at it yet
}

// ask asks something about the session.
func (x *session) ask(ctx context.Context, m request) (reply, error) {
	x.subject.mu.Lock()
	defer x.subject.mu.Unlock()
	if x.subject.reopens && x.subject.last != x {
		return reply{}, &Error{Op: m.Op, Detail: "the session is over"}
	}
	m.Session = x.name
	r, err := x.process.ask(ctx, m, x.subject.options.Limit)
	if err == nil {
		err = r.refusal()
	}
	return r, err
}

// Do sends an event, and has what is seen then sent back with the answer.
func (x *session) Do(ctx context.Context, e conformance.Event) error {
	x.at = e.At
	r, err := x.ask(ctx, request{Op: opDo, Event: &event{e, target(e, x.scene)}, Observe: true})
	if r.Result == done || r.Result == rejected {
		seen := r.observation
		if x.seen != nil {
			seen = since(*x.seen, seen)
		}
		x.seen = &seen
	}
	return err
}

// since adds to an observation what was heard and sent before it, and not looked at.
func since(before, now conformance.Observation) conformance.Observation {
	now.Beeps = both(before.Beeps, now.Beeps)
	now.DTMF = both(before.DTMF, now.DTMF)
	now.Sent = both(before.Sent, now.Sent)
	return now
}

// Observe returns what came with the last event, or asks.
func (x *session) Observe(ctx context.Context) (conformance.Observation, error) {
	if seen := x.seen; seen != nil {
		x.seen = nil
		return *seen, nil
	}
	r, err := x.ask(ctx, request{Op: opObserve})
	return r.observation, err
}

// Recording asks for the recording of the scene's call, and listens to it where it is WAV files.
func (x *session) Recording(ctx context.Context) (conformance.Contents, error) {
	return x.RecordingOf(ctx, 0)
}

// RecordingOf asks for that of a later call.
func (x *session) RecordingOf(ctx context.Context, call int) (conformance.Contents, error) {
	r, err := x.ask(ctx, request{Op: opRecording, Later: call})
	if err != nil || r.recording.audio == nil {
		return r.recording.contents, err
	}
	return x.hear(*r.recording.audio)
}

// hear listens to files no longer than an answer may take: a disk or a network may stand still.
func (x *session) hear(a audio) (heard conformance.Contents, err error) {
	type result struct {
		heard conformance.Contents
		err   error
	}
	got := make(chan result, 1) // who has given up waits for no answer
	go func() {
		heard, err := a.hear(x.at)
		got <- result{heard, err}
	}()
	limit := x.subject.options.Limit + time.Duration(x.at)*time.Second/conformance.Rate/10
	select {
	case r := <-got:
		return r.heard, r.err
	case <-time.After(limit):
		return heard, &Error{Op: opRecording, Detail: fmt.Sprintf("its files could not be read in %v", limit)}
	}
}

// both returns what was heard or sent before and after: nil only where it was never observable.
func both[E any](before, after []E) []E {
	if before == nil {
		return after
	}
	return append(before[:len(before):len(before)], after...)
}

// Close ends the session. One whose program has broken needs no end, and whoever asked it has been told; nor does one
// that the next one ends.
func (x *session) Close() error {
	switch {
	case x.broken():
		return nil
	case x.subject.reopens:
		x.end()
		return nil
	}
	_, err := x.ask(context.Background(), request{Op: opClose})
	return err
}

// end has the session over: what the program has of it ends with the next one.
func (x *session) end() {
	x.subject.mu.Lock()
	defer x.subject.mu.Unlock()
	if x.subject.last == x {
		x.subject.last = nil
	}
}

// broken reports whether the session's program has broken.
func (x *session) broken() bool {
	x.subject.mu.Lock()
	defer x.subject.mu.Unlock()
	return x.process.broken != nil
}
