package system_test

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

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

// key tells states apart. It leaves out the numbers of a display's commands, which grow with each click and show
// nowhere.
func key(s system.System) string {
	var b strings.Builder
	for rest, more := fmt.Sprintf("%+v", s), true; more; {
		var part string
		part, rest, more = strings.Cut(rest, " sent:")
		b.WriteString(part)
		_, rest, _ = strings.Cut(rest, "}")
	}
	return b.String()
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
