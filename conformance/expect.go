package conformance

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// phone returns what a softphone shows now.
func (t *trial) phone(party string) Phone {
	p, ok := t.now.Phones[party]
	if !ok {
		t.missing(party)
	}
	return p
}

// missing is for a softphone that is not shown: A must be, and an adapter of one softphone shows no other.
func (t *trial) missing(party string) {
	if t.over() {
		return
	}
	if party == A {
		t.lies(spec.Screen, party)
		return
	}
	t.unreachable(say("%s：ソフトフォン%sを観測できない", "%s: softphone %s is not shown", t.scene, party))
}

// label wants a label on the toggle: 0 where it is not shown.
func (t *trial) label(party string, want pause.Verb) {
	if p := t.phone(party); p.Toggle != want || p.Both {
		t.fail(say("%s：%s", "%s %s", party, labelText(want)), p.of(party))
	}
}

// message wants 「録音が停止状態です」 to be shown, or not.
func (t *trial) message(party string, want bool) {
	if got := t.phone(party).Message; got != want {
		t.fail(messageText(party, want), messageText(party, got))
	}
}

// shows wants a label, and the message exactly beside 録音再開.
func (t *trial) shows(party string, want pause.Verb) {
	t.label(party, want)
	t.message(party, want == pause.Resume)
}

// shown wants the toggle under either label, or no toggle.
func (t *trial) shown(party string, want bool) {
	if p := t.phone(party); (p.Toggle != 0) != want {
		t.fail(shownText(party, want), p.of(party))
	}
}

// unchanged wants what a softphone shows to be what it showed before.
func (t *trial) unchanged(party string) {
	was, ok := t.before.Phones[party]
	if !ok {
		t.missing(party)
	}
	if is := t.phone(party); was.Toggle != is.Toggle || was.Message != is.Message || was.Both != is.Both {
		t.fail(was.of(party), is.of(party))
	}
}

// button returns what a button is.
func (t *trial) button(party string, b buttons.Button) buttons.Verdict {
	v, ok := t.phone(party).Buttons[b]
	if !ok {
		t.lies(spec.Operability, party+" 「"+b.Label(spec.JA)+"」")
	}
	return v
}

// operable wants a button that can be operated, or not.
func (t *trial) operable(party string, b buttons.Button, want bool) {
	if got := t.button(party, b) == buttons.Enabled; got != want {
		t.fail(operableText(party, b, want), operableText(party, b, got))
	}
}

// because wants a subject that gives its reasons to give this rule for a button.
func (t *trial) because(party string, b buttons.Button, want spec.ID) {
	if t.over() || !t.desc.Features.Has(Reasons) {
		return
	}
	got, ok := t.phone(party).Reasons[b]
	switch {
	case !ok:
		t.end(Broken, say("理由を示すとしているが、「%s」の理由がない", "the subject says that it gives reasons, and gives none of 「%s」", b.Label(spec.JA)))
	case got != want:
		t.fail(reasonText(b, want), reasonText(b, got))
	}
}

func reasonText(b buttons.Button, rule spec.ID) spec.Text {
	return say("「%s」の理由は%v", "「%s」 because of %v", b.Label(spec.JA), rule)
}

// recording wants the original call's recording to do one of the things.
func (t *trial) recording(want ...pause.State) { t.recordingOf(OriginalCall, want...) }

func (t *trial) recordingOf(call string, want ...pause.State) {
	if c := t.recorder(call); !slices.Contains(want, c.Recording) {
		t.fail(recordingText(want[0]), recordingText(c.Recording))
	}
}

// recorder returns what a call's recording does.
func (t *trial) recorder(call string) Call {
	c, open := t.now.Calls[call]
	switch {
	case t.now.Calls == nil:
		t.lies(spec.RecorderState, call)
	case !open && !t.over():
		t.unreachable(say("製品の報告では通話%sがない", "the subject reports no call %s", call))
	}
	return c
}

// unrecorded wants nothing to be recorded of the original call: it has no recording, or one that is off or silent.
func (t *trial) unrecorded() {
	if _, open := t.now.Calls[OriginalCall]; open || t.now.Calls == nil {
		t.recording(pause.Off, pause.Silent)
	}
}

// silenced wants the voices of these parties, and of no others, to be silence in the original call, as far as the subject tells.
func (t *trial) silenced(parties ...string) {
	if len(parties) == 0 {
		t.recording(pause.On)
	} else {
		t.recording(pause.Partial, pause.On)
	}
	if got := t.recorder(OriginalCall).Silenced; got != nil && !slices.Equal(slices.Sorted(slices.Values(got)), parties) {
		t.fail(silencedText(parties), silencedText(got))
	}
}

func silencedText(parties []string) spec.Text {
	return say("無音：%s", "silenced: %s", listed(parties))
}

// heard wants a beep to everybody of the parties.
func (t *trial) heard(parties ...string) {
	if t.now.Beeps == nil {
		t.lies(spec.Beeps, A)
	}
	got := t.now.heard()
	for _, p := range parties {
		if !slices.Contains(got, p) {
			t.fail(say("ビープ音：%s", "a beep to %s", p), say("ビープ音：%s", "a beep to %s", listed(got)))
		}
	}
}

// cites wants a subject that gives its reasons to give one of these rules for the last event.
func (t *trial) cites(rules ...spec.ID) {
	if !t.desc.Features.Has(Reasons) || slices.ContainsFunc(rules, func(id spec.ID) bool { return slices.Contains(t.now.Reasons, id) }) {
		return
	}
	t.fail(say("理由は%s", "because of %s", listed(rules)), say("理由は%s", "because of %s", listed(t.now.Reasons)))
}

// support wants what the subject says of the last event, and by which rule, if it gives its reasons.
func (t *trial) support(want spec.Support, rules ...spec.ID) {
	switch got := t.now.Support; {
	case t.over():
	case !t.desc.Features.Has(Supports):
		t.end(Skip, say("対象外の機能：%s", "the subject does not claim %s", Supports))
	case got == nil:
		t.end(Broken, say("保証範囲を示すとしているが、示していない", "the subject says that it states support levels, and states none"))
	case *got != want:
		t.fail(say("%s", "%s", want), say("%s", "%s", *got))
	case len(rules) > 0 && t.desc.Features.Has(Reasons) && !slices.Contains(rules, t.now.SupportRule):
		t.fail(say("%sの理由は%s", "%s because of %s", want, listed(rules)), say("理由は%v", "because of %v", t.now.SupportRule))
	}
}

// history wants the IVR history to show the keys as they were pressed, or not to give them away.
func (t *trial) history(keys string, masked bool) {
	got := t.now.History
	switch {
	case t.over():
	case got == nil:
		t.lies(spec.History, t.scene.Peer)
	case masked && strings.Contains(*got, keys):
		t.fail(say("履歴のキーはマスク", "the keys masked in the history"), say("読めるキー", "keys that can be read"))
	case !masked && *got != keys:
		t.fail(say("履歴に押したとおりのキー", "the keys as they were pressed in the history"), say("それ以外", "something else"))
	}
}
