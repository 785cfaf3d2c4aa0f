//go:build unix

package bench_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/recpause/recpause/recording/wav"
)

var folder = flag.String("files", "", "render hour-long files in this `folder`, which needs room for 2 GB; it is a "+
	"file system that is measured")

// BenchmarkFiles measures the offline rendering of an hour with 50 pauses as a whole program, beside cp, sox and ffmpeg
// in forms that are exact to the sample. All programs of a task are checked to write the same samples, and then run in
// turn: -benchtime 9x asks for nine rounds. It reports the median of each in seconds, and its ratio to that of cp.
func BenchmarkFiles(b *testing.B) {
	if *folder == "" {
		b.Skip("it takes minutes, and 2 GB: -files FOLDER asks for it")
	}
	needRoom(b, *folder)
	dir, err := os.MkdirTemp(*folder, "recpause-files-*")
	check(b, err)
	b.Cleanup(func() { os.RemoveAll(dir) })
	h := hour{dir: dir, recpause: filepath.Join(dir, "recpause")}
	build := exec.Command("go", "build", "-o", h.recpause, "github.com/recpause/recpause/cmd/recpause")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	check(b, h.material())
	for _, t := range tasks() {
		b.Run(t.name, func(b *testing.B) { h.measure(b, t) })
	}
}

func needRoom(b *testing.B, dir string) {
	b.Helper()
	const room = 2 << 30
	var disk syscall.Statfs_t
	check(b, syscall.Statfs(dir, &disk))
	if free := uint64(disk.Bavail) * uint64(disk.Bsize); free < room {
		b.Fatalf("%s has room for %d MiB, and %d are needed", dir, free>>20, room>>20)
	}
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// An hour is a folder with the material, and the program that is measured.
type hour struct {
	dir, recpause string
}

func (h hour) path(name string) string { return filepath.Join(h.dir, name) }

// measure checks and times all programs of a task that are installed.
func (h hour) measure(b *testing.B, t task) {
	programs := h.programs(t)
	for _, p := range programs {
		check(b, p.run(h, t))
		p.times = nil
	}
	for _, p := range programs[2:] {
		check(b, same(t, programs[1], p))
	}
	for b.Loop() {
		for _, p := range programs {
			check(b, p.run(h, t))
		}
	}
	b.ReportMetric(0, "ns/op") // that of a whole round says nothing
	for _, p := range programs {
		b.ReportMetric(p.median(), p.name+"-s")
		b.ReportMetric(p.median()/programs[0].median(), p.name+"-x-cp")
	}
	b.ReportMetric(float64(programs[1].memory)/1024, "ours-MiB")
}

// A program is one way to do a task.
type program struct {
	name    string
	command string
	dir     string
	times   []float64
	memory  int64 // KiB at most
}

// programs returns cp, ours, and those of the others that are installed.
func (h hour) programs(t task) []*program {
	ours := fmt.Sprintf("%s render -log %s %s -out {dir} {all}", h.recpause,
		h.path(fmt.Sprintf("call%d.jsonl", t.rate)), strings.Join(t.flags, " "))
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
		p.dir = h.path(p.name)
		p.command = h.fill(p.command, t, p.dir)
	}
	return all
}

// fill puts paths into a command.
func (h hour) fill(command string, t task, dir string) string {
	var in []string
	for _, name := range t.in {
		if t.inPlace && dir != h.path("cp") {
			in = append(in, filepath.Join(dir, name))
		} else {
			in = append(in, h.path(name))
		}
	}
	last := func(list []string) string { return list[len(list)-1] }
	return strings.NewReplacer("{all}", strings.Join(in, " "), "{in}", in[0], "{in2}", last(in), "{beep}",
		h.path("beep.wav"), "{dir}", dir,
		"{out}", filepath.Join(dir, t.out[0]), "{out2}", filepath.Join(dir, last(t.out))).Replace(command)
}

// run times a program once, in a folder that is empty but for a file that it changes in place.
func (p *program) run(h hour, t task) error {
	if err := p.clear(h, t); err != nil {
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

func (p *program) clear(h hour, t task) error {
	if err := os.RemoveAll(p.dir); err != nil {
		return err
	}
	if err := os.Mkdir(p.dir, 0o755); err != nil || !t.inPlace || p.name == "cp" {
		return err
	}
	return exec.Command("cp", h.path(t.in[0]), p.dir).Run()
}

func (p *program) median() float64 {
	times := slices.Sorted(slices.Values(p.times))
	return times[len(times)/2]
}

// same checks that two programs wrote the same samples.
func same(t task, one, other *program) error {
	for _, name := range t.out {
		x, err := wav.Open(os.DirFS(one.dir), name)
		if err != nil {
			return err
		}
		defer x.Close()
		y, err := wav.Open(os.DirFS(other.dir), name)
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

// Two texts differ from the first byte on that is another one, or that only one of them has.
func TestDiffering(t *testing.T) {
	for other, want := range map[string]int64{"abc": -1, "abd": 2, "ab": 2, "abcd": 3, "": 0} {
		if got := differing(strings.NewReader("abc"), strings.NewReader(other)); got != want {
			t.Errorf("abc and %q: got %d, want %d", other, got, want)
		}
	}
}
