package suite

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// awaited returns the stories in which the PBX of the kit does not answer a softphone's command at once: a click while
// an answer is awaited, answers that come late, twice, in another order or never, and both softphones in one instant.
func awaited() (list []story) {
	one, two, key := conformance.Scenario(conformance.Talking), twoSoftphones, dial('5')
	for _, events := range [][]conformance.Event{
		{asks(1), quiet, done(1), key, raise, byA, asks(2), done(2), asks(3), key, done(3), key},
		{asks(1), done(1), done(1), key, asks(2), done(2), done(2), done(1), quiet, asks(3), done(3), key},
		{asks(1), asks(2), done(1), done(2), quiet, asks(3), asks(4), done(4), done(3), quiet, byA, key},
		{asks(1), asks(2), refuse(1), done(2), key, byA, asks(3), asks(4), done(3), refuse(4), quiet, byA},
		{asks(1), refuse(1), byA, asks(2), refuse(2), key, byA, quiet},
		{asks(1), never(1), byA, key, byA, asks(2), never(2), byA, byA},
		{asks(1), never(1), done(1), quiet, byA, byA, byA, key, byA, key},
		{asks(1), never(1), refuse(1), quiet, byA, byA},
		{asks(1), never(1), asks(2), done(2), asks(3), done(3), done(1), quiet, byA, key, byA, done(2), done(3)},
		{asks(1), leaves, calls2[0], calls2[1], done(1), quiet, byA, done(1), byA},
		{asks(1), never(1), aLeaves, called[0], called[1], done(1), quiet, byA, byA},
		{byA, asks(1), leaves, done(1), calls2[0], calls2[1], byA, done(1), byA},
		{byA, asks(1), key, raise, hangUp},
	} {
		list = append(list, story{one, byPeer(events, one.Peer)})
	}
	for _, events := range [][]conformance.Event{
		{asks(1), inOneInstant(askedOf(b, 2)), done(1), done(2), key, asks(3), inOneInstant(askedOf(b, 4)), done(4),
			done(3), quiet, byA, byB},
		{asks(1), inOneInstant(askedOf(b, 2)), done(2), done(1), done(2), byA, byB, quiet},
		{asks(1), byB, done(1), done(1), byB, byA, quiet},
		{askedOf(b, 1), byA, never(1), byA, done(1), quiet, byA, byB},
		{askedOf(b, 1), byA, refuse(1), quiet, byA, refuse(1), byB},
		{askedOf(b, 1), asks(2), leaves, called[0], called[1], done(1), done(2), quiet, byB, byA, byB, byA},
		{byB, askedOf(b, 1), never(1), aLeaves, calls2[0], calls2[1], byB, done(1), quiet, byA},
	} {
		list = append(list, story{two, byPeer(events, two.Peer)})
	}
	return list
}

// byPeer has the peer do what nobody is named for.
func byPeer(events []conformance.Event, peer string) []conformance.Event {
	for i, e := range events {
		if e.Party == "" && (e.Action == conformance.Fact || e.Action == conformance.Enter) {
			events[i].Party = peer
		}
	}
	return events
}

// asks is a click of A whose command gets a number, and is answered by that number.
func asks(number int) conformance.Event { return askedOf(a, number) }

func askedOf(party string, number int) conformance.Event {
	return conformance.Event{Action: conformance.Click, Party: party, Button: buttons.Toggle, Pending: number}
}

func answerTo(number int, with calllog.PBXAnswer) conformance.Event {
	return conformance.Event{Action: conformance.Answer, Pending: number, PBX: with}
}

func done(number int) conformance.Event   { return answerTo(number, calllog.Confirmed) }
func refuse(number int) conformance.Event { return answerTo(number, calllog.Refused) }
func never(number int) conformance.Event  { return answerTo(number, calllog.TimedOut) }

// An asked command is a click on a softphone's toggle, and what the kit's PBX has answered. Commands are done in the
// order in which they were sent, whenever their answers come.
type asked struct {
	party  string
	verb   pause.Verb
	sent   bool
	answer answer
}

// An answer is how far a command has come for the softphone that has sent it.
type answer uint8

const (
	waiting answer = iota
	isDone
	isRefused
	isLate // there was none in time; it may have come later
)

// An answering is a story in which the kit says when its PBX answers.
type answering struct {
	teller
	asked   map[string][]*asked // by party, since the call began
	numbers map[int]*asked
	locks   conformance.Observation // what the reference shows once A has stopped
	between bool                    // two calls
}

// isAwaited reports whether a story has commands that the PBX does not answer at once.
func (s story) isAwaited() bool {
	return slices.ContainsFunc(s.events, func(e conformance.Event) bool { return e.Pending > 0 })
}

// await tells a story with answers, up to the first difference; nil where there is none.
func (r *run) await(s story) *differing {
	x := &answering{asked: map[string][]*asked{}, numbers: map[int]*asked{}}
	x.step = conformance.Rate + 2*guardOf(r.desc)
	x.trial = trial{run: r, Suite: &Suite{Scene: s.scene, model: model{scene: s.scene}, role: r.inRole, by: r.sees}}
	defer x.close()
	if x.locks = stoppedBy(r, s.scene); !x.open() || !x.screens(quiet) {
		return cmp.Or(x.failed, x.unruled)
	}
	for i, e := range s.events {
		if x.told = i + 1; !x.let(e) {
			break
		}
	}
	return cmp.Or(x.failed, x.unruled)
}

// stoppedBy returns what the reference shows in a scene once A has stopped: the buttons that a stop locks, by rule.
func stoppedBy(r *run, scene conformance.Scene) conformance.Observation {
	session, err := conformance.Reference(conformance.Softphone, pause.Policy{}).Open(r.ctx, scene)
	if err == nil {
		err = session.Do(r.ctx, byA)
	}
	if err != nil {
		return conformance.Observation{}
	}
	o, _ := session.Observe(r.ctx)
	return o
}

// let lets an event happen, and compares what is shown; it reports whether the story goes on.
func (x *answering) let(e conformance.Event) bool {
	to := x.numbers[e.Pending]
	shown := x.failure.After.Phones[e.Party]
	switch {
	case e.Action == conformance.Answer && (to == nil || !to.sent):
		return true // there is nothing to answer
	case e.Action == conformance.Answer:
		e.Party = to.party
	case e.Action == conformance.Click && shown.Toggle == 0:
		return true // nobody is in a call there
	case isToggle(e):
		e.Verb = shown.Toggle
	}
	if e.At != atOnce {
		x.at += x.step
	}
	e.At = x.at
	rejected, ok := x.happen(e)
	if !ok {
		return false
	}
	x.should = change{event: e, after: x.locks}
	x.answer(e, to, rejected)
	switch {
	case isToggle(e):
		return x.click(e, rejected) && x.screens(e)
	case e.Action == conformance.Fact:
		x.fact(e)
	case e.Action == conformance.Click && shown.Message && !x.whileStopped(e, rejected):
		return false
	case e.Button == buttons.HangUp:
		return true // the call is over
	}
	return x.between || x.screens(e)
}

// click keeps what a softphone was clicked for. What is clicked while the same is under way already may do nothing, and
// so may a softphone that waits refuse to be clicked.
func (x *answering) click(e conformance.Event, rejected bool) bool {
	under := slices.ContainsFunc(x.asked[e.Party], func(c *asked) bool { return c.answer == waiting && c.sent })
	same := slices.ContainsFunc(x.asked[e.Party], func(c *asked) bool {
		return c.answer == waiting && c.sent && c.verb == e.Verb
	})
	if rejected && !under {
		return x.differs(map[pause.Verb]spec.ID{pause.Stop: spec.OPS030, pause.Resume: spec.OPS050}[e.Verb],
			spec.Text{JA: "「%s」は実行される", EN: "「%s」 is done"}.With(e.Verb.Label(spec.JA)),
			spec.Text{JA: "拒否される", EN: "it is rejected"})
	}
	sent := x.failure.After.Sent
	mine := slices.DeleteFunc(slices.Clone(sent), func(s conformance.Sent) bool { return s.Party != e.Party })
	if slices.ContainsFunc(mine, func(s conformance.Sent) bool { return s.Verb != e.Verb }) {
		return x.differsIn(difference{kind: commandDiffers}, spec.OPS080, view{sent: "「" + e.Verb.Label(spec.JA) + "」"}.
			text(difference{kind: commandDiffers}), viewOf(x.failure.After, x.by).text(difference{kind: commandDiffers}))
	}
	c := &asked{party: e.Party, verb: e.Verb, sent: sent == nil || len(mine) > 0 || e.Party != a}
	if e.Pending > 0 {
		x.numbers[e.Pending] = c
	}
	if rejected || !c.sent && same {
		c.sent = false
		return true
	}
	if !c.sent || e.Pending == 0 {
		c.answer = isDone // it was to be sent
	}
	x.asked[e.Party] = append(x.asked[e.Party], c)
	return true
}

// answer keeps what the PBX has answered. A softphone that knows of no such command has sent none.
func (x *answering) answer(e conformance.Event, to *asked, rejected bool) {
	switch {
	case e.Action != conformance.Answer || rejected:
	case e.PBX == calllog.Refused && to.answer != isDone:
		to.answer = isRefused
	case e.PBX == calllog.TimedOut && to.answer == waiting:
		to.answer = isLate
	case e.PBX == calllog.Confirmed && to.answer == waiting:
		to.answer = isDone
	}
}

// fact keeps when a call is over, and when another one is answered: no command of the one counts in the other.
func (x *answering) fact(e conformance.Event) {
	switch e.Fact {
	case calllog.CallHangup:
		x.between, x.asked = true, map[string][]*asked{}
	case calllog.CallAnswered:
		x.between = false
	}
}

// settled returns the verb of a softphone that counts: of those that were done, the one that was sent last. After it
// come those of which it is not known yet, or not any more, what the softphone shows.
func settled(list []*asked) (verb pause.Verb, open []*asked) {
	for i, c := range slices.Backward(list) {
		if c.answer == isDone {
			return c.verb, list[i+1:]
		}
	}
	return 0, list
}

// screens compares what every softphone shows with what its own commands have come to.
func (x *answering) screens(e conformance.Event) bool {
	for _, party := range displays(x.Scene) {
		phone, ok := x.failure.After.Phones[party]
		if ok && !(x.screen(e, party, phone) && (party != a || x.locked(phone))) {
			return false
		}
	}
	return true
}

// screen compares one of them: before an answer, and where there was none in time, it may show either.
func (x *answering) screen(e conformance.Event, party string, phone conformance.Screen) bool {
	verb, open := settled(x.asked[party])
	want := labelAfter(verb)
	may := func(c *asked) bool {
		return (c.answer == waiting || c.answer == isLate) && labelAfter(c.verb) == phone.Toggle
	}
	refused := slices.ContainsFunc(open, func(c *asked) bool {
		return c.answer == isRefused && labelAfter(c.verb) == phone.Toggle
	})
	is := conformance.Screen{Toggle: want, Message: want == pause.Resume}
	was := x.failure.Before.Phones[party]
	if e.Party != party && (isToggle(e) || e.Action == conformance.Answer) && was.Toggle != 0 &&
		(was.Toggle != phone.Toggle || was.Message != phone.Message) {
		return x.differsIn(difference{kind: labelDiffers, party: party}, spec.OPS032, showing(party, was),
			showing(party, phone))
	}
	if phone.Toggle != want && slices.ContainsFunc(open, may) {
		is = conformance.Screen{Toggle: phone.Toggle, Message: phone.Toggle == pause.Resume}
	}
	k := labelDiffers
	if is.Toggle == phone.Toggle {
		k = messageDiffers
	}
	rule := clickRules[is.Toggle][k]
	switch {
	case phone.Both:
		rule = spec.OPS031
	case is.Toggle == phone.Toggle && is.Message == phone.Message:
		return true
	case phone.Toggle == 0 && !isToggle(e):
		rule = spec.VIS022
	case refused && k == labelDiffers:
		rule = 0 // the manual does not say what is shown after a stop that the PBX refuses (U-06)
	case k == messageDiffers && is.Toggle != want:
		rule = spec.OPS060
	case verb == 0 && k == labelDiffers:
		rule = spec.S2S230
	}
	return x.differsIn(difference{kind: k, party: party}, rule, showing(party, is), showing(party, phone))
}

func showing(party string, s conformance.Screen) spec.Text {
	return spec.Text{JA: "%sの表示：%s", EN: "%s shows %s"}.With(party, s)
}

// labelAfter returns the label of a toggle after a verb, and before any.
func labelAfter(done pause.Verb) pause.Verb {
	if done == pause.Stop {
		return pause.Resume
	}
	return pause.Stop
}

// locked wants A's buttons to be as a stop has them, where it shows one. Its toggle may be locked as long as an answer is
// awaited.
func (x *answering) locked(phone conformance.Screen) bool {
	shown, ok := x.locks.Phones[a]
	if !ok || !phone.Message {
		return true
	}
	want := view{phones: [len(parties)]screen{screenOf(shown, x.by&spec.Operability)}}
	if slices.ContainsFunc(x.asked[a], func(c *asked) bool { return c.answer == waiting }) {
		want.phones[0].looked &^= 1 << buttons.Toggle
	}
	want = x.lenient(want)
	got := view{phones: [len(parties)]screen{screenOf(phone, x.by&spec.Operability)}}
	d := want.difference(got)
	return d.kind == same || x.differsIn(d, x.first(x.should, x.candidates(d, x.should)...), want.text(d), got.text(d))
}

// whileStopped compares what a click on one of the buttons that can be operated does while a stop is shown: the call is
// over, or goes on, and no DTMF is sent.
func (x *answering) whileStopped(e conformance.Event, rejected bool) bool {
	rule := map[buttons.Button]spec.ID{buttons.HangUp: spec.BTN030, buttons.RaiseHand: spec.BTN060,
		buttons.Dial: spec.BTN100}[e.Button]
	state := x.failure.After.Phones[a].State
	switch {
	case rejected:
		return x.differs(rule, spec.Text{JA: "「%s」は実行される", EN: "「%s」 is done"}.With(e.Button.Label(spec.JA)),
			spec.Text{JA: "拒否される", EN: "it is rejected"})
	case e.Button == buttons.HangUp && state != 0 && state != callstate.Idle:
		return x.differs(spec.BTN030, stateIs(callstate.Idle), stateIs(state))
	case e.Button == buttons.Dial && len(x.failure.After.DTMF) > 0:
		return x.differs(spec.BTN101, dtmfIs("DTMFは送信されない", "no DTMF is sent"),
			dtmfIs("DTMFが送信される", "DTMF is sent"))
	}
	return true
}
