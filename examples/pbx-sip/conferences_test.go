package main

import (
	"testing"

	"github.com/recpause/recpause/calllog"
)

// In a room a stop is about one's own voice: the others are recorded, and everybody hears the beep.
func TestRoomOfThree(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "customer")
	customer := newPhone(t, f, "customer", "customer")
	for _, p := range []*phone{a, b, customer} {
		p.dial(f, "801")
		p.expect("CALL_ESTABLISHED")
	}
	aWhile()
	must(t, f.Click("102", click{Do: stop}))
	displays(t, f, "101 talking 録音停止 partial", "102 talking 録音再開 partial!")
	aWhile()
	must(t, f.Click("102", click{Do: resume}))
	displays(t, f, "101 talking 録音停止 on", "102 talking 録音停止 on")
	aWhile()
	for _, p := range []*phone{a, b, customer} {
		p.do("hangup")
		p.expect("CALL_CLOSED")
	}
	displays(t, f, "101 idle - off", "102 idle - off")
	l := leaves(t, f)
	from, to := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0)
	l.spoken("801", 0, "101", from, to)
	l.spoken("801", 1, "customer", from, to) // and nothing of 102, who is on the same side
	heardBeeps(t, 2, a, b, customer)
}

// A three-way call of a softphone and both whom it talked to, which goes on as a call of two when it leaves.
func TestThreeWayCall(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, b := newPhone(t, f, "101", "operator"), newPhone(t, f, "102", "operator")
	customer := newPhone(t, f, "customer", "customer")
	begin(f, customer, a)
	consults(f, a, b)
	a.press("*3")
	displays(t, f, "101 three_way - on", "102 talking 録音停止 on")
	if s := seatOf(t, f, "101"); len(s.Peers) != 2 {
		t.Errorf("got %+v", s)
	}
	aWhile()
	pauses(t, f, "102") // 101, in 三者通話中, has no button
	a.do("hangup")
	a.do("hangup")
	displays(t, f, "101 idle - off", "102 talking 録音停止 on")
	aWhile()
	customer.do("hangup")
	l := leaves(t, f)
	from, to := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0)
	l.spoken("c1", 0, "101", from, to)
	l.spoken("c1", 1, "customer", from, to) // 102, on the same side, has silenced its own voice only
	heardBeeps(t, 2, a, customer, b)
}

// Outbound: the softphone waits, the PBX calls the customer, and the recording begins when that answers.
func TestOutbound(t *testing.T) {
	needPhones(t)
	t.Parallel()
	f := newOffice(t)
	a, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
	a.dial(f, outboundCode)
	a.expect("CALL_ESTABLISHED")
	displays(t, f, "101 outbound_waiting 録音停止 off")
	must(t, f.Click("101", click{Do: dial, To: "customer"}))
	customer.expect("CALL_INCOMING")
	customer.do("accept")
	displays(t, f, "101 talking 録音停止 on")
	aWhile()
	pauses(t, f, "101")
	customer.do("hangup")
	a.expect("CALL_CLOSED")
	l := leaves(t, f)
	from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
	l.spoken("c1", 0, "101", 0, from)
	l.silent("c1", 0, "101", from, to)
	l.silent("c1", 1, "customer", from, to)
	l.spoken("c1", 1, "customer", to, end, to)
	heardBeeps(t, 2, a, customer)
}
