package system

import (
	"encoding/binary"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// Key returns a text that two systems of one header, policy and profile share only if whatever happens from here on has the same
// answers in both, but for the names of calls and since when a display has been false. It leaves out what no answer depends on: the
// numbers of commands, who called in a call that is answered, in which order its parties came, and how many more it can take before it
// has had 64.
func (s System) Key() string {
	var space [128]byte // on the stack, and enough for most
	key := space[:0]
	for party := range s.phones {
		if s.softphone(party) {
			key = s.appendPhone(key, &s.phones[party])
		}
	}
	for i := range s.calls {
		key = s.appendCall(key, &s.calls[i])
	}
	return string(key)
}

func (s *System) appendPhone(key []byte, p *phone) []byte {
	key = append(key, byte(p.State)<<4|p.stop())
	return appendNumber(appendNumber(key, s.place(p.call)), s.place(p.target))
}

// stop returns what is still to know of the stop that a display shows: whether the vendor stands behind it, and the rule that a
// false display has by it.
func (p *phone) stop() byte {
	stop := bit(p.Display.Stopped, 1) | bit(p.doubtful, 2)
	switch {
	case p.stoppedInTransfer():
		return stop | 4
	case p.stoppedIn == callstate.OutboundWaiting:
		return stop | 8
	}
	return stop
}

// place is 1 for the first open call, and 0 for none.
func (s *System) place(id string) int {
	return 1 + slices.IndexFunc(s.calls, func(c call) bool { return c.id == id && id != "" })
}

func (s *System) appendCall(key []byte, c *call) []byte {
	target := s.transferrer(c) >= 0
	key = append(key, bit(c.ringing(), 1)|bit(c.rec.IsRoom(), 2)|bit(c.begun == calllog.OutboundConnect, 4)|bit(target, 8))
	if c.ringing() {
		key = appendNumber(key, c.caller)
	}
	if target { // how the transfer began says how it goes on, and whom it was made to is its heir
		key = appendNumber(append(key, byte(c.begun)), c.slots[1])
	}
	return s.appendParties(key, c)
}

// appendParties writes who is in a call, who has stopped it, and who is on the operator side, or will be after coming back.
func (s *System) appendParties(key []byte, c *call) []byte {
	var operator pause.Parties
	if s.header.Config.Recorded() && (c.rec.IsRoom() || slices.ContainsFunc(c.members(), s.softphone)) { // else no beep will be written
		operator = c.operator()
	}
	var space [pause.MaxParties]int
	list := space[:0]
	for p := range (c.rec.Members() | operator).All() {
		is := bit(c.rec.Members().Has(p), 1) | bit(c.rec.StoppedBy().Has(p), 2) | bit(operator.Has(p), 4)
		list = append(list, c.slots[p]<<3|int(is))
	}
	slices.Sort(list)
	key = appendNumber(key, len(list))
	for _, n := range list {
		key = appendNumber(key, n)
	}
	return key
}

// operator returns who is on the operator side of a call, or was and may come back: who would be on it if everybody were there.
func (c *call) operator() pause.Parties {
	everybody, _, _ := c.rec.Merge(^pause.Parties(0), 0) // an open call takes all
	return everybody.OnSide(pause.Operator)
}

func bit(on bool, b byte) byte {
	if on {
		return b
	}
	return 0
}

func appendNumber(key []byte, n int) []byte { return binary.AppendUvarint(key, uint64(n)) }
