package main

import (
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

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A linphone is the telephone of that name without a screen, whose commands are lines of text. It speaks a WAV file and
// keeps what it hears in another one, so that it needs no sound card.
type linphone struct {
	t    *testing.T
	name string
	dir  string
	in   io.Writer
}

const linphoneConfig = `[sip]
sip_port=%[1]d
sip_tcp_port=0
sip_tls_port=0
bind_address=127.0.0.1
use_ipv6=0
guess_hostname=0
contact=sip:%[3]s@127.0.0.1
default_proxy=0

[rtp]
bind_address=127.0.0.1
audio_rtp_port=%[2]d

[sound]
use_files=1
echocancellation=0

[proxy_0]
reg_proxy=<sip:127.0.0.1:%[4]d;transport=udp>
reg_identity=sip:%[3]s@127.0.0.1
reg_expires=600
reg_sendregister=1

[auth_info_0]
username=%[3]s
passwd=x
`

// newLinphone starts one that registers, and waits until it has.
func newLinphone(t *testing.T, f *office, name, voice string) *linphone {
	t.Helper()
	needProgram(t, "linphonec")
	p := &linphone{t: t, name: name, dir: t.TempDir()}
	must(t, os.MkdirAll(filepath.Join(p.dir, ".local", "share", "linphone"), 0o755)) // it does not listen without
	text := fmt.Sprintf(linphoneConfig, freePort(t), freePort(t), name, f.trunk.port)
	must(t, os.WriteFile(p.file("config"), []byte(text), 0o644))
	loop(t, filepath.Join("testdata", voice+".wav"), p.file("speech.wav"), time.Minute)
	screen, err := os.Create(p.file("screen"))
	must(t, err)
	cmd := exec.Command("linphonec", "-c", p.file("config"))
	cmd.Env = append(os.Environ(), "HOME="+p.dir, "XDG_RUNTIME_DIR="+p.dir)
	cmd.Stdout, cmd.Stderr = screen, screen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.in, err = cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		screen.Close()
		if t.Failed() {
			t.Logf("%s:\n%s", name, p.screen())
		}
	})
	until(t, name+" has registered", func() bool {
		return slices.ContainsFunc(f.Seats(), func(s seat) bool { return s.Extension == name && s.Registered })
	})
	p.do("play " + p.file("speech.wav"))
	p.do("record " + p.file("heard.wav"))
	return p
}

func (p *linphone) file(name string) string { return filepath.Join(p.dir, name) }

// do gives the telephone a command; in a call, digits are keys.
func (p *linphone) do(command string) {
	p.t.Helper()
	_, err := fmt.Fprintln(p.in, command)
	must(p.t, err)
}

// screen returns all that the telephone has shown.
func (p *linphone) screen() string {
	text, err := os.ReadFile(p.file("screen"))
	must(p.t, err)
	return string(text)
}

// expect waits until the telephone shows something.
func (p *linphone) expect(text string) {
	p.t.Helper()
	until(p.t, p.name+" shows "+text, func() bool { return strings.Contains(p.screen(), text) })
}

// A linphone as an operator's telephone: it calls a baresip, and is called by it, pauses by feature code, and hears the
// beeps; the recording is silent from where the key went down.
func TestLinphone(t *testing.T) {
	needPhones(t)
	calls := func(f *office, operator *linphone, customer *phone) {
		operator.do(fmt.Sprintf("call sip:%s@127.0.0.1:%d", customer.name, f.trunk.port))
		customer.expect("CALL_INCOMING")
		customer.do("accept")
	}
	isCalled := func(f *office, operator *linphone, customer *phone) {
		customer.dial(f, operator.name)
		operator.expect("incoming call")
		operator.do("answer")
	}
	for name, begin := range map[string]func(*office, *linphone, *phone){"calls": calls, "is called": isCalled} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newOffice(t)
			customer, operator := newPhone(t, f, "customer", "customer"), newLinphone(t, f, "101", "operator")
			begin(f, operator, customer)
			operator.expect("Media streams established")
			customer.expect("CALL_ESTABLISHED")
			aWhile()
			operator.pausesByKeys(f)
			operator.do("terminate")
			customer.expect("CALL_CLOSED")
			until(t, "101 is idle", func() bool { return seatOf(t, f, "101").Phone.State == callstate.Idle })
			l := leaves(t, f)
			from, to, end := l.at(calllog.PauseCommand, 0), l.at(calllog.ResumeCommand, 0), l.at(calllog.CallHangup, 0)
			for channel, who := range []string{"101", "customer"} {
				l.spoken("c1", channel, who, from-rate/2, from)
				l.silent("c1", channel, who, from, to)
			}
			l.spoken("c1", 0, "101", to, end)
			l.spoken("c1", 1, "customer", to, end, to)
			heardBeeps(t, 2, customer)
			if got := beeps(samples(t, operator.file("heard.wav"))[0]); got != 2 {
				t.Errorf("the linphone heard %d beeps", got)
			}
		})
	}
}

func (p *linphone) pausesByKeys(f *office) {
	p.t.Helper()
	p.do("*1")
	until(p.t, "the recording is silent", func() bool { return seatOf(p.t, f, p.name).Recording == pause.Silent })
	aWhile()
	p.do("*2")
	until(p.t, "the recording is on", func() bool { return seatOf(p.t, f, p.name).Recording == pause.On })
	aWhile()
}
