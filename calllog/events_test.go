package calllog_test

import (
	"encoding"
	"fmt"
	"math"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Every enumeration has the names of the format in order; a value from outside prints with its number.
func TestNames(t *testing.T) {
	cases := []struct {
		name  string
		of    string
		first int
		value func(uint8) fmt.Stringer
		want  []string
	}{
		{"layout", "Layout", 0, func(v uint8) fmt.Stringer { return recording.Layout(v) },
			[]string{"1ch", "2ch", "split"}},
		{"answer", "PBXAnswer", 0, func(v uint8) fmt.Stringer { return calllog.PBXAnswer(v) },
			[]string{"confirmed", "refused", "timeout"}},
		{"result", "Result", 1, func(v uint8) fmt.Stringer { return calllog.Result(v) },
			[]string{"applied", "unchanged", "refused"}},
		{"via", "Via", 0, func(v uint8) fmt.Stringer { return calllog.Via(v) }, []string{"click", "fact"}},
		{"source", "Source", 1, func(v uint8) fmt.Stringer { return calllog.Source(v) },
			[]string{"feature-code", "api", "supervisor", "timer", "other"}},
		{"mismatch", "MismatchKind", 1, func(v uint8) fmt.Stringer { return calllog.MismatchKind(v) },
			[]string{"shown-stopped-but-recording", "shown-stopped-but-others-recorded",
				"shown-recording-but-stopped"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for n := range math.MaxUint8 + 1 {
				v := c.value(uint8(n))
				want := fmt.Sprintf("%s(%d)", c.of, n)
				switch i := n - c.first; {
				case i < 0:
					want = "none"
				case i < len(c.want):
					want = c.want[i]
				}
				if got := v.String(); got != want {
					t.Errorf("%d prints as %q, want %q", n, got, want)
				}
				if m, ok := v.(encoding.TextMarshaler); ok {
					if text, err := m.MarshalText(); string(text) != want || err != nil {
						t.Errorf("%d marshals as %q, %v, want %q", n, text, err, want)
					}
				}
			}
		})
	}
}

// An event that nobody knows is no event, and the nearest that there is is named; none is not one of them.
func TestParseUnknownKind(t *testing.T) {
	for name, want := range map[string]string{"call.invit": "call.invite", "none": "hold"} {
		k, err := calllog.ParseKind(name)
		if text := fmt.Sprintf("no event is called %q; the nearest name is %q", name, want); k != 0 || err == nil ||
			err.Error() != text {
			t.Errorf("got %v, %v, want %s", k, err, text)
		}
	}
}

// A kind from outside needs nothing.
func TestNeedsOfNoKind(t *testing.T) {
	for n := range math.MaxUint8 + 1 {
		if k := calllog.Kind(n); (k == 0 || int(k) > len(format)) && k.Needs() != (calllog.Needs{}) {
			t.Errorf("%v: got %+v, want nothing", k, k.Needs())
		}
	}
	if got, want := calllog.CallInvite.Needs(), (calllog.Needs{To: true, Call: true}); got != want {
		t.Errorf("call.invite: got %+v, want %+v", got, want)
	}
}

// Every mismatch is said in both languages, each in words of its own; none is nothing, and another prints with its
// number.
func TestMismatchIn(t *testing.T) {
	seen := map[string]bool{"": true}
	for k := calllog.StoppedButRecording; k <= calllog.RecordingButStopped; k++ {
		for _, l := range []spec.Lang{spec.EN, spec.JA} {
			if seen[k.In(l)] {
				t.Errorf("%v is %q in %v", k, k.In(l), l)
			}
			seen[k.In(l)] = true
		}
	}
	if got := (calllog.RecordingButStopped + 1).In(spec.JA); got != "MismatchKind(4)" {
		t.Errorf("got %q, want MismatchKind(4)", got)
	}
}

// An event that no reader made is checked like one of a log: its kind must be one of the format, whatever number it
// has.
func TestCheckKinds(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for n := range math.MaxUint8 + 1 {
		e := calllog.Event{Line: 7, Kind: calllog.Kind(n), Party: "anna", To: "cid", Call: "c1",
			Source: calllog.API, Span: recording.Span{From: -1, To: 0}}
		if err := h.Check(e); n >= 1 && n <= len(format) {
			if err != nil {
				t.Errorf("%v: got %v, want no error", e.Kind, err)
			}
		} else {
			wantError(t, err, 7, "event")
		}
	}
}

// What an event lacks is said: what came, and what was expected.
func TestCheckSaysWhatIsWrong(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		event calllog.Event
		want  string
	}{
		{calllog.Event{Kind: 200, Party: "anna"}, "event: got Kind(200), expected an event of the format"},
		{calllog.Event{Kind: calllog.Hold, Party: "dora"},
			`party: got "dora", expected a party of the header: anna, ben, cid`},
		{calllog.Event{Kind: calllog.Hold, Party: "cid"},
			`party: got "cid", who is external, expected a softphone for hold`},
		{calllog.Event{Kind: calllog.Hold, Party: "anna"},
			"call: got none, expected the name of the call, which hold needs"},
		{calllog.Event{Kind: calllog.CallInvite, Party: "anna", To: "dora", Call: "c1"},
			`to: got "dora", expected a party of the header: anna, ben, cid`},
		{calllog.Event{Kind: calllog.CallInvite, Party: "anna", To: "anna", Call: "c1"},
			`to: got "anna", expected somebody else than party`},
		{calllog.Event{Kind: calllog.Hold, Party: "anna", Call: "c1", Via: 7},
			"via: got Via(7), expected click or fact"},
		{calllog.Event{Kind: calllog.PauseCommand, Party: "cid", Call: "c1"},
			"source: got none, expected feature-code, api, supervisor, timer, other"},
		{calllog.Event{Kind: calllog.ResumeCommand, Party: "cid", Call: "c1", Source: 9},
			"source: got Source(9), expected feature-code, api, supervisor, timer, other"},
		{calllog.Event{Kind: calllog.RecordingSilence, Party: "cid", Call: "c1", At: 5,
			Span: recording.Span{From: 3, To: 3}}, "to: got 3, expected more than from, which is 3"},
		{calllog.Event{Kind: calllog.RecordingSilence, Party: "cid", Call: "c1", At: 5,
			Span: recording.Span{From: 3, To: 6}}, "to: got 6, expected 5 or less: it is silenced afterwards"},
	} {
		row.event.Line = 7
		if err := h.Check(row.event); err == nil || err.Error() != "line 7: "+row.want {
			t.Errorf("%+v: got %v, want line 7: %s", row.event, err, row.want)
		}
	}
}

// A field that an event does not need is nothing to it.
func TestCheckLooksAtWhatIsNeeded(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"anna", "dora"} {
		if err := h.Check(calllog.Event{Kind: calllog.Hold, Party: "anna", To: to, Call: "c1"}); err != nil {
			t.Errorf("a hold to %s: got %v, want no error", to, err)
		}
	}
}

// A party is found at its place in the header, and one that the header does not have nowhere.
func TestIndex(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"anna": 0, "ben": 1, "cid": 2, "dora": -1, "": -1, "Anna": -1} {
		if got := h.Index(id); got != want {
			t.Errorf("%q is at %d, want %d", id, got, want)
		}
	}
}
