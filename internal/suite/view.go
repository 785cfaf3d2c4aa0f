package suite

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/mealy"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A view is as much of an observation as a suite compares: what is wanted after an event, or what was seen then. What
// is zero is not wanted, or was not seen. Views are comparable: equal ones are one output of a machine.
type view struct {
	moves  bool // wanted after a fact: the subject's calls may have gone another way than the reference's
	stays  bool // wanted after a click that ends no call: the call state stays
	quiet  bool // wanted but after a click on the dial pad that nothing is said of: no DTMF is sent
	phones [len(parties)]screen
	calls  [len(calls)]recorder
	heard  string // the parties who hear a beep
	dtmf   bool   // DTMF was sent
	sent   string // the commands that A has sent; nothing where it is known that it has sent none
}

var parties = [...]string{a, b, d}

var calls = [...]string{original, target}

var callTexts = map[string]spec.Text{original: {JA: "元の通話", EN: "the original call"},
	target: {JA: "転送先との通話", EN: "the call to the target"}}

// A screen is what one softphone shows.
type screen struct {
	shown         bool
	state         callstate.State
	toggle        pause.Verb
	both, message bool
	looked        set // the buttons that are compared
	operable      set // those of them that can be operated
}

// A set is a set of buttons.
type set uint16

func (s set) has(button buttons.Button) bool { return s>>button&1 == 1 }

// A recorder is what the recording of one call does.
type recorder struct {
	shown, open bool
	state       pause.State
	onHold      bool // whether the call is recorded then is left open
	crowd       bool // of more than two: where all have silenced themselves, it may be called partial
	told        bool // it is said whose voice is silent
	silenced    string
}

// viewOf returns what an observation says by some observables.
func viewOf(o conformance.Observation, by spec.Observables) (v view) {
	for i, party := range parties {
		if phone, ok := o.Phones[party]; ok {
			v.phones[i] = screenOf(phone, by)
		}
	}
	for i, id := range calls {
		if by.Has(spec.RecorderState) && o.Calls != nil {
			call, open := o.Calls[id]
			v.calls[i] = recorder{shown: true, open: open, state: call.Recording, told: call.Silenced != nil,
				silenced: sorted(call.Silenced)}
		}
	}
	if by.Has(spec.Beeps) {
		var names []string
		for _, beep := range o.Beeps {
			names = append(names, beep.Party)
		}
		v.heard = sorted(names)
	}
	v.dtmf = by.Has(spec.DTMF) && len(o.DTMF) > 0
	if by.Has(spec.Screen) {
		v.sent = commands(o)
	}
	return v
}

func screenOf(phone conformance.Screen, by spec.Observables) (s screen) {
	s.state = phone.State
	if by.Has(spec.Screen) {
		s.shown, s.toggle, s.both, s.message = true, phone.Toggle, phone.Both, phone.Message
	}
	for button, verdict := range phone.Buttons {
		if by.Has(spec.Operability) && button <= buttons.Toggle {
			s.looked |= 1 << button
			if verdict == buttons.Enabled {
				s.operable |= 1 << button
			}
		}
	}
	return s
}

// nothing stands for no command where it is known that there was none.
const nothing = "none"

// commands names what A has sent, each verb once.
func commands(o conformance.Observation) string {
	if o.Sent == nil {
		return ""
	}
	var verbs []string
	for _, s := range o.Sent {
		if s.Party == a {
			verbs = append(verbs, "「"+s.Verb.Label(spec.JA)+"」")
		}
	}
	if len(verbs) == 0 {
		return nothing
	}
	return sorted(verbs)
}

// sorted joins names, each once.
func sorted(names []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
}

// wanted returns what is wanted after an event that brings the reference from one observation to another.
func (m model) wanted(before, after conformance.Observation, e conformance.Event, by spec.Observables) view {
	v := viewOf(after, by)
	v.moves = e.Action == conformance.Fact
	v.stays = e.Action == conformance.Click && e.Button != buttons.HangUp
	v.quiet = by.Has(spec.DTMF)
	v.dtmf = false
	for i, party := range parties {
		switch {
		case !slices.Contains(displays(m.scene), party):
			v.phones[i] = screen{}
		case party == a && isLast(m.scene, e):
			v.phones[i] = screen{state: v.phones[i].state}
		case !after.Phones[party].Message || !isTrue(after, party):
			v.phones[i].looked = 0
		}
	}
	for i := range calls {
		call := &v.calls[i]
		call.onHold, call.crowd = after.Phones[a].State == callstate.Held, isCrowd(m.scene)
		// the manual does not say whether a call is recorded before it is answered
		call.shown = call.shown && (call.state != pause.Off || !isRecorded(m.scene))
	}
	if !isBeepGuaranteed(before, after, e) {
		v.heard = ""
	}
	if sends := isToggle(e) && e.Party == a; !sends && !isIdleFor(e) {
		v.sent = ""
	}
	return v
}

// isRecorded reports whether the settings have calls of a scene recorded.
func isRecorded(s conformance.Scene) bool { return s.Settings.RecordAll || s.Settings.RecordCallcenter }

// isCrowd reports whether more than two talk in a scene, to begin with.
func isCrowd(s conformance.Scene) bool {
	return s.Place == conformance.InRoom || s.Place == conformance.Member || s.Place == conformance.Initiator
}

// isIdleFor reports whether A has no reason to send a command at an event: another softphone is clicked, or another
// button that does not end the call.
func isIdleFor(e conformance.Event) bool {
	return e.Action == conformance.Wait || e.Action == conformance.Click && e.Button != buttons.HangUp
}

// isBeepGuaranteed reports whether a click in a call of two really stops or resumes its recording.
func isBeepGuaranteed(before, after conformance.Observation, e conformance.Event) bool {
	from, to := before.Calls[original].Recording, after.Calls[original].Recording
	really := from == pause.On && to == pause.Silent || from == pause.Silent && to == pause.On
	return isToggle(e) && really && after.Support != nil && *after.Support == spec.Documented
}

// judge compares what was seen with what is wanted.
func (v view) judge(got view) mealy.Verdict {
	switch {
	case v.wentElsewhere(got):
		return mealy.Lost
	case v.difference(got).kind != same:
		return mealy.Differs
	}
	return mealy.Same
}

// wentElsewhere reports whether calls went another way than in the reference, or a call is not there at all.
func (v view) wentElsewhere(got view) bool {
	for i, want := range v.phones {
		if is := got.phones[i].state; v.moves && want.state != 0 && is != 0 && is != want.state {
			return true
		}
	}
	for i, want := range v.calls {
		if want.shown && want.open && want.state != pause.Off && !got.calls[i].open {
			return true
		}
	}
	return false
}

// A difference is the first thing in which what was seen is not what is wanted. The zero difference is none.
type difference struct {
	kind   kind
	party  string         // of a softphone, or of a beep
	button buttons.Button // that can be operated, or not
	call   string         // of a recording
}

// A kind is what differs.
type kind uint8

const (
	same kind = iota
	recordingDiffers
	silencedDiffer
	labelDiffers
	showsBothLabels
	messageDiffers
	stateDiffers
	buttonDiffers
	beepIsMissing
	dtmfIsSent
	commandDiffers
)

// difference returns the first difference: in recordings, which matter most, then in displays, then in what was sent.
func (v view) difference(got view) difference {
	for i, want := range v.calls {
		if k := want.difference(got.calls[i]); k != same {
			return difference{kind: k, call: calls[i]}
		}
	}
	for i, want := range v.phones {
		if x := want.difference(got.phones[i], v.stays); x.kind != same {
			x.party = parties[i]
			return x
		}
	}
	return v.differenceSent(got)
}

// difference compares recordings. Nothing is wanted of a call that is over, what is not recorded may be called silent,
// and a recording without some voices may be called on.
func (r recorder) difference(got recorder) kind {
	switch {
	case !r.shown || !got.shown || !r.open || r.onHold && got.state == pause.Off:
	case r.state == pause.Off && (got.state == pause.Off || got.state == pause.Silent):
	case r.crowd && r.state == pause.Silent && got.state == pause.Partial && (!got.told || got.silenced == r.silenced):
	case r.state != got.state && !(r.state == pause.Partial && got.state == pause.On):
		return recordingDiffers
	case r.state == pause.Partial && got.told && r.silenced != got.silenced:
		return silencedDiffer
	}
	return same
}

// difference compares what softphones show. The call state is compared only where it stays what it was.
func (s screen) difference(got screen, stays bool) (x difference) {
	switch {
	case s.shown && got.shown && (s.toggle != got.toggle || got.both):
		if x.kind = labelDiffers; got.both {
			x.kind = showsBothLabels
		}
	case s.shown && got.shown && s.message != got.message:
		x.kind = messageDiffers
	case stays && s.state != 0 && got.state != 0 && s.state != got.state:
		x.kind = stateDiffers
	}
	if wrong := (s.operable ^ got.operable) & s.looked & got.looked; x.kind == same && wrong != 0 {
		x.kind, x.button = buttonDiffers, buttons.Button(bits.TrailingZeros16(uint16(wrong)))
	}
	return x
}

// differenceSent compares beeps, DTMF and commands.
func (v view) differenceSent(got view) difference {
	for party := range strings.SplitSeq(v.heard, ", ") {
		if party != "" && !strings.Contains(got.heard, party) {
			return difference{kind: beepIsMissing, party: party}
		}
	}
	switch {
	case v.quiet && got.dtmf:
		return difference{kind: dtmfIsSent, party: a}
	case v.sent != "" && got.sent != "" && v.sent != got.sent:
		return difference{kind: commandDiffers}
	}
	return difference{}
}

// text says in words what a view has where there is a difference.
func (v view) text(x difference) spec.Text {
	text := func(ja, en string, args ...any) spec.Text { return spec.Text{JA: ja, EN: en}.With(args...) }
	for i, party := range parties {
		if phone := v.phones[i]; party == x.party {
			switch x.kind {
			case labelDiffers, showsBothLabels, messageDiffers:
				return text("%sの表示：%s", "%s shows %s", party,
					conformance.Screen{Toggle: phone.toggle, Both: phone.both, Message: phone.message})
			case stateDiffers:
				return text("%sは%s", "%s is %s", party, phone.state)
			case buttonDiffers:
				if phone.operable.has(x.button) {
					return text("%sは「%s」を操作できる（○）", "%s can operate 「%s」 (○)", party, x.button.Label(spec.JA))
				}
				return text("%sは「%s」を操作できない（×）", "%s cannot operate 「%s」 (×)", party, x.button.Label(spec.JA))
			}
		}
	}
	switch x.kind {
	case recordingDiffers:
		return text("%sの録音は%s", "the recording of %s: %s", callTexts[x.call], v.call(x.call).state)
	case silencedDiffer:
		return text("録音で無音になる参加者：%s", "silent in the recording: %s", namesText(v.call(x.call).silenced))
	case beepIsMissing:
		return text("ビープ音が聞こえる参加者：%s", "hear a beep: %s", namesText(v.heard))
	case dtmfIsSent:
		if v.dtmf {
			return text("DTMFが送信される", "DTMF is sent")
		}
		return text("DTMFは送信されない", "no DTMF is sent")
	}
	return text("Aが送る指示：%s", "commands that A sends: %s", namesText(v.sent))
}

func (v view) call(id string) recorder { return v.calls[slices.Index(calls[:], id)] }

func namesText(names string) spec.Text {
	if names == "" || names == nothing {
		return spec.Text{JA: "なし", EN: "none"}
	}
	return spec.Text{JA: names, EN: names}
}

// variants returns a wanted view with one thing wrong in it each: a label, a message, a button, a call state, a
// recording, a beep that is missing, DTMF that is sent, a command that is not.
func (v view) variants() (all []view) {
	add := func(change func(*view)) {
		wrong := v
		if change(&wrong); wrong != v {
			all = append(all, wrong)
		}
	}
	for i, phone := range v.phones {
		if phone.shown {
			for verb := range pause.Resume + 1 {
				add(func(w *view) { w.phones[i].toggle = verb })
			}
			add(func(w *view) { w.phones[i].message = !phone.message })
			add(func(w *view) { w.phones[i].both = true })
		}
		for button := buttons.InCall; button <= buttons.Toggle && phone.looked != 0; button++ {
			add(func(w *view) { w.phones[i].operable ^= 1 << button })
		}
		if v.stays && phone.state != 0 {
			add(func(w *view) { w.phones[i].state = callstate.Held })
		}
	}
	for i, call := range v.calls {
		for state := pause.Off; call.shown && call.open && state <= pause.Silent; state++ {
			add(func(w *view) { w.calls[i].state = state })
		}
	}
	for party := range strings.SplitSeq(v.heard, ", ") {
		add(func(w *view) {
			others := slices.DeleteFunc(strings.Split(w.heard, ", "), func(p string) bool { return p == party })
			w.heard = strings.Join(others, ", ")
		})
	}
	add(func(w *view) { w.dtmf = w.quiet })
	if v.sent != "" {
		add(func(w *view) { w.sent = nothing })
	}
	return all
}
