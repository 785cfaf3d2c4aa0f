// Package callstate is what one softphone sees of its calls: ten states, the events that lead from one to the next, and
// the one table that says which.
//
// The manual names the states and not the ways between them. The table is an assumption of this library (open question
// A-37); nothing may be called wrong because its states follow each other in another way.
package callstate

import (
	"fmt"
	"iter"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A State is what a softphone is doing. The zero State is none: it has no way out.
type State uint8

// The states, in the order of the manual's table 3.1, and the one that its chapter on outbound calls adds.
const (
	Idle            State = 1 + iota // 待機中
	Alerting                         // 発着信中: it rings, or its call rings at the other end
	Talking                          // 通話中
	StarHeld                         // #・*保留中: its call is held while the target of a # or * transfer rings
	StarTalking                      // *転送通話中: its call is held while it talks to the target of a * transfer
	Held                             // 保留中: it holds its call
	HeldDialing                      // 保留発信中: it holds its call while another rings
	TransferTalking                  // 転送通話中: it holds its call while it talks in another
	ThreeWay                         // 三者通話中: it has brought three parties together
	OutboundWaiting                  // アウトバウンドの待機中: it waits for the next outbound call; not 待機中
	numStates       = iota + 1
)

//enum:parse
var stateNames = [...]string{"none", Idle: "idle", Alerting: "alerting", Talking: "talking", StarHeld: "star_held",
	StarTalking: "star_talking", Held: "held", HeldDialing: "held_dialing", TransferTalking: "transfer_talking",
	ThreeWay: "three_way", OutboundWaiting: "outbound_waiting"}

var stateTexts = [...]spec.Text{{},
	Idle:            {JA: "待機中", EN: "idle"},
	Alerting:        {JA: "発着信中", EN: "dialling or ringing"},
	Talking:         {JA: "通話中", EN: "in a call"},
	StarHeld:        {JA: "#・*保留中", EN: "on # or * hold"},
	StarTalking:     {JA: "*転送通話中", EN: "talking to the target of a * transfer"},
	Held:            {JA: "保留中", EN: "holding its call"},
	HeldDialing:     {JA: "保留発信中", EN: "dialling while holding"},
	TransferTalking: {JA: "転送通話中", EN: "talking to the target of a transfer"},
	ThreeWay:        {JA: "三者通話中", EN: "in a three-way call that it started"},
	OutboundWaiting: {JA: "アウトバウンドの待機中", EN: "waiting for an outbound call"},
}

// LastState is the last of the states. What has a place for each of them, and one for none, is LastState+1 long.
const LastState = State(numStates - 1)

// States returns every state in order.
func States() iter.Seq[State] { return upTo(State(numStates)) }

// An Event is something that happens to one softphone, as that softphone sees it: the hang-up of a call is Leave for
// who hangs up, PeerLeave for the other, and something else again for a softphone that holds that call. The zero Event
// is none.
type Event uint8

// The events.
const (
	Invite           Event = 1 + iota // it calls, or is called
	Answer                            // the call that rings is answered
	Fail                              // the call that rings is over: refused, busy, given up
	Join                              // it is put into a call without ringing: a room, an automatic three-way call
	Leave                             // it leaves the call it talks in, or the one it holds and has nothing else
	PeerLeave                         // somebody else left, and the call is over, or no longer one of three
	Hold                              // 保留
	Unhold                            // its release
	HeldLeave                         // the party that it holds left
	TargetLeave                       // the target of its transfer left, or was hung up
	ConsultDial                       // 転送: it dials while holding
	ConsultAnswer                     // the target answered
	ConsultFail                       // the target did not
	TransferComplete                  // the held party and the target are joined
	ThreewayStart                     // held party, target and softphone are joined
	ThreewayAuto                      // 自動三者: a third party joins its call
	StarBegin                         // *転送, by button or dial pad
	StarAnswer                        // the target answered
	StarComplete                      // held party and target are joined
	StarCancel                        // back to the original call
	SharpBegin                        // # transfer, by dial pad
	SharpComplete                     // the target answered and is joined to the held party
	SharpCancel                       // back to the original call
	Park                              // パーク
	OutboundWait                      // it waits for an outbound call
	OutboundConnect                   // the outbound call starts
	OutboundLeave                     // it waits no longer
	numEvents        = iota + 1
)

//enum:name
var eventNames = [...]string{"none", Invite: "invite", Answer: "answer", Fail: "fail", Join: "join", Leave: "leave",
	PeerLeave: "peer_leave", Hold: "hold", Unhold: "unhold", HeldLeave: "held_leave", TargetLeave: "target_leave",
	ConsultDial: "consult_dial", ConsultAnswer: "consult_answer", ConsultFail: "consult_fail",
	TransferComplete: "transfer_complete", ThreewayStart: "threeway_start", ThreewayAuto: "threeway_auto",
	StarBegin: "star_begin", StarAnswer: "star_answer", StarComplete: "star_complete", StarCancel: "star_cancel",
	SharpBegin: "sharp_begin", SharpComplete: "sharp_complete", SharpCancel: "sharp_cancel", Park: "park",
	OutboundWait: "outbound_wait", OutboundConnect: "outbound_connect", OutboundLeave: "outbound_leave"}

// Events returns every event in order.
func Events() iter.Seq[Event] { return upTo(Event(numEvents)) }

func upTo[E ~uint8](end E) iter.Seq[E] {
	return func(yield func(E) bool) {
		for e := E(1); e < end && yield(e); e++ {
		}
	}
}

// transitions is the state graph: an assumption of the model, not of the manual. An empty place is an event that has no
// meaning in a state.
var transitions = [numStates][numEvents]State{
	Idle:     {Invite: Alerting, Join: Talking, OutboundWait: OutboundWaiting},
	Alerting: {Answer: Talking, Fail: Idle},
	Talking: {Hold: Held, StarBegin: StarHeld, SharpBegin: StarHeld, ThreewayAuto: ThreeWay,
		Park: Idle, Leave: Idle, PeerLeave: Idle},
	StarHeld: {StarAnswer: StarTalking, StarCancel: Talking, SharpCancel: Talking, SharpComplete: Idle,
		TargetLeave: Talking, HeldLeave: Alerting},
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

// A RefusedError reports an event that has no meaning in a state. The softphone stays where it is.
type RefusedError struct {
	State State
	Event Event
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("callstate: %v does nothing in %v", e.Event, e.State)
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
