package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
)

// -calls 200 -talk 1m is the measurement; a few short ones are tried each time.
var (
	manyCalls = flag.Int("calls", 4, "how many calls there are at once")
	manyTalk  = flag.Duration("talk", 3*time.Second, "how long they last")
)

// Many calls at once, each with pauses at random: nothing leaks, and what the PBX needs is in the test's log.
func TestManyCalls(t *testing.T) {
	pbx := newProcess(t)
	pbx.start()
	c := newCallers(t, pbx.sip, "UDP")
	var operators, customers []*caller
	for i := range *manyCalls {
		operators = append(operators, c.add(strconv.Itoa(100+i), "operator"))
		customers = append(customers, c.add(fmt.Sprintf("customer%d", i), "customer"))
	}
	for i, p := range operators {
		if err := p.dial(customers[i].name); err != nil {
			t.Fatal(err)
		}
	}
	began, used, overflowed := time.Now(), pbx.cpu(), overflows(t)
	r := rand.New(rand.NewPCG(1, 2)) // always the same clicks
	stopped, every := map[string]bool{}, *manyTalk/time.Duration(4**manyCalls)
	for ; time.Since(began) < *manyTalk; time.Sleep(every) {
		name := operators[r.IntN(len(operators))].name
		do := stop
		if stopped[name] {
			do = resume
		}
		pbx.click(name, do)
		stopped[name] = !stopped[name]
	}
	took, cpu := time.Since(began), pbx.cpu()-used
	overflowed = overflows(t) - overflowed
	for _, p := range operators {
		if err := p.hangUp(); err != nil {
			t.Error(err)
		}
	}
	var reports []string
	untilWithin(t, time.Minute, "the calls are over", func() bool { // all at once, on one disk
		reports, _ = filepath.Glob(filepath.Join(pbx.out, "*", reportName))
		return len(reports) == *manyCalls
	})
	pauses, leaked, gaps := 0, 0, int64(0)
	for _, name := range reports {
		l := &left{t: t, dir: filepath.Dir(name)}
		l.read()
		n, leaks := l.leaks()
		pauses, leaked, gaps = pauses+n, leaked+leaks, gaps+l.gaps()
	}
	if leaked != 0 {
		t.Errorf("leaked samples: %d", leaked)
	}
	all := took.Seconds() * rate * 2 * float64(*manyCalls)
	c.mu.Lock()
	late := c.late
	c.mu.Unlock()
	t.Logf("%d calls for %v: %d pauses, leaked samples: %d, never received: %.2f%% of all audio, CPU: %.1f%% of a core",
		*manyCalls, took.Round(time.Second), pauses, leaked, 100*float64(gaps)/all, 100*cpu.Seconds()/took.Seconds())
	t.Logf("the telephones' clock was late by up to %v, sockets of the machine were full for %d packets, load: %s",
		late.Round(time.Millisecond), overflowed, load())
}

// leaks counts the pauses of a call, and the samples in them that are not silence.
func (l *left) leaks() (pauses, samples int) {
	pcm, origin := l.recording("c1")
	from := int64(-1)
	silent := func(to int64) {
		for channel := range pcm {
			for _, v := range pcm[channel][from-origin : min(to-origin, int64(len(pcm[channel])))] {
				if v != 0 {
					samples++
				}
			}
		}
		pauses, from = pauses+1, -1
	}
	for _, e := range l.events {
		switch {
		case e.Kind == calllog.PauseClick:
			from = e.At
		case from >= 0 && (e.Kind == calllog.ResumeClick || e.Kind == calllog.CallHangup):
			silent(e.At)
		}
	}
	return pauses, samples
}

// gaps returns how many samples of the call never came, of both parties.
func (l *left) gaps() (n int64) {
	for _, r := range l.recordings() {
		for _, g := range r.Gaps {
			n += g.Len()
		}
	}
	return n
}

// cpu returns how much of the processor the PBX has used so far.
func (p *process) cpu() time.Duration {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip("no /proc here")
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// overflows returns how many packets of UDP this machine has dropped so far, because a socket was full.
func overflows(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/net/snmp")
	if err != nil {
		t.Skip("no /proc here")
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		switch fields := strings.Fields(line); {
		case fields[0] == "Udp:" && names == nil:
			names = fields
		case fields[0] == "Udp:":
			n, _ := strconv.Atoi(fields[slices.Index(names, "RcvbufErrors")])
			return n
		}
	}
	return 0
}

// load returns how many processes have wanted a core, in the last minute, the last five and the last fifteen.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
