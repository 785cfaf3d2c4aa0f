package system

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The rules of what the recording does by itself, and of the display that then lies.
var (
	cancelResumes   = []spec.ID{spec.XFR030, spec.XFR031}
	completeResumes = []spec.ID{spec.XFR020}
	outboundResumes = []spec.ID{spec.OUT020, spec.OUT021}
)

// A Look is what everybody sees, and what every recording does, at one moment.
type Look struct {
	Calls    calllog.Object[calllog.CallView]
	Phones   calllog.Object[calllog.PhoneView]
	Mismatch calllog.List[calllog.Mismatch]
}

// Look returns what everybody sees now.
func (s System) Look() Look {
	m := move{System: s}
	look := Look{Mismatch: s.mismatches()}
	for i := range m.calls {
		look.Calls = append(look.Calls, calllog.Member[calllog.CallView]{Key: m.calls[i].id, Value: m.callView(&m.calls[i])})
	}
	for party := range m.phones {
		if m.softphone(party) {
			look.Phones = append(look.Phones, calllog.Member[calllog.PhoneView]{Key: m.id(party), Value: m.phoneView(m.phones[party].Phone)})
		}
	}
	return look
}

// Phone returns a softphone; ok is false for a party that has none.
func (s System) Phone(party string) (p buttons.Phone, ok bool) {
	if s.header == nil {
		return p, false
	}
	i := s.header.Index(party)
	if i < 0 || !s.softphone(i) {
		return p, false
	}
	return s.phones[i].Phone, true
}

// Why returns why a button of a softphone, or its toggle, is what it is, as the profile has it. A party without a softphone is the zero
// buttons.Phone.
func (s System) Why(party string, b buttons.Button) buttons.Reason {
	p, ok := s.Phone(party)
	if face := s.face(p); ok && (b == buttons.Toggle || face.View().Message) {
		p = face
	}
	return buttons.Why(p, b)
}

// view says what everybody sees and what every call's recording does after the event.
func (m *move) view() calllog.Step {
	look := m.Look()
	return calllog.Step{Line: m.event.Line, At: m.event.At, Event: m.event.Kind, Party: m.event.Party, Result: m.result, Rules: m.rules,
		Support: m.support, DTMF: m.dtmf, Beeps: m.beeps(), Calls: look.Calls, Phones: look.Phones, Mismatch: look.Mismatch}
}

func (m *move) callView(c *call) calllog.CallView {
	return calllog.CallView{Recording: c.rec.State(), StoppedBy: m.names(c, c.rec.StoppedBy()), Silenced: m.names(c, c.rec.Silenced())}
}

func (m *move) names(c *call, set pause.Parties) (names []string) {
	for _, party := range c.parties(set) {
		names = append(names, m.id(party))
	}
	return names
}

func (m *move) phoneView(p buttons.Phone) calllog.PhoneView {
	v := m.face(p).View()
	view := calllog.PhoneView{State: p.State, Toggle: v.Toggle, Message: v.Message, Buttons: make(calllog.Object[buttons.Verdict], 0, buttons.Dial)}
	if !v.Message { // nothing is locked
		v = p.View()
	}
	for b := range buttons.All() {
		view.Buttons = append(view.Buttons, calllog.Member[buttons.Verdict]{Key: b.String(), Value: v.Button(b)})
	}
	return view
}

func (m *move) beeps() (beeps []calllog.Beep) {
	for _, s := range m.steps {
		if beep, ok := s.Step.Beep(); ok {
			beeps = append(beeps, calllog.Beep{Call: s.Call, To: m.pick(s, beep.To), RecordedOn: m.pick(s, s.Step.RecordedOn())})
		}
	}
	return beeps
}

// pick returns names of a step's parties in the header's order.
func (m *move) pick(s CallStep, set pause.Parties) (names []string) {
	for party := range m.phones {
		for p := range set.All() {
			if s.Names[p] == m.id(party) {
				names = append(names, s.Names[p])
			}
		}
	}
	return names
}

// mismatches compares what each softphone shows with what happens in the call that it talks in.
func (s *System) mismatches() (list []calllog.Mismatch) {
	for party, p := range s.phones {
		c := s.open(p.talksIn())
		if c == nil || c.rec.State() == pause.Off {
			continue
		}
		slot, _ := c.slot(party)
		silenced := c.rec.Silenced()
		if kind := mismatch(s.showsStopped(party), silenced.Has(slot), silenced == c.rec.Members()); kind != 0 {
			x := calllog.Mismatch{Party: s.id(party), Kind: kind, Call: c.id, Rule: s.mismatchRule(kind, p, c), Cure: s.cure(party, kind)}
			if p.lies != nil {
				x.Opened = *p.lies
			}
			list = append(list, x)
		}
	}
	return list
}

// talksIn returns the call that a softphone talks in, "" for none.
func (p phone) talksIn() string {
	switch p.State {
	case callstate.Talking, callstate.ThreeWay:
		return p.call
	case callstate.StarTalking, callstate.TransferTalking:
		return p.target
	}
	return ""
}

func mismatch(shown, silent, allSilent bool) calllog.MismatchKind {
	switch {
	case shown && !silent:
		return calllog.StoppedButRecording
	case shown && !allSilent:
		return calllog.StoppedButOthersRecorded
	case !shown && silent:
		return calllog.RecordingButStopped
	}
	return 0
}

// settle forgets where a softphone stopped once it shows "stopped" in a call that is silent: what makes such a display false from then
// on is somebody else's click, and neither the transfer nor the outbound call that the stop was made in.
func (m *move) settle() {
	for party := range m.phones {
		p := &m.phones[party]
		if c := m.open(p.call); c != nil && p.State == callstate.Talking && p.ShowsStopped() && c.rec.State() == pause.Silent {
			p.stoppedIn = callstate.Talking
		}
	}
}

// mismatchRule returns the rule that describes a mismatch, 0 where the manual does not.
func (s *System) mismatchRule(kind calllog.MismatchKind, p phone, c *call) spec.ID {
	switch {
	case kind == calllog.StoppedButOthersRecorded && c.rec.IsRoom():
		return spec.CNF011
	case kind == calllog.StoppedButOthersRecorded:
		return spec.TPC021
	case kind == calllog.StoppedButRecording && p.stoppedIn == callstate.OutboundWaiting:
		return spec.OUT022
	case kind == calllog.StoppedButRecording && p.State == callstate.Talking && p.stoppedInTransfer():
		return spec.XFR032
	case s.betweenSoftphones(c):
		return spec.S2S021
	}
	return 0
}

func (s *System) betweenSoftphones(c *call) bool {
	members := c.members()
	return len(members) == 2 && s.softphone(members[0]) && s.softphone(members[1])
}
