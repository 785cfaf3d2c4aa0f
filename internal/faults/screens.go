package faults

import (
	"maps"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

const toggle = buttons.Toggle

// screens is what softphones get wrong.
var screens = []Fault{
	{ID: "F01", Name: text("バージョンを文字列として比べる", "versions are compared as text"), Breaks: []spec.ID{spec.AVL010},
		patch: patch{open: func(s *conformance.Scene) {
			if s.Settings.Version >= "3.13.0" {
				s.Settings.Version = "3.13.0"
			}
		}}},
	{ID: "F02", Name: text("保存していないチェックが有効になる", "a check mark counts before it is saved"),
		Breaks: []spec.ID{spec.AVL052},
		patch:  patch{open: func(s *conformance.Scene) { s.Settings.Saved = s.Settings.Ticked }}},
	{ID: "F03", Name: text("WebRTC版でも使える", "the feature works in the WebRTC version"),
		Breaks: []spec.ID{spec.AVL031, spec.AVL030, spec.AVL034},
		patch: patch{open: func(s *conformance.Scene) {
			if s.Settings.Terminal == pause.WebRTC {
				s.Settings.Terminal = pause.Installed
			}
		}}},
	{ID: "F04", Name: text("契約がなくても使える", "the feature works without the contract"),
		Breaks: []spec.ID{spec.AVL020, spec.AVL025, spec.VIS010},
		patch:  patch{open: func(s *conformance.Scene) { s.Settings.Contract = true }}},
	{ID: "F05", Name: text("待機中に録音停止ボタンが表示される", "the toggle is shown while idle"),
		Breaks: []spec.ID{spec.VIS020, spec.VIS010, spec.OUT012, spec.DEF030},
		patch:  showsIn(callstate.Idle, pause.Stop)},
	{ID: "F06", Name: text("発着信中に録音停止ボタンが表示される", "the toggle is shown while a call rings"),
		Breaks: []spec.ID{spec.VIS021, spec.VIS010, spec.DEF030}, patch: showsIn(callstate.Alerting, pause.Stop)},
	{ID: "F07", Name: text("保留中に録音停止ボタンが表示される", "the toggle is shown while the call is on hold"),
		Breaks: []spec.ID{spec.VIS026, spec.VIS010, spec.DEF030}, patch: showsIn(callstate.Held, pause.Stop)},
	{ID: "F08", Name: text("録音設定がオフだと録音停止ボタンが表示されない", "the toggle is hidden when the settings have recording off"),
		Breaks: []spec.ID{spec.VIS040, spec.VIS041, spec.VIS042},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if !s.scene.Settings.RecordAll && !s.scene.Settings.RecordCallcenter {
				show(o, conformance.A, 0)
				show(o, conformance.B, 0)
			}
		}}},
	{ID: "F10", Name: text("再開後もメッセージが残る", "the message stays after a resume"),
		Breaks: []spec.ID{spec.OPS060, spec.S2S142, spec.S2S153},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			for _, c := range s.clicks() {
				phone(o, c.party, func(p *conformance.Screen) { p.Message = true })
			}
		}}},
	{ID: "F11", Name: text("両方のラベルが同時に表示される", "both labels are shown at once"), Breaks: []spec.ID{spec.OPS031},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			both(o, func(p *conformance.Screen) { p.Both = p.Toggle == pause.Resume })
		}}},
	{ID: "F17", Name: text("相手の表示も変わる", "the other party's display changes too"),
		Breaks: []spec.ID{spec.S2S020, spec.OPS032, spec.S2S123, spec.S2S143, spec.S2S021},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			e := s.last()
			p, ok := o.Phones[e.Party]
			if ok && e.Action == conformance.Click && e.Button == toggle && s.scene.Peer == conformance.B {
				both(o, func(q *conformance.Screen) { q.Toggle, q.Message = p.Toggle, p.Message })
			}
		}}},
	{ID: "F27", Name: text("停止中にDTMFを送信する", "DTMF is sent while stopped"), Breaks: []spec.ID{spec.BTN101},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if e := s.last(); e.Action == conformance.Click && e.Button == buttons.Dial {
				o.DTMF = []string{e.Party}
			}
		}}},
	{ID: "F28", Name: text("停止中に「ダイヤル」を操作できない", "「ダイヤル」 cannot be operated while stopped"),
		Breaks: []spec.ID{spec.BTN100, spec.BTN001}, patch: operable(buttons.Dial, false)},
	{ID: "F29", Name: text("停止中に「切断」を操作できない", "「切断」 cannot be operated while stopped"),
		Breaks: []spec.ID{spec.BTN030, spec.BTN001}, patch: operable(buttons.HangUp, false)},
	{ID: "F30", Name: text("停止中に「手上げ」を操作できない", "「手上げ」 cannot be operated while stopped"),
		Breaks: []spec.ID{spec.BTN060, spec.BTN001}, patch: operable(buttons.RaiseHand, false)},
	unlocked("F31a", buttons.InCall, spec.BTN010), unlocked("F31b", buttons.Hold, spec.BTN020),
	unlocked("F31c", buttons.Transfer, spec.BTN040), unlocked("F31d", buttons.Park, spec.BTN050),
	unlocked("F31e", buttons.ThreeWay, spec.BTN070), unlocked("F31f", buttons.AutoThreeWay, spec.BTN080),
	unlocked("F31g", buttons.StarTransfer, spec.BTN090),
}

// operable has a button that can be operated, or not, while a stop is shown.
func operable(b buttons.Button, yes bool) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		both(o, func(p *conformance.Screen) {
			if p.Message {
				setOperable(p, b, yes)
			}
		})
	}}
}

// setOperable makes a button of a softphone operable, or not.
func setOperable(p *conformance.Screen, b buttons.Button, yes bool) {
	if p.Buttons = maps.Clone(p.Buttons); p.Buttons == nil {
		p.Buttons = map[buttons.Button]buttons.Verdict{}
	}
	p.Buttons[b] = map[bool]buttons.Verdict{true: buttons.Enabled, false: buttons.Disabled}[yes]
}

// unlocked is the fault of one button that a stop should lock and does not.
func unlocked(id string, b buttons.Button, rule spec.ID) Fault {
	return Fault{ID: id, Name: spec.Text{JA: "停止中に「" + b.Label(spec.JA) + "」を操作できる",
		EN: "「" + b.Label(spec.JA) + "」 can be operated while stopped"},
		Breaks: []spec.ID{rule, spec.BTN001}, patch: operable(b, true)}
}

// quirks is what the manual describes beyond its guarantee, and a program does otherwise, even where that is better.
var quirks = []Fault{
	{ID: "F34", Name: text("転送をキャンセルすると表示が「録音停止」に戻る", "a cancelled transfer corrects the display"),
		Breaks: []spec.ID{spec.XFR031, spec.XFR032},
		patch:  showsIf(pause.Stop, func(s *session) bool { return s.last().Fact == calllog.StarCancel })},
	{ID: "F35", Name: text("転送が完了しても録音が再開しない", "the recording is not resumed when a transfer is completed"),
		Breaks: []spec.ID{spec.XFR020},
		patch:  silentAfter(calllog.StarComplete, calllog.SharpComplete)},
	{ID: "F36", Name: text("アウトバウンドの待機中に録音停止ボタンが表示されない", "the toggle is hidden while waiting for an outbound call"),
		Breaks: []spec.ID{spec.OUT010, spec.OUT011, spec.OUT012},
		patch:  showsIn(callstate.OutboundWaiting, 0)},
	{ID: "F37", Name: text("電話会議室で1人が停止すると全員が無音になる", "a stop in a conference room silences everybody"),
		Breaks: []spec.ID{spec.CNF010, spec.CNF011, spec.CNF012},
		patch:  silentIn(conformance.InRoom)},
	{ID: "F38", Name: text("三者通話を開始した側にも録音停止ボタンが表示される", "the initiator of a three-way call sees the toggle"),
		Breaks: []spec.ID{spec.VIS029, spec.TPC012, spec.VIS010},
		patch:  showsIn(callstate.ThreeWay, pause.Stop)},
}

// silentAfter keeps the original call silent after a fact that lets its recording go on.
func silentAfter(facts ...calllog.Kind) patch {
	happened := func(e conformance.Event) bool { return slices.Contains(facts, e.Fact) }
	after := func(s *session) int { // the event's index, -1 where there is none
		if len(s.clicks()) == 0 {
			return -1
		}
		return slices.IndexFunc(s.events, happened)
	}
	return patch{
		see: recordsIf(pause.Silent, func(s *session) bool { return after(s) >= 0 }).see,
		read: func(s *session, r *conformance.Contents) {
			if i := after(s); i >= 0 {
				silence(r, span(s.events[i].At, r.To))
			}
		},
	}
}

// silentIn silences everybody in a place while anybody has stopped.
func silentIn(place conformance.Place) patch {
	return patch{
		see: func(s *session, o *conformance.Observation) {
			if c := o.Calls[conformance.OriginalCall]; s.scene.Place == place && c.Recording == pause.Partial {
				record(o, pause.Silent)
			}
		},
		read: func(s *session, r *conformance.Contents) {
			if s.scene.Place == place {
				silenced(whole).read(s, r)
			}
		},
	}
}
