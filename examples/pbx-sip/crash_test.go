package main

import (
	"fmt"
	"net/http"
	"os"
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
}

func newProcess(t *testing.T) *process {
	t.Helper()
	p := &process{t: t, name: filepath.Join(t.TempDir(), "pbx"), sip: freePort(t), web: freePort(t), out: t.TempDir()}
	if text, err := exec.Command("go", "build", "-o", p.name, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	t.Cleanup(p.kill)
	return p
}

// start starts the PBX with the arguments that it has each time.
func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.name, "-v", "-sip", fmt.Sprintf("127.0.0.1:%d", p.sip), "-web",
		fmt.Sprintf("127.0.0.1:%d", p.web), "-out", p.out)
	p.cmd.Stderr = p.t.Output()
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	until(p.t, "the page is there", func() bool {
		answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", p.web))
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	})
}

func (p *process) kill() {
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

// The PBX is killed in a pause, right after the click, and starts again: the recording is silent as it was, the telephones
// go on, resume counts, and hanging up ends the call. Nothing leaks, and the audit finds nothing.
func TestCrashInAPause(t *testing.T) {
	needPhones(t)
	pbx := newProcess(t)
	pbx.start()
	operator, customer := newPhoneAt(t, pbx.sip, "101", "operator"), newPhoneAt(t, pbx.sip, "customer", "customer")
	customer.dialAt(pbx.sip, "101")
	operator.expect("CALL_INCOMING")
	operator.do("accept")
	customer.expect("CALL_ESTABLISHED")
	time.Sleep(2 * time.Second)
	pbx.click("101", stop)
	pbx.kill()
	pbx.start()
	aWhile()
	pbx.click("101", resume)
	aWhile()
	aWhile()
	customer.do("hangup")
	operator.expect("CALL_CLOSED")
	l := &left{t: t, voices: map[string][]int16{}}
	until(t, "the story is over", func() bool {
		reports, _ := filepath.Glob(filepath.Join(pbx.out, "*", reportName))
		if len(reports) == 1 {
			l.dir = filepath.Dir(reports[0])
		}
		return len(reports) == 1
	})
	l.read()
	from, to := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0)
	for channel := range 2 {
		if got := peak(recordingOf(l, "c1", channel, from, to)); got != 0 {
			t.Errorf("channel %d: leaked %d", channel, got)
		}
		if got := peak(recordingOf(l, "c1", channel, to+rate/2, l.at(calllog.CallHangup, 0))); got < 1000 {
			t.Errorf("channel %d: nothing is recorded after the resume", channel)
		}
	}
	wav := filepath.Join(l.dir, "recording-2ch.wav")
	l.run("audit", "-manifest", strings.TrimSuffix(wav, ".wav")+".json", wav)
	if _, err := os.Stat(filepath.Join(pbx.out, journalName)); err != nil {
		t.Error(err)
	}
}
