package conformance

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A trial is one check on its way through scenes of one subject. The first difference ends it: all that is asked of it after that
// does nothing. A scene that the subject has not, or cannot reach, is set aside, and the others are still looked at.
type trial struct {
	Finding

	ctx   context.Context
	sut   SUT
	desc  Description
	depth int   // how long sequences are that a check tries out in full
	guard int64 // samples at both sides of an edge in a recording that are not judged
	step  int64 // samples from one event to the next

	session Session
	aside   bool      // the scene is set aside
	opened  int       // scenes that were not
	unseen  spec.Text // why the first scene that should have been seen could not be
	lacking spec.Text // why the first scene that need not be seen was not

	scene    Scene
	trace    []Event
	at       int64
	now      Observation
	before   Observation
	rejected bool                     // the last event was
	held     bool                     // A has put its call on hold
	ended    bool                     // the call has ended
	displays map[string]pause.Display // what the softphones show by what was clicked; in the role pbx the kit plays them
}

func newTrial(ctx context.Context, s SUT, d Description, set settings) *trial {
	t := &trial{ctx: ctx, sut: s, desc: d, depth: set.depth, guard: set.around(d)}
	t.step = Rate + 2*t.guard
	return t
}

// end decides the trial.
func (t *trial) end(v Verdict, why spec.Text) {
	if t.Verdict == 0 {
		t.Verdict, t.Reason = v, why
	}
}

// fail ends it with a difference from what the rule says.
func (t *trial) fail(want, got spec.Text) {
	if t.over() {
		return
	}
	t.Failure = &Failure{Scene: t.scene, Trace: t.trace, Want: want, Got: got, Before: t.before, After: t.now}
	t.end(Fail, say("期待：%s、実際：%s", "want %s, got %s", want, got))
}

// unreachable sets the scene aside: the subject should show it and does not, so that the rule is not fully seen.
func (t *trial) unreachable(why spec.Text) {
	if t.unseen == (spec.Text{}) {
		t.unseen = why
	}
	t.aside = true
}

// lacks sets the scene aside where it needs what the subject does not claim to have.
func (t *trial) lacks(f Features) bool {
	missing := f &^ t.desc.Features
	if missing == 0 {
		return false
	}
	t.lacking, t.aside = say("対象外の機能：%s", "the subject does not claim %s", missing), true
	return true
}

// altogether leaves the last trace behind: what is wanted next is of all that was seen.
func (t *trial) altogether() { t.trace, t.before, t.now = nil, Observation{}, Observation{} }

// over reports whether nothing more is asked: of the trial, or in this scene.
func (t *trial) over() bool { return t.Verdict != 0 || t.aside }

// finish gives the verdict where nothing has differed.
func (t *trial) finish() {
	switch {
	case t.unseen != spec.Text{}:
		t.end(Inconclusive, t.unseen)
	case t.opened == 0 && t.lacking != spec.Text{}:
		t.end(Skip, t.lacking)
	}
	t.end(Pass, spec.Text{})
}

// open begins a scene with a fresh subject.
func (t *trial) open(s Scene) {
	if t.close(); t.Verdict != 0 {
		return
	}
	t.scene, t.trace, t.at, t.now, t.before, t.displays = s, nil, 0, Observation{}, Observation{}, map[string]pause.Display{}
	t.aside, t.rejected, t.held, t.ended = false, false, false, false
	if t.lacks(s.features()) {
		return
	}
	session, err := t.sut.Open(t.ctx, s)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.unreachable(say("%s：%s", "%s: %s", s, lack(err)))
	case err != nil:
		t.end(Broken, say("%sの準備：%s", "open %s: %s", s, plain(err.Error())))
	case session == nil:
		t.end(Broken, say("%sの準備：セッションもエラーもない", "open %s: no session and no error", s))
	default:
		t.Sessions++
		t.session = session
		t.observe()
		t.reached()
	}
}

// lack says what a subject has not, in its own words where it has some.
func lack(err error) spec.Text {
	if text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), ErrUnsupported.Error()), ": "); text != "" {
		return plain(text)
	}
	return spec.Text{JA: "製品が対応していない", EN: "not supported by the subject"}
}

// reached makes sure that the subject is in the scene's state, by its own account.
func (t *trial) reached() {
	if t.over() {
		return
	}
	t.opened++
	if p := t.now.Phones[A]; p.State != 0 && p.State != t.scene.Place.State() {
		t.unreachable(say("%s：製品の報告では%s", "%s: the subject reports that A is %s", t.scene, p.State))
	}
}

func (t *trial) close() {
	if t.session == nil {
		return
	}
	session := t.session
	t.session = nil
	if err := session.Close(); err != nil {
		t.end(Broken, say("終了：%s", "close: %s", plain(err.Error())))
	}
}

func (t *trial) observe() {
	if t.over() {
		return
	}
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.end(Broken, say("観測：%s", "observe: %s", plain(err.Error())))
		return
	}
	t.before, t.now = t.now, o
}

// do lets an event happen a step after the last one, looks, and returns its position.
func (t *trial) do(e Event) int64 {
	if !t.try(e) {
		t.unreachable(say("%s：製品にはできない", "the subject cannot do such a thing: %s", e))
	}
	return t.at
}

// try is do of an event that the rule can do without: it reports whether the subject has such a thing at all.
func (t *trial) try(e Event) (can bool) {
	t.at += t.step
	e.At = t.at
	if t.over() {
		return true
	}
	if t.lacks(e.features()) {
		t.opened--
		return true
	}
	t.trace = append(t.trace, e)
	err := t.session.Do(t.ctx, e)
	t.rejected = errors.Is(err, ErrRejected)
	switch {
	case err == nil || t.rejected:
		t.observe()
	case errors.Is(err, ErrUnsupported):
		t.trace = t.trace[:len(t.trace)-1]
		return false
	default:
		t.end(Broken, say("%s：%s", "%s: %s", e, plain(err.Error())))
	}
	return true
}

// read returns the recording of the original call so far.
func (t *trial) read() Contents {
	if t.over() {
		return Contents{}
	}
	reader, ok := t.session.(Reader)
	if !ok {
		t.end(Broken, say("録音を読めるとしているが、セッションがReaderでない", "the subject says that its recordings can be read, and its session is no Reader"))
		return Contents{}
	}
	r, err := reader.Recording(t.ctx)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.unreachable(say("録音：%s", "recording: %s", lack(err)))
	case err != nil:
		t.end(Broken, say("録音：%s", "recording: %s", plain(err.Error())))
	}
	return r
}

// lies ends the trial of a subject that does not show what it says can be seen.
func (t *trial) lies(what spec.Observables, of string) {
	if t.over() {
		return
	}
	t.end(Broken, say("「%s」（%s）を観測できるとしているが、示していない", "the subject says that %s (%s) can be observed, and shows none", what, of))
}

// click clicks a softphone's toggle. A PBX sees the command of a softphone that the kit plays.
func (t *trial) click(party string) int64 {
	if t.over() {
		return t.at
	}
	display, cmd := t.displays[party].Click()
	e := Event{Action: Click, Party: party, Button: buttons.Toggle, Verb: t.now.Phones[party].Toggle}
	if t.desc.Role == PBX {
		e = Event{Action: Command, Party: party, Verb: cmd.Verb}
	}
	at := t.do(e)
	if !t.rejected || t.already(cmd.Verb) {
		t.displays[party] = display.Confirm(cmd)
	}
	return at
}

// already reports whether the call does what a command asks for, so that one which was rejected has nothing left to do.
func (t *trial) already(v pause.Verb) bool {
	return t.now.Calls[OriginalCall].Recording == [...]pause.State{pause.Stop: pause.Silent, pause.Resume: pause.On}[v]
}

// press clicks another button.
func (t *trial) press(party string, b buttons.Button) int64 {
	return t.do(Event{Action: Click, Party: party, Button: b})
}

// dial clicks a key of the dial pad.
func (t *trial) dial(party, key string) int64 {
	return t.do(Event{Action: Click, Party: party, Button: buttons.Dial, Keys: key})
}

// enter has a party press keys that an IVR hears.
func (t *trial) enter(party, keys string) { t.do(Event{Action: Enter, Party: party, Keys: keys}) }

// wait lets time pass in which nothing happens.
func (t *trial) wait() int64 { return t.do(Event{Action: Wait}) }

// fact lets something happen to a call that the rule needs to happen.
func (t *trial) fact(party string, k calllog.Kind, call string) int64 {
	e := Event{Action: Fact, Party: party, Fact: k, Call: call}
	at := t.do(e)
	if t.rejected && !t.over() {
		t.unreachable(say("%s：製品が拒んだ", "the subject rejects it: %s", e))
	}
	return at
}

// call begins another call of the scene's two parties, from idle.
func (t *trial) call() int64 {
	t.displays, t.ended = map[string]pause.Display{}, false
	t.fact(A, calllog.CallInvite, OriginalCall)
	return t.fact(t.scene.Peer, calllog.CallAnswered, OriginalCall)
}

// hangUp has a party leave a call.
func (t *trial) hangUp(party, call string) int64 {
	t.ended = t.ended || call == OriginalCall
	return t.fact(party, calllog.CallHangup, call)
}

// phone returns what a softphone shows now.
func (t *trial) phone(party string) Screen {
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
func (t *trial) recorder(call string) Recorder {
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

// inside is a span without the guard at its edges.
func (t *trial) inside(s recording.Span) recording.Span {
	return recording.Span{From: s.From + t.guard, To: s.To - t.guard}
}

// near reports whether two positions are the same within the guard.
func (t *trial) near(a, b int64) bool { return max(a, b)-min(a, b) <= t.guard }

// since returns the span from a recording's beginning, or from the scene's if that is later, to a position.
func (r Contents) since(to int64) recording.Span {
	return recording.Span{From: max(0, r.From), To: to}
}

// tracks returns the tracks of a recording, and wants there to be some.
func (t *trial) tracks(r Contents) []TrackContents {
	if len(r.Tracks) == 0 {
		t.fail(say("録音", "a recording"), nothing)
	}
	return r.Tracks
}

// track returns one track of a recording.
func (t *trial) track(r Contents, want recording.Track) TrackContents {
	i := slices.IndexFunc(r.Tracks, func(track TrackContents) bool { return track.Track == want })
	if i < 0 {
		t.fail(trackText(want), nothing)
		return TrackContents{}
	}
	return r.Tracks[i]
}

var trackTexts = [...]spec.Text{
	recording.Mixed:        {JA: "1本にまとめた録音", EN: "the mixed track"},
	recording.OperatorSide: {JA: "オペレーター側の録音", EN: "the operator's track"},
	recording.FarSide:      {JA: "相手側の録音", EN: "the other party's track"},
}

func trackText(t recording.Track) spec.Text {
	if int(t) < len(trackTexts) {
		return trackTexts[t]
	}
	return plain(t.String())
}

// silent wants none of the parties' speech in any track in a span, and no noise.
func (t *trial) silent(r Contents, in recording.Span, parties ...string) {
	in = t.inside(in)
	for _, track := range t.tracks(r) {
		want := say("%sは%s無音", "%s silent %s", trackText(track.Track), during(in))
		if slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Noise && !s.Intersect(in).Empty() }) {
			t.fail(want, say("雑音", "noise"))
		}
		for _, p := range parties {
			if n := track.said(p, in); n > 0 {
				t.fail(want, say("%sの音声が%s", "%s heard for %s", p, seconds(n)))
			}
		}
	}
}

// every wants all of each party's speech in a span, in the tracks together.
func (t *trial) every(r Contents, in recording.Span, parties ...string) {
	in = t.inside(in)
	for _, p := range parties {
		var spoken []Segment
		for _, track := range t.tracks(r) {
			spoken = append(spoken, track.Segments...)
		}
		if n := (TrackContents{Segments: spoken}).said(p, in); n < in.Len() {
			t.fail(say("%sの音声が%s", "%s heard %s", p, during(in)), say("%sだけ", "for %s of it", seconds(n)))
		}
	}
}

// said returns how many samples of a party's speech there are in a span, however often.
func (t TrackContents) said(party string, in recording.Span) (n int64) {
	var spans []recording.Span
	for _, s := range t.Segments {
		if x := s.Intersect(in); !x.Empty() && slices.Contains(s.Voices, party) {
			spans = append(spans, x)
		}
	}
	slices.SortFunc(spans, func(a, b recording.Span) int { return cmp.Compare(a.From, b.From) })
	end := in.From
	for _, s := range spans {
		n += recording.Span{From: max(s.From, end), To: s.To}.Len()
		end = max(end, s.To)
	}
	return n
}

// beepIn wants a beep that starts at a position in a track, or none.
func (t *trial) beepIn(r Contents, which recording.Track, at int64, want bool) {
	if got := t.beepAt(t.track(r, which), at); got != want {
		t.fail(beepText(which, at, want), beepText(which, at, got))
	}
}

func beepText(which recording.Track, at int64, is bool) spec.Text {
	return say("%sの%sにビープ音%s", "%[3]s beep at %[2]s in %[1]s", trackText(which), seconds(at), yesNo(is, spec.Text{JA: "あり", EN: "a"}, spec.Text{JA: "なし", EN: "no"}))
}

// beepAt reports whether a beep starts at a position.
func (t *trial) beepAt(track TrackContents, at int64) bool {
	return slices.ContainsFunc(track.Segments, func(s Segment) bool { return s.Beep && t.near(s.From, at) })
}

// beepAnywhere wants a beep that starts at a position in some track.
func (t *trial) beepAnywhere(r Contents, at int64) {
	if !slices.ContainsFunc(t.tracks(r), func(track TrackContents) bool { return t.beepAt(track, at) }) {
		t.fail(say("録音の%sに再開のビープ音", "the beep of the resume at %s in the recording", seconds(at)), nothing)
	}
}

// lasting wants a recording to go on to a position, and every track to be without a gap.
func (t *trial) lasting(r Contents, to int64) {
	if !t.over() && !t.near(r.To, to) {
		t.fail(say("%sまでの録音", "a recording up to %s", seconds(to)), say("%sまで", "up to %s", seconds(r.To)))
	}
	for _, track := range t.tracks(r) {
		if !t.whole(track, r.Span) {
			t.fail(say("切れ目のない%s", "%s without a gap", trackText(track.Track)), say("切れ目、または別の長さ", "a gap, or another length"))
		}
	}
}

// whole reports whether a track's segments follow each other without a gap from one end of a span to the other.
func (t *trial) whole(track TrackContents, span recording.Span) bool {
	if len(track.Segments) == 0 {
		return false
	}
	first := track.Segments[0].From
	at := first
	for _, s := range track.Segments {
		if s.From != at {
			return false
		}
		at = s.To
	}
	return t.near(first, span.From) && t.near(at, span.To)
}

// untranscribed wants nothing of a party's speech in a span in the transcript.
func (t *trial) untranscribed(r Contents, in recording.Span, party string) {
	in = t.inside(in)
	if n := t.wrote(r, in, party); n > 0 {
		t.fail(say("%sの音声の文字起こしは%sなし", "nothing of %s transcribed %s", party, during(in)), say("%s分", "%s of it", seconds(n)))
	}
}

// wrote returns how many samples of a party's speech in a span are in the transcript.
func (t *trial) wrote(r Contents, in recording.Span, party string) (n int64) {
	if r.Transcript == nil {
		t.lies(spec.Transcript, party)
	}
	for _, s := range r.Transcript {
		if s.Party == party {
			n += s.Intersect(in).Len()
		}
	}
	return n
}
