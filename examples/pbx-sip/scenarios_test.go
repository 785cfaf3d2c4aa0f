package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// aWhile lets everybody talk for a while.
func aWhile() { time.Sleep(900 * time.Millisecond) }

// pauses has somebody pause for a while.
func pauses(t *testing.T, f *office, extension string) {
	t.Helper()
	must(t, f.Click(extension, click{Do: stop}))
	aWhile()
	must(t, f.Click(extension, click{Do: resume}))
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
	until(t, "the recording is silent", func() bool { return seatOf(t, f, "101").Recording == pause.Silent })
	if s := seatOf(t, f, "101"); s.Phone.ShowsStopped() || s.Mismatch == 0 {
		t.Errorf("the display knows of a feature code: %+v", s)
	}
	took := time.Since(pressed)
	aWhile()
	operator.press("*2")
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
	aWhile()
	operator.do("hangup")
	customer.expect("CALL_CLOSED")
	l := leaves(t, f)
	from, end := l.at(calllog.PauseClick, 0), l.at(calllog.CallHangup, 0)
	l.spoken("c1", 0, "101", 0, from)
	l.silent("c1", 0, "101", from, end)
	l.silent("c1", 1, "customer", from, end)
	heardBeeps(t, 1, operator, customer)
	if s := seatOf(t, f, "101"); s.Phone.State != callstate.Idle || s.Phone.ShowsStopped() {
		t.Errorf("got %+v", s)
	}
}

// Two softphones: the last command wins, and the other display does not know.
func TestBothPress(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "customer")
	begin(f, a, b)
	must(t, f.Click("101", click{Do: stop}))
	aWhile()
	must(t, f.Click("102", click{Do: stop}))
	must(t, f.Click("101", click{Do: resume}))
	if s := seatOf(t, f, "102"); !s.Phone.ShowsStopped() || s.Recording != pause.On ||
		s.Mismatch != calllog.StoppedButRecording {
		t.Errorf("got %+v", s)
	}
	aWhile()
	must(t, f.Click("102", click{Do: resume}))
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
	operator.do("hold")
	until(t, "the call is held", func() bool { return seatOf(t, f, "101").Phone.State == callstate.Held })
	aWhile()
	operator.do("resume")
	until(t, "the call is back", func() bool { return seatOf(t, f, "101").Phone.State == callstate.Talking })
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
			must(t, f.Click("101", click{Do: stop}))
			operator.do("hold")
			aWhile()
			want := callstate.Held
			if enforce {
				want = callstate.Talking
				if !contains(operator.log(), "SIP/2.0 488 RP-") {
					t.Error("the telephone has heard of no 488")
				}
			}
			if s := seatOf(t, f, "101"); s.Phone.State != want {
				t.Errorf("got %v, want %v", s.Phone.State, want)
			}
			operator.do("resume")
			aWhile()
			must(t, f.Click("101", click{Do: resume}))
			aWhile()
			customer.do("hangup")
			l := leaves(t, f)
			from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
			l.silent("c1", 1, "customer", from, to)
			l.silent("c1", 0, "101", from, to)
			l.spoken("c1", 1, "customer", to, end, to)
		})
	}
}
