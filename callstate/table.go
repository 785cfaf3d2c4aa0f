package callstate

import (
	"iter"
	"strings"
)

// transitions is the state graph: an assumption of the model, not of the manual. An empty place is an event that has no
// meaning in a state.
var transitions = [numStates][numEvents]State{
	Idle:            {Invite: Alerting, Join: Talking, OutboundWait: OutboundWaiting},
	Alerting:        {Answer: Talking, Fail: Idle},
	Talking:         {Hold: Held, StarBegin: StarHeld, SharpBegin: StarHeld, ThreewayAuto: ThreeWay, Park: Idle, Leave: Idle, PeerLeave: Idle},
	StarHeld:        {StarAnswer: StarTalking, StarCancel: Talking, SharpCancel: Talking, SharpComplete: Idle, TargetLeave: Talking, HeldLeave: Alerting},
	StarTalking:     {StarComplete: Idle, StarCancel: Talking, TargetLeave: Talking, HeldLeave: Talking},
	Held:            {Unhold: Talking, ConsultDial: HeldDialing, Leave: Idle, HeldLeave: Idle},
	HeldDialing:     {ConsultAnswer: TransferTalking, ConsultFail: Held, TargetLeave: Held, HeldLeave: Alerting},
	TransferTalking: {TransferComplete: Idle, ThreewayStart: ThreeWay, TargetLeave: Held, HeldLeave: Talking},
	ThreeWay:        {PeerLeave: Talking, Leave: Idle},
	OutboundWaiting: {OutboundConnect: Talking, OutboundLeave: Idle},
}

// Next returns the state that an event leads to, or a *RefusedError.
func Next(s State, e Event) (State, error) {
	if s < numStates && e < numEvents && transitions[s][e] != 0 {
		return transitions[s][e], nil
	}
	return s, &RefusedError{s, e}
}

// A Transition is one way from a state to another.
type Transition struct {
	From  State
	Event Event
	To    State
}

// Transitions returns every way in table order.
func Transitions() iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		for s := range States() {
			for e := range Events() {
				if to := transitions[s][e]; to != 0 && !yield(Transition{s, e, to}) {
					return
				}
			}
		}
	}
}

// Mermaid returns the table as a Mermaid state diagram; the events between two states share an arrow.
func Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> idle\n")
	for from := range States() {
		for to := range States() {
			if events := between(from, to); len(events) > 0 {
				b.WriteString("    " + from.String() + " --> " + to.String() + ": " + strings.Join(events, ", ") + "\n")
			}
		}
	}
	return b.String()
}

func between(from, to State) (names []string) {
	for e := range Events() {
		if transitions[from][e] == to {
			names = append(names, e.String())
		}
	}
	return names
}
