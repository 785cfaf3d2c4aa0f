package buttons

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// An obstacle is one thing that keeps a button from being operable.
type obstacle uint8

// The obstacles. The first three hide a button, the others grey it.
const (
	featureMissing obstacle = 1 + iota // the softphone does not have the feature: see the gate
	settingMissing                     // the setting that the button needs is off
	stateHides                         // table 3.1
	shownStopped                       // table 3.2
	stateLacksUse                      // the button does nothing in this state
)

//enum:name
var obstacleNames = [...]string{"none", featureMissing: "feature_missing", settingMissing: "setting_missing",
	stateHides: "state_hides", shownStopped: "shown_stopped", stateLacksUse: "state_lacks_use"}

// Why returns why a button is what it is. It asks the tables again, and is not needed for a decision.
func (p Phone) Why(b Button) spec.Reason {
	s := p.situation()
	d := s.decide(b)
	says, fact, also := d.Verdict, s.fact(b), []spec.ID(nil)
	switch o := s.obstacles(b).First(); {
	case o == featureMissing && b == Toggle:
		gate := p.Gate.Why()
		fact, also = gate.Fact, slices.Collect(gate.Rules())
	case o == settingMissing:
		says = Disabled // the manual calls it inoperable; that it is not shown is our model's
	case b == Toggle && s.showsStopped():
		also = []spec.ID{visibility.At(s.state).Rule}
	case b == Dial && s.showsStopped():
		also = []spec.ID{spec.BTN101}
	}
	why := because(d.Support, spec.Text{JA: says.In(spec.JA), EN: says.In(spec.EN)}, fact, d.Rule, also...)
	why.Remedy = s.remedy(b)
	return why
}

func because(s spec.Support, verdict, fact spec.Text, rule spec.ID, others ...spec.ID) spec.Reason {
	why := spec.Because(s, rule, others...)
	why.Verdict, why.Fact = verdict, fact
	return why
}

// remedy returns what would make a button operable, where one thing alone is in the way and the softphone's user can
// change it.
func (s situation) remedy(b Button) spec.Text {
	switch o, alone := s.obstacles(b).NearMiss(); {
	case alone && o == shownStopped:
		return spec.Text{JA: "「録音再開」を押すと操作できます", EN: "enabled again after 「録音再開」"}
	case alone && o == settingMissing:
		return spec.Text{JA: "事前設定を有効にすると操作できます", EN: "operable once its setting is on"}
	case alone && o == stateHides && b == Toggle && known(s.state):
		return spec.Text{JA: "「通話中」になると表示されます", EN: "shown in the state 「通話中」"}
	}
	return spec.Text{}
}

// fact says what a button is, and because of what.
func (s situation) fact(b Button) spec.Text {
	label, state := "「"+s.label(b)+"」", "「"+s.state.In(spec.JA)+"」"
	if b == 0 || b > Toggle {
		return spec.Text{JA: "そのようなボタンはありません", EN: "there is no such button"}
	}
	switch s.obstacles(b).First() {
	case featureMissing, settingMissing:
		rule := s.decide(b).Rule
		return spec.Text{JA: strings.TrimRight(rule.Says(spec.JA), "。"), EN: strings.TrimRight(rule.Says(spec.EN), ".")}
	case stateHides:
		if !known(s.state) {
			return spec.Text{JA: "状態が不明です", EN: "the state is not known"}
		}
		return spec.Text{JA: "%vの状態では、%vは表示されません", EN: "%[2]v is not shown in the state %[1]v"}.With(state, label)
	case stateLacksUse:
		return spec.Text{JA: "%vの状態では、%vは使用できません", EN: "%[2]v does nothing in the state %[1]v"}.With(state, label)
	case shownStopped:
		return spec.Text{JA: "録音が停止状態と表示されている間、%vは操作できません",
			EN: "%v cannot be used while the recording is shown as stopped"}.With(label)
	}
	if !s.showsStopped() {
		return spec.Text{JA: "%vの状態では、%vを操作できます", EN: "%[2]v can be used in the state %[1]v"}.With(state, label)
	}
	t := spec.Text{JA: "録音が停止状態と表示されている間も、%vは操作できます",
		EN: "%v can be used while the recording is shown as stopped"}.With(label)
	if b == Dial {
		t.JA, t.EN = t.JA+"。ただし、DTMF信号は送信されません", t.EN+", but no DTMF tone is sent"
	}
	return t
}

func (s situation) label(b Button) string {
	if b == Toggle {
		return pause.Display{Stopped: s.stopped}.Offers().Label(spec.JA)
	}
	return b.Label(spec.JA)
}

// WhyMessage returns why 「録音が停止状態です」 is shown, or why it is not. It says what the softphone believes, and not what the
// PBX records: the two may differ, and where the message may be false the reason says so.
func (p Phone) WhyMessage() spec.Reason {
	toggle := p.Why(Toggle)
	switch {
	case p.ShowsStopped():
		fact := spec.Text{JA: "このソフトフォンで「録音停止」が押され、その後「録音再開」は押されていません。%v、実際には録音が続いていることがあります",
			EN: "「録音停止」 was clicked on this softphone, and 「録音再開」 has not been clicked since; %v the recording " +
				"may be running nevertheless"}.With(whenFalse(toggle.Support))
		why := because(toggle.Support, spec.Text{JA: "メッセージあり", EN: "message shown"}, fact,
			spec.OPS020, spec.OPS060, spec.S2S021, visibility.At(p.State).Rule)
		why.Remedy = spec.Text{JA: "「録音再開」を押すと消えます", EN: "gone after 「録音再開」"}
		return why
	case p.Display.Stopped:
		toggle.Verdict = noMessage
		return toggle
	}
	return because(toggle.Support, noMessage, spec.Text{
		JA: "このソフトフォンでは録音を停止していません。相手が停止しても、この表示は変わりません",
		EN: "this softphone has stopped nothing; a stop by another softphone does not show here",
	}, spec.OPS060)
}

// whenFalse says when a message that is shown is false.
func whenFalse(s spec.Support) spec.Text {
	if s == spec.Documented {
		return spec.Text{JA: "相手もソフトフォンで「録音再開」を押した場合は",
			EN: "if the other party has a softphone too and clicks 「録音再開」,"}
	}
	return spec.Text{JA: "転送のキャンセル、アウトバウンド通話の開始、または相手の「録音再開」の後は",
		EN: "after a cancelled transfer, the start of an outbound call or another softphone's 「録音再開」,"}
}

var noMessage = spec.Text{JA: "メッセージなし", EN: "no message"}

// WhyDTMF returns why a click on the dial pad sends its tone, or why it does not.
func (p Phone) WhyDTMF() spec.Reason {
	support := p.Decide(Dial).Support
	switch {
	case p.ShowsStopped():
		why := because(support, noDTMF, spec.Text{JA: "録音が停止状態と表示されている間、ボタンを押してもDTMF信号は送信されません",
			EN: "while the recording is shown as stopped, the dial pad can be clicked but sends nothing"}, spec.BTN101)
		why.Remedy = spec.Text{JA: "「録音再開」を押すと送信されます", EN: "sent again after 「録音再開」"}
		return why
	case p.SendsDTMF():
		return because(support, spec.Text{JA: "DTMF送信あり", EN: "DTMF is sent"},
			spec.Text{JA: "通話があり、録音は停止状態と表示されていません", EN: "there is a call, and no stop is shown"}, spec.BTN102)
	}
	return because(support, noDTMF, spec.Text{JA: "送信先の通話がありません", EN: "there is no call to send it to"}, spec.BTN130)
}

var noDTMF = spec.Text{JA: "DTMF送信なし", EN: "no DTMF"}
