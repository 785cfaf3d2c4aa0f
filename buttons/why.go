package buttons

import (
	"iter"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/table"
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
	obstacles table.Obstacles[Obstacle]
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

// In returns the reason in words: the verdict, what the rule says, where it stands, and what would change it.
func (r Reason) In(l spec.Lang) string {
	var b strings.Builder
	b.WriteString(r.Verdict.In(l) + spec.Text{JA: "：", EN: ": "}.In(l))
	b.WriteString(r.fact(l))
	if rule, ok := spec.Lookup(r.Rule); ok {
		b.WriteString(spec.Text{JA: "（", EN: " ("}.In(l) + source(rule, l) + r.Rule.String())
		if r.Support != spec.Guaranteed {
			b.WriteString(spec.Text{JA: "、", EN: ", "}.In(l) + r.Support.In(l))
		}
		b.WriteString(spec.Text{JA: "）", EN: ")"}.In(l))
	}
	if remedy, ok := r.Remedy(); ok {
		b.WriteString(spec.Text{JA: "。", EN: "; "}.In(l) + remedy.In(l))
	}
	return b.String()
}

func source(r spec.Rule, l spec.Lang) string {
	switch {
	case r.Support == spec.Unspecified:
		return ""
	case r.Place.Section == "§3.1" || r.Place.Section == "§3.2":
		return spec.Text{JA: "表", EN: "table "}.In(l) + strings.TrimPrefix(r.Place.Section, "§") + spec.Text{JA: "、", EN: ", "}.In(l)
	}
	return r.Place.Section + spec.Text{JA: "、", EN: ", "}.In(l)
}

func (r Reason) fact(l spec.Lang) string {
	label, state := r.label(), r.at.state.In(spec.JA)
	if r.Button == 0 || r.Button > Toggle {
		return spec.Text{JA: "そのようなボタンはない", EN: "there is no such button"}.In(l)
	}
	switch r.obstacles.First() {
	case FeatureMissing, SettingMissing:
		return strings.TrimRight(r.Rule.Says(l), "。.")
	case StateHides:
		if !known(r.at.state) {
			return spec.Text{JA: "状態が不明", EN: "the state is not known"}.In(l)
		}
		return spec.Text{JA: state + "では" + label + "は表示されない", EN: label + " is not shown in " + state}.In(l)
	case StateLacksUse:
		return spec.Text{JA: state + "では" + label + "を使えない", EN: label + " is of no use in " + state}.In(l)
	case ShownStopped:
		return spec.Text{JA: "録音を停止中と表示している間、" + label + "は×", EN: "while the recording is shown as stopped, " + label + " is ×"}.In(l)
	}
	if !r.at.showsStopped() {
		return spec.Text{JA: state + "では" + label + "を操作できる", EN: label + " can be used in " + state}.In(l)
	}
	t := spec.Text{JA: "録音を停止中と表示している間も、" + label + "は○", EN: "while the recording is shown as stopped, " + label + " is ○"}
	if r.Button == Dial { // RP-BTN-101
		t.JA, t.EN = t.JA+"。ただしDTMF信号は送らない", t.EN+", though no DTMF is sent"
	}
	return t.In(l)
}

func (r Reason) label() string {
	if r.Button == Toggle {
		return pause.Display{Stopped: r.at.stopped}.Offers().Label(spec.JA)
	}
	return r.Button.Label(spec.JA)
}
