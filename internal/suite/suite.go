// Package suite makes complete test suites from the reference, and runs them on subjects. In each scene of a profile it
// explores every state of the reference, and takes what can be observed of the subject there for the outputs of a Mealy
// machine. The words of a suite find every subject that differs from that machine in one output or one next state, as
// far as its observables show it; with k extra states allowed for, also subjects with k more states.
// Begin with Check; New makes a Set that can be run on several subjects.
package suite

import (
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
	role    conformance.Role
	by      spec.Observables
	inputs  []input       // of both machines
	views   []view        // what the outputs of both machines stand for
	full    mealy.Machine // with every state of the model
	machine mealy.Machine // with one state for all those of full that are the same by these observables
}

// An input is an event as it is for the role of the subject.
type input struct {
	conformance.Event
	from int // the number of the model's event that it stands for
}

// Options say what is made. The zero Options are of the profile Core, and of subjects with no more states than the
// reference.
type Options struct {
	Profile conformance.Profile
	Extra   int                 // states that a subject may have more than the reference; each multiplies the tests
	First   bool                // stop at the first difference, for whoever only asks whether there is one
	Scenes  []conformance.Scene // only of these scenes, and without decisions; nil: all of the profile
}

// Scenes returns the scenes that a profile has a suite of. In each of them happens what may happen in any call, and
// what is special to its place.
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

// newSuite makes a complete suite for a model. That of two softphones has the manual's own example, too.
func newSuite(m model, role conformance.Role, by spec.Observables, extra int) *Suite {
	s := &Suite{Scene: m.scene, model: m, role: role, by: by & role.Observables()}
	s.inputs = s.inputsOfRole()
	s.full = s.fullMachine()
	s.machine, _ = s.full.Minimal()
	s.Tests = s.machine.Complete(extra)
	if m.scene == twoSoftphones {
		s.Tests = append(s.Tests, s.example())
	}
	return s
}

// example returns the clicks of the manual's table of two softphones: A, B, A, B.
func (s *Suite) example() (word mealy.Word) {
	state := 0
	for n := range len(tableRules) - 1 {
		for i, e := range s.inputs {
			if reaction := s.reaction(state, i); isCommand(e.Event) && e.Party == parties[n%2] && reaction != nil {
				word, state = append(word, i), reaction.next
				break
			}
		}
	}
	return word
}

// inputsOfRole returns the model's events as they are for the role: a click on a toggle reaches a PBX as a command.
// What cannot be done to the role, or cannot be observed there, is left out.
func (s *Suite) inputsOfRole() (list []input) {
	for i, e := range s.model.events {
		switch {
		case s.role == conformance.PBX && isToggle(e):
			for _, verb := range []pause.Verb{pause.Stop, pause.Resume} {
				list = append(list, input{conformance.Event{Action: conformance.Command, Party: e.Party, Verb: verb},
					i})
			}
		case e.Action == conformance.Command && s.role != conformance.PBX:
		case e.Action == conformance.Click && s.role == conformance.PBX:
		case e.Button == buttons.Dial && !s.by.Has(spec.DTMF):
		case slices.Contains(locked, e.Button) && !s.by.Has(spec.Operability):
		default:
			list = append(list, input{e, i})
		}
	}
	return list
}

// reaction returns what the reference does with an input in a state of the model, nil where it is not asked for.
func (s *Suite) reaction(state, i int) *reaction {
	e := s.inputs[i]
	if e.Action == conformance.Command && isCommand(e.Event) &&
		e.Verb != s.model.states[state].shown.Phones[e.Party].Toggle {
		return nil
	}
	return s.model.states[state].reactions[e.from]
}

// fullMachine returns the machine that the model is by the suite's observables, and fills views. Its outputs are first
// the views that are wanted, then wrong ones.
func (s *Suite) fullMachine() mealy.Machine {
	numbers := map[view]int{}
	number := func(v view) int {
		if _, ok := numbers[v]; !ok {
			numbers[v] = len(s.views)
			s.views = append(s.views, v)
		}
		return numbers[v]
	}
	m := mealy.Machine{Inputs: len(s.inputs)}
	for state := range s.model.states {
		next, out := make([]int, m.Inputs), make([]int, m.Inputs)
		for i, e := range s.inputs {
			next[i] = mealy.None
			if reaction := s.reaction(state, i); reaction != nil {
				next[i] = reaction.next
				out[i] = number(s.model.wanted(s.model.states[state].shown, reaction.shown, s.model.events[e.from],
					s.by))
			}
		}
		m.Next, m.Out = append(m.Next, next), append(m.Out, out)
	}
	wanted := s.views
	for _, v := range wanted {
		for _, wrong := range v.variants() {
			number(wrong)
		}
	}
	m.Outputs = len(s.views)
	m.Judge = judgeOf(wanted, s.views)
	return m
}

// judgeOf compares any view with each of those that may be wanted. All verdicts are found once: machines ask for them
// often.
func judgeOf(wanted, all []view) mealy.Judge {
	verdicts := make([][]mealy.Verdict, len(wanted))
	for want := range verdicts {
		for _, got := range all {
			verdicts[want] = append(verdicts[want], wanted[want].judge(got))
		}
	}
	return func(want, got int) mealy.Verdict { return verdicts[want][got] }
}
