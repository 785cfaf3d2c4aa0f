package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
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
		before := t.now
		t.click(A)
		t.click(A)
		for _, b := range locked {
			t.operable(A, b, before.Phones[A].Buttons[b] == buttons.Enabled)
		}
	}},
	{spec.BTN110, func(t *trial) {
		t.stopped()
		t.operable(A, buttons.Toggle, true)
		t.because(A, buttons.Toggle, spec.BTN110)
	}},
	{spec.BTN150, func(t *trial) {
		for _, s := range []Scene{Scenario(Talking), Scenario(Talking).between(B)} {
			t.sequences(s, func() {
				if p := t.phone(A); p.Message && p.State != 0 && p.State != callstate.Talking {
					t.fail(stateText(callstate.Talking), stateText(p.State))
				}
			})
		}
	}},
	{spec.BTN120, func(t *trial) {
		for _, b := range locked {
			t.stopped()
			was := t.phone(A)
			t.press(A, b)
			if is := t.phone(A); is.State != was.State {
				t.fail(stateText(was.State), stateText(is.State))
			}
			t.unchanged(A)
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
				t.lies(spec.DTMF, A)
			}
			if len(t.now.DTMF) > 0 {
				t.fail(say("DTMF送信なし", "no DTMF sent"), say("DTMF送信あり", "DTMF sent"))
			}
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
	}
}

func stateText(s callstate.State) spec.Text { return say("A：%s", "A is %s", s) }

// sequences plays all sequences of what a guaranteed call of two can do, up to the trial's depth, and looks after each event. What
// cannot be done where the call is, such as a click on a toggle that is not shown, is left out.
func (t *trial) sequences(s Scene, look func()) {
	clicks := func(party string) func() {
		return func() {
			if t.phone(party).Toggle != 0 {
				t.click(party)
				look()
			}
		}
	}
	events := []func(){clicks(A), func() { t.hold(); look() }, func() {
		if !t.ended {
			t.hangUp(t.scene.Peer, OriginalCall)
			look()
		}
	}}
	if s.Peer == B {
		events = append(events, clicks(B))
	}
	t.walk(s, events...)
}

// hold has A hold its call, or take it back. Where the button cannot be operated it is clicked all the same.
func (t *trial) hold() {
	switch {
	case t.ended:
	case t.held:
		t.held = false
		t.fact(A, calllog.Unhold, OriginalCall)
	case t.button(A, buttons.Hold) != buttons.Enabled:
		t.press(A, buttons.Hold)
	default:
		t.held = t.try(Event{Action: Fact, Party: A, Fact: calllog.Hold, Call: OriginalCall}) && !t.rejected
	}
}

// walk plays all sequences of the events up to the trial's depth, each in a fresh session. They look for differences themselves, so
// that long sequences try the short ones that they begin with; where one differs, the short ones are tried first to find the shortest.
func (t *trial) walk(s Scene, events ...func()) {
	t.play(s, t.depth, events)
	for n := 1; t.Verdict == Fail && n < len(t.Failure.Trace); n++ {
		found := t.Finding
		t.Verdict, t.Reason, t.Failure = 0, spec.Text{}, nil
		if t.play(s, n, events); t.Verdict != Fail {
			found.Sessions = t.Sessions
			t.Finding = found
		}
	}
}

// play plays all sequences of n of the events.
func (t *trial) play(s Scene, n int, events []func()) {
	total := 1
	for range n {
		total *= len(events)
	}
	for sequence := 0; sequence < total && t.Verdict == 0; sequence++ {
		t.open(s)
		for rest, digit := sequence, total/len(events); digit > 0 && !t.over(); digit /= len(events) {
			events[rest/digit]()
			rest %= digit
		}
	}
}
