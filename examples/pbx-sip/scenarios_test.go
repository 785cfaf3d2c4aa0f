package main

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
)

// aWhile lets everybody talk for a while.
func aWhile() { time.Sleep(900 * time.Millisecond) }

// pauses has somebody pause for a while.
func pauses(t *testing.T, f *office, extension string) {
	t.Helper()
	must(t, f.Click(extension, click{Do: stop}))
	shows(t, f, extension, "録音再開")
	aWhile()
	must(t, f.Click(extension, click{Do: resume}))
	shows(t, f, extension, "録音停止")
	aWhile()
}

func heardBeeps(t *testing.T, want int, phones ...*phone) {
	t.Helper()
	for _, p := range phones {
		if got := beeps(p.heard()); got != want {
			t.Errorf("%s heard %d beeps, want %d", p.name, got, want)
		}
	}
}

// Feature codes of a telephone: silent from where the * went down, though the code takes half a second and the audio
// has come meanwhile. No display knows of it.
func TestPauseByKeys(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	begin(f, customer, operator)
	pressed := time.Now()
	operator.press("*1")
	displays(t, f, "101 talking 録音停止 silent!") // it knows of no feature code
	took := time.Since(pressed)
	aWhile()
	operator.press("*2")
	displays(t, f, "101 talking 録音停止 on")
	aWhile()
	customer.do("hangup")
	l := leaves(t, f)
	from, to := l.at(calllog.PauseCommand, 0), l.at(calllog.ResumeCommand, 0)
	if took < 150*time.Millisecond {
		t.Errorf("the code took %v only", took)
	}
	l.spoken("c1", 1, "customer", 0, from)
	l.silent("c1", 0, "101", from, to)
	l.silent("c1", 1, "customer", from, to)
	l.spoken("c1", 1, "customer", to, l.at(calllog.CallHangup, 0), to)
	heardBeeps(t, 2, operator, customer)
}

// Who hangs up while the recording is paused leaves silence up to the end.
func TestHangUpWhilePaused(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	begin(f, operator, customer)
	must(t, f.Click("101", click{Do: stop}))
	displays(t, f, "101 talking 録音再開 silent")
	aWhile()
	operator.do("hangup")
	customer.expect("CALL_CLOSED")
	displays(t, f, "101 idle - off")
	l := leaves(t, f)
	from, end := l.at(calllog.PauseClick, 0), l.at(calllog.CallHangup, 0)
	l.spoken("c1", 0, "101", 0, from)
	l.silent("c1", 0, "101", from, end)
	l.silent("c1", 1, "customer", from, end)
	heardBeeps(t, 1, operator, customer)
}

// Two softphones: the last command wins, and the other display does not know.
func TestBothPress(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "customer")
	begin(f, a, b)
	must(t, f.Click("101", click{Do: stop}))
	displays(t, f, "101 talking 録音再開 silent", "102 talking 録音停止 silent!")
	aWhile()
	must(t, f.Click("102", click{Do: stop}))
	displays(t, f, "101 talking 録音再開 silent", "102 talking 録音再開 silent")
	must(t, f.Click("101", click{Do: resume}))
	displays(t, f, "101 talking 録音停止 on", "102 talking 録音再開 on!")
	aWhile()
	must(t, f.Click("102", click{Do: resume}))
	displays(t, f, "101 talking 録音停止 on", "102 talking 録音停止 on")
	a.do("hangup")
	l := leaves(t, f)
	from, to := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0)
	l.silent("c1", 0, "101", from, to)
	l.silent("c1", 1, "102", from, to)
	l.spoken("c1", 1, "102", to, l.at(calllog.CallHangup, 0), to)
	heardBeeps(t, 2, a, b)
}

// What who holds says meanwhile is not in the recording; the customer is. A pause after it is one as always.
func TestHoldThenPause(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	begin(f, customer, operator)
	sent := sentTo(t, f, "101")
	operator.do("hold")
	displays(t, f, "101 held - off")
	aWhile()
	operator.do("resume")
	displays(t, f, "101 talking 録音停止 on")
	aWhile()
	pauses(t, f, "101")
	customer.do("hangup")
	l := leaves(t, f)
	held, back := l.at(calllog.Hold, 0), l.at(calllog.Unhold, 0)
	from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	if got := peak(recordingOf(l, "c1", 0, held, back)); got != 0 {
		t.Errorf("the recording has who holds: %d", got)
	}
	l.spoken("c1", 1, "customer", 0, from)
	l.spoken("c1", 0, "101", back, from)
	l.silent("c1", 1, "customer", from, to)
	l.spoken("c1", 0, "101", to, end)
	heardBeeps(t, 2, customer)
	if got := beeps(sent()); got != 2 {
		t.Errorf("101 was sent %d beeps", got)
	}
}

// sentTo returns what a telephone is sent from now on: baresip keeps nothing of what it hears once it has held a call.
func sentTo(t *testing.T, f *office, name string) func() []int16 {
	t.Helper()
	var mu sync.Mutex
	var all []int16
	f.trunk.mu.Lock()
	defer f.trunk.mu.Unlock()
	for _, d := range f.trunk.dialogs {
		if d.Them != name {
			continue
		}
		s := d.line.stream
		s.mix.mu.Lock()
		send := s.send
		s.send = func(data []byte) {
			pcm := make([]int16, perPacket)
			recording.MuLaw.Decode(pcm, data[len(data)-perPacket:])
			mu.Lock()
			all = append(all, pcm...)
			mu.Unlock()
			send(data)
		}
		s.mix.mu.Unlock()
	}
	return func() []int16 {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

func recordingOf(l *left, call string, channel int, from, to int64) []int16 {
	pcm, origin := l.recording(call)
	return pcm[channel][from-origin : to-origin]
}

// Hold on the telephone while the recording is paused, which table 3.2 locks: refused with a reason where the PBX
// enforces that, and a fact where it does not.
func TestHoldWhilePaused(t *testing.T) {
	needPhones(t)
	for _, enforce := range []bool{false, true} {
		t.Run(fmt.Sprintf("enforce=%t", enforce), func(t *testing.T) {
			t.Parallel()
			f := newOffice(t, func(o *options) { o.enforce = enforce })
			operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
			begin(f, customer, operator)
			sent := sentTo(t, f, "101")
			must(t, f.Click("101", click{Do: stop}))
			displays(t, f, "101 talking 録音再開 silent")
			aWhile() // for the beep
			operator.do("hold")
			aWhile()
			want := "101 held - off"
			if enforce {
				want = "101 talking 録音再開 silent"
				if !contains(operator.log(), "SIP/2.0 488 RP-") {
					t.Error("the telephone has heard of no 488")
				}
			}
			displays(t, f, want)
			operator.do("resume")
			displays(t, f, "101 talking 録音再開 silent")
			aWhile()
			must(t, f.Click("101", click{Do: resume}))
			aWhile()
			customer.do("hangup")
			l := leaves(t, f)
			from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
			l.silent("c1", 1, "customer", from, to)
			l.silent("c1", 0, "101", from, to)
			l.spoken("c1", 1, "customer", to, end, to)
			heardBeeps(t, 2, customer)
			if got := beeps(sent()); got != 2 {
				t.Errorf("101 was sent %d beeps", got)
			}
		})
	}
}
