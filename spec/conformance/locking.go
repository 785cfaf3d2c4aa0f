package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// locked and free are the × and the ○ of table 3.2.
var (
	locked = []buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay, buttons.AutoThreeWay,
		buttons.StarTransfer}
	free = []buttons.Button{buttons.HangUp, buttons.RaiseHand, buttons.Dial}
)

// locking is what else can be operated while a softphone shows the recording as stopped: table 3.2.
var locking = []check{
	{spec.BTN001, func(t *trial) {
		t.stopped()
		for _, b := range locked {
			t.operable(A, b, false)
		}
		for _, b := range free {
			t.operable(A, b, true)
		}
	}},
	{spec.BTN002, func(t *trial) {
		t.open(Scenario(Talking))
		before := t.phone(A).Buttons
		t.click(A)
		t.click(A)
		for b := range buttons.All() {
			t.operable(A, b, before[b] == buttons.Enabled)
		}
		t.operable(A, buttons.Hold, true)
	}},
	{spec.BTN110, func(t *trial) {
		t.stopped()
		t.operable(A, buttons.Toggle, true)
		t.because(A, buttons.Toggle, spec.BTN110)
	}},
	{spec.BTN150, func(t *trial) {
		for _, s := range []Scene{Scenario(Talking), Scenario(Talking).between(B)} {
			t.sequences(s, func() {
				if p := t.phone(A); p.Message && p.State != 0 {
					t.want(p.State == callstate.Talking, "A 通話中 while it shows a stop", "A "+p.State.In(spec.JA))
					t.operable(A, buttons.Hold, false)
				}
			})
		}
	}},
	{spec.BTN120, func(t *trial) {
		for _, b := range locked {
			t.stopped()
			was := t.phone(A)
			t.press(A, b)
			is := t.phone(A)
			t.want(is.State == was.State && is.Toggle == was.Toggle && is.Message == was.Message, "nothing", "A "+is.State.String()+" "+is.summary())
			if t.desc.Observables.Has(spec.RecorderState) {
				t.recording(pause.Silent)
			}
		}
	}},
	{spec.BTN010, mark(spec.BTN010, buttons.InCall, false)},
	{spec.BTN020, mark(spec.BTN020, buttons.Hold, false)},
	{spec.BTN030, mark(spec.BTN030, buttons.HangUp, true)},
	{spec.BTN040, mark(spec.BTN040, buttons.Transfer, false)},
	{spec.BTN050, mark(spec.BTN050, buttons.Park, false)},
	{spec.BTN060, mark(spec.BTN060, buttons.RaiseHand, true)},
	{spec.BTN070, mark(spec.BTN070, buttons.ThreeWay, false)},
	{spec.BTN080, mark(spec.BTN080, buttons.AutoThreeWay, false)},
	{spec.BTN081, setting(spec.BTN081, buttons.AutoThreeWay, func(s *Settings) { s.AutoThreeWay = false })},
	{spec.BTN090, mark(spec.BTN090, buttons.StarTransfer, false)},
	{spec.BTN091, setting(spec.BTN091, buttons.StarTransfer, func(s *Settings) { s.StarTransfer = false })},
	{spec.BTN100, mark(spec.BTN100, buttons.Dial, true)},
	{spec.BTN101, func(t *trial) {
		t.stopped()
		for _, key := range "0123456789*#" {
			t.dial(A, string(key))
			if t.now.DTMF == nil {
				t.lies(spec.DTMF, "")
			}
			t.want(len(t.now.DTMF) == 0, "no DTMF", "DTMF")
		}
	}},
}

// stopped opens a call that A has stopped.
func (t *trial) stopped() {
	t.open(Scenario(Talking))
	t.click(A)
}

// mark checks a cell of table 3.2.
func mark(rule spec.ID, b buttons.Button, want bool) func(*trial) {
	return func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.click(A)
			t.operable(A, b, want)
			t.because(A, b, rule)
		}
	}
}

// setting checks that a button needs its setting, whether anything is stopped or not.
func setting(rule spec.ID, b buttons.Button, off func(*Settings)) func(*trial) {
	return func(t *trial) {
		t.open(Scenario(Talking).with(off))
		for range 2 {
			t.operable(A, b, false)
			t.because(A, b, rule)
			t.click(A)
		}
		t.open(Scenario(Talking))
		t.operable(A, b, true)
	}
}

// sequences plays all sequences of what a guaranteed call of two can do, up to the trial's depth, and looks after each event.
func (t *trial) sequences(s Scene, look func()) {
	events := []func(){
		func() { t.click(A) },
		func() { t.fact(A, calllog.Hold, OriginalCall) },
		func() { t.fact(A, calllog.Unhold, OriginalCall) },
		func() { t.hangUp(t.scene.Peer, OriginalCall) },
	}
	if s.Peer == B {
		events = append(events, func() { t.click(B) })
	}
	t.walk(s, events, look)
}

// walk plays all sequences of the events up to the trial's depth, each in a fresh session.
func (t *trial) walk(s Scene, events []func(), look func()) {
	n := len(events)
	total := 1
	for range t.depth {
		total *= n
	}
	for sequence := 0; sequence < total && !t.over(); sequence++ {
		t.open(s)
		for i, rest := 0, sequence; i < t.depth && !t.over(); i++ {
			events[rest%n]()
			look()
			rest /= n
		}
	}
}
