package bench_test

import (
	"context"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/callstate/looplab"
)

// phoneIn returns a softphone that has the feature, in a state.
func phoneIn(s callstate.State) buttons.Phone {
	p := phones[0]
	p.State = s
	return p
}

var (
	stateSink callstate.State
	phoneSink buttons.Phone
	errSink   error
)

// BenchmarkEvent is one event applied: each peer leads the same life, in which no event is refused.
func BenchmarkEvent(b *testing.B) {
	checkEvents(b)
	events, ctx := walk(), context.Background()
	array, mapped, next, phone := callstate.Idle, callstate.Idle, callstate.Idle, phoneIn(callstate.Idle)
	machine, other := looplab.New(callstate.Idle, nil), newStateless(callstate.Idle)
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			s := array
			for i := from; i < to; i++ {
				s = steps[s][events[i&mask]]
			}
			array = s
		}},
		&peer{name: "next", pass: func(from, to int) {
			s := next
			for i := from; i < to; i++ {
				s, errSink = callstate.Next(s, events[i&mask])
			}
			next = s
		}},
		&peer{name: "apply", pass: func(from, to int) {
			p := phone
			for i := from; i < to; i++ {
				errSink = p.Apply(events[i&mask])
			}
			phone = p
		}},
		&peer{name: "map", pass: func(from, to int) {
			s := mapped
			for i := from; i < to; i++ {
				s = mappedSteps[pair{s, events[i&mask]}]
			}
			mapped = s
		}},
		&peer{name: "stateless", pass: func(from, to int) {
			for i := from; i < to; i++ {
				errSink = other.Fire(events[i&mask])
			}
		}},
		&peer{name: "looplab", pass: func(from, to int) {
			for i := from; i < to; i++ {
				errSink = machine.Event(ctx, eventNames[events[i&mask]])
			}
		}},
	)
}

// BenchmarkEventRefused is one event that means nothing in its state, beside others that do. No peer changes state.
func BenchmarkEventRefused(b *testing.B) {
	checkEvents(b)
	no, yes, ctx := mixed(refused), mixed(ways), context.Background()
	machines, other := looplabs(), statelesses()
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			for i := from; i < to; i++ {
				in := &no[i&mask]
				stateSink = steps[in.state][in.event]
			}
		}},
		&peer{name: "next", pass: passNext(no)},
		&peer{name: "next-accepted", pass: passNext(yes)},
		&peer{name: "apply", pass: passApply(no)},
		&peer{name: "apply-accepted", pass: passApply(yes)},
		&peer{name: "map", pass: func(from, to int) {
			for i := from; i < to; i++ {
				stateSink = mappedSteps[no[i&mask]]
			}
		}},
		&peer{name: "stateless", pass: func(from, to int) {
			for i := from; i < to; i++ {
				in := &no[i&mask]
				errSink = other[in.state].Fire(in.event)
			}
		}},
		&peer{name: "looplab", pass: func(from, to int) {
			for i := from; i < to; i++ {
				in := &no[i&mask]
				errSink = machines[in.state].Event(ctx, eventNames[in.event])
			}
		}},
	)
}

func passNext(list *[asked]pair) func(from, to int) {
	return func(from, to int) {
		for i := from; i < to; i++ {
			in := &list[i&mask]
			stateSink, errSink = callstate.Next(in.state, in.event)
		}
	}
}

func passApply(list *[asked]pair) func(from, to int) {
	var inState [callstate.OutboundWaiting + 1]buttons.Phone
	for s := range callstate.States() {
		inState[s] = phoneIn(s)
	}
	return func(from, to int) {
		for i := from; i < to; i++ {
			in := &list[i&mask]
			phoneSink = inState[in.state]
			errSink = phoneSink.Apply(in.event)
		}
	}
}
