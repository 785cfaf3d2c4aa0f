package main

import (
	"fmt"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/recording"
)

// consults has a telephone hold its call and talk to somebody else.
func consults(f *office, from, to *phone) {
	from.t.Helper()
	from.do("hold")
	until(from.t, "the call is held", func() bool { return seatOf(from.t, f, from.name).Phone.State == callstate.Held })
	from.dial(f, to.name)
	to.expect("CALL_INCOMING")
	to.do("accept")
	until(from.t, "the target talks", func() bool {
		return seatOf(from.t, f, from.name).Phone.State == callstate.TransferTalking
	})
	aWhile()
}

// transfers has a telephone connect the one whom it talks to with the one whom it holds: a REFER with Replaces.
func transfers(f *office, by, held *phone) {
	by.t.Helper()
	var replaces string
	f.trunk.mu.Lock()
	for _, d := range f.trunk.dialogs {
		if d.Them == by.name && d.line.held {
			replaces = fmt.Sprintf("%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s", d.ID, d.Local, d.Remote)
		}
	}
	f.trunk.mu.Unlock()
	by.do("transfer", fmt.Sprintf("sip:%s@127.0.0.1:%d?Replaces=%s", held.name, f.trunk.port, replaces))
	by.expect("CALL_CLOSED")
	by.expect("CALL_CLOSED")
	until(by.t, by.name+" is idle", func() bool { return seatOf(by.t, f, by.name).Phone.State == callstate.Idle })
}

// An attended transfer, with a pause before it, one in the talk with the target, and one by the target afterwards. The
// talk with the target is a recording of its own. The same in one file with two channels, and in a file a side.
func TestAttendedTransfer(t *testing.T) {
	needPhones(t)
	for _, layout := range []recording.Layout{recording.TwoChannel, recording.Split} {
		t.Run(layout.String(), func(t *testing.T) {
			t.Parallel()
			attendedTransfer(t, newOffice(t, func(o *options) { o.layout = layout }))
		})
	}
}

func attendedTransfer(t *testing.T, f *office) {
	t.Helper()
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "operator")
	customer := newPhone(t, f, "customer", "customer")
	begin(f, customer, a)
	pauses(t, f, "101")
	consults(f, a, b)
	displays(t, f, "101 transfer_talking - on", "102 talking 録音停止 on")
	a.press("*1") // while it talks to a target its softphone has no button
	displays(t, f, "102 talking 録音停止 silent!")
	aWhile()
	a.press("*2")
	displays(t, f, "102 talking 録音停止 on")
	aWhile()
	transfers(f, a, customer)
	displays(t, f, "101 idle - off", "102 talking 録音停止 on")
	aWhile()
	pauses(t, f, "102")
	customer.do("hangup")
	l := leaves(t, f)
	stops := func(n int) (from, to int64) { return l.at(calllog.PauseClick, n), l.at(calllog.ResumeClick, n) }
	held, joined, end := l.at(calllog.Hold, 0), l.at(calllog.TransferComplete, 0), l.at(calllog.CallHangup, 0)
	from, to := stops(0)
	l.silent("c1", 0, "101", from, to)
	l.silent("c1", 1, "customer", from, to)
	from, to = l.at(calllog.PauseCommand, 0), l.at(calllog.ResumeCommand, 0)
	l.silent("c2", 0, "101", from, to)
	l.silent("c2", 1, "102", from, to)
	l.silent("c1", 0, "101", held, joined) // it holds, and talks elsewhere
	from, to = stops(1)
	l.spoken("c1", 0, "102", joined, from)
	l.silent("c1", 0, "102", from, to)
	l.silent("c1", 1, "customer", from, to)
	l.spoken("c1", 1, "customer", to, end, to)
	heardBeeps(t, 4, customer, a, b)
}

// The target has stopped the recording of its talk: its stop comes with it into the call.
func TestTargetStopsBeforeTransfer(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "operator")
	customer := newPhone(t, f, "customer", "customer")
	begin(f, customer, a)
	consults(f, a, b)
	must(t, f.Click("102", click{Do: stop}))
	displays(t, f, "102 talking 録音再開 silent")
	aWhile()
	transfers(f, a, customer)
	displays(t, f, "101 idle - off", "102 talking 録音再開 silent")
	aWhile()
	must(t, f.Click("102", click{Do: resume}))
	displays(t, f, "102 talking 録音停止 on")
	aWhile()
	customer.do("hangup")
	l := leaves(t, f)
	from, joined := l.at(calllog.PauseClick, 0), l.at(calllog.TransferComplete, 0)
	to, end := l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	l.silent("c2", 1, "102", from, joined)
	l.silent("c1", 0, "102", joined, to)
	l.silent("c1", 1, "customer", joined, to)
	l.spoken("c1", 1, "customer", to, end, to)
	heardBeeps(t, 1, a)
	heardBeeps(t, 3, b) // its stop, that the call it comes into is silent, and its resume
	heardBeeps(t, 2, customer)
}

// The operator pauses, and then holds and transfers on the telephone, which table 3.2 locks on the softphone only: the
// stop goes with who has made it.
func TestPausedAndThenTransferred(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "operator")
	customer := newPhone(t, f, "customer", "customer")
	begin(f, customer, a)
	must(t, f.Click("101", click{Do: stop}))
	aWhile()
	consults(f, a, b)
	displays(t, f, "101 transfer_talking - on", "102 talking 録音停止 on")
	transfers(f, a, customer)
	displays(t, f, "101 idle - off", "102 talking 録音停止 on")
	aWhile()
	customer.do("hangup")
	l := leaves(t, f)
	from, joined, end := l.at(calllog.PauseClick, 0), l.at(calllog.TransferComplete, 0), l.at(calllog.CallHangup, 0)
	l.silent("c1", 0, "101", from, joined)
	l.silent("c1", 1, "customer", from, joined)
	l.spoken("c1", 0, "102", joined, end)
	heardBeeps(t, 1, a, b) // of the stop, and of the recording that resumes when who has stopped it is gone
	heardBeeps(t, 2, customer)
}

// A blind transfer while the recording is paused: when the target answers, the recording resumes by itself. The target
// pauses later.
func TestBlindTransfer(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "operator")
	customer := newPhone(t, f, "customer", "customer")
	begin(f, customer, a)
	must(t, f.Click("101", click{Do: stop}))
	displays(t, f, "101 talking 録音再開 silent")
	aWhile()
	a.do("transfer", fmt.Sprintf("sip:102@127.0.0.1:%d", f.trunk.port))
	b.expect("CALL_INCOMING")
	b.do("accept")
	a.expect("CALL_CLOSED")
	b.expect("CALL_ESTABLISHED")
	displays(t, f, "101 idle - off", "102 talking 録音停止 on")
	aWhile()
	pauses(t, f, "102")
	customer.do("hangup")
	l := leaves(t, f)
	from, joined, end := l.at(calllog.PauseClick, 0), l.at(calllog.SharpComplete, 0), l.at(calllog.CallHangup, 0)
	l.silent("c1", 0, "101", from, joined)
	l.silent("c1", 1, "customer", from, joined)
	from, to := l.at(calllog.PauseClick, 1), l.at(calllog.ResumeClick, 0)
	l.spoken("c1", 0, "102", joined, from)
	l.silent("c1", 0, "102", from, to)
	l.silent("c1", 1, "customer", from, to)
	l.spoken("c1", 0, "102", to, end)
	heardBeeps(t, 1, a)
	heardBeeps(t, 3, b)
	heardBeeps(t, 4, customer)
}

// A telephone that may not transfer is told why. The call goes on, until baresip hangs up because of that.
func TestTransferWhilePausedIsEnforced(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t, func(o *options) { o.enforce = true })
	a, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	newPhone(t, f, "102", "operator")
	begin(f, customer, a)
	must(t, f.Click("101", click{Do: stop}))
	displays(t, f, "101 talking 録音再開 silent")
	aWhile()
	a.do("transfer", fmt.Sprintf("sip:102@127.0.0.1:%d", f.trunk.port))
	until(t, "the telephone is told", func() bool { return contains(a.log(), "SIP/2.0 488 RP-") })
	displays(t, f, "101 idle - off", "102 idle - off")
	l := leaves(t, f)
	l.silent("c1", 1, "customer", l.at(calllog.PauseClick, 0), l.at(calllog.CallHangup, 0))
	heardBeeps(t, 1, a, customer)
}
