package shim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// wrong reports what is wrong with a field, such as observation.phones.A.state, or with the line as a whole.
func wrong(field, got, want string) *strictjson.Error {
	return &strictjson.Error{Path: field, Got: got, Want: want}
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

// readers are those that read has made so far: by type, each a strictjson.Reader.
var readers sync.Map

// read reads a line, or a part of one. null is as good as nothing, and programs write whole numbers as they like.
func read[T any](text []byte, to *T, more strictjson.Rule) *strictjson.Error {
	r, made := readers.Load(reflect.TypeFor[T]())
	if !made {
		r = strictjson.New[T]().With(strictjson.NullIsAbsent | strictjson.Portable)
		readers.Store(reflect.TypeFor[T](), r)
	}
	var syntax *json.SyntaxError
	var found *strictjson.Error
	err := r.(strictjson.Reader[T]).With(more).Read(text, to)
	if errors.As(err, &syntax) {
		return wrong("", fmt.Sprintf("%.60q, which is no JSON: %v", text, syntax), "one JSON object a line")
	}
	errors.As(err, &found)
	return found
}

// orNil returns an error of a type as an error, which is nil where there is none.
func orNil(err *strictjson.Error) error {
	if err == nil {
		return nil
	}
	return err
}

// A request is one line of the kit's. What it has beside id and op depends on the operation.
type request struct {
	ID         int64              `json:"id"`
	Op         string             `json:"op"`
	Protocol   string             `json:"protocol,omitempty"`
	Suite      string             `json:"suite,omitempty"`
	SampleRate int                `json:"sample_rate,omitempty"`
	Session    string             `json:"session,omitempty"`
	Scene      *conformance.Scene `json:"scene,omitempty"`
	Event      *event             `json:"event,omitempty"`
	Observe    bool               `json:"observe,omitempty"`
	Later      int                `json:"later,omitempty"`
}

// decodeRequest reads a line of the kit's. Fields and operations that nobody knows are no error: the former are
// ignored, so that later versions may ask more, and the latter answered with unsupported.
func decodeRequest(line []byte) (r request, err *strictjson.Error) {
	err = read(line, &r, strictjson.IgnoreUnknown)
	switch {
	case err != nil:
	case r.Op == opHello && r.Protocol != protocol:
		err = otherProtocol(r.Protocol)
	case r.Op == opHello && r.SampleRate != conformance.Rate:
		err = wrong("sample_rate", fmt.Sprint(r.SampleRate), fmt.Sprint(conformance.Rate))
	case r.Op == opOpen && r.Scene == nil:
		err = wrong("scene", "nothing", "an object")
	case r.inSession() && r.Session == "":
		err = wrong("session", "nothing", "a string")
	case r.Op == opDo && r.Event == nil:
		err = wrong("event", "nothing", "an object")
	}
	return r, err
}

func otherProtocol(name string) *strictjson.Error {
	return wrong("protocol", fmt.Sprintf("%q", name), `"`+protocol+`"`)
}

// inSession reports whether a request is about a session.
func (r request) inSession() bool {
	return r.Op == opDo || r.Op == opObserve || r.Op == opRecording || r.Op == opClose
}

// observes reports whether a request asks what is seen.
func (r request) observes() bool {
	return r.Op == opObserve || (r.Op == opDo || r.Op == opOpen) && r.Observe
}

// A replyMessage is one line of the subject's.
type replyMessage struct {
	ID     int64  `json:"id"`
	Result string `json:"result"`
	Reason string `json:"reason,omitempty"`
	*hello
	Session     string                `json:"session,omitempty"`
	Observation *observationMessage   `json:"observation,omitempty"`
	Recording   *conformance.Contents `json:"recording,omitempty"`
}

// What the answers to the operations have of it.
type (
	replyHead struct {
		ID     int64  `json:"id"`
		Result string `json:"result"`
		Reason string `json:"reason,omitempty"`
	}
	helloReply struct {
		replyHead
		hello
	}
	openReply struct {
		replyHead
		Session     string              `json:"session"`
		Observation *observationMessage `json:"observation,omitempty"`
	}
	observationReply struct {
		replyHead
		Observation observationMessage `json:"observation"`
	}
	recordingReply struct {
		replyHead
		Recording recordingMessage `json:"recording"`
	}
)

// A reply is what the subject answers, read.
type reply struct {
	replyHead
	description conformance.Description
	reopens     bool
	session     string
	observation conformance.Observation
	recording   recordingMessage
}

// refusal makes an error of a reply that is rejected or unsupported, with its reason.
func (r reply) refusal() error {
	var err error
	switch r.Result {
	case rejected:
		err = conformance.ErrRejected
	case unsupported:
		err = conformance.ErrUnsupported
	}
	if err == nil || r.Reason == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, excerpt(r.Reason))
}

// failure is the error of a reply that says that the subject broke.
func (r reply) failure(op string) *Error {
	return &Error{Op: op, Detail: "it says that it broke: " + excerpt(r.Reason)}
}

// decodeReply reads the subject's answer to a request: what it carries depends on what was asked, and on the result.
func decodeReply(line []byte, to request) (r reply, err *strictjson.Error) {
	if err = read(line, &r.replyHead, strictjson.IgnoreUnknown); err == nil {
		err = r.answers(to)
	}
	switch {
	case err != nil:
	case to.observes() && to.Op != opOpen && (r.Result == done || r.Result == rejected):
		var m observationReply
		if err = read(line, &m, 0); err == nil {
			r.observation, err = m.Observation.decode()
		}
	case r.Result == done && to.Op == opHello:
		var m helloReply
		if err = read(line, &m, 0); err == nil {
			r.reopens = m.Reopens
			r.description, err = m.hello.decode()
		}
	case r.Result == done && to.Op == opOpen:
		var m openReply
		if err = read(line, &m, 0); err == nil && m.Session == "" {
			err = wrong("session", `""`, "a name that is not empty")
		}
		if r.session = m.Session; err == nil && to.Observe {
			r.observation, err = m.seen()
		}
	case r.Result == done && to.Op == opRecording:
		var m recordingReply
		err = read(line, &m, 0)
		r.recording = m.Recording
	default:
		err = read(line, &r.replyHead, 0)
	}
	return r, err
}

// seen returns what is seen in a scene that was just opened.
func (m openReply) seen() (o conformance.Observation, err *strictjson.Error) {
	if m.Observation == nil {
		return o, wrong("observation", "nothing", "an object")
	}
	return m.Observation.decode()
}

// answers checks that a reply is to the request, and that its result is one that the operation can have.
func (m replyHead) answers(to request) *strictjson.Error {
	can := []string{done, unsupported, broke}
	switch to.Op {
	case opDo:
		can = []string{done, rejected, unsupported, broke}
	case opHello:
		can = []string{done, broke}
	}
	switch {
	case m.ID != to.ID:
		return wrong("id", fmt.Sprint(m.ID), fmt.Sprintf("%d, the id of the request", to.ID))
	case !slices.Contains(can, m.Result):
		return wrong("result", fmt.Sprintf("%.60q", m.Result), oneOf(can))
	}
	return nil
}

// words returns what a set says of its members, [] where there are none.
func words(set fmt.Stringer) []string { return append([]string{}, strings.Fields(set.String())...) }

// oneOf says that one of some names is wanted.
func oneOf(names []string) string { return "one of " + strings.Join(names, ", ") }

// setOf returns the set of the members that have the names in a field.
func setOf[E interface {
	~uint16
	fmt.Stringer
}](field string, names []string, all E) (set E, err *strictjson.Error) {
	for i, name := range names {
		member := E(1)
		for member != 0 && (all&member == 0 || member.String() != name) {
			member <<= 1
		}
		if member == 0 {
			return 0, wrong(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%.60q", name), oneOf(words(all)))
		}
		set |= member
	}
	return set, nil
}

// A label is what a toggle reads, or a verb that a softphone has sent: never none.
type label pause.Verb

func (l label) MarshalText() ([]byte, error) { return pause.Verb(l).MarshalText() }

func (l *label) UnmarshalText(name []byte) error {
	verb, err := pause.ParseVerb(string(name))
	*l = label(verb)
	return err
}

// noSuchVerb is the name of conformance.NoSuchVerb.
const noSuchVerb = "no_such_verb"

// An event is a click, command, enter, wait, or an event of call logs, with its fields.
type event struct {
	conformance.Event
	to string // to whom a fact goes, which follows from the scene
}

// An eventMessage is an event with the fields of every kind.
type eventMessage struct {
	At     int64          `json:"at"`
	Event  string         `json:"event"`
	Party  string         `json:"party,omitempty"`
	To     string         `json:"to,omitempty"`
	Call   string         `json:"call,omitempty"`
	Button buttons.Button `json:"button,omitempty"`
	Label  label          `json:"label,omitempty"`
	Keys   string         `json:"keys,omitempty"`
	Verb   string         `json:"verb,omitempty"`
	// Pending and PBX are of commands that are not answered at once.
	Pending int    `json:"pending,omitempty"`
	PBX     string `json:"pbx,omitempty"`
}

func (e event) MarshalJSON() ([]byte, error) {
	m := eventMessage{At: e.At, Event: e.Action.String(), Party: e.Party}
	switch e.Action {
	case conformance.Click:
		m.Button, m.Label, m.Keys, m.Pending = e.Button, label(e.Verb), e.Keys, e.Pending
	case conformance.Answer:
		m.Pending, m.PBX = e.Pending, e.PBX.String()
	case conformance.Command:
		m.Verb = verbName(e.Verb)
	case conformance.Enter:
		m.Keys = e.Keys
	case conformance.Fact:
		m.Event, m.Call = e.Fact.String(), e.Call
		if e.Fact.Needs().To {
			m.To = e.to
		}
	}
	return json.Marshal(m)
}

func (e *event) UnmarshalJSON(text []byte) error {
	var m eventMessage
	if err := read(text, &m, strictjson.IgnoreUnknown); err != nil {
		return err
	}
	action, fact := actionOf(m.Event)
	e.Event = conformance.Event{At: m.At, Action: action, Fact: fact, Party: m.Party, Button: m.Button,
		Verb: pause.Verb(m.Label), Call: m.Call, Keys: m.Keys, Pending: m.Pending}
	if m.PBX != "" {
		if err := e.PBX.UnmarshalText([]byte(m.PBX)); err != nil {
			return wrong("pbx", fmt.Sprintf("%.60q", m.PBX), "confirmed, refused or timeout")
		}
	}
	if action == conformance.Command {
		e.Verb = verbOf(m.Verb)
	}
	return orNil(m.check(action, fact))
}

// check makes sure that an event has what its kind needs.
func (m eventMessage) check(a conformance.Action, fact calllog.Kind) *strictjson.Error {
	missing := ""
	switch {
	case a == 0:
		names := []string{"click", "command", "enter", "wait", "tick", "answer"}
		for k := range calllog.Kinds() {
			if isFact(k) {
				names = append(names, k.String())
			}
		}
		return wrong("event", fmt.Sprintf("%.60q", m.Event), oneOf(names))
	case a != conformance.Wait && m.Party == "":
		missing = "party"
	case a == conformance.Click && m.Button == 0:
		missing = "button"
	case a == conformance.Command && m.Verb == "":
		missing = "verb"
	case a == conformance.Enter && m.Keys == "":
		missing = "keys"
	case a == conformance.Answer && m.PBX == "":
		missing = "pbx"
	case m.Pending < 0 || a == conformance.Answer && m.Pending == 0:
		return wrong("pending", fmt.Sprint(m.Pending), "a number of 1 or more")
	case fact.Needs().To && m.To == "":
		missing = "to"
	default:
		return nil
	}
	return wrong(missing, "nothing", "a string")
}

// verbName returns what a command calls a verb: any that does not exist has the same name.
func verbName(v pause.Verb) string {
	if v == pause.Stop || v == pause.Resume {
		return v.String()
	}
	return noSuchVerb
}

// target returns to whom a fact goes: calls to the scene's other party, transfers to their target.
func target(e conformance.Event, s conformance.Scene) string {
	switch {
	case e.Fact != calllog.CallInvite && e.Fact != calllog.OutboundConnect:
		return conformance.T
	case e.Party != conformance.A:
		return conformance.A
	}
	return s.Peer
}

// isFact reports whether an event of a call log is a fact of the kit. Clicks and commands it says in another way, and
// nobody can be asked to silence something afterwards.
func isFact(k calllog.Kind) bool { return k != calllog.DTMF && k.Verb() == 0 && !k.Needs().Span }

// actionOf returns what kind of event has a name, and which fact it is where it is one; 0 for none.
func actionOf(name string) (a conformance.Action, fact calllog.Kind) {
	if k, err := calllog.ParseKind(name); err == nil && isFact(k) {
		return conformance.Fact, k
	}
	if err := a.UnmarshalText([]byte(name)); err != nil || a == conformance.Fact {
		return 0, 0
	}
	return a, 0
}

// verbOf takes a word that nobody knows for conformance.NoSuchVerb.
func verbOf(name string) pause.Verb {
	if verb, err := pause.ParseVerb(name); err == nil {
		return verb
	}
	return conformance.NoSuchVerb
}

// An observationMessage is what is seen: a field that is absent was not observable, an empty one was observed to be
// nothing.
type observationMessage struct {
	Phones      map[string]phoneMessage         `json:"phones,omitzero"`
	Calls       map[string]conformance.Recorder `json:"calls,omitzero"`
	Beeps       []conformance.Beep              `json:"beeps,omitzero"`
	DTMF        []string                        `json:"dtmf,omitzero"`
	Sent        []sentMessage                   `json:"sent,omitzero"`
	History     *string                         `json:"history,omitempty"`
	Support     *spec.Support                   `json:"support,omitempty"`
	SupportRule spec.ID                         `json:"support_rule,omitempty"`
	Rules       []spec.ID                       `json:"rules,omitzero"`
}

// What is in it.
type (
	phoneMessage struct {
		State   callstate.State                    `json:"state,omitempty"` // absent where it does not say
		Toggle  toggle                             `json:"toggle"`
		Message bool                               `json:"message"`
		Buttons map[buttons.Button]buttons.Verdict `json:"buttons,omitempty"`
		Reasons map[buttons.Button]spec.ID         `json:"reasons,omitempty"`
	}
	sentMessage struct {
		Party string `json:"party"`
		Verb  label  `json:"verb"`
	}
)

// A toggle is the labels that a toggle shows: none, one, or both.
type toggle struct {
	first pause.Verb
	both  bool
}

func (t toggle) MarshalJSON() ([]byte, error) {
	labels := []label{}
	switch {
	case t.both && t.first == pause.Resume:
		labels = []label{label(pause.Resume), label(pause.Stop)}
	case t.both:
		labels = []label{label(pause.Stop), label(pause.Resume)}
	case t.first != 0:
		labels = []label{label(t.first)}
	}
	return json.Marshal(labels)
}

func (t *toggle) UnmarshalJSON(text []byte) error {
	var labels []label
	if err := read(text, &labels, 0); err != nil {
		return err
	}
	switch {
	case len(labels) == 0:
		*t = toggle{}
	case len(labels) > 2 || len(labels) == 2 && labels[0] == labels[1]:
		return &strictjson.Error{Got: fmt.Sprintf("%d labels", len(labels)), Want: "each label once"}
	default:
		*t = toggle{pause.Verb(labels[0]), len(labels) == 2}
	}
	return nil
}

func encodeObservation(o conformance.Observation) *observationMessage {
	phone := func(p conformance.Screen) phoneMessage {
		return phoneMessage{p.State, toggle{p.Toggle, p.Both}, p.Message, p.Buttons, p.Reasons}
	}
	sent := func(s conformance.Sent) sentMessage { return sentMessage{s.Party, label(s.Verb)} }
	return &observationMessage{eachOf(o.Phones, phone), o.Calls, o.Beeps, o.DTMF, each(o.Sent, sent), o.History,
		o.Support, o.SupportRule, o.Reasons}
}

// decode returns what encodeObservation was given.
func (m observationMessage) decode() (o conformance.Observation, err *strictjson.Error) {
	if m.Support != nil && *m.Support > spec.Documented {
		return o, wrong("observation.support", m.Support.String(), "a support level of decisions")
	}
	if err := m.oneLine(); err != nil {
		return o, err
	}
	phone := func(p phoneMessage) conformance.Screen {
		return conformance.Screen{State: p.State, Toggle: p.Toggle.first, Both: p.Toggle.both, Message: p.Message,
			Buttons: p.Buttons, Reasons: p.Reasons}
	}
	sent := func(s sentMessage) conformance.Sent {
		return conformance.Sent{Party: s.Party, Verb: pause.Verb(s.Verb)}
	}
	return conformance.Observation{Phones: eachOf(m.Phones, phone), Calls: m.Calls, Beeps: m.Beeps, DTMF: m.DTMF,
		Sent: each(m.Sent, sent), History: m.History, Support: m.Support, SupportRule: m.SupportRule,
		Reasons: m.Rules}, nil
}

// oneLine checks that names and texts are in one line, for a report has them in its lines.
func (m observationMessage) oneLine() *strictjson.Error {
	texts := slices.Concat(m.DTMF, slices.Collect(maps.Keys(m.Phones)), slices.Collect(maps.Keys(m.Calls)))
	for _, b := range m.Beeps {
		texts = append(texts, b.Party, b.Sound)
	}
	for _, s := range m.Sent {
		texts = append(texts, s.Party)
	}
	for _, c := range m.Calls {
		texts = append(texts, c.Silenced...)
	}
	if m.History != nil {
		texts = append(texts, *m.History)
	}
	return oneLine("observation", texts)
}

func oneLine(field string, texts []string) *strictjson.Error {
	if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "\n") }) {
		return wrong(field, "a name of several lines", "names of one line")
	}
	return nil
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

// eachOf changes every value of a map; nil stays nil.
func eachOf[A, B any](values map[string]A, change func(A) B) map[string]B {
	if values == nil {
		return nil
	}
	out := map[string]B{}
	for key, a := range values {
		out[key] = change(a)
	}
	return out
}

// encodeRecording returns the recording with lists that are not nil, which would be written as null.
func encodeRecording(r conformance.Contents) *conformance.Contents {
	r.Tracks = append([]conformance.TrackContents{}, r.Tracks...)
	for i, t := range r.Tracks {
		r.Tracks[i].Segments = append([]conformance.Segment{}, t.Segments...)
	}
	return &r
}

// A recordingMessage is a recording, or else the files that are one.
type recordingMessage struct {
	contents conformance.Contents
	audio    *audio
}

func (m *recordingMessage) UnmarshalJSON(text []byte) error {
	var shape struct {
		WAV json.RawMessage `json:"wav,omitempty"`
	}
	err := read(text, &shape, strictjson.IgnoreUnknown)
	switch {
	case err != nil:
	case shape.WAV != nil:
		m.audio = &audio{}
		if err = read(text, m.audio, 0); err == nil {
			err = m.audio.check()
		}
	default:
		if err = read(text, &m.contents, 0); err == nil {
			err = checkContents(m.contents)
		}
	}
	return orNil(err)
}

// checkContents checks the numbers of a recording whose tracks are told segment by segment.
func checkContents(r conformance.Contents) *strictjson.Error {
	for i, t := range r.Tracks {
		for j, s := range t.Segments {
			if s.To < s.From {
				return backwards(s.Span, "tracks[%d].segments[%d].", i, j)
			}
			if err := oneLine(fmt.Sprintf("tracks[%d].segments[%d].voices", i, j), s.Voices); err != nil {
				return err
			}
		}
	}
	if r.To < r.From {
		return backwards(r.Span, "")
	}
	return checkNumbers(r.Files, r.Transcript)
}

// checkNumbers checks what every recording has.
func checkNumbers(files int, transcript []conformance.Speech) *strictjson.Error {
	for i, s := range transcript {
		if s.To < s.From {
			return backwards(s.Span, "transcript[%d].", i)
		}
		if err := oneLine(fmt.Sprintf("transcript[%d].party", i), []string{s.Party}); err != nil {
			return err
		}
	}
	if files < 0 {
		return wrong("files", fmt.Sprint(files), "0 or more")
	}
	return nil
}

// backwards reports a span that ends before it begins.
func backwards(s recording.Span, field string, at ...any) *strictjson.Error {
	return wrong(fmt.Sprintf(field, at...)+"to", fmt.Sprint(s.To), "a position that is not before from")
}

// A hello is what a subject says of itself.
type hello struct {
	Protocol    string                   `json:"protocol"`
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Role        conformance.Role         `json:"role"`
	Observables []string                 `json:"observables"`
	Features    []string                 `json:"features,omitzero"`
	Choices     map[spec.ChoiceID]string `json:"choices,omitempty"`
	Guard       int64                    `json:"guard,omitempty"`
	Reopens     bool                     `json:"reopens,omitempty"` // see Subject.Reopens
}

func encodeDescription(d conformance.Description) *hello {
	return &hello{protocol, d.Name, d.Version, d.Role, words(d.Observables), words(d.Features), d.Choices, d.Guard,
		true}
}

// decode returns what encodeDescription was given.
func (m hello) decode() (d conformance.Description, err *strictjson.Error) {
	d = conformance.Description{Name: m.Name, Version: m.Version, Role: m.Role, Choices: m.Choices, Guard: m.Guard}
	if m.Protocol != protocol {
		return d, otherProtocol(m.Protocol)
	}
	if d.Observables, err = setOf("observables", m.Observables, conformance.System.Observables()); err == nil {
		d.Features, err = setOf("features", m.Features, conformance.AllFeatures)
	}
	return d, err
}
