package main

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/recpause/recpause/cluster/law"
)

// names gives values numbers, the same value the same one.
type names[T comparable] map[T]uint32

func (n names[T]) of(v T) uint32 {
	number, is := n[v]
	if !is {
		number = uint32(len(n))
		n[v] = number
	}
	return number
}

// A keeper gives states keys; two states have the same one exactly if they are equal.
type keeper struct {
	nodes    names[node]
	phones   names[phone]
	entries  names[law.Entry]
	messages names[message]
	rest     names[rest]
}

// A rest is what is left of a state.
type rest struct {
	revision uint64
	forgot   bool
	stopped  bool
	acted    [2]uint32
	left     world
}

func (k *keeper) key(s *state) string {
	var space [128]byte
	key := space[:0]
	add := func(n uint32) { key = binary.AppendUvarint(key, uint64(n)) }
	for i := range s.nodes {
		add(k.nodes.of(s.nodes[i]))
		add(k.phones.of(s.phones[i]))
	}
	add(k.entries.of(s.entry))
	add(k.rest.of(rest{s.revision, s.forgot, s.stopped, s.acted, s.left}))
	for _, m := range s.wire {
		add(k.messages.of(m))
	}
	return string(key)
}

// A finding is what must not be, and the shortest story that leads to it.
type finding struct {
	wrong string
	story []string
}

func (f *finding) String() string {
	text := f.wrong + ":\n"
	for i, what := range f.story {
		text += fmt.Sprintf("%3d. %s\n", i+1, what)
	}
	return text
}

// A size is how much was visited.
type size struct{ states, steps int }

// A search visits every state of a world, those of the fewest changes first.
type search struct {
	keeper  keeper
	numbers map[string]int32
	from    []int32  // by state: which one led to it first
	by      []uint16 // and by which of its changes
	start   state
	size    size

	edge func(from, to int, what sentence) // told of every step
	show func(n int, s *state) string      // told of every state; what it returns is wrong with it
}

// run visits all, or stops at the first finding.
func (w world) run(s search) (size, *finding) {
	s.start = w.start()
	s.keeper = keeper{names[node]{}, names[phone]{}, names[law.Entry]{}, names[message]{}, names[rest]{}}
	s.numbers = map[string]int32{s.keeper.key(&s.start): 0}
	s.from, s.by = []int32{-1}, []uint16{0}
	queue := []*state{&s.start}
	for n := 0; len(queue) > 0; n++ {
		at := queue[0]
		queue[0], queue = nil, queue[1:]
		if s.show != nil {
			if wrong := s.show(n, at); wrong != "" {
				return s.size, &finding{wrong, s.story(n)}
			}
		}
		for i, c := range at.changes() {
			s.size.steps++
			if c.wrong != "" {
				return s.size, &finding{c.wrong, append(s.story(n), c.what())}
			}
			to, fresh := s.number(&c.state, n, i)
			if fresh {
				queue = append(queue, &c.state)
			}
			if s.edge != nil {
				s.edge(n, to, c.what)
			}
		}
	}
	s.size.states = len(s.from)
	return s.size, nil
}

// number returns a state's number, and whether it is a new one.
func (s *search) number(at *state, from, by int) (n int, fresh bool) {
	key := s.keeper.key(at)
	if n, seen := s.numbers[key]; seen {
		return int(n), false
	}
	n = len(s.from)
	s.numbers[key] = int32(n)
	s.from, s.by = append(s.from, int32(from)), append(s.by, uint16(by))
	return n, true
}

// story returns the changes that led to a state.
func (s *search) story(n int) (all []string) {
	var by []uint16
	for ; s.from[n] >= 0; n = int(s.from[n]) {
		by = append(by, s.by[n])
	}
	at := &s.start
	for _, i := range slices.Backward(by) {
		c := at.changes()[i]
		all, at = append(all, c.what()), &c.state
	}
	return all
}
