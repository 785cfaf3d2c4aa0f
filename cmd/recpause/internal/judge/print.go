package judge

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// A Printer says what came of recordings, one after the other.
type Printer struct {
	*command.Call
	JSON     bool
	Progress *Progress
	Code     int    // the exit code: that of the worst outcome
	Counts   [3]int // recordings by outcome
}

// Show prints what came of an object.
func (p *Printer) Show(r Result, name func(string) string) {
	for _, v := range r.Verdicts {
		p.Verdict(v, name(string(r.Key)))
	}
}

// Verdict prints what came of a recording, which is called by its files, or otherwise where they are not known.
func (p *Printer) Verdict(v Verdict, otherwise string) {
	p.Progress.Clear()
	p.count(v.Outcome)
	if v.Report == nil {
		what := otherwise
		if len(v.Files) > 0 {
			what = strings.Join(v.Files, " ")
		}
		p.unjudged(what, v)
		return
	}
	if p.JSON {
		p.line(v.Report)
	} else if err := v.Report.WriteText(p.Out, p.Lang); err != nil {
		p.Failed(err)
	} else {
		for _, note := range v.Notes {
			p.Tell("  （注記）%s\n", "  (note) %s\n", note.In(p.Lang))
		}
	}
}

// count notes the outcome of one recording.
func (p *Printer) count(o Outcome) {
	p.Counts[o]++
	p.Code = max(p.Code, int(o))
}

// Failed says why nothing at all could be judged, and returns the exit code.
func (p *Printer) Failed(err error) int {
	p.Progress.Clear()
	v := unjudged(Verdict{}, err)
	p.count(v.Outcome)
	p.unjudged("", v)
	return p.Code
}

// unjudged says what could not be judged, and why.
func (p *Printer) unjudged(what string, v Verdict) {
	text := p.Say("判定できません", "could not be judged") + ": " + v.Because.In(p.Lang)
	if what != "" {
		text = what + ": " + text
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.Fail(int(Unjudged), errors.New(line))
	}
	if p.JSON {
		p.line(v.failure(what, p.Lang))
	}
}

// failure is what is written as JSON for what could not be judged: why in the language that was asked for, and in both.
func (v Verdict) failure(what string, l spec.Lang) any {
	return struct {
		Unjudged string `json:"unjudged"`
		Cause    string `json:"cause,omitempty"`
		Error    string `json:"error"`
		spec.Text
	}{what, v.Cause, v.Because.In(l), v.Because}
}

func (p *Printer) line(v any) {
	if err := p.JSONLine(v); err != nil {
		p.Code = p.Fail(int(Unjudged), err)
	}
}

// JSONLine prints a value as a line of JSON.
func (p *Printer) JSONLine(v any) error {
	e := json.NewEncoder(p.Out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Duty says, once below all recordings that were judged, who has to delete what was recorded by mistake.
func (p *Printer) Duty() {
	if !p.JSON && p.Counts[Clean]+p.Counts[Findings] > 0 {
		p.Tell("%s\n", "%s\n", audit.Duty().In(p.Lang))
	}
}

// Summary counts the recordings of an archive.
func (p *Printer) Summary() {
	if !p.JSON {
		p.Tell("問題のない録音：%d、指摘のある録音：%d、判定できなかったもの：%d\n",
			"clean recordings: %d, recordings with findings: %d, not judged: %d\n",
			p.Counts[Clean], p.Counts[Findings], p.Counts[Unjudged])
	}
}
