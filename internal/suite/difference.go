package suite

import (
	"math/bits"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

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

// difference compares what softphones show; the state only where a button that is locked must not change it, and where a stop is shown.
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
				return text("%s：%s", "%s %s", party, conformance.Phone{Toggle: phone.toggle, Both: phone.both, Message: phone.message})
			case stateIs:
				return text("%s：%s", "%s is %s", party, phone.state)
			case buttonIs:
				return text("%s：「%s」%s", "%s 「%s」 %s", party, x.button.Label(spec.JA), sign(phone.operable.has(x.button)))
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

// variants returns what a view would be with one thing wrong in it: each label, message, recording, lock, beep and command.
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
