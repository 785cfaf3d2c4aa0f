package calllog_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
)

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
