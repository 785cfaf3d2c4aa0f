// Package child runs a program with which one talks in lines, over its standard input and output, and ends it with all
// that it has started: Start, then Write and Lines, at last EndsIn and Stop.
package child

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

// A Program is one run of a program.
type Program struct {
	Lines <-chan Line // what it writes; the last one says why there are no more

	cmd          *exec.Cmd
	in, out, err *os.File // our ends of its three streams
	stderr       tail
	mark         string // the variable in the environment of all that it has started

	quit       chan struct{} // closed when nothing more is read from Lines
	stderrRead chan struct{} // closed when stderr is read to its end
	ended      chan struct{} // closed when the program has ended
	stop       sync.Once
}

// grace is how long a program that has closed its output may take to end, and how long stderr is read after its end.
const grace = 2 * time.Second

// started counts the programs.
var started atomic.Int64

// Start runs a program. What it writes to stderr is copied to stderr, unless that is nil.
func Start(argv []string, stderr io.Writer) (*Program, error) {
	p := &Program{quit: make(chan struct{}), stderrRead: make(chan struct{}), ended: make(chan struct{})}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	setGroup(p.cmd)
	p.mark = fmt.Sprintf("RECPAUSE_CHILD=%d.%d", os.Getpid(), started.Add(1))
	p.cmd.Env = append(os.Environ(), p.mark)
	if err := p.run(); err != nil {
		return nil, err
	}
	p.Lines = Receive(p.out, p.quit)
	go p.readStderr(stderr)
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.ended)
	}()
	return p, nil
}

// run starts the program between three pipes of our own. Those of os/exec would be closed while there is something to
// read, and Wait would wait for every child of the program that holds them.
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

// readStderr keeps the end of what the program writes to stderr, and copies it to a writer that is not nil.
func (p *Program) readStderr(also io.Writer) {
	defer close(p.stderrRead)
	to := io.Writer(&p.stderr)
	if also != nil {
		to = io.MultiWriter(to, &shown{to: also, left: mostShown})
	}
	_, _ = io.Copy(to, p.err)
}

// mostShown is how many bytes are copied of what a program writes to stderr.
const mostShown = 1 << 20

// A shown writer writes so many bytes to another one, says that there were more, and takes the rest.
type shown struct {
	to   io.Writer
	left int
}

// Write never fails: somebody reads stderr to its end, whatever becomes of the copy.
func (s *shown) Write(p []byte) (int, error) {
	n := min(len(p), s.left)
	_, _ = s.to.Write(p[:n])
	if s.left -= n; n < len(p) && s.to != io.Discard {
		fmt.Fprintf(s.to, "\n[more than %d MiB, and not shown]\n", mostShown>>20)
		s.to = io.Discard
	}
	return len(p), nil
}

// Write gives the program a line. It has no error: a program that does not read within the limit does not answer, and
// one that has ended has closed its output, too.
func (p *Program) Write(line []byte, limit time.Duration) {
	_ = p.in.SetWriteDeadline(time.Now().Add(limit)) // where pipes have no deadlines they hold a line at least
	_, _ = p.in.Write(line)
}

// Stderr returns the last 4 KiB that the program has written to stderr.
func (p *Program) Stderr() string { return p.stderr.String() }

// Ending says how a program that has closed its output has ended.
func (p *Program) Ending() string {
	select {
	case <-p.ended:
		return "it ended: " + p.cmd.ProcessState.String()
	case <-time.After(grace):
		return "it closed its output"
	}
}

// ExitCode returns the exit code of a program that has ended by itself, and -1 for any other.
func (p *Program) ExitCode() int {
	if p.cmd.ProcessState == nil {
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// EndsIn closes the program's input, and reports whether it ends within a time.
func (p *Program) EndsIn(limit time.Duration) bool {
	_ = p.in.Close()
	select {
	case <-p.ended:
		return true
	case <-time.After(limit):
		return false
	}
}

// Stop ends the program and all that it has started, and waits until it has ended. On Linux that is also what has left
// its process group, as long as it kept the environment.
func (p *Program) Stop() {
	p.stop.Do(func() {
		killGroup(p.cmd)
		killStrays(p.mark)
		<-p.ended
		select {
		case <-p.stderrRead:
		case <-time.After(grace): // a process that has left the group holds it open
		}
		closeAll(p.in, p.out, p.err)
		close(p.quit)
		<-p.stderrRead
	})
}

// tailSize is how many bytes a tail keeps.
const tailSize = 4 << 10

// A tail keeps the last bytes that are written to it. It may be used by several goroutines.
type tail struct {
	mu   sync.Mutex
	last []byte
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := append(t.last, p...)
	t.last = bytes.Clone(all[max(0, len(all)-tailSize):])
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

// Receive sends every line of a stream, and at last why it ended, until quit is closed. It reads one line ahead.
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

// ReadLine returns the next line, without its end. What stands behind the last line's end is no line: its writer was
// interrupted.
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
