package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// A trial is one thing that happens in a state, and the state after it. wrong says what must not be.
type trial struct {
	state
	what  sentence
	wrong string
}

// A sentence says what happens; few are ever read.
type sentence func() string

func says(format string, args ...any) sentence {
	return func() string { return fmt.Sprintf(format, args...) }
}

func (t *trial) blame(format string, args ...any) {
	if t.wrong == "" {
		t.wrong = fmt.Sprintf(format, args...)
	}
}

// changes returns all that can happen in a state.
func (s *state) changes() (all []*trial) {
	try := func(may bool, what sentence, do func(*trial)) {
		if !may {
			return
		}
		t := &trial{state: s.clone(), what: what}
		do(t)
		t.judge()
		t.tidy()
		all = append(all, t)
	}
	for p := range s.phones {
		s.clicks(p, try)
	}
	for i, m := range s.wire {
		for _, n := range s.receivers(m) {
			try(true, says("%s", coming{m, n}), func(t *trial) { t.arrive(i, n, false) })
			try(s.left.duplicates > 0, says("%s, and will once more", coming{m, n}), func(t *trial) { t.arrive(i, n, true) })
			try(s.left.busy > 0 && s.overtakes(m), says("%s, and is refused, for another is under way", coming{m, n}),
				func(t *trial) { t.refuse(i) })
		}
	}
	try(s.left.renewals > 0 && !s.forgot, says("the entry is written anew, as it was"), func(t *trial) {
		t.left.renewals--
		t.revision++
	})
	try(s.left.forgets > 0 && !s.forgot && (s.left.unkept || !s.kept()), says("the store forgets the entry"), func(t *trial) {
		t.left.forgets--
		t.forgot = true
	})
	for n := range s.nodes {
		s.fates(n, try)
	}
	return all
}

type tries func(may bool, what sentence, do func(*trial))

// clicks are what a party can do.
func (s *state) clicks(p int, try tries) {
	verb := s.phones[p].display.Offers()
	switch {
	case s.left.clicks == 0:
	case s.reports(p):
		try(true, says("%s clicks %s", partyName(p), verb), func(t *trial) { t.click(p) })
	case s.left.second == program:
		try(true, says("a program stops for B"), func(t *trial) {
			t.left.clicks--
			t.phones[p].sent++
			t.send(message{to: toOwner, party: pause.Party(p), cmd: pause.Command{Verb: pause.Stop, Seq: t.phones[p].sent}})
		})
	default:
		for n := range s.nodes {
			for _, v := range []pause.Verb{pause.Stop, pause.Resume} {
				try(s.has(n), says("B presses the key for %s, at %s", v, nodeName(n)), func(t *trial) {
					t.left.clicks--
					t.command(n, pause.Party(p), pause.Command{Verb: v})
				})
			}
		}
	}
}

func (t *trial) click(p int) {
	c := t.phones[p].display.Click()
	t.left.clicks--
	t.phones[p].sent = c.Seq
	if c.Verb == pause.Stop {
		t.phones[p].open = c.Seq
	}
	t.send(message{to: toOwner, party: pause.Party(p), cmd: c})
}

// fates are what can happen to a node: the store does not answer it in time, a softphone connects to it and reports, it
// crashes, comes back, and takes the call over from an owner that is dead.
func (s *state) fates(n int, try tries) {
	it, other := &s.nodes[n], &s.nodes[1-n]
	waits := it.up && it.asked != 0 && s.left.timeOuts > 0
	try(waits, says("the store does not answer %s in time", nodeName(n)), func(t *trial) {
		t.left.timeOuts--
		t.hear(n, law.Answer{Question: it.asked})
	})
	for p := range s.phones {
		try(s.asks(p, n), says("%s connects to %s and reports", partyName(p), nodeName(n)), func(t *trial) { t.report(p, n) })
	}
	try(it.up && s.left.crashes > 0, says("%s crashes", nodeName(n)), func(t *trial) {
		t.left.crashes--
		t.crash(n)
	})
	try(!it.up, says("%s comes back", nodeName(n)), func(t *trial) { t.comeBack(n) })
	dead := !other.up || other.owner.Phase() == law.Gone || s.left.living
	free := it.up && it.owner.Phase() == law.Gone && dead && s.left.takes > 0
	from, mine := s.dead(1-n), s.dead(n)
	try(free, says("%s takes the call", nodeName(n)), func(t *trial) {
		t.left.takes--
		t.take(n, from)
	})
	try(free && mine.Boot > 0, says("%s takes the call that it had itself", nodeName(n)), func(t *trial) {
		t.left.takes--
		t.take(n, mine)
	})
}

// dead returns the last life of a node that is over, or the one that lives where nodes take over from the living.
func (s *state) dead(n int) law.ID {
	id := s.id(n)
	if s.nodes[n].up && !s.left.living {
		id.Boot--
	}
	return id
}

func (t *trial) take(n int, from law.ID) {
	owner, acts := law.Take(t.id(n), from, t.start().entry)
	t.nodes[n].owner = broken(owner, t.left.without)
	t.do(n, acts)
}

func (t *trial) start() state { return t.left.start() }

func (t *trial) crash(n int) {
	it := &t.nodes[n]
	it.up, it.asked, it.epoch, it.said = false, 0, 0, [2]said{}
	it.sound = silent(it.sound)
	if it.owner.Phase() != law.Owning {
		it.owner = broken(law.Owner{}, t.left.without) // it has no journal
	}
}

func (t *trial) comeBack(n int) {
	it := &t.nodes[n]
	it.up, it.boot = true, it.boot+1
	owner, acts := it.owner.Return(t.id(n))
	it.owner = owner
	t.do(n, acts)
}

func (t *trial) report(p, n int) {
	it, who := &t.nodes[n], &t.phones[p]
	it.said[p] = clean
	if who.shows() {
		it.said[p] = stopped
	}
	t.send(message{to: toEpoch, node: uint8(n), boot: it.boot, party: pause.Party(p), epoch: it.epoch,
		stops: who.shows(), ask: who.sent})
}

// has reports whether a node has the call or takes it.
func (s *state) has(n int) bool { return s.nodes[n].up && s.nodes[n].owner.Phase() != law.Gone }

// receivers returns the nodes that a message can come to, or come from; none where it can come to nobody any more.
func (s *state) receivers(m message) (all []int) {
	n := int(m.node)
	switch m.to {
	case toOwner:
		for n := range s.nodes {
			if s.has(n) {
				all = append(all, n)
			}
		}
		return all
	case toNode, toEpoch:
		if !s.nodes[n].up || s.nodes[n].boot != m.boot {
			return nil
		}
	}
	return []int{n}
}

// arrive delivers a message to a node, or from it.
func (t *trial) arrive(i, n int, stays bool) {
	m := t.wire[i]
	if stays {
		t.left.duplicates--
	} else {
		t.wire = append(t.wire[:i], t.wire[i+1:]...)
	}
	switch m.to {
	case toOwner:
		t.command(n, m.party, m.cmd)
	case toPhone:
		t.phones[m.party].answer(m)
	case toStore:
		t.store(m)
	case toNode:
		t.hear(n, law.Answer{Question: m.ask, Outcome: m.reply, Entry: m.entry, Revision: m.after})
	case toEpoch:
		if m.stops && t.nodes[n].epoch == m.epoch {
			t.act(m.party, pause.Command{Verb: pause.Stop, Seq: m.ask})
		}
		t.do(n, t.nodes[n].owner.Report(m.party, m.epoch, m.stops, m.ask))
	}
}

func (p *phone) answer(m message) {
	p.display.Confirm(m.cmd)
	if m.cmd.Seq >= p.open {
		p.open = 0
	}
}

// command gives a node a command. A stop that is new to an owner has to act there and then.
func (t *trial) command(n int, p pause.Party, c pause.Command) {
	it := &t.nodes[n]
	owns := it.owner.Phase() == law.Owning
	if c.Verb == pause.Stop && owns && t.left.second != program && (c.Seq == 0 || c.Seq > t.acted[p]) {
		t.act(p, c)
		defer func() {
			if t.nodes[n].records() {
				t.blame("%s records on after a stop of %s", nodeName(n), partyName(int(p)))
			}
		}()
	}
	if c.Seq == 0 {
		t.do(n, it.owner.Key(p, c.Verb))
		return
	}
	t.do(n, it.owner.Do(p, c))
}

// act notes that a command has acted, in its order.
func (t *trial) act(p pause.Party, c pause.Command) {
	if c.Seq != 0 && c.Seq < t.acted[p] {
		return // one that was overtaken resumes nothing
	}
	t.acted[p] = c.Seq
	t.stopped = c.Verb == pause.Stop
}

// overtakes reports whether a message is a write that comes to the store while it is busy with another one.
func (s *state) overtakes(m message) bool {
	return m.to == toStore && m.kind == law.Put && slices.ContainsFunc(s.wire, func(o message) bool {
		return o.to == toStore && o.kind == law.Put && o != m
	})
}

// refuse has the store refuse a write, as it does where several servers keep it and have not agreed yet on another one.
func (t *trial) refuse(i int) {
	m := t.wire[i]
	t.left.busy--
	t.wire = slices.Delete(t.wire, i, i+1)
	t.send(message{to: toNode, node: m.node, boot: m.boot, ask: m.ask, reply: law.Conflict})
}

// store answers a question. It has one entry, and each question is answered in one moment.
func (t *trial) store(m message) {
	answer := message{to: toNode, node: m.node, boot: m.boot, ask: m.ask}
	switch {
	case m.kind == law.Get && t.forgot:
		answer.reply = law.Missing
	case m.kind == law.Get:
		answer.reply, answer.entry, answer.after = law.Found, t.entry, t.revision
	case m.after == t.there():
		t.entry, t.revision, t.forgot = m.entry, t.revision+1, false
		answer.reply, answer.after = law.Done, t.revision
	default:
		answer.reply = law.Conflict
	}
	t.send(answer)
}

func (t *trial) hear(n int, a law.Answer) {
	if t.nodes[n].asked == a.Question {
		t.nodes[n].asked = 0
	}
	t.do(n, t.nodes[n].owner.Hear(a))
}

// do carries out what a node decided.
func (t *trial) do(n int, acts []law.Action) {
	it := &t.nodes[n]
	for _, a := range acts {
		switch a.Kind {
		case law.Get, law.Put:
			it.asked = a.Question
			t.send(message{to: toStore, node: uint8(n), boot: it.boot, kind: a.Kind, ask: a.Question, after: a.After,
				entry: a.Entry})
		case law.Mute:
			it.sound = silent(it.sound)
		case law.Match:
			t.match(n, a.Call)
		case law.Do:
			t.carryOut(n, a)
		case law.Greet:
			it.epoch, it.said = a.Epoch, [2]said{}
		case law.Confirm, law.Reject:
			t.answer(n, a)
		case law.LetGo:
			if t.mine(n) {
				t.blame("%s lets go of a call that nobody else has", nodeName(n))
			}
		case law.Safe:
			if t.left.second == program && a.Party == 1 {
				t.stopped = true // now the program has been told
			}
		}
	}
}

func (t *trial) carryOut(n int, a law.Action) {
	_, _ = t.nodes[n].sound.Do(a.Party, a.Command.Verb) // it is a member
	isProgram := t.left.second == program && a.Party == 1
	fresh := a.Command.Seq == 0 || a.Command.Seq > t.acted[a.Party]
	if fresh && !isProgram {
		t.act(a.Party, a.Command)
	}
}

// match has a node record again, or not. No softphone may have reported a stop, or be silent about one.
func (t *trial) match(n int, c pause.Call) {
	it := &t.nodes[n]
	it.sound = c
	for p := range t.phones {
		if it.records() && it.said[p] != clean && t.reports(p) && t.phones[p].shows() {
			t.blame("%s records again, and %s has stopped it", nodeName(n), partyName(p))
		}
	}
}

// answer sends a party what became of its command. What is confirmed is so.
func (t *trial) answer(n int, a law.Action) {
	it := &t.nodes[n]
	isSo := it.records() == (a.Command.Verb == pause.Resume)
	if a.Kind == law.Confirm && it.owner.Phase() == law.Owning && !isSo {
		t.blame("%s confirms %s to %s, and it is not so", nodeName(n), a.Command.Verb, partyName(int(a.Party)))
	}
	if a.Kind == law.Confirm && t.reports(int(a.Party)) { // a rejection changes no display
		t.send(message{to: toPhone, node: uint8(n), party: a.Party, kind: a.Kind, cmd: a.Command})
	}
}

// tidy leaves out what can change nothing any more, whenever it arrives, and tries that it does not.
func (t *trial) tidy() {
	t.wire = slices.DeleteFunc(t.wire, func(m message) bool {
		if m.to == toPhone {
			after := t.phones[m.party]
			after.answer(m)
			return after == t.phones[m.party]
		}
		n := &t.nodes[m.node]
		dead := !n.up || n.boot != m.boot
		switch m.to {
		case toStore:
			late := m.after != t.there() && (m.after != 0 || t.left.forgets == 0)
			return (dead || n.asked != m.ask) && (m.kind == law.Get || late)
		case toNode:
			return dead || n.asked != m.ask && t.ignores(n, func(o *law.Owner) []law.Action {
				return o.Hear(law.Answer{Question: m.ask, Outcome: m.reply, Entry: m.entry, Revision: m.after})
			})
		case toEpoch:
			return dead || m.epoch != n.epoch && t.ignores(n, func(o *law.Owner) []law.Action {
				return o.Report(m.party, m.epoch, m.stops, m.ask)
			})
		}
		return false
	})
}

// ignores reports whether nothing comes of an input.
func (t *trial) ignores(n *node, input func(*law.Owner) []law.Action) bool {
	after := n.owner
	if acts := input(&after); len(acts) > 0 || after != n.owner {
		t.blame("an answer that is too late changes %+v", n.owner)
	}
	return true
}

// judge asks the one question: does anybody record what somebody has stopped?
func (t *trial) judge() {
	for n := range t.nodes {
		if t.nodes[n].records() && t.stopped {
			t.blame("%s records what was stopped", nodeName(n))
		}
	}
}

// compare orders messages, so that what is on its way is a set.
func compare(a, b message) int {
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.node, b.node), cmp.Compare(a.boot, b.boot),
		cmp.Compare(a.party, b.party), cmp.Compare(a.ask, b.ask), cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.cmd.Seq, b.cmd.Seq), cmp.Compare(a.cmd.Verb, b.cmd.Verb), cmp.Compare(a.reply, b.reply),
		cmp.Compare(a.after, b.after),
		cmp.Compare(a.epoch, b.epoch), cmp.Compare(flag(a.stops), flag(b.stops)))
}
