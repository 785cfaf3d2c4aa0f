package conformance

import (
	"strconv"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// An Action is a kind of event. There is no zero one.
type Action uint8

// The actions.
const (
	Click   Action = 1 + iota // a party clicks a button of its softphone; the toggle whatever its label says
	Command                   // a softphone's command reaches the PBX (the role pbx)
	Fact                      // something happens to a call
	Enter                     // a party presses keys that an IVR hears
	Wait                      // time passes, and nothing else happens
)

var actionNames = [...]string{"none", Click: "click", Command: "command", Fact: "fact", Enter: "enter", Wait: "wait"}

func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return "Action(" + strconv.Itoa(int(a)) + ")"
}

// MarshalText writes the action's name.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// An Event is something that happens to a subject.
type Event struct {
	At     int64 // sample, at Rate, from the beginning of the scene; it never decreases
	Action Action
	Party  string         // who acts
	Button buttons.Button // of a click
	Verb   pause.Verb     // of a command; of a click on the toggle, the label that it showed, 0 where it is not known
	Fact   calllog.Kind   // of a fact: its name in call logs
	Call   string         // of a fact: OriginalCall or TargetCall where it is about one of them
	Keys   string         // of a click on the dial pad, one; of Enter, several
}

// NoSuchVerb is what a PBX is asked that it has never heard of: it must take that for no resume (RP-RSP-020).
const NoSuchVerb pause.Verb = 99

// Rate is the samples a second of every position that the kit gives and reads.
const Rate = 8000

// In returns the event in words.
func (e Event) In(l spec.Lang) string {
	switch e.Action {
	case Click:
		return say("%sが「%s」を押す", "%s clicks 「%s」", e.Party, e.label()).In(l)
	case Command:
		return say("%sから「%s」の指示", "%s commands 「%s」", e.Party, labelOf(e.Verb)).In(l)
	case Enter:
		return say("%sがキーを押す", "%s presses keys", e.Party).In(l)
	case Wait:
		return say("待つ", "wait").In(l)
	}
	if int(e.Fact) < len(factTexts) && factTexts[e.Fact].EN != "" {
		return e.Party + factTexts[e.Fact].In(l)
	}
	return e.Party + " " + e.Fact.String()
}

func (e Event) String() string { return e.In(spec.EN) }

// label returns what stands on the button that is clicked.
func (e Event) label() string {
	switch {
	case e.Button == buttons.Toggle && e.Verb != 0:
		return labelOf(e.Verb)
	case e.Keys != "":
		return e.Button.Label(spec.JA) + " " + e.Keys
	}
	return e.Button.Label(spec.JA)
}

// labelOf returns what stands on a toggle, or the number of a verb that there is not.
func labelOf(v pause.Verb) string {
	if label := v.Label(spec.JA); label != "" {
		return label
	}
	return v.String()
}

// factTexts says what the party of a fact does.
var factTexts = [...]spec.Text{
	calllog.CallInvite:      {JA: "が発信する", EN: " calls"},
	calllog.CallAnswered:    {JA: "が応答する", EN: " answers"},
	calllog.CallHangup:      {JA: "が切断する", EN: " hangs up"},
	calllog.Hold:            {JA: "が保留する", EN: " puts the call on hold"},
	calllog.Unhold:          {JA: "が保留を解除する", EN: " takes the call off hold"},
	calllog.ThreewayStart:   {JA: "が三者通話を始める", EN: " starts a three-way call"},
	calllog.ThreewayAuto:    {JA: "が自動三者を始める", EN: " starts an automatic three-way call"},
	calllog.StarBegin:       {JA: "が*転送を始める", EN: " begins a * transfer"},
	calllog.StarAnswered:    {JA: "が*転送に応答する", EN: " answers the * transfer"},
	calllog.StarComplete:    {JA: "が*転送を完了する", EN: " completes the * transfer"},
	calllog.StarCancel:      {JA: "が*転送を取り消す", EN: " cancels the * transfer"},
	calllog.SharpBegin:      {JA: "が#転送を始める", EN: " begins a # transfer"},
	calllog.SharpComplete:   {JA: "が#転送を完了する", EN: " completes the # transfer"},
	calllog.SharpCancel:     {JA: "が#転送を取り消す", EN: " cancels the # transfer"},
	calllog.OutboundWait:    {JA: "がアウトバウンドの待機に入る", EN: " waits for an outbound call"},
	calllog.OutboundConnect: {JA: "のアウトバウンドの通話が始まる", EN: "'s outbound call starts"},
	calllog.OutboundLeave:   {JA: "がアウトバウンドの待機を終える", EN: " waits for no outbound call any more"},
	calllog.RoomJoin:        {JA: "が電話会議室に入る", EN: " joins the conference room"},
	calllog.RoomLeave:       {JA: "が電話会議室を出る", EN: " leaves the conference room"},
	calllog.HandRaise:       {JA: "が手上げをする", EN: " raises its hand"},
}

// features returns what a subject needs for the event.
func (e Event) features() Features {
	switch e.Fact {
	case calllog.ThreewayStart, calllog.ThreewayAuto:
		return ThreeWay
	case calllog.StarBegin, calllog.StarAnswered, calllog.StarComplete, calllog.StarCancel, calllog.SharpBegin, calllog.SharpComplete, calllog.SharpCancel:
		return StarTransfer
	case calllog.OutboundWait, calllog.OutboundConnect, calllog.OutboundLeave:
		return Outbound
	case calllog.RoomJoin, calllog.RoomLeave:
		return Rooms
	}
	return 0
}
