package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/spec"
)

// A far is where a line leads: to a telephone, or to a page with a microphone of its own.
type far interface {
	rings()  // whom it has called is being rung
	answer() // it has called, and is answered
	refuse(code int, reason string)
	hangUp() // whatever it has come to
}

// A line is one party's connection to the PBX. It belongs to the owner of its story, who does what its methods say
// happened; a party with two calls on a telephone has two lines.
type line struct {
	party  string
	call   string
	stream *stream
	far    far
	story  atomic.Pointer[story]

	up   bool // answered, by it or by us
	held bool // its telephone has put us on hold
	axis axis.Axis
	wait []packet // what the axis has refused, and may take when others agree
	keys keypad
}

// post has the owner do something, and does not wait.
func (l *line) post(do func(s *story)) {
	if s := l.story.Load(); s != nil {
		s.inbox.put(func() { do(s) })
	}
}

// ask has the owner do something that may be refused, and waits.
func (l *line) ask(do func(s *story) error) error {
	answer := make(chan error, 1)
	l.post(func(s *story) { answer <- do(s) })
	select {
	case err := <-answer:
		return err
	case <-time.After(patience):
		return errors.New("the call is over")
	}
}

// heard is a packet of audio, of a telephone event or of RTCP.
func (l *line) heard(p packet) {
	p.line = l
	if s := l.story.Load(); s != nil {
		s.hear(p)
	}
}

func (l *line) rang()                        { l.post(func(s *story) { s.rang(l) }) }
func (l *line) answered()                    { l.post(func(s *story) { s.answered(l) }) }
func (l *line) failed(code int, text string) { l.post(func(s *story) { s.failed(l, code, text) }) }

// gone is the end of the line, which a telephone may say and its audio show: the first of both counts.
func (l *line) gone() {
	l.post(func(s *story) {
		if slices.Contains(s.lines, l) {
			s.gone(l)
		}
	})
}

func (l *line) pressed(digit byte, at time.Time) {
	l.post(func(s *story) { s.pressed(l, digit, s.position(at)) })
}

// described is a re-INVITE: the telephone holds or takes the call back. An error is why it may not.
func (l *line) described(d description) error {
	return l.ask(func(s *story) error { return s.described(l, !d.sends()) })
}

// transfer is a REFER. Tell is told how the transfer goes on, as a SIP response.
func (l *line) transfer(to string, other *line, tell func(int, string)) error {
	return l.ask(func(s *story) error { return s.transfer(l, to, other, tell) })
}

// locked returns why a softphone may not do something on its telephone: where the PBX enforces table 3.2, what the
// table locks while 録音再開 is shown.
func (s *story) locked(party string, b buttons.Button) error {
	p, ok := s.system.Phone(party)
	if !s.office.options.enforce || !ok || !p.ShowsStopped() || p.Decide(b).Verdict == buttons.Enabled {
		return nil
	}
	return fmt.Errorf("%s %s", p.Decide(b).Rule, p.Why(b).Verdict.In(spec.EN))
}

// A keypad finds feature codes in the keys of a telephone.
type keypad struct {
	star      bool
	at        int64 // where the * went down
	timestamp uint32
	seen      bool // a telephone event of this timestamp has been taken
}

// event takes one packet of a telephone event (RFC 4733), of which each key has several; new is true for the first.
func (k *keypad) event(payload []byte, timestamp uint32) (digit byte, duration uint32, isNew bool) {
	const digits = "0123456789*#ABCD"
	if int(payload[0]) >= len(digits) || k.seen && timestamp == k.timestamp {
		return 0, 0, false
	}
	k.seen, k.timestamp = true, timestamp
	return digits[payload[0]], uint32(binary.BigEndian.Uint16(payload[2:])), true
}

// codeTime is how long after its * the second key of a feature code may come, in samples.
const codeTime = 3 * rate

// key takes a key that went down at a position. Where it ends a feature code, code is its second key, and begin where
// the first one went down: what the code asks for counts from there.
func (k *keypad) key(digit byte, at int64) (code byte, begin int64) {
	switch {
	case digit == '*':
		k.star, k.at = true, at
		return 0, at
	case k.star && at-k.at < codeTime:
		k.star = false
		return digit, k.at
	}
	k.star = false
	return 0, at
}
