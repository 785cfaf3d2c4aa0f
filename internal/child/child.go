// Package child runs a program that is spoken to a line at a time, and ends it with all that it has started.
package child

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// A Program is one run of a program.
type Program struct {
	Lines <-chan Line // what it writes; the last one says why there are no more

	cmd    *exec.Cmd
	in     *os.File // our ends of its three streams
	out    *os.File
	err    *os.File
	stderr tail

	quit  chan struct{} // closed when nothing more is read
	heard chan struct{} // closed when nothing more comes from stderr
	gone  chan struct{} // closed when the program has ended
	end   sync.Once
}

// soon is how long it takes at most until a program that closes its output has ended, and until stderr is read once it
// has.
const soon = 2 * time.Second

// Start runs a program in a folder and an environment as in exec.Cmd. What it writes to stderr is copied to a writer
// that is not nil.
func Start(argv []string, dir string, env []string, stderr io.Writer) (*Program, error) {
	p := &Program{quit: make(chan struct{}), heard: make(chan struct{}), gone: make(chan struct{})}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Dir, p.cmd.Env = dir, env
	own(p.cmd)
	if err := p.run(); err != nil {
		return nil, err
	}
	p.Lines = Receive(p.out, p.quit)
	go p.listen(stderr)
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.gone)
	}()
	return p, nil
}

// run starts the program between three pipes. They are ours and not of os/exec, which would close them while there is
// something to read, and wait for every child of the program that holds them.
func (p *Program) run() error {
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
func (p *Program) listen(also io.Writer) {
	defer close(p.heard)
	to := io.Writer(&p.stderr)
	if also != nil {
		to = io.MultiWriter(to, also)
	}
	_, _ = io.Copy(to, p.err)
}

// Write gives the program a line in a time. One that reads nothing gets none, and one that is gone has closed its
// output, too.
func (p *Program) Write(line []byte, limit time.Duration) {
	_ = p.in.SetWriteDeadline(time.Now().Add(limit)) // where there are no deadlines the pipe holds a line
	_, _ = p.in.Write(line)
}

// Stderr returns the last that the program has written there.
func (p *Program) Stderr() string { return p.stderr.String() }

// Ending says how a program has ended that has closed its output.
func (p *Program) Ending() string {
	select {
	case <-p.gone:
		return "it ended: " + p.cmd.ProcessState.String()
	case <-time.After(soon):
		return "it closed its output"
	}
}

// ExitCode returns that of a program that has ended by itself, -1 for any other.
func (p *Program) ExitCode() int {
	if p.cmd.ProcessState == nil {
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// EndsIn closes the program's input, and reports whether it ends in a time.
func (p *Program) EndsIn(limit time.Duration) bool {
	_ = p.in.Close()
	select {
	case <-p.gone:
		return true
	case <-time.After(limit):
		return false
	}
}

// Stop ends the program and all that it has started, and waits until it is gone.
func (p *Program) Stop() {
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

// tailSize is how much of what a program writes to stderr is kept, in bytes.
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

// MaxLine is the length of the longest line, in bytes without its end.
const MaxLine = 1 << 20

// ErrTooLong is the error of a line of more than MaxLine bytes.
var ErrTooLong = errors.New("a line of more than 1 MiB")

// A Line is a line without its end, or why there is none.
type Line struct {
	Text []byte
	Err  error
}

// Receive sends every line of a stream, and at last why it ended, until quit is closed. It never reads more than a line
// ahead.
func Receive(in io.Reader, quit <-chan struct{}) <-chan Line {
	lines := make(chan Line)
	go func() {
		for r := bufio.NewReaderSize(in, 64<<10); ; {
			line, err := ReadLine(r)
			select {
			case lines <- Line{line, err}:
			case <-quit:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// ReadLine returns the next line. What stands behind the last end of a line is no line: its writer was cut off.
func ReadLine(r *bufio.Reader) (line []byte, err error) {
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(bytes.TrimRight(line, "\r\n")) > MaxLine:
			return nil, ErrTooLong
		case err == nil:
			return bytes.TrimRight(line, "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}
