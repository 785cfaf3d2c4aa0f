package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
)

// A process is the PBX as a program of its own, which can be killed.
type process struct {
	t        *testing.T
	name     string
	sip, web int
	out      string
	cmd      *exec.Cmd
	said     strings.Builder // on its standard error
	flags    []string        // beside its addresses
}

func newProcess(t *testing.T) *process {
	t.Helper()
	p := &process{t: t, name: program(t), sip: freePort(t), web: freePort(t), out: t.TempDir()}
	t.Cleanup(p.kill)
	return p
}

// program returns the program of the PBX.
func program(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pbx")
	if text, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return name
}

// start starts the PBX with the arguments that it has each time, and waits until its page is there.
func (p *process) start() {
	p.t.Helper()
	p.begin()
	p.ready()
}

func (p *process) begin() {
	p.t.Helper()
	p.cmd = exec.Command(p.name, append([]string{"-v", "-sip", fmt.Sprintf("127.0.0.1:%d", p.sip), "-web",
		fmt.Sprintf("127.0.0.1:%d", p.web), "-out", p.out}, p.flags...)...)
	p.cmd.Stderr = io.MultiWriter(p.t.Output(), &p.said)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) ready() {
	p.t.Helper()
	untilWithin(p.t, 3*time.Minute, "the page is there", func() bool {
		answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", p.web))
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	})
}

func (p *process) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *process) click(extension string, do action) {
	p.t.Helper()
	address := fmt.Sprintf("http://127.0.0.1:%d/phones/%s/clicks", p.web, extension)
	answer, err := http.Post(address, "application/json", strings.NewReader(fmt.Sprintf(`{"do":%q}`, do)))
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		p.t.Fatalf("%s: %s", do, answer.Status)
	}
}

// crashes is how often the PBX is killed in one call: -crashes 20 for the whole proof.
var crashes = flag.Int("crashes", 4, "how many times the PBX is killed")

// The PBX is killed right after a stop was confirmed, in the pause, right after the resume was, and while it records,
// and starts again with the same arguments: the recording is silent or recording as it was, telephones go on, the next
// click counts, and hanging up ends the call. No sample of a pause is in the file, and the audit finds nothing.
func TestCrashes(t *testing.T) {
	needPhones(t)
	pbx := newProcess(t)
	pbx.start()
	operator, customer := newPhoneAt(t, pbx.sip, "101", "operator"), newPhoneAt(t, pbx.sip, "customer", "customer")
	customer.dialAt(pbx.sip, "101")
	operator.expect("CALL_INCOMING")
	operator.do("accept")
	customer.expect("CALL_ESTABLISHED")
	time.Sleep(2 * time.Second)
	longest, paused := time.Duration(0), 0 // from a confirmation to the kill; pauses so far
	crashAfter := func(do action) {
		pbx.click("101", do)
		confirmed := time.Now()
		pbx.kill()
		longest = max(longest, time.Since(confirmed))
		pbx.start()
		aWhile()
	}
	for n := range *crashes {
		switch n % 4 {
		case 0:
			crashAfter(stop)
			paused++
		case 1: // in the pause
			pbx.kill()
			pbx.start()
			aWhile()
		case 2:
			crashAfter(resume)
			time.Sleep(2 * time.Second) // more than is held back, which the next crash takes along
		default: // while it records, for longer than a recording looks back
			pbx.kill()
			time.Sleep(4 * time.Second)
			pbx.start()
			aWhile()
		}
	}
	if n := *crashes % 4; n == 1 || n == 2 {
		pbx.click("101", resume)
	}
	t.Logf("dead %v after a confirmation, at most", longest)
	aWhile()
	aWhile()
	customer.do("hangup")
	operator.expect("CALL_CLOSED")
	l := &left{t: t, voices: map[string][]int16{}}
	l.find(pbx.out)
	customer.dialAt(pbx.sip, "101") // who has registered before, and not since
	operator.expect("CALL_INCOMING")
	l.read()
	l.run("audit", "-dir", l.dir)
	end := l.at(calllog.CallHangup, 0)
	for n := range paused {
		from, to := l.at(calllog.PauseClick, n), l.at(calllog.ResumeClick, n)
		for channel := range 2 {
			if got := peak(recordingOf(l, "c1", channel, from, to)); got != 0 {
				t.Errorf("channel %d: leaked %d in [%d, %d)", channel, got, from, to)
			}
			next := end
			if n+1 < paused {
				next = l.at(calllog.PauseClick, n+1)
			}
			if got := peak(recordingOf(l, "c1", channel, to, next)); got < 1000 {
				t.Errorf("channel %d: nothing is recorded in [%d, %d), after a resume", channel, to, next)
			}
		}
	}
	for channel := range 2 {
		if got := peak(recordingOf(l, "c1", channel, end-rate, end)); got < 1000 {
			t.Errorf("channel %d: nothing is recorded at the end", channel)
		}
	}
	pbx.kill()
	if contains(pbx.said.String(), "msg=recording") {
		t.Error("a recording has refused something")
	}
}
