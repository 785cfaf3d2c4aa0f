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

// quick is how long tests may take together that are run before the others.
const quick = 500 * time.Millisecond

// learn runs every test alone, unchanged, and remembers how long it takes and what it reaches. A test that fails already
// is left out, and named.
func (b *binary) learn() error {
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
		start := time.Now()
		err := b.run([]string{name}, 2*time.Minute, "MUTANT_SEEN="+seen)
		t := test{name: name, took: time.Since(start)}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s is left out, for it fails unchanged: %v\n", name, err)
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

// runAll runs the mutants, two at a time.
func (b *binary) runAll() []outcome {
	outcomes := make([]outcome, len(b.mutants))
	next := make(chan int)
	var wait sync.WaitGroup
	for range 2 {
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

// try runs the tests that reach a mutant, those that are quick before the others.
func (b *binary) try(m mutant) outcome {
	var first, rest []string
	var soon, later time.Duration
	for _, t := range b.tests {
		if !t.reaches(m.id) {
			continue
		}
		if soon+t.took <= quick {
			first, soon = append(first, t.name), soon+t.took
		} else {
			rest, later = append(rest, t.name), later+t.took
		}
	}
	if len(first)+len(rest) == 0 {
		return unreached
	}
	be := "MUTANT=" + strconv.Itoa(m.id)
	for _, part := range []struct {
		tests []string
		took  time.Duration
	}{{first, soon}, {rest, later}} {
		if len(part.tests) == 0 {
			continue
		}
		err := b.run(part.tests, 10*time.Second+4*part.took, be)
		if errors.Is(err, context.DeadlineExceeded) {
			return overtime
		}
		if err != nil {
			return killed
		}
	}
	return survived
}

// memory is how many KiB of addresses a mutant may take, for one may ask for more without end.
const memory = 6 << 20

// run runs some tests of the binary in a process group of their own, which is gone afterwards.
func (b *binary) run(tests []string, limit time.Duration, env ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	temp, err := os.MkdirTemp(b.temp, "run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	args := append([]string{"-c", fmt.Sprintf(`ulimit -v %d; exec "$0" "$@"`, memory), b.path,
		"-test.run", "^(" + strings.Join(tests, "|") + ")$"}, b.flags...)
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
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
