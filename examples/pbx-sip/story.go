package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/system"
)

// A story is every call that comes from one another. It has one owner, the goroutine of run: whatever happens comes to
// it through the inbox and the packets, and the system says what that means.
type story struct {
	office  *office
	name    string
	shelf   *shelf
	inbox   *queue
	packets chan packet

	header  calllog.Header
	system  system.System
	begun   time.Time
	zero    time.Time // of the first answer, where positions count from
	last    int64     // position of the latest event
	written int       // how many events the log has
	log     *calllog.Writer
	logFile *os.File
	calls   map[string]*call
	rings   map[string]*ringing
	lines   []*line
	count   int // of calls, which are called c1, c2 and so on
	recs    []*callTape
	voices  map[string]*voice    // what everybody said, unmasked, where the PBX keeps that
	recent  map[string][]frameAt // what was heard lately, for who comes into a recording
	synced  chan struct{}        // closed when the journal has the latest event
	next    time.Time            // when recordings hear next how far the call has come
	over    bool
}

// A call is an open call, and its recording from the answer on.
type call struct {
	pause.Call
	names []string
	away  pause.Parties
	since time.Time
}

// A ringing is a call that nobody has answered yet.
type ringing struct {
	kind     calllog.Kind // the event that began it
	from, to string
	blind    func(code int, text string) // of a blind transfer: tells who transfers how it goes on
}

// A frameAt is 20 ms of a party, at a position.
type frameAt struct {
	at  int64
	pcm []byte
}

// A queue takes what there is to do from any goroutine, without making it wait: clicks are never dropped.
type queue struct {
	mu    sync.Mutex
	list  []func()
	ready chan struct{}
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) put(do func()) {
	q.mu.Lock()
	q.list = append(q.list, do)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue) take() (list []func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	list, q.list = q.list, nil
	return list
}

func newStory(f *office, name string, shelf *shelf) *story {
	return &story{office: f, name: name, shelf: shelf, inbox: newQueue(), packets: make(chan packet, 1024),
		begun: time.Now(), calls: map[string]*call{}, rings: map[string]*ringing{}, voices: map[string]*voice{},
		recent: map[string][]frameAt{}}
}

// run is the owner.
func (s *story) run() {
	const often = 100 * time.Millisecond
	clock := time.NewTicker(often)
	defer clock.Stop()
	for !s.over {
		select {
		case <-s.inbox.ready:
			for _, do := range s.inbox.take() {
				do()
			}
		case p := <-s.packets:
			s.take(p)
		case now := <-clock.C:
			s.advance(now)
			s.over = s.closed(now)
		}
	}
	s.finish()
	s.office.forget(s)
}

// hear gives the owner a packet. One who is far behind loses audio, and never a click.
func (s *story) hear(p packet) {
	select {
	case s.packets <- p:
	default:
		s.office.log.Warn("audio dropped", "story", s.name)
	}
}

// position is where a time of day is in the story, in samples.
func (s *story) position(t time.Time) int64 {
	if s.zero.IsZero() {
		return 0
	}
	d := t.Sub(s.zero)
	return int64(d/time.Second)*rate + (int64(d%time.Second)*rate+int64(time.Second)/2)/int64(time.Second)
}

func (s *story) now() int64 { return s.position(time.Now()) }

// introduce makes somebody a party of the story.
func (s *story) introduce(party string) error {
	if s.header.Index(party) >= 0 {
		return nil
	}
	p := s.office.participant(party)
	s.header.Parties = append(s.header.Parties, p)
	if len(s.header.Parties) > 1 {
		return s.system.Introduce(p)
	}
	s.header.SampleRate, s.header.Config = rate, calllog.DefaultConfig()
	s.header.Config.Layout = s.office.options.layout
	var err error
	s.system, err = system.New(s.header, pause.Policy{})
	return err
}

// happened takes the story through an event that happens now.
func (s *story) happened(e calllog.Event) error { return s.happenedAt(s.now(), e) }

// fact takes the story through what a telephone has done, which no lock refuses.
func (s *story) fact(e calllog.Event) error {
	e.Via = calllog.Fact
	return s.happened(e)
}

// happenedAt takes the story through an event: what it means is the system's to say, and what recordings and telephones
// do follows from that. On an error nothing has changed.
func (s *story) happenedAt(at int64, e calllog.Event) error {
	now := time.Now()
	e.At, e.Line = max(at, s.last), s.written+2 // behind the header's line
	o, err := s.system.Apply(e)
	if err != nil {
		s.office.log.Info("no meaning", "story", s.name, "error", err)
		return err
	}
	s.follow(e, o, now)
	for t := range o.Tasks() {
		s.record(t)
	}
	s.settle()
	s.tell(e, o, now)
	return s.refusal(e, o)
}

// follow notes what has happened: in the log, and of the calls.
func (s *story) follow(e calllog.Event, o system.Outcome, now time.Time) {
	s.last = e.At
	s.written++
	s.logged(e, now)
	if s.zero.IsZero() && slices.ContainsFunc(o.Calls, func(c system.CallStep) bool { return c.Step.After.Answered() }) {
		s.zero = now
		s.complain(s.log.Zero(now))
	}
	for _, c := range o.Calls {
		k := s.know(c.Call, c.Names)
		if c.Step.After.Answered() && !k.Answered() {
			k.since = now
		}
		k.Call = c.Step.After
	}
	for _, a := range o.Away {
		s.know(a.Call, a.Names).away = a.Away
	}
}

// know returns an open call.
func (s *story) know(id string, names []string) *call {
	c := s.calls[id]
	if c == nil {
		c = &call{}
		s.calls[id] = c
	}
	c.names = names
	return c
}

// refusal returns why a click was refused, nil where it was not.
func (s *story) refusal(e calllog.Event, o system.Outcome) error {
	if o.Step.Result != calllog.Rejected {
		return nil
	}
	why := fmt.Sprintf("%v", e.Kind)
	for _, rule := range o.Step.Rules {
		why += " " + rule.String()
	}
	return errors.New("refused: " + why)
}

// tell beeps and shows, when what has happened cannot be lost any more.
func (s *story) tell(e calllog.Event, o system.Outcome, now time.Time) {
	seats, synced := s.seats(o.Step.Mismatch), make(chan struct{})
	s.synced = synced
	events, err := notify.Story{Source: "/pbx-sip", Name: s.name, Rate: rate, Zero: s.zero}.Of(o)
	s.complain(err)
	s.shelf.commit(s.entry(e, now), func(err error) {
		if err != nil {
			s.office.log.Error("the journal", "story", s.name, "error", err)
		}
		s.inbox.put(func() {
			for _, b := range o.Step.Beeps {
				s.beep(b)
			}
		})
		s.office.tell(events...)
		s.office.show(s, seats...)
		close(synced)
	})
}

func (s *story) beep(b calllog.BeepView) {
	for _, l := range s.lines {
		if slices.Contains(b.To, l.party) && l.up && (l.call == b.Call || len(s.linesOf(l.party)) == 1) {
			l.stream.playBeep()
		}
	}
}

func (s *story) linesOf(party string) (lines []*line) {
	for _, l := range s.lines {
		if l.party == party {
			lines = append(lines, l)
		}
	}
	return lines
}

// settle has lines follow what the system says: who is in no call any more is hung up, who has come into another call is
// on its line there, and who talks in the same call hears each other.
func (s *story) settle() {
	s.forgetCalls()
	for _, l := range slices.Clone(s.lines) {
		in := s.callsOf(l.party)
		moved := slices.IndexFunc(in, func(id string) bool {
			return !slices.ContainsFunc(s.lines, func(o *line) bool { return o.party == l.party && o.call == id })
		})
		switch {
		case slices.Contains(in, l.call) || s.waits(l.party):
		case moved >= 0:
			l.call = in[moved]
		default:
			s.remove(l)
			l.far.hangUp()
		}
	}
	where := seating{}
	for _, l := range s.lines {
		if !l.up {
			continue
		}
		if _, seated := where[l.stream]; !seated {
			where[l.stream] = ""
		}
		if talk := s.talk(l.party); !l.held && talk != "" && (l.call == talk || len(s.linesOf(l.party)) == 1) {
			where[l.stream] = s.name + "/" + talk
		}
	}
	s.office.mix.seat(where)
}

// forgetCalls takes out what is no open call any more.
func (s *story) forgetCalls() {
	open := s.system.Look().Calls
	for id := range s.calls {
		if !slices.ContainsFunc(open, func(c calllog.Member[calllog.CallView]) bool { return c.Key == id }) {
			delete(s.calls, id)
			s.office.leave(id, s) // a room
		}
	}
}

// remove takes a line out of the story, and its party, where that was the last one.
func (s *story) remove(l *line) {
	s.lines = slices.DeleteFunc(s.lines, func(o *line) bool { return o == l })
	rest := s.linesOf(l.party)
	if len(rest) == 0 {
		s.office.leave(l.party, s)
	}
	if w, ok := l.far.(*worn); ok {
		w.left(l, rest)
	}
}

// callsOf returns the calls that a party is in, ringing or answered.
func (s *story) callsOf(party string) (in []string) {
	for id, r := range s.rings {
		if r.from == party || r.to == party {
			in = append(in, id)
		}
	}
	for id, c := range s.calls {
		if c.has(c.Members(), party) {
			in = append(in, id)
		}
	}
	slices.Sort(in)
	return slices.Compact(in)
}

// talk returns the call that a party talks in, "" for none.
func (s *story) talk(party string) string {
	for id, c := range s.calls {
		if c.Answered() && c.has(c.Members()&^c.away, party) {
			return id
		}
	}
	return ""
}

func (c *call) has(set pause.Parties, party string) bool {
	i := slices.Index(c.names, party)
	return i >= 0 && set.Has(pause.Party(i))
}

func (s *story) waits(party string) bool { return s.state(party) == callstate.OutboundWaiting }

func (s *story) state(party string) callstate.State {
	p, _ := s.system.Phone(party)
	return p.State
}

// Telephones: what happens on a line is a fact of the log.

// dial is a line that calls somebody, a room or the outbound calls.
func (s *story) dial(l *line, to string) {
	s.lines = append(s.lines, l)
	err := s.introduce(l.party)
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
	answered := calllog.Event{Party: r.to, Call: id}
	var then []calllog.Kind // by who has called
	switch answered.Kind = calllog.CallAnswered; r.kind {
	case calllog.ConsultDial:
		answered.Kind = calllog.ConsultAnswered
		if r.blind != nil {
			then = append(then, calllog.TransferComplete)
		}
	case calllog.StarBegin:
		answered.Kind = calllog.StarAnswered
	case calllog.SharpBegin:
		answered = calllog.Event{Kind: calllog.SharpComplete, Party: r.from}
	case calllog.OutboundConnect:
		answered = calllog.Event{Kind: r.kind, Party: r.from, To: r.to, Call: id}
		for _, from := range s.linesOf(r.from) {
			from.call = id
		}
	case calllog.ThreewayAuto:
		answered = calllog.Event{Kind: r.kind, Party: r.from, To: r.to}
	}
	s.must(s.fact(answered))
	for _, kind := range then {
		s.must(s.fact(calllog.Event{Kind: kind, Party: r.from}))
	}
	if r.blind != nil {
		r.blind(200, "OK")
	}
	for _, from := range s.linesOf(r.from) {
		if from.call == id && !from.up {
			s.connect(from, id)
		}
	}
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

// missed is a call for a party of the story, which is busy.
func (s *story) missed(from, to string) {
	s.count++
	id := fmt.Sprintf("c%d", s.count)
	if s.introduce(from) != nil || !softphones.MatchString(to) {
		return
	}
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
	if err := s.locked(l.party, buttons.Transfer); err != nil {
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
	silence := calllog.Event{Kind: calllog.RecordingSilence, Party: e.Party, Call: e.Call,
		Span: recording.Span{From: at, To: s.last}}
	s.must(s.fact(silence))
	return s.last
}

// threeWay joins both calls of a softphone that talks to a transfer's target. Its lines stay, in the one call.
func (s *story) threeWay(party string, via calllog.Via) error {
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
