package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A reference is the library as one half of a system, or as both.
type reference struct {
	role   Role
	policy pause.Policy
}

// Reference returns this library as a subject: in a role, with answers to the open questions that it declares. It is
// the first subject, and the one that every broken one is made of.
func Reference(role Role, policy pause.Policy) SUT { return reference{role, policy} }

// Describe says that everything can be seen of the library that can be seen in its role.
func (s reference) Describe() Description {
	d := Description{Name: "recpause", Version: Version, Role: s.role, Observables: s.role.Observables(),
		Features: AllFeatures, Choices: answers(s.policy)}
	if s.role != Softphone {
		d.Features &^= Answers // its own PBX answers
	}
	return d
}

// answers returns a policy as the options of the open questions.
func answers(p pause.Policy) map[spec.ChoiceID]string {
	if p.Validate() != nil {
		return nil // Open says what is wrong
	}
	of := func(changed bool, to, from string) string {
		if changed {
			return to
		}
		return from
	}
	return map[spec.ChoiceID]string{
		"A-09": of(p.BeepOnRepeat, "a", "b"),
		"A-10": of(p.NoBeepOnAutomatic, "b", "a"),
		"A-11": of(p.NoBeepUnrecorded, "b", "a"),
		"A-19": of(p.StopBeepInFile, "b", "a"),
		"A-20": string(rune('a' + p.BeepSide)),
		"A-25": of(p.SharpTalk, "b", "a"),
		"A-26": string(rune('a' + p.WhileRinging)),
	}
}

// Open plays the calls that lead to the scene.
func (s reference) Open(_ context.Context, scene Scene) (Session, error) {
	header, err := header(scene)
	if err != nil {
		return nil, err
	}
	system, err := system.New(header, s.policy)
	if err != nil {
		return nil, err
	}
	x := &session{reference: s, scene: scene, system: system}
	for _, e := range wayTo(scene) {
		if err := x.apply(e); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func header(scene Scene) (calllog.Header, error) {
	set := scene.Settings
	version, err := pause.ParseVersion(set.Version)
	if err != nil {
		return calllog.Header{}, err
	}
	softphone := func(id string, terminal pause.Terminal) calllog.Participant {
		return calllog.Participant{ID: id, Softphone: true, Terminal: terminal, PauseEnabled: true}
	}
	a := softphone(A, set.Terminal)
	a.PauseEnabled, a.AutoThreeWay, a.StarTransfer = set.Saved, set.AutoThreeWay, set.StarTransfer
	return calllog.Header{
		SampleRate: Rate,
		Config: calllog.Config{Version: version, PauseContract: set.Contract, RecordAllCalls: set.RecordAll,
			RecordCallcenter: set.RecordCallcenter, Layout: set.Layout},
		Parties: []calllog.Participant{a, softphone(B, set.PeerTerminal), {ID: C}, {ID: T},
			softphone(D, pause.Installed)},
	}, nil
}

// wayTo returns the events that lead to a scene.
func wayTo(s Scene) []calllog.Event {
	event := func(k calllog.Kind, party, to, call string) calllog.Event {
		return calllog.Event{Kind: k, Party: party, To: to, Call: call}
	}
	call := func(from, to, id string) []calllog.Event {
		return []calllog.Event{event(calllog.CallInvite, from, to, id), event(calllog.CallAnswered, to, "", id)}
	}
	talking := call(A, s.Peer, OriginalCall)
	if s.Incoming {
		talking = call(s.Peer, A, OriginalCall)
	}
	held := append(talking[:2:2], event(calllog.Hold, A, "", OriginalCall))
	dialling := append(held[:3:3], event(calllog.ConsultDial, A, T, TargetCall))
	consulting := append(dialling[:4:4], event(calllog.ConsultAnswered, T, "", TargetCall))
	star := append(talking[:2:2], event(calllog.StarBegin, A, T, TargetCall))
	switch s.Place {
	case Dialling:
		return []calllog.Event{event(calllog.CallInvite, A, s.Peer, OriginalCall)}
	case Ringing:
		return []calllog.Event{event(calllog.CallInvite, s.Peer, A, OriginalCall)}
	case Talking:
		return talking
	case StarHeld:
		return star
	case SharpHeld:
		return append(talking, event(calllog.SharpBegin, A, T, TargetCall))
	case StarTalking:
		return append(star, event(calllog.StarAnswered, T, "", TargetCall))
	case Held:
		return held
	case HeldDialing:
		return dialling
	case TransferTalking:
		return consulting
	case Initiator:
		return append(consulting, event(calllog.ThreewayStart, A, "", ""))
	case Member:
		return append(call(B, s.Peer, OriginalCall), event(calllog.Hold, B, "", OriginalCall),
			event(calllog.ConsultDial, B, A, TargetCall),
			event(calllog.ConsultAnswered, A, "", TargetCall), event(calllog.ThreewayStart, B, "", ""))
	case InRoom:
		return []calllog.Event{event(calllog.RoomJoin, A, "", OriginalCall),
			event(calllog.RoomJoin, B, "", OriginalCall), event(calllog.RoomJoin, C, "", OriginalCall)}
	case OutboundWaiting:
		return []calllog.Event{event(calllog.OutboundWait, A, "", "")}
	}
	return nil
}

// A session is a system in a scene, and what has been heard, sent and pressed since it was last looked at.
type session struct {
	reference
	scene      Scene
	system     system.System
	recordings system.CallRecordings
	at         int64
	asking     map[string]*asking // by party, the softphones that have sent a command which the kit answers

	beeps       []Beep
	dtmf        []string
	sent        []Sent
	history     string
	support     *spec.Support
	supportRule spec.ID
	reasons     []spec.ID
}

// Do lets an event happen.
func (x *session) Do(_ context.Context, e Event) error {
	x.at = e.At
	x.support, x.supportRule, x.reasons = nil, 0, nil
	switch e.Action {
	case Click:
		return x.click(e)
	case Command:
		return x.command(e)
	case Wait, Tick:
		return nil
	case Answer:
		return x.answer(e)
	case Enter:
		x.history += pause.KeyLog{Masking: x.scene.Settings.MaskKeys}.Entry(e.Keys, x.scene.Settings.KeysCovered)
		return nil
	}
	return x.happen(x.fact(e))
}

// command gives the PBX a verb, and rejects one that does not exist.
func (x *session) command(e Event) error {
	switch e.Verb {
	case pause.Stop:
		return x.happen(calllog.Event{Kind: calllog.PauseClick, Party: e.Party})
	case pause.Resume:
		return x.happen(calllog.Event{Kind: calllog.ResumeClick, Party: e.Party})
	}
	return ErrRejected
}

// click clicks a button. What a button does that call logs have no event for is not played.
func (x *session) click(e Event) error {
	p, ok := x.system.Phone(e.Party)
	if !ok {
		return ErrUnsupported
	}
	cmd, err := p.Press(e.Button)
	if err != nil {
		return ErrRejected
	}
	switch {
	case cmd.Verb != 0:
		x.sent = append(x.sent, Sent{Party: e.Party, Verb: cmd.Verb})
		if e.Pending > 0 || x.asking[e.Party] != nil {
			return x.ask(e, p.Display)
		}
		return x.command(Event{Party: e.Party, Verb: cmd.Verb})
	case e.Button == buttons.Dial:
		return x.happen(calllog.Event{Kind: calllog.DTMF, Party: e.Party})
	case e.Button == buttons.RaiseHand:
		return x.happen(calllog.Event{Kind: calllog.HandRaise, Party: e.Party})
	case e.Button == buttons.HangUp && e.Party == A && p.State == callstate.Talking:
		return x.happen(calllog.Event{Kind: calllog.CallHangup, Party: e.Party, Call: OriginalCall})
	}
	return nil
}

// An asking is a softphone that has sent commands which the kit answers: what it shows, and the commands by the kit's
// numbers.
type asking struct {
	display  pause.Display
	commands map[int]pause.Command
}

// ask sends a command, and waits for its answer where it is pending. pressed is the display once the toggle is clicked.
func (x *session) ask(e Event, pressed pause.Display) error {
	a := x.asking[e.Party]
	if a == nil {
		a = &asking{pause.Display{Stopped: pressed.Stopped}, map[int]pause.Command{}}
		if x.asking == nil {
			x.asking = map[string]*asking{}
		}
		x.asking[e.Party] = a
	}
	cmd := a.display.Click()
	if e.Pending == 0 {
		return x.confirm(e.Party, cmd)
	}
	a.commands[e.Pending] = cmd
	return nil
}

// answer gives a softphone what the PBX answers to one of its commands.
func (x *session) answer(e Event) error {
	a := x.asking[e.Party]
	if a == nil || a.commands[e.Pending].Verb == 0 {
		return ErrRejected
	}
	if e.PBX != calllog.Confirmed {
		a.display.Reject(a.commands[e.Pending])
		return nil
	}
	return x.confirm(e.Party, a.commands[e.Pending])
}

// confirm gives a softphone the confirmation of a command; the system hears of it where that changes the display.
func (x *session) confirm(party string, cmd pause.Command) error {
	a := x.asking[party]
	was := a.display.Stopped
	if a.display.Confirm(cmd); a.display.Stopped == was {
		return nil
	}
	return x.command(Event{Party: party, Verb: cmd.Verb})
}

// forget clears the displays of softphones whose call is over.
func (x *session) forget() {
	for party, a := range x.asking {
		if p, _ := x.system.Phone(party); p.State == callstate.Idle {
			a.display.Clear()
		}
	}
}

// fact makes an event of a log of a fact of the kit: it adds to whom a call or a transfer goes.
func (x *session) fact(e Event) calllog.Event {
	event := calllog.Event{Kind: e.Fact, Party: e.Party, Call: e.Call}
	switch e.Fact {
	case calllog.CallInvite, calllog.OutboundConnect:
		if event.To = x.scene.Peer; e.Party == event.To {
			event.To = A
		}
	case calllog.ConsultDial, calllog.StarBegin, calllog.SharpBegin, calllog.SharpBlind, calllog.ThreewayAuto:
		event.To = T
	case calllog.HandRaise:
		event.Call = ""
	}
	return event
}

// happen applies an event that the kit has asked for. What cannot happen to the system is rejected.
func (x *session) happen(e calllog.Event) error {
	e.At = x.at
	err := x.apply(e)
	if errors.As(err, new(*system.Error)) {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	return err
}

func (x *session) apply(e calllog.Event) error {
	outcome, err := x.system.Apply(e)
	if err != nil {
		return err
	}
	x.forget()
	x.support, x.supportRule, x.reasons = &outcome.Step.Support, outcome.SupportRule, outcome.Step.Rules
	for _, b := range outcome.Step.Beeps {
		for _, party := range b.To {
			x.beeps = append(x.beeps, Beep{Party: party, Sound: "beep"})
		}
	}
	x.dtmf = append(x.dtmf, outcome.Step.DTMF...)
	if err := x.recordings.Add(outcome); err != nil {
		return err
	}
	if outcome.Step.Result == calllog.Rejected {
		return ErrRejected
	}
	return nil
}

// Observe says what is seen in the subject's role.
func (x *session) Observe(context.Context) (o Observation, err error) {
	look := x.system.Look()
	if x.role != PBX {
		o.Phones = map[string]Screen{}
		for _, m := range look.Phones {
			o.Phones[m.Key] = x.phone(m.Key, m.Value)
		}
		o.DTMF = append([]string{}, x.dtmf...)
		o.Sent = append([]Sent{}, x.sent...)
	}
	if x.role != Softphone {
		o.Calls = map[string]Recorder{}
		for _, m := range look.Calls {
			o.Calls[m.Key] = Recorder{Recording: m.Value.Recording, Silenced: append([]string{}, m.Value.Silenced...)}
		}
		o.Beeps = append([]Beep{}, x.beeps...)
		o.History = &x.history
	}
	o.Support, o.SupportRule, o.Reasons = x.support, x.supportRule, x.reasons
	x.beeps, x.dtmf, x.sent = nil, nil, nil
	return o, nil
}

func (x *session) phone(party string, v calllog.PhoneView) Screen {
	p, _ := x.system.Phone(party)
	phone := Screen{State: v.State, Toggle: v.Toggle, Message: v.Message,
		Buttons: make(map[buttons.Button]buttons.Verdict, buttons.Toggle),
		Reasons: make(map[buttons.Button]spec.ID, buttons.Toggle)}
	for b := buttons.InCall; b <= buttons.Toggle; b++ {
		d := p.Decide(b)
		phone.Buttons[b], phone.Reasons[b] = d.Verdict, d.Rule
	}
	return phone
}

// Recording returns the recording of the original call so far, in the scene's layout.
func (x *session) Recording(ctx context.Context) (Contents, error) { return x.RecordingOf(ctx, 0) }

// RecordingOf returns that of a later call of the same name.
func (x *session) RecordingOf(_ context.Context, call int) (r Contents, err error) {
	for _, rec := range x.recordings.All() {
		if rec.Call != OriginalCall {
			continue
		}
		if call--; call < 0 {
			return x.contents(rec), nil
		}
	}
	return r, nil
}

func (x *session) contents(rec *system.CallRecording) (r Contents) {
	end, over := rec.Timeline.Ended()
	if !over {
		end = x.at
	}
	r.Span = recording.Span{From: rec.Timeline.Origin(), To: end}
	if !rec.Recorded {
		return r
	}
	r.Files = 1
	for _, track := range x.scene.Settings.Layout.Tracks() {
		r.Tracks = append(r.Tracks, TrackContents{Track: track, Segments: segments(rec, track, r.Span)})
	}
	r.Transcript = x.transcript(rec, end)
	return r
}

var tone = recording.DefaultTone().PCM(Rate)

// segments reads the plan of a track.
func segments(rec *system.CallRecording, track recording.Track, whole recording.Span) (list []Segment) {
	for _, piece := range rec.Timeline.Plan(track, tone).Pieces {
		s := Segment{Span: piece.Intersect(whole), Beep: piece.Tone >= 0}
		if s.Empty() {
			continue
		}
		for p := range piece.Voices.All() {
			s.Voices = append(s.Voices, rec.Names[p])
		}
		list = append(list, s)
	}
	return list
}

func (x *session) transcript(rec *system.CallRecording, until int64) (all []Speech) {
	if x.scene.Settings.Transcriber == 0 {
		return nil
	}
	all = []Speech{}
	for slot, name := range rec.Names {
		for _, span := range rec.Timeline.Transcript(pause.Party(slot), until) {
			all = append(all, Speech{Span: span, Party: name})
		}
	}
	return all
}

// Close ends the session.
func (x *session) Close() error { return nil }
