package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// logged is a story as a program would log it that behaves like the reference; change may lie about what it observes at
// a line.
func logged(t testing.TB, w system.World, story []calllog.Event,
	change func(line int, observed map[string]any)) string {
	t.Helper()
	var log bytes.Buffer
	if err := calllog.WriteHeader(&log, w.Header); err != nil {
		t.Fatal(err)
	}
	s, err := system.New(w.Header, pause.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range story {
		e.Line = i + 2
		outcome, err := s.Apply(e)
		if err != nil {
			t.Fatal(err)
		}
		var event, step bytes.Buffer
		if err := errors.Join(calllog.WriteEvent(&event, e), calllog.WriteStep(&step, outcome.Step)); err != nil {
			t.Fatal(err)
		}
		observed := map[string]any{}
		if err := json.Unmarshal(step.Bytes(), &observed); err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"line", "at", "event", "party", "rules", "support", "mismatch"} {
			delete(observed, no)
		}
		if change != nil {
			change(e.Line, observed)
		}
		text, err := json.Marshal(observed)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&log, "%s,\"observed\":%s}\n", strings.TrimSuffix(strings.TrimSpace(event.String()), "}"), text)
	}
	return log.String()
}

func checkTrace(t testing.TB, text string, profile conformance.Profile) *conformance.TraceReport {
	t.Helper()
	r, err := conformance.CheckTrace(strings.NewReader(text), profile, pause.Policy{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return r
}

func among(t testing.TB, parties ...string) system.World {
	t.Helper()
	w, err := system.Among(parties...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// What behaves like the reference differs nowhere, on the shortest way to every state of these worlds, under either
// profile.
func TestReferenceDiffersNowhere(t *testing.T) {
	for _, parties := range [][]string{{"A", "X"}, {"A", "B"}} {
		w, rules := among(t, parties...), map[spec.ID]bool{}
		if _, err := w.Run(func(e system.Edge) bool {
			if e.Fresh || len(e.Outcome.Opened) > 0 {
				r := checkTrace(t, logged(t, w, e.Story(), nil), conformance.Quirks)
				if r.Verdict() != conformance.Pass || r.Lines() != len(e.Story()) || r.Observed() != r.Lines() ||
					r.Compared() < 4*r.Lines() {
					t.Fatalf("%s\n%v", system.Tell(e.Story(), spec.EN), r)
				}
				for _, id := range r.Rules() {
					rules[id] = true
				}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if len(rules) < 20 {
			t.Errorf("%v: only %d rules are involved", parties, len(rules))
		}
	}
}

// put gives a nested field of what is observed another value.
func put(observed map[string]any, value any, path ...string) {
	for _, key := range path[:len(path)-1] {
		observed = observed[key].(map[string]any)
	}
	observed[path[len(path)-1]] = value
}

var fiveRows = []calllog.Event{{Kind: calllog.CallInvite, Party: "A", To: "B", Call: "c1"},
	{Kind: calllog.CallAnswered, Party: "B", Call: "c1"},
	{Kind: calllog.PauseClick, Party: "A"}, {Kind: calllog.PauseClick, Party: "B"},
	{Kind: calllog.ResumeClick, Party: "A"}, {Kind: calllog.ResumeClick, Party: "B"}}

var roomStop = []calllog.Event{{Kind: calllog.RoomJoin, Party: "A", Call: "c1"},
	{Kind: calllog.RoomJoin, Party: "B", Call: "c1"}, {Kind: calllog.PauseClick, Party: "A"}}

// What differs is found at its line, with its field, the rule that says otherwise, and its support level.
func TestDifferences(t *testing.T) {
	for _, row := range []struct {
		name    string
		story   []calllog.Event
		line    int
		value   any
		path    string
		rule    string
		verdict conformance.Verdict
	}{
		{"the click shows nowhere", fiveRows, 4, "stop", "phones A toggle", "RP-OPS-030", conformance.Fail},
		{"no message", fiveRows, 4, false, "phones A message", "RP-OPS-020", conformance.Fail},
		{"the other display follows", fiveRows, 4, "resume", "phones B toggle", "RP-VIS-022", conformance.Fail},
		{"hold is open", fiveRows, 4, "enabled", "phones A buttons hold", "RP-BTN-020", conformance.Fail},
		{"it counts stops", fiveRows, 6, "silent", "calls c1 recording", "", conformance.Fail},
		{"nobody hears a beep", fiveRows, 4, []any{}, "beeps", "", conformance.Fail},
		{"a stop in a room silences all", roomStop, 4, "silent", "calls c1 recording", "", conformance.Info},
		{"a beep without a reason", fiveRows, 5, []any{map[string]any{"call": "c1", "to": []any{"A"}}}, "beeps", "",
			conformance.Info},
		{"a state of its own", fiveRows, 3, "held", "phones A state", "", conformance.Info},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := among(t, "A", "B")
			text := logged(t, w, row.story, func(line int, observed map[string]any) {
				if line == row.line {
					put(observed, row.value, strings.Fields(row.path)...)
				}
			})
			r := checkTrace(t, text, conformance.Core)
			if len(r.Different()) == 0 || r.Different()[0].Line != row.line || r.Verdict() != row.verdict {
				t.Fatalf("got %v, %v, want %v at line %d", r.Verdict(), r, row.verdict, row.line)
			}
			d := r.Different()[0]
			if !strings.HasPrefix(d.Field, strings.ReplaceAll(row.path, " ", ".")) || row.rule != "" &&
				d.Rule.String() != row.rule {
				t.Errorf("got %v, want %s by %s", r, row.path, row.rule)
			}
			quirks := checkTrace(t, text, conformance.Quirks)
			if asserted := d.Support != spec.Unspecified; asserted != (quirks.Verdict() == conformance.Fail) {
				t.Errorf("under quirks: got %v, want a failure: %t", quirks.Verdict(), asserted)
			}
			for _, l := range []spec.Lang{spec.JA, spec.EN} {
				if !strings.Contains(r.In(l), d.Field) || !strings.Contains(r.In(l), d.Want) {
					t.Errorf("got %q", r.In(l))
				}
			}
		})
	}
}

// A log that observes nothing proves nothing; one that observes a part is judged by that.
func TestPartlyObserved(t *testing.T) {
	w := among(t, "A", "B")
	none := logged(t, w, fiveRows, func(_ int, o map[string]any) { clear(o) })
	if r := checkTrace(t, none, conformance.Core); r.Verdict() != conformance.Inconclusive || r.Compared() != 0 {
		t.Errorf("got %v", r.Verdict())
	}
	some := logged(t, w, fiveRows, func(line int, o map[string]any) {
		for k := range o {
			if k != "calls" || line != 7 {
				delete(o, k)
			}
		}
	})
	if r := checkTrace(t, some, conformance.Core); r.Verdict() != conformance.Pass || r.Compared() != 3 {
		t.Errorf("got %v, %d observations, want 3", r.Verdict(), r.Compared())
	}
}

// A trace that is none is an error that says where.
func TestBrokenTraces(t *testing.T) {
	w := among(t, "A", "B")
	good := logged(t, w, fiveRows, nil)
	for name, text := range map[string]string{
		"no header":          "",
		"unknown field":      strings.Replace(good, `"observed":{`, `"observed":{"mood":1,`, 1),
		"wrong type":         strings.Replace(good, `"result":"applied"`, `"result":7`, 1),
		"unknown phone":      strings.Replace(good, `"phones":{"A"`, `"phones":{"Q"`, 1),
		"unknown event":      strings.Replace(good, `call.invite`, `call.sing`, 1),
		"event out of place": strings.Replace(good, `call.invite`, `call.hangup`, 1),
	} {
		var field *conformance.Error
		var line *calllog.Error
		var meaning *system.Error
		if _, err := conformance.CheckTrace(strings.NewReader(text), conformance.Core, pause.Policy{}); !errors.As(err,
			&field) && !errors.As(err, &line) && !errors.As(err, &meaning) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Open questions are answered by the program's policy.
func TestPolicy(t *testing.T) {
	w := among(t, "A", "B")
	text := logged(t, w, append(fiveRows[:4:4], calllog.Event{Kind: calllog.PauseClick, Party: "B"}), nil)
	if r := checkTrace(t, text, conformance.Core); r.Verdict() != conformance.Pass {
		t.Errorf("got %v", r)
	}
	if _, err := conformance.CheckTrace(strings.NewReader(text), conformance.Core,
		pause.Policy{BeepSide: 99}); !errors.As(err, new(*spec.UnknownError)) {
		t.Errorf("got %v, want an *spec.UnknownError", err)
	}
}
