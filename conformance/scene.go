package conformance

import (
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// The parties of every scene, those that it needs: A is the softphone that is looked at.
const (
	A = "A" // a softphone
	B = "B" // another softphone
	C = "C" // a customer, whose telephone is not ours
	T = "T" // the target of A's transfer
	D = "D" // a third softphone, where A is the guest of a three-way call
)

// OriginalCall and TargetCall are the calls of a scene: the one that A is in, and the one to the target of its
// transfer.
const (
	OriginalCall = "original"
	TargetCall   = "target"
)

// A Scene is a situation to start from, at position 0. How a subject gets there is its own affair. Everybody who is in
// a call speaks all the time, each so that the voices can be told apart.
type Scene struct {
	Place    Place    `json:"place"`
	Peer     string   `json:"peer"`     // with whom A talks: C or B; where B started a three-way call, C or D
	Incoming bool     `json:"incoming"` // whether that call came in
	Settings Settings `json:"settings"`
}

// A Place is where A is. There is no zero one.
type Place uint8

// The places.
const (
	Idle            Place = 1 + iota
	Dialling              // A's call rings at the peer
	Ringing               // the peer's call rings at A
	Talking               // with the peer
	StarHeld              // a * transfer rings at T, and the peer is on hold
	SharpHeld             // a # transfer rings at T, and the peer is on hold
	StarTalking           // A talks to T in a * transfer
	Held                  // A holds the peer
	HeldDialing           // an ordinary transfer rings at T
	TransferTalking       // A talks to T in an ordinary transfer
	Initiator             // A, the peer and T are in a three-way call that A started
	Member                // A, B and the peer are in a three-way call that B started
	InRoom                // A, B and C are in a conference room
	OutboundWaiting       // A waits for an outbound call
)

//enum:text
var placeNames = [...]string{"none", Idle: "idle", Dialling: "dialling", Ringing: "ringing", Talking: "talking",
	StarHeld: "star_held", SharpHeld: "sharp_held", StarTalking: "star_talking", Held: "held",
	HeldDialing: "held_dialing", TransferTalking: "transfer_talking", Initiator: "three_way",
	Member: "three_way_member", InRoom: "room", OutboundWaiting: "outbound_waiting"}

var placeTexts = [...]spec.Text{
	0:               {JA: "なし", EN: "none"},
	Idle:            {JA: "Aは待機中", EN: "A is idle"},
	Dialling:        {JA: "Aが発信中", EN: "A's call rings"},
	Ringing:         {JA: "Aに着信中", EN: "a call rings at A"},
	Talking:         {JA: "Aは通話中", EN: "A is in a call"},
	StarHeld:        {JA: "Aは#・*保留中（*転送）", EN: "A's * transfer rings"},
	SharpHeld:       {JA: "Aは#・*保留中（#転送）", EN: "A's # transfer rings"},
	StarTalking:     {JA: "Aは*転送通話中", EN: "A talks to the target of a * transfer"},
	Held:            {JA: "Aは保留中", EN: "A holds its call"},
	HeldDialing:     {JA: "Aは保留発信中", EN: "A dials while holding"},
	TransferTalking: {JA: "Aは転送通話中", EN: "A talks to the target of a transfer"},
	Initiator:       {JA: "Aは三者通話中（開始した側）", EN: "A is in a three-way call that it started"},
	Member:          {JA: "Aは三者通話の参加者", EN: "A is in a three-way call that B started"},
	InRoom:          {JA: "Aは電話会議室の参加者", EN: "A is in a conference room"},
	OutboundWaiting: {JA: "Aはアウトバウンドの待機中", EN: "A waits for an outbound call"},
}

// places are the call state that A is in there, and the features that a subject needs to have the place.
var places = [...]struct {
	state    callstate.State
	features Features
}{
	Idle:            {callstate.Idle, 0},
	Dialling:        {callstate.Alerting, 0},
	Ringing:         {callstate.Alerting, 0},
	Talking:         {callstate.Talking, 0},
	StarHeld:        {callstate.StarHeld, StarTransfer},
	SharpHeld:       {callstate.StarHeld, StarTransfer},
	StarTalking:     {callstate.StarTalking, StarTransfer},
	Held:            {callstate.Held, 0},
	HeldDialing:     {callstate.HeldDialing, 0},
	TransferTalking: {callstate.TransferTalking, 0},
	Initiator:       {callstate.ThreeWay, ThreeWay},
	Member:          {callstate.Talking, ThreeWay},
	InRoom:          {callstate.Talking, Rooms},
	OutboundWaiting: {callstate.OutboundWaiting, Outbound},
}

// State returns the call state that A is in there.
func (p Place) State() callstate.State {
	if int(p) < len(places) {
		return places[p].state
	}
	return 0
}

// Settings is what is configured in a scene, before it begins. Some of it must have no effect: a subject ignores what
// it has no setting for at all.
type Settings struct {
	Version          string           `json:"version"`        // of the product, compared by number
	Contract         bool             `json:"pause_contract"` // 「録音一時停止」
	Terminal         pause.Terminal   `json:"terminal"`
	PeerTerminal     pause.Terminal   `json:"peer_terminal"` // of B
	Saved            bool             `json:"pause_enabled"` // A's check box, as it was last saved
	Ticked           bool             `json:"pause_ticked"`  // and as it is ticked now, saved or not
	AutoThreeWay     bool             `json:"auto_threeway"` // the settings that two of A's buttons need
	StarTransfer     bool             `json:"star_transfer"`
	RecordAll        bool             `json:"record_all_calls"`  // システム設定 > 全通話録音
	RecordCallcenter bool             `json:"record_callcenter"` // コールセンター > コールセンター通話録音
	Layout           recording.Layout `json:"layout"`
	MaskKeys         bool             `json:"mask_keys"`    // the option that masks the IVR history
	KeysCovered      bool             `json:"keys_covered"` // the keys that are pressed meet its condition
	Transcriber      Transcriber      `json:"transcriber"`  // speech-to-text
	OtherBeep        bool             `json:"other_beep"`   // somebody has asked for another beep
}

// A Transcriber is an integration of speech-to-text. The zero Transcriber is none.
type Transcriber uint8

// The integrations that the manual names.
const (
	AmiVoice Transcriber = 1 + iota
	Omnis
)

//enum:text
var transcriberNames = [...]string{0: "none", AmiVoice: "amivoice", Omnis: "omnis"}

// Scenario returns a scene in which A has the feature, talks to customer C, both settings that record calls are on (so
// that this call is recorded however they are read, A-14), and everything else is as it comes.
func Scenario(p Place) Scene {
	return Scene{Place: p, Peer: C, Settings: Settings{Version: "3.13.0", Contract: true, Terminal: pause.Installed,
		PeerTerminal: pause.Installed, Saved: true, Ticked: true, AutoThreeWay: true, StarTransfer: true,
		RecordAll: true, RecordCallcenter: true}}
}

// with returns the scene with other settings.
func (s Scene) with(change func(*Settings)) Scene {
	change(&s.Settings)
	return s
}

// between returns the scene with another peer.
func (s Scene) between(peer string) Scene {
	s.Peer = peer
	return s
}

// features returns what a subject needs for the scene.
func (s Scene) features() (f Features) {
	if int(s.Place) < len(places) {
		f = places[s.Place].features
	}
	switch s.Settings.Layout {
	case recording.TwoChannel:
		f |= TwoChannel
	case recording.Split:
		f |= SplitFiles
	}
	if s.Settings.Transcriber != 0 {
		f |= Transcribes
	}
	return f
}

// In returns the scene in words: where A is, and which settings are not as they come.
func (s Scene) In(l spec.Lang) string {
	text := s.Place.In(l)
	if s.Peer == B {
		text += say("（相手はソフトフォンB）", " (with softphone B)").In(l)
	}
	if s.Incoming {
		text += say("（着信した通話）", " (a call that came in)").In(l)
	}
	for _, d := range s.Settings.unusual() {
		text += say("、", ", ").In(l) + d.In(l)
	}
	return text
}

func (s Scene) String() string { return s.In(spec.EN) }

// unusual says which settings are not as they come.
func (s Settings) unusual() (list []spec.Text) {
	usual := Scenario(Idle).Settings
	for _, d := range []struct {
		differs bool
		text    spec.Text
	}{
		{s.Version != usual.Version, say("バージョン%s", "version %s", s.Version)},
		{!s.Contract, say("「録音一時停止」の契約なし", "no contract for 「録音一時停止」")},
		{s.Terminal != usual.Terminal, say("Aの端末は%s", "A's terminal is %s", terminalText(s.Terminal))},
		{s.PeerTerminal != usual.PeerTerminal, say("Bの端末は%s", "B's terminal is %s", terminalText(s.PeerTerminal))},
		{!s.Saved, say("設定はオフで保存", "the check box saved as off")},
		{s.Ticked != s.Saved, say("チェックは変更後に未保存", "the check mark changed and not saved")},
		{!s.AutoThreeWay, say("自動三者の設定なし", "自動三者 not set up")},
		{!s.StarTransfer, say("*転送の設定なし", "*転送 not set up")},
		{!s.RecordAll, say("全通話録音オフ", "全通話録音 off")},
		{!s.RecordCallcenter, say("コールセンター通話録音オフ", "コールセンター通話録音 off")},
		{s.Layout == recording.TwoChannel, say("2ch録音", "two channels")},
		{s.Layout == recording.Split, say("音声ファイル分離", "a file a side")},
		{s.MaskKeys, say("DTMF入力ログマスク化オン", "DTMF入力ログマスク化 on")},
		{s.KeysCovered, say("キーはマスクの対象", "keys that it covers")},
		{s.Transcriber == AmiVoice, say("音声認識連携(AmiVoice API)", "speech-to-text by AmiVoice API")},
		{s.Transcriber == Omnis, say("音声認識連携(Omnis)", "speech-to-text by Omnis")},
		{s.OtherBeep, say("別のビープ音を指定", "another beep asked for")},
	} {
		if d.differs {
			list = append(list, d.text)
		}
	}
	return list
}

func terminalText(t pause.Terminal) spec.Text {
	switch t {
	case pause.Installed:
		return say("インストール型", "installed")
	case pause.WebRTC:
		return say("WebRTC版", "WebRTC")
	}
	return say("その他", "another one")
}
