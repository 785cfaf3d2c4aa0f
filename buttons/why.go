package buttons

import (
	"iter"
	"strconv"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// An Obstacle is one thing that keeps a button from being operable.
type Obstacle uint8

// The obstacles. The first three hide a button, the others grey it.
const (
	FeatureMissing Obstacle = 1 + iota // the softphone does not have the feature: see the gate
	SettingMissing                     // the setting that the button needs is off
	StateHides                         // table 3.1
	ShownStopped                       // table 3.2
	StateLacksUse                      // the button does nothing in this state
)

var obstacleTexts = [...]spec.Text{{},
	FeatureMissing: {JA: "機能を使えない", EN: "the feature is not available"},
	SettingMissing: {JA: "事前設定がない", EN: "its setting is off"},
	StateHides:     {JA: "この状態では表示されない", EN: "this state does not show it"},
	ShownStopped:   {JA: "録音を停止中と表示している", EN: "the recording is shown as stopped"},
	StateLacksUse:  {JA: "この状態では使えない", EN: "it is of no use in this state"},
}

func (o Obstacle) String() string { return o.In(spec.EN) }

// In returns the obstacle in words.
func (o Obstacle) In(l spec.Lang) string {
	if int(o) < len(obstacleTexts) {
		return obstacleTexts[o].In(l)
	}
	return "Obstacle(" + strconv.Itoa(int(o)) + ")"
}

// Obstacles returns everything that keeps a button from being operable, in order: none, and it is.
func (p Phone) Obstacles(b Button) iter.Seq[Obstacle] {
	return situationAt(p.index()).obstacles(b).All()
}

// Why returns why a button is what it is. It asks the tables again, and is not needed for a decision.
func (p Phone) Why(b Button) spec.Reason {
	s := situationAt(p.index())
	d := s.decide(b)
	why := spec.Because(d.Support, d.Rule)
	why.Verdict = spec.Text{JA: d.Verdict.In(spec.JA), EN: d.Verdict.In(spec.EN)}
	why.Fact, why.Remedy = s.fact(b), s.remedy(b)
	return why
}

// remedy returns what would make a button operable, where one thing alone is in the way and the softphone's user can
// change it.
func (s situation) remedy(b Button) spec.Text {
	switch o, alone := s.obstacles(b).NearMiss(); {
	case alone && o == ShownStopped:
		return spec.Text{JA: "「録音再開」を押すと操作できる", EN: "enabled again after 録音再開"}
	case alone && o == SettingMissing:
		return spec.Text{JA: "事前設定を有効にすると操作できる", EN: "shown once its setting is on"}
	case alone && o == StateHides && b == Toggle && known(s.state):
		return spec.Text{JA: "通話中になると表示される", EN: "shown in 通話中"}
	}
	return spec.Text{}
}

// fact says what a button is, and because of what.
func (s situation) fact(b Button) spec.Text {
	label, state := "「"+s.label(b)+"」", "「"+s.state.In(spec.JA)+"」"
	if b == 0 || b > Toggle {
		return spec.Text{JA: "そのようなボタンはない", EN: "there is no such button"}
	}
	switch s.obstacles(b).First() {
	case FeatureMissing, SettingMissing:
		rule := s.decide(b).Rule
		return spec.Text{JA: strings.TrimRight(rule.Says(spec.JA), "。"), EN: strings.TrimRight(rule.Says(spec.EN), ".")}
	case StateHides:
		if !known(s.state) {
			return spec.Text{JA: "状態が不明", EN: "the state is not known"}
		}
		return spec.Text{JA: "%vの状態では%vは表示されない", EN: "%[2]v is not shown in the state %[1]v"}.With(state, label)
	case StateLacksUse:
		return spec.Text{JA: "%vの状態では%vを使えない", EN: "%[2]v is of no use in the state %[1]v"}.With(state, label)
	case ShownStopped:
		return spec.Text{JA: "録音を停止中と表示している間、%vは×", EN: "while the recording is shown as stopped, %v is ×"}.With(label)
	}
	if !s.showsStopped() {
		return spec.Text{JA: "%vの状態では%vを操作できる", EN: "%[2]v can be used in the state %[1]v"}.With(state, label)
	}
	t := spec.Text{JA: "録音を停止中と表示している間も、%vは○", EN: "while the recording is shown as stopped, %v is ○"}.With(label)
	if b == Dial { // RP-BTN-101
		t.JA, t.EN = t.JA+"。ただしDTMF信号は送らない", t.EN+", though no DTMF is sent"
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
		why := spec.Because(toggle.Support, spec.OPS020, spec.OPS060, spec.S2S021)
		why.Verdict = spec.Text{JA: "メッセージあり", EN: "message shown"}
		why.Fact = spec.Text{JA: "このソフトフォンで「録音停止」を押し、まだ「録音再開」を押していない。%v、実際は録音中のことがある",
			EN: "「録音停止」 was clicked on this softphone, and 「録音再開」 has not been since; %v the recording may run all " +
				"the same"}.With(mayLie(toggle.Support))
		why.Remedy = spec.Text{JA: "「録音再開」を押すと消える", EN: "gone after 録音再開"}
		return why
	case p.Display.Stopped:
		toggle.Verdict = noMessage
		return toggle
	}
	why := spec.Because(toggle.Support, spec.OPS060)
	why.Verdict = noMessage
	why.Fact = spec.Text{JA: "このソフトフォンでは停止していない。相手が停止していても表示は変わらない",
		EN: "nothing is stopped by this softphone; what another one stops it does not show"}
	return why
}

// mayLie says when a message that is shown is false.
func mayLie(s spec.Support) spec.Text {
	if s == spec.Guaranteed {
		return spec.Text{JA: "相手もソフトフォンで「録音再開」を押すと", EN: "where the other party has a softphone too and clicks 「録音再開」,"}
	}
	return spec.Text{JA: "転送の取消やアウトバウンド通話の開始、相手の「録音再開」で",
		EN: "after a cancelled transfer, the start of an outbound call or another softphone's 「録音再開」"}
}

var noMessage = spec.Text{JA: "メッセージなし", EN: "no message"}

// WhyDTMF returns why a click on the dial pad sends its tone, or why it does not.
func (p Phone) WhyDTMF() spec.Reason {
	support := p.Decide(Dial).Support
	switch {
	case p.ShowsStopped():
		why := spec.Because(support, spec.BTN101)
		why.Verdict = noDTMF
		why.Fact = spec.Text{JA: "録音を停止中と表示している。クリックはできる",
			EN: "the recording is shown as stopped; the click itself is allowed"}
		why.Remedy = spec.Text{JA: "「録音再開」を押すと送る", EN: "sent again after 録音再開"}
		return why
	case p.SendsDTMF():
		why := spec.Because(support, spec.BTN102)
		why.Verdict = spec.Text{JA: "DTMFを送る", EN: "DTMF is sent"}
		why.Fact = spec.Text{JA: "通話があり、停止中と表示していない", EN: "there is a call, and no stop is shown"}
		return why
	}
	why := spec.Because(support, spec.BTN130)
	why.Verdict = noDTMF
	why.Fact = spec.Text{JA: "送る通話がない", EN: "there is no call to send it to"}
	return why
}

var noDTMF = spec.Text{JA: "DTMFを送らない", EN: "no DTMF"}
