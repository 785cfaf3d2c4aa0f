package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
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
	dropped atomic.Int64 // packets that the owner was too far behind for

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
	saved   *receipt             // of the latest event
	next    time.Time            // when recordings hear next how far the call has come
	over    bool

	goesOn *placed   // the call that goes on here, of a node of the cluster that is dead; nil for a new one
	of     *callName // the call that the cluster has; nil for a PBX alone
	owned  bool      // it has been this node's
	shared *shared   // that call, while this node has it
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
		case a := <-s.shared.Answers():
			s.heard(a)
		case r := <-s.shared.Requests():
			s.requested(r)
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
		s.dropped.Add(1) // which is told once a second, however many they are
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
	p, h := s.office.participant(party), s.header
	h.Parties = append(slices.Clone(h.Parties), p)
	var err error
	if len(h.Parties) > 1 {
		err = s.system.Introduce(p)
	} else {
		h.SampleRate, h.Config = rate, calllog.DefaultConfig()
		h.Config.Layout = s.office.options.layout
		s.system, err = system.New(h, pause.Policy{})
	}
	if err == nil {
		s.header = h
	}
	return err
}

// happened takes the story through an event that happens now.
func (s *story) happened(e calllog.Event) error { return s.happenedAt(s.now(), e) }

// fact takes the story through what a party has done: on its telephone, which no lock refuses, or by a click on a page
// with its own audio.
func (s *story) fact(e calllog.Event) error {
	if _, onPage := s.office.headsetOf(e.Party); !onPage {
		e.Via = calllog.Fact
	}
	return s.happened(e)
}

// happenedAt takes the story through an event: what it means is the system's to say, and what recordings and
// telephones do follows from that. On an error nothing has changed.
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
	answered := func(c system.CallStep) bool { return c.Step.After.Answered() }
	if s.zero.IsZero() && slices.ContainsFunc(o.Calls, answered) {
		s.zero = now
		s.complain(s.log.Zero(now))
	}
	for _, c := range o.Calls {
		k := s.know(c.Call, c.Names)
		if c.Step.After.Answered() && !k.Answered() {
			k.since = now
			s.nameCall(c.Call, c.Names)
			s.office.meter.call()
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
	seats, saved := s.seats(o.Step.Mismatch), &receipt{ready: make(chan struct{})}
	s.saved = saved
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
		saved.err = err
		close(saved.ready)
	})
}

// A receipt says of an event when the journal has it, or cannot have it.
type receipt struct {
	ready chan struct{} // closed then
	err   error
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

// settle has lines follow what the system says: who is in no call any more is hung up, who has come into another call
// is on its line there, and who talks in the same call hears each other.
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
			if s.of != nil && s.of.Call == id {
				s.unshare()
			}
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
