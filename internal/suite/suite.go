// Package suite makes complete test suites of the reference: in a scene, every state that a profile speaks of, and
// words of events that find every subject in which one thing is otherwise, as far as its observables show it. The
// guarantee is that of the machine that the reference is seen to be by these observables; k allows for subjects with k
// more states.
package suite

import (
	"math/rand/v2"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Suite is the tests of one scene, for subjects of one role and observables.
type Suite struct {
	Scene conformance.Scene
	Tests []mealy.Word // words of inputs, the shortest first

	model   model
	machine mealy.Machine // one state for all of the model's that are the same by these observables
	role    conformance.Role
	by      spec.Observables
	views   []view              // what the machine's outputs stand for
	events  []conformance.Event // what the machine's inputs stand for
	from    []int               // by input, the model's one
	outs    [][]int             // by the model's state and input, the view that is wanted
}

// Options say what is made. The zero Options are of the profile Core, and of subjects with no more states than the
// reference.
type Options struct {
	Profile conformance.Profile
	Extra   int                 // states that a subject may have more than the reference; each multiplies the tests
	First   bool                // stop at the first difference, for whoever only asks whether there is one
	Scenes  []conformance.Scene // only of these scenes, and without decisions; nil: all of the profile
}

// Scenes returns the scenes that a profile has a suite of; a suite of other ones speaks of what may happen in any call,
// and in their place.
func Scenes(p conformance.Profile) (scenes []conformance.Scene) {
	in := func(place conformance.Place, peer string) {
		s := conformance.Scenario(place)
		s.Peer = peer
		scenes = append(scenes, s)
	}
	in(conformance.Talking, c)
	in(conformance.Talking, b)
	in(conformance.Talking, c)
	scenes[2].Settings.RecordAll, scenes[2].Settings.RecordCallcenter = false, false
	if p != conformance.Quirks {
		return scenes
	}
	for _, place := range []conformance.Place{conformance.StarTalking, conformance.Initiator, conformance.Member,
		conformance.InRoom, conformance.OutboundWaiting} {
		in(place, c)
	}
	in(conformance.StarTalking, b)
	in(conformance.Member, d)
	return scenes
}

// suite makes the tests of a model: a complete suite, and the manual's own example of two softphones.
func (w model) suite(role conformance.Role, by spec.Observables, extra int) *Suite {
	s := &Suite{Scene: w.scene, model: w, role: role, by: by & role.Observables()}
	s.translate()
	s.machine, _ = s.whole().Minimal()
	s.Tests = s.machine.Complete(extra)
	if w.scene == row {
		s.Tests = append(s.Tests, s.example())
	}
	return s
}

// example returns the clicks of the manual's table of two softphones: A, B, A, B.
func (s *Suite) example() (word mealy.Word) {
	state := 0
	for n := range len(rows) - 1 {
		for i, e := range s.events {
			if reaction := s.reaction(state, i); isClick(e) && e.Party == parties[n%2] && reaction != nil {
				word, state = append(word, i), reaction.to
				break
			}
		}
	}
	return word
}

// translate makes the inputs of a role: what a PBX is asked is what a display that the kit plays shows, and a verb that
// there is not.
func (s *Suite) translate() {
	for i, e := range s.model.inputs {
		switch {
		case s.role == conformance.PBX && isToggle(e):
			for _, verb := range []pause.Verb{pause.Stop, pause.Resume} {
				s.add(i, conformance.Event{Action: conformance.Command, Party: e.Party, Verb: verb})
			}
		case e.Action == conformance.Command && s.role != conformance.PBX:
		case e.Action == conformance.Click && s.role == conformance.PBX:
		case e.Button == buttons.Dial && !s.by.Has(spec.DTMF):
		case slices.Contains(locked, e.Button) && !s.by.Has(spec.Operability):
		default:
			s.add(i, e)
		}
	}
}

func (s *Suite) add(from int, e conformance.Event) {
	s.events, s.from = append(s.events, e), append(s.from, from)
}

// reaction returns what the reference does with an input in a state of the model, nil where it is not asked for.
func (s *Suite) reaction(state, input int) *reaction {
	e := s.events[input]
	if isClick(e) && e.Action == conformance.Command && e.Verb != s.model.states[state].shown.Phones[e.Party].Toggle {
		return nil
	}
	return s.model.states[state].reactions[s.from[input]]
}

// whole returns the machine that the model is by the suite's observables.
func (s *Suite) whole() mealy.Machine {
	known := map[view]int{}
	m := mealy.Machine{Inputs: len(s.events)}
	output := func(v view) int {
		if _, ok := known[v]; !ok {
			known[v] = len(s.views)
			s.views = append(s.views, v)
		}
		return known[v]
	}
	for state := range s.model.states {
		next, out := make([]int, len(s.events)), make([]int, len(s.events))
		for i := range s.events {
			if next[i] = mealy.None; s.reaction(state, i) != nil {
				next[i], out[i] = s.reaction(state, i).to, output(s.want(state, i))
			}
		}
		m.Next, m.Out = append(m.Next, next), append(m.Out, out)
	}
	s.outs = m.Out
	right := len(s.views)
	for _, v := range s.views[:right] {
		for _, wrong := range v.variants() {
			output(wrong)
		}
	}
	m.Outputs = len(s.views)
	m.Judge = s.judge(right)
	return m
}

// judge compares any output with each of those that may be wanted, which come first.
func (s *Suite) judge(right int) mealy.Judge {
	verdicts := make([][]mealy.Verdict, right)
	for want := range verdicts {
		for _, got := range s.views {
			verdicts[want] = append(verdicts[want], s.views[want].judge(got))
		}
	}
	return func(want, got int) mealy.Verdict { return verdicts[want][got] }
}

// want returns what is wanted of an input in a state of the model.
func (s *Suite) want(state, input int) view {
	return s.model.wanted(s.model.states[state].shown, s.reaction(state, input).shown, s.model.inputs[s.from[input]],
		s.by)
}

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
	return Power{States: len(s.machine.Next), Inputs: len(s.events), Tests: len(s.Tests), Steps: steps,
		Mutants: all.Faults, Visible: all.Visible,
		Killed: all.Killed, Tour: s.machine.Killed(s.machine.Tour()), Random: s.machine.Killed(random),
		Hidden: hidden.Visible, HiddenKilled: hidden.Killed}
}

// Power is that of all suites together; its inputs are those of the suite that has the most.
func (p *Set) Power() (sum Power) {
	for _, s := range p.Suites {
		q := s.Power()
		sum = Power{sum.States + q.States, max(sum.Inputs, q.Inputs), sum.Tests + q.Tests, sum.Steps + q.Steps,
			sum.Mutants + q.Mutants,
			sum.Visible + q.Visible, sum.Killed + q.Killed, sum.Tour + q.Tour, sum.Random + q.Random,
			sum.Hidden + q.Hidden,
			sum.HiddenKilled + q.HiddenKilled}
	}
	return sum
}

// Unseen returns how many pairs of states cannot be told apart: a subject that is in the one where it should be in the
// other is not failed.
func (s *Suite) Unseen() (pairs int) {
	table := s.machine.Apart()
	for i := range table {
		for j := range i {
			if table[i][j] == nil && table[j][i] == nil {
				pairs++
			}
		}
	}
	return pairs
}
