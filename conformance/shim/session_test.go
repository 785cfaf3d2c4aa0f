package shim_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

func opened(t *testing.T, s conformance.SUT) conformance.Session {
	t.Helper()
	x, err := s.Open(t.Context(), conformance.Scenario(conformance.Talking))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What was heard after one event is not lost when another follows before anybody looks, and is heard once.
func TestNothingHeardIsLost(t *testing.T) {
	through, inside := opened(t, started(t, "system", quick)), opened(t, subject("system"))
	for n := range 4 {
		for _, x := range []conformance.Session{through, inside} {
			for i := range n {
				if err := x.Do(t.Context(),
					conformance.Event{At: int64(8000 * (3*n + i)), Action: conformance.Click, Party: "A",
						Button: buttons.Toggle}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 2 {
			got, err := through.Observe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want, err := inside.Observe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(got, want); d != "" {
				t.Errorf("after %d clicks: -got +want\n%s", n, d)
			}
		}
	}
}

// A recording of WAV files is listened to: the track is the file's second channel, and begins before the scene.
func TestListening(t *testing.T) {
	t.Chdir(t.TempDir()) // where the program says that a.wav is
	if err := os.Rename(shim.WAV(t, recording.PCM16, 1, conformance.Rate, conformance.A, conformance.C),
		"a.wav"); err != nil {
		t.Fatal(err)
	}
	got, err := opened(t, started(t, "WAV files", quick)).(conformance.Reader).Recording(t.Context())
	if err != nil || got.Files != 1 || got.Span != (recording.Span{From: -80, To: 3920}) || len(got.Tracks) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	heard := got.Tracks[0]
	if i := slices.IndexFunc(heard.Segments, func(s conformance.Segment) bool { return s.Has(2000) }); heard.Track !=
		recording.FarSide || !slices.Equal(heard.Segments[i].Voices, []string{conformance.C}) {
		t.Errorf("got %+v", heard)
	}
}

// A session begins afresh whatever happened before it, and is over when the next one is opened.
func TestSessionsAreIndependent(t *testing.T) {
	s := started(t, "system", quick)
	click := conformance.Event{At: 8000, Action: conformance.Click, Party: "A", Button: buttons.Toggle}
	a := opened(t, s)
	if err := a.Do(t.Context(), click); err != nil {
		t.Fatal(err)
	}
	b := opened(t, s)
	if err := a.Do(t.Context(), click); err == nil || !strings.Contains(err.Error(), "the session is over") {
		t.Errorf("done after the end: got %v", err)
	}
	if o, err := b.Observe(t.Context()); err != nil || o.Phones["A"].Message {
		t.Errorf("got %+v, %v", o.Phones["A"], err)
	}
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Error(err)
	}
	if _, err := b.Observe(t.Context()); err == nil || !strings.Contains(err.Error(), "the session is over") {
		t.Errorf("observed after the end: got %v", err)
	}
}

// The kit says when a softphone's command is answered, and what: a click waits for its number, and an answer to a number
// that nothing was sent with is rejected.
func TestAnswersThroughAProcess(t *testing.T) {
	x := opened(t, started(t, "softphone", quick))
	click := func(number int) conformance.Event {
		return conformance.Event{Action: conformance.Click, Party: "A", Button: buttons.Toggle, Pending: number}
	}
	answer := func(number int, with calllog.PBXAnswer) conformance.Event {
		return conformance.Event{Action: conformance.Answer, Party: "A", Pending: number, PBX: with}
	}
	for i, row := range []struct {
		event   conformance.Event
		stopped bool
		err     error
	}{
		{click(1), false, nil}, {answer(1, calllog.TimedOut), false, nil}, {click(2), false, nil},
		{answer(3, calllog.Confirmed), false, conformance.ErrRejected}, {answer(2, calllog.Confirmed), true, nil},
		{answer(2, calllog.Confirmed), true, nil}, {click(3), true, nil}, {answer(3, calllog.Refused), true, nil},
		{click(0), false, nil}, {answer(1, calllog.Confirmed), false, nil}, {answer(2, calllog.Confirmed), false, nil},
	} {
		row.event.At = int64(i+1) * conformance.Rate
		if err := x.Do(t.Context(), row.event); !errors.Is(err, row.err) || (err == nil) != (row.err == nil) {
			t.Errorf("%v: got %v, want %v", row.event, err, row.err)
		}
		if o, err := x.Observe(t.Context()); err != nil || o.Phones["A"].Message != row.stopped {
			t.Errorf("%v: got %+v, %v, want stopped %t", row.event, o.Phones["A"], err, row.stopped)
		}
	}
}

// What a program has answered before is not read again, and is never mistaken for what it has not: to another operation,
// of another session, with another id.
func TestAnswersAreReadOnce(t *testing.T) {
	const seen = `{"phones":{"A":{"toggle":["stop"],"message":false}}}`
	p := shim.NewReader()
	for _, row := range []struct {
		op      string
		observe bool
		id      int64
		line    string
		ok      bool
	}{
		{"do", true, 1, `{"id":1,"result":"done","observation":` + seen + `}`, true},
		{"do", true, 2, `{"id":2,"result":"done","observation":` + seen + `}`, true},
		{"do", true, 3, `{"id": 3,"result":"done","observation":` + seen + `}`, true},
		{"do", true, 4, `{"id":5,"result":"done","observation":` + seen + `}`, false},
		{"do", true, 4, `{"id":44,"result":"done","observation":` + seen + `}`, false},
		{"do", false, 5, `{"id":5,"result":"done","observation":` + seen + `}`, false},
		{"close", false, 6, `{"id":6,"result":"done"}`, true},
		{"do", true, 7, `{"id":7,"result":"done"}`, false},
		{"do", true, 8, `{"id":8,"result":"done","id":8,"observation":` + seen + `}`, false},
	} {
		if err := p.Read([]byte(row.line), row.op, row.observe, row.id); (err == nil) != row.ok {
			t.Errorf("%s to %s, %d: got %v", row.line, row.op, row.id, err)
		}
	}
	if p.Known() != 2 {
		t.Errorf("%d answers are kept, want 2", p.Known())
	}
}

// What a program has not is inconclusive, with the reason that it gives.
func TestUnsupported(t *testing.T) {
	for name, wants := range map[string]string{"no scenes": "(the window is hidden)",
		"no facts": "cannot do this: A clicks"} {
		f, _ := check(t, started(t, name, quick), conformance.Only(spec.OPS020)).Find(spec.OPS020)
		if f.Verdict != conformance.Inconclusive || !strings.Contains(f.Reason.EN, wants) {
			t.Errorf("%s: got %v", name, f)
		}
	}
}

// A fact says to whom it goes, where it goes to somebody: calls to the scene's other party, transfers to their target.
func TestFactsSayToWhom(t *testing.T) {
	var said bytes.Buffer
	o := quick
	o.Record = &said
	x := opened(t, started(t, "system", o))
	for _, row := range []struct {
		party string
		fact  calllog.Kind
		want  string
	}{
		{"A", calllog.CallInvite, `"event":"call.invite","party":"A","to":"C"`},
		{"C", calllog.CallInvite, `"event":"call.invite","party":"C","to":"A"`},
		{"A", calllog.OutboundConnect, `"party":"A","to":"C"`},
		{"A", calllog.StarBegin, `"event":"star.begin","party":"A","to":"T"`},
		{"A", calllog.ConsultDial, `"party":"A","to":"T"`},
		{"C", calllog.CallHangup, `"event":"call.hangup","party":"C"}`},
	} {
		said.Reset()
		// whether it can happen here or not
		_ = x.Do(t.Context(), conformance.Event{Action: conformance.Fact, Party: row.party, Fact: row.fact})
		if !strings.Contains(said.String(), row.want) {
			t.Errorf("%v by %s: got %s", row.fact, row.party, &said)
		}
	}
}

// A subject whose context is over is closed without an error.
func TestCloseAfterTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := shim.Command(ctx, program(t, "system"), quick)
	if err != nil {
		t.Fatal(err)
	}
	if cancel(); s.Close() != nil {
		t.Error("closed with an error")
	}
}

// The recording of a later call comes through the pipes as it is, and is another than that of the first.
func TestLaterRecordings(t *testing.T) {
	var list []conformance.Contents
	for _, s := range []conformance.SUT{started(t, "pbx", quick), conformance.Reference(conformance.PBX, pause.Policy{})} {
		x := opened(t, s)
		fact := func(k calllog.Kind, party string) conformance.Event {
			return conformance.Event{Action: conformance.Fact, Party: party, Fact: k, Call: conformance.OriginalCall}
		}
		for i, e := range []conformance.Event{fact(calllog.CallHangup, "A"), fact(calllog.CallInvite, "A"),
			fact(calllog.CallAnswered, "C"), {Action: conformance.Command, Party: "A", Verb: pause.Stop},
			fact(calllog.CallHangup, "C")} {
			e.At = int64(1+i) * conformance.Rate
			if err := x.Do(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		for call := range 2 {
			r, err := x.(conformance.LaterReader).RecordingOf(t.Context(), call)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, r)
		}
	}
	if !reflect.DeepEqual(list[:2], list[2:]) || list[0].Span == list[1].Span || len(list[1].Tracks) == 0 {
		t.Errorf("got %+v", list)
	}
}
