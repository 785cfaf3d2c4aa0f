package shim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/child"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A MessageError says what is wrong with one message: with a field, such as observation.phones.A.state, or with the
// line as a whole.
type MessageError struct {
	Field     string // "" for the line as a whole
	Got, Want string
	Line      int // in a transcript, from 1; 0 for a message by itself
}

func (e *MessageError) Error() string {
	where := ""
	if e.Line != 0 {
		where = fmt.Sprintf("line %d: ", e.Line)
	}
	if e.Field != "" {
		where += e.Field + ": "
	}
	return where + "got " + e.Got + ", expected " + e.Want
}

// wrong reports what is wrong with a field.
func wrong(field, got, want string) *MessageError {
	return &MessageError{Field: field, Got: got, Want: want}
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

// read reads a line, or a part of one that stands at a path. null is as good as nothing, and programs write whole
// numbers as they like.
func read[T any](at string, text []byte, to *T, more strictjson.Rule) *MessageError {
	r, made := readers.Load(reflect.TypeFor[T]())
	if !made {
		r = strictjson.New[T]().With(strictjson.NullIsAbsent | strictjson.Portable)
		readers.Store(reflect.TypeFor[T](), r)
	}
	err := r.(strictjson.Reader[T]).With(more).Read(text, to)
	var syntax *json.SyntaxError
	var found *strictjson.Error
	switch {
	case errors.As(err, &syntax):
		return wrong("", fmt.Sprintf("%.60q, which is no JSON: %v", text, syntax), "one JSON object a line")
	case errors.As(err, &found):
		if at != "" {
			found = found.Within(at)
		}
		return wrong(found.Path, found.Got, found.Want)
	}
	return nil
}

// A requestMessage is one line of the kit's.
type requestMessage struct {
	ID         int64              `json:"id"`
	Op         string             `json:"op"`
	Protocol   string             `json:"protocol,omitempty"`
	Suite      string             `json:"suite,omitempty"`
	SampleRate int                `json:"sample_rate,omitempty"`
	Session    string             `json:"session,omitempty"`
	Scene      *conformance.Scene `json:"scene,omitempty"`
	Event      any                `json:"event,omitempty"`
	Observe    bool               `json:"observe,omitempty"`
}

// What the operations have of it.
type (
	requestHead struct {
		ID int64  `json:"id"`
		Op string `json:"op"`
	}
	helloRequest struct {
		requestHead
		Protocol   string `json:"protocol"`
		Suite      string `json:"suite,omitempty"`
		SampleRate int    `json:"sample_rate"`
	}
	openRequest struct {
		requestHead
		Scene conformance.Scene `json:"scene"`
	}
	sessionRequest struct {
		requestHead
		Session string `json:"session"`
	}
	doRequest struct {
		sessionRequest
		Event   json.RawMessage `json:"event"`
		Observe bool            `json:"observe,omitempty"`
	}
)

// A request is what the kit asks, read.
type request struct {
	id      int64
	op      string
	session string
	scene   conformance.Scene
	event   conformance.Event
	observe bool
}

// decodeRequest reads a line of the kit's. An operation that nobody knows is no error: it is answered with unsupported.
func decodeRequest(line []byte, more strictjson.Rule) (r request, err *MessageError) {
	var head requestHead
	err = read("", line, &head, strictjson.IgnoreUnknown)
	r.id, r.op = head.ID, head.Op
	switch {
	case err != nil:
	case r.op == opHello:
		var m helloRequest
		switch err = read("", line, &m, more); {
		case err != nil:
		case m.Protocol != protocol:
			err = otherProtocol(m.Protocol)
		case m.SampleRate != conformance.Rate:
			err = wrong("sample_rate", fmt.Sprint(m.SampleRate), fmt.Sprint(conformance.Rate))
		}
	case r.op == opOpen:
		var m openRequest
		err = read("", line, &m, more)
		r.scene = m.Scene
	case r.op == opDo:
		var m doRequest
		if err = read("", line, &m, more); err == nil {
			r.event, err = decodeEvent(m.Event, more)
		}
		r.session, r.observe = m.Session, m.Observe
	case inSession(r.op):
		var m sessionRequest
		err = read("", line, &m, more)
		r.session, r.observe = m.Session, r.op == opObserve
	case r.op == opBye:
		err = read("", line, &head, more)
	}
	return r, err
}

func otherProtocol(name string) *MessageError {
	return wrong("protocol", fmt.Sprintf("%q", name), `"`+protocol+`"`)
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
		Session string `json:"session"`
	}
	observationReply struct {
		replyHead
		Observation observationMessage `json:"observation"`
	}
	recordingReply struct {
		replyHead
		Recording json.RawMessage `json:"recording"`
	}
)

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

// refusal makes an error of a reply that is rejected or unsupported, with its reason.
func (r reply) refusal() error {
	var err error
	switch r.result {
	case rejected:
		err = conformance.ErrRejected
	case unsupported:
		err = conformance.ErrUnsupported
	}
	if err == nil || r.reason == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, r.reason)
}

// decodeReply reads the subject's answer to a request: what it carries depends on what was asked, and on the result.
func decodeReply(line []byte, to request) (r reply, err *MessageError) {
	var head replyHead
	if err = read("", line, &head, strictjson.IgnoreUnknown); err == nil {
		err = head.answers(to)
	}
	r.result, r.reason = head.Result, head.Reason
	switch {
	case err != nil:
	case to.observe && (r.result == done || r.result == rejected):
		var m observationReply
		if err = read("", line, &m, 0); err == nil {
			r.observation, err = m.Observation.decode()
		}
	case r.result == done && to.op == opHello:
		var m helloReply
		if err = read("", line, &m, 0); err == nil {
			r.description, err = m.hello.decode()
		}
	case r.result == done && to.op == opOpen:
		var m openReply
		if err = read("", line, &m, 0); err == nil && m.Session == "" {
			err = wrong("session", `""`, "a name that is not empty")
		}
		r.session = m.Session
	case r.result == done && to.op == opRecording:
		var m recordingReply
		if err = read("", line, &m, 0); err == nil {
			r.recording, r.audio, err = decodeRecording(m.Recording)
		}
	default:
		err = read("", line, &head, 0)
	}
	return r, err
}

// answers checks that a reply is to the request, and that its result is one that the operation can have.
func (m replyHead) answers(to request) *MessageError {
	can := []string{done, unsupported, broke}
	switch to.op {
	case opDo:
		can = []string{done, rejected, unsupported, broke}
	case opHello:
		can = []string{done, broke}
	}
	switch {
	case m.ID != to.id:
		return wrong("id", fmt.Sprint(m.ID), fmt.Sprintf("%d, the id of the request", to.id))
	case !slices.Contains(can, m.Result):
		return wrong("result", fmt.Sprintf("%.60q", m.Result), "one of "+strings.Join(can, ", "))
	}
	return nil
}

// isClick reports whether an event of a call log is a click, which the kit says in another way.
func isClick(k calllog.Kind) bool {
	return k == calllog.DTMF || k.Verb() != 0
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

// namesOf returns the names of values.
func namesOf[E fmt.Stringer](list []E) []string {
	names := make([]string, 0, len(list))
	for _, e := range list {
		names = append(names, e.String())
	}
	return names
}

// setOf returns the set of the members that have the names in a field.
func setOf[E interface {
	~uint16
	fmt.Stringer
}](field string, names []string, all E) (set E, err *MessageError) {
	known := namesOf(bits(all))
	for i, name := range names {
		at := slices.Index(known, name)
		if at < 0 {
			return 0, wrong(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%.60q", name),
				"one of "+strings.Join(known, ", "))
		}
		set |= bits(all)[at]
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

// An event is a click, command, enter, wait, or an event of call logs with its fields.
type (
	eventHead struct {
		At    int64  `json:"at"`
		Event string `json:"event"`
	}
	partyEvent struct {
		eventHead
		Party string `json:"party"`
	}
	clickEvent struct {
		partyEvent
		Button buttons.Button `json:"button"`
		Label  label          `json:"label,omitempty"`
		Keys   string         `json:"keys,omitempty"`
	}
	commandEvent struct {
		partyEvent
		Verb string `json:"verb"`
	}
	keysEvent struct {
		partyEvent
		Keys string `json:"keys"`
	}
	factEvent struct {
		partyEvent
		Call string `json:"call,omitempty"`
	}
	factToEvent struct {
		partyEvent
		To   string `json:"to"`
		Call string `json:"call,omitempty"`
	}
)

// encodeEvent also says to whom a fact goes, which follows from the scene.
func encodeEvent(e conformance.Event, s conformance.Scene) any {
	m := partyEvent{eventHead{e.At, e.Action.String()}, e.Party}
	switch e.Action {
	case conformance.Click:
		return clickEvent{m, e.Button, label(e.Verb), e.Keys}
	case conformance.Command:
		return commandEvent{m, verbName(e.Verb)}
	case conformance.Enter:
		return keysEvent{m, e.Keys}
	case conformance.Fact:
		m.Event = e.Fact.String()
		if e.Fact.Needs().To {
			return factToEvent{m, target(e, s), e.Call}
		}
		return factEvent{m, e.Call}
	}
	return m.eventHead
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

func decodeEvent(text []byte, more strictjson.Rule) (e conformance.Event, err *MessageError) {
	const at = "event"
	var head eventHead
	if err := read(at, text, &head, strictjson.IgnoreUnknown); err != nil {
		return e, err
	}
	e.At = head.At
	switch e.Action, e.Fact = actionOf(head.Event); e.Action {
	case conformance.Click:
		var m clickEvent
		err = read(at, text, &m, more)
		e.Party, e.Button, e.Verb, e.Keys = m.Party, m.Button, pause.Verb(m.Label), m.Keys
	case conformance.Command:
		var m commandEvent
		err = read(at, text, &m, more)
		e.Party, e.Verb = m.Party, verbOf(m.Verb)
	case conformance.Enter:
		var m keysEvent
		err = read(at, text, &m, more)
		e.Party, e.Keys = m.Party, m.Keys
	case conformance.Wait:
		err = read(at, text, &head, more)
	case conformance.Fact:
		e.Party, e.Call, err = decodeFact(at, text, e.Fact, more)
	default:
		kinds := slices.DeleteFunc(slices.Collect(calllog.Kinds()), isClick)
		err = wrong("event.event", fmt.Sprintf("%.60q", head.Event),
			"click, command, enter, wait or one of "+strings.Join(namesOf(kinds), ", "))
	}
	return e, err
}

// decodeFact returns the party and the call of a fact. To whom it goes follows from the scene.
func decodeFact(at string, text []byte, k calllog.Kind, more strictjson.Rule) (party, call string, err *MessageError) {
	if k.Needs().To {
		var m factToEvent
		err = read(at, text, &m, more)
		return m.Party, m.Call, err
	}
	var m factEvent
	err = read(at, text, &m, more)
	return m.Party, m.Call, err
}

// actionOf returns what kind of event has a name, and which fact it is where it is one; 0 for none.
func actionOf(name string) (a conformance.Action, fact calllog.Kind) {
	if k, err := calllog.ParseKind(name); err == nil && !isClick(k) {
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

var shownLabels = strictjson.New[[]label]().With(strictjson.NullIsAbsent | strictjson.Portable)

func (t *toggle) UnmarshalJSON(text []byte) error {
	var labels []label
	if err := shownLabels.Read(text, &labels); err != nil {
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
func (m observationMessage) decode() (o conformance.Observation, err *MessageError) {
	if m.Support != nil && *m.Support > spec.Guaranteed {
		return o, wrong("observation.support", m.Support.String(), "a support level of decisions")
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

// An Audio is a recording that a subject gives as WAV files. Somebody has to listen to it: Options.Listen.
type Audio struct {
	Scene      conformance.Scene
	Files      int // how many recordings of the call there are; a file a side is one
	Tracks     []AudioTrack
	Transcript []conformance.Speech // nil where there is no speech-to-text
}

// An AudioTrack is one track of a recording in a file of its own, or as one channel of a file.
type AudioTrack struct {
	Track   recording.Track `json:"track"`
	Path    string          `json:"path"`
	Channel int             `json:"channel,omitempty"` // from 0
	At      int64           `json:"at"`                // the position of its first sample
}

// A fileRecording is a recording that is files.
type fileRecording struct {
	Files      int                  `json:"files"`
	WAV        []AudioTrack         `json:"wav"`
	Transcript []conformance.Speech `json:"transcript,omitzero"`
}

// encodeRecording returns the recording with lists that are not nil, which would be written as null.
func encodeRecording(r conformance.Contents) *conformance.Contents {
	r.Tracks = append([]conformance.TrackContents{}, r.Tracks...)
	for i, t := range r.Tracks {
		r.Tracks[i].Segments = append([]conformance.Segment{}, t.Segments...)
	}
	return &r
}

// decodeRecording reads a recording, or else the files that are one.
func decodeRecording(text []byte) (r conformance.Contents, audio *Audio, err *MessageError) {
	const at = "recording"
	var shape struct {
		WAV json.RawMessage `json:"wav,omitempty"`
	}
	if err := read(at, text, &shape, strictjson.IgnoreUnknown); err != nil {
		return r, nil, err
	}
	if shape.WAV != nil {
		var m fileRecording
		if err = read(at, text, &m, 0); err == nil {
			audio, err = m.decode()
		}
		return r, audio, err
	}
	if err = read(at, text, &r, 0); err == nil {
		err = checkContents(r)
	}
	return r, nil, err
}

// A checker keeps the first thing that is wrong with the numbers of a recording.
type checker struct{ err *MessageError }

func (c *checker) count(n int, field string, at ...any) {
	if n < 0 && c.err == nil {
		c.err = wrong("recording."+fmt.Sprintf(field, at...), fmt.Sprint(n), "0 or more")
	}
}

// span checks two positions, of which the second may not be before the first.
func (c *checker) span(s recording.Span, field string, at ...any) {
	if s.To < s.From && c.err == nil {
		c.err = wrong("recording."+fmt.Sprintf(field, at...)+"to", fmt.Sprint(s.To),
			"a position that is not before from")
	}
}

func (c *checker) transcript(list []conformance.Speech) {
	for i, s := range list {
		c.span(s.Span, "transcript[%d].", i)
	}
}

// checkContents checks a recording whose tracks are told segment by segment.
func checkContents(r conformance.Contents) *MessageError {
	var c checker
	c.count(r.Files, "files")
	c.span(r.Span, "")
	c.transcript(r.Transcript)
	for i, t := range r.Tracks {
		for j, s := range t.Segments {
			c.span(s.Span, "tracks[%d].segments[%d].", i, j)
		}
	}
	return c.err
}

func (m fileRecording) decode() (*Audio, *MessageError) {
	var c checker
	c.count(m.Files, "files")
	for i, w := range m.WAV {
		c.count(w.Channel, "wav[%d].channel", i)
	}
	c.transcript(m.Transcript)
	return &Audio{Files: m.Files, Tracks: m.WAV, Transcript: m.Transcript}, c.err
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
}

func encodeDescription(d conformance.Description) *hello {
	seen, has := namesOf(bits(d.Observables)), namesOf(bits(d.Features))
	return &hello{protocol, d.Name, d.Version, d.Role, seen, has, d.Choices, d.Guard}
}

// decode returns what encodeDescription was given.
func (m hello) decode() (d conformance.Description, err *MessageError) {
	d = conformance.Description{Name: m.Name, Version: m.Version, Role: m.Role, Choices: m.Choices, Guard: m.Guard}
	if m.Protocol != protocol {
		return d, otherProtocol(m.Protocol)
	}
	if d.Observables, err = setOf("observables", m.Observables, conformance.System.Observables()); err == nil {
		d.Features, err = setOf("features", m.Features, conformance.AllFeatures)
	}
	return d, err
}

// CheckTranscript reads the lines of a conversation, the kit's and the subject's in the order in which they were said,
// as Options.Record writes them. The error joins a *MessageError for every line with something wrong, or is the
// reader's. Blank lines and those that begin with
// # are passed over; a new hello begins a new conversation, as after a restart.
func CheckTranscript(r io.Reader) error {
	t := transcript{sessions: map[string]int64{}}
	for in := bufio.NewReader(r); ; {
		text, err := child.ReadLine(in)
		switch {
		case errors.Is(err, io.EOF):
			return t.result()
		case err != nil && !errors.Is(err, child.ErrTooLong):
			return err
		}
		if t.line++; err != nil {
			t.problem(wrong("", err.Error(), "one JSON object a line"))
			return t.result()
		}
		if len(text) > 0 && text[0] != '#' {
			t.read(text)
		}
	}
}

// A transcript is a conversation so far.
type transcript struct {
	line     int
	problems []error
	asked    *request         // what has no answer yet
	askedAt  int              // its line
	last     int64            // the last request's id
	greeted  bool             // hello has been said
	sessions map[string]int64 // the open ones, and the position of the last event
}

func (t *transcript) problem(err *MessageError) {
	if err != nil {
		err.Line = t.line
		t.problems = append(t.problems, err)
	}
}

// result returns what is wrong. A question without an answer is, for the subject has died or hung over it.
func (t *transcript) result() error {
	if t.asked != nil {
		none := wrong("", "no answer to "+t.asked.op, "one")
		none.Line = t.askedAt
		t.problems = append(t.problems, none)
	}
	return errors.Join(t.problems...)
}

// read reads a line of either side: those of the kit have an op.
func (t *transcript) read(text []byte) {
	var side struct {
		Op *string `json:"op,omitempty"`
	}
	err := read("", text, &side, strictjson.IgnoreUnknown)
	switch {
	case err != nil:
	case side.Op != nil:
		err = t.request(text)
	case t.asked == nil:
		err = wrong("", "an answer", "a question before it")
	default:
		err = t.reply(text)
	}
	t.problem(err)
}

// request reads a line of the kit's.
func (t *transcript) request(text []byte) *MessageError {
	r, err := decodeRequest(text, 0)
	if t.asked != nil && r.op != opHello && err == nil {
		err = wrong("", "another question", "the answer to "+t.asked.op)
	}
	if r.op == opHello {
		t.greeted, t.last, t.sessions = true, r.id-1, map[string]int64{}
	}
	switch {
	case err != nil:
	case !t.greeted:
		err = wrong("op", fmt.Sprintf("%q", r.op), "hello, before anything else")
	case r.id <= t.last:
		err = wrong("id", fmt.Sprint(r.id), fmt.Sprintf("more than %d, the id before it", t.last))
	case inSession(r.op):
		err = t.about(r)
	}
	t.asked, t.askedAt, t.last = &r, t.line, r.id
	return err
}

// about makes sure that a request is about an open session, and that time does not run backwards in it.
func (t *transcript) about(r request) *MessageError {
	at, open := t.sessions[r.session]
	switch {
	case !open:
		return wrong("session", fmt.Sprintf("%.60q", r.session), "the name of an open session")
	case r.op == opDo && r.event.At < at:
		return wrong("event.at", fmt.Sprint(r.event.At),
			fmt.Sprintf("%d or later: time does not run backwards", at))
	case r.op == opDo:
		t.sessions[r.session] = r.event.At
	case r.op == opClose:
		delete(t.sessions, r.session)
	}
	return nil
}

// reply reads a line of the subject's.
func (t *transcript) reply(text []byte) *MessageError {
	asked := *t.asked
	t.asked = nil
	r, err := decodeReply(text, asked)
	if r.session == "" {
		return err
	}
	if _, open := t.sessions[r.session]; open && err == nil {
		err = wrong("session", fmt.Sprintf("%.60q", r.session), "a name that no other open session has")
	}
	t.sessions[r.session] = 0
	return err
}
