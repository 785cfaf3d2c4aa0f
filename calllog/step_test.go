package calllog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

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
		Rules: calllog.List[spec.ID]{spec.OPS010, spec.OPS020}, Support: spec.Guaranteed,
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
		`"support":"guaranteed",` +
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
