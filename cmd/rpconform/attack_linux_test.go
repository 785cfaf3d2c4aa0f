package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/child"
)

var attack = flag.Bool("attack", false, "give the command all hostile programs and logs in full size, and not only a few small ones")

// What the command may take, whatever it is given.
const (
	mostCPU    = 30 * time.Second
	mostMemory = 512 << 20
	mostTime   = 90 * time.Second
)

// attacked runs the command to its end, as a process group of its own, and checks what it took and left. Its exit code
// is one of ours.
func attacked(t *testing.T, stdin string, args ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), mostTime)
	defer stop()
	temp := t.TempDir()
	limited := `ulimit -v 6291456; ulimit -t 120; ulimit -f 4194304; exec "$0" "$@"` // so that nothing goes far beyond
	p := exec.CommandContext(ctx, "sh", slices.Concat([]string{"-c", limited, os.Args[0]}, args)...)
	p.Env = append(os.Environ(), asCommand+"=1", "LC_ALL=en_US.UTF-8", "TMPDIR="+temp, subjectVar+"=")
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.Cancel = func() error { return syscall.Kill(-p.Process.Pid, syscall.SIGKILL) }
	var said bytes.Buffer
	p.Stdin, p.Stdout, p.Stderr, p.Dir = strings.NewReader(stdin), &said, &said, temp
	if err := p.Run(); ctx.Err() != nil || p.ProcessState == nil {
		t.Errorf("%.200q does not end: %v", args, err)
		return
	}
	use := p.ProcessState.SysUsage().(*syscall.Rusage)
	cpu, memory := time.Duration(use.Utime.Nano()+use.Stime.Nano()), use.Maxrss<<10
	if cpu > mostCPU || memory > mostMemory {
		t.Errorf("%.200q took %v and %d MiB", args, cpu, memory>>20)
	}
	if left := child.WithVariable("TMPDIR=" + temp); len(left) > 0 {
		t.Errorf("%.200q left the processes %v", args, left)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("%.200q left %v, %v", args, left, err)
	}
	if code := p.ProcessState.ExitCode(); code < conformant || code > stale || said.Len() > 4<<20 ||
		strings.Contains(said.String(), "goroutine ") {
		t.Errorf("%.200q: exit code %d, %d bytes\n%.2000s", args, code, said.Len(), said.String())
	}
}

// Whatever program is judged, the command ends, takes no more than it may, and leaves no process and no file.
func TestHostilePrograms(t *testing.T) {
	programs := [][]string{
		{"cat"}, {"yes"}, {"yes", `{"id":1,"result":"done"}`}, {"cat", "/dev/zero"}, {"head", "-c", "3000000", "/dev/zero"},
		{"sleep", "600"}, {"sh", "-c", "sleep 600 & exec cat"}, {"sh", "-c", "trap '' INT TERM; while :; do sleep 600; done"},
		{"sh", "-c", "yes >&2"}, {"true"}, {"false"}, {"sh", "-c", "kill -9 $$"}, {"/"}, {"/dev/null"}, {""}, {"no such program"},
	}
	if !*attack {
		programs = programs[:4]
	}
	for _, program := range programs {
		attacked(t, "", append([]string{"run", "-limit", "300ms", "-only", "RP-BTN-020,RP-VIS-022", "--"}, program...)...)
	}
}

// Whatever log or conversation is checked, too.
func TestHostileFiles(t *testing.T) {
	divided := 50
	if *attack {
		divided = 1
	}
	first, rest, _ := strings.Cut(strings.TrimSuffix(header, "\n"), "\n")
	for name, text := range map[string]string{
		"nothing": "", "no line": strings.Repeat("9", 64<<20/divided), "zeros": string(make([]byte, 64<<20/divided)),
		"nested": header + strings.Repeat("[", 1<<19), "a digit": header + `{"at":` + strings.Repeat("9", 1<<19) + "}",
		"many lines":  header + strings.Repeat(`{"at":9,"event":"hand.raise","party":"A"}`+"\n", 100_000/divided),
		"wrong lines": strings.Repeat("{}\n", 1<<20/divided), "requests": strings.Repeat(`{"id":1,"op":"hello"}`+"\n", 100_000/divided),
		"observed": first + "\n" + rest + "\n" + strings.Repeat(`{"at":9,"event":"hand.raise","party":"A","observed":{"phones":{"A":{"toggle":"x"}}}}`+"\n", 20_000/divided),
		"encoding": "\xff\xfe" + header, "mark": "\xef\xbb\xbf" + header,
	} {
		t.Log(name)
		attacked(t, text, "trace", "-")
		attacked(t, text, "transcript", "-")
	}
}

// What has no end is read no further than it may be.
func TestHostileDevices(t *testing.T) {
	for _, args := range [][]string{{"trace", "/dev/zero"}, {"transcript", "/dev/zero"}, {"badge", "/dev/zero"},
		{"results", "/dev/zero"}, {"run", "-deviations", "/dev/zero", "true"}, {"run", "-page", "/dev/zero", "true"}} {
		if *attack || args[0] == "trace" || args[0] == "transcript" {
			attacked(t, "", args...)
		}
	}
}

// When nobody reads the report any longer, the program that was judged is ended all the same.
func TestNobodyReads(t *testing.T) {
	for _, of := range []string{"stdout", "stderr"} {
		temp := t.TempDir()
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		p := exec.Command(os.Args[0], "run", "-limit", "300ms", "-only", "RP-BTN-020", "--", "sh", "-c",
			`trap "" HUP; echo said >&2; read hello; echo '{"id":1,"result":"done","protocol":"recpause-shim/1","name":"n","version":"1","role":"pbx","observables":["rec"]}'; sleep 60`)
		p.Env = append(os.Environ(), asCommand+"=1", subjectVar+"=", "TMPDIR="+temp)
		if p.Stdout, p.Stderr = write, nil; of == "stderr" {
			p.Stdout, p.Stderr = nil, write
		}
		if err := p.Run(); err == nil {
			t.Errorf("%s: no error", of)
		}
		write.Close()
		if left := child.WithVariable("TMPDIR=" + temp); len(left) > 0 {
			t.Errorf("%s: left the processes %v", of, left)
			for _, pid := range left {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
			t.Errorf("%s: left %v", of, left)
		}
	}
}
