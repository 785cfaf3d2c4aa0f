package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A teller is a story on its way through a subject, with the reference beside it. After every event all that can be
// seen of the two is compared.
type teller struct {
	trial
	reference conformance.Session
	shown     conformance.Observation // by the reference
	should    change                  // what has happened last
	at, step  int64
	clicked   bool              // somebody has clicked a toggle in the scene
	usual     set               // what A can operate in a call that nobody has stopped, as far as it was seen
	looked    set               // of which buttons that was seen
	sends     map[string]int    // how often A has sent a key of the dial pad before the first stop
	sounds    map[string]string // of the beep that a party hears at a stop, and at a resume
	entered   []string          // the keys that an IVR has heard, input by input
	gone      map[string]bool   // who has left a call of more than two
	shrunk    bool              // somebody has since there was somebody's stop, which lasts
	file      *expected         // what the recording should hold: of the last call, or of the one that is compared
	all       []*expected       // of every call
	told      int               // how many of the events have happened
	failed    *differing        // the first difference that a rule speaks of
	unruled   *differing        // the first of the others, after which the story goes on
	silent    bool              // the manual does not say what the last fact does to a stop (U-03), up to the next click
}

// A differing is how a story differs: by which rule, 0 for none, in what, and after how many of its events.
type differing struct {
	conformance.Finding
	kind   difference
	events int
}

// key returns a text that failures share if the same was seen, and the rule is the same where it counts. Positions do
// not count.
func (r *run) key(f differing) string {
	got := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' {
			return -1
		}
		return r
	}, f.Failure.Got.EN)
	if r.anyRule {
		return fmt.Sprint(f.kind, got)
	}
	return fmt.Sprint(f.Rule, f.kind, got)
}

// stories tells stories to the subject, those that it can have.
func (r *run) stories(list []story) {
	var done []story
	for _, s := range list {
		if s = s.fit(r.desc.Features); r.over() || !r.desc.Features.Has(s.features()) || slices.ContainsFunc(done, s.same) {
			continue
		}
		done = append(done, s)
		r.catch(func() {
			if f := r.tell(s); f != nil {
				_, f := r.shortened(s, *f, 120)
				r.fail(f.Rule, *f.Failure)
			}
		})
	}
}

// fit leaves settings out of a story that a subject does not have, so that the rest of it can be told.
func (s story) fit(has conformance.Features) story {
	set := &s.scene.Settings
	if set.Layout == recording.TwoChannel && !has.Has(conformance.TwoChannel) ||
		set.Layout == recording.Split && !has.Has(conformance.SplitFiles) {
		set.Layout = recording.OneChannel
	}
	if !has.Has(conformance.Transcribes) {
		set.Transcriber = 0
	}
	if !has.Has(conformance.KeyHistory) {
		set.MaskKeys, set.KeysCovered = false, false
		s.events = slices.DeleteFunc(slices.Clone(s.events),
			func(e conformance.Event) bool { return e.Action == conformance.Enter })
	}
	return s
}

// features returns what a subject needs to have the story.
func (s story) features() conformance.Features {
	f := needs[s.scene.Place]
	if s.isAwaited() {
		f |= conformance.Answers
	}
	for _, e := range s.events {
		if e.Fact == calllog.StarBegin || e.Fact == calllog.SharpBegin {
			f |= conformance.StarTransfer
		}
	}
	return f
}

// shortened tells a story that differs again with usual settings and with ever fewer events, as long as it differs in
// the same way, and returns the shortest that does. It tells so many at most, and none where that difference is known.
func (r *run) shortened(s story, f differing, most int) (story, differing) {
	s.events = s.events[:f.events] // what comes after the difference has not happened
	key := r.key(f)
	if r.options.First || r.known[key] {
		return s, f
	}
	r.known[key] = true
	lost := r.Lost
	differs := func(less story) bool {
		if most--; most < 0 || r.tries <= 0 || r.ctx.Err() != nil {
			return false
		}
		r.tries--
		g := r.tell(less)
		if g == nil || r.key(*g) != key {
			return false
		}
		s, f = story{less.scene, less.events[:g.events]}, *g
		return true
	}
	usual := conformance.Scenario(s.scene.Place)
	usual.Peer, usual.Incoming = s.scene.Peer, s.scene.Incoming
	if usual != s.scene && !differs(story{usual, s.events}) {
		usual.Settings.Layout = s.scene.Settings.Layout
		differs(story{usual, s.events})
	}
	for _, size := range []int{len(s.events) / 2, len(s.events) / 4, 8, 4, 2, 1, 2} {
		for from := 0; size > 0 && from+size <= len(s.events); {
			if !differs(story{s.scene, slices.Delete(slices.Clone(s.events), from, from+size)}) {
				from += max(1, size/2)
			}
		}
	}
	r.Lost = lost
	return s, f
}

// tell tells a story, up to the first difference; nil where there is none.
func (r *run) tell(s story) *differing {
	if s.isAwaited() {
		return r.await(s)
	}
	session, err := conformance.Reference(conformance.System, pause.Policy{}).Open(r.ctx, s.scene)
	if err != nil {
		r.broken("%v: %v", s.scene, err)
		return nil
	}
	guard := guardOf(r.desc)
	x := &teller{reference: session, step: conformance.Rate + 2*guard, sends: map[string]int{},
		sounds: map[string]string{}, gone: map[string]bool{}, file: newExpected(guard, 0)}
	x.all = []*expected{x.file}
	x.trial = trial{run: r, Suite: &Suite{Scene: s.scene, model: model{scene: s.scene}, role: r.inRole, by: r.sees}}
	defer x.close()
	if x.shown, err = session.Observe(r.ctx); err != nil || !x.open() {
		return nil
	}
	x.file.note(0, x.shown)
	if x.begins() && x.events(s.events) {
		x.recorded()
	}
	return cmp.Or(x.failed, x.unruled)
}

// guardOf returns how many samples at edges are not judged of a subject.
func guardOf(d conformance.Description) int64 {
	switch {
	case d.Features.Has(conformance.SampleExact):
		return 0
	case d.Guard > 0:
		return d.Guard
	}
	return conformance.Rate / 2
}

// begins compares what is seen before anything happens.
func (x *teller) begins() bool {
	want := x.model.wanted(x.shown, x.shown, quiet, x.by)
	x.remember()
	x.should = change{after: x.shown}
	return x.judge(want)
}

// events lets everything happen; it reports whether nothing differs, so that the recording can be read.
func (x *teller) events(list []conformance.Event) bool {
	for i, e := range list {
		x.told = i + 1
		if e.Action == conformance.Wait && e.At > 0 && x.by.Has(spec.File) && x.step > conformance.Rate {
			continue // its audio is real: nobody waits for an hour of it
		}
		if isToggle(e) && x.shown.Phones[e.Party].Toggle == 0 {
			continue // nobody can click it there
		}
		if (isOnLocked(e) || isAside(e)) && !x.shown.Phones[e.Party].Message {
			continue // nothing locks it, and the manual does not say what it does
		}
		if i+1 < len(list) && list[i+1].At == atOnce && isToggle(e) {
			x.together = e
			continue // it happens in the instant of the next one
		}
		if !x.event(e) {
			return false
		}
	}
	return true
}

// event lets one event happen in the reference and in the subject, and compares them where the profile judges it.
func (x *teller) event(e conformance.Event) bool {
	x.at += max(x.step, e.At)
	e.At = x.at
	if x.together.Action != 0 && !x.atOnce() {
		return false
	}
	defer func() { x.together = conformance.Event{} }()
	before := x.shown
	if isToggle(e) {
		e.Verb = before.Phones[e.Party].Toggle
	}
	if err := x.reference.Do(x.ctx, e); err != nil && !(errors.Is(err, conformance.ErrRejected) && !isFact(e)) {
		x.Lost++ // without the events before, it cannot happen
		return false
	}
	var err error
	if x.shown, err = x.reference.Observe(x.ctx); err != nil {
		return false
	}
	x.should = change{e, before, x.shown}
	x.count(e)
	judged := isJudged(x.shown, x.options.Profile) && !x.shrunk
	x.silent = x.silent || e.Fact == calllog.Hold && isStopped(before)
	defer func() { x.silent = x.silent && !isToggle(e) }()
	x.silent = x.silent && e.Fact != calllog.CallAnswered
	if x.file.ended && e.Fact == calllog.CallAnswered {
		x.file = newExpected(x.file.guard, e.At)
		x.all = append(x.all, x.file)
	}
	x.file.happened(e, before, x.shown, judged && !x.silent, x.shrunk)
	if n := len(x.file.resumes); n > 0 && x.together.Action != 0 {
		x.file.resumes[n-1].by = "" // whichever of the two came first
	}
	rejected, ok := x.happen(x.asked(e))
	if !ok {
		return isSpare(e) && !x.run.over()
	}
	return x.seen(e, before, rejected, judged)
}

// atOnce lets a click happen in the instant of the next event: nobody looks in between.
func (x *teller) atOnce() bool {
	e := x.together
	e.At, e.Verb = x.at, x.shown.Phones[e.Party].Toggle
	if err := x.reference.Do(x.ctx, e); err != nil {
		x.Lost++
		return false
	}
	e = x.asked(e)
	err := x.session.Do(x.ctx, e)
	if err != nil && !errors.Is(err, conformance.ErrRejected) {
		x.broken("%v: %v", e, err)
		return false
	}
	x.clicked = true
	x.failure.Trace = append(x.failure.Trace, e)
	return true
}

// isOnLocked reports whether an event is a click on a button that a stop locks.
func isOnLocked(e conformance.Event) bool {
	return e.Action == conformance.Click && slices.Contains(locked, e.Button)
}

// isAside reports whether an event is a click on a button of the other softphone, not on its toggle.
func isAside(e conformance.Event) bool {
	return e.Action == conformance.Click && e.Party != a && !isToggle(e)
}

// isSpare reports whether a subject need not have an event: without it, the rest of the story is what it was.
func isSpare(e conformance.Event) bool {
	return e.Action == conformance.Tick || e.Action == conformance.Enter || isAside(e)
}

func isFact(e conformance.Event) bool { return e.Action == conformance.Fact }

// count keeps who has left a call of more than two, and whether that leaves it open what is silent.
func (x *teller) count(e conformance.Event) {
	switch e.Fact {
	case calllog.CallHangup, calllog.RoomLeave:
		x.gone[e.Party] = true
	case calllog.RoomJoin:
		delete(x.gone, e.Party)
	}
	x.shrunk = (x.shrunk || isShrunk(x.Scene, len(x.gone), x.shown)) && isStopped(x.shown)
}

// asked returns an event as it is for the subject's role: what softphones are clicked for reaches a PBX as a command.
func (x *teller) asked(e conformance.Event) conformance.Event {
	switch {
	case !isToggle(e):
		return e
	case x.role == conformance.PBX:
		return conformance.Event{At: e.At, Action: conformance.Command, Party: e.Party, Verb: e.Verb}
	}
	e.Verb = x.failure.After.Phones[e.Party].Toggle
	return e
}

// happen lets an event happen in the subject, and looks.
func (x *teller) happen(e conformance.Event) (rejected, ok bool) {
	err := x.session.Do(x.ctx, e)
	rejected = errors.Is(err, conformance.ErrRejected)
	switch {
	case errors.Is(err, conformance.ErrUnsupported) && isSpare(e):
		return rejected, false // there is no such setting to change, or nobody who could do that
	case errors.Is(err, conformance.ErrUnsupported) || rejected && isFact(e):
		x.Lost++
		return rejected, false
	case err != nil && !rejected:
		x.broken("%v: %v", e, err)
		return rejected, false
	}
	x.failure.Trace = append(x.failure.Trace, e)
	return rejected, x.observe()
}

// seen compares what is seen after an event, first of all what was answered.
func (x *teller) seen(e conformance.Event, before conformance.Observation, rejected, judged bool) bool {
	defer x.remember()
	if isToggle(e) {
		x.clicked = true
	}
	if !judged && !isFact(e) {
		return x.dialled(e)
	}
	if state := x.failure.After.Phones[a].State; isFact(e) && state != 0 && state != x.shown.Phones[a].State {
		x.Lost++ // its calls went another way
		return false
	}
	if !judged {
		return true
	}
	want := x.model.wanted(before, x.shown, e, x.by)
	if isLast(x.Scene, e) {
		want.sent = ""
	}
	return x.answered(e, before, rejected) && x.judge(want) && x.hungUp(e) && x.unlocked() && x.history(e) &&
		x.commanded(e) && x.sounded(e, before)
}

// commanded compares what the other softphone has sent, where it is said what it sends.
func (x *teller) commanded(e conformance.Event) bool {
	if !isToggle(e) || e.Party == a {
		return true
	}
	for _, sent := range x.failure.After.Sent {
		if sent.Party == e.Party && sent.Verb != e.Verb {
			d := difference{kind: commandDiffers}
			return x.differsIn(d, spec.OPS080, sentIs(e.Party, e.Verb), sentIs(e.Party, sent.Verb))
		}
	}
	return true
}

func sentIs(party string, v pause.Verb) spec.Text {
	return spec.Text{JA: "%sが送る指示：「%s」", EN: "%s sends 「%s」"}.With(party, v.Label(spec.JA))
}

// sounded wants the beep of a stop, and that of a resume, to sound as it did before.
func (x *teller) sounded(e conformance.Event, before conformance.Observation) bool {
	if !x.by.Has(spec.Beeps) || !isBeepGuaranteed(before, x.shown, e) {
		return true
	}
	heard := map[string][]string{}
	for _, beep := range x.failure.After.Beeps {
		heard[beep.Party] = append(heard[beep.Party], beep.Sound)
	}
	for _, party := range slices.Sorted(maps.Keys(heard)) {
		key, is := party+e.Verb.String(), sorted(heard[party])
		if was, known := x.sounds[key]; known && was != is {
			return x.differs(spec.NTF020, soundIs(party, was), soundIs(party, is))
		}
		x.sounds[key] = is
	}
	return true
}

func soundIs(party, sound string) spec.Text {
	return spec.Text{JA: "%sに聞こえるビープ音：%s", EN: "%s hears the beep %s"}.With(party, sound)
}

// judge compares views, and keeps the first difference.
func (x *teller) judge(want view) bool {
	want = x.lenient(want)
	got := viewOf(x.failure.After, x.by)
	switch want.judge(got) {
	case mealy.Lost:
		x.Lost++
		return false
	case mealy.Differs:
		d := want.difference(got)
		return x.differsIn(d, x.rule(d, x.should), want.text(d), got.text(d))
	}
	return true
}

// differs keeps a difference, and reports whether the story goes on: where the rule cannot be failed there.
func (x *teller) differs(rule spec.ID, want, got spec.Text) bool {
	return x.differsIn(difference{}, rule, want, got)
}

func (x *teller) differsIn(kind difference, rule spec.ID, want, got spec.Text) bool {
	f := x.failure
	f.Want, f.Got, f.Trace = want, got, slices.Clone(f.Trace)
	found := &differing{conformance.Finding{Rule: x.first(x.should, rule), Verdict: conformance.Fail, Failure: &f}, kind,
		x.told}
	if x.silent {
		found.Rule = 0
	}
	if found.Rule == 0 {
		x.unruled = cmp.Or(x.unruled, found)
		return !x.silent // what comes after it is no better known
	}
	x.failed = found
	return false
}

// answered compares whether a click or a command was done. One that has nothing left to do may be rejected, and so may
// one on a button that is locked.
func (x *teller) answered(e conformance.Event, before conformance.Observation, rejected bool) bool {
	if !rejected {
		return true
	}
	is := before.Calls[original].Recording
	changes := is != x.shown.Calls[original].Recording
	rule := map[buttons.Button]spec.ID{buttons.HangUp: spec.BTN030, buttons.RaiseHand: spec.BTN060,
		buttons.Dial: spec.BTN100}[e.Button]
	switch {
	case isToggle(e) && (changes || x.role == conformance.Softphone):
		rule = x.ofBoth(map[pause.Verb]spec.ID{pause.Stop: spec.OPS010, pause.Resume: spec.OPS040}[e.Verb],
			map[pause.Verb]spec.ID{pause.Stop: spec.OPS030, pause.Resume: spec.OPS050}[e.Verb])
	case isToggle(e) || e.Action != conformance.Click || !before.Phones[e.Party].Message || !isTrue(before, e.Party):
		return true
	}
	if rule == 0 {
		return true
	}
	return x.differs(rule, spec.Text{JA: "「%s」は実行される", EN: "「%s」 is done"}.With(e.Button.Label(spec.JA)),
		spec.Text{JA: "拒否される", EN: "it is rejected"})
}

// ofBoth returns the rule of what is recorded, or of what is shown where no recording can be seen.
func (x *teller) ofBoth(recorded, shown spec.ID) spec.ID {
	if x.by.Has(spec.RecorderState) {
		return recorded
	}
	return shown
}

// hungUp wants a call to be over where 「切断」 was clicked, no toggle to be left, and nothing to be recorded.
func (x *teller) hungUp(e conformance.Event) bool {
	if e.Button != buttons.HangUp || e.Action != conformance.Click {
		return true
	}
	got := x.failure.After.Phones[a]
	if got.State != 0 && got.State != callstate.Idle {
		return x.differs(spec.BTN030, stateIs(callstate.Idle), stateIs(got.State))
	}
	_, open := x.shown.Calls[original]
	if got := x.failure.After.Calls[original].Recording; !open && got != pause.Off && x.by.Has(spec.RecorderState) {
		return x.differs(spec.BTN030, is("通話は終わる", "the call is over"),
			is("元の通話の録音は%s", "the recording of the original call: %s", got))
	}
	return true
}

func stateIs(s callstate.State) spec.Text { return spec.Text{JA: "Aは%s", EN: "A is %s"}.With(s) }

// dialled compares what the manual says of the dial pad without a stop: a resume ends what a stop has locked. A key
// that was sent before the first stop is sent after a resume, and each key once.
func (x *teller) dialled(e conformance.Event) bool {
	if e.Button != buttons.Dial || e.Action != conformance.Click || x.failure.After.DTMF == nil {
		return true
	}
	sent := len(x.failure.After.DTMF)
	switch was, seen := x.sends[e.Keys]; {
	case !x.clicked && !seen:
		x.sends[e.Keys] = sent
	case was > 0 && sent == 0:
		return x.differs(spec.BTN002, dtmfIs("再開後はDTMFが送信される", "DTMF is sent again after the resume"),
			dtmfIs("DTMFは送信されない", "no DTMF is sent"))
	case was > 0 && sent > was:
		return x.differs(spec.BTN101, dtmfIs("停止中のDTMFは送信されない", "no DTMF of the stop is sent"),
			dtmfIs("停止中のDTMFが後から送信される", "DTMF of the stop is sent later"))
	}
	return true
}

func dtmfIs(ja, en string) spec.Text { return spec.Text{JA: ja, EN: en} }

// isUnstopped reports whether A is in a call that nobody has stopped, as far as the reference goes.
func (x *teller) isUnstopped() bool {
	for _, phone := range x.shown.Phones {
		if phone.Message {
			return false
		}
	}
	p, call := x.shown.Phones[a], x.shown.Calls[original].Recording
	return p.State == callstate.Talking && p.Toggle != 0 && call != pause.Silent && call != pause.Partial
}

// remember keeps what A can operate before the first stop.
func (x *teller) remember() {
	if p, ok := x.failure.After.Phones[a]; ok && !x.clicked && x.isUnstopped() && x.looked == 0 {
		s := screenOf(p, x.by)
		x.usual, x.looked = s.operable, s.looked
	}
}

// unlocked wants the buttons that a stop locks to be after it what they were before.
func (x *teller) unlocked() bool {
	p, ok := x.failure.After.Phones[a]
	if !ok || !x.isUnstopped() {
		return true
	}
	got := screenOf(p, x.by)
	for button := buttons.InCall; button <= buttons.Toggle; button++ {
		if x.looked.has(button) && got.looked.has(button) && x.usual.has(button) != got.operable.has(button) {
			d := difference{kind: buttonDiffers, party: a, button: button}
			was := view{phones: [len(parties)]screen{{operable: x.usual}}}
			is := view{phones: [len(parties)]screen{{operable: got.operable}}}
			return x.differs(spec.BTN002, was.text(d), is.text(d))
		}
	}
	return true
}

// history wants every key that was pressed, or no input of those that are masked.
func (x *teller) history(e conformance.Event) bool {
	if e.Action == conformance.Enter {
		x.entered = append(x.entered, e.Keys)
	}
	got := x.failure.After.History
	if got == nil || len(x.entered) == 0 || !x.by.Has(spec.History) {
		return true
	}
	masked, rule := x.Scene.Settings.MaskKeys && x.Scene.Settings.KeysCovered, spec.DTM010
	if x.clicked {
		rule = spec.DTM040
	}
	switch {
	case masked && slices.ContainsFunc(x.entered, func(keys string) bool { return isRead(*got, keys) }):
		return x.differs(spec.DTM021, dtmfIs("履歴のキーはマスクされている", "the history masks the keys"),
			dtmfIs("履歴のキーを読み取れる", "the keys can be read in the history"))
	case !masked && digits(*got) != strings.Join(x.entered, ""):
		return x.differs(rule, dtmfIs("履歴に押したとおりのキーがある", "the history has the keys as they were pressed"),
			dtmfIs("履歴の内容が異なる", "the history has something else"))
	}
	return true
}

// isRead reports whether keys can be read in a history: all of them, or four in a row of a long number.
func isRead(history, keys string) bool {
	const few = 4
	if len(keys) < 2*few {
		return strings.Contains(history, keys)
	}
	for i := range len(keys) - few + 1 {
		if strings.Contains(history, keys[i:i+few]) {
			return true
		}
	}
	return false
}

// digits leaves out what a history may write between keys.
func digits(text string) (keys string) {
	for _, r := range text {
		if r >= '0' && r <= '9' || r == '#' {
			keys += string(r)
		}
	}
	return keys
}

// recorded reads the recordings of the story's calls, as many as can be read, and compares them.
func (x *teller) recorded() {
	if !x.by.Has(spec.File) || x.Scene.Settings.RecordAll != x.Scene.Settings.RecordCallcenter {
		return
	}
	for call := range x.all {
		if call > 0 && !x.desc.Features.Has(conformance.LaterCalls) || x.failed != nil {
			return
		}
		x.file = x.all[call]
		want, err := contentsOf(x.ctx, x.reference, call)
		if err != nil {
			return
		}
		got, err := contentsOf(x.ctx, x.session, call)
		switch {
		case errors.Is(err, conformance.ErrUnsupported):
			x.Lost++
			return
		case err != nil:
			x.broken("recording: %v", err)
			return
		}
		x.compareFiles(want, got)
	}
}

// contentsOf reads the recording of a call: 0 is the one in which the scene began.
func contentsOf(ctx context.Context, s conformance.Session, call int) (conformance.Contents, error) {
	switch reader := s.(type) {
	case conformance.LaterReader:
		if call > 0 {
			return reader.RecordingOf(ctx, call)
		}
		return reader.Recording(ctx)
	case conformance.Reader:
		if call == 0 {
			return reader.Recording(ctx)
		}
	}
	return conformance.Contents{}, conformance.ErrUnsupported
}
