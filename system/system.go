// Package system is a whole system: the softphones, the PBX and its calls, driven by the facts of a call log. It
// decides nothing about the pause itself; it brings each fact to the phones and the calls that it concerns, and says
// what they answer. New and Apply take one event after the other, NewRun a log; a World visits every state that a few
// softphones and telephones can reach.
//
// A PBX has one System for each story, that is, for all calls that come from each other. Outcome.Tasks says what each
// of its recordings has to do by an event: see docs/embedding.md and examples/pbx-stories.
package system

import (
	"fmt"
	"math"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A System is the state of everything at one moment. Apply takes it on in place; what two copies share is never written
// to, so who wants to try something copies it first. It is not safe for concurrent use.
type System struct {
	// Changes is what the vendor does otherwise than the manual says. Displays and calls follow it from the next event
	// on.
	Changes Changes

	header *calllog.Header // never changes
	policy pause.Policy
	phones []phone     // by the header's order; of an external party only the calls mean anything
	calls  []call      // the open ones, in the order in which they came to be
	ended  []endedCall // the latest is the last
	last   int64       // where the latest event was: time does not run backwards behind it
}

// A phone is one party: a softphone and the calls that it is in.
type phone struct {
	buttons.Phone
	call      string           // the call it talks in or holds, "" for none
	target    string           // the call it dials or talks in while it holds the other one
	stoppedIn callstate.State  // where it last stopped a recording and has not resumed since
	doubtful  bool             // it did so where the vendor does not stand behind it
	falseFrom *calllog.Opening // since when its display has been false, nil where it is true
}

// A call is one open call.
type call struct {
	id     string
	begun  calllog.Kind // the event that created it
	caller int
	rec    pause.Call
	away   pause.Parties // whose voice its recording does not hold; follows from the rest
	slots  []int         // the header's index of each party number
	stops  []stop        // one of everybody who has stopped it, by number

	busy    bool   // it rings in vain at the second party, a softphone that was busy when it was called
	follows string // of a blind # transfer: the call that the target takes the softphone's place in, else ""
}

// mostEnded is how many answered calls are remembered that are over. More than two can end within the second in which a
// stop may be late only if whoever clicked goes from one to the next faster than people do.
const mostEnded = 4

// An endedCall is an answered call that is over: what a stop that its end has overtaken would have silenced can still
// be silenced.
type endedCall struct {
	id    string
	slots []int // as those of a call
}

// New returns a system in which nothing has happened yet. An *spec.UnknownError reports an impossible policy, and a
// *calllog.Error a header that no log can have.
func New(h calllog.Header, p pause.Policy) (System, error) {
	if err := p.Validate(); err != nil {
		return System{}, err
	}
	if err := h.Validate(); err != nil {
		return System{}, err
	}
	s := System{header: &h, policy: p, last: math.MinInt64}
	for _, party := range h.Parties {
		s.phones = append(s.phones, newPhone(h.Config, party))
	}
	return s, nil
}

// newPhone returns a party as it begins: a softphone that is idle, or an external telephone.
func newPhone(c calllog.Config, p calllog.Participant) (is phone) {
	if p.Softphone {
		gate := pause.Gate{Version: c.Version, Contract: c.PauseContract, Terminal: p.Terminal, Saved: p.PauseEnabled}
		is.Phone = buttons.NewPhone(gate,
			buttons.Settings{AutoThreeWay: p.AutoThreeWay, StarTransfer: p.StarTransfer})
	}
	return is
}

// Introduce adds a party of which nothing was known before: the target of a transfer, who joins a room. It comes last
// in the header, and so in that of the log. One that is known already, with the same settings, changes nothing. A
// *calllog.Error reports a party that no header can have beside the others, and that the system is as it was.
func (s *System) Introduce(p calllog.Participant) error {
	var h calllog.Header // the zero System has none, and takes nobody
	if s.header != nil {
		h = *s.header
	}
	if slices.Contains(h.Parties, p) {
		return nil
	}
	h.Parties = append(slices.Clip(h.Parties), p)
	if err := h.Validate(); err != nil {
		return err
	}
	s.header, s.phones = &h, append(slices.Clip(s.phones), newPhone(h.Config, p))
	return nil
}

// A connection is what a call is to a softphone.
type connection uint8

const (
	notThere connection = iota
	rings
	answered
)

func (s *System) connection(id string) connection {
	switch c := s.open(id); {
	case c == nil:
		return notThere
	case c.ringing():
		return rings
	}
	return answered
}

// callsOfState is what a state of a softphone says of the call that it talks in or holds and of its target's, how the
// latter began, and whether it holds the first and talks to nobody.
var callsOfState = [...]struct {
	call, target connection
	begun        []calllog.Kind
	holds        bool
}{
	callstate.Idle:            {},
	callstate.Alerting:        {call: rings},
	callstate.Talking:         {call: answered},
	callstate.StarHeld:        {answered, rings, []calllog.Kind{calllog.StarBegin, calllog.SharpBegin}, true},
	callstate.StarTalking:     {answered, answered, []calllog.Kind{calllog.StarBegin, calllog.SharpBegin}, false},
	callstate.Held:            {call: answered, holds: true},
	callstate.HeldDialing:     {answered, rings, []calllog.Kind{calllog.ConsultDial}, true},
	callstate.TransferTalking: {answered, answered, []calllog.Kind{calllog.ConsultDial}, false},
	callstate.ThreeWay:        {call: answered},
	callstate.OutboundWaiting: {},
}

// talksIn returns the call that a softphone talks in, "" for none.
func (p *phone) talksIn() string {
	switch of := &callsOfState[p.State]; {
	case of.call != answered || of.holds:
		return ""
	case of.target == answered:
		return p.target
	}
	return p.call
}

// stoppedInTransfer reports whether it last stopped a recording in a * or # transfer.
func (p *phone) stoppedInTransfer() bool {
	return p.stoppedIn == callstate.StarHeld || p.stoppedIn == callstate.StarTalking
}

// index returns a party's place in the header, -1 where it is not there.
func (s *System) index(party string) int {
	if s.header == nil {
		return -1
	}
	return s.header.Index(party)
}

func (s *System) id(party int) string { return s.header.Parties[party].ID }

func (s *System) softphone(party int) bool { return s.header.Parties[party].Softphone }

// open returns an open call, nil where there is none of that name.
func (s *System) open(id string) *call {
	if id == "" {
		return nil
	}
	for i := range s.calls {
		if s.calls[i].id == id {
			return &s.calls[i]
		}
	}
	return nil
}

// slot returns a party's number in a call that it is or was in, 0 in any other.
func (c *call) slot(party int) pause.Party { return pause.Party(max(0, slices.Index(c.slots, party))) }

// in reports whether a party is one of some of the call's.
func (c *call) in(set pause.Parties, party int) bool {
	i := slices.Index(c.slots, party)
	return i >= 0 && set.Has(pause.Party(i))
}

func (c *call) has(party int) bool { return c.in(c.rec.Members(), party) }

// inVain reports whether the call rings in vain at a party, which is not in it.
func (c *call) inVain(party int) bool { return c.busy && c.slots[1] == party }

// members returns who is in the call, in the header's order.
func (c *call) members() []int { return c.parties(c.rec.Members()) }

// parties translates party numbers of the call to the header's order.
func (c *call) parties(set pause.Parties) []int { return partiesOf(c.slots, set) }

func partiesOf(slots []int, set pause.Parties) (list []int) {
	for p := range set.All() {
		list = append(list, slots[p])
	}
	slices.Sort(list)
	return list
}

func (c *call) ringing() bool { return !c.rec.Answered() }

// Look returns what everybody sees now, and what every recording does: the calls, the phones and the mismatches of a
// line of which nothing else is filled.
func (s System) Look() calllog.StepLine {
	look := calllog.StepLine{Mismatch: s.mismatches(), Calls: make(calllog.Object[calllog.CallView], len(s.calls)),
		Phones: make(calllog.Object[calllog.PhoneView], 0, len(s.phones))}
	all := make(calllog.Object[buttons.Verdict], len(s.phones)*int(buttons.Dial)) // one for each would cost a lot more
	for i := range s.calls {
		look.Calls[i] = calllog.Member[calllog.CallView]{Key: s.calls[i].id, Value: s.callView(&s.calls[i])}
	}
	for party := range s.phones {
		if s.softphone(party) {
			its := all[:buttons.Dial:buttons.Dial]
			all = all[buttons.Dial:]
			look.Phones = append(look.Phones,
				calllog.Member[calllog.PhoneView]{Key: s.id(party), Value: s.phoneView(party, its)})
		}
	}
	return look
}

// Phone returns a softphone; ok is false for a party that has none.
func (s System) Phone(party string) (p buttons.Phone, ok bool) {
	i := s.index(party)
	if i < 0 || !s.softphone(i) {
		return p, false
	}
	return s.phones[i].Phone, true
}

// Names returns the parties of an open call by number, also those who have left it; none where there is no such call. A
// party keeps its number as long as the call lasts.
func (s System) Names(call string) []string {
	if c := s.open(call); c != nil {
		return s.byNumber(c.slots)
	}
	return nil
}

// Doing returns what a party is doing: the name of a softphone's state, or the call that an external party is in; ""
// for nobody.
func (s System) Doing(party string) string {
	if i := s.index(party); i >= 0 {
		return s.stateName(i)
	}
	return ""
}

func (s *System) stateName(party int) string {
	if s.softphone(party) {
		return s.phones[party].State.String()
	}
	for i := range s.calls {
		if s.calls[i].has(party) {
			return fmt.Sprintf("in call %q", s.calls[i].id)
		}
	}
	return "in no call"
}

// Decide returns what a button of a softphone is, or its toggle, under the changes. It answers for the zero
// buttons.Phone where the party has no softphone.
func (s System) Decide(party string, b buttons.Button) buttons.Decision {
	return s.shown(party, b).Decide(b)
}

// Why returns why a button of a softphone is what Decide says.
func (s System) Why(party string, b buttons.Button) spec.Reason { return s.shown(party, b).Why(b) }

// shown returns a softphone as it shows a button.
func (s System) shown(party string, b buttons.Button) buttons.Phone {
	p, ok := s.Phone(party)
	if face := s.asShown(p); ok && (b == buttons.Toggle || face.View().Message) {
		return face
	}
	return p
}

func (s *System) callView(c *call) calllog.CallView {
	return calllog.CallView{Recording: c.rec.State(), StoppedBy: s.names(c, c.rec.StoppedBy()),
		Silenced: s.names(c, c.rec.Silenced())}
}

// byNumber returns the names of a call's parties by number.
func (s *System) byNumber(slots []int) []string {
	names := make([]string, len(slots))
	for i, party := range slots {
		names[i] = s.id(party)
	}
	return names
}

func (s *System) names(c *call, set pause.Parties) []string { return s.namesOf(c.slots, set) }

// namesOf returns names of a call's parties in the header's order.
func (s *System) namesOf(slots []int, set pause.Parties) (names []string) {
	for _, party := range partiesOf(slots, set) {
		names = append(names, s.id(party))
	}
	return names
}

// phoneView returns what a softphone shows. It has room for what its buttons are.
func (s *System) phoneView(party int, is calllog.Object[buttons.Verdict]) calllog.PhoneView {
	p := &s.phones[party].Phone
	v := s.asShown(*p).View()
	view := calllog.PhoneView{State: p.State, Toggle: v.Toggle, Message: v.Message, Buttons: is}
	if !v.Message && s.Changes != 0 { // nothing is locked, and its own state says what its buttons are
		v = p.View()
	}
	for b := range buttons.All() {
		view.Buttons[b-1] = calllog.Member[buttons.Verdict]{Key: b.String(), Value: v.Button(b)}
	}
	return view
}
