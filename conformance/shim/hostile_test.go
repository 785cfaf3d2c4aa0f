package shim_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
)

// hostile is what a subject's program may do. Those that answer at all are the reference but for one thing.
var hostile = map[string]func(){
	"hangs at start":  forever,
	"dies at start":   func() { fmt.Fprintln(os.Stderr, "no licence\nfor this machine"); os.Exit(3) },
	"ends at start":   func() {},
	"cannot run":      func() { fmt.Fprintln(os.Stderr, "no display"); os.Exit(shim.ExitCannotRun) },
	"floods at start": func() { flood("x") },
	"another protocol": until("hello",
		says(`{"id":ID,"result":"done","protocol":"recpause-shim/2","name":"n","version":"1","role":"pbx","observables":[]}`)),
	"an impossible role": until("hello",
		says(`{"id":ID,"result":"done","protocol":"recpause-shim/1","name":"n","version":"1","role":"phone","observables":[]}`)),
	"breaks at start":       until("hello", says(`{"id":ID,"result":"error","reason":"no database"}`)),
	"hangs":                 until("do", func(string) { forever() }),
	"crashes":               until("do", func(string) { panic("no such window") }),
	"cannot run any longer": until("do", func(string) { os.Exit(shim.ExitCannotRun) }),
	"an endless line":       until("do", func(string) { flood("x") }),
	"endless lines":         until("do", func(string) { flood("{}\n") }),
	"endless empty lines":   until("do", func(string) { flood("\n") }),
	"closes its output":     until("do", func(string) { os.Stdout.Close(); forever() }),
	"half a line":           until("do", func(string) { fmt.Print(`{"id":`); os.Exit(0) }),
	"another id":            until("do", says(`{"id":7,"result":"done","observation":{}}`)),
	"an id of another type": until("do", says(`{"id":"ID","result":"done","observation":{}}`)),
	"no JSON":               until("do", says(`OK`)),
	"another encoding":      until("do", says("{\"id\":ID,\"result\":\"unsupported\",\"reason\":\"\x83\x7e\"}")),
	"no object":             until("do", says(`[]`)),
	"two objects":           until("do", says(`{"id":ID,"result":"done"}{}`)),
	"no result":             until("do", says(`{"id":ID,"observation":{}}`)),
	"an unknown result":     until("do", says(`{"id":ID,"result":"ok"}`)),
	"no observation":        until("do", says(`{"id":ID,"result":"done"}`)),
	"an unknown state": until("do",
		says(`{"id":ID,"result":"done","observation":{"phones":{"A":{"state":"on_hold","toggle":[],"message":false}}}}`)),
	"a number for a text": until("do",
		says(`{"id":ID,"result":"done","observation":{"beeps":[{"party":1,"sound":"b"}]}}`)),
	"an unknown field":      until("do", says(`{"id":ID,"result":"done","observation":{"phone":{}}}`)),
	"breaks":                until("do", says(`{"id":ID,"result":"error","reason":"the window is gone"}`)),
	"no scenes":             until("open", says(`{"id":ID,"result":"unsupported","reason":"the window is hidden"}`)),
	"no facts":              until("do", says(`{"id":ID,"result":"unsupported"}`)),
	"slow":                  slow,
	"ignores bye":           until("bye", func(string) { forever() }),
	"answers bye and stays": until("bye", func(line string) { says(`{"id":ID,"result":"done"}`)(line); forever() }),
	"dies at bye":           until("bye", func(string) { os.Exit(1) }),
	"leaves a child":        func() { leavesChild(false) },
	"leaves a daemon":       func() { leavesChild(true) },
	"a device": until("recording",
		says(`{"id":ID,"result":"done","recording":{"files":1,"wav":[{"track":"mixed","path":"/dev/zero","at":0}]}}`)),
	"WAV files": until("recording",
		says(`{"id":ID,"result":"done","recording":{"files":1,"wav":[{"track":"counterpart","path":"a.wav","channel":1,"at":-80}]}}`)),
	"crashes on hold":   until(`do","session":"s`, func(string) {}, `"button":"hold"`),
	"another name then": fickle,
	"silent child":      forever,
	"pads":              func() { _ = shim.Serve(context.Background(), os.Stdin, padded{}, subject("system")) },
}

// padded makes every line as long as it may be.
type padded struct{}

func (padded) Write(line []byte) (int, error) {
	_, err := fmt.Printf("%s%s\n", strings.TrimSuffix(string(line), "\n"), strings.Repeat(" ", 1<<20-len(line)+1))
	return len(line), err
}

// forever is longer than any limit of these tests, and not so long that what a killed test leaves behind stays.
func forever() { time.Sleep(5 * time.Minute) }

func flood(text string) {
	text = strings.Repeat(text, 1<<12)
	for {
		if _, err := os.Stdout.WriteString(text); err != nil {
			os.Exit(1)
		}
	}
}

// says answers a request with a line, in which ID stands for the request's id.
func says(answer string) func(string) {
	return func(request string) {
		_, rest, _ := strings.Cut(request, `"id":`)
		id, _, _ := strings.Cut(rest, ",")
		fmt.Println(strings.ReplaceAll(answer, "ID", id))
	}
}

// until is the reference until an operation is asked for, and then something else, or a crash where the request also
// holds a text.
func until(op string, act func(string), crash ...string) func() {
	return func() {
		relay(func(line string) bool {
			if len(crash) > 0 && strings.Contains(line, crash[0]) {
				panic("no such button")
			}
			if len(crash) == 0 && strings.Contains(line, `"op":"`+op) {
				act(line)
				return false
			}
			return true
		})
	}
}

// relay is the reference, but for the requests that are not to be passed on to it.
func relay(pass func(string) bool) { relayTo(subject("system"), pass) }

func relayTo(s conformance.SUT, pass func(string) bool) {
	r, w := io.Pipe()
	served := make(chan error)
	go func() { served <- shim.Serve(context.Background(), r, os.Stdout, s) }()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if pass(in.Text()) {
			fmt.Fprintln(w, in.Text())
		}
	}
	w.Close()
	<-served
}

func slow() {
	relay(func(string) bool { time.Sleep(20 * time.Millisecond); return true })
}

// leavesChild starts a program that holds on to everything and never ends, outside of the process group or in it.
func leavesChild(outside bool) {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	child := exec.Command(exe, asShim+"silent child")
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if outside {
		leaveGroup(child)
	}
	if err := child.Start(); err != nil {
		panic(err)
	}
	relay(func(string) bool { return true })
}

// runs is where a program notes that it ran, for those that behave in another way the second time.
const runs = "RECPAUSE_TEST_RUNS"

// fickle crashes, and has another name once it is started again.
func fickle() {
	s := subject("system")
	if _, err := os.Stat(os.Getenv(runs)); err == nil {
		s = subject("F14")
	} else if err := os.WriteFile(os.Getenv(runs), nil, 0o600); err != nil {
		panic(err)
	}
	relayTo(s, func(line string) bool {
		if strings.Contains(line, `"op":"do"`) {
			panic("no such window")
		}
		return true
	})
}
