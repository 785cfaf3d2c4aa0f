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
	{ID: "S01", Name: text("一度停止すると再開できない", "a stop lasts until the call ends"),
		Breaks: []spec.ID{spec.DEF020, spec.OPS040, spec.OPS070, spec.S2S141},
		patch: recordsIf(pause.Silent, func(s *session) bool {
			return len(s.clicks()) > 0 && s.scene.Place == conformance.Talking
		})},
	{ID: "S02", Name: text("停止してもメッセージが表示されない", "a stop shows no message"),
		Breaks: []spec.ID{spec.OPS020, spec.OPS060, spec.S2S122, spec.S2S132, spec.S2S133, spec.S2S143},
		patch:  always(func(p *conformance.Screen) { p.Message = false })},
	{ID: "S03", Name: text("停止してもラベルが変わらない", "a stop does not change the label"),
		Breaks: []spec.ID{spec.OPS030, spec.S2S122, spec.S2S133, spec.OUT021, spec.OUT022, spec.TPC011},
		patch: always(func(p *conformance.Screen) {
			if p.Toggle == pause.Resume {
				p.Toggle = pause.Stop
			}
		})},
	{ID: "S04", Name: text("再開してもラベルが戻らない", "a resume does not change the label back"),
		Breaks: []spec.ID{spec.OPS050, spec.S2S142, spec.S2S152, spec.S2S153, spec.TPC011},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			for _, c := range s.clicks() {
				phone(o, c.party, func(p *conformance.Screen) { p.Toggle = pause.Resume })
			}
		}}},
	{ID: "S05", Name: text("ラベルと反対の指示を送る", "the command is the opposite of the label"), Breaks: []spec.ID{spec.OPS080},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			for i, sent := range o.Sent {
				o.Sent[i].Verb = pause.Stop + pause.Resume - sent.Verb
			}
		}}},
	{ID: "S06", Name: text("相手の端末によって録音停止ボタンの表示が決まる", "the other party's terminal decides whether the toggle is shown"),
		Breaks: []spec.ID{spec.AVL033, spec.VIS023},
		patch:  showsIf(0, func(s *session) bool { return s.scene.Settings.PeerTerminal != pause.Installed })},
	{ID: "S07", Name: text("「録音再開」を操作できない", "「録音再開」 cannot be operated"),
		Breaks: []spec.ID{spec.BTN110}, patch: operable(toggle, false)},
	{ID: "S08", Name: text("停止したまま保留できる", "hold works while stopped"), Breaks: []spec.ID{spec.BTN120, spec.BTN150},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			e, n := s.last(), len(s.shown)
			held := e.Button == buttons.Hold || e.Fact == calllog.Hold
			if held && n > 1 && s.shown[n-2].Phones[conformance.A].Message {
				phone(o, conformance.A, func(p *conformance.Screen) { p.State = callstate.Held })
			}
		}}},
	{ID: "S09", Name: text("再開後もボタンを操作できない", "buttons stay locked after a resume"), Breaks: []spec.ID{spec.BTN002},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.clicks()) > 0 {
				phone(o, conformance.A, func(p *conformance.Screen) { setOperable(p, buttons.Hold, false) })
			}
		}}},
	{ID: "S10", Name: text("IVRの履歴が常にマスクされる", "the IVR history is always masked"),
		Breaks: []spec.ID{spec.DTM010, spec.DTM021},
		patch:  patch{see: func(_ *session, o *conformance.Observation) { o.History = new("****") }}},
	{ID: "S11", Name: text("停止するとIVRの履歴もマスクされる", "a stop masks the IVR history"), Breaks: []spec.ID{spec.DTM040},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.clicks()) > 0 {
				o.History = new("****")
			}
		}}},
	{ID: "S12", Name: text("再開しても文字起こしが続かない", "transcription ends with the first stop"),
		Breaks: []spec.ID{spec.ASR012},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if p := s.pauses(r.To); len(p) > 0 {
				r.Transcript = slices.DeleteFunc(slices.Clone(r.Transcript),
					func(x conformance.Speech) bool { return x.From >= p[0].From })
			}
		}}},
	{ID: "S13", Name: text("通話が停止状態で始まる", "calls begin stopped"),
		Breaks: []spec.ID{spec.S2S111, spec.S2S112, spec.S2S113, spec.S2S230},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if len(s.events) == 0 {
				record(o, pause.Silent)
				show(o, conformance.A, pause.Resume)
				show(o, conformance.B, pause.Resume)
			}
		}}},
	{ID: "S14", Name: text("Aが再開すると、AではなくBの表示が変わる", "a resume by A changes the display of B instead"),
		Breaks: []spec.ID{spec.S2S142, spec.S2S143, spec.S2S152},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.scene.Peer == conformance.B && len(s.clicks()) > 2 {
				show(o, conformance.A, pause.Resume)
				show(o, conformance.B, pause.Stop)
			}
		}}},
	{ID: "S15", Name: text("録音中に「録音再開」を押すと停止する", "a resume stops a recording that is on"),
		Breaks: []spec.ID{spec.S2S151, spec.S2S200},
		patch: law(func(list []click) bool {
			silent := false
			for _, c := range list {
				silent = c.verb == pause.Stop || !silent
			}
			return silent
		})},
	{ID: "S16", Name: text("すべて記載ありと答える", "says of everything that it is documented"),
		Breaks: []spec.ID{spec.WAR010, spec.WAR011, spec.WAR012, spec.WAR013, spec.WAR014, spec.WAR020, spec.WAR021,
			spec.XFR001},
		patch: patch{see: func(_ *session, o *conformance.Observation) { o.Support = new(spec.Documented) }}},
	{ID: "S17", Name: text("三者通話の参加者に録音停止ボタンが表示されない", "the toggle is hidden from the guests of a three-way call"),
		Breaks: []spec.ID{spec.TPC010, spec.TPC011},
		patch:  showsIf(0, func(s *session) bool { return s.scene.Place == conformance.Member })},
	{ID: "S18", Name: text("停止しても転送先との通話の録音が続く", "a stop does not silence the talk with the target"),
		Breaks: []spec.ID{spec.XFR010},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			if c, ok := o.Calls[conformance.TargetCall]; ok && c.Recording == pause.Silent {
				o.Calls[conformance.TargetCall] = conformance.Recorder{Recording: pause.On}
			}
		}}},
	{ID: "S19", Name: text("転送中に停止すると元の通話も停止する", "a stop during a transfer silences the held call too"),
		Breaks: []spec.ID{spec.XFR011},
		patch: recordsIf(pause.Silent, func(s *session) bool {
			return s.scene.Place == conformance.StarTalking && len(s.clicks()) > 0 &&
				!s.had(calllog.StarComplete) && !s.had(calllog.StarCancel)
		})},
	{ID: "S20", Name: text("アウトバウンドの通話が停止状態で始まる", "an outbound call begins stopped"),
		Breaks: []spec.ID{spec.OUT020, spec.OUT022}, patch: silentAfter(calllog.OutboundConnect)},
	{ID: "S21", Name: text("アウトバウンドの通話が始まると表示が「録音停止」に戻る", "the start of an outbound call corrects the display"),
		Breaks: []spec.ID{spec.OUT021, spec.OUT022},
		patch:  showsIf(pause.Stop, func(s *session) bool { return s.had(calllog.OutboundConnect) })},
	{ID: "S22", Name: text("元の通話の録音に相手の発言が残らない", "the held party is missing from the recording"),
		Breaks: []spec.ID{spec.XFR011},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if s.scene.Place == conformance.StarTalking {
				silence(r, r.Span)
			}
		}}},
	{ID: "S23", Name: text("参加者の1人が停止すると録音全体が無音になる", "a stop by one guest silences the whole recording"),
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
