package main

// A story's call in a cluster: the law decides on it, and what it decides happens in the system.

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A shared is a story's call as the cluster has it. The nil shared is a call of a PBX alone.
type shared struct {
	*cluster.Call
	clicks   map[string]func(error) // by party: whom to tell what becomes of its click
	numbers  map[string]uint32      // of each softphone's last command
	reported map[string]bool        // who has said, after a take-over, what it has stopped
	epoch    uint64                 // of the take-over, 0 before the softphones are asked
	begun    time.Time              // when it was begun or taken
	pressed  int64                  // where the key of a stop went down
	needless time.Time              // since when it has been silent with nobody's stop known; zero where it is not
}

func (h *shared) Answers() <-chan law.Answer {
	if h == nil {
		return nil
	}
	return h.Call.Answers()
}

func (h *shared) Requests() <-chan *cluster.Request {
	if h == nil {
		return nil
	}
	return h.Call.Requests()
}

// nameCall gives the story's call its name in the cluster when it is answered, unless it is one that goes on.
func (s *story) nameCall(id string, parties []string) {
	if s.office.member != nil && s.of == nil {
		s.of = &callName{s.office.options.node + "-" + s.name, id, s.zero.Round(0).UTC(), slices.Clone(parties)}
	}
}

// share makes this node the owner of the story's call, which was answered, or takes it over from the one that is dead.
func (s *story) share() {
	m := s.office.member
	if m == nil || s.of == nil || s.shared != nil || s.calls[s.of.Call] == nil {
		return
	}
	e := law.Entry{Call: s.calls[s.of.Call].Call, Keys: s.office.options.keys}
	for i, name := range s.of.Parties {
		if p := s.office.participant(name); p.Softphone && p.Terminal == pause.Installed {
			e.Softphones = e.Softphones.With(pause.Party(i))
		}
	}
	h := &shared{clicks: map[string]func(error){}, numbers: map[string]uint32{}, reported: map[string]bool{},
		begun: time.Now()}
	var acts []law.Action
	var err error
	if s.goesOn == nil {
		h.Call, acts, err = m.Begin(s.of.String(), e)
	} else {
		h.Call, acts, err = m.Take(s.of.String(), s.goesOn.owner, e)
		h.needless = h.begun
	}
	if err != nil {
		s.must(err)
		s.letGo()
		return
	}
	s.shared = h
	s.owned = s.goesOn == nil
	rang := e.Call.StoppedBy() // who has stopped the call while it rang
	s.carry(acts)
	for p := range rang.All() {
		if party := s.calls[s.of.Call].names[p]; s.goesOn != nil && softphones.MatchString(party) {
			h.numbers[party] = 1
			s.carry(h.Do(s.number(party), pause.Command{Verb: pause.Stop, Seq: 1}))
		}
	}
}

// order has the law decide on a click on the toggle, and calls done when it has.
func (s *story) order(party string, c click, done func(error)) {
	e, verb := calllog.Event{Kind: clicks[c.Do], Party: party}, clicks[c.Do].Verb()
	trial := s.system
	if o, err := trial.Apply(calllog.Event{Kind: e.Kind, Party: party, At: max(s.now(), s.last)}); err != nil ||
		o.Step.Result == calllog.Rejected {
		done(s.happened(e)) // the log has a refused click, too
		return
	}
	h := s.shared
	if c.Seq == 0 { // of a program, which does not count
		c.Seq = h.numbers[party] + 1
	}
	if c.Seq <= h.numbers[party] {
		done(problemOf("この操作は、すでに届いています", "this click has come already"))
		return
	}
	h.numbers[party] = c.Seq
	s.settleClick(party, problemOf("次の操作が先に届きました", "another click has overtaken it"))
	h.clicks[party] = done
	s.carry(h.Do(s.number(party), pause.Command{Verb: verb, Seq: c.Seq}))
}

// number returns a party's number in the cluster's call.
func (s *story) number(party string) pause.Party {
	return pause.Party(max(0, slices.Index(s.of.Parties, party)))
}

// settleClick answers the click of a party that waits.
func (s *story) settleClick(party string, err error) {
	if s.shared == nil {
		return // and everything has been answered
	}
	if done := s.shared.clicks[party]; done != nil {
		delete(s.shared.clicks, party)
		done(err)
	}
}

// key is a telephone key, for a PBX that takes them.
func (s *story) key(party string, v pause.Verb, at int64) {
	if s.shared != nil && s.office.options.keys {
		s.shared.pressed = at
		s.carry(s.shared.Key(s.number(party), v))
	}
}

// report is what a softphone says after a take-over: whether it shows a stop, or has sent one. What it shows is its own,
// so that it shows it again.
func (s *story) report(party string, c click) error {
	h := s.shared
	if h == nil || h.epoch == 0 || c.Epoch != h.epoch || h.reported[party] {
		return problemOf("報告は求められていません", "nobody asks for a report")
	}
	h.reported[party] = true
	h.numbers[party] = max(c.Seq, h.numbers[party])
	if p, _ := s.system.Phone(party); c.Stopped && !p.ShowsStopped() {
		s.must(s.happened(calllog.Event{Kind: calllog.PauseClick, Party: party}))
	}
	if c.Stopped {
		h.needless = time.Time{}
	}
	s.carry(h.Report(s.number(party), c.Epoch, c.Stopped, c.Seq))
	s.shows()
	return nil
}

// staysStopped is why a resume has not acted.
var staysStopped = problemOf("保存先が応答しないか、通話の状態が確認されていません。録音は停止したままです",
	"the store does not answer, or not all is known of the call: the recording stays stopped")

// carry carries out what the law has decided, in its order.
func (s *story) carry(acts []law.Action) {
	for _, a := range acts {
		h, party := s.shared, s.of.Parties[a.Party]
		switch a.Kind {
		case law.Mute:
			s.match(s.last) // as of the answer
		case law.Match:
			s.match(s.now())
		case law.Do:
			s.obey(party, a.Command)
		case law.Confirm:
			s.settleClick(party, nil)
		case law.Reject:
			s.settleClick(party, staysStopped)
		case law.Greet:
			h.epoch = a.Epoch
			s.owned = true
			s.office.meter.took(time.Since(h.begun))
			s.shows()
		case law.Safe:
			s.shows()
		case law.LetGo:
			s.letGo()
			return
		}
	}
	s.match(s.now())
}

// heard is what the store has answered, or that it has not.
func (s *story) heard(a law.Answer) {
	if a.Outcome == law.Unknown {
		s.office.meter.away()
	}
	s.carry(s.shared.Hear(a))
}

// obey does a command in the system, which the recording follows.
func (s *story) obey(party string, c pause.Command) {
	e := calllog.Event{Kind: calllog.PauseClick, Party: party}
	at := s.now()
	if c.Verb == pause.Resume {
		e.Kind = calllog.ResumeClick
	}
	if c.Seq == 0 { // a telephone key
		e = calllog.Event{Kind: calllog.ResumeCommand, Party: party, Call: s.of.Call, Via: calllog.Fact,
			Source: calllog.FeatureCode}
		if c.Verb == pause.Stop {
			e.Kind = calllog.PauseCommand
			at = s.overtaken(e, s.shared.pressed)
		}
	}
	s.must(s.happenedAt(at, e))
}

// match has the recording be silent exactly where the law says so, by commands that no softphone has given.
func (s *story) match(at int64) {
	c := s.calls[s.of.Call]
	if c == nil || s.shared == nil {
		return
	}
	owner := s.shared.Owner()
	silent := owner.Call().StoppedBy() != 0
	if !silent && !s.shared.needless.IsZero() {
		s.office.meter.needless(time.Since(s.shared.needless))
		s.shared.needless = time.Time{}
	}
	if silent == (c.StoppedBy() != 0) {
		return
	}
	e := calllog.Event{Kind: calllog.ResumeCommand, Party: s.of.Parties[0], Call: s.of.Call, Via: calllog.Fact,
		Source: calllog.OtherSource}
	if silent {
		e.Kind = calllog.PauseCommand
	}
	s.must(s.happenedAt(at, e))
}

// asks returns what a softphone has to report for after a take-over: 0 for nothing, and -1 before it is known.
func (s *story) asks(party string) int64 {
	switch {
	case s.goesOn == nil || s.shared != nil && s.shared.reported[party]:
		return 0
	case s.shared == nil || s.shared.epoch == 0:
		return -1
	}
	return int64(s.shared.epoch)
}

// requested is another node that asks, for a softphone whose page is there.
func (s *story) requested(r *cluster.Request) {
	var in request
	if err := json.Unmarshal(r.Data, &in); err != nil {
		s.must(err)
		return
	}
	if in.Party == "" {
		text, err := json.Marshal(s.office.since(in.Since))
		s.must(errors.Join(err, r.Answer(text)))
		return
	}
	s.decide(in.Party, in.Click, func(err error) {
		text, saved := s.replyOf(err), s.saved
		go func() {
			if saved != nil {
				<-saved.ready
			}
			_ = r.Answer(text) // who does not hear it may be dead
		}()
	})
}

// decide does what somebody has clicked, and calls done when that has happened or is refused.
func (s *story) decide(party string, c click, done func(error)) {
	switch {
	case c.Do == reports:
		done(s.report(party, c))
	case s.shared != nil && (c.Do == stop || c.Do == resume):
		s.order(party, c, done)
	default:
		done(s.clicked(party, c))
	}
}

// letGo leaves the call to the node that has it: whoever is still on a line here has to call again.
func (s *story) letGo() {
	for _, party := range s.of.Parties {
		s.settleClick(party, away)
	}
	for _, l := range slices.Clone(s.lines) {
		s.remove(l)
		l.far.hangUp()
	}
	s.shared = nil
	s.layAway()
	for _, p := range s.header.Parties {
		if p.Softphone {
			s.office.show(s, s.office.idle(p.ID))
		}
	}
}

// layAway ends the story here, though its call goes on at another node: as far as it is known, and no further than the
// beep of the latest event.
func (s *story) layAway() {
	for _, r := range s.recs {
		if !r.shut {
			r.end = max(s.last+int64(len(s.office.mix.tone)), r.rec.Released())
			s.shut(r)
		}
	}
	clear(s.rings)
}

// unshare ends the call in the cluster, too.
func (s *story) unshare() {
	if s.shared == nil {
		return
	}
	for _, party := range s.of.Parties {
		s.settleClick(party, problemOf("通話は終了しました", "the call is over"))
	}
	s.shared.End()
	s.shared = nil
}

// introduceAll introduces the parties of a call that goes on, in their order, by which its sides are.
func (s *story) introduceAll() (err error) {
	for i := 0; s.goesOn != nil && err == nil && i < len(s.of.Parties); i++ {
		err = s.introduce(s.of.Parties[i])
	}
	return err
}
