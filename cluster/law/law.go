// Package law says what a node of a cluster does with the recording of a call that it owns, and with one that it takes
// over from a node that has died. An Owner is that decision as a value: commands, reports and the store's answers go
// in, and the actions that follow from them come out. There is no socket in it, no clock and no goroutine; package
// cluster carries the questions to a store, and package explore tries every order of all that can happen.
package law

import (
	"encoding/binary"
	"slices"

	"github.com/recpause/recpause/pause"
)

// An ID is one life of a node: a node that comes back after a crash has another boot.
type ID struct {
	Node string `json:"node"`
	Boot uint64 `json:"boot"`
}

// An Entry is what the store has of a call.
type Entry struct {
	Owner      ID            `json:"owner"`
	Call       pause.Call    `json:"call"`
	Softphones pause.Parties `json:"softphones"` // who can report what it has stopped
	Keys       bool          `json:"keys"`       // others can stop by telephone keys, and report nothing
}

// A Phase is what a node is to a call. The zero Phase is nothing: all is silent.
type Phase uint8

// The phases.
const (
	Gone   Phase = iota // it has let go, or never had it
	Taking              // it asks the store for the call
	Owning              // commands are ordered here
)

func (p Phase) String() string { return [...]string{"gone", "taking", "owning"}[min(p, Owning)] }

// An Owner is one node's half of a call. It is a comparable value and not safe for concurrent use: the goroutine that
// owns the call gives it what happens, and carries out what comes back, in that order. The zero Owner owns nothing.
type Owner struct {
	id      ID
	from    ID // whose place it takes
	entry   Entry
	sent    pause.Call // what the store was told last
	waiting pause.Command
	numbers string // the number of each softphone's last command, four bytes each

	doubt    pause.Parties // who may have stopped the call as far as is known here; they count as if they had
	greeted  pause.Parties // which softphones have reported to this owner
	stopped  pause.Parties // who has stopped while the call was being taken
	unsafe   pause.Parties // whose stop has acted, and is not in the store yet
	revision uint64        // of the entry, as far as is known here
	epoch    uint64        // the revision by which the call was taken
	question uint32        // the number of the last question to the store
	waiter   pause.Party   // whose resume waits for the store; it is none where waiting is the zero Command
	phase    Phase
	asks     Kind // Get or Put while the store owes an answer
	told     bool // the store has confirmed what was sent
	carries  bool // what was sent has the resume that waits
	journal  bool // entry is from a journal, which knows more than the store
	broken   Row  // a row that does not hold, which only tests can choose
}

// Phase returns what the node is to the call.
func (o Owner) Phase() Phase { return o.phase }

// Epoch returns by which revision the call was taken. Softphones that connect report for it.
func (o Owner) Epoch() uint64 { return o.epoch }

// Entry returns the call as it is ordered here.
func (o Owner) Entry() Entry { return o.entry }

// Call returns the call as it is recorded: everybody who may have stopped it, as far as is known here, has. A node that
// does not own the call has everybody silent.
func (o Owner) Call() pause.Call {
	if o.phase != Owning && o.holds(SilentFirst) {
		return stoppedBy(o.entry.Call, o.entry.Call.Members())
	}
	return stoppedBy(o.entry.Call, o.doubt)
}

// Safe reports whether the store knows every stop that has acted here.
func (o Owner) Safe() bool { return o.unsafe == 0 }

func (o *Owner) holds(r Row) bool { return o.broken != r }

// stoppedBy returns a call as it is when parties have stopped it, too.
func stoppedBy(c pause.Call, parties pause.Parties) pause.Call {
	for p := range (parties & c.Members()).All() {
		_, _ = c.Stop(p) // a member can
	}
	return c
}

// A Kind is what an action asks for. The zero Kind asks nothing.
type Kind uint8

// The kinds of action.
const (
	Get     Kind = 1 + iota // read the entry from the store, as its leader has it
	Put                     // write the entry if its revision is still After
	Mute                    // everybody is silent at once
	Do                      // carry out a command in the recording now
	Match                   // the recording is silent from now on where Call is, and nowhere else
	Greet                   // ask every softphone of the call for a report, for Epoch
	Confirm                 // tell the party that its command has acted
	Reject                  // tell the party that its command has not acted
	Safe                    // tell the party that the store knows its stop
	LetGo                   // the call is another node's
)

var kindNames = [...]string{"none", "get", "put", "mute", "do", "match", "greet", "confirm", "reject", "safe", "let_go"}

func (k Kind) String() string { return kindNames[min(int(k), len(kindNames)-1)] }

// An Action is what has to happen next. Which fields count depends on its kind.
type Action struct {
	Kind     Kind
	Question uint32 // of Get and Put
	After    uint64 // of Put; 0: there must be none yet
	Entry    Entry  // of Put
	Call     pause.Call
	Epoch    uint64
	Party    pause.Party
	Command  pause.Command
}

// An Outcome is what became of a question. The zero Outcome is not known, and so it is no "no".
type Outcome uint8

// The outcomes.
const (
	Unknown  Outcome = iota // no answer in time; it may still happen
	Done                    // it is written
	Conflict                // another revision is there
	Found                   // the entry was read
	Missing                 // there is none
)

func (o Outcome) String() string {
	return [...]string{"unknown", "done", "conflict", "found", "missing"}[min(o, Missing)]
}

// An Answer is what the store says to a question.
type Answer struct {
	Question uint32
	Outcome  Outcome
	Entry    Entry  // where it is Found
	Revision uint64 // where it is Found or Done
}

// Begin returns the owner of a call that is answered at a node. Its softphones are known to have stopped nothing.
func Begin(id ID, e Entry) (Owner, []Action) {
	o := Owner{id: id, from: id, entry: e, phase: Owning, greeted: e.Softphones}
	o.entry.Owner = id
	return o, o.tell(nil)
}

// Take returns a node that takes a call over from the owner whose end is known. What the entry says of the call counts
// only where the store has none: then everybody in it has stopped it.
func Take(id, from ID, e Entry) (Owner, []Action) {
	o := Owner{id: id, from: from, entry: e, phase: Taking}
	return o, o.get([]Action{{Kind: Mute}})
}

// Return returns the owner that a node was before it crashed, as its journal has it, in its next life: it asks for the
// call, and goes on only where nobody else has taken it.
func (o Owner) Return(id ID) (Owner, []Action) {
	if o.phase != Owning {
		return Owner{id: id, broken: o.broken}, nil
	}
	next := Owner{id: id, from: o.id, entry: o.entry, phase: Taking, journal: true, numbers: o.numbers, broken: o.broken}
	if !next.holds(OldLetsGo) {
		next.phase, next.revision, next.greeted, next.doubt = Owning, o.revision, o.greeted, o.doubt
		return next, next.tell([]Action{{Kind: Match, Call: next.Call()}})
	}
	return next, next.get([]Action{{Kind: Mute}})
}

// Do is a command of a softphone, or of a program that commands for a party. Only a softphone that has reported to this
// owner resumes: an older resume of it may still be on its way. A stop of anybody acts.
func (o *Owner) Do(p pause.Party, c pause.Command) (acts []Action) {
	softphone := o.entry.Softphones.Has(p)
	switch {
	case !o.entry.Call.Members().Has(p):
		return []Action{{Kind: Reject, Party: p, Command: c}}
	case softphone && c.Seq <= o.number(p):
		return nil // for the second time, or overtaken
	case softphone:
		o.setNumber(p, c.Seq)
	}
	switch {
	case o.phase == Gone:
		return []Action{{Kind: Reject, Party: p, Command: c}}
	case c.Verb == pause.Stop && o.holds(StopActs):
		return o.stop(p, c)
	case c.Verb == pause.Stop:
		return o.wait(p, c)
	case c.Verb == pause.Resume && !o.holds(ResumeWaits):
		return o.tell(o.resume(nil, p, c))
	case c.Verb == pause.Resume && o.greeted.Has(p):
		return o.wait(p, c)
	}
	return []Action{{Kind: Reject, Party: p, Command: c}}
}

// Key is a command by a telephone key, which comes with the call's audio, and so neither late nor twice.
func (o *Owner) Key(p pause.Party, v pause.Verb) []Action {
	c := pause.Command{Verb: v}
	switch {
	case o.phase != Gone && v == pause.Stop && o.entry.Call.Members().Has(p):
		return o.stop(p, c)
	case o.phase == Owning && v == pause.Resume && o.entry.Call.Members().Has(p):
		return o.wait(p, c)
	}
	return []Action{{Kind: Reject, Party: p, Command: c}}
}

// stop carries out a stop: at once, and also while the call is being taken, when it is confirmed afterwards.
func (o *Owner) stop(p pause.Party, c pause.Command) (acts []Action) {
	if o.phase == Taking {
		o.stopped = o.stopped.With(p)
		return nil
	}
	_, _ = o.entry.Call.Stop(p) // it is a member
	o.unsafe = o.unsafe.With(p)
	acts = append(acts, Action{Kind: Do, Party: p, Command: c}, Action{Kind: Confirm, Party: p, Command: c})
	acts = o.giveUp(acts)
	return o.tell(acts)
}

// wait has a resume wait for the store; one at a time does.
func (o *Owner) wait(p pause.Party, c pause.Command) []Action {
	if o.phase != Owning || o.waiting != (pause.Command{}) && o.waiter != p {
		return []Action{{Kind: Reject, Party: p, Command: c}}
	}
	o.waiter, o.waiting = p, c
	return o.tell(nil)
}

// giveUp rejects the resume that waits.
func (o *Owner) giveUp(acts []Action) []Action {
	if o.waiting != (pause.Command{}) {
		acts = append(acts, Action{Kind: Reject, Party: o.waiter, Command: o.waiting})
	}
	o.waiter, o.waiting, o.carries = 0, pause.Command{}, false
	return acts
}

// resume carries out a command of a member that the store knows.
func (o *Owner) resume(acts []Action, p pause.Party, c pause.Command) []Action {
	next := o.Call()
	_, _ = next.Do(p, c.Verb)
	o.entry.Call, o.doubt, o.unsafe = next, o.doubt&next.StoppedBy(), o.unsafe&next.StoppedBy()
	o.stopped = 0
	return append(acts, Action{Kind: Do, Party: p, Command: c}, Action{Kind: Confirm, Party: p, Command: c})
}

// Report is what a softphone says of itself for an epoch: whether it shows a stop or has sent one, and the number of
// its last command. A softphone that does not know reports nothing, or a stop.
func (o *Owner) Report(p pause.Party, epoch uint64, stopped bool, number uint32) (acts []Action) {
	if o.phase != Owning || epoch != o.epoch || !o.entry.Softphones.Has(p) || o.greeted.Has(p) {
		return nil
	}
	o.greeted = o.greeted.With(p)
	o.setNumber(p, max(number, o.number(p)))
	before := o.Call()
	if stopped { // as by a command: what waits came before it
		o.entry.Call = stoppedBy(o.entry.Call, pause.PartiesOf(p))
		acts = o.giveUp(acts)
	}
	o.doubt = o.doubt.Without(p)
	if after := o.Call(); after != before {
		acts = append(acts, Action{Kind: Match, Call: after})
	}
	return o.tell(acts)
}

// Hear is the store's answer, or that there was none in time. An answer that comes too late says nothing.
func (o *Owner) Hear(a Answer) (acts []Action) {
	if o.asks == 0 || a.Question != o.question {
		return nil
	}
	o.asks = 0
	switch {
	case o.phase == Taking:
		return o.hearTaking(a)
	case a.Outcome == Done:
		return o.confirmed(a.Revision)
	case a.Outcome == Unknown:
		return o.tell(o.giveUp(nil))
	case a.Outcome == Conflict: // perhaps with what it wrote itself, and was not answered
		return o.get(nil)
	case a.Outcome == Found && a.Entry.Owner == o.id:
		o.sent, o.carries = a.Entry.Call, false
		return o.confirmed(a.Revision)
	case a.Outcome == Missing && o.revision == 0: // never there: it was refused because of this node's, still on its way
		return o.tell(nil)
	}
	return o.letGo()
}

// hearTaking goes on with taking a call.
func (o *Owner) hearTaking(a Answer) []Action {
	switch {
	case a.Outcome == Found && a.Entry.Owner == o.id: // written, and not answered
		return o.own(a.Revision)
	case a.Outcome == Found && a.Entry.Owner != o.from && o.holds(FromTheDead):
		return o.letGo()
	case a.Outcome == Found:
		call := a.Entry.Call
		if o.journal || !o.holds(StoreSays) {
			call = o.entry.Call
		}
		o.entry, o.revision = a.Entry, a.Revision
		o.entry.Call = call
		return o.take()
	case a.Outcome == Missing:
		o.entry.Call = stoppedBy(o.entry.Call, o.entry.Call.Members())
		o.revision = 0
		return o.take()
	case a.Outcome == Done:
		return o.own(a.Revision)
	}
	return o.get(nil) // who has it now?
}

// take writes that the call is this node's.
func (o *Owner) take() (acts []Action) {
	o.entry.Owner = o.id
	if !o.holds(CompareAndSet) {
		acts = append(acts, o.own(o.revision)...)
	}
	if !o.holds(SilentFirst) {
		acts = append(acts, Action{Kind: Match, Call: o.entry.Call})
	}
	return o.put(acts, o.entry.Call)
}

// own begins to order the call's commands. Those of whom nobody knows whether they have stopped it count as if they
// had.
func (o *Owner) own(revision uint64) (acts []Action) {
	o.phase, o.revision, o.epoch, o.greeted = Owning, revision, revision, 0
	o.sent, o.told = o.entry.Call, true
	if o.holds(SoftphonesSay) {
		o.doubt = o.entry.Softphones
	}
	if o.entry.Keys && o.holds(KeysWait) {
		o.doubt = o.entry.Call.Members() // of whom some report nothing, ever
	}
	o.entry.Call = stoppedBy(o.entry.Call, o.stopped)
	for p := range o.stopped.All() {
		o.unsafe = o.unsafe.With(p)
		c := pause.Command{Verb: pause.Stop, Seq: o.number(p)}
		acts = append(acts, Action{Kind: Do, Party: p, Command: c}, Action{Kind: Confirm, Party: p, Command: c})
	}
	o.stopped = 0
	acts = append(acts, Action{Kind: Match, Call: o.Call()}, Action{Kind: Greet, Epoch: o.epoch})
	return o.tell(acts)
}

// letGo leaves the call to whoever has it. It is silent before anything else.
func (o *Owner) letGo() []Action {
	acts := o.giveUp([]Action{{Kind: Mute}})
	for p := range o.stopped.All() {
		acts = append(acts, Action{Kind: Reject, Party: p, Command: pause.Command{Verb: pause.Stop, Seq: o.number(p)}})
	}
	*o = Owner{id: o.id, entry: o.entry, broken: o.broken}
	return append(acts, Action{Kind: LetGo})
}

// confirmed goes on when it is known what the store has.
func (o *Owner) confirmed(revision uint64) (acts []Action) {
	o.revision, o.told = revision, true
	if o.carries && o.sent == o.wanted() {
		acts = o.resume(nil, o.waiter, o.waiting)
		o.waiter, o.waiting, o.carries = 0, pause.Command{}, false
	}
	return o.tell(acts)
}

// wanted returns the call as the store should have it: as it is ordered, and a resume that waits.
func (o *Owner) wanted() pause.Call {
	if o.waiting == (pause.Command{}) {
		return o.entry.Call
	}
	next := o.Call()
	_, _ = next.Do(o.waiter, o.waiting.Verb)
	return next
}

// tell tells the store what it does not know, one thing after the other, and says of the stops that it knows that they
// are safe.
func (o *Owner) tell(acts []Action) []Action {
	known := o.told && o.sent == o.entry.Call
	if o.phase == Owning && known {
		for p := range o.unsafe.All() {
			acts = append(acts, Action{Kind: Safe, Party: p})
		}
		o.unsafe = 0
	}
	if o.phase != Owning || o.asks != 0 || known && o.waiting == (pause.Command{}) {
		return acts
	}
	return o.put(acts, o.wanted())
}

func (o *Owner) put(acts []Action, c pause.Call) []Action {
	o.question, o.asks, o.sent, o.told = o.question+1, Put, c, false
	o.carries = o.waiting != (pause.Command{})
	e := o.entry
	e.Call = c
	return append(acts, Action{Kind: Put, Question: o.question, After: o.revision, Entry: e})
}

func (o *Owner) get(acts []Action) []Action {
	o.question, o.asks = o.question+1, Get
	return append(acts, Action{Kind: Get, Question: o.question})
}

// number returns the number of a softphone's last command here.
func (o *Owner) number(p pause.Party) uint32 {
	if at := 4 * int(p); at < len(o.numbers) {
		return binary.BigEndian.Uint32([]byte(o.numbers[at:]))
	}
	return 0
}

func (o *Owner) setNumber(p pause.Party, n uint32) {
	bytes := slices.Grow([]byte(o.numbers), 4)
	for at := 4 * int(p); len(bytes) < at+4; {
		bytes = append(bytes, 0, 0, 0, 0)
	}
	binary.BigEndian.PutUint32(bytes[4*int(p):], n)
	o.numbers = string(bytes)
}
