package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
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
	p := exec.CommandContext(ctx, os.Args[0], args...)
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
	if err := syscall.Kill(-p.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("%.200q left a process: %v", args, err)
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
