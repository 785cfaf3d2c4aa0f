package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/recpause/recpause/internal/wavfile"
)

// A program is one way to do a task.
type program struct {
	name    string
	command string
	dir     string
	times   []float64
	memory  int64 // KiB at most
}

// measure checks and times all programs of a task that are installed.
func (b bench) measure(t task, rounds int) error {
	programs, err := b.programs(t)
	if err != nil {
		return err
	}
	for _, p := range programs {
		if err := p.run(b, t); err != nil {
			return err
		}
	}
	for _, p := range programs[2:] {
		if err := same(b, t, programs[1], p); err != nil {
			return err
		}
	}
	for range rounds {
		for _, p := range programs {
			if err := p.run(b, t); err != nil {
				return err
			}
		}
	}
	report(t, programs)
	return nil
}

// programs returns cp, ours, and those of the others that are installed.
func (b bench) programs(t task) ([]*program, error) {
	ours := fmt.Sprintf("%s render -log %s %s -out {dir} {all}", b.recpause,
		b.path(fmt.Sprintf("call%d.jsonl", t.rate)), strings.Join(t.flags, " "))
	all := []*program{{name: "cp", command: "cp {all} {dir}"}, {name: "ours", command: ours}}
	if _, err := exec.LookPath("sox"); err == nil && t.sox != nil {
		all = append(all, &program{name: "sox", command: strings.Join(t.sox, " && ")})
	}
	if _, err := exec.LookPath("ffmpeg"); err == nil && t.ffmpeg != "" {
		inputs := "-i {in}"
		if strings.Contains(t.ffmpeg, "[1:a]asplit") {
			inputs += " -i {beep}"
		} else if len(t.in) > 1 {
			inputs += " -i {in2}"
		}
		all = append(all, &program{name: "ffmpeg",
			command: "ffmpeg -loglevel error -nostdin -y -bitexact " + inputs + " " + t.ffmpeg})
	}
	for _, p := range all {
		p.dir = filepath.Join(b.dir, p.name)
		p.command = b.fill(p.command, t, p.dir)
	}
	return all, nil
}

// fill puts paths into a command.
func (b bench) fill(command string, t task, dir string) string {
	var in []string
	for _, name := range t.in {
		if t.inPlace && dir != b.path("cp") {
			in = append(in, filepath.Join(dir, name))
		} else {
			in = append(in, b.path(name))
		}
	}
	last := func(list []string) string { return list[len(list)-1] }
	return strings.NewReplacer("{all}", strings.Join(in, " "), "{in}", in[0], "{in2}", last(in), "{beep}",
		b.path("beep.wav"), "{dir}", dir,
		"{out}", filepath.Join(dir, t.out[0]), "{out2}", filepath.Join(dir, last(t.out))).Replace(command)
}

// run times a program once, in a folder that is empty but for a file that it changes in place.
func (p *program) run(b bench, t task) error {
	if err := p.clear(b, t); err != nil {
		return err
	}
	c := exec.Command("/bin/sh", "-c", p.command)
	var errs bytes.Buffer
	c.Stderr = &errs
	start := time.Now()
	err := c.Run()
	p.times = append(p.times, time.Since(start).Seconds())
	if err != nil {
		return fmt.Errorf("%s: %w: %s", p.name, err, errs.String())
	}
	p.memory = max(p.memory, c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	return nil
}

func (p *program) clear(b bench, t task) error {
	if err := os.RemoveAll(p.dir); err != nil {
		return err
	}
	if err := os.Mkdir(p.dir, 0o755); err != nil || !t.inPlace || p.name == "cp" {
		return err
	}
	return exec.Command("cp", b.path(t.in[0]), p.dir).Run()
}

// same checks that two programs wrote the same samples.
func same(b bench, t task, one, other *program) error {
	for _, name := range t.out {
		x, err := wavfile.Open(os.DirFS(one.dir), name)
		if err != nil {
			return err
		}
		defer x.Close()
		y, err := wavfile.Open(os.DirFS(other.dir), name)
		if err != nil {
			return err
		}
		defer y.Close()
		if x.Samples != y.Samples || x.Codec != y.Codec || x.Channels != y.Channels {
			return fmt.Errorf("%s: got %d samples of %v by %s, %d of %v by %s", name, x.Samples, x.Format, one.name,
				y.Samples, y.Format, other.name)
		}
		if first := differing(x, y); first >= 0 {
			return fmt.Errorf("%s: %s differs from %s, from sample %d on", name, other.name, one.name,
				first/int64(x.Frame()))
		}
	}
	return nil
}

// differing returns the first byte that differs, or -1.
func differing(x, y io.Reader) int64 {
	a, b := bufio.NewReader(x), bufio.NewReader(y)
	for at := int64(0); ; at++ {
		one, err := a.ReadByte()
		if other, _ := b.ReadByte(); one != other {
			return at
		}
		if err != nil {
			return -1
		}
	}
}

// report prints a task's line.
func report(t task, programs []*program) {
	limit := programs[0].median()
	fmt.Printf("%-11s %-45s", t.name, t.what)
	for _, p := range programs {
		fmt.Printf("  %s %.3f", p.name, p.median())
		if p != programs[0] {
			fmt.Printf(" (%.2f)", p.median()/limit)
		}
	}
	fmt.Printf("  %.1f MiB\n", float64(programs[1].memory)/1024)
}

// median leaves out the first time, which was the check.
func (p *program) median() float64 {
	times := slices.Sorted(slices.Values(p.times[1:]))
	return times[len(times)/2]
}
