package conformance

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A TraceReport is what a trace showed. Where it differs the comparison ends, for from there on the program and the reference are no longer
// in one state.
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
	Event   calllog.Event
	Field   string // such as phones.A.toggle
	Want    string
	Got     string
	Rule    spec.ID // the rule that says so, 0 where the manual does not
	Support spec.Support
	Verdict Verdict // Fail, or Info where nobody stands behind it
}

// Verdict returns Fail where some difference is one; Info where only what nobody stands behind differs; Pass where something was
// observed and nothing differs; Inconclusive where nothing was observed.
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

// CheckTrace judges a program that cannot be driven by what it has logged. A trace is a call log in which lines carry beside the event what
// the program showed and did after it: a field "observed", with as much of a line of steps.jsonl as the program knows. The kit plays the
// events on the reference, and compares; the policy is the program\'s answers to open questions.
//
// The errors are *calllog.Error, *system.Error and *TraceError, each of which names the line; *pause.PolicyError; and
// those of the reader.
func CheckTrace(in io.Reader, profile Profile, policy pause.Policy) (*TraceReport, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxTrace+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxTrace {
		return nil, &TraceError{Problem: "the trace is larger than 256 MiB"}
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
