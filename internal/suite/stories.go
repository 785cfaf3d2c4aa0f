package suite

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A story is a scene and all that happens there until the recording is read. It asks the same question twice: first,
// and after something that may leave traces behind, such as a hold, a transfer or another call.
type story struct {
	scene  conformance.Scene
	events []conformance.Event
}

// storiesOf returns the stories of a profile, for subjects of a role of which something can be seen.
func storiesOf(p conformance.Profile, role conformance.Role, by spec.Observables) (list []story) {
	all := slices.Concat(controls(), inCalls(), unrecorded(), without(), elsewhere(p))
	if role == conformance.Softphone && by.Has(spec.Screen) {
		all = append(all, awaited()...)
	}
	for _, s := range all {
		if s = s.seenBy(role, by); !slices.ContainsFunc(list, s.same) {
			list = append(list, s)
		}
	}
	return list
}

func (s story) same(other story) bool {
	return s.scene == other.scene && slices.Equal(s.events, other.events)
}

// seenBy leaves out of a story what makes no difference to what can be seen. A hang-up by a button is one all the same.
func (s story) seenBy(role conformance.Role, by spec.Observables) story {
	by &= role.Observables()
	s.events = slices.DeleteFunc(slices.Clone(s.events), func(e conformance.Event) bool {
		return e != hangUp && !isOf(e, role, by)
	})
	for i, e := range s.events {
		if e == hangUp && !isOf(e, role, by) {
			s.events[i] = aLeaves
		}
	}
	return s
}

// isOf reports whether an event can happen to subjects of a role, and something could be seen of it.
func isOf(e conformance.Event, role conformance.Role, by spec.Observables) bool {
	switch {
	case isToggle(e):
		return true
	case e.Action == conformance.Command:
		return role == conformance.PBX
	case e.Action == conformance.Click && role == conformance.PBX:
		return false
	case e.Button == buttons.Dial:
		return by.Has(spec.DTMF)
	case e.Action == conformance.Click:
		return by.Has(spec.Operability)
	case e.Action == conformance.Enter:
		return by.Has(spec.History)
	case e.Action == conformance.Tick:
		return by.Has(spec.Screen)
	}
	return true
}

// layouts are those that a recording may have.
var layouts = [...]recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}

// controls are short calls. First nobody stops them: how many recordings a call has is open (U-12), and seen here. Then
// A dials every key, and hangs up by its button, in the first stop and in later ones.
func controls() (list []story) {
	for _, layout := range layouts {
		s := conformance.Scenario(conformance.Talking)
		s.Settings.Layout = layout
		list = append(list, story{s, []conformance.Event{{Action: conformance.Wait},
			fact(calllog.CallHangup, c, original)}})
	}
	list = append(list, story{conformance.Scenario(conformance.Talking), append(dialled(), aLeaves)})
	for _, stops := range []int{1, 2, 3} {
		events := append(slices.Repeat([]conformance.Event{byA}, 2*stops-1), raise, hangUp)
		list = append(list, story{conformance.Scenario(conformance.Talking), events})
	}
	return list
}

// factors are what varies from call to call: how many choices there are of each. The last are what has happened before,
// and how the call ends.
var factors = []int{len(happenings), 2, 2, len(layouts), 3, 2, 3, 2, 2, 2, 3, 3, len(befores), 3}

// afterOther is the last of befores.
const afterOther = len(befores) - 1

// befores are what may have happened before: nothing, the same already, or something else.
var befores = [...]func(happens []conformance.Event) []conformance.Event{
	func([]conformance.Event) []conformance.Event { return nil },
	func(happens []conformance.Event) []conformance.Event {
		switch {
		case beginsCall(happens):
			return []conformance.Event{tick} // it is told twice anyway
		case len(happens) > 10:
			return nil
		}
		return happens
	},
	func(happens []conformance.Event) []conformance.Event {
		if slices.Contains(happens, aHolds) {
			return refusedTransfer
		}
		return []conformance.Event{aHolds, aTakes}
	},
}

var refusedTransfer = []conformance.Event{aHolds, aDials, fact(calllog.ConsultFailed, t, target), aTakes}

// beginsCall reports whether another call begins in what happens.
func beginsCall(happens []conformance.Event) bool {
	return slices.ContainsFunc(happens, func(e conformance.Event) bool { return e.Fact == calllog.CallAnswered })
}

// inCalls returns calls of two in which any two choices come together once: of what happens, with whom A talks, who
// has called, and of each setting.
func inCalls() (list []story) {
	for n, row := range pairwise(factors) {
		s := conformance.Scenario(conformance.Talking)
		if s.Peer = []string{c, b}[row[1]]; happenings[row[0]].ofB {
			s.Peer = b
		}
		s.Incoming = row[2] == 1
		set := &s.Settings
		set.Layout = layouts[row[3]]
		set.Transcriber = conformance.Transcriber(row[4])
		set.Ticked = row[5] == 0
		set.PeerTerminal = []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal}[row[6]]
		if happenings[row[0]].both {
			set.PeerTerminal = pause.Installed
		}
		set.OtherBeep, set.AutoThreeWay, set.StarTransfer = row[7] == 1, row[8] == 0, row[9] == 0
		set.Version = []string{"3.13.0", "3.13.1", "4.0.0"}[row[10]]
		set.MaskKeys, set.KeysCovered = row[11] == 1 || row[11] == 2 && n%2 == 0, row[11] == 1 || row[11] == 2 && n%2 == 1
		events := told(s, happenings[row[0]].events, row[12], n)
		list = append(list, story{s, byPeer(append(events, ends(row[13], n)...), s.Peer)})
	}
	return list
}

// unrecorded returns calls that are not recorded, whatever happens there.
func unrecorded() (list []story) {
	for n, happens := range happenings {
		s := conformance.Scenario(conformance.Talking)
		if happens.ofB {
			s.Peer = b
		}
		s.Incoming = n%2 == 1
		s.Settings.RecordAll, s.Settings.RecordCallcenter = false, false
		s.Settings.Layout = layouts[n%len(layouts)]
		if n%3 == 0 || slices.Contains(happens.events, called[1]) {
			list = append(list, story{s, byPeer(append(told(s, happens.events, 0, n), ends(n, n)...), s.Peer)})
		}
	}
	return list
}

// told returns the events of a story: a question, what has happened before, something that happens, and the question
// again. Where what happens is another call, there is a third one. Where something else has happened before, nothing is
// asked before that.
func told(s conformance.Scene, happens []conformance.Event, before, n int) (events []conformance.Event) {
	key := keys[n%len(keys)]
	if before != afterOther {
		events = question(s, n, key)
	}
	events = slices.Concat(events, befores[before](happens), happens, question(s, n+1, key))
	if beginsCall(happens) {
		events = slices.Concat(events, happens, question(s, n+2, key))
	}
	return events
}

// ends is how a story ends: in a call that nobody stops, or in a stop, by the button or by the other party.
func ends(how, n int) []conformance.Event {
	switch {
	case how%3 == 1:
		return []conformance.Event{byA, quiet, hangUp}
	case how%3 == 2:
		return []conformance.Event{byA, quiet, leaves}
	case n%2 == 0:
		return []conformance.Event{aLeaves}
	}
	return []conformance.Event{leaves}
}

// without returns calls in which A does not have the feature: whatever happens there and in the next calls, and whatever
// the other party does, no toggle comes.
func without() (list []story) {
	for n, takeAway := range [...]func(*conformance.Settings){
		func(s *conformance.Settings) { s.Version = "3.12.99" },
		func(s *conformance.Settings) { s.Contract = false },
		func(s *conformance.Settings) { s.Terminal = pause.WebRTC },
		func(s *conformance.Settings) { s.Terminal = pause.OtherTerminal },
		func(s *conformance.Settings) { s.Saved, s.Ticked = false, false },
		func(s *conformance.Settings) { s.Saved = false },
	} {
		s := conformance.Scenario(conformance.Talking)
		s.Peer, s.Incoming = []string{c, b}[n%2], n%4 < 2
		takeAway(&s.Settings)
		next, inCall := [][]conformance.Event{calls2, called}, []conformance.Event{tick, aHolds, quiet, aTakes}
		if inCall = append(inCall, refusedTransfer...); s.Peer == b {
			inCall = append(inCall, byB, byB)
		}
		events := slices.Concat(inCall, []conformance.Event{leaves}, next[n%2], inCall, []conformance.Event{aLeaves},
			next[1-n%2], []conformance.Event{quiet, leaves})
		list = append(list, story{s, byPeer(events, s.Peer)})
	}
	return list
}

var (
	byA     = conformance.Event{Action: conformance.Click, Party: a, Button: buttons.Toggle}
	byB     = conformance.Event{Action: conformance.Click, Party: b, Button: buttons.Toggle}
	tick    = conformance.Event{Action: conformance.Tick, Party: a}
	quiet   = conformance.Event{Action: conformance.Wait}
	hangUp  = conformance.Event{Action: conformance.Click, Party: a, Button: buttons.HangUp}
	raise   = conformance.Event{Action: conformance.Click, Party: a, Button: buttons.RaiseHand}
	keys    = "0123456789*#"
	aParks  = fact(calllog.Park, a, original)
	aHolds  = fact(calllog.Hold, a, original)
	aTakes  = fact(calllog.Unhold, a, original)
	aDials  = fact(calllog.ConsultDial, a, target)
	aLeaves = fact(calllog.CallHangup, a, original)
	leaves  = fact(calllog.CallHangup, "", original)
	calls2  = []conformance.Event{fact(calllog.CallInvite, a, original), fact(calllog.CallAnswered, "", original)}
	called  = []conformance.Event{fact(calllog.CallInvite, "", original), fact(calllog.CallAnswered, a, original)}
	starred = fact(calllog.StarBegin, a, target)
)

// atOnce is the time of an event that happens in the instant of the one before: both stop, or both resume.
const atOnce = -1

func inOneInstant(e conformance.Event) conformance.Event {
	e.At = atOnce
	return e
}

func dial(key byte) conformance.Event {
	return conformance.Event{Action: conformance.Click, Party: a, Button: buttons.Dial, Keys: string(key)}
}

func press(b buttons.Button) conformance.Event {
	return conformance.Event{Action: conformance.Click, Party: a, Button: b}
}

// enters is a number of many keys, as somebody types it while the recording is stopped.
var enters = conformance.Event{Action: conformance.Enter, Keys: "4071638295016724"}

// bys is an event that B does in place of A.
func bys(e conformance.Event) conformance.Event {
	e.Party = b
	return e
}

// question is what is asked of a call again and again: A stops and resumes, uses what a stop leaves to it and tries
// what it locks. Where the other party has a softphone, it does so too, and both stop and resume in turn, as in the
// manual's table.
func question(s conformance.Scene, n int, with byte) []conformance.Event {
	key, lock := dial(with), press(locked[n%len(locked)])
	list := []conformance.Event{key, byA, lock, key, raise, quiet, byA, key, quiet, byA, lock, key, raise, enters, byA, key,
		quiet}
	if s.Peer == b {
		list = append(list, byB, bys(lock), bys(key), bys(raise), byA, byB, byA, byA, byB, byA, byB)
	}
	return append(list, quiet, key)
}

// happenings are what may leave something behind in a call, or begin another one. A party that is not named is the
// scene's peer.
var happenings = [...]struct {
	ofB    bool // only the other softphone can do it
	both   bool // it takes a toggle of the other one, where it is a softphone
	events []conformance.Event
}{
	{events: nil},
	{both: true, events: slices.Repeat([]conformance.Event{byA, byA, quiet}, 17)}, // the question after it is the 20th stop
	{events: []conformance.Event{aHolds, quiet, aTakes}},
	{ofB: true, events: []conformance.Event{fact(calllog.Hold, b, original), quiet, fact(calllog.Unhold, b, original)}},
	{ofB: true, events: []conformance.Event{byA, fact(calllog.Hold, b, original), quiet, fact(calllog.Unhold, b, original),
		quiet, byA}},
	{events: refusedTransfer},
	{events: []conformance.Event{aHolds, aDials, fact(calllog.ConsultAnswered, t, target), quiet,
		fact(calllog.CallHangup, t, target), aTakes}},
	{events: []conformance.Event{starred, fact(calllog.StarCancel, a, target)}},
	{events: []conformance.Event{starred, fact(calllog.StarAnswered, t, target), quiet,
		fact(calllog.StarCancel, a, target)}},
	{events: []conformance.Event{fact(calllog.SharpBegin, a, target), fact(calllog.SharpCancel, a, target)}},
	{events: slices.Concat([]conformance.Event{aParks, leaves}, calls2)},
	{events: slices.Concat([]conformance.Event{byA, aLeaves}, calls2)},
	{events: slices.Concat([]conformance.Event{byA, leaves}, called)},
	{events: slices.Concat([]conformance.Event{byA, hangUp}, calls2)},
	{events: slices.Concat([]conformance.Event{leaves}, called)},
	{events: slices.Concat([]conformance.Event{aLeaves, fact(calllog.CallInvite, a, original),
		fact(calllog.CallFailed, "", original)}, calls2)},
	{ofB: true, both: true, events: []conformance.Event{byA, inOneInstant(byB), quiet, byA, inOneInstant(byB), quiet, byB,
		inOneInstant(byA), quiet, byB, inOneInstant(byA)}},
	{ofB: true, both: true, events: slices.Concat([]conformance.Event{byB, leaves}, calls2)},
	{ofB: true, both: true, events: slices.Concat([]conformance.Event{byA, byB, aLeaves}, calls2)},
	{events: refused()},
	{events: slices.Concat([]conformance.Event{byA}, anHour(), []conformance.Event{byA}, anHour())},
	{events: []conformance.Event{{Action: conformance.Enter, Keys: "1234"}, byA,
		{Action: conformance.Enter, Keys: "5678"}, byA, {Action: conformance.Enter, Keys: "90123"}}},
	{events: []conformance.Event{tick, quiet, byA, tick, quiet, byA, tick}},
	{events: []conformance.Event{fact(calllog.HandRaise, a, ""), byA, fact(calllog.HandRaise, a, ""), byA}},
}

// refused tries every button that a stop locks.
func refused() []conformance.Event {
	list := []conformance.Event{byA}
	for _, button := range locked {
		list = append(list, press(button))
	}
	list = append(list, conformance.Event{Action: conformance.Command, Party: a, Verb: conformance.NoSuchVerb})
	return append(list, byA)
}

// dialled tries every key of the dial pad before, in and after a stop.
func dialled() (list []conformance.Event) {
	for range 3 {
		for i := range len(keys) {
			list = append(list, dial(keys[i]))
		}
		list = append(list, byA)
	}
	return append(list, byA)
}

// anHour is silence on the line, of lengths at which timers of programs end. At is how long it lasts.
func anHour() (list []conformance.Event) {
	for _, seconds := range []int64{5, 10, 30, 60, 120, 300, 600, 900, 1800} {
		list = append(list, conformance.Event{Action: conformance.Wait, At: seconds * conformance.Rate})
	}
	return list
}

// elsewhere returns what is not guaranteed: in rooms, calls of three and transfers, and on the way into a call.
func elsewhere(p conformance.Profile) (list []story) {
	if p != conformance.Quirks {
		return nil
	}
	for _, layout := range layouts {
		for _, x := range beyond {
			s := conformance.Scenario(x.place)
			if x.peer != "" {
				s.Peer = x.peer
			}
			s.Settings.Layout = layout
			list = append(list, story{s, x.events})
		}
	}
	return list
}

// beyond are the stories that are not guaranteed.
var beyond = [...]struct {
	place  conformance.Place
	peer   string
	events []conformance.Event
}{
	{conformance.InRoom, "", []conformance.Event{byA, quiet, byB, quiet, byA, quiet, byB, quiet, byA, quiet, byA, quiet}},
	{conformance.InRoom, "", []conformance.Event{byB, fact(calllog.RoomLeave, a, original), quiet,
		fact(calllog.RoomJoin, a, original), byA, quiet, byA, byB, quiet}},
	{conformance.Member, "", []conformance.Event{byA, quiet, byA, quiet, byA, quiet, byA, quiet}},
	{conformance.StarTalking, "", []conformance.Event{byA, quiet, byA, quiet, byA, fact(calllog.StarCancel, a, target),
		quiet, byA, quiet, byA, quiet, byA, quiet}},
	{conformance.StarTalking, "", []conformance.Event{byA, quiet, fact(calllog.StarComplete, a, target), quiet}},
	{conformance.SharpHeld, "", []conformance.Event{fact(calllog.SharpCancel, a, target), byA, quiet, byA, quiet}},
	{conformance.OutboundWaiting, "", []conformance.Event{byA, quiet, fact(calllog.OutboundConnect, a, original), quiet,
		byA, quiet, byA, quiet, byA, quiet}},
	{conformance.OutboundWaiting, "", []conformance.Event{byA, byA, fact(calllog.OutboundConnect, a, original), quiet,
		byA, quiet, byA, quiet}},
}
