package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// An outcome is what became of a mutant.
type outcome uint8

const (
	survived outcome = iota
	unreached
	killed
	overtime
)

var outcomeNames = [...]string{"survived", "no test makes it matter", "killed", "killed: it does not end"}

func (o outcome) String() string { return outcomeNames[o] }

// A test is one test function, how long it takes and which mutants it reaches.
type test struct {
	name string
	took time.Duration
	seen []byte
}

func (t test) reaches(id int) bool { return id < len(t.seen) && t.seen[id] != 0 }

// quick is how long the tests that are run first may take together, of which the next may take five times as long.
const quick = 500 * time.Millisecond

// learn runs every test alone, unchanged, and remembers how long it takes and what it reaches. A test that fails already
// or takes too long is left out, and named.
func (b *binary) learn(longest time.Duration) error {
	help, _ := exec.Command(b.path, "-h").CombinedOutput()
	b.flags = []string{"-test.short", "-test.failfast"}
	if bytes.Contains(help, []byte("-rapid.seed")) { // of which -short takes a fifth of the checks
		b.flags = append(b.flags, "-rapid.seed=1", "-rapid.checks=500", "-rapid.nofailfile", "-rapid.shrinktime=0s")
	}
	list := exec.Command(b.path, "-test.list", ".")
	list.Dir = b.pkg.dir
	out, err := list.Output()
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(string(out)) {
		if strings.HasPrefix(name, "Benchmark") {
			continue
		}
		seen := filepath.Join(b.temp, "seen")
		took, err := b.run([]string{name}, longest, "MUTANT_SEEN="+seen)
		t := test{name: name, took: took}
		switch {
		case errors.Is(err, errTooLong):
			fmt.Fprintf(os.Stderr, "%s is left out, for it takes more than %v\n", name, longest)
		case err != nil:
			fmt.Fprintf(os.Stderr, "%s is left out, for it fails unchanged: %v\n", name, err)
		}
		if err != nil {
			os.Remove(seen)
			continue
		}
		if t.seen, err = os.ReadFile(seen); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		os.Remove(seen)
		b.tests = append(b.tests, t)
	}
	slices.SortStableFunc(b.tests, func(x, y test) int { return int(x.took - y.took) })
	return nil
}

// runAll runs the mutants, so many at a time.
func (b *binary) runAll(workers int) []outcome {
	outcomes := make([]outcome, len(b.mutants))
	next := make(chan int)
	var wait sync.WaitGroup
	for range max(1, workers) {
		wait.Go(func() {
			for i := range next {
				outcomes[i] = b.try(b.mutants[i])
			}
		})
	}
	for i := range b.mutants {
		if i%50 == 49 {
			fmt.Fprintf(os.Stderr, "%s: %d of %d\n", b.pkg.name, i+1, len(b.mutants))
		}
		next <- i
	}
	close(next)
	wait.Wait()
	return outcomes
}

// try runs the tests that reach a mutant, a few quick ones first, and then by and by those that take longer.
func (b *binary) try(m mutant) outcome {
	parts := b.parts(m)
	if len(parts) == 0 {
		return unreached
	}
	be := "MUTANT=" + strconv.Itoa(m.id)
	for _, part := range parts {
		_, err := b.run(part.names, 5*time.Second+4*part.took, be)
		if errors.Is(err, errTooLong) {
			return overtime
		}
		if err != nil {
			return killed
		}
	}
	return survived
}

// A part is tests that are run at once, and how long they take together.
type part struct {
	names []string
	took  time.Duration
}

// parts returns the tests that reach a mutant, the quickest first; each part may take five times as long as the one
// before it.
func (b *binary) parts(m mutant) (parts []part) {
	limit := quick
	for _, t := range b.tests {
		if !t.reaches(m.id) {
			continue
		}
		if n := len(parts); n == 0 || parts[n-1].took+t.took > limit {
			parts = append(parts, part{})
			limit *= 5
		}
		last := &parts[len(parts)-1]
		last.names, last.took = append(last.names, t.name), last.took+t.took
	}
	return parts
}

// memory is how many KiB of addresses a mutant may take, for one may ask for more without end.
const memory = 6 << 20

// errTooLong is the error of tests that take more of a processor than they may, or do not end.
var errTooLong = errors.New("it takes too long")

// run runs some tests of the binary in a process group of their own, which is gone afterwards, and returns what they took
// of a processor. They may take so much, and of time twenty times as much, for the machine may have other work.
func (b *binary) run(tests []string, limit time.Duration, env ...string) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*limit)
	defer cancel()
	temp, err := os.MkdirTemp(b.temp, "run-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(temp)
	limits := fmt.Sprintf(`ulimit -v %d; ulimit -t %d; exec "$0" "$@"`, memory, int(limit.Seconds())+1)
	args := append([]string{"-c", limits, b.path, "-test.run", "^(" + strings.Join(tests, "|") + ")$"}, b.flags...)
	cmd := exec.CommandContext(ctx, "sh", args...)
	cmd.Dir = b.pkg.dir
	cmd.Env = append(environ(), "TMPDIR="+temp, "GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+b.overlay)
	cmd.Env = append(cmd.Env, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	if cmd.ProcessState != nil {
		took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	if took > limit || ctx.Err() != nil {
		return took, errTooLong
	}
	return took, err
}
