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

// A view is what an observation says as far as the suite compares it: what is wanted of an event, or what was seen.
// What is zero is not wanted, and was not seen.
type view struct {
	moves  bool // calls begin, end or are held: the subject may have gone another way than the reference
	locked bool // the click is on a locked button: the call state stays
	dials  bool // the click is on the dial pad while stopped: nothing is sent
	phones [len(parties)]screen
	calls  [len(calls)]recorder
	heard  string // who hears a beep
	dtmf   bool   // something was sent
	sent   string // by whose click what was commanded
}

var parties = [...]string{a, b, d}

var calls = [...]string{original, target}

// A screen is what one softphone shows.
type screen struct {
	shown         bool
	state         callstate.State
	toggle        pause.Verb
	both, message bool
	looked        set // the buttons that were looked at
	operable      set
}

// A set is a set of buttons.
type set uint16

func (s set) has(button buttons.Button) bool { return s>>button&1 == 1 }

// A recorder is what the recording of one call does.
type recorder struct {
	shown, open bool
	state       pause.State
	resting     bool // the call is on hold: whether it is recorded then is left open
	told        bool // it is said whose voice is silent
	silenced    string
}

// look returns what an observation says by some observables.
func look(o conformance.Observation, by spec.Observables) (v view) {
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
		v.heard = heard(o)
	}
	v.dtmf = by.Has(spec.DTMF) && len(o.DTMF) > 0
	v.sent = sent(o, by)
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

func heard(o conformance.Observation) string {
	var names []string
	for _, beep := range o.Beeps {
		names = append(names, beep.Party)
	}
	return sorted(names)
}

// sent names the commands that A has sent, each once, as far as a subject with a screen tells.
func sent(o conformance.Observation, by spec.Observables) string {
	if o.Sent == nil || !by.Has(spec.Screen) {
		return ""
	}
	var verbs []string
	for _, s := range o.Sent {
		if s.Party == a {
			verbs = append(verbs, s.Verb.String())
		}
	}
	if len(verbs) == 0 {
		return nothing
	}
	return sorted(verbs)
}

// nothing is what was sent where it is known that nothing was.
const nothing = "none"

// sorted joins names, each once.
func sorted(names []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
}

// wanted returns what is wanted of an event that brings the reference from one observation to another.
func (w model) wanted(before, after conformance.Observation, e conformance.Event, by spec.Observables) view {
	v := look(after, by)
	v.moves = e.Action == conformance.Fact
	v.locked = e.Action == conformance.Click && slices.Contains(locked, e.Button)
	v.dials = e.Action == conformance.Click && e.Button == buttons.Dial && by.Has(spec.DTMF)
	v.dtmf = false
	for i, party := range parties {
		switch {
		case !slices.Contains(displays(w.scene), party):
			v.phones[i] = screen{}
		case party == a && isLast(w.scene, e):
			v.phones[i] = screen{state: v.phones[i].state}
		case !after.Phones[party].Message || !isTrue(after, party):
			v.phones[i].looked = 0
		}
	}
	for i := range calls {
		v.calls[i].resting = after.Phones[a].State == callstate.Held
	}
	if !changes(before, after, e) {
		v.heard = ""
	}
	if !isToggle(e) || e.Party != a {
		v.sent = ""
	}
	return v
}

// changes reports whether a click in a call of two really stops or resumes its recording: only then is a beep
// guaranteed.
func changes(before, after conformance.Observation, e conformance.Event) bool {
	from, to := before.Calls[original].Recording, after.Calls[original].Recording
	really := from == pause.On && to == pause.Silent || from == pause.Silent && to == pause.On
	return isToggle(e) && really && after.Support != nil && *after.Support == spec.Guaranteed
}

// judge compares what was seen with what is wanted.
func (v view) judge(got view) mealy.Verdict {
	switch {
	case v.isElsewhere(got):
		return mealy.Lost
	case v.difference(got).kind != none:
		return mealy.Differs
	}
	return mealy.Same
}

// isElsewhere reports whether calls went another way than in the reference, or a call is not there at all.
func (v view) isElsewhere(got view) bool {
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
	none kind = iota
	recordingIs
	silencedAre
	labelIs
	bothAre
	messageIs
	stateIs
	buttonIs
	beepIs
	dtmfIs
	sentIs
)

// difference returns the first difference: of recordings before displays, for they are what it is all about.
func (v view) difference(got view) difference {
	for i, want := range v.calls {
		if k := want.differs(got.calls[i]); k != none {
			return difference{kind: k, call: calls[i]}
		}
	}
	for i, want := range v.phones {
		if x := want.difference(got.phones[i], v.locked); x.kind != none {
			x.party = parties[i]
			return x
		}
	}
	return v.sound(got)
}

// differs compares recordings. Nothing is wanted of a call that is over, and what is not recorded may be called silent.
func (r recorder) differs(got recorder) kind {
	switch {
	case !r.shown || !got.shown || !r.open || r.resting && got.state == pause.Off:
		return none
	case r.state == pause.Off && got.state != pause.On && got.state != pause.Partial:
		return none
	case r.state == pause.Partial && got.state == pause.On: // as far as it tells
	case r.state != got.state:
		return recordingIs
	}
	if r.state == pause.Partial && got.told && r.silenced != got.silenced {
		return silencedAre
	}
	return none
}

// difference compares what softphones show; the state only where a button that is locked must not change it, and where
// a stop is shown.
func (s screen) difference(got screen, locked bool) (x difference) {
	switch {
	case s.shown && got.shown && (s.toggle != got.toggle || got.both):
		if x.kind = labelIs; got.both {
			x.kind = bothAre
		}
	case s.shown && got.shown && s.message != got.message:
		x.kind = messageIs
	case locked && s.state != 0 && got.state != 0 && s.state != got.state:
		x.kind = stateIs
	}
	if wrong := (s.operable ^ got.operable) & s.looked & got.looked; x.kind == none && wrong != 0 {
		x.kind, x.button = buttonIs, buttons.Button(bits.TrailingZeros16(uint16(wrong)))
	}
	return x
}

// sound compares what is heard, and what is sent.
func (v view) sound(got view) difference {
	for party := range strings.SplitSeq(v.heard, ", ") {
		if party != "" && !strings.Contains(got.heard, party) {
			return difference{kind: beepIs, party: party}
		}
	}
	switch {
	case v.dials && got.dtmf:
		return difference{kind: dtmfIs, party: a}
	case v.sent != "" && got.sent != "" && v.sent != got.sent:
		return difference{kind: sentIs}
	}
	return difference{}
}

// say returns what a view says of the thing in which it differs.
func (v view) say(x difference) spec.Text {
	text := func(ja, en string, args ...any) spec.Text { return spec.Text{JA: ja, EN: en}.With(args...) }
	for i, party := range parties {
		if phone := v.phones[i]; party == x.party {
			switch x.kind {
			case labelIs, bothAre, messageIs:
				return text("%s：%s", "%s %s", party,
					conformance.Screen{Toggle: phone.toggle, Both: phone.both, Message: phone.message})
			case stateIs:
				return text("%s：%s", "%s is %s", party, phone.state)
			case buttonIs:
				return text("%s：「%s」%s", "%s 「%s」 %s", party, x.button.Label(spec.JA),
					sign(phone.operable.has(x.button)))
			}
		}
	}
	switch x.kind {
	case recordingIs:
		return text("%sの録音：%s", "recording of call %s: %s", x.call, v.of(x.call).state)
	case silencedAre:
		return text("無音：%s", "silenced: %s", some(v.of(x.call).silenced))
	case beepIs:
		return text("ビープ音：%s", "a beep to %s", some(v.heard))
	case dtmfIs:
		return sending(v.dtmf)
	}
	return text("指示：%s", "commands: %s", some(v.sent))
}

// of returns the recorder of a call.
func (v view) of(call string) recorder {
	if call == target {
		return v.calls[1]
	}
	return v.calls[0]
}

// sign is the manual's sign for what can be operated.
func sign(operable bool) string {
	if operable {
		return "○"
	}
	return "×"
}

func some(names string) spec.Text {
	if names == "" {
		return spec.Text{JA: "なし", EN: "none"}
	}
	return spec.Text{JA: names, EN: names}
}

func sending(is bool) spec.Text {
	if is {
		return spec.Text{JA: "DTMF送信あり", EN: "DTMF sent"}
	}
	return spec.Text{JA: "DTMF送信なし", EN: "no DTMF sent"}
}

// variants returns what a view would be with one thing wrong in it: each label, message, recording, lock, beep and
// command.
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
		if v.locked {
			add(func(w *view) { w.phones[i].state = callstate.Held })
		}
	}
	for i, call := range v.calls {
		for state := pause.Off; call.shown && call.open && state <= pause.Silent; state++ {
			add(func(w *view) { w.calls[i].state = state })
		}
	}
	for party := range strings.SplitSeq(v.heard, ", ") {
		add(func(w *view) { w.heard = strings.Trim(strings.ReplaceAll(", "+w.heard+",", ", "+party+",", ","), ", ") })
	}
	add(func(w *view) { w.dtmf = w.dials })
	if v.sent != "" {
		add(func(w *view) { w.sent = nothing })
	}
	return all
}
