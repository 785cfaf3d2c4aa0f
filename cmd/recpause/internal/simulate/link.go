package simulate

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Link returns the address of a story in a simulator, behind the address of the simulator itself, with all its events
// played.
func Link(h calllog.Header, events []calllog.Event, p pause.Policy, l spec.Lang) string {
	told := story{header: h, events: events, played: len(events)}
	return query{story: told.packed(), policy: p, lang: l, wait: usualWait}.link("/")
}
