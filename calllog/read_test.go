package calllog_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// Every event of the format decodes from its shortest line, and no kind is left out.
func TestShortestLines(t *testing.T) {
	next := calllog.CallInvite
	for i, f := range format {
		t.Run(f.name, func(t *testing.T) {
			fields, want := fieldsOf(i)
			_, events, err := readLines(header, object(fields))
			if err != nil || len(events) != 1 || events[0] != want {
				t.Errorf("got %+v, %v, want %+v", events, err, want)
			}
		})
		if f.kind != next {
			t.Errorf("%v stands where %v belongs", f.kind, next)
		}
		next++
	}
	if got := slices.Collect(calllog.Kinds()); len(got) != len(format) || got[len(got)-1] != next-1 {
		t.Errorf("%d kinds up to %v, the format has %d up to %v", len(got), got[len(got)-1], len(format), next-1)
	}
}

// Every kind is found by its name, and nothing else is; a number from outside prints as one.
func TestParseKind(t *testing.T) {
	for _, f := range format {
		if got, err := calllog.ParseKind(f.name); got != f.kind || err != nil || f.kind.String() != f.name {
			t.Errorf("ParseKind(%q) = %v, %v, want %v", f.name, got, err, f.kind)
		}
	}
	for _, s := range []string{"", "none", "Hold", "hold ", "Kind(200)"} {
		var unknown *spec.UnknownError
		if got, err := calllog.ParseKind(s); got != 0 || !errors.As(err, &unknown) || unknown.Kind != "event" ||
			unknown.Name != s {
			t.Errorf("ParseKind(%q) = %v, %v, want an *UnknownError", s, got, err)
		}
	}
	for n := len(format) + 1; n <= math.MaxUint8; n++ {
		if s := calllog.Kind(n).String(); !strings.Contains(s, "(") || calllog.Kind(n).GoString() != s {
			t.Errorf("kind %d prints as %q", n, s)
		}
	}
}

// A header that says only what it must gets the defaults of the format.
func TestHeaderDefaults(t *testing.T) {
	h, _, err := readLines(header)
	if err != nil {
		t.Fatal(err)
	}
	version, _ := pause.ParseVersion("3.13.0")
	if want := (calllog.Config{Version: version, PauseContract: true, RecordAllCalls: true,
		Layout: recording.OneChannel}); h.Config != want {
		t.Errorf("got %+v, want %+v", h.Config, want)
	}
	parties := []calllog.Participant{
		{ID: "anna", Softphone: true, Terminal: pause.Installed, PauseEnabled: true},
		{ID: "ben", Softphone: true, Terminal: pause.WebRTC, PauseEnabled: true},
		{ID: "cid"},
	}
	if h.SampleRate != 8000 || !slices.Equal(h.Parties, parties) || !h.Config.Recorded() {
		t.Errorf("got %d samples a second, %+v, recorded %v", h.SampleRate, h.Parties, h.Config.Recorded())
	}
}

// A header that says the opposite of every default is taken at its word.
func TestHeaderSaysAll(t *testing.T) {
	h, _, err := readLines(`{"log":"recpause/1","sample_rate":1000000,"config":{"version":"3.9.0","pause_contract":false,` +
		`"record_all_calls":false,"record_callcenter":false,"layout":"split"},"parties":[{"id":"anna","kind":"softphone",` +
		`"terminal":"other","pause_enabled":false,"auto_threeway":true,"star_transfer":true}]}`)
	if err != nil {
		t.Fatal(err)
	}
	version, _ := pause.ParseVersion("3.9.0")
	if want := (calllog.Config{Version: version, Layout: recording.Split}); h.Config != want || h.Config.Recorded() {
		t.Errorf("got %+v, want %+v", h.Config, want)
	}
	if want := (calllog.Participant{ID: "anna", Softphone: true, AutoThreeWay: true,
		StarTransfer: true}); h.Parties[0] != want {
		t.Errorf("got %+v, want %+v", h.Parties[0], want)
	}
}

// A call is recorded when either of the two settings is on.
func TestRecorded(t *testing.T) {
	for _, all := range []bool{false, true} {
		for _, callcenter := range []bool{false, true} {
			c := calllog.Config{RecordAllCalls: all, RecordCallcenter: callcenter}
			if got, want := c.Recorded(), all || callcenter; got != want {
				t.Errorf("all calls %v, call centre %v: recorded %v, want %v", all, callcenter, got, want)
			}
		}
	}
}

// Each layout is known by its name.
func TestLayouts(t *testing.T) {
	for _, want := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		line := strings.Replace(header, `"parties"`, `"config":{"layout":"`+want.String()+`"},"parties"`, 1)
		if h, _, err := readLines(line); err != nil || h.Config.Layout != want {
			t.Errorf("%v: got %v, %v", want, h.Config.Layout, err)
		}
	}
}

// Fields that the format does not know are ignored, in the header and in events.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	const hold = `{"at":5,"event":"hold","party":"anna","call":"c1"`
	cases := []struct{ name, header, event string }{
		{"a new name", strings.Replace(header, `"parties"`, `"colour":[1,{"x":null}],"config":{"mood":7},"parties"`, 1),
			hold + `,"colour":[1,{"x":null}]}`},
		{"a field of a party", strings.Replace(header, `"id":"cid"`,
			`"id":"cid","number":"none","terminal":"installed"`, 1), hold + `}`},
		{"a field of the other line", strings.Replace(header, `"parties"`, `"at":"x","parties"`, 1),
			hold + `,"log":7}`},
		{"a name in capitals in the header", strings.Replace(header, `"parties"`, `"SAMPLE_RATE":"x","parties"`, 1),
			hold + `}`},
		{"a name in capitals in an event", header, hold + `,"AT":"x"}`},
		{"another case takes the place of none", header, hold + `,"Call":"c2"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h, events, err := readLines(c.header, c.event)
			want := calllog.Event{Line: 2, At: 5, Kind: calllog.Hold, Party: "anna", Call: "c1"}
			if err != nil || h.SampleRate != 8000 || len(h.Parties) != 3 || len(events) != 1 || events[0] != want {
				t.Errorf("got %+v, %v, want %+v", events, err, want)
			}
		})
	}
}

// A field that an event does not need is not read from it: a target, an answer and a digit stay out, whatever they say.
func TestNeedlessFieldsAreIgnored(t *testing.T) {
	for i, f := range format {
		fields, want := fieldsOf(i)
		if !f.to && !f.span {
			fields = append(fields, [2]string{"to", `"dora"`})
		}
		if !f.span {
			fields = append(fields, [2]string{"from", `["x"]`})
		}
		if !f.source {
			fields = append(fields, [2]string{"source", `"dora"`})
		}
		if f.kind != calllog.PauseClick && f.kind != calllog.ResumeClick {
			fields = append(fields, [2]string{"pbx", `"maybe"`})
		}
		if !f.digit {
			fields = append(fields, [2]string{"digit", `"none"`})
		}
		if _, events, err := readLines(header, object(fields)); err != nil || len(events) != 1 || events[0] != want {
			t.Errorf("%s gives %+v, %v, want %+v", object(fields), events, err, want)
		}
	}
}

// A PBX's answer is read from clicks on the toggle, and from nothing else.
func TestAnswers(t *testing.T) {
	answers := map[string]calllog.PBXAnswer{"": calllog.Confirmed, `,"pbx":"refused"`: calllog.Refused,
		`,"pbx":"timeout"`: calllog.TimedOut}
	for field, answer := range answers {
		for event, want := range map[string]calllog.PBXAnswer{"pause.click": answer, "resume.click": answer,
			"hand.raise": calllog.Confirmed} {
			_, events, err := readLines(header, `{"at":5,"event":"`+event+`","party":"anna","call":"c1"`+field+`}`)
			if err != nil || len(events) != 1 || events[0].PBX != want {
				t.Errorf("%s%s: got %+v, %v, want %v", event, field, events, err, want)
			}
		}
	}
}

// An event is a click unless it says that it is a fact, whatever its kind; and a command has one of five sources.
func TestVia(t *testing.T) {
	for i, f := range format {
		for via, want := range map[string]calllog.Via{`"click"`: calllog.Click, `"fact"`: calllog.Fact,
			`null`: calllog.Click} {
			fields, event := fieldsOf(i)
			event.Via = want
			_, events, err := readLines(header, object(append(fields, [2]string{"via", via})))
			if err != nil || len(events) != 1 || events[0] != event {
				t.Errorf("%s via %s: got %+v, %v, want %+v", f.name, via, events, err, event)
			}
		}
		fields, _ := fieldsOf(i)
		_, _, err := readLines(header, object(append(fields, [2]string{"via", `"facts"`})))
		wantError(t, err, 2, "via")
	}
	for i, source := range []string{"feature-code", "api", "supervisor", "timer", "other"} {
		_, events, err := readLines(header, `{"at":5,"event":"pause.command","party":"cid","call":"c1","source":"`+
			source+`"}`)
		if err != nil || len(events) != 1 || events[0].Source != calllog.Source(i+1) {
			t.Errorf("%s: got %+v, %v", source, events, err)
		}
	}
}

// Events may share a position, positions may be negative, and lines may end as they like.
func TestPositionsAndLineEnds(t *testing.T) {
	line := func(at string) string { return `{"at":` + at + `,"event":"hand.raise","party":"anna"}` }
	lines := []string{header, line("-9007199254740992"), line("-1"), line("-1"), line("0"), line("9007199254740992")}
	for _, end := range []string{"\n", "\r\n"} {
		for _, last := range []string{"", end} {
			_, events, err := read(strings.NewReader(strings.Join(lines, end) + last))
			if err != nil || len(events) != 5 || events[0].At != -calllog.MaxAt || events[4].At != calllog.MaxAt ||
				events[4].Line != 6 {
				t.Errorf("line end %q, at the end %q: got %+v, %v", end, last, events, err)
			}
		}
	}
}

// A log reads alike in whatever pieces it arrives, and a reader's own error comes out as it is.
func TestReaders(t *testing.T) {
	log, err := os.ReadFile("testdata/softphone-both-press.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	_, want, err := read(bytes.NewReader(log))
	if err != nil || len(want) != 7 {
		t.Fatalf("got %d events, %v, want 7", len(want), err)
	}
	for name, in := range map[string]io.Reader{"byte by byte": iotest.OneByteReader(bytes.NewReader(log)),
		"end with data": iotest.DataErrReader(bytes.NewReader(log))} {
		if _, got, err := read(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
	broken := errors.New("the line is cut")
	for _, n := range []int{0, 10, len(log) - 10} {
		if _, _, err := read(io.MultiReader(bytes.NewReader(log[:n]), iotest.ErrReader(broken))); !errors.Is(err,
			broken) {
			t.Errorf("broken after %d bytes: got %v, want %v", n, err, broken)
		}
	}
}

// header is the shortest header of a log with two softphones and a customer.
const header = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"anna","kind":"softphone","terminal":"installed"},` +
	`{"id":"ben","kind":"softphone","terminal":"webrtc"},{"id":"cid","kind":"external"}]}`

// format is the table of events: who acts, and what the event needs beside at, event and party.
var format = []struct {
	kind      calllog.Kind
	name      string
	softphone bool
	to, call  bool
	digit     bool
	source    bool
	span      bool
}{
	{kind: calllog.CallInvite, name: "call.invite", to: true, call: true},
	{kind: calllog.CallAnswered, name: "call.answered", call: true},
	{kind: calllog.CallFailed, name: "call.failed", call: true},
	{kind: calllog.CallHangup, name: "call.hangup", call: true},
	{kind: calllog.Hold, name: "hold", softphone: true, call: true},
	{kind: calllog.Unhold, name: "unhold", softphone: true, call: true},
	{kind: calllog.ConsultDial, name: "consult.dial", softphone: true, to: true, call: true},
	{kind: calllog.ConsultAnswered, name: "consult.answered", call: true},
	{kind: calllog.ConsultFailed, name: "consult.failed", call: true},
	{kind: calllog.TransferComplete, name: "transfer.complete", softphone: true},
	{kind: calllog.ThreewayStart, name: "threeway.start", softphone: true},
	{kind: calllog.ThreewayAuto, name: "threeway.auto", softphone: true, to: true},
	{kind: calllog.StarBegin, name: "star.begin", softphone: true, to: true, call: true},
	{kind: calllog.StarAnswered, name: "star.answered", call: true},
	{kind: calllog.StarComplete, name: "star.complete", softphone: true},
	{kind: calllog.StarCancel, name: "star.cancel", softphone: true},
	{kind: calllog.SharpBegin, name: "sharp.begin", softphone: true, to: true, call: true},
	{kind: calllog.SharpComplete, name: "sharp.complete", softphone: true},
	{kind: calllog.SharpCancel, name: "sharp.cancel", softphone: true},
	{kind: calllog.SharpAnswered, name: "sharp.answered", call: true},
	{kind: calllog.SharpBlind, name: "sharp.blind", softphone: true, to: true, call: true},
	{kind: calllog.SharpFailed, name: "sharp.failed", call: true},
	{kind: calllog.Park, name: "park", softphone: true, call: true},
	{kind: calllog.OutboundWait, name: "outbound.wait", softphone: true},
	{kind: calllog.OutboundConnect, name: "outbound.connect", softphone: true, to: true, call: true},
	{kind: calllog.OutboundLeave, name: "outbound.leave", softphone: true},
	{kind: calllog.RoomJoin, name: "room.join", call: true},
	{kind: calllog.RoomLeave, name: "room.leave", call: true},
	{kind: calllog.HandRaise, name: "hand.raise", softphone: true},
	{kind: calllog.DTMF, name: "dtmf", softphone: true, digit: true},
	{kind: calllog.PauseClick, name: "pause.click", softphone: true},
	{kind: calllog.ResumeClick, name: "resume.click", softphone: true},
	{kind: calllog.PauseCommand, name: "pause.command", call: true, source: true},
	{kind: calllog.ResumeCommand, name: "resume.command", call: true, source: true},
	{kind: calllog.RecordingSilence, name: "recording.silence", call: true, span: true},
}

// fieldsOf returns the fields of the shortest line of an event, in order, and the event that it gives.
func fieldsOf(i int) (fields [][2]string, want calllog.Event) {
	f := format[i]
	want = calllog.Event{Line: 2, At: 5, Kind: f.kind, Party: "anna"}
	fields = [][2]string{{"at", "5"}, {"event", `"` + f.name + `"`}, {"party", `"anna"`}}
	if f.to {
		fields, want.To = append(fields, [2]string{"to", `"cid"`}), "cid"
	}
	if f.call {
		fields, want.Call = append(fields, [2]string{"call", `"c1"`}), "c1"
	}
	if f.digit {
		fields = append(fields, [2]string{"digit", `"5"`})
	}
	if f.source {
		fields, want.Source = append(fields, [2]string{"source", `"timer"`}), calllog.Timer
	}
	if f.span {
		fields, want.Span = append(fields, [2]string{"from", "-3"}, [2]string{"to", "5"}), recording.Span{From: -3, To: 5}
	}
	return fields, want
}

func object(fields [][2]string) string {
	var members []string
	for _, f := range fields {
		members = append(members, `"`+f[0]+`":`+f[1])
	}
	return "{" + strings.Join(members, ",") + "}"
}

// read returns the header and the events of a log, and the first error but the end.
func read(in io.Reader) (h calllog.Header, events []calllog.Event, err error) {
	r, err := calllog.NewReader(in)
	if err != nil {
		return h, nil, err
	}
	for {
		e, err := r.Next()
		if err == io.EOF {
			return r.Header, events, nil
		}
		if err != nil {
			return r.Header, events, err
		}
		events = append(events, e)
	}
}

func readLines(lines ...string) (calllog.Header, []calllog.Event, error) {
	return read(strings.NewReader(strings.Join(lines, "\n")))
}

// wantError checks that an error is an *Error with a line and a field, and that it says what it wants.
func wantError(t *testing.T, err error, line int, field string) {
	t.Helper()
	var wrong *calllog.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("got %v, want an *Error for field %q in line %d", err, field, line)
	}
	if wrong.Line != line || wrong.Field != field || wrong.Want == "" {
		t.Errorf("got line %d, field %q (%v), want line %d, field %q", wrong.Line, wrong.Field, err, line, field)
	}
}
