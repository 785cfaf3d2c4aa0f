package conformance

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/recpause/recpause/spec"
)

//go:embed report.schema.json
var reportSchema string

// ReportSchema returns the JSON Schema (draft 2020-12) of a report.
func ReportSchema() string { return reportSchema }

// ReportFormat names the format of a report in JSON, and its version.
const ReportFormat = "recpause-report/1"

// A textMessage is a text in both languages.
type textMessage struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

// both returns what a speaker says in both languages.
func both(s speaker) *textMessage { return &textMessage{s.In(spec.JA), s.In(spec.EN)} }

// some is both of what may be nothing: nil where it is.
func some(t spec.Text) *textMessage {
	if t == (spec.Text{}) {
		return nil
	}
	return both(t)
}

type reportMessage struct {
	Report   string             `json:"report"`
	Suite    string             `json:"suite"`
	Overall  Overall            `json:"overall"`
	Subject  subjectMessage     `json:"subject"`
	Profile  Profile            `json:"profile"`
	Depth    int                `json:"depth"`
	Guard    int64              `json:"guard"`
	Only     []spec.ID          `json:"only,omitempty"`
	Power    powerMessage       `json:"power"`
	Counts   map[string]int     `json:"counts"`
	Findings []findingMessage   `json:"findings"`
	Choices  []answerMessage    `json:"choices"`
	Stale    []deviationMessage `json:"stale,omitempty"`
}

type subjectMessage struct {
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Role        Role                     `json:"role"`
	Observables []string                 `json:"observables"`
	Features    []string                 `json:"features"`
	Choices     map[spec.ChoiceID]string `json:"choices,omitempty"`
}

type powerMessage struct {
	Seen int `json:"seen"`
	Of   int `json:"of"`
}

type findingMessage struct {
	Rule      spec.ID           `json:"rule"`
	Verdict   Verdict           `json:"verdict"`
	Support   spec.Support      `json:"support"`
	Place     *textMessage      `json:"place"`
	Statement *textMessage      `json:"statement"`
	Clause    string            `json:"clause,omitempty"`
	Sessions  int               `json:"sessions"`
	Reason    *textMessage      `json:"reason,omitempty"`
	Failure   *failureMessage   `json:"failure,omitempty"`
	Deviation *deviationMessage `json:"deviation,omitempty"`
}

type deviationMessage struct {
	Rule   spec.ID `json:"rule"`
	Trace  string  `json:"trace,omitempty"`
	Reason string  `json:"reason"`
	Issue  string  `json:"issue,omitempty"`
}

type failureMessage struct {
	Scene  sceneMessage   `json:"scene"`
	Where  *textMessage   `json:"where"`
	Trace  []eventMessage `json:"trace"`
	Want   *textMessage   `json:"want"`
	Got    *textMessage   `json:"got"`
	Before *textMessage   `json:"before,omitempty"`
	After  *textMessage   `json:"after,omitempty"`
}

type eventMessage struct {
	At     int64        `json:"at"`
	Event  string       `json:"event"`
	Party  string       `json:"party,omitempty"`
	Call   string       `json:"call,omitempty"`
	Button string       `json:"button,omitempty"`
	Label  string       `json:"label,omitempty"`
	Keys   string       `json:"keys,omitempty"`
	Verb   string       `json:"verb,omitempty"`
	Text   *textMessage `json:"text"`
}

type answerMessage struct {
	Choice   spec.ChoiceID `json:"choice"`
	Verdict  Verdict       `json:"verdict"`
	Question *textMessage  `json:"question"`
	Declared string        `json:"declared,omitempty"`
	Found    string        `json:"found,omitempty"`
	Reason   *textMessage  `json:"reason,omitempty"`
}

// MarshalJSON writes the report in the format that ReportSchema describes.
func (r Report) MarshalJSON() ([]byte, error) {
	seen, all := r.Power()
	m := reportMessage{Report: ReportFormat, Suite: r.Suite, Overall: r.Overall(), Subject: r.Subject.message(), Profile: r.Profile,
		Depth: r.Depth, Guard: r.Guard, Only: r.Only, Power: powerMessage{seen, all}, Counts: map[string]int{},
		Findings: []findingMessage{}, Choices: []answerMessage{}}
	for v := Pass; v <= Broken; v++ {
		m.Counts[v.String()] = r.Count(v)
	}
	for _, f := range r.Findings {
		m.Findings = append(m.Findings, f.message())
	}
	for _, a := range r.Choices {
		c, _ := spec.LookupChoice(a.Choice)
		m.Choices = append(m.Choices, answerMessage{a.Choice, a.Verdict, both(c.Question), a.Declared, a.Found, some(a.Reason)})
	}
	for _, d := range r.Stale {
		m.Stale = append(m.Stale, deviationMessage(d))
	}
	return json.Marshal(m)
}

func (d Description) message() subjectMessage {
	return subjectMessage{d.Name, d.Version, d.Role, words(d.Observables.String()), words(d.Features.String()), d.Choices}
}

// words returns the words of a text, [] where there are none.
func words(text string) []string { return append([]string{}, strings.Fields(text)...) }

func (f Finding) message() findingMessage {
	rule, _ := spec.Lookup(f.Rule)
	m := findingMessage{Rule: f.Rule, Verdict: f.Verdict, Support: rule.Support, Place: both(rule.Place), Statement: both(rule.Statement),
		Clause: f.Clause, Sessions: f.Sessions, Reason: some(f.Reason)}
	if x := f.Failure; x != nil {
		m.Failure = &failureMessage{Scene: x.Scene.message(), Where: both(x.Scene), Trace: []eventMessage{}, Want: both(x.Want), Got: both(x.Got),
			Before: some(x.Scene.seen(x.Before)), After: some(x.Scene.seen(x.After))}
		for _, e := range x.Trace {
			m.Failure.Trace = append(m.Failure.Trace, e.message())
		}
	}
	if d := f.Deviation; d != nil {
		m.Deviation = (*deviationMessage)(d)
	}
	return m
}

// message returns the event in the names of call logs and of the shim protocol.
func (e Event) message() eventMessage {
	m := eventMessage{At: e.At, Event: e.Action.String(), Party: e.Party, Call: e.Call, Keys: e.Keys, Text: both(e)}
	switch e.Action {
	case Click:
		m.Button = e.Button.String()
		if e.Verb != 0 {
			m.Label = e.Verb.String()
		}
	case Command:
		m.Verb = e.Verb.String()
	case Fact:
		m.Event = e.Fact.String()
	}
	return m
}
