package faults

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// quirks is what the manual describes beyond its guarantee, and a program does otherwise, be it better.
var quirks = []Fault{
	{ID: "F34", Name: spec.Text{JA: "転送取消後に表示を直す", EN: "the display is corrected after a cancel"}, Breaks: []spec.ID{spec.XFR031, spec.XFR032},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.last().Fact == calllog.StarCancel {
				phone(o, conformance.A, func(p *conformance.Phone) { label(p, pause.Stop) })
			}
		}}},
	{ID: "F35", Name: spec.Text{JA: "転送完了で再開しない", EN: "no resume on completion"}, Breaks: []spec.ID{spec.XFR020},
		patch: silentAfter(calllog.StarComplete, calllog.SharpComplete)},
	{ID: "F36", Name: spec.Text{JA: "アウトバウンドの待機中に表示しない", EN: "hidden while waiting for an outbound call"}, Breaks: []spec.ID{spec.OUT010, spec.OUT011, spec.OUT012},
		patch: hideIn(callstate.OutboundWaiting)},
	{ID: "F37", Name: spec.Text{JA: "電話会議室で全員が無音になる", EN: "a stop in a room silences all"}, Breaks: []spec.ID{spec.CNF010, spec.CNF011, spec.CNF012},
		patch: silentIn(conformance.InRoom)},
	{ID: "F38", Name: spec.Text{JA: "三者通話を始めた側にも表示する", EN: "the initiator of a three-way call shows the button"}, Breaks: []spec.ID{spec.VIS029, spec.TPC012, spec.VIS010},
		patch: showIn(callstate.ThreeWay)},
}

// silentAfter keeps the original call silent after a fact, in which its recording should go on.
func silentAfter(facts ...calllog.Kind) patch {
	after := func(s *session) (at int64, ok bool) {
		for _, e := range s.events {
			for _, f := range facts {
				if e.Action == conformance.Fact && e.Fact == f && len(s.verbs()) > 0 {
					return e.At, true
				}
			}
		}
		return 0, false
	}
	return patch{
		see: func(s *session, o *conformance.Observation) {
			if _, ok := after(s); ok {
				state(o, pause.Silent)
			}
		},
		read: func(s *session, r *conformance.Recording) {
			if at, ok := after(s); ok {
				hush(r, spanFrom(at, r.To))
			}
		},
	}
}

// silentIn silences everybody in a place while anybody has stopped.
func silentIn(place conformance.Place) patch {
	return patch{
		see: func(s *session, o *conformance.Observation) {
			if c := o.Calls[conformance.OriginalCall]; s.scene.Place == place && c.Recording == pause.Partial {
				state(o, pause.Silent)
			}
		},
		read: func(s *session, r *conformance.Recording) {
			if s.scene.Place == place {
				for _, p := range s.pauses(r.To) {
					hush(r, p)
				}
			}
		},
	}
}
