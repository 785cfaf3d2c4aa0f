package main

import (
	"slices"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A partyKind is who the other party of the call is. The first is always an operator with a softphone.
type partyKind uint8

const (
	softphone partyKind = iota // it can report what it has stopped
	telephone                  // it stops and resumes by keys, and can report nothing
	program                    // a program stops for it, and is told when the store knows
)

var secondNames = [...]string{"softphone", "telephone", "program"}

// A world is two nodes, a call, a store, and how often each thing may happen.
type world struct {
	second                                  partyKind
	clicks, crashes, takes                  uint8
	timeOuts, duplicates, renewals, forgets uint8
	busy                                    uint8 // the store refuses a write while another is under way
	begins                                  bool  // the call has been answered just now, and the store does not know it
	living                                  bool  // a node also takes over from an owner that lives
	unkept                                  bool  // the store also forgets the entry of an owner that lives
	without                                 law.Row
}

// A node is one of the two. While it is down, owner is what its journal has.
type node struct {
	up    bool
	boot  uint8
	owner law.Owner
	sound pause.Call // what its recorder does with the call's audio
	asked uint32     // the question that it waits for
	epoch uint64
	said  [2]said // what the softphones have reported for the epoch
}

type said uint8

const (
	nothing said = iota
	clean
	stopped
)

// records reports whether samples that the node hears come into its file.
func (n *node) records() bool { return n.up && n.sound.State() == pause.On }

// A phone is a party as far as it knows.
type phone struct {
	display pause.Display
	sent    uint32
	open    uint32 // the number of its last stop of which it does not know what became
}

// shows reports whether it shows a stop, or has sent one.
func (p *phone) shows() bool { return p.display.Stopped || p.open != 0 }

// A fixed is all of a state but what is on its way.
type fixed struct {
	nodes    [2]node
	phones   [2]phone
	entry    law.Entry
	revision uint64
	forgot   bool // the store has no entry any more, or none yet

	// What the judge knows, and nobody else: whether somebody has stopped the call, and the last command of each party
	// that has acted.
	stopped bool
	acted   [2]uint32

	left world // how often things may still happen
}

// A state is a moment of the world.
type state struct {
	fixed
	wire []message // in order, none twice
}

// A place is where a message goes.
type place uint8

const (
	toOwner place = iota // a command, to whichever node has the call or takes it
	toPhone              // an answer
	toStore              // a question
	toNode               // the store's answer
	toEpoch              // a report
)

// A message is something on its way. It may never arrive.
type message struct {
	to    place
	node  uint8 // from or to which
	boot  uint8 // in which life of it
	party pause.Party
	kind  law.Kind // of what a node says
	cmd   pause.Command
	ask   uint32
	after uint64
	entry law.Entry
	reply law.Outcome
	epoch uint64
	stops bool // of a report
}

// start is a call that has been answered at node 1, and is known to the store, or about to be. Nobody has stopped it.
func (w world) start() state {
	call, err := pause.NewCall(true, 0, 1)
	if err != nil {
		panic(err) // two parties with numbers of their own
	}
	e := law.Entry{Call: call, Softphones: pause.PartiesOf(0), Keys: w.second == telephone}
	if w.second == softphone {
		e.Softphones = e.Softphones.With(1)
	}
	owner, acts := law.Begin(law.ID{Node: nodeName(0), Boot: 1}, e)
	owner = broken(owner, w.without)
	s := state{fixed: fixed{entry: owner.Entry(), left: w, forgot: true}}
	s.nodes[0] = node{up: true, boot: 1, owner: owner, sound: call}
	if t := (&trial{state: s}); w.begins {
		t.do(0, acts)
		s = t.state
	} else {
		s.nodes[0].owner.Hear(law.Answer{Question: acts[0].Question, Outcome: law.Done, Revision: 1})
		s.revision, s.forgot = 1, false
	}
	s.nodes[1] = node{up: true, boot: 1, owner: broken(law.Owner{}, w.without), sound: silent(call)}
	return s
}

// there returns the revision that a write has to name; 0 where the store has no entry.
func (s *state) there() uint64 {
	if s.forgot {
		return 0
	}
	return s.revision
}

// mine reports whether nobody but a node has the call, as far as the store knows.
func (s *state) mine(n int) bool {
	if s.forgot {
		return s.revision == 0
	}
	return s.entry.Owner == s.id(n)
}

// kept reports whether the owner that the store has lives, and so writes its entry anew before the store forgets it.
func (s *state) kept() bool {
	for n := range s.nodes {
		if s.nodes[n].up && s.id(n) == s.entry.Owner {
			return true
		}
	}
	return false
}

func nodeName(n int) string { return [...]string{"node 1", "node 2"}[n] }

// silent returns a call that everybody has stopped.
func silent(c pause.Call) pause.Call {
	for p := range c.Members().All() {
		_, _ = c.Stop(p) // it is a member
	}
	return c
}

func (s *state) clone() state {
	wire := make([]message, len(s.wire), len(s.wire)+2)
	copy(wire, s.wire)
	return state{s.fixed, wire}
}

func (s *state) id(n int) law.ID { return law.ID{Node: nodeName(n), Boot: uint64(s.nodes[n].boot)} }

// reports reports whether a party has a softphone, which can be asked.
func (s *state) reports(p int) bool { return p == 0 || s.left.second == softphone }

// send puts a message on its way.
func (s *state) send(m message) {
	at, is := slices.BinarySearchFunc(s.wire, m, compare)
	if !is {
		s.wire = slices.Insert(s.wire, at, m)
	}
}
