package conformance

import (
	"bufio"
	"bytes"
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
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A TraceReport is what a trace showed. Where it differs the comparison ends, for from there on the program and the
// reference are no longer in one state.
type TraceReport struct {
	lines     int // events that were played
	observed  int // of which as many said what was observed
	compared  int // single observations
	rules     []spec.ID
	different []difference // all of one line
}

// A difference is one observation that is not what the manual says.
type difference struct {
	line      int
	field     string // such as phones.A.toggle
	want, got string
	rule      spec.ID // the rule that says so, 0 where the manual does not
	support   spec.Support
	verdict   Verdict // Fail, or Info where it is not documented
}

// Verdict returns Fail where some difference is one; Info where only what is not documented differs; Pass where
// something was observed and nothing differs; Inconclusive where nothing was observed.
func (r *TraceReport) Verdict() Verdict {
	v := Pass
	if r.compared == 0 {
		v = Inconclusive
	}
	for _, d := range r.different {
		if d.verdict == Fail {
			return Fail
		}
		v = Info
	}
	return v
}

// maxTrace is the size of the longest trace.
const maxTrace = 64 << 20

// CheckTrace judges a program that cannot be driven by what it has logged. A trace is a call log in which lines carry
// beside the event what the program showed and did after it: a field "observed", with as much of a line of steps.jsonl
// as the program knows. The kit plays the events on the reference, and compares; the policy is the program's answers to
// open questions.
//
// The errors are *calllog.Error, *system.Error and *Error, each of which names the line; *spec.UnknownError; and
// those of the reader.
func CheckTrace(in io.Reader, profile Profile, policy pause.Policy) (*TraceReport, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxTrace+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxTrace {
		return nil, &Error{"trace", "one larger than 64 MiB", "a smaller one"}
	}
	log, err := calllog.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(log, policy)
	if err != nil {
		return nil, err
	}
	c := &comparison{profile: profile, report: &TraceReport{}, rules: map[string]spec.ID{}}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	lines.Scan() // the header; then a line is an event, for a log has no blank lines
	for {
		event, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			return c.report, nil
		}
		if err != nil {
			return nil, err
		}
		lines.Scan()
		if err := c.line(run.System, event, outcome, lines.Bytes()); err != nil || len(c.report.different) > 0 {
			return c.report, err
		}
	}
}

// A comparison is a trace on its way through the reference.
type comparison struct {
	profile Profile
	report  *TraceReport
	rules   map[string]spec.ID // by call, the rule by which its recording is what it is

	system  system.System
	event   calllog.Event
	outcome system.Outcome
}

// line compares what a line observes with what the reference says after the same event.
func (c *comparison) line(s system.System, e calllog.Event, o system.Outcome, text []byte) error {
	c.system, c.event, c.outcome = s, e, o
	c.report.lines++
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
	c.report.observed++
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
		p, _ := s.Phone(e.Party)
		c.compare("dtmf", names(o.Step.DTMF), names(*seen.DTMF), p.WhyDTMF().Rule)
	}
	if seen.Beeps != nil {
		c.beeps(*seen.Beeps)
	}
	return c.unknown(seen)
}

// compare notes an observation, and a difference where there is one.
func (c *comparison) compare(field, want, got string, rule spec.ID) {
	c.report.compared++
	if rule != 0 && !slices.Contains(c.report.rules, rule) {
		c.report.rules = append(c.report.rules, rule)
	}
	if want == got {
		return
	}
	d := difference{c.event.Line, field, want, got, rule, c.support(rule), Info}
	if d.support == spec.Documented || d.support == spec.NotGuaranteed && c.profile == Quirks {
		d.verdict = Fail
	}
	c.report.different = append(c.report.different, d)
}

// support returns how far what is compared is documented: the event, and the rule.
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
	if r.compared == 0 {
		return say("どの行にもobservedがないため、判定できません。\n",
			"No line says what was observed, so there is nothing to judge.\n").In(l)
	}
	if len(r.different) == 0 {
		return say("マニュアルの記載どおりです。%d行のうち%d行に観測があり、%d項目を比べました（関係するルール：%d件）。\n",
			"As documented. Lines: %d; with something observed: %d; values compared: %d; rules involved: %d.\n",
			r.lines, r.observed, r.compared, len(r.rules)).In(l)
	}
	text := say("%d行目が異なります。ここまでに%d項目を比べました（関係するルール：%d件）。\n",
		"Line %d differs. Values compared so far: %d; rules involved: %d.\n",
		r.different[0].line, r.compared, len(r.rules)).In(l)
	for _, d := range r.different {
		text += d.text().In(l)
	}
	return text
}

func (r *TraceReport) String() string { return r.In(spec.EN) }

// text says what differs.
func (d difference) text() spec.Text {
	rule := say("マニュアルに記載がありません。", "The manual does not mention it.")
	if r, known := spec.Lookup(d.rule); known {
		rule = say("%s（%v、%v）", "%s (%v, %v)", r.Statement, d.rule, d.support)
	}
	return say("%v %s\n  期待  %s\n  実際  %s\n  根拠  %s\n", "%v %s\n  expected  %s\n  observed  %s\n  rule      %s\n",
		d.verdict, d.field, d.want, d.got, rule)
}
