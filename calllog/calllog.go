// Package calllog reads and writes call logs, the lines of call.jsonl and steps.jsonl: a contract between PBXs, this library
// and its tools. It checks all that one line can show; what an event means where it arrives is system's.
package calllog

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Version is the version of the format that this package reads and writes.
const Version = "recpause/1"

// A Header is the first line of a log: the settings, and who takes part.
type Header struct {
	SampleRate int // samples a second of every position
	Config     Config
	Parties    []Party
}

// A Config is the settings that hold for the whole log.
type Config struct {
	Version          pause.Version // of the product
	PauseContract    bool          // 「録音一時停止」
	RecordAllCalls   bool          // システム設定 > 全通話録音
	RecordCallcenter bool          // コールセンター > コールセンター通話録音
	Layout           recording.Layout
}

// Recorded reports whether calls are recorded: when either of the two settings is on.
func (c Config) Recorded() bool { return c.RecordAllCalls || c.RecordCallcenter }

// A Party is somebody who takes part.
type Party struct {
	ID           string
	Softphone    bool // else external: somebody whose telephone is not ours
	Terminal     pause.Terminal
	PauseEnabled bool // 「録音一時停止機能を有効にする」, saved
	AutoThreeWay bool // the setting that 自動三者 needs
	StarTransfer bool // the setting that *転送 needs
}

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
)

var kindNames = []string{"none", CallInvite: "call.invite", CallAnswered: "call.answered", CallFailed: "call.failed",
	CallHangup: "call.hangup", Hold: "hold", Unhold: "unhold", ConsultDial: "consult.dial", ConsultAnswered: "consult.answered",
	ConsultFailed: "consult.failed", TransferComplete: "transfer.complete", ThreewayStart: "threeway.start",
	ThreewayAuto: "threeway.auto", StarBegin: "star.begin", StarAnswered: "star.answered", StarComplete: "star.complete",
	StarCancel: "star.cancel", SharpBegin: "sharp.begin", SharpComplete: "sharp.complete", SharpCancel: "sharp.cancel",
	Park: "park", OutboundWait: "outbound.wait", OutboundConnect: "outbound.connect", OutboundLeave: "outbound.leave",
	RoomJoin: "room.join", RoomLeave: "room.leave", HandRaise: "hand.raise", DTMF: "dtmf", PauseClick: "pause.click",
	ResumeClick: "resume.click"}

func (k Kind) String() string { return name(kindNames, int(k)) }

// GoString returns the event's name, for %#v.
func (k Kind) GoString() string { return k.String() }

// MarshalText writes the event's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// ParseKind returns the event with a name, or an *spec.UnknownError with the nearest one.
func ParseKind(s string) (Kind, error) {
	if i := slices.Index(kindNames, s); i > 0 {
		return Kind(i), nil
	}
	return 0, spec.Unknown("event", s, kindNames[1:])
}

// Kinds returns every kind of event in the order of the format.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := CallInvite; k <= ResumeClick && yield(k); k++ {
		}
	}
}

// Needs is what an event needs beside at, event and party.
type Needs struct{ Softphone, To, Call bool }

// Needs returns what an event of the kind needs; nothing for a kind that is none.
func (k Kind) Needs() Needs {
	if int(k) < len(needs) {
		return needs[k]
	}
	return Needs{}
}

var needs = [...]Needs{
	CallInvite: {To: true, Call: true}, CallAnswered: {Call: true}, CallFailed: {Call: true}, CallHangup: {Call: true},
	Hold: {Softphone: true, Call: true}, Unhold: {Softphone: true, Call: true},
	ConsultDial: {true, true, true}, ConsultAnswered: {Call: true}, ConsultFailed: {Call: true},
	TransferComplete: {Softphone: true}, ThreewayStart: {Softphone: true}, ThreewayAuto: {Softphone: true, To: true},
	StarBegin: {true, true, true}, StarAnswered: {Call: true}, StarComplete: {Softphone: true}, StarCancel: {Softphone: true},
	SharpBegin: {true, true, true}, SharpComplete: {Softphone: true}, SharpCancel: {Softphone: true},
	Park: {Softphone: true, Call: true}, OutboundWait: {Softphone: true}, OutboundConnect: {true, true, true},
	OutboundLeave: {Softphone: true}, RoomJoin: {Call: true}, RoomLeave: {Call: true}, HandRaise: {Softphone: true},
	DTMF: {Softphone: true}, PauseClick: {Softphone: true}, ResumeClick: {Softphone: true},
}

// An Event is one line of a log after the header. It never holds the digit of a click on the dial pad.
type Event struct {
	Line  int
	At    int64
	Kind  Kind
	Party string
	To    string
	Call  string
	PBX   Answer
}

// An Answer is what the PBX said to a click on the toggle.
type Answer uint8

// The answers.
const (
	Confirmed Answer = iota
	Refused
	TimedOut
)

var answerNames = []string{Confirmed: "", Refused: "refused", TimedOut: "timeout"}

func (a Answer) String() string {
	if a == Confirmed {
		return "confirmed"
	}
	return name(answerNames, int(a))
}

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown(" + strconv.Itoa(i) + ")"
}

// Index returns a party's place in the header, -1 where it is not there.
func (h Header) Index(id string) int {
	return slices.IndexFunc(h.Parties, func(p Party) bool { return p.ID == id })
}

// Check reports what an event lacks, whatever the state of things: a kind, parties that the header knows and that can do such a
// thing, a call. The error is an *Error.
func (h Header) Check(e Event) error {
	fail := func(field, got, want string) error { return &Error{Line: e.Line, Field: field, Got: got, Want: want} }
	if e.Kind == 0 || int(e.Kind) >= len(needs) {
		return fail("event", e.Kind.String(), "an event of the format")
	}
	need := needs[e.Kind]
	party := h.Index(e.Party)
	switch {
	case party < 0:
		return fail("party", fmt.Sprintf("%q", e.Party), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.Softphone && !h.Parties[party].Softphone:
		return fail("party", fmt.Sprintf("%q, who is external", e.Party), fmt.Sprintf("a softphone for %v", e.Kind))
	case need.Call && e.Call == "":
		return fail("call", "none", fmt.Sprintf("the name of the call, which %v needs", e.Kind))
	case need.To && h.Index(e.To) < 0:
		return fail("to", fmt.Sprintf("%q", e.To), "a party of the header: "+strings.Join(h.ids(), ", "))
	case need.To && e.To == e.Party:
		return fail("to", fmt.Sprintf("%q", e.To), "somebody else than party")
	}
	return nil
}

func (h Header) ids() (ids []string) {
	for _, p := range h.Parties {
		ids = append(ids, p.ID)
	}
	return ids
}
