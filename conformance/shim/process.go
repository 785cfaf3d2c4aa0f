package shim

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// A process is one run of a subject's program. It is asked one thing at a time.
type process struct {
	cmd    *exec.Cmd
	in     *os.File // our ends of its three streams
	out    *os.File
	err    *os.File
	stderr tail
	record io.Writer       // nil: nothing is recorded
	over   <-chan struct{} // closed when the subject is to end

	lines chan received
	quit  chan struct{} // closed when nothing more is read
	heard chan struct{} // closed when nothing more comes from stderr
	gone  chan struct{} // closed when the program has ended
	end   sync.Once

	id     int64
	broken error // why it can be asked nothing more
}

// soon is how long it takes at most until a program that closes its output has ended, and until stderr is read once it has.
const soon = 2 * time.Second

// start runs a program, until over is closed.
func start(argv []string, o Options, over <-chan struct{}) (*process, error) {
	p := &process{lines: make(chan received), quit: make(chan struct{}), heard: make(chan struct{}),
		gone: make(chan struct{}), over: over, record: o.Record}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Dir, p.cmd.Env = o.Dir, o.Env
	own(p.cmd)
	if err := p.run(); err != nil {
		return nil, &Error{Op: opHello, Why: Missing, Detail: "it cannot be started: " + err.Error(), Err: err}
	}
	go receive(p.out, p.lines, p.quit)
	go p.listen(o.Stderr)
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.gone)
	}()
	return p, nil
}

// run starts the program between three pipes. They are ours and not of os/exec, which would close them while there is something to
// read, and wait for every child of the program that holds them.
func (p *process) run() error {
	in, stdin, err := os.Pipe()
	stdout, out, err2 := os.Pipe()
	stderr, logs, err3 := os.Pipe()
	if err := cmp.Or(err, err2, err3); err != nil {
		closeAll(in, stdin, stdout, out, stderr, logs)
		return err
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = in, out, logs
	p.in, p.out, p.err = stdin, stdout, stderr
	err = p.cmd.Start()
	closeAll(in, out, logs) // the program's ends
	if err != nil {
		closeAll(stdin, stdout, stderr)
	}
	return err
}

// closeAll closes files; those that could not be opened are nil.
func closeAll(files ...*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}

// listen keeps the end of what the program writes to stderr, and copies it if somebody wants it.
func (p *process) listen(also io.Writer) {
	defer close(p.heard)
	to := io.Writer(&p.stderr)
	if also != nil {
		to = io.MultiWriter(to, also)
	}
	_, _ = io.Copy(to, p.err)
}

// ask asks one thing and returns the answer. Whatever is wrong with it ends the process.
func (p *process) ask(ctx context.Context, m requestMessage, limit time.Duration) (reply, error) {
	if p.broken != nil {
		return reply{}, p.broken
	}
	p.id++
	m.ID = p.id
	r, err := p.exchange(ctx, m, limit)
	if err != nil {
		err.Op = m.Op
		p.stop()
		err.Stderr = p.stderr.String()
		p.broken = err
		return reply{}, err
	}
	if r.result == broke {
		return r, &Error{Op: m.Op, Why: Reported, Detail: "it says that it broke: " + r.reason, Stderr: p.stderr.String()}
	}
	return r, nil
}

// exchange writes a request and reads the answer.
func (p *process) exchange(ctx context.Context, m requestMessage, limit time.Duration) (reply, *Error) {
	expired := time.NewTimer(limit)
	defer expired.Stop()
	text := line(m)
	p.note(text)
	_ = p.in.SetWriteDeadline(time.Now().Add(limit)) // a program that reads nothing; where there are no deadlines the pipe holds a line
	_, _ = p.in.Write(text)                          // a program that is gone has closed its output, too
	select {
	case got := <-p.lines:
		return p.read(got, request{id: m.ID, op: m.Op, observe: m.Observe || m.Op == opObserve})
	case <-expired.C:
		return reply{}, &Error{Why: Hung, Detail: fmt.Sprintf("no answer in %v", limit)}
	case <-ctx.Done():
		return reply{}, &Error{Why: Hung, Detail: "no answer when the kit gave up: " + ctx.Err().Error(), Err: ctx.Err()}
	case <-p.over:
		return reply{}, &Error{Why: Hung, Detail: "no answer when the kit gave up", Err: context.Canceled}
	}
}

// read makes sure that a line answers a request.
func (p *process) read(got received, asked request) (reply, *Error) {
	switch {
	case errors.Is(got.err, errTooLong):
		return reply{}, &Error{Why: Flooded, Detail: got.err.Error(), Err: got.err}
	case got.err != nil:
		return reply{}, &Error{Why: Died, Detail: p.ending(), Err: got.err}
	}
	p.note(append(got.line[:len(got.line):len(got.line)], '\n'))
	d := decoder{}
	r := d.decodeReply(d.parse(got.line), asked)
	if d.err != nil {
		return reply{}, &Error{Why: Malformed, Detail: d.err.Error(), Err: d.err}
	}
	return r, nil
}

// ending says how a program has ended that has closed its output.
func (p *process) ending() string {
	select {
	case <-p.gone:
		return "it ended: " + p.cmd.ProcessState.String()
	case <-time.After(soon):
		return "it closed its output"
	}
}

// note records a line.
func (p *process) note(line []byte) {
	if p.record != nil {
		_, _ = p.record.Write(line)
	}
}

// bye asks the program to end, and waits until it has.
func (p *process) bye(limit time.Duration) error {
	defer p.stop()
	if _, err := p.ask(context.Background(), requestMessage{Op: opBye}, limit); err != nil {
		return err
	}
	_ = p.in.Close()
	select {
	case <-p.gone:
		return nil
	case <-time.After(limit):
		return &Error{Op: opBye, Why: Hung, Detail: fmt.Sprintf("it still ran %v after it was told to end", limit), Stderr: p.stderr.String()}
	}
}

// stop ends the program and all that it has started, and waits until it is gone.
func (p *process) stop() {
	p.end.Do(func() {
		killGroup(p.cmd)
		<-p.gone
		select {
		case <-p.heard:
		case <-time.After(soon): // something that has left the group holds it
		}
		closeAll(p.in, p.out, p.err)
		close(p.quit)
		<-p.heard
	})
}

// tailSize is how much of a subject's stderr is kept, in bytes.
const tailSize = 4 << 10

// A tail keeps the last of what is written to it. It may be used by several goroutines.
type tail struct {
	mu   sync.Mutex
	last []byte
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, p[max(0, len(p)-tailSize):]...)
	t.last = append([]byte(nil), t.last[max(0, len(t.last)-tailSize):]...)
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.last)
}

// errTooLong is the error of a line of more than MaxLine bytes.
var errTooLong = errors.New("a line of more than 1 MiB")

// A received is a line without its end, or why there is none.
type received struct {
	line []byte
	err  error
}

// receive sends every line of a stream, and at last why it ended, until quit is closed. It never reads more than a line ahead.
func receive(in io.Reader, lines chan<- received, quit <-chan struct{}) {
	for r := bufio.NewReaderSize(in, 64<<10); ; {
		line, err := readLine(r)
		select {
		case lines <- received{line, err}:
		case <-quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// readLine returns the next line. What stands behind the last end of a line is no line: its writer was cut off.
func readLine(r *bufio.Reader) (line []byte, err error) {
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(bytes.TrimRight(line, "\r\n")) > MaxLine:
			return nil, errTooLong
		case err == nil:
			return bytes.TrimRight(line, "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}
