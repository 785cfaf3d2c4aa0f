package calllog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var kinds = func() (all []calllog.Kind) {
	for k := range calllog.Kinds() {
		all = append(all, k)
	}
	return all
}()

// What is written is read again, whatever the settings, parties and events.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header := drawHeader(t)
		events := drawEvents(t)
		var log bytes.Buffer
		require.NoError(t, calllog.WriteHeader(&log, header))
		for _, e := range events {
			require.NoError(t, calllog.WriteEvent(&log, e))
		}
		r, err := calllog.NewReader(&log)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(header, r.Header, cmp.AllowUnexported(pause.Version{})))
		for _, want := range events {
			got, err := r.Next()
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		_, err = r.Next()
		require.ErrorIs(t, err, io.EOF)
	})
}

func drawHeader(t *rapid.T) calllog.Header {
	version, err := pause.ParseVersion(rapid.SampledFrom([]string{"3.13.0", "3.9.0", "4.0.0.1", "3.13.0-rc1"}).Draw(t,
		"version"))
	require.NoError(t, err)
	flag := rapid.Bool()
	return calllog.Header{SampleRate: rapid.IntRange(1, calllog.MaxRate).Draw(t, "rate"),
		Config: calllog.Config{Version: version, PauseContract: flag.Draw(t, "contract"),
			RecordAllCalls:   flag.Draw(t, "all"),
			RecordCallcenter: flag.Draw(t, "callcenter"),
			Layout:           recording.Layout(rapid.IntRange(0, 2).Draw(t, "layout"))},
		Parties: []calllog.Participant{
			{ID: "Ａ & <B>", Softphone: true, Terminal: pause.Terminal(rapid.IntRange(0, 2).Draw(t, "terminal")),
				PauseEnabled: flag.Draw(t, "saved"),
				AutoThreeWay: flag.Draw(t, "auto"), StarTransfer: flag.Draw(t, "star")},
			{ID: "X"},
		}}
}

// drawEvents draws events of the softphone, which may do everything, with just the fields that each kind has.
func drawEvents(t *rapid.T) (events []calllog.Event) {
	at := int64(-5)
	for line := range rapid.IntRange(0, 6).Draw(t, "events") {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		at += rapid.Int64Range(0, 9).Draw(t, "later")
		e := calllog.Event{Line: line + 2, At: at, Kind: kind, Party: "Ａ & <B>"}
		whole := e
		whole.To, whole.Call, whole.Source = "X", "c/1", calllog.Source(rapid.IntRange(1, 5).Draw(t, "source"))
		whole.Span = recording.Span{From: at - rapid.Int64Range(1, 9).Draw(t, "from"), To: at}
		h := calllog.Header{Parties: []calllog.Participant{{ID: e.Party, Softphone: true}, {ID: "X"}}}
		require.NoError(t, h.Check(whole))
		for _, drop := range []func(*calllog.Event){func(e *calllog.Event) { e.To = "" },
			func(e *calllog.Event) { e.Call = "" }, func(e *calllog.Event) { e.Source = 0 },
			func(e *calllog.Event) { e.Span = recording.Span{} }} {
			less := whole
			if drop(&less); h.Check(less) == nil {
				whole = less
			}
		}
		if kind == calllog.PauseClick || kind == calllog.ResumeClick {
			whole.PBX = calllog.PBXAnswer(rapid.IntRange(0, 2).Draw(t, "pbx"))
			whole.Call = rapid.SampledFrom([]string{"", "c/1"}).Draw(t, "call")
		}
		whole.Via = calllog.Via(rapid.IntRange(0, 1).Draw(t, "via"))
		events = append(events, whole)
	}
	return events
}

// The digit of a key is written as one that is not told.
func TestDigitIsNotTold(t *testing.T) {
	var line bytes.Buffer
	require.NoError(t, calllog.WriteEvent(&line, calllog.Event{At: 5, Kind: calllog.DTMF, Party: "A"}))
	require.Equal(t, `{"at":5,"event":"dtmf","party":"A","digit":"x"}`+"\n", line.String())
}

// line returns what WriteStep writes.
func line(t *testing.T, s calllog.StepLine) string {
	t.Helper()
	var b bytes.Buffer
	if err := calllog.WriteStep(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A stop in a call of two is written as the format's example, byte for byte.
func TestWriteStep(t *testing.T) {
	both := calllog.List[string]{"operator", "customer"}
	step := calllog.StepLine{
		Line: 4, At: 92916, Event: calllog.PauseClick, Party: "operator", Result: calllog.Applied,
		Rules: calllog.List[spec.ID]{spec.OPS010, spec.OPS020}, Support: spec.Documented,
		Calls: calllog.Object[calllog.CallView]{{Key: "c1",
			Value: calllog.CallView{Recording: pause.Silent, StoppedBy: both[:1], Silenced: both}}},
		Phones: calllog.Object[calllog.PhoneView]{{Key: "operator", Value: calllog.PhoneView{State: callstate.Talking,
			Toggle: pause.Resume, Message: true, Buttons: calllog.Object[buttons.Verdict]{
				{Key: "in_call", Value: buttons.Disabled}, {Key: "hold", Value: buttons.Disabled},
				{Key: "hang_up", Value: buttons.Enabled},
				{Key: "transfer", Value: buttons.Disabled}, {Key: "park", Value: buttons.Disabled},
				{Key: "raise_hand", Value: buttons.Enabled},
				{Key: "three_way", Value: buttons.Disabled}, {Key: "auto_three_way", Value: buttons.Hidden},
				{Key: "star_transfer", Value: buttons.Hidden}, {Key: "dial", Value: buttons.Enabled},
			}}}},
		Beeps: calllog.List[calllog.BeepView]{{Call: "c1", To: both}},
	}
	want := `{"line":4,"at":92916,"event":"pause.click","party":"operator","result":"applied","rules":["RP-OPS-010","RP-OPS-020"],` +
		`"support":"documented",` +
		`"calls":{"c1":{"recording":"silent","stopped_by":["operator"],"silenced":["operator","customer"]}},` +
		`"phones":{"operator":{"state":"talking","toggle":"resume","message":true,` +
		`"buttons":{"in_call":"disabled","hold":"disabled","hang_up":"enabled","transfer":"disabled","park":"disabled",` +
		`"raise_hand":"enabled","three_way":"disabled","auto_three_way":"hidden","star_transfer":"hidden","dial":"enabled"}}},` +
		`"beeps":[{"call":"c1","to":["operator","customer"],"recorded_on":[]}],"dtmf":[],` +
		`"mismatch":[]}` + "\n"
	if got := line(t, step); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A line is what package json makes of it, whatever is in it and however calls and parties are called.
func TestStepIsJSON(t *testing.T) {
	names := rapid.SampledFrom([]string{"", "a", "~ !", `"`, `\`, "\x00\t\x1f", "\x7f", "鈴木", "\u2028\u2029\ufeff", "\xff\xc3", "<&>",
		`"calls":{},"phones":{}`, `,"calls":{},"phones":{},`, `\"calls":{},"phones":{}`})
	some := rapid.Custom(func(t *rapid.T) calllog.List[string] { return rapid.SliceOfN(names, 0, 3).Draw(t, "names") })
	n := rapid.Uint8Range(0, 12)
	rapid.Check(t, func(t *rapid.T) {
		s := calllog.StepLine{Line: 7, At: -3, Event: calllog.Hold, Party: names.Draw(t, "party"), Result: calllog.Applied,
			DTMF: some.Draw(t, "dtmf"), Rules: calllog.List[spec.ID]{spec.OPS010}[:n.Draw(t, "rules")%2]}
		for range n.Draw(t, "calls") % 4 {
			s.Calls = append(s.Calls, calllog.Member[calllog.CallView]{Key: names.Draw(t, "call"), Value: calllog.CallView{
				Recording: pause.State(n.Draw(t, "recording")), StoppedBy: some.Draw(t, "stopped"),
				Silenced: some.Draw(t, "silenced")}})
		}
		for range n.Draw(t, "phones") % 4 {
			p := calllog.PhoneView{State: callstate.State(n.Draw(t, "state")), Toggle: pause.Verb(n.Draw(t, "toggle")),
				Message: rapid.Bool().Draw(t, "message")}
			for range n.Draw(t, "buttons") {
				p.Buttons = append(p.Buttons, calllog.Member[buttons.Verdict]{Key: names.Draw(t, "button"),
					Value: buttons.Verdict(n.Draw(t, "verdict"))})
			}
			s.Phones = append(s.Phones, calllog.Member[calllog.PhoneView]{Key: names.Draw(t, "phone"), Value: p})
		}
		var want, got bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := errors.Join(e.Encode(s), calllog.WriteStep(&got, s)); err != nil || got.String() != want.String() {
			t.Fatalf("%v, got\n%swant\n%s", err, got.String(), want.String())
		}
	})
}

// What is empty is [] or {}, never null, at every depth; an empty list is written as one that was never made.
func TestEmptyIsNeverNull(t *testing.T) {
	const empty = `{"line":0,"at":0,"event":"hold","party":"","result":"refused","rules":[],"support":"unspecified","calls":{},"phones":{},"beeps":[],"dtmf":[],"mismatch":[]}` + "\n"
	nothing := calllog.StepLine{Event: calllog.Hold, Result: calllog.Rejected}
	made := nothing
	made.Rules, made.Calls, made.Phones = calllog.List[spec.ID]{}, calllog.Object[calllog.CallView]{},
		calllog.Object[calllog.PhoneView]{}
	made.Beeps, made.DTMF, made.Mismatch = calllog.List[calllog.BeepView]{}, calllog.List[string]{},
		calllog.List[calllog.Mismatch]{}
	for _, step := range []calllog.StepLine{nothing, made} {
		if got := line(t, step); got != empty {
			t.Errorf("got\n%swant\n%s", got, empty)
		}
	}
	deep := nothing
	deep.Calls = calllog.Object[calllog.CallView]{{Key: "c1"}}
	deep.Phones = calllog.Object[calllog.PhoneView]{{Key: "anna"}}
	deep.Beeps = calllog.List[calllog.BeepView]{{}}
	deep.Mismatch = calllog.List[calllog.Mismatch]{{}}
	if got := line(t, deep); strings.Contains(got, "null") {
		t.Errorf("got %s with a null", got)
	}
}

// Members keep the order in which they were put, and are found by their key; the first of two wins.
func TestObjectKeepsItsOrder(t *testing.T) {
	o := calllog.Object[int]{{Key: "b", Value: 2}, {Key: "a", Value: 1}, {Key: "c", Value: 3}}
	text, err := json.Marshal(o)
	if want := `{"b":2,"a":1,"c":3}`; string(text) != want || err != nil {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	for _, m := range o {
		if got, ok := o.Get(m.Key); got != m.Value || !ok {
			t.Errorf("%s is %d, %v, want %d", m.Key, got, ok, m.Value)
		}
	}
	if got, ok := o.Get("d"); got != 0 || ok {
		t.Errorf("d is %d, %v, want none", got, ok)
	}
}

// A value that has no JSON makes an error and not half a line.
func TestObjectPassesErrorsOn(t *testing.T) {
	if text, err := json.Marshal(calllog.Object[chan int]{{Key: "a"}}); err == nil {
		t.Errorf("got %s, want an error", text)
	}
}

// A name is spelled alike wherever it stands: as a party, as a key, in a list.
func TestNamesAreSpelledAlike(t *testing.T) {
	const name = `R&D <a> "b" 鈴木`
	names := calllog.List[string]{name}
	step := calllog.StepLine{Event: calllog.DTMF, Party: name, Result: calllog.Applied, DTMF: names,
		Calls: calllog.Object[calllog.CallView]{{Key: name,
			Value: calllog.CallView{StoppedBy: names, Silenced: names}}},
		Phones:   calllog.Object[calllog.PhoneView]{{Key: name}},
		Beeps:    calllog.List[calllog.BeepView]{{Call: name, To: names, RecordedOn: names}},
		Mismatch: calllog.List[calllog.Mismatch]{{Party: name, Kind: calllog.StoppedButRecording, Call: name}}}
	const spelled = `"R&D <a> \"b\" 鈴木"`
	if got, want := strings.Count(line(t, step), spelled), 11; got != want {
		t.Errorf("%d of %d names are %s in %s", got, want, spelled, line(t, step))
	}
}

// A mismatch names its rule where the manual describes it, and no rule elsewhere.
func TestMismatchRule(t *testing.T) {
	for rule, want := range map[spec.ID]string{
		0:           `[{"party":"anna","kind":"shown-stopped-but-recording","call":"c1"}]`,
		spec.XFR032: `[{"party":"anna","kind":"shown-stopped-but-recording","call":"c1","rule":"RP-XFR-032"}]`,
	} {
		text, err := json.Marshal(calllog.List[calllog.Mismatch]{{Party: "anna", Kind: calllog.StoppedButRecording,
			Call: "c1", Rule: rule}})
		if string(text) != want || err != nil {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
	}
}

// A writer's own error comes out as it is.
func TestWriteStepPassesErrorsOn(t *testing.T) {
	full := errors.New("the disk is full")
	if err := calllog.WriteStep(failing{full}, calllog.StepLine{Event: calllog.Hold}); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
