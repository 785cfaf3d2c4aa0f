package suite

import (
	"math/rand/v2"
	"slices"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
)

// A Power is how much a suite finds, and how much other tests of as many steps would.
type Power struct {
	States, Inputs int // of the machine that the reference is by the observables
	Tests, Steps   int
	Mutants        int // single faults: each transition with each other output, and to each other state
	Visible        int // those that any word of events would show
	Killed         int
	Tour, Random   int // those killed by a transition tour, and by random words of as many steps as the suite
	Hidden         int // visible machines with one state more, a copy in which one input gives another output
	HiddenKilled   int
}

// Power runs every single fault of the reference.
func (s *Suite) Power() Power {
	all, hidden, steps := s.machine.Power(s.Tests), s.machine.HiddenPower(s.Tests), mealy.Steps(s.Tests)
	random := s.machine.Random(rand.New(rand.NewPCG(1, 1)), 20, steps)
	return Power{States: len(s.machine.Next), Inputs: len(s.events), Tests: len(s.Tests), Steps: steps, Mutants: all.Faults, Visible: all.Visible,
		Killed: all.Killed, Tour: s.machine.Killed(s.machine.Tour()), Random: s.machine.Killed(random),
		Hidden: hidden.Visible, HiddenKilled: hidden.Killed}
}

// Power is that of all suites together; its inputs are those of the suite that has the most.
func (p *Plan) Power() (sum Power) {
	for _, s := range p.Suites {
		q := s.Power()
		sum = Power{sum.States + q.States, max(sum.Inputs, q.Inputs), sum.Tests + q.Tests, sum.Steps + q.Steps, sum.Mutants + q.Mutants,
			sum.Visible + q.Visible, sum.Killed + q.Killed, sum.Tour + q.Tour, sum.Random + q.Random, sum.Hidden + q.Hidden,
			sum.HiddenKilled + q.HiddenKilled}
	}
	return sum
}

// A Pair is two ways to states that the suite's observables cannot tell apart, whatever happens.
type Pair [2][]conformance.Event

// Unseen returns the pairs of states that cannot be told apart: a subject that is in the one where it should be in the other is not failed.
func (s *Suite) Unseen() (pairs []Pair) {
	table, ways := s.machine.Apart(), s.machine.Cover()
	for i := range table {
		for j := range i {
			if table[i][j] == nil && table[j][i] == nil {
				pairs = append(pairs, Pair{s.Events(ways[j]), s.Events(ways[i])})
			}
		}
	}
	return pairs
}

// Events returns what a test lets happen.
func (s *Suite) Events(test mealy.Word) (events []conformance.Event) {
	state := 0
	for _, i := range test {
		e := s.events[i]
		if isToggle(e) {
			e.Verb = s.world.states[state].shown.Phones[e.Party].Toggle
		}
		events = append(events, e)
		state = s.turn(state, i).to
	}
	return slices.Clip(events)
}
