package calllog

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Kind is a kind of event. The zero Kind is none.
type Kind uint8

// The events of the format.
const (
	CallInvite Kind = 1 + iota
	CallAnswered
	CallFailed
	CallHangup
	Hold
	Unhold
	ConsultDial
	ConsultAnswered
	ConsultFailed
	TransferComplete
	ThreewayStart
	ThreewayAuto
	StarBegin
	StarAnswered
	StarComplete
	StarCancel
	SharpBegin
	SharpComplete
	SharpCancel
	SharpAnswered
	SharpBlind
	SharpFailed
	Park
	OutboundWait
	OutboundConnect
	OutboundLeave
	RoomJoin
	RoomLeave
	HandRaise
	DTMF
	PauseClick
	ResumeClick
	PauseCommand
	ResumeCommand
	RecordingSilence
)

//enum:parse event
var kindNames = [...]string{"none",
	CallInvite: "call.invite", CallAnswered: "call.answered", CallFailed: "call.failed",
	CallHangup: "call.hangup", Hold: "hold", Unhold: "unhold", ConsultDial: "consult.dial",
	ConsultAnswered: "consult.answered", ConsultFailed: "consult.failed", TransferComplete: "transfer.complete",
	ThreewayStart: "threeway.start", ThreewayAuto: "threeway.auto", StarBegin: "star.begin",
	StarAnswered: "star.answered", StarComplete: "star.complete", StarCancel: "star.cancel",
	SharpBegin: "sharp.begin", SharpComplete: "sharp.complete", SharpCancel: "sharp.cancel",
	SharpAnswered: "sharp.answered", SharpBlind: "sharp.blind", SharpFailed: "sharp.failed", Park: "park",
	OutboundWait: "outbound.wait", OutboundConnect: "outbound.connect", OutboundLeave: "outbound.leave",
	RoomJoin: "room.join", RoomLeave: "room.leave", HandRaise: "hand.raise", DTMF: "dtmf",
	PauseClick: "pause.click", ResumeClick: "resume.click", PauseCommand: "pause.command",
	ResumeCommand: "resume.command", RecordingSilence: "recording.silence",
}

// Kinds returns every kind of event in the order of the format.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := Kind(1); int(k) < len(kinds) && yield(k); k++ {
		}
	}
}

// Verb returns the command that an event gives, 0 for one that gives none. It is a click on the toggle, or a command
// that was given otherwise: see IsClick.
func (k Kind) Verb() pause.Verb {
	switch k {
	case PauseClick, PauseCommand:
		return pause.Stop
	case ResumeClick, ResumeCommand:
		return pause.Resume
	}
	return 0
}

// IsClick reports whether an event is a click on a softphone's toggle.
func (k Kind) IsClick() bool { return k == PauseClick || k == ResumeClick }

// Needs is what an event needs beside at, event and party.
type Needs struct {
	Softphone bool // only a softphone can do it
	To, Call  bool
	Source    bool // it is a command that was given otherwise than by a click
	Span      bool // it is about a span of the past
}

// Needs returns what an event of the kind needs; nothing for a kind that is none.
func (k Kind) Needs() Needs {
	if int(k) < len(kinds) {
		return kinds[k].needs
	}
	return Needs{}
}

// What the events need: who may act, and what the line names beside.
var (
	inCall        = Needs{Call: true}
	toInCall      = Needs{To: true, Call: true}
	phone         = Needs{Softphone: true}
	phoneTo       = Needs{Softphone: true, To: true}
	phoneInCall   = Needs{Softphone: true, Call: true}
	phoneToInCall = Needs{Softphone: true, To: true, Call: true}
	command       = Needs{Call: true, Source: true}
)

// kinds is what the format says of each kind of event: what it needs, and its sentence, for who acts, the party that it
// names, the call, and the source. What it means to a whole system is the table of package system.
var kinds = [...]struct {
	needs  Needs
	ja, en string
}{
	CallInvite:       {toInCall, "%[1]sが%[2]sに発信", "%[1]s calls %[2]s"},
	CallAnswered:     {inCall, "%[1]sが応答", "%[1]s answers"},
	CallFailed:       {inCall, "%[1]sがつながらない", "%[1]s does not answer"},
	CallHangup:       {inCall, "%[1]sが切断", "%[1]s hangs up"},
	Hold:             {phoneInCall, "%[1]sが保留", "%[1]s holds"},
	Unhold:           {phoneInCall, "%[1]sが保留解除", "%[1]s takes the call back"},
	ConsultDial:      {phoneToInCall, "%[1]sが転送のため%[2]sに発信", "%[1]s dials %[2]s for a transfer"},
	ConsultAnswered:  {inCall, "転送先の%[1]sが応答", "the target %[1]s answers"},
	ConsultFailed:    {inCall, "転送先の%[1]sが応答しない", "the target %[1]s does not answer"},
	TransferComplete: {phone, "%[1]sが転送を完了", "%[1]s completes the transfer"},
	ThreewayStart:    {phone, "%[1]sが三者通話を開始", "%[1]s starts a three-way call"},
	ThreewayAuto:     {phoneTo, "%[1]sが自動三者で%[2]sを加える", "%[1]s adds %[2]s with 自動三者"},
	StarBegin:        {phoneToInCall, "%[1]sが%[2]sへの*転送を開始", "%[1]s begins a * transfer to %[2]s"},
	StarAnswered:     {inCall, "転送先の%[1]sが応答", "the target %[1]s answers"},
	StarComplete:     {phone, "%[1]sが*転送を完了", "%[1]s completes the * transfer"},
	StarCancel:       {phone, "%[1]sが*転送をキャンセル", "%[1]s cancels the * transfer"},
	SharpBegin:       {phoneToInCall, "%[1]sが%[2]sへの#転送を開始", "%[1]s begins a # transfer to %[2]s"},
	SharpComplete:    {phone, "%[1]sの#転送が完了", "the # transfer of %[1]s completes"},
	SharpCancel:      {phone, "%[1]sが#転送をキャンセル", "%[1]s cancels the # transfer"},
	SharpAnswered:    {inCall, "#転送の転送先の%[1]sが応答", "the target %[1]s of the # transfer answers"},
	SharpBlind: {phoneToInCall, "%[1]sが%[2]sに#転送してすぐに待機中へ戻る",
		"%[1]s transfers to %[2]s with # and is free at once"},
	SharpFailed:     {inCall, "#転送の転送先の%[1]sが応答しない", "the target %[1]s of the # transfer does not answer"},
	Park:            {phoneInCall, "%[1]sがパーク", "%[1]s parks the call"},
	OutboundWait:    {phone, "%[1]sがアウトバウンドの待機を開始", "%[1]s waits for an outbound call"},
	OutboundConnect: {phoneToInCall, "%[1]sと%[2]sのアウトバウンド通話が開始", "an outbound call of %[1]s and %[2]s starts"},
	OutboundLeave:   {phone, "%[1]sがアウトバウンドの待機を終了", "%[1]s waits no longer"},
	RoomJoin:        {inCall, "%[1]sが会議室%[3]sに入室", "%[1]s enters room %[3]s"},
	RoomLeave:       {inCall, "%[1]sが会議室%[3]sから退室", "%[1]s leaves room %[3]s"},
	HandRaise:       {phone, "%[1]sが手上げ", "%[1]s raises its hand"},
	DTMF:            {phone, "%[1]sがダイヤルを押す", "%[1]s clicks the dial pad"},
	PauseClick:      {phone, "%[1]sが「録音停止」を押す", "%[1]s clicks 「録音停止」"},
	ResumeClick:     {phone, "%[1]sが「録音再開」を押す", "%[1]s clicks 「録音再開」"},
	PauseCommand: {command, "%[1]sの録音停止を指示（%[4]s）",
		"a pause is commanded for %[1]s (%[4]s)"},
	ResumeCommand: {command, "%[1]sの録音再開を指示（%[4]s）",
		"a resume is commanded for %[1]s (%[4]s)"},
	RecordingSilence: {Needs{Call: true, Span: true}, "%[1]sの停止が間に合わなかった区間を後から無音にする",
		"what a stop of %[1]s came too late for is silenced afterwards"},
}

// An Event is one line of a log after the header. It never holds the digit of a click on the dial pad.
type Event struct {
	Line  int
	At    int64
	Kind  Kind
	Party string
	To    string
	Call  string
	PBX   PBXAnswer

	Via    Via
	Source Source         // of a command
	Span   recording.Span // of what is silenced afterwards
}

// A Via is how an event came about. The zero Via is a click.
type Via uint8

// The ways. A fact has happened already, at the telephone itself, in the PBX or by a supervisor: no button of a
// softphone refuses it.
const (
	Click Via = iota
	Fact
)

//enum:text
var viaNames = [...]string{Click: "click", Fact: "fact"}

// aFact says of an event that no softphone was asked for it.
var aFact = spec.Text{JA: "（ソフトフォン以外の操作）", EN: " (not on the softphone)"}

// A Source is the way by which the PBX was asked for a command, where that was no click. The zero Source is none.
type Source uint8

// The sources.
const (
	FeatureCode Source = 1 + iota
	API
	Supervisor
	Timer
	OtherSource
)

//enum:text
var sourceNames = [...]string{"none", FeatureCode: "feature-code", API: "api", Supervisor: "supervisor",
	Timer: "timer", OtherSource: "other"}

var sourceTexts = [...]spec.Text{{}, FeatureCode: {JA: "特番", EN: "by feature code"}, API: {JA: "API", EN: "by API"},
	Supervisor: {JA: "管理者", EN: "by a supervisor"}, Timer: {JA: "タイマー", EN: "by a timer"},
	OtherSource: {JA: "その他の手段", EN: "by other means"}}

// A PBXAnswer is what the PBX said to a click on the toggle.
type PBXAnswer uint8

// The answers.
const (
	Confirmed PBXAnswer = iota
	Refused
	TimedOut
)

//enum:text answer
var pbxAnswerNames = [...]string{Confirmed: "confirmed", Refused: "refused", TimedOut: "timeout"}

// unconfirmed says what the PBX answered to a click, where it did not do it.
var unconfirmed = [...]spec.Text{Confirmed: {}, Refused: {JA: "（PBXが拒否）", EN: " (the PBX refuses)"},
	TimedOut: {JA: "（PBXが応答せず）", EN: " (the PBX does not answer)"}}

// In returns what happens, in words.
func (e Event) In(l spec.Lang) string {
	if e.Kind == 0 || int(e.Kind) >= len(kinds) {
		return e.Kind.String()
	}
	sentence := spec.Text{JA: kinds[e.Kind].ja, EN: kinds[e.Kind].en}.In(l)
	text := fmt.Sprintf(sentence, e.Party, e.To, e.Call, e.Source.In(l))
	if e.Via == Fact {
		text += aFact.In(l)
	}
	if int(e.PBX) < len(unconfirmed) {
		text += unconfirmed[e.PBX].In(l)
	}
	return text
}

// Check reports what an event lacks, whatever the state of things: a kind, parties that the header knows and that can
// do such a thing, a call, a source, a span of the past. The error is an *Error.
func (h Header) Check(e Event) error {
	fail := func(field, got, want string) error { return &Error{Line: e.Line, Field: field, Got: got, Want: want} }
	if e.Kind == 0 || int(e.Kind) >= len(kinds) {
		return fail("event", e.Kind.String(), "an event of the format")
	}
	need := kinds[e.Kind].needs
	party := h.Index(e.Party)
	switch {
	case party < 0:
		return fail("party", fmt.Sprintf("%q", e.Party), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.Softphone && !h.Parties[party].Softphone:
		return fail("party", fmt.Sprintf("%q, who is external", e.Party), fmt.Sprintf("a softphone for %v", e.Kind))
	case need.Call && e.Call == "":
		return fail("call", "none", fmt.Sprintf("the name of the call, which %v needs", e.Kind))
	case breaks(e.Call):
		return fail("call", fmt.Sprintf("%q", e.Call), "a name in one line")
	case need.To && h.Index(e.To) < 0:
		return fail("to", fmt.Sprintf("%q", e.To), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.To && e.To == e.Party:
		return fail("to", fmt.Sprintf("%q", e.To), "somebody else than party")
	case e.Via > Fact:
		return fail("via", e.Via.String(), "click or fact")
	case need.Source && (e.Source == 0 || e.Source > OtherSource):
		return fail("source", e.Source.String(), sourceWanted)
	case need.Span && !inReach(e.Span.From):
		return fail("from", strconv.FormatInt(e.Span.From, 10), wantedAt)
	case need.Span && e.Span.Empty():
		return fail("to", strconv.FormatInt(e.Span.To, 10), fmt.Sprintf("more than from, which is %d", e.Span.From))
	case need.Span && e.Span.To > e.At:
		return fail("to", strconv.FormatInt(e.Span.To, 10), fmt.Sprintf("%d or less: it is silenced afterwards", e.At))
	}
	return nil
}

// sourceWanted is what an error says of a source that there is not.
var sourceWanted = strings.Join(sourceNames[1:], ", ")
