package buttons

import (
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Decision is what a button is, the rule that says so, and what the vendor says of that rule. Where a stop is shown
// that is no more than what the vendor says of the state, for table 3.2 is about 通話中 only. The zero Decision hides a
// button by no rule.
type Decision struct {
	Rule    spec.ID
	Verdict Verdict
	Support spec.Support
}

// A situation is all of a Phone that what it shows depends on.
type situation struct {
	state    callstate.State
	missing  pause.Obstacle // the first thing that keeps the softphone from having the feature
	stopped  bool           // by its display, shown or not
	settings Settings
}

const (
	numStates  = int(callstate.LastState) + 1
	numMissing = int(pause.PlanExcluded) + 1
)

// An answer is all that a softphone in one situation shows, and by which rules.
type answer struct {
	view      View
	decisions [numButtons]Decision
}

// answers are laid out from the tables once, for every situation there is. A question is then one look-up.
var answers [numStates * numMissing * 8]answer

func init() { rules.Derive(layOut) }

func layOut() {
	for i := range answers {
		at, a := situationAt(i), answer{}
		a.view.state = at.state
		if at.showsToggle() {
			a.view.Toggle = pause.Display{Stopped: at.stopped}.Offers()
			a.view.Message = at.stopped // both or neither (RP-OPS-060)
		}
		for b := range Button(numButtons) {
			a.decisions[b] = at.decide(b)
			a.view.buttons[b] = a.decisions[b].Verdict
		}
		answers[i] = a
	}
}

// index is the place of a softphone's situation among the answers. A state from outside that is none counts as no
// state.
func (p Phone) index() int {
	state := int(p.State)
	if state >= numStates {
		state = 0
	}
	i := (state*numMissing + int(p.Gate.Missing())) * 8
	if p.Display.Stopped {
		i += 4
	}
	if p.Settings.AutoThreeWay {
		i += 2
	}
	if p.Settings.StarTransfer {
		i++
	}
	return i
}

// situationAt is the inverse of index.
func situationAt(i int) situation {
	return situation{
		state:    callstate.State(i / 8 / numMissing),
		missing:  pause.Obstacle(i / 8 % numMissing),
		stopped:  i&4 != 0,
		settings: Settings{AutoThreeWay: i&2 != 0, StarTransfer: i&1 != 0},
	}
}

// situation returns what the softphone is in, with all of its settings.
func (p Phone) situation() situation {
	s := situationAt(p.index())
	s.settings = p.Settings
	return s
}

// showsToggle is table 3.1 behind the gate: both are needed, and together they are enough (RP-VIS-010, RP-VIS-011).
func (s situation) showsToggle() bool { return verdict(s.obstacles(Toggle)) == Enabled }

func (s situation) showsStopped() bool { return s.stopped && s.showsToggle() }

// decide asks the tables about one button.
func (s situation) decide(b Button) Decision {
	o := s.obstacles(b)
	rule := s.rule(b, o.First())
	return Decision{rule, verdict(o), s.support(rule)}
}

// support returns what the vendor says of a rule here: not more than of the state, where that shows a stop.
func (s situation) support(id spec.ID) spec.Support {
	rule, _ := spec.Lookup(id)
	if !s.showsStopped() {
		return rule.Support
	}
	state, _ := spec.Lookup(visibility.At(s.state).Rule)
	return rule.Support.Weaker(state.Support)
}

func verdict(o rules.Obstacles[obstacle]) Verdict {
	switch {
	case o.None():
		return Enabled
	case o.First() <= stateHides:
		return Hidden
	}
	return Disabled
}

// obstacles returns what keeps a button from being operable.
func (s situation) obstacles(b Button) rules.Obstacles[obstacle] {
	var met rules.Obstacles[obstacle]
	switch {
	case b == Toggle:
		return toggle.Of(met.
			With(featureMissing, s.missing != 0).
			With(stateHides, visibility.At(s.state).Then == hides))
	case b == 0 || b > Toggle || !known(s.state):
		return met.With(stateHides, true)
	}
	return ten.Of(met.
		With(settingMissing, s.lacksSetting(b)).
		With(shownStopped, s.showsStopped() && locks.At(b).Then == locked).
		With(stateLacksUse, !s.settings.uses(b, s.state)))
}

// known reports whether a state is one of table 3.1's, and not a number from outside.
func known(s callstate.State) bool { return s != 0 && int(s) < numStates }

func (s situation) lacksSetting(b Button) bool {
	return b == AutoThreeWay && !s.settings.AutoThreeWay || b == StarTransfer && !s.settings.StarTransfer
}

// rule returns the rule behind an obstacle, or the one that leaves a button operable.
func (s situation) rule(b Button, o obstacle) spec.ID {
	switch {
	case b == 0 || b > Toggle:
		return 0
	case o == featureMissing:
		return s.missing.Rule()
	case o == settingMissing && b == AutoThreeWay:
		return spec.BTN081
	case o == settingMissing:
		return spec.BTN091
	case o == 0 && b == Toggle && s.stopped:
		return spec.BTN110
	case o == stateHides || b == Toggle:
		return visibility.At(s.state).Rule
	case o == shownStopped || o == 0 && s.showsStopped():
		return locks.At(b).Rule
	}
	return usable.At(b, s.state).Rule
}
