package conformance

import (
	"strconv"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// An Action is a kind of event. There is no zero one.
type Action uint8

// The actions.
const (
	Click   Action = 1 + iota // a party clicks a button of its softphone; the toggle whatever its label says
	Command                   // a softphone's command reaches the PBX (the role pbx)
	Fact                      // something happens to a call
	Enter                     // a party presses keys that an IVR hears
)

var actionNames = [...]string{"none", Click: "click", Command: "command", Fact: "fact", Enter: "enter"}

func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return "Action(" + strconv.Itoa(int(a)) + ")"
}

// MarshalText writes the action's name.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// An Event is something that happens to a subject.
type Event struct {
	At     int64 // sample, at Rate; it never decreases
	Action Action
	Party  string         // who acts
	Button buttons.Button // of a click
	Verb   pause.Verb     // of a command
	Fact   calllog.Kind   // of a fact: its name in call logs
	Call   string         // of a fact: OriginalCall or TargetCall where it is about one of them
	Keys   string         // of a click on the dial pad, one; of Enter, several
}

// Rate is the samples a second of every position that the kit gives and reads.
const Rate = 8000

// In returns the event in words.
func (e Event) In(l spec.Lang) string {
	switch e.Action {
	case Click:
		label := e.Button.Label(spec.JA)
		if e.Keys != "" {
			label += " " + e.Keys
		}
		return e.Party + spec.Text{JA: "が「", EN: " clicks 「"}.In(l) + label + spec.Text{JA: "」を押す", EN: "」"}.In(l)
	case Command:
		return e.Party + spec.Text{JA: "から", EN: " commands "}.In(l) + e.Verb.Label(spec.JA) + spec.Text{JA: "の指示", EN: ""}.In(l)
	case Enter:
		return e.Party + spec.Text{JA: "がキーを押す", EN: " presses keys"}.In(l)
	}
	return e.Party + " " + e.Fact.String()
}

func (e Event) String() string { return e.In(spec.EN) }
