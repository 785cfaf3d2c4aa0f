package faults

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// recorders is what PBXs get wrong about whether a recording runs, and who hears a beep.
var recorders = []Fault{
	{ID: "F09", Name: spec.Text{JA: "録音設定がオフでも再開後に録音する", EN: "records after 録音再開 although recording is off"}, Breaks: []spec.ID{spec.REC050},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if v := s.verbs(); len(v) > 0 && v[len(v)-1].verb == pause.Resume {
				o.Calls[conformance.OriginalCall] = conformance.Call{Recording: pause.On}
			}
		}}},
	{ID: "F12", Name: spec.Text{JA: "停止と再開の数をかぞえる", EN: "reference counting"}, Breaks: []spec.ID{spec.S2S200, spec.S2S141, spec.S2S210},
		patch: law(func(v []clicked) bool {
			stops := 0
			for _, c := range v {
				if c.verb == pause.Stop {
					stops++
				} else {
					stops--
				}
			}
			return stops > 0
		})},
	{ID: "F13", Name: spec.Text{JA: "双方が停止表示のときだけ停止する", EN: "stopped only while both show it"}, Breaks: []spec.ID{spec.S2S200, spec.S2S121, spec.OPS010, spec.S2S010},
		patch: law(func(v []clicked) bool { return stopped(v, conformance.A) && stopped(v, conformance.B) })},
	{ID: "F14", Name: spec.Text{JA: "クリックのたびに切り替わる", EN: "every click toggles"}, Breaks: []spec.ID{spec.S2S131, spec.S2S200, spec.S2S141},
		patch: law(func(v []clicked) bool { return len(v)%2 == 1 })},
	{ID: "F15", Name: spec.Text{JA: "Aの操作だけに従う", EN: "follows A only"}, Breaks: []spec.ID{spec.S2S200, spec.S2S010, spec.S2S220},
		patch: law(func(v []clicked) bool { return stopped(v, conformance.A) })},
	{ID: "F16", Name: spec.Text{JA: "最初に停止した側だけが再開できる", EN: "the first to stop owns it"}, Breaks: []spec.ID{spec.S2S200},
		patch: law(owned)},
	{ID: "F18", Name: spec.Text{JA: "停止が次の通話に残る", EN: "the pause survives into the next call"}, Breaks: []spec.ID{spec.S2S230},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if e := s.last(); e.Action == conformance.Fact && e.Fact == calllog.CallAnswered {
				state(o, pause.Silent)
				phone(o, conformance.A, func(p *conformance.Phone) { label(p, pause.Resume) })
			}
		}}},
	{ID: "F25a", Name: spec.Text{JA: "通話相手にビープ音が聞こえない", EN: "a beep to the operator only"}, Breaks: []spec.ID{spec.NTF011, spec.NTF013}, patch: deaf(conformance.B, conformance.C)},
	{ID: "F25b", Name: spec.Text{JA: "オペレーターにビープ音が聞こえない", EN: "a beep to the other party only"}, Breaks: []spec.ID{spec.NTF010, spec.NTF012}, patch: deaf(conformance.A)},
	{ID: "F26", Name: spec.Text{JA: "ビープ音を変えられる", EN: "a beep that can be configured"}, Breaks: []spec.ID{spec.NTF020},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.scene.Settings.OtherBeep {
				for i := range o.Beeps {
					o.Beeps[i].Sound = "another"
				}
			}
		}}},
}

// law is another rule by which clicks stop the recording of a call of two softphones, or of any two.
func law(silent func([]clicked) bool) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.scene.Place != conformance.Talking || s.scene.Peer != conformance.B {
			return
		}
		to := pause.On
		if silent(s.verbs()) {
			to = pause.Silent
		}
		state(o, to)
	}}
}

// stopped reports whether a party's last click was a stop.
func stopped(v []clicked, party string) (is bool) {
	for _, c := range v {
		if c.party == party {
			is = c.verb == pause.Stop
		}
	}
	return is
}

func owned(v []clicked) bool {
	owner := ""
	for _, c := range v {
		switch {
		case c.verb == pause.Stop && owner == "":
			owner = c.party
		case c.verb == pause.Resume && owner == c.party:
			owner = ""
		}
	}
	return owner != ""
}

// deaf keeps parties from hearing beeps.
func deaf(parties ...string) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		heard := []conformance.Beep{}
		for _, b := range o.Beeps {
			if !among(b.Party, parties) {
				heard = append(heard, b)
			}
		}
		o.Beeps = heard
	}}
}
