package main

import (
	"net/http"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A switchboard is what the pages need of the PBX.
type switchboard interface {
	// Seats returns what every softphone shows now, in the order of their extensions.
	Seats() []seat
	// Click does what somebody has clicked, and returns when the PBX has done or refused it.
	Click(extension string, c click) error
	// Changed returns a channel that is closed when anything has changed since.
	Changed() <-chan struct{}
	// Told returns what has happened to recordings since a number, and the number to ask with next; 0 asks for the latest.
	Told(since int) ([]notify.Event, int)
	// Signal takes a browser's SIP, over WebSocket.
	Signal(w http.ResponseWriter, r *http.Request)
	// Attach gives a softphone the page's microphone and loudspeaker, in place of a registered telephone. What it hears
	// comes to the function as RTP packets, 20 ms of µ-law each, which may not be kept.
	Attach(extension string, hear func(rtp []byte)) (jack, error)
}

// A jack is where what a page's microphone hears goes into the PBX.
type jack interface {
	Say(rtp []byte) // does not block
	Close()         // the page is gone
}

// A seat is one softphone as the PBX knows it.
type seat struct {
	Extension, Name string
	Phone           buttons.Phone
	Terminal        pause.Terminal
	Registered      bool // a telephone is registered, so that somebody can talk and listen
	Story, Call     string
	Peers           []string  // who is on the line, or whom it calls, or who calls it
	Incoming        bool      // it is called, and may answer
	Since           time.Time // when its call was answered, zero before
	Recording       pause.State
	Mismatch        calllog.MismatchKind `json:",omitzero"` // 0 where what it shows is so
	Unsafe          bool                 // a stop has acted, and the store of the cluster has not confirmed it
	Away            bool                 // no node of the cluster has its call
	Report          int64                // after a take-over: what it has to report for, see story.asks
	Number          int64                // later ones of a node are of a later moment
	shown           int64                // the number of the moment in which it was shown, which may be later
}

// A click is what somebody wants of the PBX.
type click struct {
	Do     action `json:"do"`
	To     string `json:"to,omitempty"`     // whom to call, or to transfer to; the room
	Digits string `json:"digits,omitempty"` // of the dial pad

	// In a cluster commands have numbers, and a softphone reports after a take-over.
	Seq     uint32 `json:"seq,omitempty"`     // of a stop or a resume: more than that of the one before, 0 for a program
	Stopped bool   `json:"stopped,omitempty"` // of a report: it shows a stop, has sent one, or does not know
	Epoch   uint64 `json:"epoch,omitempty"`   // of a report: what it was asked for
}

// An action is a kind of click. Which one a button stands for depends on the state, see act.
type action string

// The actions. Their names are also those of the page's requests.
const (
	answer    action = "answer"
	dial      action = "dial"
	hangUp    action = "hang_up"
	hold      action = "hold"
	unhold    action = "unhold"
	consult   action = "consult"
	complete  action = "complete" // a transfer, of whichever kind
	cancel    action = "cancel"   // a * or # transfer
	threeWay  action = "three_way"
	autoThree action = "auto_three_way"
	star      action = "star"
	sharp     action = "sharp"
	park      action = "park"
	hand      action = "hand"
	keys      action = "dtmf"
	stop      action = "stop"
	resume    action = "resume"
	wait      action = "outbound_wait"
	waitNot   action = "outbound_leave"
	join      action = "room"
	reports   action = "report"
)

// act returns what a button stands for in the state of a softphone, "" for nothing at all.
func act(b buttons.Button, p buttons.Phone) action {
	switch b {
	case buttons.Hold:
		return choose(p.State == callstate.Held, unhold, hold)
	case buttons.Transfer:
		return choose(p.State == callstate.TransferTalking, complete, consult)
	case buttons.Dial:
		return dialling[p.State]
	case buttons.Toggle:
		return choose(p.ShowsStopped(), resume, stop)
	}
	return standing[b]
}

// standing are the buttons that stand for the same in every state. 通話中 shows the call, which is there all the time.
var standing = map[buttons.Button]action{buttons.HangUp: hangUp, buttons.Park: park, buttons.RaiseHand: hand,
	buttons.ThreeWay: threeWay, buttons.AutoThreeWay: autoThree, buttons.StarTransfer: star}

// dialling is what the button ダイヤル stands for: the number in the field is called, or each key is sent at once. In the
// other states the keys only write a number.
var dialling = map[callstate.State]action{callstate.Idle: dial, callstate.OutboundWaiting: dial,
	callstate.Talking: keys, callstate.StarTalking: keys,
	callstate.TransferTalking: keys, callstate.ThreeWay: keys}

func choose(first bool, a, b action) action {
	if first {
		return a
	}
	return b
}

// A problem is why a click did nothing.
type problem spec.Text

func (p problem) Error() string { return spec.Text(p).In(spec.EN) }

// problemOf returns a problem with values in its texts.
func problemOf(ja, en string, values ...any) error {
	return problem(spec.Text{JA: ja, EN: en}.With(values...))
}

func nobodyAt(number string) error {
	return problemOf("%vには、つながる電話機もマイクもありません", "nobody is there at %v: no telephone, and no microphone", number)
}
