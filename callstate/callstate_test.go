package callstate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/recpause/recpause/callstate"
)

// The state graph is this one, way by way. A row is named by what happens to the softphone, as a call log tells it.
func TestGraph(t *testing.T) {
	graph := []struct {
		what  string
		from  callstate.State
		event callstate.Event
		to    callstate.State
	}{
		{"it calls or is called", callstate.Idle, callstate.Invite, callstate.Alerting},
		{"it waits for an outbound call", callstate.Idle, callstate.OutboundWait, callstate.OutboundWaiting},
		{"it joins a room", callstate.Idle, callstate.Join, callstate.Talking},
		{"the call is answered", callstate.Alerting, callstate.Answer, callstate.Talking},
		{"the call fails or is given up", callstate.Alerting, callstate.Fail, callstate.Idle},
		{"it holds", callstate.Talking, callstate.Hold, callstate.Held},
		{"it begins a * transfer", callstate.Talking, callstate.StarBegin, callstate.StarHeld},
		{"it begins a # transfer", callstate.Talking, callstate.SharpBegin, callstate.StarHeld},
		{"a third party joins by itself", callstate.Talking, callstate.ThreewayAuto, callstate.ThreeWay},
		{"it parks the call", callstate.Talking, callstate.Park, callstate.Idle},
		{"it hangs up or leaves", callstate.Talking, callstate.Leave, callstate.Idle},
		{"the other hangs up", callstate.Talking, callstate.PeerLeave, callstate.Idle},
		{"it takes the held call back", callstate.Held, callstate.Unhold, callstate.Talking},
		{"it dials while holding", callstate.Held, callstate.ConsultDial, callstate.HeldDialing},
		{"the held party leaves", callstate.Held, callstate.HeldLeave, callstate.Idle},
		{"it hangs up the call that it holds", callstate.Held, callstate.Leave, callstate.Idle},
		{"the target answers", callstate.HeldDialing, callstate.ConsultAnswer, callstate.TransferTalking},
		{"the target does not answer", callstate.HeldDialing, callstate.ConsultFail, callstate.Held},
		{"it or the target hangs up the ringing call", callstate.HeldDialing, callstate.TargetLeave, callstate.Held},
		{"the held party leaves while the target rings", callstate.HeldDialing, callstate.HeldLeave,
			callstate.Alerting},
		{"the transfer is completed", callstate.TransferTalking, callstate.TransferComplete, callstate.Idle},
		{"it joins all three", callstate.TransferTalking, callstate.ThreewayStart, callstate.ThreeWay},
		{"the target leaves or is hung up", callstate.TransferTalking, callstate.TargetLeave, callstate.Held},
		{"the held party leaves while the target talks", callstate.TransferTalking, callstate.HeldLeave,
			callstate.Talking},
		{"one of the others leaves the three", callstate.ThreeWay, callstate.PeerLeave, callstate.Talking},
		{"it leaves the three", callstate.ThreeWay, callstate.Leave, callstate.Idle},
		{"the target of the * transfer answers", callstate.StarHeld, callstate.StarAnswer, callstate.StarTalking},
		{"it cancels the * transfer", callstate.StarHeld, callstate.StarCancel, callstate.Talking},
		{"it cancels the # transfer", callstate.StarHeld, callstate.SharpCancel, callstate.Talking},
		{"it or the target hangs up the call that rings", callstate.StarHeld, callstate.TargetLeave, callstate.Talking},
		{"the # transfer is completed", callstate.StarHeld, callstate.SharpComplete, callstate.Idle},
		{"the party held by * or # leaves", callstate.StarHeld, callstate.HeldLeave, callstate.Alerting},
		{"the * transfer is completed, or it hangs up", callstate.StarTalking, callstate.StarComplete, callstate.Idle},
		{"it cancels the * transfer it talks in", callstate.StarTalking, callstate.StarCancel, callstate.Talking},
		{"the target of the * transfer leaves", callstate.StarTalking, callstate.TargetLeave, callstate.Talking},
		{"the held party leaves the * transfer", callstate.StarTalking, callstate.HeldLeave, callstate.Talking},
		{"the outbound call starts", callstate.OutboundWaiting, callstate.OutboundConnect, callstate.Talking},
		{"it waits no longer", callstate.OutboundWaiting, callstate.OutboundLeave, callstate.Idle},
	}
	listed := map[callstate.Transition]bool{}
	for _, g := range graph {
		t.Run(g.what, func(t *testing.T) {
			if got, err := callstate.Next(g.from, g.event); got != g.to || err != nil {
				t.Errorf("%v --%v--> %v, %v, want %v", g.from, g.event, got, err, g.to)
			}
		})
		listed[callstate.Transition{From: g.from, Event: g.event, To: g.to}] = true
	}
	if len(listed) != len(graph) {
		t.Errorf("%d of %d rows are listed once", len(listed), len(graph))
	}
	n := 0
	for way := range callstate.Transitions() {
		if n++; !listed[way] {
			t.Errorf("the table has %v --%v--> %v, which the graph has not", way.From, way.Event, way.To)
		}
	}
	if want := 38; n != want {
		t.Errorf("the table has %d ways, want %d", n, want)
	}
}

// What is no way is refused: the state stays, and the error has both. So are states and events from outside, and the
// zero ones.
func TestRefused(t *testing.T) {
	ways := map[[2]uint8]callstate.State{}
	for way := range callstate.Transitions() {
		ways[[2]uint8{uint8(way.From), uint8(way.Event)}] = way.To
	}
	if len(ways) != 38 {
		t.Fatalf("%d ways lead somewhere, want 38", len(ways))
	}
	for s := range math.MaxUint8 + 1 {
		for e := range math.MaxUint8 + 1 {
			state, event := callstate.State(s), callstate.Event(e)
			got, err := callstate.Next(state, event)
			if to, ok := ways[[2]uint8{uint8(s), uint8(e)}]; ok {
				if got != to || err != nil {
					t.Errorf("%v --%v--> %v, %v, want %v", state, event, got, err, to)
				}
				continue
			}
			var refused *callstate.RefusedError
			if !errors.As(err, &refused) || got != state || refused.State != state || refused.Event != event {
				t.Errorf("%v --%v--> %v, %v, want a *RefusedError with both", state, event, got, err)
			}
		}
	}
}

// The text of a refusal names the event and the state.
func TestRefusedText(t *testing.T) {
	_, err := callstate.Next(callstate.Held, callstate.Park)
	if got, want := err.Error(), "callstate: park does nothing in held"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A way leads to another state: the table has none to the same one, and none from or to the zero State.
func TestEveryWayLeadsElsewhere(t *testing.T) {
	for way := range callstate.Transitions() {
		if way.From == way.To || way.From == 0 || way.Event == 0 || way.To == 0 {
			t.Errorf("%v --%v--> %v", way.From, way.Event, way.To)
		}
	}
}

// Every state is reached from idle, and idle from every state.
func TestEveryStateIsReachedAndLeft(t *testing.T) {
	for s := range callstate.States() {
		if !reachable(callstate.Idle)[s] {
			t.Errorf("%v is not reached from idle", s)
		}
		if !reachable(s)[callstate.Idle] {
			t.Errorf("idle is not reached from %v", s)
		}
	}
}

func reachable(from callstate.State) map[callstate.State]bool {
	seen, todo := map[callstate.State]bool{from: true}, []callstate.State{from}
	for ; len(todo) > 0; todo = todo[1:] {
		for e := range callstate.Events() {
			if to, err := callstate.Next(todo[0], e); err == nil && !seen[to] {
				seen[to], todo = true, append(todo, to)
			}
		}
	}
	return seen
}

// sinks keep results alive, as a caller does.
var (
	sink    callstate.State
	errSink error
)

// Next allocates nothing where it accepts an event, and nothing but the error where it refuses one.
func TestNextAllocatesNothing(t *testing.T) {
	for s := range callstate.States() {
		for e := range callstate.Events() {
			want := 0.0
			if _, err := callstate.Next(s, e); err != nil {
				want = 1
			}
			if n := testing.AllocsPerRun(10, func() { sink, errSink = callstate.Next(s, e) }); n > want {
				t.Fatalf("%v in %v: %v allocations (%v), want %v", e, s, n, errSink, want)
			}
		}
	}
}
