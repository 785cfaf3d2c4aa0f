package bench_test

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// bySwitch is tables 3.1 and 3.2 behind the gate, as switches. The other peers are checked against it.
func bySwitch(f *facts, b buttons.Button) answer {
	switch shown, rule := visible(f.state); {
	case b != buttons.Toggle:
		return ofTen(f, b, f.stopped && shown && f.missing == 0)
	case f.missing != 0:
		return answer{buttons.Hidden, gateRule(f.missing)}
	case !shown:
		return answer{buttons.Hidden, rule}
	case f.stopped:
		return answer{buttons.Enabled, spec.BTN110}
	default:
		return answer{buttons.Enabled, rule}
	}
}

func ofTen(f *facts, b buttons.Button, stopped bool) answer {
	lock, rule := locked(b)
	switch {
	case b == buttons.AutoThreeWay && !f.autoThreeWay:
		return answer{buttons.Hidden, spec.BTN081}
	case b == buttons.StarTransfer && !f.starTransfer:
		return answer{buttons.Hidden, spec.BTN091}
	case stopped && lock:
		return answer{buttons.Disabled, rule}
	case !useful(b, f.state):
		return answer{buttons.Disabled, spec.BTN130}
	case stopped:
		return answer{buttons.Enabled, rule}
	}
	return answer{buttons.Enabled, spec.BTN130}
}

func gateRule(o pause.Obstacle) spec.ID {
	switch o {
	case pause.OldVersion:
		return spec.AVL010
	case pause.NoContract:
		return spec.AVL020
	case pause.WrongTerminal:
		return spec.AVL030
	case pause.NotSaved:
		return spec.AVL054
	}
	return spec.DOC020
}

// visible is table 3.1.
func visible(s callstate.State) (bool, spec.ID) {
	switch s {
	case callstate.Idle:
		return false, spec.VIS020
	case callstate.Alerting:
		return false, spec.VIS021
	case callstate.Talking:
		return true, spec.VIS022
	case callstate.StarHeld:
		return true, spec.VIS024
	case callstate.StarTalking:
		return true, spec.VIS025
	case callstate.Held:
		return false, spec.VIS026
	case callstate.HeldDialing:
		return false, spec.VIS027
	case callstate.TransferTalking:
		return false, spec.VIS028
	case callstate.ThreeWay:
		return false, spec.VIS029
	}
	return true, spec.OUT010
}

// locked is table 3.2.
func locked(b buttons.Button) (bool, spec.ID) {
	switch b {
	case buttons.InCall:
		return true, spec.BTN010
	case buttons.Hold:
		return true, spec.BTN020
	case buttons.HangUp:
		return false, spec.BTN030
	case buttons.Transfer:
		return true, spec.BTN040
	case buttons.Park:
		return true, spec.BTN050
	case buttons.RaiseHand:
		return false, spec.BTN060
	case buttons.ThreeWay:
		return true, spec.BTN070
	case buttons.AutoThreeWay:
		return true, spec.BTN080
	case buttons.StarTransfer:
		return true, spec.BTN090
	}
	return false, spec.BTN100
}

// useful says in which states a button does something when nothing is stopped.
func useful(b buttons.Button, s callstate.State) bool {
	switch b {
	case buttons.RaiseHand, buttons.Dial:
		return true
	case buttons.HangUp:
		return s != callstate.Idle
	case buttons.Hold:
		return s == callstate.Talking || s == callstate.Held
	case buttons.Transfer:
		return s == callstate.Talking || s == callstate.Held || s == callstate.TransferTalking
	case buttons.ThreeWay:
		return s == callstate.TransferTalking
	}
	return s == callstate.Talking
}

// dense and mapped are every answer in one array and in one map. The array is the limit of what a look-up can cost.
var dense, mapped = func() (d denseAnswers, m map[key]answer) {
	m = map[key]answer{}
	for q := range everyQuestion() {
		f := &known[q.phone]
		want := bySwitch(f, q.button)
		*d.at(f, q.button), m[key{*f, q.button}] = want, want
	}
	return d, m
}()

type denseAnswers [callstate.OutboundWaiting + 1][pause.PlanExcluded + 1][2][2][2][buttons.Toggle + 1]answer

func (d *denseAnswers) at(f *facts, b buttons.Button) *answer {
	return &d[f.state][f.missing][bit(f.stopped)][bit(f.autoThreeWay)][bit(f.starTransfer)][b]
}

func bit(b bool) int {
	n := 0
	if b {
		n = 1
	}
	return n
}

// A key is what a map is asked with.
type key struct {
	facts
	button buttons.Button
}
