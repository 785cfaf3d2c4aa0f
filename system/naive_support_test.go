package system_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
)

// A naiveStep is one line of steps.jsonl, but for the rules, which only the model knows.
type naiveStep struct {
	Line     int                       `json:"line"`
	At       int64                     `json:"at"`
	Event    string                    `json:"event"`
	Party    string                    `json:"party"`
	Result   string                    `json:"result"`
	Support  string                    `json:"support"`
	Calls    map[string]naiveCallView  `json:"calls"`
	Phones   map[string]naivePhoneView `json:"phones"`
	Beeps    []naiveBeep               `json:"beeps"`
	DTMF     []string                  `json:"dtmf"`
	Mismatch []naiveMismatch           `json:"mismatch"`
}

type naiveCallView struct {
	Recording string   `json:"recording"`
	StoppedBy []string `json:"stopped_by"`
	Silenced  []string `json:"silenced"`
}

type naivePhoneView struct {
	State   string            `json:"state"`
	Toggle  string            `json:"toggle"`
	Message bool              `json:"message"`
	Buttons map[string]string `json:"buttons"`
}

type naiveBeep struct {
	Call       string   `json:"call"`
	To         []string `json:"to"`
	RecordedOn []string `json:"recorded_on"`
}

type naiveMismatch struct {
	Party    string       `json:"party"`
	Kind     string       `json:"kind"`
	Call     string       `json:"call"`
	NoToggle bool         `json:"no_toggle"`
	Opened   naiveOpening `json:"opened"`
	Cure     string       `json:"cure"`
}

type naiveOpening struct {
	Line    int    `json:"line"`
	At      int64  `json:"at"`
	Event   string `json:"event"`
	Party   string `json:"party"`
	Support string `json:"support"`
}

// describe writes the step from the world before it to the one after it.
func (w *naive) describe(after *naive, e calllog.Event, out naiveOutcome, support string) naiveStep {
	s := naiveStep{Line: e.Line, At: e.At, Event: e.Kind.String(), Party: e.Party, Result: out.result, Support: support,
		Calls: map[string]naiveCallView{}, Phones: map[string]naivePhoneView{}, Beeps: []naiveBeep{}, DTMF: []string{}}
	for id, c := range after.calls {
		view := naiveCallView{Recording: after.recording(c), StoppedBy: after.inOrder(c.stops), Silenced: []string{}}
		if view.Recording != "off" {
			view.Silenced = after.inOrder(c.silenced())
		}
		s.Calls[id] = view
	}
	for id, p := range after.phones {
		toggle := after.toggle(id)
		s.Phones[id] = naivePhoneView{State: p.state, Toggle: toggle, Message: toggle == "resume",
			Buttons: after.buttons(id)}
	}
	for _, id := range after.callNames() {
		before, now := w.calls[id], after.calls[id]
		if before != nil && before.answered && !maps.Equal(before.silenced(), now.silenced()) {
			s.Beeps = append(s.Beeps,
				naiveBeep{id, after.inOrder(now.members), after.recordedOn(before, now, out.resumer)})
		}
	}
	s.DTMF = append(s.DTMF, out.dtmf...)
	s.Mismatch = after.mismatches()
	after.untrue = map[string]naiveMismatch{}
	for i := range s.Mismatch {
		x := &s.Mismatch[i]
		x.Opened = naiveOpening{e.Line, e.At, e.Kind.String(), e.Party, support}
		if y, untrue := w.untrue[x.Party]; untrue && y.Kind == x.Kind && y.Call == x.Call {
			x.Opened = y.Opened
		}
		after.untrue[x.Party] = *x
	}
	return s
}

// resumesByItself reports whether the step to another world ends somebody's silence in a call that goes on.
func (w *naive) resumesByItself(after *naive) bool {
	for id, now := range after.calls {
		before := w.calls[id]
		if before == nil || !before.answered {
			continue
		}
		for party := range before.silenced() {
			if !now.silenced()[party] {
				return true
			}
		}
	}
	return false
}

// recordedOn is who hears the beep in a file: nobody but where somebody's silence ends, and then "the side opposite the
// one who resumed, on the far side when nobody did". A silenced party that leaves has ended its silence.
func (w *naive) recordedOn(before, now *naiveCall, resumer string) []string {
	on, still, ended := map[string]bool{}, now.silenced(), false
	for id := range before.silenced() {
		ended = ended || !still[id]
	}
	if !w.recorded || !ended {
		return []string{}
	}
	operatorSide := resumer != "" && resumer != now.operator
	for id := range union(now.members, now.taker) {
		on[id] = (id == now.operator) == operatorSide
	}
	return w.inOrder(on)
}

func (w *naive) recording(c *naiveCall) string {
	switch silent := len(c.silenced()); {
	case !w.recorded || !c.answered:
		return "off"
	case silent == 0:
		return "on"
	case silent == len(c.members):
		return "silent"
	}
	return "partial"
}

// toggle is table 3.1 and the gate: from version 3.13.0, under the contract, on an installed softphone with the setting
// saved.
func (w *naive) toggle(id string) string {
	p := w.parties[id]
	if !w.newEnough || !w.config.PauseContract || p.Terminal.String() != "installed" || !p.PauseEnabled {
		return "none"
	}
	switch w.phones[id].state {
	case "talking", "star_held", "star_talking", "outbound_waiting":
		if w.phones[id].stopped {
			return "resume"
		}
		return "stop"
	}
	return "none"
}

const anyCall = " alerting talking star_held star_talking held held_dialing transfer_talking three_way outbound_waiting"

// buttonsIn is "buttons when nothing is stopped": the states in which each is enabled.
var buttonsIn = map[string]string{"in_call": "talking", "hold": "talking held", "hang_up": anyCall,
	"transfer": "talking held transfer_talking", "park": "talking", "raise_hand": "idle" + anyCall,
	"three_way":      "transfer_talking",
	"auto_three_way": "talking", "star_transfer": "talking", "dial": "idle" + anyCall}

// buttonsWhileStopped is table 3.2: what is still enabled.
var buttonsWhileStopped = []string{"hang_up", "raise_hand", "dial"}

func (w *naive) buttons(id string) map[string]string {
	shown := map[string]string{}
	state := w.phones[id].state
	for name, in := range buttonsIn {
		enabled := among(in, state)
		if w.toggle(id) == "resume" {
			enabled = slices.Contains(buttonsWhileStopped, name)
		}
		shown[name] = "disabled"
		if enabled {
			shown[name] = "enabled"
		}
	}
	if !w.parties[id].AutoThreeWay {
		shown["auto_three_way"] = "hidden"
	}
	if !w.parties[id].StarTransfer {
		shown["star_transfer"] = "hidden"
	}
	return shown
}

// mismatches is "what a softphone shows against what happens in the call it talks in".
func (w *naive) mismatches() []naiveMismatch {
	list := []naiveMismatch{}
	for _, id := range w.order {
		p := w.phones[id]
		if p == nil || !among("talking star_talking transfer_talking three_way", p.state) {
			continue
		}
		c := w.calls[p.current]
		shown, silent, others, cure := w.toggle(id) == "resume", c.silenced()[id], len(c.silenced()) < len(c.members),
			"resume.click"
		if !shown {
			cure = map[string]string{"stop": "pause.click"}[w.toggle(id)]
		}
		entry := naiveMismatch{Party: id, Call: p.current, Cure: cure}
		switch {
		case w.recording(c) == "off":
		case shown && !silent:
			entry.Kind = "shown-stopped-but-recording"
			list = append(list, entry)
		case shown && others:
			entry.Kind = "shown-stopped-but-others-recorded"
			list = append(list, entry)
		case !shown && silent:
			entry.Kind, entry.NoToggle = "shown-recording-but-stopped", w.toggle(id) == "none"
			list = append(list, entry)
		}
	}
	return list
}

// support says how far the vendor stands behind an event in the world as it was. A click where the toggle is not shown
// is what table 3.1 and the gate say in any call, and table 3.2 is documented. Else what an event itself leaves open
// comes first: a PBX that refuses, the keys # and * while stopped, a click while the target rings, keys; then the four
// functions that are not guaranteed; then an ordinary transfer, a parked call, and what the manual never mentions.
func (w *naive) support(e calllog.Event, out naiveOutcome) string {
	name := e.Kind.String()
	family, _, _ := strings.Cut(name, ".")
	applied, limited := out.result == "applied", w.isLimited(e)
	whileRinging := among("pause.click resume.click", name) && w.phones[e.Party].state == "star_held"
	switch {
	case out.despite || among("pause.command resume.command recording.silence", name):
		return "unspecified"
	case out.why == "not-shown":
		return "documented"
	case out.why == "pbx" || (name == "sharp.begin" || name == "sharp.blind") && !applied || applied && (name == "dtmf" || whileRinging):
		return "unspecified"
	case limited || applied && among("star sharp threeway outbound room", family):
		return "not-guaranteed"
	case applied && (family == "consult" || name == "transfer.complete" || name == "park" || w.inTransfer(e)):
		return "unspecified"
	case applied && w.inVain(e): // no softphone sees anything of it
		return "unspecified"
	case name == "hand.raise" && w.toggle(e.Party) != "resume" || name != "call.answered" && !w.concernsPhones(e):
		return "unspecified"
	}
	return "documented"
}

// inVain reports whether an event is about a call of an external party to a softphone that is busy.
func (w *naive) inVain(e calllog.Event) bool {
	if c := w.calls[e.Call]; c != nil {
		return c.busy && w.phones[c.caller] == nil && among("call.failed call.hangup", e.Kind.String())
	}
	to := w.phones[e.To]
	return e.Kind == calllog.CallInvite && w.phones[e.Party] == nil && to != nil && to.state != "idle"
}

// concernsPhones reports whether an event has to do with a softphone: the manual speaks of no others.
func (w *naive) concernsPhones(e calllog.Event) bool {
	for _, c := range w.callsOf(e) {
		for id := range c.members {
			if w.phones[id] != nil {
				return true
			}
		}
	}
	return w.phones[e.Party] != nil || w.phones[e.To] != nil
}

// callsOf returns the call that an event names and those of the acting softphone.
func (w *naive) callsOf(e calllog.Event) (calls []*naiveCall) {
	for id, c := range w.calls {
		if id == e.Call || w.phones[e.Party] != nil && c.members[e.Party] {
			calls = append(calls, c)
		}
	}
	return calls
}

// isLimited reports whether the event is about a room, three parties, a # or * transfer or an outbound call, or
// about a display that was set in one.
func (w *naive) isLimited(e calllog.Event) bool {
	if p := w.phones[e.Party]; p != nil && (p.doubtful || p.state == "outbound_waiting") {
		return true
	}
	for _, c := range w.callsOf(e) {
		if c.room || c.outbound || c.into != "" || len(c.members) >= 3 || w.anybodyIn(c, "star_held star_talking three_way") {
			return true
		}
	}
	return false
}

func (w *naive) inTransfer(e calllog.Event) bool {
	for _, c := range w.callsOf(e) {
		if c.parked || w.anybodyIn(c, "held_dialing transfer_talking") {
			return true
		}
	}
	return false
}

func (w *naive) anybodyIn(c *naiveCall, states string) bool {
	for id := range c.members {
		if p := w.phones[id]; p != nil && among(states, p.state) {
			return true
		}
	}
	return false
}
