package main

import (
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
)

// click does what somebody has clicked on a softphone's page, and waits until that is on the disk.
func (s *story) click(extension string, c click) error {
	type done struct {
		err   error
		saved *receipt
	}
	answer := make(chan done, 1)
	s.inbox.put(func() {
		s.decide(extension, c, func(err error) { answer <- done{err, s.saved} })
	})
	select {
	case d := <-answer:
		if d.err != nil || d.saved == nil {
			return d.err
		}
		if <-d.saved.ready; d.saved.err != nil {
			return problemOf("操作は反映されましたが、ディスクに保存できません。PBXが再起動すると失われます",
				"it is done, but the disk does not take it: a PBX that starts again will not know of it")
		}
		return nil
	case <-time.After(patience):
		return problemOf("通話は終了しました", "the call is over")
	}
}

// clicks are what an action says in the log where it names no one else, and does no more than the log says.
var clicks = map[action]calllog.Kind{stop: calllog.PauseClick, resume: calllog.ResumeClick, hand: calllog.HandRaise,
	hold: calllog.Hold, unhold: calllog.Unhold, park: calllog.Park, waitNot: calllog.OutboundLeave}

// dials are what an action says that calls somebody.
var dials = map[action]calllog.Kind{consult: calllog.ConsultDial, star: calllog.StarBegin, sharp: calllog.SharpBegin,
	autoThree: calllog.ThreewayAuto}

// ofMore are what needs more than two parties.
var ofMore = []action{park, complete, cancel, threeWay, wait, waitNot, join}

func (s *story) clicked(party string, c click) error {
	kind, simple := clicks[c.Do]
	dialled, calls := dials[c.Do]
	switch {
	case s.office.onlyTwo() != nil && (calls || slices.Contains(ofMore, c.Do)):
		return s.office.onlyTwo()
	case simple:
		e := calllog.Event{Kind: kind, Party: party}
		if in := s.callsOf(party); kind.Needs().Call && len(in) > 0 {
			e.Call = in[0]
		}
		return s.happened(e)
	case calls:
		return s.clickedDial(dialled, party, c.To)
	}
	switch state := s.state(party); c.Do {
	case answer:
		return s.clickedAnswer(party)
	case hangUp:
		return s.clickedHangUp(party)
	case complete:
		kind := calllog.TransferComplete
		if state == callstate.StarTalking {
			kind = calllog.StarComplete
		}
		return s.happened(calllog.Event{Kind: kind, Party: party})
	case cancel:
		return s.clickedCancel(party)
	case threeWay:
		return s.threeWay(party, calllog.Click)
	case dial:
		if state != callstate.OutboundWaiting {
			return problemOf("%vは通話中です", "%v is in a call", party)
		}
		_, err := s.ring(calllog.Event{Kind: calllog.OutboundConnect, Party: party, To: c.To}, nil)
		return err
	case keys:
		return s.clickedKeys(party, c.Digits)
	}
	return problemOf("この状態では、%vは何も意味しません", "%v does not mean anything here", c.Do)
}

func (s *story) clickedKeys(party, digits string) error {
	const most = 32 // each is an event of the log
	for range digits[:min(most, len(digits))] {
		if err := s.happened(calllog.Event{Kind: calllog.DTMF, Party: party}); err != nil {
			return err
		}
	}
	return nil
}

// clickedDial calls somebody beside the call. What begins with the answer only is asked for first.
func (s *story) clickedDial(kind calllog.Kind, party, to string) error {
	if !s.office.reachable(to) {
		return nobodyAt(to)
	}
	if err := s.introduce(to); err != nil {
		return err
	}
	e := calllog.Event{Kind: kind, Party: party, To: to, Call: "trial", At: max(s.now(), s.last)}
	trial := s.system
	o, err := trial.Apply(e)
	if err == nil && o.Step.Result == calllog.Rejected {
		return s.happened(e) // the log has a refused click, too
	}
	if err != nil {
		return err
	}
	_, err = s.ring(calllog.Event{Kind: kind, Party: party, To: to}, nil)
	return err
}

func (s *story) clickedAnswer(party string) error {
	for _, l := range s.linesOf(party) {
		if r := s.rings[l.call]; r != nil && r.to == party {
			if _, ok := l.far.(*worn); !ok {
				return problemOf("登録した電話機で応答してください", "answer on the telephone")
			}
			s.answered(l)
			return nil
		}
	}
	return problemOf("%vに着信はありません", "nobody calls %v", party)
}

// clickedHangUp hangs up the call that a softphone dials or talks in, or declines the one that rings.
func (s *story) clickedHangUp(party string) error {
	lines := s.linesOf(party)
	if len(lines) == 0 {
		return problemOf("%vは通話していません", "%v is in no call", party)
	}
	talk, in := s.talk(party), s.callsOf(party)
	for id, r := range s.rings {
		if r.from == party && len(in) > 1 { // the target of a transfer rings
			s.notAnswered(id)
			return nil
		}
	}
	if len(in) > 1 && len(lines) == 1 { // one line has both calls
		s.leave(party, talk)
		return nil
	}
	i := max(0, slices.IndexFunc(lines, func(l *line) bool { return l.call == talk }))
	l := lines[i]
	if r := s.rings[l.call]; r != nil && r.to == party {
		s.failed(l, 603, "Declined")
	} else {
		s.gone(l)
	}
	l.far.hangUp()
	return nil
}

func (s *story) clickedCancel(party string) error {
	for id, r := range s.rings {
		if r.from == party {
			s.notAnswered(id)
			return nil
		}
	}
	return s.happened(calllog.Event{Kind: calllog.StarCancel, Party: party})
}

// deserted is a softphone whose page is gone.
func (s *story) deserted(party string) {
	for _, l := range s.linesOf(party) {
		s.gone(l)
	}
	s.office.show(s, s.office.idle(party))
}

// hangUpAll ends the story.
func (s *story) hangUpAll() {
	for len(s.lines) > 0 {
		l := s.lines[0]
		l.far.hangUp()
		s.gone(l)
	}
}

// seats returns what the story's softphones show.
func (s *story) seats(wrong []calllog.Mismatch) (all []seat) {
	for _, p := range s.header.Parties {
		if !p.Softphone {
			continue
		}
		v := s.office.idle(p.ID)
		in := s.callsOf(p.ID)
		if v.Phone, _ = s.system.Phone(p.ID); len(in) > 0 || s.waits(p.ID) {
			v.Story = s.name
		}
		for _, id := range in {
			s.seatIn(&v, id)
		}
		if talk := s.talk(p.ID); talk != "" {
			v.Call, v.Since, v.Recording = talk, s.calls[talk].since, s.calls[talk].State()
		}
		for _, m := range wrong {
			if m.Party == p.ID {
				v.Mismatch = m.Kind
			}
		}
		if s.of != nil && len(in) > 0 {
			v.Unsafe, v.Report = s.shared != nil && !s.shared.Owner().Safe(), s.asks(p.ID)
		}
		all = append(all, v)
	}
	return all
}

// seatIn says of a softphone who else is in one of its calls.
func (s *story) seatIn(v *seat, id string) {
	if v.Call == "" {
		v.Call = id
	}
	if r := s.rings[id]; r != nil {
		v.Incoming = r.to == v.Extension
		v.Peers = append(v.Peers, r.from, r.to)
	}
	if c := s.calls[id]; c != nil {
		for p := range c.Members().All() {
			v.Peers = append(v.Peers, c.names[p])
		}
	}
	slices.Sort(v.Peers)
	v.Peers = slices.DeleteFunc(slices.Compact(v.Peers), func(name string) bool { return name == v.Extension })
}
