package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// click clicks a softphone's toggle. A PBX sees the command of a softphone that the kit plays.
func (t *trial) click(party string) int64 {
	if t.over() {
		return t.at
	}
	display, cmd := t.displays[party].Click()
	e := Event{Action: Click, Party: party, Button: buttons.Toggle, Verb: t.now.Phones[party].Toggle}
	if t.desc.Role == PBX {
		e = Event{Action: Command, Party: party, Verb: cmd.Verb}
	}
	at := t.do(e)
	if !t.rejected || t.already(cmd.Verb) {
		t.displays[party] = display.Confirm(cmd)
	}
	return at
}

// already reports whether the call does what a command asks for, so that one which was rejected has nothing left to do.
func (t *trial) already(v pause.Verb) bool {
	return t.now.Calls[OriginalCall].Recording == [...]pause.State{pause.Stop: pause.Silent, pause.Resume: pause.On}[v]
}

// press clicks another button.
func (t *trial) press(party string, b buttons.Button) int64 {
	return t.do(Event{Action: Click, Party: party, Button: b})
}

// dial clicks a key of the dial pad.
func (t *trial) dial(party, key string) int64 {
	return t.do(Event{Action: Click, Party: party, Button: buttons.Dial, Keys: key})
}

// enter has a party press keys that an IVR hears.
func (t *trial) enter(party, keys string) { t.do(Event{Action: Enter, Party: party, Keys: keys}) }

// wait lets time pass in which nothing happens.
func (t *trial) wait() int64 { return t.do(Event{Action: Wait}) }

// fact lets something happen to a call that the rule needs to happen.
func (t *trial) fact(party string, k calllog.Kind, call string) int64 {
	e := Event{Action: Fact, Party: party, Fact: k, Call: call}
	at := t.do(e)
	if t.rejected && !t.over() {
		t.unreachable(say("%s：製品が拒んだ", "the subject rejects it: %s", e))
	}
	return at
}

// call begins another call of the scene's two parties, from idle.
func (t *trial) call() int64 {
	t.displays, t.ended = map[string]pause.Display{}, false
	t.fact(A, calllog.CallInvite, OriginalCall)
	return t.fact(t.scene.Peer, calllog.CallAnswered, OriginalCall)
}

// hangUp has a party leave a call.
func (t *trial) hangUp(party, call string) int64 {
	t.ended = t.ended || call == OriginalCall
	return t.fact(party, calllog.CallHangup, call)
}
