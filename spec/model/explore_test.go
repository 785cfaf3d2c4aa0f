package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// An edge is one event in one reachable state of a small world.
type edge struct {
	before, after model.System
	event         calllog.Event
	step          calllog.Step
	fresh         bool // no path before has led to the state after it
	path          *path
	err           error
}

// A path is how a state was reached, the last event first.
type path struct {
	event calllog.Event
	from  *path
}

func (p *path) String() string {
	if p == nil {
		return ""
	}
	return p.from.String() + "\n  " + eventText(p.event)
}

// key tells states apart. It leaves out the numbers of a display's commands, which grow with each click and show nowhere.
func key(s model.System) string {
	var b strings.Builder
	for rest, more := fmt.Sprintf("%+v", s), true; more; {
		var part string
		part, rest, more = strings.Cut(rest, " sent:")
		b.WriteString(part)
		_, rest, _ = strings.Cut(rest, "}")
	}
	return b.String()
}

// explore tries every event in every state that can be reached by steps to be followed, breadth first, and returns the number of
// states. What it shows of each edge has a shortest path.
func explore(t *testing.T, h calllog.Header, events []calllog.Event, follow func(calllog.Step) bool, show func(edge)) int {
	t.Helper()
	type place struct {
		system model.System
		open   calllog.Object[calllog.CallView]
		path   *path
	}
	start := newSystem(t, h)
	seen := map[string]bool{key(start): true}
	for queue := []place{{start, nil, nil}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, e := range events {
			if alias(e.Call, at.open) {
				continue
			}
			next, outcome, err := at.system.Next(e)
			followed := err == nil && follow(outcome.Step)
			if !followed && err == nil {
				continue
			}
			this := edge{at.system, next, e, outcome.Step, false, &path{e, at.path}, err}
			if followed && outcome.Step.Result == calllog.Applied {
				k := key(next)
				if this.fresh = !seen[k]; this.fresh {
					seen[k] = true
					queue = append(queue, place{next, outcome.Step.Calls, this.path})
				}
			}
			show(this)
		}
	}
	return len(seen)
}

// alias reports whether a name is as good as another one: a new call is c1 where that is free, for names mean nothing.
func alias(call string, open calllog.Object[calllog.CallView]) bool {
	_, first := open.Get("c1")
	_, second := open.Get("c2")
	return call == "c2" && !first && !second
}

// alphabet returns every event that can stand in a log with a header, about calls of the given names.
func alphabet(h calllog.Header, calls ...string) (events []calllog.Event) {
	for k := range calllog.Kinds() {
		for _, p := range h.Parties {
			if !p.Softphone && among(bySoftphone, k.String()) {
				continue
			}
			events = append(events, forms(h, calllog.Event{Line: 2, Kind: k, Party: p.ID}, calls)...)
		}
	}
	return events
}

// forms completes an event with each party and each call that it may name.
func forms(h calllog.Header, e calllog.Event, calls []string) (events []calllog.Event) {
	targets := []string{""}
	if among(namesParty, e.Kind.String()) {
		targets = nil
		for _, p := range h.Parties {
			if p.ID != e.Party {
				targets = append(targets, p.ID)
			}
		}
	}
	if !among(namesCall, e.Kind.String()) {
		calls = []string{""}
	}
	for _, to := range targets {
		for _, call := range calls {
			e.To, e.Call = to, call
			events = append(events, e)
		}
	}
	if e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick {
		e.PBX = calllog.Refused
		events = append(events, e)
	}
	return events
}

// shows reports whether a softphone shows 録音再開.
func shows(p calllog.PhoneView) bool { return p.Toggle == pause.Resume }

// full is a softphone with every setting.
func full(id string) string { return id + " softphone auto_threeway star_transfer" }
