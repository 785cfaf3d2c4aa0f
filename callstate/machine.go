package callstate

import "github.com/looplab/fsm"

// Machine returns the table as a looplab machine in a state, for programs that run on one; states and events have the names
// that String gives. Programs that do not need one ask Next, which costs about a nanosecond.
//
// Of looplab/fsm v1.0.3 know this: a context that is done during a transition wedges the machine for good (looplab/fsm#115);
// two concurrent calls of Event race; Can inside a before-callback deadlocks; a transition to the same state reports an error
// though all is well (this table has none); and it checks no names, so a misspelt callback is never called.
func Machine(initial State, callbacks fsm.Callbacks) *fsm.FSM {
	var events fsm.Events
	for t := range Transitions() {
		events = append(events, fsm.EventDesc{Name: t.Event.String(), Src: []string{t.From.String()}, Dst: t.To.String()})
	}
	return fsm.NewFSM(initial.String(), events, callbacks)
}
