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
	Guard         int64                    // unjudged samples at edges in its recordings; 0: as the kit has it
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
	PBX:    {JA: "PBX", EN: "pbx"},
	System: {JA: "システム全体", EN: "system"}}

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
	Supports                          // says what the vendor stands behind
	Reasons                           // says by which rule a button is what it is
	SampleExact                       // its recordings are exact to the sample: no guard at the edges
)

var featureNames = [...]string{"two-channel", "split", "transcript", "history", "room", "three-way", "star-transfer",
	"outbound",
	"support", "reasons", "sample-exact"}

// AllFeatures is every feature there is.
const AllFeatures Features = 1<<len(featureNames) - 1

// String returns the names of what is in the set, each behind a space.
func (f Features) String() string { return enum.SetName("Feature", featureNames[:], f) }

// Has reports whether all of g are in the set.
func (f Features) Has(g Features) bool { return f&g == g }

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

//enum:text
var actionNames = [...]string{"none", Click: "click", Command: "command", Fact: "fact", Enter: "enter", Wait: "wait"}

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
	case calllog.StarBegin, calllog.StarAnswered, calllog.StarComplete, calllog.StarCancel, calllog.SharpBegin,
		calllog.SharpComplete, calllog.SharpCancel:
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
	Support     *spec.Support       // what the subject says the vendor stands behind
	SupportRule spec.ID             // the rule behind Support
	Reasons     []spec.ID           // the rules by which the last event did what it did
}

// A Recorder is what the recording of one call does.
type Recorder struct {
	// silent: stopped by 録音停止; what rests for another reason, such as a hold, is off
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
	Files      int // how many recordings of the call there are; a file a side is one
	Tracks     []TrackContents
	Transcript []Speech // nil where there is no speech-to-text
}

// A TrackContents is one stream of samples of a recording, its segments without a gap.
type TrackContents struct {
	Track    recording.Track
	Segments []Segment
}

// A Segment is a span in which one thing holds. With no voice and no beep it is silence.
type Segment struct {
	recording.Span
	Voices []string // the parties whose real speech is in it, at whatever level
	Beep   bool
	Noise  bool // it holds something else that is louder than the tolerance for silence
}

// A Speech is what speech-to-text wrote of one party.
type Speech struct {
	recording.Span
	Party string
}

// The voices of the kit's parties, and at last the beep of recording.DefaultTone: who it is, and how high.
var (
	voiceParties = [...]string{A, B, C, T, D, ""}
	voiceHertz   = [...]float64{700, 900, 1150, 550, 1700, 1400}
)

// Tone returns how high a party of the kit speaks, in hertz, and "" the beep; 0 for anybody else. A program that is
// judged by its audio lets its parties speak these tones all the time, so that they can be told apart.
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
		if !slices.Contains(parties, b.Party) {
			parties = append(parties, b.Party)
		}
	}
	slices.Sort(parties)
	return parties
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
