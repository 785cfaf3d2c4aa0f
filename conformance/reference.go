package conformance

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/strictjson"
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
	return Description{Name: "recpause", Version: Version, Role: s.role, Observables: s.role.Observables(),
		Features: AllFeatures, Choices: answers(s.policy)}
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
		spec.A09: of(p.BeepOnRepeat, "a", "b"),
		spec.A10: of(p.NoBeepOnAutomatic, "b", "a"),
		spec.A11: of(p.NoBeepUnrecorded, "b", "a"),
		spec.A19: of(p.StopBeepInFile, "b", "a"),
		spec.A20: string(rune('a' + p.BeepSide)),
		spec.A26: string(rune('a' + p.WhileRinging)),
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
	for _, e := range way(scene) {
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

// way returns the events that lead to a scene.
func way(s Scene) []calllog.Event {
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

// rejected makes ErrRejected of a system's error for what cannot happen.
func rejected(err error) error {
	var wrong *system.Error
	if errors.As(err, &wrong) {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	return err
}

// A session is a system in a scene, and what has been heard, sent and pressed since it was last looked at.
type session struct {
	reference
	scene      Scene
	system     system.System
	recordings system.CallRecordings
	at         int64

	beeps    []Beep
	dtmf     []string
	sent     []Sent
	history  string
	support  *spec.Support
	warranty spec.ID
	reasons  []spec.ID
}

// Do lets an event happen.
func (x *session) Do(_ context.Context, e Event) error {
	x.at = e.At
	x.support, x.warranty, x.reasons = nil, 0, nil
	switch e.Action {
	case Click:
		return x.click(e)
	case Command:
		return x.command(e)
	case Wait:
		return nil
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
		return x.command(Event{Party: e.Party, Verb: cmd.Verb})
	case e.Button == buttons.Dial:
		return x.happen(calllog.Event{Kind: calllog.DTMF, Party: e.Party})
	}
	return nil
}

// fact makes an event of a log of a fact of the kit: it adds to whom a call or a transfer goes.
func (x *session) fact(e Event) calllog.Event {
	event := calllog.Event{Kind: e.Fact, Party: e.Party, Call: e.Call}
	switch e.Fact {
	case calllog.CallInvite, calllog.OutboundConnect:
		event.To = x.scene.Peer
	case calllog.StarBegin, calllog.SharpBegin, calllog.ThreewayAuto:
		event.To = T
	case calllog.HandRaise:
		event.Call = ""
	}
	return event
}

// happen applies an event that the kit has asked for.
func (x *session) happen(e calllog.Event) error {
	e.At = x.at
	return rejected(x.apply(e))
}

func (x *session) apply(e calllog.Event) error {
	outcome, err := x.system.Apply(e)
	if err != nil {
		return err
	}
	x.support, x.warranty, x.reasons = &outcome.Step.Support, outcome.Warranty, outcome.Step.Rules
	for _, b := range outcome.Step.Beeps {
		for _, party := range b.To {
			x.beeps = append(x.beeps, Beep{Party: party, Sound: "beep"})
		}
	}
	x.dtmf = append(x.dtmf, outcome.Step.DTMF...)
	if err := x.recordings.Add(x.system, outcome); err != nil {
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
	o.Support, o.SupportRule, o.Reasons = x.support, x.warranty, x.reasons
	x.beeps, x.dtmf, x.sent = nil, nil, nil
	return o, nil
}

func (x *session) phone(party string, v calllog.PhoneView) Screen {
	p, _ := x.system.Phone(party)
	phone := Screen{State: v.State, Toggle: v.Toggle, Message: v.Message, Buttons: map[buttons.Button]buttons.Verdict{},
		Reasons: map[buttons.Button]spec.ID{}}
	for b := buttons.InCall; b <= buttons.Toggle; b++ {
		d := p.Decide(b)
		phone.Buttons[b], phone.Reasons[b] = d.Verdict, d.Rule
	}
	return phone
}

// Recording returns the recording of the original call so far, in the scene's layout.
func (x *session) Recording(context.Context) (r Contents, err error) {
	for _, rec := range x.recordings.All() {
		if rec.Call == OriginalCall {
			return x.read(rec, r), nil
		}
	}
	return r, nil
}

func (x *session) read(rec *system.CallRecording, r Contents) Contents {
	end, over := rec.Timeline.Ended()
	if !over {
		end = x.at
	}
	r.Span = recording.Span{From: rec.Timeline.Origin(), To: end}
	if !rec.Recorded {
		return r
	}
	r.Files++
	tracks := []recording.Track{recording.Mixed}
	if x.scene.Settings.Layout != recording.OneChannel {
		tracks = []recording.Track{recording.OperatorSide, recording.FarSide}
	}
	for _, track := range tracks {
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

// A TraceReport is what a trace showed. Where it differs the comparison ends, for from there on the program and the
// reference are no longer in one state.
type TraceReport struct {
	Lines     int // events that were compared, or had nothing beside them
	Observed  int // of which as many said what was observed
	Compared  int // single observations
	Rules     []spec.ID
	Different []TraceDifference // all of one line
}

// A TraceDifference is one observation that is not what the manual says.
type TraceDifference struct {
	Line    int
	Field   string // such as phones.A.toggle
	Want    string
	Got     string
	Rule    spec.ID // the rule that says so, 0 where the manual does not
	Support spec.Support
	Verdict Verdict // Fail, or Info where nobody stands behind it
}

// Verdict returns Fail where some difference is one; Info where only what nobody stands behind differs; Pass where
// something was observed and nothing differs; Inconclusive where nothing was observed.
func (r *TraceReport) Verdict() Verdict {
	v := Pass
	if r.Compared == 0 {
		v = Inconclusive
	}
	for _, d := range r.Different {
		if d.Verdict == Fail {
			return Fail
		}
		v = Info
	}
	return v
}

// maxTrace is the size of the longest trace.
const maxTrace = 1 << 28

// CheckTrace judges a program that cannot be driven by what it has logged. A trace is a call log in which lines carry
// beside the event what the program showed and did after it: a field "observed", with as much of a line of steps.jsonl
// as the program knows. The kit plays the events on the reference, and compares; the policy is the program's answers to
// open questions.
//
// The errors are *calllog.Error, *system.Error and *Error, each of which names the line; *pause.PolicyError; and
// those of the reader.
func CheckTrace(in io.Reader, profile Profile, policy pause.Policy) (*TraceReport, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxTrace+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxTrace {
		return nil, &Error{"trace", "one larger than 256 MiB", "a smaller one"}
	}
	log, err := calllog.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(log, policy)
	if err != nil {
		return nil, err
	}
	c := &comparison{profile: profile, report: &TraceReport{}, seen: map[spec.ID]bool{}, rules: map[string]spec.ID{}}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, calllog.MaxLine+1)
	for line := 1; ; line++ {
		event, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			return c.report, nil
		}
		if err != nil {
			return nil, err
		}
		for ; line <= event.Line && lines.Scan(); line++ { // empty lines are none
		}
		line--
		if err := c.line(run.System, event, outcome, lines.Bytes()); err != nil || len(c.report.Different) > 0 {
			return c.report, err
		}
	}
}

// A comparison is a trace on its way through the reference.
type comparison struct {
	profile Profile
	report  *TraceReport
	seen    map[spec.ID]bool
	rules   map[string]spec.ID // by which a call's recording is what it is

	system  system.System
	event   calllog.Event
	outcome system.Outcome
}

// line compares what a line observes with what the reference says after the same event.
func (c *comparison) line(s system.System, e calllog.Event, o system.Outcome, text []byte) error {
	c.system, c.event, c.outcome = s, e, o
	c.report.Lines++
	for _, s := range o.Calls {
		for id := range s.Step.Rules() {
			c.rules[s.Call] = id
			break
		}
	}
	seen, err := readObserved(e.Line, text)
	if err != nil || seen == nil {
		return err
	}
	c.report.Observed++
	if seen.Result != nil {
		c.compare("result", o.Step.Result.String(), *seen.Result, c.first())
	}
	for _, p := range o.Step.Phones {
		if got := seen.Phones[p.Key]; got != nil {
			c.phone(p.Key, p.Value, got)
		}
	}
	for _, call := range o.Step.Calls {
		if got := seen.Calls[call.Key]; got != nil {
			c.call(call.Key, call.Value, got)
		}
	}
	if seen.DTMF != nil {
		c.compare("dtmf", names(o.Step.DTMF), names(*seen.DTMF), c.dtmf())
	}
	if seen.Beeps != nil {
		c.beeps(*seen.Beeps)
	}
	return c.unknown(seen)
}

// compare notes an observation, and a difference where there is one.
func (c *comparison) compare(field, want, got string, rule spec.ID) {
	c.report.Compared++
	if rule != 0 && !c.seen[rule] {
		c.seen[rule] = true
		c.report.Rules = append(c.report.Rules, rule)
	}
	if want == got {
		return
	}
	d := TraceDifference{Line: c.event.Line, Field: field, Want: want, Got: got, Rule: rule, Support: c.support(rule),
		Verdict: Info}
	if d.Support == spec.Guaranteed || d.Support == spec.NotGuaranteed && c.profile == Quirks {
		d.Verdict = Fail
	}
	c.report.Different = append(c.report.Different, d)
}

// support returns whether the vendor stands behind what is compared: behind the event, and behind the rule.
func (c *comparison) support(rule spec.ID) spec.Support {
	r, ok := spec.Lookup(rule)
	if !ok {
		return spec.Unspecified
	}
	return min(c.outcome.Step.Support, r.Support)
}

func (c *comparison) phone(id string, want calllog.PhoneView, got *tracePhone) {
	field := "phones." + id + "."
	if got.State != nil {
		c.compare(field+"state", want.State.String(), *got.State, 0)
	}
	p, _ := c.system.Phone(id)
	if got.Toggle != nil {
		c.compare(field+"toggle", want.Toggle.String(), *got.Toggle, c.toggle(id))
	}
	if got.Message != nil {
		c.compare(field+"message", fmt.Sprint(want.Message), fmt.Sprint(*got.Message), p.WhyMessage().Rule)
	}
	for b := range buttons.All() {
		verdict, _ := want.Buttons.Get(b.String())
		// the manual says nothing of the others
		if name, is := got.Buttons[b.String()]; is && (want.Message || verdict == buttons.Hidden) {
			c.compare(field+"buttons."+b.String(), verdict.String(), name, c.system.Decide(id, b).Rule)
		}
	}
}

// toggle returns the rule of a softphone's toggle: of what its click does, or else of the label that is there.
func (c *comparison) toggle(id string) spec.ID {
	switch own := id == c.event.Party && c.outcome.Step.Result == calllog.Applied; {
	case own && c.event.Kind == calllog.PauseClick:
		return spec.OPS030
	case own && c.event.Kind == calllog.ResumeClick:
		return spec.OPS050
	}
	return c.system.Decide(id, buttons.Toggle).Rule
}

func (c *comparison) call(id string, want calllog.CallView, got *traceCall) {
	field, rule := "calls."+id+".", c.rules[id]
	if got.Recording != nil {
		c.compare(field+"recording", want.Recording.String(), *got.Recording, rule)
	}
	if got.StoppedBy != nil {
		c.compare(field+"stopped_by", names(want.StoppedBy), names(*got.StoppedBy), rule)
	}
	if got.Silenced != nil && want.Recording != pause.Off {
		c.compare(field+"silenced", names(want.Silenced), names(*got.Silenced), rule)
	}
}

// beeps compares who hears a beep, call by call, and where it is written if the program says so.
func (c *comparison) beeps(got []traceBeep) {
	for _, step := range c.outcome.Calls {
		i := slices.IndexFunc(c.outcome.Step.Beeps, func(b calllog.BeepView) bool { return b.Call == step.Call })
		k := slices.IndexFunc(got, func(b traceBeep) bool { return b.Call == step.Call })
		var want calllog.BeepView
		if i >= 0 {
			want = c.outcome.Step.Beeps[i]
		}
		var heard traceBeep
		if k >= 0 {
			heard = got[k]
		}
		rule := step.Step.WhyBeep(step.Names...).Rule
		c.compare("beeps."+step.Call+".to", names(want.To), names(heard.To), rule)
		if heard.RecordedOn != nil {
			c.compare("beeps."+step.Call+".recorded_on", names(want.RecordedOn), names(*heard.RecordedOn), rule)
		}
	}
	for _, b := range got {
		if !slices.ContainsFunc(c.outcome.Calls, func(s system.CallStep) bool { return s.Call == b.Call }) {
			c.compare("beeps."+b.Call+".to", "nobody", names(b.To), spec.NTF014)
		}
	}
}

// unknown reports an observation of a softphone or a call that does not exist.
func (c *comparison) unknown(seen *observed) error {
	for id := range seen.Phones {
		if _, is := c.outcome.Step.Phones.Get(id); !is {
			return notObserved(c.event.Line, "observed.phones", fmt.Sprintf("%q", id), "a softphone of the log")
		}
	}
	for id := range seen.Calls {
		if _, is := c.outcome.Step.Calls.Get(id); !is {
			c.compare("calls."+id, "no such call", "open", 0)
		}
	}
	return nil
}

// first returns the rule that the reference names first for the event.
func (c *comparison) first() spec.ID {
	if len(c.outcome.Step.Rules) > 0 {
		return c.outcome.Step.Rules[0]
	}
	return 0
}

func (c *comparison) dtmf() spec.ID {
	p, _ := c.system.Phone(c.event.Party)
	return p.WhyDTMF().Rule
}

// names writes parties in alphabetical order, for the order in which they are given says nothing.
func names(parties []string) string {
	if len(parties) == 0 {
		return "nobody"
	}
	return strings.Join(slices.Sorted(slices.Values(parties)), ", ")
}

// An observed is what a program says of itself after an event. What is not there was not observed.
type observed struct {
	Result *string                `json:"result"`
	Phones map[string]*tracePhone `json:"phones"`
	Calls  map[string]*traceCall  `json:"calls"`
	Beeps  *[]traceBeep           `json:"beeps"`
	DTMF   *[]string              `json:"dtmf"`
}

type tracePhone struct {
	State   *string           `json:"state"`
	Toggle  *string           `json:"toggle"`
	Message *bool             `json:"message"`
	Buttons map[string]string `json:"buttons"`
}

type traceCall struct {
	Recording *string   `json:"recording"`
	StoppedBy *[]string `json:"stopped_by"`
	Silenced  *[]string `json:"silenced"`
}

type traceBeep struct {
	Call       string    `json:"call"`
	To         []string  `json:"to"`
	RecordedOn *[]string `json:"recorded_on"`
}

// notObserved reports an observation that cannot be read.
func notObserved(line int, field, got, want string) error {
	return &Error{fmt.Sprintf("trace, line %d, %s", line, field), got, want}
}

// A traceLine is a line of a trace as far as a call log does not have it.
type traceLine struct {
	Observed json.RawMessage `json:"observed,omitempty"`
}

var (
	traceLines   = strictjson.New[traceLine]().With(strictjson.IgnoreUnknown | strictjson.NullIsAbsent)
	observations = strictjson.New[observed]().With(strictjson.AllOptional | strictjson.NullIsAbsent)
)

// readObserved reads what a line observes; nil where it observes nothing.
func readObserved(line int, text []byte) (*observed, error) {
	var l traceLine
	err := traceLines.Read(text, &l)
	if err == nil && l.Observed == nil {
		return nil, nil
	}
	o := new(observed)
	if err == nil {
		err = observations.Read(l.Observed, o)
	}
	var wrong *strictjson.Error
	if errors.As(err, &wrong) {
		return nil, notObserved(line, wrong.Within("observed").Path, wrong.Got, wrong.Want)
	}
	return o, err
}

// In returns the report in words.
func (r *TraceReport) In(l spec.Lang) string {
	if len(r.Different) == 0 {
		return say("一致: %d行、観測%d件、関係したルール%d件\n", "as documented: %d lines, %d observations, %d rules involved\n",
			r.Lines, r.Compared, len(r.Rules)).In(l)
	}
	text := say("%d行目で相違（それまでの観測%d件、関係したルール%d件）\n",
		"differs at line %d (%d observations so far, %d rules involved)\n",
		r.Different[0].Line, r.Compared, len(r.Rules)).In(l)
	for _, d := range r.Different {
		text += d.In(l)
	}
	return text
}

func (r *TraceReport) String() string { return r.In(spec.EN) }

// In returns the difference in words.
func (d TraceDifference) In(l spec.Lang) string {
	rule := say("マニュアルに記載なし", "the manual does not mention it").In(l)
	if d.Rule != 0 {
		rule = d.Rule.String() + " " + d.Rule.Says(l)
	}
	return say("%v %s\n  期待 %s\n  実際 %s\n  根拠 %s（%v）\n", "%v %s\n  want %s\n  got  %s\n  rule %s (%v)\n",
		d.Verdict, d.Field, d.Want, d.Got, rule, d.Support).In(l)
}
