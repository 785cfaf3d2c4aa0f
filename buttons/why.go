package buttons

import (
	"iter"
	"log/slog"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/rules"
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

// A Reason is why a button is what it is, as data. Its text is made by In, last.
type Reason struct {
	Button Button
	Decision

	at        situation
	obstacles rules.Obstacles[Obstacle]
}

// Why returns why a button is what it is. It asks the tables again, and is not needed for a decision.
func Why(p Phone, b Button) Reason { return situationAt(p.index()).why(b) }

// Obstacles returns everything that keeps the button from being operable, in order: none, and it is.
func (r Reason) Obstacles() iter.Seq[Obstacle] { return r.obstacles.All() }

// Remedy returns what would make the button operable, where one thing alone is in the way and the softphone's user can change it.
func (r Reason) Remedy() (t spec.Text, ok bool) {
	o, alone := r.obstacles.NearMiss()
	if !alone {
		return spec.Text{}, false
	}
	switch o {
	case ShownStopped:
		return spec.Text{JA: "「録音再開」を押すと操作できる", EN: "enabled again after 録音再開"}, true
	case SettingMissing:
		return spec.Text{JA: "事前設定を有効にすると操作できる", EN: "shown once its setting is on"}, true
	case StateHides:
		return spec.Text{JA: "通話中になると表示される", EN: "shown in 通話中"}, r.Button == Toggle && known(r.at.state)
	}
	return spec.Text{}, false
}

// Because returns the reason as the rest of the library gives its reasons.
func (r Reason) Because() spec.Reason {
	why := spec.Because(r.Support, r.Rule)
	why.Verdict = spec.Text{JA: r.Verdict.In(spec.JA), EN: r.Verdict.In(spec.EN)}
	why.Fact = r.fact()
	if remedy, ok := r.Remedy(); ok {
		why.Remedy = remedy
	}
	return why
}

// In returns the reason in words: the verdict, what the rule says, where it stands, and what would change it.
func (r Reason) In(l spec.Lang) string { return r.Because().In(l) }

func (r Reason) String() string { return r.In(spec.EN) }

// MarshalJSON writes the reason as data.
func (r Reason) MarshalJSON() ([]byte, error) { return r.Because().MarshalJSON() }

// LogValue logs the sentence in English, and the rule and the support level beside it.
func (r Reason) LogValue() slog.Value { return r.Because().LogValue() }

func (r Reason) fact() spec.Text {
	label, state := "「"+r.label()+"」", "「"+r.at.state.In(spec.JA)+"」"
	if r.Button == 0 || r.Button > Toggle {
		return spec.Text{JA: "そのようなボタンはない", EN: "there is no such button"}
	}
	switch r.obstacles.First() {
	case FeatureMissing, SettingMissing:
		return spec.Text{JA: strings.TrimRight(r.Rule.Says(spec.JA), "。"), EN: strings.TrimRight(r.Rule.Says(spec.EN), ".")}
	case StateHides:
		if !known(r.at.state) {
			return spec.Text{JA: "状態が不明", EN: "the state is not known"}
		}
		return spec.Text{JA: "%vの状態では%vは表示されない", EN: "%[2]v is not shown in the state %[1]v"}.With(state, label)
	case StateLacksUse:
		return spec.Text{JA: "%vの状態では%vを使えない", EN: "%[2]v is of no use in the state %[1]v"}.With(state, label)
	case ShownStopped:
		return spec.Text{JA: "録音を停止中と表示している間、%vは×", EN: "while the recording is shown as stopped, %v is ×"}.With(label)
	}
	if !r.at.showsStopped() {
		return spec.Text{JA: "%vの状態では%vを操作できる", EN: "%[2]v can be used in the state %[1]v"}.With(state, label)
	}
	t := spec.Text{JA: "録音を停止中と表示している間も、%vは○", EN: "while the recording is shown as stopped, %v is ○"}.With(label)
	if r.Button == Dial { // RP-BTN-101
		t.JA, t.EN = t.JA+"。ただしDTMF信号は送らない", t.EN+", though no DTMF is sent"
	}
	return t
}

func (r Reason) label() string {
	if r.Button == Toggle {
		return pause.Display{Stopped: r.at.stopped}.Offers().Label(spec.JA)
	}
	return r.Button.Label(spec.JA)
}
