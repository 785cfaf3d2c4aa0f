// Package system is a whole system: the softphones, the PBX and its recorders, driven by the facts of a call log. It decides
// nothing about the pause itself; it brings each fact to the phones and the recorders that it concerns, and says what they answer.
// A World visits every state that a few softphones and telephones can reach.
package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A System is the state of everything at one moment. It is a value: Next returns another and leaves it alone.
type System struct {
	header  *calllog.Header // never changes
	policy  pause.Policy
	profile Profile
	phones  []phone // by the header's order; of an external party only the calls mean anything
	calls   []call  // the open ones, in the order in which they came to be
}

// A phone is one party: a softphone and the calls that it is in.
type phone struct {
	buttons.Phone
	call      string           // the call it talks in or holds, "" for none
	target    string           // the call it dials or talks in while it holds the other one
	stoppedIn callstate.State  // where it last stopped a recording and has not resumed since
	doubtful  bool             // it did so where the vendor does not stand behind it
	lies      *calllog.Opening // since when its display has been false, nil where it is true
}

// A call is one open call.
type call struct {
	id     string
	begun  calllog.Kind // the event that created it
	caller int
	rec    pause.Recorder
	slots  []int // the header's index of each party number
}

// New returns a system in which nothing has happened yet. A *pause.PolicyError reports an impossible policy.
func New(h calllog.Header, p pause.Policy) (System, error) {
	if err := p.Validate(); err != nil {
		return System{}, err
	}
	s := System{header: &h, policy: p}
	for _, party := range h.Parties {
		ph := phone{}
		if party.Softphone {
			ph.Phone = buttons.Phone{
				State: callstate.Idle,
				Gate: pause.Gate{Version: h.Config.Version, Contract: h.Config.PauseContract, Terminal: party.Terminal,
					Saved: party.PauseEnabled}.Latch(),
				Settings: buttons.Settings{AutoThreeWay: party.AutoThreeWay, StarTransfer: party.StarTransfer},
			}
		}
		s.phones = append(s.phones, ph)
	}
	return s, nil
}

// stoppedInTransfer reports whether it last stopped a recording in a * or # transfer.
func (p phone) stoppedInTransfer() bool {
	return p.stoppedIn == callstate.StarHeld || p.stoppedIn == callstate.StarTalking
}

func (s System) clone() System {
	s.phones = slices.Clone(s.phones)
	s.calls = slices.Clone(s.calls)
	return s
}

func (s *System) id(party int) string { return s.header.Parties[party].ID }

func (s *System) softphone(party int) bool { return s.header.Parties[party].Softphone }

// open returns an open call, nil where there is none of that name.
func (s *System) open(id string) *call {
	if i := slices.IndexFunc(s.calls, func(c call) bool { return c.id == id }); i >= 0 && id != "" {
		return &s.calls[i]
	}
	return nil
}

// slot returns a party's number in a call; ok is false where it never was in it.
func (c *call) slot(party int) (pause.Party, bool) {
	i := slices.Index(c.slots, party)
	return pause.Party(max(i, 0)), i >= 0
}

// add gives a party a number in the call, the one it had where it comes back. ok is false where none is left.
func (c *call) add(party int) (p pause.Party, ok bool) {
	if p, ok := c.slot(party); ok {
		return p, true
	}
	if len(c.slots) == pause.MaxParties {
		return 0, false
	}
	c.slots = append(slices.Clip(c.slots), party)
	return pause.Party(len(c.slots) - 1), true
}

func (c *call) has(party int) bool {
	p, ok := c.slot(party)
	return ok && c.rec.Members().Has(p)
}

// members returns who is in the call, in the header's order.
func (c *call) members() []int { return c.parties(c.rec.Members()) }

// parties translates party numbers of the call to the header's order.
func (c *call) parties(set pause.Parties) (list []int) {
	for p := range set.All() {
		list = append(list, c.slots[p])
	}
	slices.Sort(list)
	return list
}

func (c *call) ringing() bool { return !c.rec.Answered() }
