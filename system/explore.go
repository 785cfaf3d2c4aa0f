package system

import (
	"encoding/binary"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A World is a few parties, and what may happen among them. A search visits every state that it can reach, the nearest
// to an ordinary call of a customer first, so that what it finds comes with a story that a contact centre knows, and
// with as few events as such a story has.
type World struct {
	Header         calllog.Header
	Policy         pause.Policy
	Changes        Changes
	Calls          int            // how many calls may be open at once; one where it is 0
	Kinds          []calllog.Kind // what may happen; where it is empty, all but commands that are no clicks
	Facts          bool           // what a softphone refuses may happen all the same, at the telephone itself
	DocumentedOnly bool           // only steps that the vendor stands behind are taken
}

// Among returns a world in which anything may happen, two calls at once. A party whose name begins with X, Y or Z has
// an external telephone, every other one a softphone with every setting. A *calllog.Error reports names that no log can
// have.
func Among(parties ...string) (World, error) {
	h := calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig()}
	for _, id := range parties {
		p := calllog.Participant{ID: id}
		if external := id != "" && 'X' <= id[0] && id[0] <= 'Z'; !external {
			p = calllog.Participant{ID: id, Softphone: true, Terminal: pause.Installed, PauseEnabled: true,
				AutoThreeWay: true, StarTransfer: true}
		}
		h.Parties = append(h.Parties, p)
	}
	return World{Header: h, Calls: 2}, h.Validate()
}

// Alphabet returns every event that may happen in the world. A call bears one of as many names as may be open, a click
// is confirmed by the PBX, refused or not answered, and a command comes by the API, for its source changes nothing.
// What is silenced afterwards changes nothing either, and is left out. With many parties and calls these are millions.
func (w World) Alphabet() iter.Seq[calllog.Event] {
	return func(yield func(calllog.Event) bool) {
		for k := range calllog.Kinds() {
			for _, p := range w.Header.Parties {
				if w.mayHappen(k) && (p.Softphone || !k.Needs().Softphone) && !k.Needs().Span &&
					!w.forms(calllog.Event{Kind: k, Party: p.ID}, yield) {
					return
				}
			}
		}
	}
}

// mayHappen reports whether a kind of event is one of the world's.
func (w World) mayHappen(k calllog.Kind) bool {
	if len(w.Kinds) == 0 {
		return !k.Needs().Source
	}
	return slices.Contains(w.Kinds, k)
}

// forms completes an event with each party and each call that it may name, and with each answer of the PBX, and reports
// whether more are wanted.
func (w World) forms(e calllog.Event, yield func(calllog.Event) bool) bool {
	targets, calls, answers := []string{""}, []string{""}, []calllog.PBXAnswer{calllog.Confirmed}
	if e.Kind.Needs().To {
		targets = nil
		for _, p := range w.Header.Parties {
			if p.ID != e.Party {
				targets = append(targets, p.ID)
			}
		}
	}
	if e.Kind.Needs().Call {
		calls = nil
		for i := range w.calls() {
			calls = append(calls, callName(i))
		}
	}
	if e.Kind.IsClick() {
		answers = append(answers, calllog.Refused, calllog.TimedOut)
	}
	if e.Kind.Needs().Source {
		e.Source = calllog.API
	}
	ways := []calllog.Via{calllog.Click}
	if w.Facts && meanings[e.Kind].refusable() {
		ways = append(ways, calllog.Fact)
	}
	for _, e.To = range targets {
		for _, e.Call = range calls {
			for _, e.PBX = range answers {
				for _, e.Via = range ways {
					if !yield(e) {
						return false
					}
				}
			}
		}
	}
	return true
}

func (w World) calls() int { return max(1, w.Calls) }

func callName(i int) string { return "c" + string(rune('1'+i)) }

// differsInName reports whether an event with another name of its new call stands for it too: a new call takes the
// first free name.
func differsInName(call string, open calllog.Object[calllog.CallView]) bool {
	if _, is := open.Get(call); is || call == "" {
		return false
	}
	for i := 0; callName(i) < call; i++ {
		if _, is := open.Get(callName(i)); !is {
			return true
		}
	}
	return false
}

// An Edge is one event in one reachable state.
type Edge struct {
	Before, After System
	Event         calllog.Event
	Outcome       Outcome
	Fresh         bool // nothing before has led to the state after it

	from   *path
	weight int // of the story
}

// A path is how a state was reached, the last event first.
type path struct {
	event calllog.Event
	from  *path
}

// Story returns the most ordinary way that leads to the edge, its own event last. An event's position is its number, a
// second apart.
func (e Edge) Story() []calllog.Event {
	events := []calllog.Event{e.Event}
	for p := e.from; p != nil; p = p.from {
		events = append(events, p.event)
	}
	slices.Reverse(events)
	return events
}

// Tell returns a story in words, an event after the other.
func Tell(story []calllog.Event, l spec.Lang) string {
	var parts []string
	for _, e := range story {
		parts = append(parts, e.In(l))
	}
	return strings.Join(parts, " → ")
}

// WriteLog writes a story as a call log that can be replayed.
func (w World) WriteLog(out io.Writer, story []calllog.Event) error {
	if err := calllog.WriteHeader(out, w.Header); err != nil {
		return err
	}
	for _, e := range story {
		if err := calllog.WriteEvent(out, e); err != nil {
			return err
		}
	}
	return nil
}

// A Size is how much was visited.
type Size struct {
	States int
	Steps  int // events that were applied, refused or left everything as it was
}

// A place is a state on the way, and how it was reached.
type place struct {
	system System
	calls  calllog.Object[calllog.CallView]
	path   *path
	depth  int // how many events have led here
	weight int // of all of them
}

// A turn is when a state is tried with the events of one weight.
type turn struct {
	at    *place
	weigh int
}

// A search is a visit under way.
type search struct {
	World
	alphabet [heaviest + 1][]calllog.Event // by weight
	seen     map[string]bool
	queue    [][]turn // by the weight of what they lead to
	size     Size
	show     func(Edge) bool
}

// Run visits the world, and shows every step to a function until that returns false. Events that have no meaning where
// they are tried are no steps. The errors are those of New.
func (w World) Run(show func(Edge) bool) (Size, error) {
	start, err := New(w.Header, w.Policy)
	if err != nil {
		return Size{}, err
	}
	start.Changes = w.Changes
	s := &search{World: w, seen: map[string]bool{start.key(): true}, show: show}
	for e := range w.Alphabet() {
		s.alphabet[w.weigh(e)] = append(s.alphabet[w.weigh(e)], e)
	}
	s.add(&place{system: start})
	goesOn := true
	for weight := 0; weight < len(s.queue); weight++ {
		for _, t := range s.queue[weight] { // what it leads to has heavier turns only
			goesOn = goesOn && s.visit(t.at, s.alphabet[t.weigh])
		}
		s.queue[weight] = nil
	}
	s.size.States = len(s.seen)
	return s.size, nil
}

// add gives a state its turns, the heavier the events the later.
func (s *search) add(at *place) {
	for len(s.queue) <= at.weight+heaviest {
		s.queue = append(s.queue, nil)
	}
	for weigh, events := range s.alphabet {
		if len(events) > 0 {
			s.queue[at.weight+weigh] = append(s.queue[at.weight+weigh], turn{at, weigh})
		}
	}
}

// visit tries events in one state; it returns false where nothing more is to be shown.
func (s *search) visit(at *place, events []calllog.Event) bool {
	for _, e := range events {
		if differsInName(e.Call, at.calls) || at.system.Pointless(e) || at.system.isPlain(e) {
			continue
		}
		e.Line, e.At = at.depth+2, int64(at.depth)*int64(s.Header.SampleRate)
		next := at.system
		outcome, err := next.Apply(e)
		if err != nil || s.DocumentedOnly && outcome.Step.Support != spec.Documented {
			continue
		}
		s.size.Steps++
		edge := Edge{Before: at.system, After: next, Event: e, Outcome: outcome, from: at.path,
			weight: at.weight + s.weigh(e)}
		edge.Fresh = s.arrive(at, edge)
		if !s.show(edge) {
			return false
		}
	}
	return true
}

// arrive notes the state after a step, and reports whether it is a new one.
func (s *search) arrive(at *place, e Edge) bool {
	if e.Outcome.Step.Result != calllog.Applied {
		return false
	}
	key := e.After.key()
	if s.seen[key] {
		return false
	}
	s.seen[key] = true
	s.add(&place{e.After, e.Outcome.Step.Calls, &path{e.Event, at.path}, at.depth + 1, e.weight})
	return true
}

// heaviest is the most that an event weighs.
const heaviest = 4

// weigh returns how far an event leads away from a call between a customer and an operator: a room of one is the
// shortest way to 通話中, and nobody in a contact centre begins with it.
func (w World) weigh(e calllog.Event) int {
	softphone := func(party string) bool { return w.Header.Parties[w.Header.Index(party)].Softphone }
	switch {
	case e.Kind == calllog.RoomJoin:
		return heaviest
	case e.Kind == calllog.CallInvite && softphone(e.Party), e.Kind == calllog.OutboundWait,
		e.Kind == calllog.OutboundConnect && softphone(e.To):
		return 2
	}
	return 1
}

// key returns a text that two systems of one header, policy and set of changes share only if whatever happens from here
// on has the same answers in both, but for the names of calls, since when a display has been false and a stop has
// lasted, and what is silenced afterwards, which is about the past. It leaves out what no answer depends on: the numbers
// of commands, who called in a call that is answered, in which order its parties came, and how many more it can take
// before it has had 64.
func (s System) key() string {
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
	key = append(key, byte(p.State)<<4|p.stopKey(), bit(p.isFalseByCommand(), 1))
	return appendNumber(appendNumber(key, s.place(p.call)), s.place(p.target))
}

// stopKey returns what the future depends on in the stop that a display shows: whether the vendor stands behind it, and
// the rule that a false display has by it.
func (p *phone) stopKey() byte {
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
	outbound := c.begun == calllog.OutboundConnect
	blind := c.follows != ""
	key = append(key, bit(c.ringing(), 1)|bit(c.rec.IsRoom(), 2)|bit(outbound, 4)|bit(target, 8)|bit(blind, 16)|
		bit(c.busy, 32))
	if blind {
		key = appendNumber(key, s.place(c.follows))
	} else if c.ringing() {
		key = appendNumber(key, c.caller)
	}
	if c.busy && !target {
		key = appendNumber(key, c.slots[1])
	}
	if target { // how the transfer began says how it goes on, and whom it was made to takes its place
		key = appendNumber(append(key, byte(c.begun)), c.slots[1])
	}
	return s.appendParties(key, c)
}

// appendParties writes who is in a call, who has stopped it, and who is on the operator side, or will be after coming
// back.
func (s *System) appendParties(key []byte, c *call) []byte {
	var operator pause.Parties // who they are matters only where a beep may yet be written
	if s.header.Config.Recorded() && (c.rec.IsRoom() || slices.ContainsFunc(c.members(), s.softphone)) {
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

// operator returns who is on the operator side of a call, or was and may come back: who would be on it if everybody
// were there.
func (c *call) operator() pause.Parties {
	everybody := c.rec
	_, _ = everybody.Merge(^pause.Parties(0), 0) // an open call takes all
	return everybody.OnSide(pause.Operator)
}

func bit(on bool, b byte) byte {
	if on {
		return b
	}
	return 0
}

func appendNumber(key []byte, n int) []byte { return binary.AppendUvarint(key, uint64(n)) }
