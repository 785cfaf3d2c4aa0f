package notify_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

const header = `{"log":"recpause/1","sample_rate":8000,"config":{"record_all_calls":true},"parties":[` +
	`{"id":"anna","kind":"softphone","terminal":"installed"},{"id":"ben","kind":"softphone","terminal":"installed"},` +
	`{"id":"cid","kind":"external"},{"id":"dora","kind":"external"}]}
`

// log is a call in which the recording is paused, the key of a card's number is pressed, and a * transfer is cancelled:
// then anna's display says "stopped", and is wrong until she clicks. At last the call is transferred to dora.
const log = `{"at":-24000,"event":"call.invite","party":"cid","to":"anna","call":"c1"}
{"at":0,"event":"call.answered","party":"anna","call":"c1"}
{"at":80000,"event":"pause.click","party":"anna","call":"c1"}
{"at":82000,"event":"dtmf","party":"anna","digit":"7"}
{"at":160000,"event":"resume.click","party":"anna","call":"c1"}
{"at":161000,"event":"dtmf","party":"anna","digit":"7"}
{"at":240000,"event":"star.begin","party":"anna","to":"dora","call":"c2"}
{"at":248000,"event":"star.answered","party":"dora","call":"c2"}
{"at":256000,"event":"pause.click","party":"anna","call":"c2"}
{"at":264000,"event":"star.cancel","party":"anna"}
{"at":272000,"event":"resume.click","party":"anna","call":"c1"}
{"at":280000,"event":"hold","party":"anna","call":"c1"}
{"at":288000,"event":"consult.dial","party":"anna","to":"dora","call":"c3"}
{"at":296000,"event":"consult.answered","party":"dora","call":"c3"}
{"at":304000,"event":"transfer.complete","party":"anna"}
{"at":320000,"event":"call.hangup","party":"cid","call":"c1"}
`

var answered = time.Date(2026, 12, 1, 9, 30, 0, 0, time.FixedZone("JST", 9*3600))

func story() notify.Story {
	return notify.Story{Source: "https://pbx.example/recordings", Name: "2026-12-01-0017", Rate: 8000, Zero: answered}
}

// limit lets a stop last ten seconds, with an alarm after seven.
var limit = system.Limit{Longest: 80_000, Alarm: 24_000}

// told returns the events of a log, and behind them the alarms of its first stop.
func told(t testing.TB, lines string) (events []notify.Event) {
	t.Helper()
	r, err := calllog.NewReader(strings.NewReader(lines))
	require.NoError(t, err)
	run, err := system.NewRun(r, pause.Policy{})
	require.NoError(t, err)
	var first []system.Stop
	for {
		_, o, err := run.Next()
		if err == io.EOF {
			alarm, err := story().Alarm(limit, first[0])
			require.NoError(t, err)
			due, err := story().Due(limit, first[0])
			require.NoError(t, err)
			return append(events, alarm, due)
		}
		require.NoError(t, err)
		more, err := story().Of(o)
		require.NoError(t, err)
		events = append(events, more...)
		if stops := run.System.Stops(); first == nil {
			first = stops
		}
	}
}

// A story is told in the order in which it happens, each thing once, with the clock on the wall.
func TestStory(t *testing.T) {
	var got []string
	for _, e := range told(t, header+log) {
		what := fmt.Sprintf("%s %s %s %s", e.ID, e.Time.Format(time.TimeOnly), e.Subject,
			strings.TrimPrefix(e.Type.String(), "io.github.recpause."))
		if r := e.Data.Recording; r != nil {
			what += fmt.Sprintf(": %v, silenced %v", r.Recording, r.Silenced)
		}
		got = append(got, what)
	}
	require.Equal(t, []string{
		"2026-12-01-0017/3/0 00:30:00 c1 recording.started: on, silenced []",
		"2026-12-01-0017/4/0 00:30:10 c1 recording.stopped: silent, silenced [cid anna]",
		"2026-12-01-0017/4/1 00:30:10 c1 beep.sounded",
		"2026-12-01-0017/6/0 00:30:20 c1 recording.resumed: on, silenced []",
		"2026-12-01-0017/6/1 00:30:20 c1 beep.sounded",
		"2026-12-01-0017/9/0 00:30:31 c2 recording.started: on, silenced []",
		"2026-12-01-0017/10/0 00:30:32 c2 recording.stopped: silent, silenced [anna dora]",
		"2026-12-01-0017/10/1 00:30:32 c2 beep.sounded",
		"2026-12-01-0017/11/0 00:30:33 c2 recording.ended",
		"2026-12-01-0017/11/1 00:30:33 c1 mismatch.opened",
		"2026-12-01-0017/12/0 00:30:34 c1 mismatch.closed",
		"2026-12-01-0017/15/0 00:30:37 c3 recording.started: on, silenced []",
		"2026-12-01-0017/16/0 00:30:38 c1 recording.parties: on, silenced []",
		"2026-12-01-0017/16/1 00:30:38 c3 recording.ended",
		"2026-12-01-0017/17/0 00:30:40 c1 recording.ended",
		"2026-12-01-0017/4/alarm-c9cce27b 00:30:17 c1 pause.alarm",
		"2026-12-01-0017/4/due-c9cce27b 00:30:20 c1 pause.due",
	}, got)
}

// Each event has a row and an example in docs/events.md, word for word.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../docs/events.md")
	require.NoError(t, err)
	examples := map[notify.Type]string{}
	for _, e := range told(t, header+log) {
		text, err := json.MarshalIndent(e, "", "  ")
		require.NoError(t, err)
		if _, ok := examples[e.Type]; !ok {
			examples[e.Type] = "```json\n" + string(text) + "\n```"
		}
	}
	for is := notify.Type(1); !strings.HasPrefix(is.String(), "Type("); is++ {
		require.Contains(t, string(page), "| `"+strings.TrimPrefix(is.String(), "io.github.recpause.")+"` |")
		require.NotEmpty(t, examples[is], "no example of %v", is)
		if !strings.Contains(string(page), examples[is]) {
			t.Errorf("docs/events.md has not\n%s", examples[is])
		}
	}
	require.Equal(t, len(examples), strings.Count(string(page), "```json"))
}

// What is written is read again, into the same types.
func TestWrittenIsRead(t *testing.T) {
	for _, e := range told(t, header+log) {
		text, err := json.Marshal(e)
		require.NoError(t, err)
		var got notify.Event
		require.NoError(t, json.Unmarshal(text, &got))
		again, err := json.Marshal(got)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
		require.Empty(t, cmp.Diff(e.Data.Mismatch, got.Data.Mismatch))
	}
}

// Where calls are not recorded nobody hears of recordings, and beeps sound as ever.
func TestNotRecorded(t *testing.T) {
	for _, e := range told(t, strings.Replace(header, `"record_all_calls":true`, `"record_all_calls":false`, 1)+log) {
		require.Contains(t, []notify.Type{notify.BeepSounded, notify.PauseAlarm, notify.PauseDue}, e.Type)
	}
}

// No digit is in any event, nor whether one was pressed.
func TestNoDigit(t *testing.T) {
	other := strings.ReplaceAll(log, `"digit":"7"`, `"digit":"x"`)
	require.Equal(t, told(t, header+log), told(t, header+other))
	for _, e := range told(t, header+log) {
		require.NotEqual(t, calllog.DTMF, e.Data.Event)
	}
}

// Without position 0 there is no time.
func TestNoTime(t *testing.T) {
	o := outcome(t, 2)
	s := story()
	s.Zero = time.Time{}
	events, err := s.Of(o)
	require.NoError(t, err)
	text, err := json.Marshal(events[0])
	require.NoError(t, err)
	require.NotContains(t, string(text), `"time"`)
}

// outcome is that of a beginning of a call, with the line of its last event.
func outcome(t require.TestingT, line int) system.Outcome {
	r, err := calllog.NewReader(strings.NewReader(header))
	require.NoError(t, err)
	s, err := system.New(r.Header, pause.Policy{})
	require.NoError(t, err)
	_, err = s.Apply(calllog.Event{Kind: calllog.CallInvite, Party: "cid", To: "anna", Call: "c1"})
	require.NoError(t, err)
	o, err := s.Apply(calllog.Event{Line: line, Kind: calllog.CallAnswered, Party: "anna", Call: "c1"})
	require.NoError(t, err)
	return o
}

// Two stops of one line have two alarms, and a stop that is never due has none.
func TestAlarms(t *testing.T) {
	stops := []system.Stop{{Call: "c1", Party: "anna", Since: 9, Line: 7}, {Call: "c1", Party: "ben", Since: 9, Line: 7}}
	var ids []string
	for _, stop := range stops {
		for _, of := range []func(system.Limit, system.Stop) (notify.Event, error){story().Alarm, story().Due} {
			e, err := of(limit, stop)
			require.NoError(t, err)
			require.NotContains(t, ids, e.ID)
			require.NotContains(t, e.ID, stop.Party)
			ids = append(ids, e.ID)
			require.Equal(t, notify.Stop{Since: 9, Due: 80_009}, *e.Data.Stop)
			require.Equal(t, stop.Party, e.Data.Party)
			text, err := json.Marshal(e)
			require.NoError(t, err)
			cloudEvent(t, text)
			_, err = of(system.Limit{}, stop)
			require.ErrorAs(t, err, new(*calllog.Error))
			_, err = of(limit, system.Stop{Call: "c1", Party: "anna"})
			require.ErrorAs(t, err, new(*calllog.Error))
		}
	}
}

// What gives no event a name of its own is an error.
func TestRefused(t *testing.T) {
	for name, row := range map[string]struct {
		line   int
		change func(*notify.Story)
		field  string
	}{
		"no line":     {0, func(*notify.Story) {}, "line"},
		"no source":   {3, func(s *notify.Story) { s.Source = "" }, "source"},
		"no URI":      {3, func(s *notify.Story) { s.Source = "a b" }, "source"},
		"not escaped": {3, func(s *notify.Story) { s.Source = "録音" }, "source"},
		"no name":     {3, func(s *notify.Story) { s.Name = "" }, "story"},
		"no rate":     {3, func(s *notify.Story) { s.Rate = 0 }, "sample_rate"},
	} {
		t.Run(name, func(t *testing.T) {
			s := story()
			row.change(&s)
			_, err := s.Of(outcome(t, row.line))
			var wrong *calllog.Error
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, row.field, wrong.Field)
		})
	}
}

// A receiver that keeps the last event of each recording, and the mismatches that are open, knows after every event
// what the steps say; no ID comes twice, and the sequence goes up as text.
func TestReceiverKnowsAll(t *testing.T) {
	seen := map[notify.Type]int{}
	r, err := calllog.NewReader(strings.NewReader(header))
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		s, err := system.New(r.Header, pause.Policy{})
		require.NoError(t, err)
		recordings, mismatches := map[string]calllog.CallView{}, map[string]bool{}
		ids, last := map[string]bool{}, ""
		for line := range rapid.IntRange(60, 150).Draw(t, "events") {
			e := draw(t, line+2)
			if s.Pointless(e) {
				continue
			}
			o, err := s.Apply(e)
			if err != nil {
				continue
			}
			events, err := story().Of(o)
			require.NoError(t, err)
			for _, e := range events {
				require.False(t, ids[e.ID])
				require.Greater(t, e.Sequence, last)
				ids[e.ID], last = true, e.Sequence
				seen[e.Type]++
				switch e.Type {
				case notify.RecordingEnded:
					require.Contains(t, recordings, e.Data.Call)
					delete(recordings, e.Data.Call)
				case notify.MismatchOpened:
					mismatches[key(*e.Data.Mismatch)] = true
				case notify.MismatchClosed:
					require.Contains(t, mismatches, key(*e.Data.Mismatch))
					delete(mismatches, key(*e.Data.Mismatch))
				case notify.BeepSounded:
				default:
					before, was := recordings[e.Data.Call]
					require.Equal(t, typeOf(before, *e.Data.Recording, was), e.Type)
					recordings[e.Data.Call] = *e.Data.Recording
				}
			}
			known(t, o.Step, recordings, mismatches)
		}
	})
	if !testing.Short() && (seen[notify.RecordingEnded] == 0 || seen[notify.BeepSounded] == 0 || len(seen) < 3) {
		t.Errorf("saw %v only", seen)
	}
}

// typeOf is the type of an event, by what was known of a recording and what is.
func typeOf(before, after calllog.CallView, was bool) notify.Type {
	begins := slices.ContainsFunc(after.Silenced, func(name string) bool {
		return !slices.Contains(before.Silenced, name)
	})
	switch {
	case !was:
		return notify.RecordingStarted
	case begins:
		return notify.RecordingStopped
	case len(after.Silenced) < len(before.Silenced):
		return notify.RecordingResumed
	}
	return notify.RecordingParties
}

// draw draws any event of a few calls.
func draw(t *rapid.T, line int) calllog.Event {
	parties := []string{"anna", "ben", "cid", "dora"}
	e := calllog.Event{Line: line, At: int64(line), Party: rapid.SampledFrom(parties).Draw(t, "party"),
		Kind: rapid.SampledFrom(slices.Collect(calllog.Kinds())).Draw(t, "kind"),
		Call: rapid.SampledFrom([]string{"c1", "c2", "r"}).Draw(t, "call"),
		To:   rapid.SampledFrom(parties).Draw(t, "to"),
		Via:  rapid.SampledFrom([]calllog.Via{calllog.Click, calllog.Fact}).Draw(t, "via"), Source: calllog.API,
		Span: recording.Span{From: int64(line) - 1, To: int64(line)}}
	if e.Kind.IsClick() {
		e.Call = ""
	}
	return e
}

func key(m calllog.Mismatch) string { return fmt.Sprint(m.Party, m.Kind, m.Call) }

func known(t require.TestingT, step calllog.StepLine, recordings map[string]calllog.CallView,
	mismatches map[string]bool) {
	n := 0
	for _, c := range step.Calls {
		if c.Value.Recording == pause.Off {
			continue
		}
		n++
		got, ok := recordings[c.Key]
		slices.Sort(got.Silenced)
		slices.Sort(c.Value.Silenced)
		require.True(t, ok && got.Recording == c.Value.Recording && slices.Equal(got.Silenced, c.Value.Silenced),
			"%+v is known of %s, want %+v", got, c.Key, c.Value)
	}
	require.Len(t, recordings, n)
	require.Len(t, mismatches, len(step.Mismatch))
	for _, m := range step.Mismatch {
		require.True(t, mismatches[key(m)], "%+v is not known", m)
	}
}

// Whatever a call and a story are called, an event is a CloudEvent, by the rules of its specification 1.0.2, and
// different names stay different.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"c1", "\x00\n", "%0A", "100%", "\xff", "￾", "﷐", "𐏿\U0001FFFF", "鈴木 <a>&\"b\"", "\u0085", " "} {
		f.Add(name, "c1")
	}
	f.Fuzz(func(t *testing.T, call, story string) {
		o := outcome(t, 3)
		o.Calls[0].Call = call
		s := notify.Story{Source: "/pbx/1", Name: story, Rate: 8000, Zero: answered}
		events, err := s.Of(o)
		if story == "" {
			require.ErrorAs(t, err, new(*calllog.Error))
			return
		}
		require.NoError(t, err)
		require.Len(t, events, 1)
		text, err := json.Marshal(events[0])
		require.NoError(t, err)
		cloudEvent(t, text)
		o.Calls[0].Call, s.Name = call+"%", story+"%"
		other, err := s.Of(o)
		require.NoError(t, err)
		require.NotEqual(t, events[0].Subject, other[0].Subject)
		require.NotEqual(t, events[0].ID, other[0].ID)
	})
}

var attribute = regexp.MustCompile(`^[a-z0-9]{1,20}$`)

// cloudEvent holds an event in JSON against the rules of CloudEvents 1.0.2 and of its JSON format.
func cloudEvent(t require.TestingT, text []byte) {
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &fields))
	require.Contains(t, fields, "data")
	delete(fields, "data")
	values := map[string]string{}
	for name, raw := range fields {
		require.Regexp(t, attribute, name)
		var value string
		require.NoError(t, json.Unmarshal(raw, &value)) // all of ours are text
		for _, r := range value {
			require.False(t, unicode.IsControl(r) || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF, "%s: %q", name, value)
		}
		require.NotEmpty(t, value, name)
		values[name] = value
	}
	for _, name := range []string{"id", "source", "type", "specversion"} {
		require.Contains(t, values, name)
	}
	require.Equal(t, "1.0", values["specversion"])
	require.True(t, strings.HasPrefix(values["dataschema"], "https://"), "an absolute URI")
	if at, ok := values["time"]; ok {
		_, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
	}
}

// A decoder of an unknown type says which there are.
func TestUnknownType(t *testing.T) {
	var e notify.Event
	err := json.Unmarshal([]byte(`{"type":"io.github.recpause.recording.paused"}`), &e)
	require.ErrorContains(t, err, "io.github.recpause.recording.stopped")
}
