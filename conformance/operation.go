package conformance

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// operation is what a click does (chapter 3), and what the definitions before it come to.
var operation = []check{
	{spec.DEF010, func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.recording(pause.On)
			t.quiet(pause.On)
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
	{spec.DEF040, func(t *trial) { t.paused(func(r Recording, in recording.Span) { t.silent(r, in, A, C) }) }},
	{spec.RSP020, func(t *trial) {
		t.open(Scenario(Talking))
		t.click(A)
		t.quiet(pause.Silent)
		if t.desc.Role == PBX {
			t.try(Event{Action: Command, Party: A, Verb: NoSuchVerb})
			t.recording(pause.Silent)
		}
	}},
	{spec.RSP030, func(t *trial) {
		t.open(Scenario(Talking))
		t.quiet(pause.On)
		stop := t.click(A)
		t.hangUp(C, OriginalCall)
		r := t.read()
		if before := t.inside(r.since(stop)); before.Empty() {
			t.fail(say("停止前からの録音", "a recording that begins before the stop"), say("%sからの録音", "one that begins at %s", seconds(r.From)))
		}
		t.every(r, r.since(stop), A, C)
	}},
	{spec.OPS010, func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.click(A)
			t.recording(pause.Silent)
			t.cites(spec.OPS010)
		}
	}},
	{spec.OPS020, func(t *trial) { t.open(Scenario(Talking)); t.click(A); t.message(A, true) }},
	{spec.OPS030, func(t *trial) { t.open(Scenario(Talking)); t.click(A); t.label(A, pause.Resume) }},
	{spec.OPS031, func(t *trial) {
		t.open(Scenario(Talking))
		for range 2 * t.depth {
			if p := t.phone(A); p.Both || p.Toggle == 0 {
				t.fail(say("A：ラベル1つ", "A one label"), p.of(A))
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
	{spec.OPS040, func(t *trial) {
		for _, s := range pairs() {
			t.open(s)
			t.click(A)
			t.click(A)
			t.recording(pause.On)
			t.cites(spec.OPS040)
		}
	}},
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

// pairs is the calls of two that the vendor stands behind.
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

// quiet lets things happen that are no click on the toggle, those that the subject has, and wants the recording to go on as it does.
func (t *trial) quiet(want pause.State) {
	events := []Event{{Action: Wait}, {Action: Fact, Party: A, Fact: calllog.HandRaise}}
	for _, key := range []string{"1", "5", "#"} {
		events = append(events, Event{Action: Enter, Party: t.scene.Peer, Keys: key})
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
	if got := t.now.commands(A); len(got) == 0 || slices.ContainsFunc(got, func(v pause.Verb) bool { return v != want }) {
		t.fail(sentText(want), sentText(got...))
	}
}

func sentText(verbs ...pause.Verb) spec.Text {
	var labels []string
	for _, v := range verbs {
		labels = append(labels, labelOf(v))
	}
	return say("Aの指示：%s", "A commands %s", listed(labels))
}

// paused plays a call with one pause, and shows its recording and the span of the pause.
func (t *trial) paused(look func(r Recording, in recording.Span)) {
	t.pausedIn(Scenario(Talking), look)
}

func (t *trial) pausedIn(s Scene, look func(r Recording, in recording.Span)) { t.pausedFor(s, 0, look) }

// pausedFor is pausedIn with a pause that lasts longer by some samples.
func (t *trial) pausedFor(s Scene, longer int64, look func(r Recording, in recording.Span)) {
	t.open(s)
	stop := t.click(A)
	t.at += longer
	resume := t.click(A)
	t.hangUp(t.scene.Peer, OriginalCall)
	look(t.read(), recording.Span{From: stop, To: resume})
}
