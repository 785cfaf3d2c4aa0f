package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// What waited for the disk does not take back what has been shown meanwhile.
func TestSeatsNeverGoBack(t *testing.T) {
	f := newOffice(t)
	older, newer := f.idle("101"), f.idle("101")
	newer.Peers = []string{"102"}
	f.show(nil, newer)
	f.show(nil, older)
	if got := seatOf(t, f, "101"); len(got.Peers) != 1 {
		t.Errorf("got %+v", got)
	}
}

// Nor does another node's answer to a click that has waited for that node's disk, when the node has told something later.
// What a third one tells is its own.
func TestLateAnswersOfOtherNodesChangeNothing(t *testing.T) {
	f := newOffice(t)
	m := &member{Node: new(cluster.Node), office: f, latest: map[nodeSeat]int64{}}
	one, other := law.ID{Node: "node-1", Boot: 7}, law.ID{Node: "node-2", Boot: 9}
	parties := callName{Parties: []string{"101"}}
	m.calls = map[string]*placed{"c": {callName: parties, owner: one}, "d": {callName: parties, owner: other}}
	tells := func(node law.ID, number int64, state pause.State) pause.State {
		s := f.idle("101")
		s.Number, s.Call, s.Recording = number, "c1", state
		m.shows(reply{Node: node, Seats: []seat{s}})
		return seatOf(t, f, "101").Recording
	}
	for i, row := range []struct {
		node        law.ID
		number      int64
		tells, want pause.State
	}{{one, 6_000, pause.On, pause.On}, {one, 6_002, pause.Silent, pause.Silent}, {one, 6_001, pause.On, pause.Silent},
		{one, 6_002, pause.On, pause.Silent}, {other, 3, pause.On, pause.On}, {one, 6_003, pause.Silent, pause.Silent}} {
		if got := tells(row.node, row.number, row.tells); got != row.want {
			t.Errorf("row %d: got %v, want %v", i, got, row.want)
		}
	}
	m.lost("c")
	if s := seatOf(t, f, "101"); !s.Away || s.Recording != pause.Silent {
		t.Errorf("nobody has its call: got %+v", s)
	}
	if tells(one, 6_003, pause.On); seatOf(t, f, "101").Away {
		t.Error("its node lives, and has told the same again")
	}
	delete(m.calls, "c")
	if got := tells(one, 6_004, pause.Silent); got != pause.On {
		t.Errorf("the call is over: got %v", got)
	}
}

// A click that the disk does not take is done, and is not confirmed.
func TestNothingIsConfirmedThatIsNotSaved(t *testing.T) {
	f, err := openOffice(t.Context(), options{sip: "127.0.0.1:0", out: t.TempDir(), layout: recording.TwoChannel},
		slog.New(slog.DiscardHandler))
	must(t, err)
	c := newCallers(t, f.trunk.port, "UDP")
	operator, customer := c.add("101", "operator"), c.add("customer", "customer")
	must(t, operator.dial("customer"))
	time.Sleep(200 * time.Millisecond)
	must(t, f.Click("101", click{Do: stop}))
	f.store.journal.file.Close()
	if err := f.Click("101", click{Do: resume}); err == nil || !strings.Contains(err.Error(), "disk") {
		t.Errorf("got %v", err)
	}
	must(t, operator.hangUp())
	<-customer.gone
	if f.close() == nil {
		t.Error("it ends as if nothing had happened")
	}
}

// What a node leaves of a call that it wanted to take over, and never owned, is no stretch of the call: another node has
// had the call at the same time.
func TestOnlyOwnersLeaveStretches(t *testing.T) {
	for _, owned := range []bool{false, true} {
		f := newOffice(t)
		c := newCallers(t, f.trunk.port, "UDP")
		operator, customer := c.add("101", "operator"), c.add("customer", "customer")
		must(t, operator.dial("customer"))
		f.mu.Lock()
		s := f.of["101"]
		f.mu.Unlock()
		s.inbox.put(func() { s.of, s.owned = &callName{Story: "elsewhere", Call: "c1"}, owned })
		time.Sleep(300 * time.Millisecond)
		must(t, operator.hangUp())
		<-customer.gone
		l := &left{t: t}
		l.find(f.options.out)
		if got, err := readStretch(l.dir); err != nil || (got.of.Story != "") != owned {
			t.Errorf("owned is %v: got %+v, %v", owned, got.of, err)
		}
	}
}
