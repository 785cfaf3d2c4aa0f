// Package siprec is what a PBX says in SIP of recordings: to the parties of a call by RFC 7866 (SDP, a=record and
// a=recordpref), and to a recording server by RFC 7865 (metadata in XML). It reads and writes both, and sends nothing.
//
// A softphone that knows only its own clicks shows "stopped" while the PBX records. What cures that in SIP is a=record,
// in the SDP of whatever re-INVITE or UPDATE the PBX sends: Notices says to whom, when and what.
package siprec

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A Record is what a party is told of the recording of its own voice. The zero Record says nothing.
type Record uint8

// What can be said.
const (
	On     Record = 1 + iota // it is recorded
	Off                      // it is not recorded, and no recording is in progress
	Paused                   // a recording is in progress, and holds silence instead
)

//enum:parse
var recordNames = [...]string{"none", On: "on", Off: "off", Paused: "paused"}

// A Preference is what a party asks of the recording. The zero Preference asks nothing.
type Preference uint8

// What can be asked.
const (
	NoPreference Preference = 1 + iota // it says that it asks nothing
	WantOn
	WantOff
	WantPause
)

//enum:parse
var preferenceNames = [...]string{"none", NoPreference: "nopreference", WantOn: "on", WantOff: "off", WantPause: "pause"}

// Asks returns the command that a preference comes to, 0 for none. A pause is all that a PBX has to offer to who wants
// no recording: what was recorded before stays.
func (p Preference) Asks() pause.Verb {
	switch p {
	case WantOn:
		return pause.Resume
	case WantOff, WantPause:
		return pause.Stop
	}
	return 0
}

// Tell returns what a party of a call is to be told: nothing while the call rings, and nothing for somebody who is not
// in it. Where some are silenced and others are not, each is told of its own voice.
func Tell(c pause.Call, p pause.Party) Record {
	switch {
	case !c.Answered() || !c.Members().Has(p):
		return 0
	case !c.Recorded():
		return Off
	case c.Silenced().Has(p):
		return Paused
	}
	return On
}

// A Notice is something that a party has to be told now, in its call.
type Notice struct {
	Call, Party string
	Record      Record
}

// Notices returns whom the PBX has to tell something else than before by an outcome, in the order of calls and parties.
// Whoever passes all of them on has told everybody in every call what Tell says.
func Notices(o system.Outcome) (list []Notice) {
	for i, c := range o.Calls {
		if !isFirst(o.Calls[:i], c) {
			continue
		}
		last := lastOf(o.Calls[i:])
		for p := range last.Step.After.Members().All() {
			if now := Tell(last.Step.After, p); now != 0 && now != Tell(c.Step.Before, p) {
				list = append(list, Notice{c.Call, last.Names[p], now})
			}
		}
	}
	return list
}

// isFirst reports whether no step before was of the same call. By some events a call takes two.
func isFirst(before []system.CallStep, c system.CallStep) bool {
	return !slices.ContainsFunc(before, func(b system.CallStep) bool { return b.Call == c.Call })
}

// lastOf returns the last step of the call whose first one stands in front.
func lastOf(steps []system.CallStep) system.CallStep {
	last := steps[0]
	for _, c := range steps {
		if c.Call == last.Call {
			last = c
		}
	}
	return last
}

// An Error says what in an SDP or in metadata is wrong, and where: a line such as "line 7", or a path such as
// recording.stream[2].label.
type Error struct {
	Place     string
	Got, Want string
}

func (e *Error) Error() string {
	return fmt.Sprintf("siprec: %s: got %s, want %s", e.Place, e.Got, e.Want)
}
