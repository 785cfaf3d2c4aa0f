package main

// What happens on a story's lines, and what that is in the log.

import (
	"errors"
	"fmt"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live/axis"
)

// dial is a line that calls somebody, a room or the outbound calls.
func (s *story) dial(l *line, to string) {
	s.lines = append(s.lines, l)
	err := s.introduceAll()
	if err == nil {
		err = s.introduce(l.party)
	}
	switch {
	case err != nil:
	case rooms.MatchString(to):
		if err = s.fact(calllog.Event{Kind: calllog.RoomJoin, Party: l.party, Call: to}); err == nil {
			s.connect(l, to)
		}
	case to == outboundCode:
		if err = s.fact(calllog.Event{Kind: calllog.OutboundWait, Party: l.party}); err == nil {
			s.connect(l, "")
		}
	default:
		kind := calllog.CallInvite
		if s.state(l.party) == callstate.Held {
			kind = calllog.ConsultDial
		}
		l.call, err = s.ring(calllog.Event{Kind: kind, Party: l.party, To: to, Via: calllog.Fact}, nil)
	}
	if err != nil {
		s.remove(l)
		l.far.refuse(488, reasonPhrase(err))
	}
}

// connect answers a line that has called.
func (s *story) connect(l *line, call string) {
	l.call, l.up = call, true
	l.axis = axis.Axis{Rate: rate}
	l.far.answer()
	s.settle()
}

// ring calls somebody, and returns the new call.
func (s *story) ring(e calllog.Event, blind func(int, string)) (string, error) {
	kind, from, to := e.Kind, e.Party, e.To
	if !s.office.reachable(to) {
		return "", nobodyAt(to)
	}
	if !s.office.take(to, s) {
		return "", problemOf("%vは話し中です", "%v is busy", to)
	}
	s.count++
	id := fmt.Sprintf("c%d", s.count)
	err := s.introduce(to)
	s.rings[id] = &ringing{kind, from, to, blind}
	l := &line{party: to, call: id}
	l.story.Store(s)
	s.lines = append(s.lines, l)
	if err == nil && kind != calllog.OutboundConnect && kind != calllog.ThreewayAuto { // which begin with the answer
		e.Call = id
		err = s.happened(e)
	}
	if err == nil && !s.office.ring(to, from, l) {
		err = nobodyAt(to)
		s.notAnswered(id)
	}
	if err != nil {
		delete(s.rings, id)
		s.remove(l)
		return "", err
	}
	s.shows()
	return id, nil
}

// shows tells the pages what softphones show. Whatever happens does so by itself; but not everything that rings has
// happened by the log.
func (s *story) shows() { s.office.show(s, s.seats(s.system.Look().Mismatch)...) }

// rang is a telephone that rings.
func (s *story) rang(l *line) {
	r := s.rings[l.call]
	if r == nil || r.to != l.party {
		return
	}
	for _, from := range s.linesOf(r.from) {
		if from.call == l.call {
			from.far.rings()
		}
	}
}

// answered is a telephone, or a page, that answers.
func (s *story) answered(l *line) {
	id, r := l.call, s.rings[l.call]
	if r == nil || r.to != l.party {
		l.far.hangUp()
		return
	}
	delete(s.rings, id)
	l.up, l.axis = true, axis.Axis{Rate: rate}
	if r.kind == calllog.OutboundConnect {
		for _, from := range s.linesOf(r.from) {
			from.call = id
		}
	}
	s.must(s.fact(r.answer(id)))
	if r.kind == calllog.ConsultDial && r.blind != nil {
		s.must(s.fact(calllog.Event{Kind: calllog.TransferComplete, Party: r.from}))
	}
	if r.blind != nil {
		r.blind(200, "OK")
	}
	for _, from := range s.linesOf(r.from) {
		if from.call == id && !from.up {
			s.connect(from, id)
		}
	}
	s.share()
}

// answer returns what it is in the log that somebody answers.
func (r *ringing) answer(call string) calllog.Event {
	switch r.kind {
	case calllog.ConsultDial:
		return calllog.Event{Kind: calllog.ConsultAnswered, Party: r.to, Call: call}
	case calllog.StarBegin:
		return calllog.Event{Kind: calllog.StarAnswered, Party: r.to, Call: call}
	case calllog.SharpBegin:
		return calllog.Event{Kind: calllog.SharpComplete, Party: r.from}
	case calllog.OutboundConnect:
		return calllog.Event{Kind: r.kind, Party: r.from, To: r.to, Call: call}
	case calllog.ThreewayAuto:
		return calllog.Event{Kind: r.kind, Party: r.from, To: r.to}
	}
	return calllog.Event{Kind: calllog.CallAnswered, Party: r.to, Call: call}
}

// must notes an event that telephones and the system see differently.
func (s *story) must(err error) {
	if err != nil {
		s.office.log.Warn("telephones and the system differ", "story", s.name, "error", err)
	}
}

// failed is a telephone that does not answer.
func (s *story) failed(l *line, code int, text string) {
	id, r := l.call, s.rings[l.call]
	if r == nil || r.to != l.party {
		return
	}
	for _, from := range s.linesOf(r.from) {
		if from.call == id && !from.up {
			from.far.refuse(code, text)
		}
	}
	if r.blind != nil {
		r.blind(code, text)
	}
	s.notAnswered(id)
}

// notAnswered ends a call that rings.
func (s *story) notAnswered(id string) {
	r := s.rings[id]
	delete(s.rings, id)
	e := calllog.Event{Kind: calllog.CallFailed, Party: r.to, Call: id}
	switch r.kind {
	case calllog.ConsultDial:
		e.Kind = calllog.ConsultFailed
	case calllog.StarBegin:
		e = calllog.Event{Kind: calllog.StarCancel, Party: r.from}
	case calllog.SharpBegin:
		e = calllog.Event{Kind: calllog.SharpCancel, Party: r.from}
	case calllog.OutboundConnect, calllog.ThreewayAuto:
		s.settle()
		s.shows()
		return
	}
	s.must(s.fact(e))
	if r.blind != nil && len(s.linesOf(r.from)) == 0 { // who transferred has hung up meanwhile
		s.leave(r.from, s.talk(r.from))
	}
}

// gone is a telephone that has hung up, or given up.
func (s *story) gone(l *line) {
	s.remove(l)
	r := s.rings[l.call]
	switch {
	case r != nil && r.blind == nil && (r.from == l.party || r.to == l.party):
		s.notAnswered(l.call)
		if s.waits(l.party) {
			s.gone(l)
		}
	case s.waits(l.party):
		s.must(s.fact(calllog.Event{Kind: calllog.OutboundLeave, Party: l.party}))
	case slices.ContainsFunc(s.transfers(), func(r *ringing) bool { return r.from == l.party }):
		s.settle() // it is counted as there until the target has answered
	default:
		s.leave(l.party, l.call)
	}
}

// transfers returns the blind transfers whose target rings.
func (s *story) transfers() (list []*ringing) {
	for _, r := range s.rings {
		if r.blind != nil {
			list = append(list, r)
		}
	}
	return list
}

// leave is a party that hangs up in a call. A softphone that hangs up the call that it holds, and not the one that it
// talks in, leaves the other party there alone: for the log that is the one who is gone.
func (s *story) leave(party, id string) {
	c := s.calls[id]
	if c == nil || !c.has(c.Members(), party) {
		s.settle()
		return
	}
	e := calllog.Event{Kind: calllog.CallHangup, Party: party, Call: id}
	if c.IsRoom() {
		e.Kind = calllog.RoomLeave
	}
	err := s.fact(e)
	if err != nil {
		for p := range c.Members().All() {
			if e.Party = c.names[p]; e.Party != party {
				err = s.fact(e)
			}
		}
	}
	s.must(err)
}

// missed is a call for a party of the story, which is busy. Who only calls in vain does not use up its party numbers.
func (s *story) missed(from, to string) {
	known := s.header.Index(from) >= 0 || len(s.header.Parties) < pause.MaxParties/2 && s.office.member == nil
	if !softphones.MatchString(to) || !known || s.introduce(from) != nil {
		return
	}
	s.count++
	id := fmt.Sprintf("c%d", s.count)
	if s.fact(calllog.Event{Kind: calllog.CallInvite, Party: from, To: to, Call: id}) == nil {
		s.must(s.fact(calllog.Event{Kind: calllog.CallFailed, Party: to, Call: id}))
	}
}

// described is a telephone that holds its call, or takes it back.
func (s *story) described(l *line, held bool) error {
	kind := calllog.Hold
	if !held {
		kind = calllog.Unhold
	}
	if held != l.held && softphones.MatchString(l.party) && l.up && s.calls[l.call] != nil {
		if err := s.locked(l.party, buttons.Hold); err != nil {
			return err
		}
		// In a room, or while it talks to a transfer's target, a hold is about the audio only.
		if state := s.state(l.party); held && state == callstate.Talking && !s.calls[l.call].IsRoom() ||
			!held && state == callstate.Held {
			if err := s.fact(calllog.Event{Kind: kind, Party: l.party, Call: l.call}); err != nil {
				return err
			}
		}
	}
	l.held = held
	s.settle()
	return nil
}

// transfer is a telephone that transfers its call: to whom it talks on another line, or blind to somebody.
func (s *story) transfer(l *line, to string, other *line, tell func(int, string)) error {
	if err := errors.Join(s.locked(l.party, buttons.Transfer), s.office.onlyTwo()); err != nil {
		return err
	}
	if other != nil {
		err := s.fact(calllog.Event{Kind: calllog.TransferComplete, Party: l.party})
		if err == nil {
			tell(200, "OK")
		}
		return err
	}
	kind := calllog.SharpBegin
	if s.state(l.party) == callstate.Held {
		kind = calllog.ConsultDial
	}
	_, err := s.ring(calllog.Event{Kind: kind, Party: l.party, To: to, Via: calllog.Fact}, tell)
	return err
}

// pressed is a key on the dial pad of a telephone that went down at a position.
func (s *story) pressed(l *line, digit byte, at int64) {
	code, begin := l.keys.key(digit, at)
	call := s.talk(l.party)
	e := calllog.Event{Party: l.party, Call: call, Via: calllog.Fact, Source: calllog.FeatureCode}
	switch {
	case s.office.member == nil:
	case code == '1':
		s.key(l.party, pause.Stop, begin)
		return
	case code == '2':
		s.key(l.party, pause.Resume, begin)
		return
	}
	switch code {
	case '1':
		e.Kind = calllog.PauseCommand
		begin = s.overtaken(e, begin)
	case '2':
		e.Kind = calllog.ResumeCommand
	case '3':
		s.must(s.threeWay(l.party, calllog.Fact))
		return
	default:
		if s.state(l.party) != callstate.Idle && softphones.MatchString(l.party) && digit != '*' {
			s.must(s.fact(calllog.Event{Kind: calllog.DTMF, Party: l.party}))
		}
		return
	}
	if call != "" {
		s.must(s.happenedAt(begin, e))
	}
}

// overtaken silences what lies between a stop and the event that has overtaken it, and returns where the stop counts
// from then.
func (s *story) overtaken(e calllog.Event, at int64) int64 {
	if at >= s.last || e.Call == "" {
		return at
	}
	last := s.last // and not now, up to where nothing would be silent
	silence := calllog.Event{Kind: calllog.RecordingSilence, Party: e.Party, Call: e.Call,
		Span: recording.Span{From: at, To: last}}
	s.must(s.happenedAt(last, silence))
	return last
}

// threeWay joins both calls of a softphone that talks to a transfer's target. Its lines stay, in the one call.
func (s *story) threeWay(party string, via calllog.Via) error {
	if err := s.office.onlyTwo(); err != nil {
		return err
	}
	held := slices.DeleteFunc(s.callsOf(party), func(id string) bool { return id == s.talk(party) })
	lines := s.linesOf(party)
	if len(held) != 1 {
		return fmt.Errorf("%s holds no call", party)
	}
	before := make([]string, len(lines))
	for i, l := range lines {
		before[i], l.call = l.call, held[0]
	}
	err := s.happened(calllog.Event{Kind: calllog.ThreewayStart, Party: party, Via: via})
	if err != nil {
		for i, l := range lines {
			l.call = before[i]
		}
	}
	return err
}
