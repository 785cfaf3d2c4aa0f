package main

import (
	"fmt"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// twoClicks says what is wrong with a state: once all that is on its way has arrived, in either order, nodes have come
// back and softphones have connected, every stop is safe, and an operator gets with two clicks to a call that is
// recorded, and shown so.
func (s *state) twoClicks() string { return s.within(2) }

func (s *state) within(clicks uint8) string {
	for _, last := range []bool{false, true} {
		for p := range s.phones {
			if wrong := s.clicksBack(p, clicks, last); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

func (s *state) clicksBack(p int, most uint8, last bool) string {
	if !s.reports(p) {
		return ""
	}
	t := &trial{state: s.clone()}
	t.left.clicks = most
	t.settle(last)
	for {
		switch {
		case t.wrong != "":
			return t.wrong
		case t.unsaid():
			return "the store knows of a stop, and nobody is told"
		case (t.nodes[0].records() || t.nodes[1].records()) && !t.phones[p].display.Stopped:
			return ""
		case t.left.clicks == 0:
			return fmt.Sprintf("after %d clicks of %s it is not recorded, or not shown so", most, partyName(p))
		}
		t.click(p)
		t.settle(last)
	}
}

// settle lets everything arrive, softphones connect, and nodes come back, until nothing is left to do.
func (t *trial) settle(last bool) {
	for range 1000 {
		if !t.goOn(last) {
			return
		}
		t.judge()
		t.tidy()
	}
	t.blame("it goes on for ever")
}

func (t *trial) goOn(last bool) bool {
	if t.arrives(last) || t.connects() {
		return true
	}
	for n := range t.nodes {
		if it := &t.nodes[n]; it.up && it.asked != 0 { // what was asked is lost
			t.hear(n, law.Answer{Question: it.asked})
			return true
		}
	}
	switch {
	case t.has(0) || t.has(1):
		return false
	case !t.nodes[0].up:
		t.comeBack(0)
	case !t.nodes[1].up:
		t.comeBack(1)
	default:
		t.take(0, t.entry.Owner)
	}
	return true
}

// unsaid reports whether an owner has not said of a stop that it is safe.
func (s *state) unsaid() bool {
	for n := range s.nodes {
		if s.has(n) && !s.nodes[n].owner.Safe() {
			return true
		}
	}
	return false
}

// arrives delivers the first message that can arrive, or the last.
func (t *trial) arrives(last bool) bool {
	for i := range t.wire {
		if last {
			i = len(t.wire) - 1 - i
		}
		if to := t.receivers(t.wire[i]); len(to) > 0 {
			t.arrive(i, to[0], false)
			return true
		}
	}
	return false
}

// connects has a softphone report that has not yet.
func (t *trial) connects() bool {
	for n := range t.nodes {
		for p := range t.phones {
			if t.asks(p, n) {
				t.report(p, n)
				return true
			}
		}
	}
	return false
}

// asks reports whether a node waits for the report of a party.
func (s *state) asks(p, n int) bool {
	it := &s.nodes[n]
	return it.up && it.owner.Phase() == law.Owning && it.epoch != 0 && it.said[p] == nothing && s.reports(p)
}

// stopsShown returns who shows a stop, or has sent one.
func (s *state) stopsShown() (who pause.Parties) {
	for p := range s.phones {
		if s.phones[p].shows() {
			who = who.With(pause.Party(p))
		}
	}
	return who
}
