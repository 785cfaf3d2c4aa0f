package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
)

// phone returns what a softphone shows now.
func (t *trial) phone(party string) Phone {
	p, ok := t.now.Phones[party]
	if !ok {
		t.lies(spec.Screen, " of "+party)
	}
	return p
}

// label wants a label on the toggle: 0 where it is not shown.
func (t *trial) label(party string, want pause.Verb) {
	p := t.phone(party)
	t.want(p.Toggle == want && !p.Both, party+" "+labelText(want), party+" "+p.summary())
}

func labelText(v pause.Verb) string {
	if v == 0 {
		return "no toggle"
	}
	return v.Label(spec.JA)
}

// message wants 「録音が停止状態です」 to be shown, or not.
func (t *trial) message(party string, want bool) {
	p := t.phone(party)
	t.want(p.Message == want, fmt.Sprintf("%s message %t", party, want), fmt.Sprintf("%s message %t", party, p.Message))
}

// shows wants a label, and the message exactly beside 録音再開.
func (t *trial) shows(party string, want pause.Verb) {
	t.label(party, want)
	t.message(party, want == pause.Resume)
}

// shown wants the toggle under either label, or no toggle.
func (t *trial) shown(party string, want bool) {
	p := t.phone(party)
	t.want((p.Toggle != 0) == want, fmt.Sprintf("%s toggle shown: %t", party, want), party+" "+p.summary())
}

// unchanged wants what a softphone shows to be what it showed before.
func (t *trial) unchanged(party string) {
	if t.over() {
		return
	}
	was, is := t.before.Phones[party], t.phone(party)
	t.want(was.Toggle == is.Toggle && was.Message == is.Message && was.Both == is.Both, party+" "+was.summary(), party+" "+is.summary())
}

// operable wants a button that can be operated, or not.
func (t *trial) operable(party string, b buttons.Button, want bool) {
	p := t.phone(party)
	v, ok := p.Buttons[b]
	if !ok {
		t.lies(spec.Operability, " of "+b.String())
	}
	text := func(operable bool) string {
		return fmt.Sprintf("%s 「%s」 %s", party, b.Label(spec.JA), map[bool]string{true: "○", false: "×"}[operable])
	}
	t.want((v == buttons.Enabled) == want, text(want), text(v == buttons.Enabled))
}

// because wants a subject that gives its reasons to give this rule for a button.
func (t *trial) because(party string, b buttons.Button, rules ...spec.ID) {
	if t.over() || !t.desc.Features.Has(Reasons) {
		return
	}
	got, ok := t.phone(party).Reasons[b]
	if !ok {
		t.end(Broken, "the subject says that it gives reasons, and gives none of %v", b)
	}
	t.want(slices.Contains(rules, got), fmt.Sprintf("%v because of %v", b, rules[0]), fmt.Sprintf("%v because of %v", b, got))
}

// recording wants the original call's recording to do one of the things.
func (t *trial) recording(want ...pause.State) { t.recordingOf(OriginalCall, want...) }

func (t *trial) recordingOf(call string, want ...pause.State) {
	if t.over() {
		return
	}
	if t.now.Calls == nil {
		t.lies(spec.RecorderState, "")
	}
	c, open := t.now.Calls[call]
	if !open {
		t.end(Inconclusive, "the call %s is over", call)
	}
	t.want(slices.Contains(want, c.Recording), fmt.Sprintf("recording %v", want[0]), fmt.Sprintf("recording %v", c.Recording))
}

// silenced wants the voices of these parties, and of no others, to be silence in the original call, as far as the subject tells.
func (t *trial) silenced(parties ...string) {
	want := pause.Partial
	if len(parties) == 0 {
		want = pause.On
	}
	t.recording(want)
	if got := t.now.Calls[OriginalCall].Silenced; got != nil {
		t.want(slices.Equal(got, parties), fmt.Sprintf("%v silenced", parties), fmt.Sprintf("%v silenced", got))
	}
}

// heard wants a beep to everybody of the parties.
func (t *trial) heard(parties ...string) {
	if t.over() {
		return
	}
	if t.now.Beeps == nil {
		t.lies(spec.Beeps, "")
	}
	got := t.now.heard()
	for _, p := range parties {
		t.want(slices.Contains(got, p), "a beep to "+p, fmt.Sprintf("a beep to %v", got))
	}
}

// cites wants a subject that gives its reasons to give one of these rules for the last event.
func (t *trial) cites(rules ...spec.ID) {
	if t.over() || !t.desc.Features.Has(Reasons) {
		return
	}
	found := slices.ContainsFunc(rules, func(id spec.ID) bool { return slices.Contains(t.now.Reasons, id) })
	t.want(found, fmt.Sprintf("because of %v", rules), fmt.Sprintf("because of %v", t.now.Reasons))
}

// support wants what the subject says of the last event, and by which rule, if it gives its reasons.
func (t *trial) support(want spec.Support, rules ...spec.ID) {
	if t.over() {
		return
	}
	if !t.desc.Features.Has(Supports) {
		t.end(Skip, "the subject does not claim %v", Supports)
		return
	}
	if t.now.Support == nil {
		t.end(Broken, "the subject says that it states support levels, and states none")
		return
	}
	t.want(*t.now.Support == want, want.String(), t.now.Support.String())
	if len(rules) > 0 && t.desc.Features.Has(Reasons) {
		t.want(slices.Contains(rules, t.now.SupportRule), fmt.Sprintf("%v because of %v", want, rules[0]), fmt.Sprintf("because of %v", t.now.SupportRule))
	}
}

// tracks returns the tracks that a recording has by the scene's layout, or fails.
func (t *trial) tracks(r Recording) []Track {
	want := []recording.Track{recording.Mixed}
	if t.scene.Settings.Layout != calllog.OneChannel {
		want = []recording.Track{recording.OperatorSide, recording.FarSide}
	}
	var got []recording.Track
	for _, track := range r.Tracks {
		got = append(got, track.Track)
	}
	t.want(slices.Equal(got, want), fmt.Sprintf("tracks %v", want), fmt.Sprintf("tracks %v", got))
	if t.over() {
		return nil
	}
	return r.Tracks
}

// track returns one track of a recording.
func (t *trial) track(r Recording, want recording.Track) Track {
	for _, track := range t.tracks(r) {
		if track.Track == want {
			return track
		}
	}
	t.want(false, want.String()+" track", "none")
	return Track{}
}

// silent wants none of the parties' speech in any track in a span, and no noise; every wants all of it, in the tracks together.
func (t *trial) silent(r Recording, in recording.Span, parties ...string) {
	for _, track := range t.tracks(r) {
		noise := slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Noise && !s.Intersect(in).Empty() })
		t.want(!noise, fmt.Sprintf("silence in %v of the %v track", in, track.Track), "noise")
		for _, p := range parties {
			n := track.said(p, in)
			t.want(n == 0, fmt.Sprintf("%s silent in %v of the %v track", p, in, track.Track), fmt.Sprintf("%d samples of its speech", n))
		}
	}
}

func (t *trial) every(r Recording, in recording.Span, parties ...string) {
	for _, p := range parties {
		var n int64
		for _, track := range t.tracks(r) {
			n += track.said(p, in)
		}
		t.want(n == in.Len(), fmt.Sprintf("%s recorded in %v", p, in), fmt.Sprintf("%d of %d samples of its speech", n, in.Len()))
	}
}

// beepIn wants a beep from a position on in a track, or none.
func (t *trial) beepIn(r Recording, which recording.Track, at int64, want bool) {
	got := t.track(r, which).beeps(at)
	t.want(got == want, fmt.Sprintf("beep at %d in the %v track: %t", at, which, want), fmt.Sprintf("%t", got))
}

// transcribed wants all of a party's speech in a span to be in the transcript; untranscribed wants none.
func (t *trial) transcribed(r Recording, in recording.Span, party string) {
	n := t.wrote(r, in, party)
	t.want(n == in.Len(), fmt.Sprintf("speech of %s in %v transcribed", party, in), fmt.Sprintf("%d of %d samples", n, in.Len()))
}

func (t *trial) untranscribed(r Recording, in recording.Span, party string) {
	n := t.wrote(r, in, party)
	t.want(n == 0, fmt.Sprintf("no speech of %s in %v transcribed", party, in), fmt.Sprintf("%d samples", n))
}

func (t *trial) wrote(r Recording, in recording.Span, party string) (n int64) {
	if r.Transcript == nil {
		t.lies(spec.Transcript, "")
	}
	for _, s := range r.Transcript {
		if s.Party == party {
			n += s.Intersect(in).Len()
		}
	}
	return n
}

// history wants the IVR history to show the keys as they were pressed, or masked.
func (t *trial) history(keys string, masked bool) {
	if t.over() {
		return
	}
	if t.now.History == nil {
		t.lies(spec.History, "")
		return
	}
	got := *t.now.History
	if masked {
		t.want(!strings.ContainsAny(got, keys), "the keys masked in the history", "keys that can be read")
	} else {
		t.want(got == keys, "the keys as they were pressed in the history", "something else")
	}
}
