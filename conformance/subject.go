package conformance

import (
	"context"
	"errors"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/enum"
	"github.com/recpause/recpause/internal/tones"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A SUT is a subject: the program under test.
type SUT interface {
	// Describe says what the subject is and what can be seen of it.
	Describe() Description
	// Open brings a fresh subject into a scene. Where the scene's Peer is B or D, there are several softphones, and an
	// adapter that can show only A answers ErrUnsupported, as to everything that the subject has not: the rules of that
	// scene are then not judged.
	Open(ctx context.Context, s Scene) (Session, error)
}

// A Session is one subject in one scene. It is used by one goroutine.
type Session interface {
	// Do lets something happen at a time, and returns when the subject has settled. An error that is ErrRejected says
	// that the subject refused it, which is an observation: a click on a button that is not there or cannot be operated
	// is rejected, too. ErrUnsupported says that it has no such thing; any other error, that the subject or its adapter
	// is broken.
	Do(ctx context.Context, e Event) error
	// Observe says what is seen now, and what has been heard and sent since it was last asked.
	Observe(ctx context.Context) (Observation, error)
	Close() error
}

// A Reader is a Session that can read the recording of the call in which the scene began, so far or finished.
type Reader interface {
	Recording(ctx context.Context) (Contents, error)
}

// A LaterReader is a Reader that can read the recordings of the calls after that one, too, as often as the scene has
// another one: 1 is the next that was answered. It needs the feature LaterCalls.
type LaterReader interface {
	Reader
	RecordingOf(ctx context.Context, call int) (Contents, error)
}

// What a subject answers when it does not do what is asked.
var (
	ErrRejected    = errors.New("conformance: rejected")
	ErrUnsupported = errors.New("conformance: unsupported")
)

// A Description is what a subject says of itself.
type Description struct {
	Name, Version string
	Role          Role
	Observables   spec.Observables         // what can be seen of it
	Features      Features                 // what it has beside the core
	Choices       map[spec.ChoiceID]string // its answers to open questions, by the option's key
	Guard         int64                    // samples not judged at the edges in its recordings; 0: Rate/2
}

// MaxGuard is the widest guard that a subject may ask for: more would hide a pause.
const MaxGuard = 2 * Rate

// A Role is which half of the system a subject is. There is no zero one.
type Role uint8

// The roles.
const (
	Softphone Role = 1 + iota // has buttons and a display; the kit plays the PBX
	PBX                       // has a recorder; the kit plays the softphones
	System                    // both
)

//enum:text
var roleNames = [...]string{"none", Softphone: "softphone", PBX: "pbx", System: "system"}

var roleTexts = [...]spec.Text{{JA: "なし", EN: "none"}, Softphone: {JA: "ソフトフォン", EN: "softphone"},
	PBX: {JA: "PBX", EN: "pbx"}, System: {JA: "システム全体", EN: "system"}}

// Observables returns what can be seen of a subject in the role, at best.
func (r Role) Observables() spec.Observables {
	const screen = spec.Screen | spec.Operability | spec.DTMF
	const recorder = spec.RecorderState | spec.Beeps | spec.File | spec.Transcript | spec.History
	return [...]spec.Observables{0, screen, recorder, screen | recorder}[min(int(r), len(roleNames)-1)]
}

// Features is a set of what a subject may have beside the core.
type Features uint16

// The features.
const (
	TwoChannel   Features = 1 << iota // recordings in two channels, 録音方式変更(2ch録音)
	SplitFiles                        // recordings in two files, 音声ファイル分離
	Transcribes                       // speech-to-text
	KeyHistory                        // the IVR history, and its masking option
	Rooms                             // 電話会議室
	ThreeWay                          // 三者通話
	StarTransfer                      // #・*転送
	Outbound                          // アウトバウンド
	Supports                          // says which support level an event has
	Reasons                           // says by which rule a button is what it is
	SampleExact                       // its recordings are exact to the sample: no guard at the edges
	LaterCalls                        // the recordings of a scene's later calls can be read: its sessions are LaterReaders
	Answers                           // of a softphone: the kit says when the PBX answers a command, and what
)

var featureNames = [...]string{"two-channel", "split", "transcript", "history", "room", "three-way", "star-transfer",
	"outbound", "support", "reasons", "sample-exact", "later-calls", "answers"}

// AllFeatures is every feature there is.
const AllFeatures Features = 1<<len(featureNames) - 1

// String returns the names of what is in the set, with spaces between them.
func (f Features) String() string { return enum.SetName("Feature", featureNames[:], f) }

// Has reports whether all of g are in the set.
func (f Features) Has(g Features) bool { return f&g == g }

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

// An Action is a kind of event. There is no zero one.
type Action uint8

// The actions.
const (
	Click   Action = 1 + iota // a party clicks a button of its softphone; the toggle whatever its label says
	Command                   // a softphone's command reaches the PBX (the role pbx)
	Fact                      // something happens to a call
	Enter                     // a party presses keys that an IVR hears
	Wait                      // time passes, and nothing else happens
	Tick                      // a party changes the check mark of the feature on its softphone, and does not save it
	Answer                    // the PBX answers a command of a party's softphone (the feature Answers)
)

//enum:text
var actionNames = [...]string{"none", Click: "click", Command: "command", Fact: "fact", Enter: "enter", Wait: "wait",
	Tick: "tick", Answer: "answer"}

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
	// Pending is, of a click on the toggle, the number of a command that the PBX does not answer before an Answer with
	// that number, and 0 where it confirms at once. What was answered may be answered again.
	Pending int
	PBX     calllog.PBXAnswer // of an Answer; TimedOut: the softphone has waited for one in vain
}

// NoSuchVerb is what a PBX is asked that it has never heard of: it must take that for no resume (RP-RSP-020).
const NoSuchVerb pause.Verb = 99

// Rate is the samples a second of every position that the kit gives and reads.
const Rate = 8000

// features returns what a subject needs for the event.
func (e Event) features() Features {
	switch e.Fact {
	case calllog.ThreewayStart, calllog.ThreewayAuto:
		return ThreeWay
	case calllog.StarBegin, calllog.StarAnswered, calllog.StarComplete, calllog.StarCancel, calllog.SharpBegin,
		calllog.SharpComplete, calllog.SharpCancel, calllog.SharpAnswered, calllog.SharpBlind, calllog.SharpFailed:
		return StarTransfer
	case calllog.OutboundWait, calllog.OutboundConnect, calllog.OutboundLeave:
		return Outbound
	case calllog.RoomJoin, calllog.RoomLeave:
		return Rooms
	}
	return 0
}

// An Observation is what is seen of a subject once it has settled after an event. What is nil was not observable; it is
// never guessed. Beeps, DTMF and Sent are since it was last looked at; everything else is what holds now.
type Observation struct {
	Phones      map[string]Screen   // by party, the softphones
	Calls       map[string]Recorder // the open ones
	Beeps       []Beep              // what has sounded; empty and not nil: nothing
	DTMF        []string            // whose click on the dial pad was sent; empty and not nil: nobody's
	Sent        []Sent              // the commands that softphones have sent; empty and not nil: none
	History     *string             // what the IVR history shows of all keys that were pressed in the scene
	Support     *spec.Support       // of the last event, as the subject says
	SupportRule spec.ID             // the rule behind Support
	Reasons     []spec.ID           // the rules by which the last event did what it did
}

// A Recorder is what the recording of one call does.
type Recorder struct {
	// Recording is Silent where 録音停止 has stopped it. One that rests for another reason, such as a hold, is Off.
	Recording pause.State `json:"recording"`
	Silenced  []string    `json:"silenced,omitzero"` // whose voice is silence, in any order; nil where it does not say
}

// A Screen is what one softphone shows.
type Screen struct {
	State   callstate.State                    // 0 where it does not say
	Toggle  pause.Verb                         // the label of the toggle, 0 where it is not shown
	Both    bool                               // both labels are shown at once
	Message bool                               // 「録音が停止状態です」
	Buttons map[buttons.Button]buttons.Verdict // the ten and buttons.Toggle; one that nobody looked at is missing here
	Reasons map[buttons.Button]spec.ID         // by which rule a button is what it is
}

// A Sent is a command that a softphone has sent.
type Sent struct {
	Party string
	Verb  pause.Verb
}

// A Beep is what one party hears. Sound names the tone, whatever it is: two beeps that sound alike have one name.
type Beep struct {
	Party string `json:"party"`
	Sound string `json:"sound"`
}

// Contents is what is in the recording of one call; the zero Contents is of one that was not recorded. Position 0 is
// where the scene begins. Where a call has several recordings they are taken together: what is in one of them is in it.
type Contents struct {
	recording.Span
	Files      int             `json:"files"` // how many recordings of the call there are; a file a side is one
	Tracks     []TrackContents `json:"tracks"`
	Transcript []Speech        `json:"transcript,omitzero"` // nil where there is no speech-to-text
}

// A TrackContents is one stream of samples of a recording, its segments without a gap.
type TrackContents struct {
	Track    recording.Track `json:"track"`
	Segments []Segment       `json:"segments"`
}

// A Segment is a span in which one thing holds. With no voice and no beep it is silence.
type Segment struct {
	recording.Span
	Voices []string `json:"voices,omitempty"` // the parties whose real speech is in it, at whatever level
	Beep   bool     `json:"beep,omitempty"`
	Noise  bool     `json:"noise,omitempty"` // something else is louder than the tolerance for silence
}

// A Speech is what speech-to-text wrote of one party.
type Speech struct {
	recording.Span
	Party string `json:"party"`
}

// The tones that the kit's parties speak in, and last, of nobody, the beep of recording.DefaultTone.
var (
	voiceParties = [...]string{A, B, C, T, D, ""}
	voiceHertz   = [...]float64{700, 900, 1150, 550, 1700, 1400}
)

// Tone returns the frequency in hertz of the tone that a party of the kit speaks in: of "" that of the beep, and 0 for
// anybody else. A program that is judged by its audio lets its parties speak all the time, so that they can be told
// apart.
func Tone(party string) float64 {
	if i := slices.Index(voiceParties[:], party); i >= 0 {
		return voiceHertz[i]
	}
	return 0
}

// Listen tells what is in a recording whose parties speak their Tone, in samples at Rate of which the first is at a
// position: who is heard where, where the beep is, where there is noise, and where silence. Where silence begins and
// ends is exact; where one voice of several does, to some samples.
func Listen(pcm []int16, from int64) (list []Segment) {
	for _, piece := range tones.Listen(pcm, voiceHertz[:]) {
		s := Segment{Span: recording.Span{From: piece.From + from, To: piece.To + from}, Noise: piece.Noise}
		for _, v := range piece.Tones {
			if party := voiceParties[v]; party != "" {
				s.Voices = append(s.Voices, party)
			} else {
				s.Beep = true
			}
		}
		list = append(list, s)
	}
	return list
}

// heard returns who has heard a beep.
func (o Observation) heard() (parties []string) {
	for _, b := range o.Beeps {
		parties = append(parties, b.Party)
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// commands returns what a softphone has sent.
func (o Observation) commands(party string) (verbs []pause.Verb) {
	for _, s := range o.Sent {
		if s.Party == party {
			verbs = append(verbs, s.Verb)
		}
	}
	return verbs
}
