package buttons

import (
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/table"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Decision is what a button is, the rule that says so, and what the vendor says of that rule. The zero Decision hides a button
// by no rule.
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
	numStates  = int(callstate.OutboundWaiting) + 1
	numMissing = int(pause.PlanExcluded) + 1
)

// views and decisions are laid out once from the tables, for every situation there is.
var (
	views     [numStates * numMissing * 8]View
	decisions [len(views)][numButtons]Decision
)

func init() { table.Derive(layOut) }

func layOut() {
	for i := range views {
		at := situationAt(i)
		v := View{}
		if at.showsToggle() {
			v.Toggle = pause.Display{Stopped: at.stopped}.Offers()
			v.Message = at.stopped // both or neither (RP-OPS-060)
		}
		for b := range numButtons {
			decisions[i][b] = at.decide(Button(b))
		}
		for b := range All() {
			v.buttons[b] = decisions[i][b].Verdict
		}
		views[i] = v
	}
}

func (p *Phone) situation() situation {
	return situation{p.State, p.Gate.Obstacles().First(), p.Display.Stopped, p.Settings}
}

// index is the situation's place in views; a state from outside is none.
func (s situation) index() int {
	if int(s.state) >= numStates {
		s.state = 0
	}
	i := (int(s.state)*numMissing + int(s.missing)) * 8
	if s.stopped {
		i += 4
	}
	if s.settings.AutoThreeWay {
		i += 2
	}
	if s.settings.StarTransfer {
		i++
	}
	return i
}

// situationAt is index turned around.
func situationAt(i int) situation {
	return situation{
		state:    callstate.State(i / 8 / numMissing),
		missing:  pause.Obstacle(i / 8 % numMissing),
		stopped:  i&4 != 0,
		settings: Settings{AutoThreeWay: i&2 != 0, StarTransfer: i&1 != 0},
	}
}

// showsToggle is table 3.1 behind the gate: both are needed, and together they are enough (RP-VIS-010, RP-VIS-011).
func (s situation) showsToggle() bool { return verdict(s.obstacles(Toggle)) == Enabled }

func (s situation) showsStopped() bool { return s.stopped && s.showsToggle() }

// decide re-evaluates the tables for one button.
func (s situation) decide(b Button) Decision {
	o := s.obstacles(b)
	d := Decision{Rule: s.rule(b, o.First()), Verdict: verdict(o)}
	if rule, ok := spec.Lookup(d.Rule); ok {
		d.Support = rule.Support
	}
	return d
}

func verdict(o table.Obstacles[Obstacle]) Verdict {
	switch {
	case o.None():
		return Enabled
	case o.First() <= StateHides:
		return Hidden
	}
	return Disabled
}

// obstacles returns what keeps a button from being operable.
func (s situation) obstacles(b Button) table.Obstacles[Obstacle] {
	var met table.Obstacles[Obstacle]
	switch {
	case b == Toggle:
		return toggle.Of(met.
			With(FeatureMissing, s.missing != 0).
			With(StateHides, !bool(visibility.At(uint8(s.state), 0, 0).Then)))
	case b == 0 || b > Toggle || !known(s.state):
		return met.With(StateHides, true)
	}
	return ten.Of(met.
		With(SettingMissing, s.settingMissing(b)).
		With(ShownStopped, s.showsStopped() && locks.At(uint8(b), 0, 0).Then == locked).
		With(StateLacksUse, usable.At(uint8(b), uint8(s.state), 0).Then == locked))
}

// known reports whether a state is one of table 3.1's, and not a number from outside.
func known(s callstate.State) bool { return s != 0 && int(s) < numStates }

func (s situation) settingMissing(b Button) bool {
	return b == AutoThreeWay && !s.settings.AutoThreeWay || b == StarTransfer && !s.settings.StarTransfer
}

// rule returns the rule behind an obstacle, or the one that leaves a button operable.
func (s situation) rule(b Button, o Obstacle) spec.ID {
	if b == 0 || b > Toggle {
		return 0
	}
	switch o {
	case FeatureMissing:
		return s.missing.Rule()
	case SettingMissing:
		if b == AutoThreeWay {
			return spec.BTN081
		}
		return spec.BTN091
	case StateHides:
		return visibility.At(uint8(s.state), 0, 0).Rule
	case ShownStopped:
		return locks.At(uint8(b), 0, 0).Rule
	case StateLacksUse:
		return usable.At(uint8(b), uint8(s.state), 0).Rule
	}
	switch {
	case b == Toggle && s.stopped:
		return spec.BTN110
	case b == Toggle:
		return visibility.At(uint8(s.state), 0, 0).Rule
	case s.showsStopped():
		return locks.At(uint8(b), 0, 0).Rule
	}
	return usable.At(uint8(b), uint8(s.state), 0).Rule
}
