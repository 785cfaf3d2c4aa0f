// Package looplab gives the state graph of package callstate as a machine of github.com/looplab/fsm, for programs that
// run on one.
//
// Programs that do not need one ask callstate.Next, which takes a few nanoseconds and changes nothing. Of looplab/fsm
// v1.0.3 know this:
//   - A context that is done during a transition wedges the machine for good (looplab/fsm#115).
//   - Two concurrent calls of Event race.
//   - Can deadlocks inside a before-callback.
//   - A transition to the same state reports an error though all is well. This table has none.
//   - Two rows for one state and one event pass silently, and the last one holds. This table cannot have two.
//   - Names are not checked, so a misspelt callback is never called.
package looplab

import (
	"github.com/looplab/fsm"

	"github.com/recpause/recpause/callstate"
)

// New returns the state graph as a machine that is in a state. States and events have the names that String gives, and
// the callbacks are the caller's.
func New(initial callstate.State, callbacks fsm.Callbacks) *fsm.FSM {
	var events fsm.Events
	for t := range callstate.Transitions() {
		row := fsm.EventDesc{Name: t.Event.String(), Src: []string{t.From.String()}, Dst: t.To.String()}
		events = append(events, row)
	}
	return fsm.NewFSM(initial.String(), events, callbacks)
}
