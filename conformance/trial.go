package conformance

import (
	"context"
	"errors"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/limit"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A trial is one check on its way through scenes of one subject: it lets events happen, and says what a check wants to
// be so. A verdict ends it: what is asked of it after that does nothing, so that a check is a plain list of what is
// done and what is wanted.
type trial struct {
	*judging
	ruling
	ctx  context.Context
	step int64 // samples from one event to the next

	spare bool // calls that came in, and those with a softphone, need not be possible
}

// A ruling is the finding on a rule, as long as scenes are looked at.
type ruling struct {
	Finding
	visit
	opened  int       // scenes that could be judged
	unseen  spec.Text // why the first scene that should have been seen could not be
	lacking spec.Text // why the last scene that need not be seen was not
}

// A visit is one scene: what has happened there, and what was seen.
type visit struct {
	scene    Scene
	session  Session // nil where the subject has not come to the scene
	left     bool    // nothing more is asked in this scene
	trace    []Event
	at       int64
	now      Observation
	before   Observation              // what was seen before the last event
	rejected bool                     // the last event was
	held     bool                     // A has put its call on hold
	ended    bool                     // the call has ended
	displays map[string]pause.Display // what clicks have made the softphones show; in the role pbx the kit plays them
}

func newTrial(ctx context.Context, j *judging) *trial {
	return &trial{judging: j, ctx: ctx, step: Rate + 2*j.guard}
}

// run plays a check that needs some observables, and gives the trial its verdict.
func (t *trial) run(needs spec.Observables, check func(*trial)) {
	if unseen := needs &^ t.desc.Observables; unseen != 0 {
		t.end(Inconclusive, say("観測できません：%s。", "Not observable: %s.", observablesText(unseen)))
		return
	}
	t.catch(func() { check(t) })
	t.catch(t.close)
	switch {
	case t.unseen != spec.Text{}:
		t.end(Inconclusive, t.unseen)
	case t.opened == 0 && t.lacking != spec.Text{}:
		t.end(Skip, t.lacking)
	}
	t.end(Pass, spec.Text{})
}

// catch makes a verdict of a panic of the subject.
func (t *trial) catch(do func()) {
	defer func() {
		if p := recover(); p != nil {
			stack := string(debug.Stack())
			if of, ok := p.(*limit.Panic); ok {
				stack = of.Stack
			}
			t.Failure, t.Verdict = nil, Broken
			t.Reason = say("パニックが起きました：%v\n%s", "It panicked: %v\n%s", p, subjectFrames(stack))
		}
	}()
	do()
}

// subjectFrames returns the part of a stack between a panic and whoever asked: the subject's own functions.
func subjectFrames(stack string) string {
	_, after, _ := strings.Cut(stack, "\npanic(")
	lines := strings.SplitN(after, "\n", 3)
	frames := lines[len(lines)-1]
	for _, ours := range []reflect.Type{reflect.TypeFor[trial](), reflect.TypeFor[limited](),
		reflect.TypeFor[limitedSession](), reflect.TypeFor[limitedReader]()} {
		frames, _, _ = strings.Cut(frames, ours.PkgPath()+".(*"+ours.Name()+")")
	}
	return strings.TrimSpace(frames)
}

// end decides the trial. The first verdict stands.
func (r *ruling) end(v Verdict, why spec.Text) {
	if r.Verdict == 0 {
		r.Verdict, r.Reason = v, why
	}
}

// leave gives up the scene, and the others are still looked at: with Inconclusive where the rule is then not fully
// seen, and with Skip where the subject need not have such a scene.
func (r *ruling) leave(v Verdict, why spec.Text) {
	switch {
	case r.over():
	case v == Skip:
		r.lacking = why
	case r.unseen == spec.Text{}:
		r.unseen = why
	}
	r.left = true
}

// over reports whether nothing more is asked: of the trial, or in this scene.
func (r *ruling) over() bool { return r.Verdict != 0 || r.left }

// fail ends the trial with a difference from what the rule says.
func (r *ruling) fail(want, got spec.Text) {
	if r.over() {
		return
	}
	r.Failure = &Failure{Scene: r.scene, Trace: r.trace, Want: want, Got: got, Before: r.before, After: r.now}
	r.end(Fail, say("期待：%s。実際：%s。", "Expected: %s. Observed: %s.", want, got))
}

// wants fails the trial where a value is not the one that is wanted; inWords says what a value means.
func wants[V comparable](t *trial, want, got V, inWords func(V) spec.Text) {
	if want != got {
		t.fail(inWords(want), inWords(got))
	}
}

// hides ends the trial: the subject does not show what it says can be seen of it.
func (r *ruling) hides(what spec.Observables, of any) {
	if !r.over() {
		r.end(Broken, say("%sを観測できると申告されていますが、%sについては示されませんでした。",
			"It says that one can see %s, and shows nothing of %s.", observablesText(what), of))
	}
}

// lacks reports whether the subject does not claim to have some feature, and then leaves the scene.
func (t *trial) lacks(f Features) bool {
	missing := f &^ t.desc.Features
	if missing != 0 {
		t.leave(Skip, doesNotClaim(missing))
	}
	return missing != 0
}

func doesNotClaim(f Features) spec.Text {
	return say("製品が申告していない機能です：%s。", "A feature that the program does not claim: %s.", f)
}

// forgetTrace leaves the last trace behind: what is wanted next is of all the traces together.
func (r *ruling) forgetTrace() { r.trace, r.before, r.now = nil, Observation{}, Observation{} }

// open begins a scene with a fresh subject.
func (t *trial) open(s Scene) {
	if t.close(); t.Verdict != 0 {
		return
	}
	t.visit = visit{scene: s, displays: map[string]pause.Display{}}
	if t.lacks(s.features()) {
		return
	}
	session, err := t.sut.Open(t.ctx, s)
	switch {
	case errors.Is(err, ErrUnsupported) && t.spare && (s.Peer != C || s.Incoming):
		t.left = true
	case errors.Is(err, ErrUnsupported):
		t.leave(Inconclusive, say("用意できない場面です：%s（%s）", "No such scene here: %s (%s)", s, lack(err)))
	case err != nil:
		t.end(Broken, say("場面の準備に失敗しました：%s（%s）", "Opening the scene failed: %s (%s)", s, err))
	case session == nil:
		t.end(Broken, say("場面の準備がセッションもエラーも返しませんでした：%s",
			"Opening the scene gave no session and no error: %s", s))
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
	return say("製品が対応していません", "the program does not support it")
}

// reached makes sure that the subject is in the scene's state, by its own account.
func (t *trial) reached() {
	if t.over() {
		return
	}
	t.opened++
	if p := t.now.Phones[A]; p.State != 0 && p.State != t.scene.Place.State() {
		t.leave(Inconclusive, say("場面は「%s」のはずですが、製品の報告ではAは%sです。",
			"The scene was to be this: %s. The program reports that A is %s.", t.scene, p.State))
	}
}

func (t *trial) close() {
	if t.session == nil {
		return
	}
	session := t.session
	t.session = nil
	if err := session.Close(); err != nil {
		t.end(Broken, say("終了に失敗しました：%s", "Closing the session failed: %s", err))
	}
}

func (t *trial) observe() {
	if t.over() {
		return
	}
	o, err := t.session.Observe(t.ctx)
	if err != nil {
		t.end(Broken, say("観測に失敗しました：%s", "Observing failed: %s", err))
		return
	}
	t.before, t.now = t.now, o
}

// do lets an event happen a step after the last one, looks, and returns its position.
func (t *trial) do(e Event) int64 {
	if !t.try(e) {
		t.leave(Inconclusive, say("製品にはできない操作です：%s。", "The program cannot do this: %s.", e))
	}
	return t.at
}

// try is like do, for an event that the rule can do without: it reports whether the subject has such a thing at all.
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
	err := t.session.Do(t.ctx, e)
	t.rejected = errors.Is(err, ErrRejected)
	switch {
	case err == nil || t.rejected:
		t.trace = append(t.trace, e)
		t.observe()
	case errors.Is(err, ErrUnsupported):
		return false
	default:
		t.end(Broken, say("操作に失敗しました：%s（%s）", "This event failed: %s (%s)", e, err))
	}
	return true
}

// contents returns what the recording of the original call holds so far.
func (t *trial) contents() (c Contents) {
	if t.over() {
		return c
	}
	reader, ok := t.session.(Reader)
	if !ok {
		t.end(Broken, say("録音を読めると申告されていますが、セッションがReaderではありません。",
			"It says that its recordings can be read, and its session is no Reader."))
		return c
	}
	c, err := reader.Recording(t.ctx)
	switch {
	case errors.Is(err, ErrUnsupported):
		t.leave(Inconclusive, say("録音を読めません：%s", "The recording cannot be read: %s", lack(err)))
	case err != nil:
		t.end(Broken, say("録音を読めません：%s", "The recording cannot be read: %s", err))
	}
	return c
}

// click clicks a softphone's toggle. A PBX sees the command of a softphone that the kit plays.
func (t *trial) click(party string) int64 {
	if t.over() {
		return t.at
	}
	display := t.displays[party]
	cmd := display.Click()
	e := Event{Action: Click, Party: party, Button: buttons.Toggle, Verb: t.now.Phones[party].Toggle}
	if t.desc.Role == PBX {
		e = Event{Action: Command, Party: party, Verb: cmd.Verb}
	}
	at := t.do(e)
	if !t.rejected || t.already(cmd.Verb) {
		display.Confirm(cmd)
		t.displays[party] = display
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

// enter has a party press keys that an IVR hears.
func (t *trial) enter(party, keys string) { t.do(Event{Action: Enter, Party: party, Keys: keys}) }

// wait lets time pass in which nothing happens.
func (t *trial) wait() int64 { return t.do(Event{Action: Wait}) }

// fact lets something happen to a call that the rule needs to happen.
func (t *trial) fact(party string, k calllog.Kind, call string) int64 {
	e := Event{Action: Fact, Party: party, Fact: k, Call: call}
	at := t.do(e)
	if t.rejected {
		t.leave(Inconclusive, say("製品が拒否しました：%s。", "The program rejects this: %s.", e))
	}
	return at
}

// call begins another call of the scene's two parties, from idle.
func (t *trial) call() {
	t.displays, t.ended = map[string]pause.Display{}, false
	t.fact(A, calllog.CallInvite, OriginalCall)
	t.fact(t.scene.Peer, calllog.CallAnswered, OriginalCall)
}

// hangUp has a party leave the call.
func (t *trial) hangUp(party string) int64 {
	t.ended = true
	return t.fact(party, calllog.CallHangup, OriginalCall)
}

// phone returns what a softphone shows now.
func (t *trial) phone(party string) Screen { return t.screenIn(t.now, party) }

// screenIn returns what a softphone shows in an observation. A must be there; an adapter that has only one softphone
// need not show the others.
func (t *trial) screenIn(o Observation, party string) Screen {
	p, ok := o.Phones[party]
	switch {
	case ok:
	case party == A:
		t.hides(spec.Screen, party)
	default:
		t.leave(Inconclusive, say("ソフトフォン%sを観測できません（場面：%s）。",
			"Softphone %s is not shown in this scene: %s.", party, t.scene))
	}
	return p
}

// label wants a label on the toggle: 0 where it is not shown.
func (t *trial) label(party string, want pause.Verb) {
	if p := t.phone(party); p.Toggle != want || p.Both {
		t.fail(screenText(party, labelText(want)), screenText(party, p))
	}
}

// message wants 「録音が停止状態です」 to be shown, or not.
func (t *trial) message(party string, want bool) {
	wants(t, want, t.phone(party).Message, func(is bool) spec.Text {
		return screenText(party, yesNo(is, say("メッセージあり", "the message"), say("メッセージなし", "no message")))
	})
}

// shows wants a label, and the message exactly beside 録音再開.
func (t *trial) shows(party string, want pause.Verb) {
	t.label(party, want)
	t.message(party, want == pause.Resume)
}

// toggles clicks A's toggle twice, and wants A to show a stop and then none.
func (t *trial) toggles() {
	t.click(A)
	t.shows(A, pause.Resume)
	t.click(A)
	t.shows(A, pause.Stop)
}

// shown wants the toggle under either label, or no toggle.
func (t *trial) shown(party string, want bool) {
	if p := t.phone(party); (p.Toggle != 0) != want {
		t.fail(screenText(party, yesNo(want, say("録音停止ボタンあり", "a toggle"), labelText(0))), screenText(party, p))
	}
}

// unchanged wants what a softphone shows to be what it showed before.
func (t *trial) unchanged(party string) {
	was, is := t.screenIn(t.before, party), t.phone(party)
	if was.Toggle != is.Toggle || was.Message != is.Message || was.Both != is.Both {
		t.fail(screenText(party, was), screenText(party, is))
	}
}

// button returns what a button is.
func (t *trial) button(party string, b buttons.Button) buttons.Verdict {
	v, ok := t.phone(party).Buttons[b]
	if !ok {
		t.hides(spec.Operability, say("%sの「%s」", "%s's 「%s」", party, b.Label(spec.JA)))
	}
	return v
}

// operable wants a button that can be operated, or not, and says so in the manual's signs. Of a subject that says that
// only a click tells which are locked, a click is wanted to change nothing.
func (t *trial) operable(party string, b buttons.Button, want bool) {
	if choice := t.desc.Choices["A-16"]; !want && (choice == "a" || choice == "d") {
		t.button(party, b)
		t.inert(party, b)
		return
	}
	wants(t, want, t.button(party, b) == buttons.Enabled, func(is bool) spec.Text {
		return yesNo(is, say("%sは「%s」を操作できる（○）", "%s can operate 「%s」 (○)", party, b.Label(spec.JA)),
			say("%sは「%s」を操作できない（×）", "%s cannot operate 「%s」 (×)", party, b.Label(spec.JA)))
	})
}

// inert wants a click on a button to change nothing: neither the call, nor the display, nor the recording.
func (t *trial) inert(party string, b buttons.Button) {
	was, recorded := t.phone(party), t.now.Calls[OriginalCall].Recording
	t.press(party, b)
	if is := t.phone(party); is.State != was.State {
		t.fail(stateText(was.State), stateText(is.State))
	}
	t.unchanged(party)
	if t.desc.Observables.Has(spec.RecorderState) {
		t.recording(recorded)
	}
}

// because wants a subject that gives its reasons to give this rule for a button.
func (t *trial) because(party string, b buttons.Button, want spec.ID) {
	if t.over() || !t.desc.Features.Has(Reasons) {
		return
	}
	got, ok := t.phone(party).Reasons[b]
	if !ok {
		t.end(Broken, say("理由を示すと申告されていますが、「%s」の理由が示されませんでした。",
			"It says that it gives reasons, and gives none for 「%s」.", b.Label(spec.JA)))
	}
	wants(t, want, got, func(rule spec.ID) spec.Text {
		return say("「%s」の根拠は%v", "it names %[2]v as the reason of 「%[1]s」", b.Label(spec.JA), rule)
	})
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
		t.hides(spec.RecorderState, callText(call))
	case !open:
		t.leave(Inconclusive, say("製品の報告に%sがありません。", "The program does not report %s.", callText(call)))
	}
	return c
}

// unrecorded wants nothing to be recorded of the original call: it has no recording, or one that is off or silent.
func (t *trial) unrecorded() {
	if _, open := t.now.Calls[OriginalCall]; open || t.now.Calls == nil {
		t.recording(pause.Off, pause.Silent)
	}
}

// silenced wants the voices of these parties, and of no others, to be silence in the original call, as far as the
// subject tells.
func (t *trial) silenced(parties ...string) {
	if len(parties) == 0 {
		t.recording(pause.On)
	} else {
		t.recording(pause.Partial, pause.On)
	}
	if got := t.recorder(OriginalCall).Silenced; got != nil && !slices.Equal(slices.Sorted(slices.Values(got)),
		parties) {
		t.fail(silencedText(parties), silencedText(got))
	}
}

func silencedText(parties []string) spec.Text {
	if len(parties) == 0 {
		return say("無音になる参加者はいない", "nobody is silent in the recording")
	}
	return say("録音で無音になるのは%s", "silent in the recording: %s", listed(parties))
}

// heard wants a beep to everybody of the parties.
func (t *trial) heard(parties ...string) {
	if t.now.Beeps == nil {
		t.hides(spec.Beeps, A)
	}
	got := t.now.heard()
	for _, p := range parties {
		if !slices.Contains(got, p) {
			t.fail(heardText([]string{p}), heardText(got))
		}
	}
}

// cites wants a subject that gives its reasons to give this rule for the last event.
func (t *trial) cites(rule spec.ID) {
	if t.desc.Features.Has(Reasons) && !slices.Contains(t.now.Reasons, rule) {
		t.fail(say("根拠に%sを挙げる", "it names %s as a reason", rule),
			say("挙げられた根拠は%s", "the reasons that it names: %s", listed(t.now.Reasons)))
	}
}

// support wants what the subject says of the last event, and by which rule, if it gives its reasons.
func (t *trial) support(want spec.Support, rules ...spec.ID) {
	switch got := t.now.Support; {
	case t.over():
	case !t.desc.Features.Has(Supports):
		t.end(Skip, doesNotClaim(Supports))
	case got == nil:
		t.end(Broken, say("記載の区分を示すと申告されていますが、示されませんでした。",
			"It says that it states support levels, and states none."))
	case *got != want:
		t.fail(supportText(want), supportText(*got))
	case len(rules) > 0 && t.desc.Features.Has(Reasons) && !slices.Contains(rules, t.now.SupportRule):
		t.fail(say("%s、根拠は%s", "%s, by %s", supportText(want), listed(rules)),
			say("根拠は%v", "by %v", t.now.SupportRule))
	}
}

func supportText(s spec.Support) spec.Text {
	return say("記載の区分は%s", "the support level is %s", s)
}

// history wants the IVR history to show the keys as they were pressed, or not to give them away.
func (t *trial) history(keys string, masked bool) {
	got := t.now.History
	switch {
	case got == nil:
		t.hides(spec.History, t.scene.Peer)
	case masked && strings.Contains(*got, keys):
		t.fail(say("履歴のキーはマスクされている", "the history masks the keys"),
			say("履歴のキーを読み取れる", "the keys can be read in the history"))
	case !masked && *got != keys:
		t.fail(say("履歴に押したとおりのキーがある", "the history has the keys as they were pressed"),
			say("履歴の内容が異なる", "the history has something else"))
	}
}
