package faults

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// sentences is a small fault for each sentence that no other fault breaks.
var sentences = []Fault{
	{ID: "S01", Name: text("一度停止すると再開できない", "a stop lasts to the end of the call"),
		Breaks: []spec.ID{spec.DEF020, spec.OPS040, spec.OPS070, spec.S2S141},
		patch: recordsIf(pause.Silent, func(s *session) bool {
			return len(s.clicks()) > 0 && s.scene.Place == conformance.Talking
		})},
	{ID: "S02", Name: text("停止してもメッセージが出ない", "no message after a stop"),
		Breaks: []spec.ID{spec.OPS020, spec.OPS060, spec.S2S122, spec.S2S132, spec.S2S133, spec.S2S143},
		patch:  always(func(p *conformance.Screen) { p.Message = false })},
	{ID: "S03", Name: text("停止してもラベルが変わらない", "the label stays after a stop"),
		Breaks: []spec.ID{spec.OPS030, spec.S2S122, spec.S2S133, spec.OUT021, spec.OUT022, spec.TPC011},
		patch: always(func(p *conformance.Screen) {
			if p.Toggle == pause.Resume {
				p.Toggle = pause.Stop
			}
		})},
	{ID: "S04", Name: text("再開してもラベルが戻らない", "the label stays after a resume"),
		Breaks: []spec.ID{spec.OPS050, spec.S2S142, spec.S2S152, spec.S2S153, spec.TPC011},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			for _, c := range s.clicks() {
				phone(o, c.party, func(p *conformance.Screen) { p.Toggle = pause.Resume })
			}
		}}},
	{ID: "S05", Name: text("表示と反対の指示を送る", "commands the opposite of the label"), Breaks: []spec.ID{spec.OPS080},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			for i, sent := range o.Sent {
				o.Sent[i].Verb = pause.Stop + pause.Resume - sent.Verb
			}
		}}},
	{ID: "S06", Name: text("相手の端末で表示が決まる", "the other party's terminal decides"),
		Breaks: []spec.ID{spec.AVL033, spec.VIS023},
		patch:  showsIf(0, func(s *session) bool { return s.scene.Settings.PeerTerminal != pause.Installed })},
	{ID: "S07", Name: text("録音再開を押せない", "録音再開 cannot be operated"),
		Breaks: []spec.ID{spec.BTN110}, patch: operable(toggle, false)},
	{ID: "S08", Name: text("停止したまま保留できる", "hold works while stopped"), Breaks: []spec.ID{spec.BTN120, spec.BTN150},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			e, n := s.last(), len(s.shown)
			held := e.Button == buttons.Hold || e.Fact == calllog.Hold
			if held && n > 1 && s.shown[n-2].Phones[conformance.A].Message {
				phone(o, conformance.A, func(p *conformance.Screen) { p.State = callstate.Held })
			}
		}}},
	{ID: "S09", Name: text("再開後も制限が残る", "the locks stay after a resume"), Breaks: []spec.ID{spec.BTN002},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.clicks()) > 0 {
				phone(o, conformance.A, func(p *conformance.Screen) { setOperable(p, buttons.Hold, false) })
			}
		}}},
	{ID: "S10", Name: text("IVRの履歴を常にマスクする", "the IVR history is always masked"),
		Breaks: []spec.ID{spec.DTM010, spec.DTM021},
		patch:  patch{see: func(_ *session, o *conformance.Observation) { o.History = new("****") }}},
	{ID: "S11", Name: text("停止中はIVRの履歴もマスクする", "a stop masks the IVR history"), Breaks: []spec.ID{spec.DTM040},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.clicks()) > 0 {
				o.History = new("****")
			}
		}}},
	{ID: "S12", Name: text("再開後に文字起こしが続かない", "the transcript ends with the first stop"),
		Breaks: []spec.ID{spec.ASR012},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if p := s.pauses(r.To); len(p) > 0 {
				r.Transcript = slices.DeleteFunc(slices.Clone(r.Transcript),
					func(x conformance.Speech) bool { return x.From >= p[0].From })
			}
		}}},
	{ID: "S13", Name: text("通話が停止状態で始まる", "calls start stopped"),
		Breaks: []spec.ID{spec.S2S111, spec.S2S112, spec.S2S113, spec.S2S230},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.events) == 0 {
				record(o, pause.Silent)
				show(o, conformance.A, pause.Resume)
				show(o, conformance.B, pause.Resume)
			}
		}}},
	{ID: "S14", Name: text("4行目でAの表示が残る", "a resume by A changes the display of B instead"),
		Breaks: []spec.ID{spec.S2S142, spec.S2S143, spec.S2S152},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.scene.Peer == conformance.B && len(s.clicks()) > 2 {
				show(o, conformance.A, pause.Resume)
				show(o, conformance.B, pause.Stop)
			}
		}}},
	{ID: "S15", Name: text("5行目で録音が止まる", "a resume stops a recording that runs"),
		Breaks: []spec.ID{spec.S2S151, spec.S2S200},
		patch: law(func(list []click) bool {
			silent := false
			for _, c := range list {
				silent = c.verb == pause.Stop || !silent
			}
			return silent
		})},
	{ID: "S16", Name: text("すべて記載ありと答える", "says that the vendor stands behind everything"),
		Breaks: []spec.ID{spec.WAR010, spec.WAR011, spec.WAR012, spec.WAR013, spec.WAR014, spec.WAR020, spec.WAR021,
			spec.XFR001},
		patch: patch{see: func(_ *session, o *conformance.Observation) { o.Support = new(spec.Documented) }}},
	{ID: "S17", Name: text("三者通話の参加者に表示しない", "hidden from the guests of a three-way call"),
		Breaks: []spec.ID{spec.TPC010, spec.TPC011},
		patch:  showsIf(0, func(s *session) bool { return s.scene.Place == conformance.Member })},
	{ID: "S18", Name: text("転送先との通話を録音し続ける", "the talk with the target is recorded on"),
		Breaks: []spec.ID{spec.XFR010},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			if c, ok := o.Calls[conformance.TargetCall]; ok && c.Recording == pause.Silent {
				o.Calls[conformance.TargetCall] = conformance.Recorder{Recording: pause.On}
			}
		}}},
	{ID: "S19", Name: text("転送中の停止で元の通話も止まる", "a stop in a transfer silences the held call"),
		Breaks: []spec.ID{spec.XFR011},
		patch: recordsIf(pause.Silent, func(s *session) bool {
			return s.scene.Place == conformance.StarTalking && len(s.clicks()) > 0 &&
				!s.had(calllog.StarComplete) && !s.had(calllog.StarCancel)
		})},
	{ID: "S20", Name: text("アウトバウンドで停止したまま始まる", "an outbound call starts stopped"),
		Breaks: []spec.ID{spec.OUT020, spec.OUT022}, patch: silentAfter(calllog.OutboundConnect)},
	{ID: "S21", Name: text("アウトバウンドの開始で表示を直す", "the display is corrected when an outbound call starts"),
		Breaks: []spec.ID{spec.OUT021, spec.OUT022},
		patch:  showsIf(pause.Stop, func(s *session) bool { return s.had(calllog.OutboundConnect) })},
	{ID: "S22", Name: text("元の通話の録音に相手の声が残らない", "the held party is missing in the recording"),
		Breaks: []spec.ID{spec.XFR011},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if s.scene.Place == conformance.StarTalking {
				silence(r, r.Span)
			}
		}}},
	{ID: "S23", Name: text("自分の声だけが録音に残る", "a guest's stop silences the others"),
		Breaks: []spec.ID{spec.TPC020, spec.TPC021, spec.CNF010, spec.CNF011},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if s.scene.Place == conformance.Member || s.scene.Place == conformance.InRoom {
				silence(r, r.Span)
			}
		}}},
}

// always changes every phone, whatever happens.
func always(change func(*conformance.Screen)) patch {
	return patch{see: func(_ *session, o *conformance.Observation) { both(o, change) }}
}
