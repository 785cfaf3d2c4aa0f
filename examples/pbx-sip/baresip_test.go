package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A phone is a baresip: a real telephone without a screen, that speaks a WAV file and keeps what it hears.
type phone struct {
	t      *testing.T
	name   string
	dir    string
	cmd    *exec.Cmd
	ctl    net.Conn
	events chan phoneEvent
}

// A phoneEvent is what baresip says on its control port.
type phoneEvent struct {
	Event    bool   `json:"event"`
	Type     string `json:"type"`
	ID       string `json:"id"`
	Param    string `json:"param"`
	Response bool   `json:"response"`
	OK       bool   `json:"ok"`
	Data     string `json:"data"`
}

const phoneConfig = `
poll_method epoll
sip_listen 127.0.0.1:%[1]d
net_interface 127.0.0.1
call_local_timeout 120
call_max_calls 4
audio_source aufile,%[3]s
audio_player aubridge,%[5]s
audio_alert aubridge,%[5]s-bell
audio_path %[4]s
audio_channels 1
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
jitter_buffer_delay 2-6
snd_path %[4]s
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:%[2]d
ringback_disabled yes
`

// needPhones skips a test where there are no telephones, unless there have to be.
func needPhones(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("real telephones take their time")
	}
	needProgram(t, "baresip")
}

// needProgram skips a test where a telephone is not installed, unless all of them have to be.
func needProgram(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("RECPAUSE_TOOLS") == "required" {
			t.Fatal(err)
		}
		t.Skip(name + " is not installed")
	}
}

// ports counts up from below those that the system gives away, so that a telephone finds its own free a moment later.
var ports atomic.Int32

// freePort returns a port of loopback on which nobody listens, nor on the next one, which baresip takes for TLS.
func freePort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := 20000 + (os.Getpid()*64+int(ports.Add(2)))%10000
		if isFree(port) && isFree(port+1) {
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func isFree(port int) bool {
	address := "127.0.0.1:" + strconv.Itoa(port)
	tcp, err := net.Listen("tcp4", address)
	if err != nil {
		return false
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp4", address)
	if err != nil {
		return false
	}
	return udp.Close() == nil
}

// newPhone starts a telephone that registers, and waits until it has. The voice is a file of testdata.
func newPhone(t *testing.T, f *office, name, voice string) *phone {
	t.Helper()
	return newPhoneAt(t, f.trunk.port, name, voice)
}

// newPhoneAt is newPhone for a PBX on a port.
func newPhoneAt(t *testing.T, port int, name, voice string) *phone {
	t.Helper()
	dir := t.TempDir()
	speech := filepath.Join(dir, "speech.wav")
	loop(t, filepath.Join("testdata", voice+".wav"), speech, 3*time.Minute)
	sipPort, ctlPort := freePort(t), freePort(t)
	write := func(file, text string) {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("config", fmt.Sprintf(phoneConfig, sipPort, ctlPort, speech, dir, name))
	write("accounts", fmt.Sprintf("<sip:%s@127.0.0.1:%d>;auth_pass=x;regint=600;audio_codecs=pcmu;ptime=20\n", name, port))
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{t: t, name: name, dir: dir, events: make(chan phoneEvent, 100)}
	p.cmd = exec.Command("baresip", "-s", "-f", dir) // with what SIP says in its log
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.stop(log) })
	until(t, name+" listens", func() bool {
		p.ctl, err = net.Dial("tcp4", "127.0.0.1:"+strconv.Itoa(ctlPort))
		return err == nil
	})
	go p.listen()
	until(t, name+" has registered", func() bool { return contains(p.log(), "[1 binding]") })
	return p
}

func (p *phone) stop(log *os.File) {
	if p.ctl != nil {
		p.ctl.Close()
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
	log.Close()
	if p.t.Failed() {
		text, _ := os.ReadFile(log.Name())
		p.t.Logf("%s:\n%s", p.name, text)
	}
}

// listen reads netstrings of JSON.
func (p *phone) listen() {
	r := bufio.NewReader(p.ctl)
	for {
		length, err := r.ReadString(':')
		if err != nil {
			close(p.events)
			return
		}
		n, _ := strconv.Atoi(strings.TrimSuffix(length, ":"))
		text := make([]byte, n+1)
		if _, err := io.ReadFull(r, text); err != nil {
			close(p.events)
			return
		}
		var e phoneEvent
		if json.Unmarshal(text[:n], &e) == nil {
			select {
			case p.events <- e:
			default:
			}
		}
	}
}

// do gives the telephone a command.
func (p *phone) do(command string, params ...string) {
	p.t.Helper()
	text, err := json.Marshal(map[string]string{"command": command, "params": strings.Join(params, " ")})
	if err == nil {
		_, err = fmt.Fprintf(p.ctl, "%d:%s,", len(text), text)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// expect waits for an event of a type, and returns it.
func (p *phone) expect(kind string) phoneEvent {
	p.t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case e := <-p.events:
			if e.Type == kind {
				return e
			}
		case <-timeout:
			p.t.Fatalf("%s: no %s", p.name, kind)
		}
	}
}

func (p *phone) dial(f *office, to string) { p.dialAt(f.trunk.port, to) }

func (p *phone) dialAt(port int, to string) {
	p.do("dial", fmt.Sprintf("sip:%s@127.0.0.1:%d", to, port))
}

// press presses keys as a person does: 80 ms each, and as long between.
func (p *phone) press(digits string) {
	for _, d := range digits {
		p.do("sndcode", string(d))
		time.Sleep(160 * time.Millisecond)
	}
}

// heard returns all that the telephone has played, in the order of its calls.
func (p *phone) heard() (pcm []int16) {
	p.t.Helper()
	files, err := filepath.Glob(filepath.Join(p.dir, "dump-*-dec.wav"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, name := range files {
		pcm = append(pcm, samples(p.t, name)[0]...)
	}
	return pcm
}

// until waits for something that other programs do.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	untilWithin(t, 10*time.Second, what, ok)
}

func untilWithin(t *testing.T, longest time.Duration, what string, ok func() bool) {
	t.Helper()
	if !comesTrue(longest, ok) {
		t.Fatalf("waited in vain: %s", what)
	}
}

// comesTrue reports whether something came true in a time.
func comesTrue(longest time.Duration, ok func() bool) bool {
	for deadline := time.Now().Add(longest); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// loop writes a file that says the same over and over.
func loop(t *testing.T, from, to string, length time.Duration) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	head, pcm, size := data[:44], data[44:], int(length/time.Second)*2*rate
	for len(pcm) < size {
		pcm = append(pcm, data[44:]...)
	}
	out := append(binary.LittleEndian.AppendUint32(append([]byte(nil), head[:40]...), uint32(size)), pcm[:size]...)
	binary.LittleEndian.PutUint32(out[4:], uint32(size+36))
	if err := os.WriteFile(to, out, 0o644); err != nil {
		t.Fatal(err)
	}
}

// log returns what the telephone says of itself.
func (p *phone) log() string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, "log"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func contains(text, part string) bool { return strings.Contains(text, part) }
