package conformance

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// operation is what a click does (chapter 3), and what the definitions before it mean.
var operation = []check{
	{spec.DEF010, func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.recording(pause.On)
			t.unaffected(pause.On)
			if t.try(Event{Action: Fact, Party: A, Fact: calllog.Hold, Call: OriginalCall}) && !t.rejected {
				t.recording(pause.On, pause.Off) // a hold is no stop, whatever is recorded of it
				t.fact(A, calllog.Unhold, OriginalCall)
				t.recording(pause.On)
			}
			t.click(A)
			t.recording(pause.Silent)
		}
	}},
	{spec.DEF020, func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.click(A)
			t.recording(pause.Silent)
			t.click(A)
			t.recording(pause.On)
		}
	}},
	{spec.DEF030, func(t *trial) {
		for _, p := range []Place{Idle, Dialling, Ringing, Held, HeldDialing, TransferTalking} {
			t.open(Scenario(p))
			t.shown(A, false)
		}
		t.open(Scenario(Talking))
		t.shown(A, true)
	}},
	{spec.DEF040, func(t *trial) {
		t.spare = true
		for _, s := range pairs() {
			t.pausedIn(s, func(r recorded, in recording.Span) { r.silent(in, A, t.scene.Peer) })
		}
	}},
	{spec.RSP020, func(t *trial) {
		t.open(Scenario(Talking))
		t.click(A)
		t.unaffected(pause.Silent)
		if t.desc.Role == PBX {
			t.try(Event{Action: Command, Party: A, Verb: NoSuchVerb})
			t.recording(pause.Silent)
		}
	}},
	{spec.RSP030, func(t *trial) {
		t.open(Scenario(Talking))
		t.unaffected(pause.On)
		stop := t.click(A)
		t.hangUp(C)
		r := t.read()
		if before := r.inside(r.since(stop)); before.Empty() {
			t.fail(say("録音は停止の前に始まる", "the recording begins before the stop"),
				say("録音は%sから始まる", "the recording begins at %s", seconds(r.From)))
		}
		r.every(r.since(stop), A, C)
	}},
	{spec.OPS010, func(t *trial) { t.afterClicks(1, func() { t.recording(pause.Silent); t.cites(spec.OPS010) }) }},
	{spec.OPS020, func(t *trial) { t.open(Scenario(Talking)); t.click(A); t.message(A, true) }},
	{spec.OPS030, func(t *trial) { t.open(Scenario(Talking)); t.click(A); t.label(A, pause.Resume) }},
	{spec.OPS031, func(t *trial) {
		t.open(Scenario(Talking))
		for range 2 * t.depth {
			if p := t.phone(A); p.Both || p.Toggle == 0 {
				t.fail(screenText(A, say("ラベル1つだけ", "one label")), screenText(A, p))
			}
			t.click(A)
		}
	}},
	{spec.OPS032, func(t *trial) {
		t.open(Scenario(Talking).between(B))
		for range t.depth {
			t.click(A)
			t.unchanged(B)
		}
		for range t.depth {
			t.click(B)
			t.unchanged(A)
		}
	}},
	{spec.OPS040, func(t *trial) { t.afterClicks(2, func() { t.recording(pause.On); t.cites(spec.OPS040) }) }},
	{spec.OPS050, func(t *trial) { t.open(Scenario(Talking)); t.click(A); t.click(A); t.label(A, pause.Stop) }},
	{spec.OPS060, func(t *trial) {
		t.open(Scenario(Talking))
		for range 2 * t.depth {
			t.message(A, t.phone(A).Toggle == pause.Resume)
			t.click(A)
		}
	}},
	{spec.OPS070, func(t *trial) {
		t.open(Scenario(Talking))
		for range 5 * t.depth {
			t.click(A)
			t.recording(pause.Silent)
			t.shows(A, pause.Resume)
			t.click(A)
			t.recording(pause.On)
			t.shows(A, pause.Stop)
		}
	}},
	{spec.OPS080, func(t *trial) {
		t.open(Scenario(Talking))
		for range 2 * t.depth {
			label := t.phone(A).Toggle
			t.shown(A, true)
			t.click(A)
			t.sent(label)
			t.label(A, pause.Stop+pause.Resume-label)
		}
	}},
}

// pairs is the calls of two that are documented.
func pairs() (list []Scene) {
	for _, peer := range []string{C, B} {
		for _, incoming := range []bool{false, true} {
			s := Scenario(Talking).between(peer)
			s.Incoming = incoming
			list = append(list, s)
		}
	}
	return list
}

// afterClicks clicks A's toggle n times in every call of two, and looks.
func (t *trial) afterClicks(n int, look func()) {
	for _, s := range pairs() {
		t.open(s)
		for range n {
			t.click(A)
		}
		look()
	}
}

// unaffected wants the recording to go on as it does while things happen that are no click on the toggle, those that
// the subject has.
func (t *trial) unaffected(want pause.State) {
	events := []Event{{Action: Wait}, {Action: Fact, Party: A, Fact: calllog.HandRaise}}
	for _, key := range []string{"1", "5", "#"} {
		events = append(events, Event{Action: Click, Party: A, Button: buttons.Dial, Keys: key})
	}
	for _, e := range events {
		t.try(e)
		if t.desc.Observables.Has(spec.RecorderState) {
			t.recording(want)
		}
	}
}

// sent wants A to have sent nothing but a verb, once or more often, as far as the subject tells.
func (t *trial) sent(want pause.Verb) {
	if t.now.Sent == nil {
		return
	}
	got := t.now.commands(A)
	if len(got) == 0 || slices.ContainsFunc(got, func(v pause.Verb) bool { return v != want }) {
		t.fail(sentText(want), sentText(got...))
	}
}

func sentText(verbs ...pause.Verb) spec.Text {
	if len(verbs) == 0 {
		return say("Aは何も指示しない", "A sends no command")
	}
	var labels []spec.Text
	for _, v := range verbs {
		labels = append(labels, labelText(v))
	}
	return say("Aが送る指示は%s", "A sends %s", joined(labels, say("、", ", ")))
}

// pausedIn plays a call with three pauses, and shows its recording and the span of each.
func (t *trial) pausedIn(s Scene, look func(r recorded, in recording.Span)) { t.pausedFor(s, 0, look) }

// pausedFor is pausedIn with a first pause that lasts longer by some samples.
func (t *trial) pausedFor(s Scene, longer int64, look func(r recorded, in recording.Span)) {
	if t.Verdict != 0 {
		return
	}
	t.pausedTimes(3, s, longer, look)
	if found := t.Finding; t.Verdict == Fail { // one pause may show it, too
		t.Verdict, t.Reason, t.Failure = 0, spec.Text{}, nil
		if t.pausedTimes(1, s, longer, look); t.Verdict != Fail {
			found.Sessions = t.Sessions
			t.Finding = found
		}
	}
}

// pausedTimes plays a call with n pauses.
func (t *trial) pausedTimes(n int, s Scene, longer int64, look func(r recorded, in recording.Span)) {
	t.open(s)
	pauses := t.pauses(n, longer)
	t.hangUp(t.scene.Peer)
	r := t.read()
	for _, in := range pauses {
		look(r, in)
	}
}

// pauses has A stop and resume n times, and returns the spans of the pauses. The first lasts longer by some samples.
func (t *trial) pauses(n int, longer int64) (spans []recording.Span) {
	for range n {
		stop := t.click(A)
		t.at += longer
		longer = 0
		spans = append(spans, recording.Span{From: stop, To: t.click(A)})
	}
	return spans
}

// notification is who hears a beep.
var notification = []check{
	{spec.NTF010, func(t *trial) { t.afterClicks(1, func() { t.heard(A) }) }},
	{spec.NTF011, func(t *trial) { t.afterClicks(1, func() { t.heard(t.scene.Peer) }) }},
	{spec.NTF012, func(t *trial) { t.afterClicks(2, func() { t.heard(A) }) }},
	{spec.NTF013, func(t *trial) { t.afterClicks(2, func() { t.heard(t.scene.Peer) }) }},
	{spec.NTF020, func(t *trial) {
		t.spare = true
		for _, s := range pairs() {
			usual := t.sounds(s)
			asked := t.sounds(s.with(func(s *Settings) { s.OtherBeep = true }))
			if !slices.Equal(usual, asked) {
				t.fail(say("ビープ音は変わらない", "the beep stays what it is"),
					say("要望された別のビープ音に変わる", "the beep changes, because somebody asked for another"))
			}
		}
	}},
}

// sounds plays a stop and a resume, and returns who hears what, each once and sorted.
func (t *trial) sounds(s Scene) (all []string) {
	t.open(s)
	for range 2 {
		t.click(A)
		t.heard(A, s.Peer)
		var heard []string
		for _, b := range t.now.Beeps {
			heard = append(heard, b.Party+" "+b.Sound)
		}
		slices.Sort(heard)
		all = append(all, slices.Compact(heard)...)
	}
	return all
}

// locked and free are the × and the ○ of table 3.2.
var (
	locked = []buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay,
		buttons.AutoThreeWay, buttons.StarTransfer}
	free = []buttons.Button{buttons.HangUp, buttons.RaiseHand, buttons.Dial}
)

// locking is what else can be operated while a softphone shows the recording as stopped: table 3.2.
var locking = []check{
	{spec.BTN001, func(t *trial) {
		t.stopped()
		for _, b := range locked {
			t.operable(A, b, false)
		}
		for _, b := range free {
			t.operable(A, b, true)
		}
	}},
	{spec.BTN002, func(t *trial) {
		t.open(Scenario(Talking))
		before := t.now
		t.click(A)
		t.click(A)
		for _, b := range locked {
			t.operable(A, b, before.Phones[A].Buttons[b] == buttons.Enabled)
		}
	}},
	{spec.BTN110, func(t *trial) {
		t.stopped()
		t.operable(A, buttons.Toggle, true)
		t.because(A, buttons.Toggle, spec.BTN110)
	}},
	{spec.BTN150, func(t *trial) {
		for _, s := range []Scene{Scenario(Talking), Scenario(Talking).between(B)} {
			t.sequences(s, func() {
				if p := t.phone(A); p.Message && p.State != 0 && p.State != callstate.Talking {
					t.fail(stateText(callstate.Talking), stateText(p.State))
				}
			})
		}
	}},
	{spec.BTN120, func(t *trial) {
		for _, b := range locked {
			t.stopped()
			t.inert(A, b)
		}
	}},
	{spec.BTN010, mark(spec.BTN010, buttons.InCall, false)},
	{spec.BTN020, mark(spec.BTN020, buttons.Hold, false)},
	{spec.BTN030, func(t *trial) {
		mark(spec.BTN030, buttons.HangUp, true)(t)
		t.used(buttons.HangUp, "")
		if p := t.phone(A); p.State != 0 && p.State != callstate.Idle {
			t.fail(stateText(callstate.Idle), stateText(p.State))
		}
	}},
	{spec.BTN040, mark(spec.BTN040, buttons.Transfer, false)},
	{spec.BTN050, mark(spec.BTN050, buttons.Park, false)},
	{spec.BTN060, func(t *trial) {
		mark(spec.BTN060, buttons.RaiseHand, true)(t)
		t.used(buttons.RaiseHand, "")
		t.unchanged(A)
	}},
	{spec.BTN070, mark(spec.BTN070, buttons.ThreeWay, false)},
	{spec.BTN080, mark(spec.BTN080, buttons.AutoThreeWay, false)},
	{spec.BTN081, setting(spec.BTN081, buttons.AutoThreeWay, func(s *Settings) { s.AutoThreeWay = false })},
	{spec.BTN090, mark(spec.BTN090, buttons.StarTransfer, false)},
	{spec.BTN091, setting(spec.BTN091, buttons.StarTransfer, func(s *Settings) { s.StarTransfer = false })},
	{spec.BTN100, func(t *trial) {
		mark(spec.BTN100, buttons.Dial, true)(t)
		t.used(buttons.Dial, "5")
		t.unchanged(A)
	}},
	{spec.BTN101, func(t *trial) {
		t.stopped()
		for _, key := range "0123456789*#" {
			t.do(Event{Action: Click, Party: A, Button: buttons.Dial, Keys: string(key)})
			if t.now.DTMF == nil {
				t.hides(spec.DTMF, A)
			}
			if len(t.now.DTMF) > 0 {
				t.fail(say("DTMFは送信されない", "no DTMF is sent"), say("DTMFが送信される", "DTMF is sent"))
			}
		}
	}},
}

// stopped opens a call that A has stopped.
func (t *trial) stopped() {
	t.open(Scenario(Talking))
	t.click(A)
}

// used clicks a button in a call that A has stopped, if the adapter can, and wants the click to be done.
func (t *trial) used(b buttons.Button, keys string) {
	t.stopped()
	if !t.try(Event{Action: Click, Party: A, Button: b, Keys: keys}) {
		t.left = true
	}
	if t.rejected {
		t.fail(say("「%s」は実行される", "「%s」 is done", b.Label(spec.JA)), say("拒否される", "it is rejected"))
	}
}

// mark checks a cell of table 3.2.
func mark(rule spec.ID, b buttons.Button, want bool) func(*trial) {
	return func(t *trial) { t.afterClicks(1, func() { t.operable(A, b, want); t.because(A, b, rule) }) }
}

// setting checks that a button needs its setting, whether anything is stopped or not.
func setting(rule spec.ID, b buttons.Button, off func(*Settings)) func(*trial) {
	return func(t *trial) {
		t.open(Scenario(Talking).with(off))
		for range 2 {
			t.operable(A, b, false)
			t.because(A, b, rule)
			t.click(A)
		}
	}
}

func stateText(s callstate.State) spec.Text { return say("Aは%s", "A is %s", s) }

// sequences plays all sequences of what a documented call of two can do, up to the trial's depth, and looks after each
// event. What cannot be done where the call is, such as a click on a toggle that is not shown, is left out.
func (t *trial) sequences(s Scene, look func()) {
	clicks := func(party string) func() {
		return func() {
			if t.phone(party).Toggle != 0 {
				t.click(party)
				look()
			}
		}
	}
	events := []func(){clicks(A), func() { t.hold(); look() }, func() {
		if !t.ended {
			t.hangUp(t.scene.Peer)
			look()
		}
	}}
	if s.Peer == B {
		events = append(events, clicks(B))
	}
	t.walk(s, events...)
}

// hold has A hold its call, or take it back. Where the button cannot be operated it is clicked all the same.
func (t *trial) hold() {
	switch {
	case t.ended:
	case t.held:
		t.held = false
		t.fact(A, calllog.Unhold, OriginalCall)
	case t.button(A, buttons.Hold) != buttons.Enabled:
		t.press(A, buttons.Hold)
	default:
		t.held = t.try(Event{Action: Fact, Party: A, Fact: calllog.Hold, Call: OriginalCall}) && !t.rejected
	}
}

// walk plays all sequences of the events up to the trial's depth, each in a fresh session. They look for differences
// themselves, so that long sequences try the short ones that they begin with; where one differs, the short ones are
// tried first to find the shortest.
func (t *trial) walk(s Scene, events ...func()) {
	t.play(s, t.depth, events)
	for n := 1; t.Verdict == Fail && n < len(t.Failure.Trace); n++ {
		found := t.Finding
		t.Verdict, t.Reason, t.Failure = 0, spec.Text{}, nil
		if t.play(s, n, events); t.Verdict != Fail {
			found.Sessions = t.Sessions
			t.Finding = found
		}
	}
}

// play plays all sequences of n of the events.
func (t *trial) play(s Scene, n int, events []func()) {
	total := 1
	for range n {
		total *= len(events)
	}
	for sequence := 0; sequence < total && t.Verdict == 0; sequence++ {
		t.open(s)
		for rest, digit := sequence, total/len(events); digit > 0 && !t.over(); digit /= len(events) {
			events[rest/digit]()
			rest %= digit
		}
	}
}
