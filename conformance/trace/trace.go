// Package trace judges programs that cannot be driven, by what they have logged. A trace is a call log in which lines carry beside the
// event what the program showed and did after it: a field "observed", with as much of a line of steps.jsonl as the program knows. The
// kit plays the events on the reference, and compares.
package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// An Options says how to judge. The zero Options is the manual's core, with our answers to what it leaves open.
type Options struct {
	Profile conformance.Profile
	Policy  pause.Policy // the program's answers to open questions
}

// A Report is what a trace showed. Where it differs the comparison ends, for from there on the program and the reference are no longer
// in one state.
type Report struct {
	Lines     int // events that were compared, or had nothing beside them
	Observed  int // of which as many said what was observed
	Compared  int // single observations
	Rules     []spec.ID
	Different []Difference // all of one line
}

// A Difference is one observation that is not what the manual says.
type Difference struct {
	Line    int
	Event   calllog.Event
	Field   string // such as phones.A.toggle
	Want    string
	Got     string
	Rule    spec.ID // the rule that says so, 0 where the manual does not
	Support spec.Support
	Verdict conformance.Verdict // Fail, or Info where nobody stands behind it
}

// Verdict returns Fail where some difference is one; Info where only what nobody stands behind differs; Pass where something was
// observed and nothing differs; Inconclusive where nothing was observed.
func (r *Report) Verdict() conformance.Verdict {
	v := conformance.Pass
	if r.Compared == 0 {
		v = conformance.Inconclusive
	}
	for _, d := range r.Different {
		if d.Verdict == conformance.Fail {
			return conformance.Fail
		}
		v = conformance.Info
	}
	return v
}

// maxTrace is the size of the longest trace.
const maxTrace = 1 << 28

// Check judges a trace. The errors are *calllog.Error, *system.Error and *FieldError, each of which names the line; *pause.PolicyError; and
// those of the reader.
func Check(in io.Reader, o Options) (*Report, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxTrace+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxTrace {
		return nil, &FieldError{Problem: "the trace is larger than 256 MiB"}
	}
	log, err := calllog.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(log, o.Policy)
	if err != nil {
		return nil, err
	}
	c := &comparison{profile: o.Profile, report: &Report{}, seen: map[spec.ID]bool{}, rules: map[string]spec.ID{}}
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
