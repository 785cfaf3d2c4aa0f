package shim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A requestMessage is one line of the kit's.
type requestMessage struct {
	ID         int64              `json:"id"`
	Op         string             `json:"op"`
	Protocol   string             `json:"protocol,omitempty"`
	Suite      string             `json:"suite,omitempty"`
	SampleRate int                `json:"sample_rate,omitempty"`
	Session    string             `json:"session,omitempty"`
	Scene      *conformance.Scene `json:"scene,omitempty"`
	Event      *eventMessage      `json:"event,omitempty"`
	Observe    bool               `json:"observe,omitempty"`
}

// A request is what the kit asks, read.
type request struct {
	id      int64
	op      string
	session string
	scene   conformance.Scene
	event   conformance.Event
	observe bool
}

// line writes a message as one line.
func line(message any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(message); err != nil {
		panic(err) // messages are made of strings, numbers, lists and objects of ours
	}
	return b.Bytes()
}

// decodeRequest reads a line of the kit's. An operation that nobody knows is no error: it is answered with unsupported.
func (d *decoder) decodeRequest(o object) (r request) {
	r.id = o.need("id").int()
	r.op = o.need("op").text()
	switch r.op {
	case opHello:
		o.only("id", "op", "protocol", "suite", "sample_rate")
		if v := o.need("protocol"); v.text() != Protocol {
			v.wrong(`"` + Protocol + `"`)
		}
		if v := o.need("sample_rate"); v.int() != conformance.Rate {
			v.wrong("8000")
		}
	case opOpen:
		o.only("id", "op", "scene")
		r.scene = decodeScene(o.need("scene").object())
	case opDo:
		o.only("id", "op", "session", "event", "observe")
		r.event = decodeEvent(o.need("event").object())
		if v := o.get("observe"); v.there() {
			r.observe = v.flag()
		}
	case opObserve, opRecording, opClose:
		o.only("id", "op", "session")
	case opBye:
		o.only("id", "op")
	}
	if inSession(r.op) {
		r.session = o.need("session").text()
	}
	r.observe = r.observe || r.op == opObserve
	return r
}

// inSession reports whether an operation is about a session.
func inSession(op string) bool {
	return op == opDo || op == opObserve || op == opRecording || op == opClose
}

// A replyMessage is one line of the subject's.
type replyMessage struct {
	ID     int64  `json:"id"`
	Result string `json:"result"`
	Reason string `json:"reason,omitempty"`
	*hello
	Session     string              `json:"session,omitempty"`
	Observation *observationMessage `json:"observation,omitempty"`
	Recording   *recordingMessage   `json:"recording,omitempty"`
}

// A reply is what the subject answers, read.
type reply struct {
	result      string
	reason      string
	description conformance.Description
	session     string
	observation conformance.Observation
	recording   conformance.Contents
	audio       *Audio
}

// decodeReply reads the subject's answer to a request.
func (d *decoder) decodeReply(o object, to request) (r reply) {
	if v := o.need("id"); v.int() != to.id {
		v.wrong(fmt.Sprintf("%d, the id of the request", to.id))
	}
	r.result = decodeResult(o.need("result"), to.op)
	if v := o.get("reason"); v.there() {
		r.reason = v.text()
	}
	o.only(append([]string{"id", "result", "reason"}, carries(to, r.result)...)...)
	switch {
	case d.err != nil:
	case r.result == done && to.op == opHello:
		r.description = decodeDescription(o)
	case r.result == done && to.op == opOpen:
		r.session = decodeSession(o.need("session"))
	case r.result == done && to.op == opRecording:
		r.recording, r.audio = decodeRecording(o.need("recording").object())
	case to.observe && (r.result == done || r.result == rejected):
		r.observation = decodeObservation(o.need("observation").object())
	}
	return r
}

// carries returns the fields of a reply beside those of every reply.
func carries(to request, result string) []string {
	switch {
	case to.observe && (result == done || result == rejected):
		return []string{"observation"}
	case result != done:
		return nil
	}
	return map[string][]string{opHello: helloFields, opOpen: {"session"}, opRecording: {"recording"}}[to.op]
}

// decodeResult reads a result that the operation can have.
func decodeResult(v value, op string) string {
	can := []string{done, unsupported, broke}
	switch op {
	case opDo:
		can = []string{done, rejected, unsupported, broke}
	case opHello:
		can = []string{done, broke}
	}
	result := v.text()
	if !slices.Contains(can, result) {
		v.wrong("one of " + strings.Join(can, ", "))
	}
	return result
}

// decodeSession reads the name of a new session.
func decodeSession(v value) string {
	name := v.text()
	if name == "" {
		v.wrong("a name that is not empty")
	}
	return name
}

// What messages name. Names are those of call logs where call logs have them.
var (
	roles        = upTo(conformance.Softphone, conformance.System)
	features     = bits(conformance.AllFeatures)
	observables  = bits(conformance.System.Observables())
	places       = upTo(conformance.Idle, conformance.OutboundWaiting)
	transcribers = upTo(0, conformance.Omnis)
	layouts      = upTo(recording.OneChannel, recording.Split)
	terminals    = upTo(pause.OtherTerminal, pause.Installed)
	verbs        = upTo(pause.Stop, pause.Resume)
	states       = slices.Collect(callstate.States())
	allButtons   = upTo(buttons.InCall, buttons.Toggle)
	verdicts     = upTo(buttons.Hidden, buttons.Enabled)
	recorders    = upTo(pause.Off, pause.Silent)
	tracks       = upTo(recording.Mixed, recording.FarSide)
	supports     = upTo(spec.Unspecified, spec.Guaranteed)
	facts        = slices.DeleteFunc(slices.Collect(calllog.Kinds()), isClick)
	actions      = []conformance.Action{conformance.Click, conformance.Command, conformance.Enter, conformance.Wait}
)

// ruleIDs is every rule by its ID: a softphone that gives its reasons names thirty at a time.
var ruleIDs = byName(spec.Rules())

func byName(rules iter.Seq[spec.Rule]) map[string]spec.ID {
	ids := map[string]spec.ID{}
	for r := range rules {
		ids[r.ID.String()] = r.ID
	}
	return ids
}

// isClick reports whether an event of a call log is a click, which the kit says in another way.
func isClick(k calllog.Kind) bool {
	return k == calllog.DTMF || k.Verb() != 0
}

func upTo[E ~uint8](first, last E) (list []E) {
	for e := first; e <= last; e++ {
		list = append(list, e)
	}
	return list
}

// bits returns the members of a set, in order.
func bits[E ~uint16](set E) (list []E) {
	for bit := E(1); bit != 0; bit <<= 1 {
		if set&bit != 0 {
			list = append(list, bit)
		}
	}
	return list
}

// union returns a set of its members.
func union[E ~uint16](list []E) (set E) {
	for _, e := range list {
		set |= e
	}
	return set
}

// noSuchVerb is the name of conformance.NoSuchVerb.
const noSuchVerb = "no_such_verb"

// verbName returns what messages call a verb, "" for none.
func verbName(v pause.Verb) string {
	switch v {
	case 0:
		return ""
	case pause.Stop, pause.Resume:
		return v.String()
	}
	return noSuchVerb
}

// An eventMessage is an event: click, command, enter, wait, or an event of call logs with its fields.
type eventMessage struct {
	At     int64  `json:"at"`
	Event  string `json:"event"`
	Party  string `json:"party,omitempty"`
	To     string `json:"to,omitempty"`
	Call   string `json:"call,omitempty"`
	Button string `json:"button,omitempty"`
	Label  string `json:"label,omitempty"`
	Keys   string `json:"keys,omitempty"`
	Verb   string `json:"verb,omitempty"`
}

// encodeEvent also says to whom a fact goes, which follows from the scene.
func encodeEvent(e conformance.Event, s conformance.Scene) *eventMessage {
	m := &eventMessage{At: e.At, Event: e.Action.String(), Party: e.Party}
	switch e.Action {
	case conformance.Click:
		m.Button, m.Label, m.Keys = e.Button.String(), verbName(e.Verb), e.Keys
	case conformance.Command:
		m.Verb = verbName(e.Verb)
	case conformance.Enter:
		m.Keys = e.Keys
	case conformance.Fact:
		m.Event, m.Call, m.To = e.Fact.String(), e.Call, target(e, s)
	}
	return m
}

// target returns to whom a fact goes: calls to the scene's other party, transfers to their target.
func target(e conformance.Event, s conformance.Scene) string {
	switch {
	case !e.Fact.Needs().To:
		return ""
	case e.Fact != calllog.CallInvite && e.Fact != calllog.OutboundConnect:
		return conformance.T
	case e.Party != conformance.A:
		return conformance.A
	}
	return s.Peer
}

func decodeEvent(o object) (e conformance.Event) {
	e.At = o.need("at").int()
	name := o.need("event")
	switch e.Action = actionOf(name.text()); e.Action {
	case conformance.Click:
		o.only("at", "event", "party", "button", "label", "keys")
		e.Button = one(o.need("button"), allButtons)
		if v := o.get("label"); v.there() {
			e.Verb = one(v, verbs)
		}
		if v := o.get("keys"); v.there() {
			e.Keys = v.text()
		}
	case conformance.Command:
		o.only("at", "event", "party", "verb")
		e.Verb = decodeVerb(o.need("verb"))
	case conformance.Enter:
		o.only("at", "event", "party", "keys")
		e.Keys = o.need("keys").text()
	case conformance.Wait:
		o.only("at", "event")
		return e
	case conformance.Fact:
		decodeFact(o, &e)
	default:
		name.wrong("click, command, enter, wait or one of " + strings.Join(namesOf(facts), ", "))
	}
	e.Party = o.need("party").text()
	return e
}

func decodeFact(o object, e *conformance.Event) {
	e.Fact = one(o.get("event"), facts)
	if v := o.get("call"); v.there() {
		e.Call = v.text()
	}
	if !e.Fact.Needs().To {
		o.only("at", "event", "party", "call")
		return
	}
	o.only("at", "event", "party", "call", "to")
	o.need("to").text()
}

// actionOf returns what kind of event has a name, 0 for none.
func actionOf(name string) conformance.Action {
	for _, a := range actions {
		if a.String() == name {
			return a
		}
	}
	if k, err := calllog.ParseKind(name); err == nil && !isClick(k) {
		return conformance.Fact
	}
	return 0
}

// decodeVerb takes a word that nobody knows for conformance.NoSuchVerb.
func decodeVerb(v value) pause.Verb {
	if verb, err := pause.ParseVerb(v.text()); err == nil {
		return verb
	}
	return conformance.NoSuchVerb
}

// An observationMessage is what is seen: a field that is absent was not observable, an empty one was observed to be
// nothing.
type observationMessage struct {
	Phones      map[string]phoneMessage `json:"phones,omitzero"`
	Calls       map[string]callMessage  `json:"calls,omitzero"`
	Beeps       []beepMessage           `json:"beeps,omitzero"`
	DTMF        []string                `json:"dtmf,omitzero"`
	Sent        []sentMessage           `json:"sent,omitzero"`
	History     *string                 `json:"history,omitempty"`
	Support     string                  `json:"support,omitempty"`
	SupportRule string                  `json:"support_rule,omitempty"`
	Rules       []string                `json:"rules,omitzero"`
}

type phoneMessage struct {
	State   string            `json:"state,omitempty"`
	Toggle  []string          `json:"toggle"`
	Message bool              `json:"message"`
	Buttons map[string]string `json:"buttons,omitempty"`
	Reasons map[string]string `json:"reasons,omitempty"`
}

type callMessage struct {
	Recording string   `json:"recording"`
	Silenced  []string `json:"silenced,omitzero"`
}

type beepMessage struct {
	Party string `json:"party"`
	Sound string `json:"sound"`
}

type sentMessage struct {
	Party string `json:"party"`
	Verb  string `json:"verb"`
}

func encodeObservation(o conformance.Observation) *observationMessage {
	m := &observationMessage{DTMF: o.DTMF, History: o.History}
	if o.Phones != nil {
		m.Phones = map[string]phoneMessage{}
		for party, p := range o.Phones {
			m.Phones[party] = encodePhone(p)
		}
	}
	if o.Calls != nil {
		m.Calls = map[string]callMessage{}
		for call, c := range o.Calls {
			m.Calls[call] = callMessage{c.Recording.String(), c.Silenced}
		}
	}
	m.Beeps = each(o.Beeps, func(b conformance.Beep) beepMessage { return beepMessage(b) })
	m.Sent = each(o.Sent, func(s conformance.Sent) sentMessage { return sentMessage{s.Party, verbName(s.Verb)} })
	if o.Support != nil {
		m.Support = o.Support.String()
	}
	if o.SupportRule != 0 {
		m.SupportRule = o.SupportRule.String()
	}
	if o.Reasons != nil {
		m.Rules = namesOf(o.Reasons)
	}
	return m
}

// each changes every item of a list; nil stays nil.
func each[A, B any](list []A, change func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = change(a)
	}
	return out
}

func encodePhone(p conformance.Screen) phoneMessage {
	m := phoneMessage{Toggle: labels(p), Message: p.Message, Buttons: map[string]string{}, Reasons: map[string]string{}}
	if p.State != 0 {
		m.State = p.State.String()
	}
	for b, v := range p.Buttons {
		m.Buttons[b.String()] = v.String()
	}
	for b, rule := range p.Reasons {
		m.Reasons[b.String()] = rule.String()
	}
	return m
}

// labels returns the labels that a phone's toggle shows: none, one, or both.
func labels(p conformance.Screen) []string {
	switch {
	case p.Both && p.Toggle == pause.Resume:
		return namesOf([]pause.Verb{pause.Resume, pause.Stop})
	case p.Both:
		return namesOf(verbs)
	case p.Toggle != 0:
		return []string{p.Toggle.String()}
	}
	return []string{}
}

// decodeObservation reads what encodeObservation writes.
func decodeObservation(o object) (x conformance.Observation) {
	o.only("phones", "calls", "beeps", "dtmf", "sent", "history", "support", "support_rule", "rules")
	if v := o.get("phones"); v.there() {
		x.Phones = fields(v, decodePhone)
	}
	if v := o.get("calls"); v.there() {
		x.Calls = fields(v, decodeCall)
	}
	if v := o.get("beeps"); v.there() {
		x.Beeps = items(v, decodeBeep)
	}
	if v := o.get("dtmf"); v.there() {
		x.DTMF = v.texts()
	}
	if v := o.get("sent"); v.there() {
		x.Sent = items(v, decodeSent)
	}
	if v := o.get("history"); v.there() {
		x.History = new(v.text())
	}
	if v := o.get("support"); v.there() {
		x.Support = new(one(v, supports))
	}
	if v := o.get("support_rule"); v.there() {
		x.SupportRule = rule(v)
	}
	if v := o.get("rules"); v.there() {
		for _, item := range v.list() {
			x.Reasons = append(x.Reasons, rule(item))
		}
	}
	return x
}

// fields reads an object whose fields are objects of one kind.
func fields[T any](v value, read func(object) T) map[string]T {
	o, all := v.object(), map[string]T{}
	for _, name := range o.names() {
		all[name] = read(o.get(name).object())
	}
	return all
}

// items reads a list of objects of one kind.
func items[T any](v value, read func(object) T) []T {
	all := []T{}
	for _, item := range v.list() {
		all = append(all, read(item.object()))
	}
	return all
}

func decodePhone(o object) (p conformance.Screen) {
	o.only("state", "toggle", "message", "buttons", "reasons")
	if v := o.get("state"); v.there() {
		p.State = one(v, states)
	}
	p.Toggle, p.Both = decodeToggle(o.need("toggle"))
	p.Message = o.need("message").flag()
	if v := o.get("buttons"); v.there() {
		p.Buttons = byButton(v.object(), func(v value) buttons.Verdict { return one(v, verdicts) })
	}
	if v := o.get("reasons"); v.there() {
		p.Reasons = byButton(v.object(), rule)
	}
	return p
}

// decodeToggle reads the labels that a toggle shows.
func decodeToggle(v value) (first pause.Verb, both bool) {
	shown := some(v, verbs)
	switch {
	case len(shown) == 0:
		return 0, false
	case len(shown) > 2 || len(shown) == 2 && shown[0] == shown[1]:
		v.wrong("each label once")
	}
	return shown[0], len(shown) == 2
}

func byButton[T any](o object, read func(value) T) map[buttons.Button]T {
	all := map[buttons.Button]T{}
	o.only(namesOf(allButtons)...)
	for _, b := range allButtons {
		if v := o.get(b.String()); v.there() {
			all[b] = read(v)
		}
	}
	return all
}

func decodeCall(o object) (c conformance.Recorder) {
	o.only("recording", "silenced")
	c.Recording = one(o.need("recording"), recorders)
	if v := o.get("silenced"); v.there() {
		c.Silenced = v.texts()
	}
	return c
}

func decodeBeep(o object) conformance.Beep {
	o.only("party", "sound")
	return conformance.Beep{Party: o.need("party").text(), Sound: o.need("sound").text()}
}

func decodeSent(o object) conformance.Sent {
	o.only("party", "verb")
	return conformance.Sent{Party: o.need("party").text(), Verb: one(o.need("verb"), verbs)}
}

// rule reads the ID of a rule.
func rule(v value) spec.ID {
	id, ok := ruleIDs[v.text()]
	if !ok {
		v.wrong("the ID of a rule, such as RP-BTN-020")
	}
	return id
}

// An Audio is a recording that a subject gives as WAV files. Somebody has to listen to it: Options.Listen.
type Audio struct {
	Scene      conformance.Scene
	Files      int // how many recordings of the call there are; a file a side is one
	Tracks     []AudioTrack
	Transcript []conformance.Speech // nil where there is no speech-to-text
}

// An AudioTrack is one track of a recording in a file of its own, or as one channel of a file.
type AudioTrack struct {
	Track   recording.Track
	Path    string
	Channel int   // from 0
	At      int64 // the position of its first sample
}

// A recordingMessage is a recording: either segments, or files.
type recordingMessage struct {
	From       *int64          `json:"from,omitempty"`
	To         *int64          `json:"to,omitempty"`
	Files      int             `json:"files"`
	Tracks     []trackMessage  `json:"tracks,omitzero"`
	WAV        []wavMessage    `json:"wav,omitempty"`
	Transcript []speechMessage `json:"transcript,omitzero"`
}

type trackMessage struct {
	Track    string           `json:"track"`
	Segments []segmentMessage `json:"segments"`
}

type segmentMessage struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"`
	Voices []string `json:"voices,omitempty"`
	Beep   bool     `json:"beep,omitempty"`
	Noise  bool     `json:"noise,omitempty"`
}

type wavMessage struct {
	Track   string `json:"track"`
	Path    string `json:"path"`
	Channel int    `json:"channel,omitempty"`
	At      int64  `json:"at"`
}

type speechMessage struct {
	From  int64  `json:"from"`
	To    int64  `json:"to"`
	Party string `json:"party"`
}

func encodeRecording(r conformance.Contents) *recordingMessage {
	m := &recordingMessage{From: &r.From, To: &r.To, Files: r.Files, Tracks: []trackMessage{}}
	for _, t := range r.Tracks {
		segments := []segmentMessage{}
		for _, s := range t.Segments {
			segments = append(segments, segmentMessage{s.From, s.To, s.Voices, s.Beep, s.Noise})
		}
		m.Tracks = append(m.Tracks, trackMessage{t.Track.String(), segments})
	}
	m.Transcript = each(r.Transcript,
		func(s conformance.Speech) speechMessage { return speechMessage{s.From, s.To, s.Party} })
	return m
}

// decodeRecording reads a recording, or else the files that are one.
func decodeRecording(o object) (r conformance.Contents, audio *Audio) {
	r.Files = o.need("files").count()
	if v := o.get("transcript"); v.there() {
		r.Transcript = items(v, decodeSpeech)
	}
	if v := o.get("wav"); v.there() {
		o.only("files", "wav", "transcript")
		return r, &Audio{Files: r.Files, Tracks: items(v, decodeWAV), Transcript: r.Transcript}
	}
	o.only("from", "to", "files", "tracks", "transcript")
	r.Span = span(o)
	r.Tracks = items(o.need("tracks"), decodeTrack)
	return r, nil
}

func decodeTrack(o object) conformance.TrackContents {
	o.only("track", "segments")
	return conformance.TrackContents{Track: one(o.need("track"), tracks),
		Segments: items(o.need("segments"), decodeSegment)}
}

func decodeSegment(o object) (s conformance.Segment) {
	o.only("from", "to", "voices", "beep", "noise")
	s.Span = span(o)
	if v := o.get("voices"); v.there() {
		s.Voices = v.texts()
	}
	if v := o.get("beep"); v.there() {
		s.Beep = v.flag()
	}
	if v := o.get("noise"); v.there() {
		s.Noise = v.flag()
	}
	return s
}

// span reads two positions, of which the second is not before the first.
func span(o object) recording.Span {
	s := recording.Span{From: o.need("from").int(), To: o.need("to").int()}
	if s.To < s.From {
		o.get("to").wrong("a position that is not before from")
	}
	return s
}

func decodeSpeech(o object) conformance.Speech {
	o.only("from", "to", "party")
	return conformance.Speech{Span: span(o), Party: o.need("party").text()}
}

func decodeWAV(o object) (t AudioTrack) {
	o.only("track", "path", "channel", "at")
	t.Track, t.Path, t.At = one(o.need("track"), tracks), o.need("path").text(), o.need("at").int()
	if v := o.get("channel"); v.there() {
		t.Channel = v.count()
	}
	return t
}

// A hello is what a subject says of itself.
type hello struct {
	Protocol    string                   `json:"protocol"`
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Role        string                   `json:"role"`
	Observables []string                 `json:"observables"`
	Features    []string                 `json:"features"`
	Choices     map[spec.ChoiceID]string `json:"choices,omitempty"`
	Guard       int64                    `json:"guard,omitempty"`
}

func encodeDescription(d conformance.Description) *hello {
	return &hello{Protocol: Protocol, Name: d.Name, Version: d.Version, Role: d.Role.String(),
		Observables: namesOf(bits(d.Observables)),
		Features:    namesOf(bits(d.Features)), Choices: d.Choices, Guard: d.Guard}
}

var helloFields = []string{"protocol", "name", "version", "role", "observables", "features", "choices", "guard"}

func decodeDescription(o object) (d conformance.Description) {
	if v := o.need("protocol"); v.text() != Protocol {
		v.wrong(`"` + Protocol + `"`)
	}
	d.Name = o.need("name").text()
	d.Version = o.need("version").text()
	d.Role = one(o.need("role"), roles)
	d.Observables = union(some(o.need("observables"), observables))
	if v := o.get("features"); v.there() {
		d.Features = union(some(v, features))
	}
	if v := o.get("choices"); v.there() {
		d.Choices = decodeChoices(v.object())
	}
	if v := o.get("guard"); v.there() {
		d.Guard = v.int()
	}
	return d
}

func decodeChoices(o object) map[spec.ChoiceID]string {
	choices := map[spec.ChoiceID]string{}
	for _, name := range o.names() {
		v := o.get(name)
		id, err := spec.ParseChoiceID(name)
		if err != nil {
			v.d.fail(v.path, "no open question", "a name such as A-09")
		}
		choices[id] = v.text()
	}
	return choices
}

// decodeScene reads what conformance.Scene.MarshalJSON writes.
func decodeScene(o object) (s conformance.Scene) {
	o.only("place", "peer", "incoming", "settings")
	s.Place = one(o.need("place"), places)
	s.Peer = o.need("peer").text()
	s.Incoming = o.need("incoming").flag()
	s.Settings = decodeSettings(o.need("settings").object())
	return s
}

func decodeSettings(o object) (s conformance.Settings) {
	o.only("version", "pause_contract", "terminal", "peer_terminal", "pause_enabled", "pause_ticked", "auto_threeway",
		"star_transfer",
		"record_all_calls", "record_callcenter", "layout", "mask_keys", "keys_covered", "transcriber", "other_beep")
	s.Version = o.need("version").text()
	s.Contract = o.need("pause_contract").flag()
	s.Terminal = one(o.need("terminal"), terminals)
	s.PeerTerminal = one(o.need("peer_terminal"), terminals)
	s.Saved = o.need("pause_enabled").flag()
	s.Ticked = o.need("pause_ticked").flag()
	s.AutoThreeWay = o.need("auto_threeway").flag()
	s.StarTransfer = o.need("star_transfer").flag()
	s.RecordAll = o.need("record_all_calls").flag()
	s.RecordCallcenter = o.need("record_callcenter").flag()
	s.Layout = one(o.need("layout"), layouts)
	s.MaskKeys = o.need("mask_keys").flag()
	s.KeysCovered = o.need("keys_covered").flag()
	s.Transcriber = one(o.need("transcriber"), transcribers)
	s.OtherBeep = o.need("other_beep").flag()
	return s
}
