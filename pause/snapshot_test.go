package pause_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
)

// restored is a value after a crash: what its snapshot says.
func restored[T any](t interface{ Fatal(...any) }, v T) (next T) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &next)
	}
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// A snapshot of three parties, as somebody may write it: its fields may contradict each other.
type snapshot struct{ dumbCall }

func (s snapshot) text() string {
	list := func(n names) string {
		set := pause.Parties(0)
		for _, p := range []pause.Party{a, b, c} {
			if n[name(p)] {
				set = set.With(p)
			}
		}
		return strings.ReplaceAll(string(must(json.Marshal(set))), " ", "")
	}
	return fmt.Sprintf(`{"members":%s,"stopped_by":%s,"operator_side":%s,"recorded":%t,"answered":%t,"room":%t,"recording":%q,"silenced":%s}`,
		list(s.members), list(s.stopped), list(s.operator), s.recorded, s.answered, s.room, s.state(),
		list(s.silenced()))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// everyCall returns every call of three parties that the package's functions lead to.
func everyCall() map[pause.Call]bool {
	seen := map[pause.Call]bool{}
	var queue []pause.Call
	note := func(r pause.Call) {
		if !seen[r] {
			seen[r] = true
			queue = append(queue, r)
		}
	}
	for _, recorded := range []bool{false, true} {
		note(pause.NewRoom(recorded))
		for _, operator := range []pause.Party{a, b, c} {
			for _, others := range [][]pause.Party{nil, {a}, {b}, {c}, {a, b}, {b, c}, {a, c}} {
				if !slices.Contains(others, operator) {
					note(calltest.Ringing(recorded, operator, others...))
					note(calltest.New(recorded, operator, others...))
				}
			}
		}
	}
	all := everyAction()
	for ; len(queue) > 0; queue = queue[1:] {
		for _, act := range all {
			if next, _, err := act.on(queue[0]); err == nil {
				note(next)
			}
		}
	}
	return seen
}

func everyAction() (all []action) {
	for p := range pause.Party(3) {
		for _, op := range []string{"stop", "resume", "join", "leave", "park"} {
			all = append(all, action{Op: op, P: p})
		}
		for q := range pause.Party(3) {
			for others := range pause.Parties(8) {
				all = append(all, action{Op: "complete", P: p, Q: q, Others: others},
					action{Op: "transfer", P: p, Q: q, Others: others, Stopped: 7})
			}
		}
	}
	for joins := range pause.Parties(8) {
		all = append(all, action{Op: "merge", Others: joins, Stopped: 7})
	}
	return append(all, action{Op: "answer"}, action{Op: "end"})
}

// A snapshot is restored exactly when it is one of a call that there can be, and then to that call.
func TestEveryCallAndNoOtherIsRestored(t *testing.T) {
	want := everyCall()
	got := map[pause.Call]bool{}
	subset := func(bits int) names { return namesOf(pause.Parties(bits)) }
	for bits := range 1 << 12 {
		flag := func(i int) bool { return bits>>(9+i)&1 == 1 }
		text := snapshot{dumbCall{subset(bits & 7), subset(bits >> 3 & 7), subset(bits >> 6 & 7), flag(0), flag(1),
			flag(2)}}.text()
		var r pause.Call
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			var wrong *pause.SnapshotError
			if !errors.As(err, &wrong) || wrong.Field == "" || r != (pause.Call{}) {
				t.Fatalf("%s: got %v and %+v, want an error that names the field, and nothing restored", text, err, r)
			}
			continue
		}
		if again := string(must(json.Marshal(r))); again != text {
			t.Fatalf("got  %s\nwant %s", again, text)
		}
		got[r] = true
	}
	if !maps.Equal(got, want) {
		for r := range got {
			if !want[r] {
				t.Fatalf("restored, and no function leads to it: %s", must(json.Marshal(r)))
			}
		}
		for r := range want {
			if !got[r] {
				t.Fatalf("not restored: %s", must(json.Marshal(r)))
			}
		}
	}
	if len(want) != 526 {
		t.Errorf("saw %d calls, want 526", len(want))
	}
}

// A call that is restored after every step goes on as if nothing had happened, and so is every step's.
func TestRestoredCallGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SampledFrom(starts).Draw(t, "start").call(rapid.Bool().Draw(t, "recorded"))
		_ = want.SetPolicy(rapid.SampledFrom(policies()).Draw(t, "policy"))
		for _, act := range rapid.SliceOfN(actions, 1, 20).Draw(t, "actions") {
			got := restored(t, want)
			if got != want {
				t.Fatalf("got %+v, want %+v", got, want)
			}
			next, step, err := act.on(got)
			wantNext, wantStep, wantErr := act.on(want)
			if next != wantNext || step != wantStep || (err == nil) != (wantErr == nil) {
				t.Fatalf("%+v: got %v, %v, want %v, %v", act, step, err, wantStep, wantErr)
			}
			want = wantNext
		}
	})
}

// Every policy is restored, within a call and alone.
func TestEveryPolicyIsRestored(t *testing.T) {
	for _, p := range policies() {
		if got := restored(t, p); got != p {
			t.Errorf("got %+v, want %+v", got, p)
		}
		r := calltest.With(two, p)
		if got := restored(t, r); got != r {
			t.Errorf("got %+v, want %+v", got, r)
		}
	}
}

// A display that is restored after every click and answer shows what the other shows, and takes the answers that the
// other takes.
func TestRestoredDisplayGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d pause.Display
		sent := []pause.Command{{}}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			c := rapid.SampledFrom(sent).Draw(t, "command")
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0, 1:
				sent = append(sent, d.Click())
			case 2:
				d.Confirm(c)
			case 3:
				d.Reject(c)
			case 4:
				d.Clear()
			}
			if got := restored(t, d); got != d {
				t.Fatalf("got %+v, want %+v", got, d)
			}
		}
	})
}

// A step that was written is read back, whatever it was, and with a policy; so does one of which nothing happened.
func TestEveryStepIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom(policies()).Draw(t, "policy")
		call := calltest.With(rapid.SampledFrom(starts).Draw(t, "start").call(true), policy)
		for _, act := range rapid.SliceOfN(actions, 1, 12).Draw(t, "actions") {
			step, _ := act.do(&call)
			if got := restored(t, step); got != step {
				t.Fatalf("%+v: got %+v, want %+v", act, got, step)
			}
		}
	})
}

// The beep and the rules follow from the rest, and may be left out.
func TestStepIsReadFromItsParts(t *testing.T) {
	call := calltest.New(true, a, b)
	want := must(call.Stop(a))
	text := string(must(json.Marshal(want)))
	short := strings.Replace(text, `,"beep":{"to":[0,1],"on":"none"},"rules":["RP-OPS-010"]`, ``, 1)
	var got pause.Step
	if err := json.Unmarshal([]byte(short), &got); err != nil || short == text || got != want {
		t.Errorf("%s: got %+v, %v, want %+v", short, got, err, want)
	}
}

// A step among many is read back, too, where a vendor has a stop silence all, and a resume end it for all.
func TestStepForAllIsReadBack(t *testing.T) {
	room := calltest.Room(true, a, b, c)
	stop := must(room.Stop(a))
	must(stop.After.Merge(0, stop.After.Members()))
	after := stop.After
	resume := must(after.Resume(b))
	for p := range resume.After.StoppedBy().All() {
		must(resume.After.Resume(p))
	}
	for _, want := range []pause.Step{stop, resume} {
		if got := restored(t, want); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if stop.After.Silenced().Len() != 3 || resume.After.Silenced() != 0 {
		t.Errorf("got %v and %v", stop.After, resume.After)
	}
}

// A step that says one thing and leads to another is an error that names the field, and nothing of it is read.
func TestWrongSteps(t *testing.T) {
	call := calltest.New(true, a, b)
	stop := must(call.Stop(a))
	transfer := must(call.Transfer(a, c, pause.PartiesOf(d), pause.PartiesOf(d)))
	room := calltest.Room(true, a, b, c)
	own := must(room.Stop(a))
	for _, row := range []struct {
		name                 string
		step                 pause.Step
		part, instead, field string
	}{
		{"a cause that is none", stop, `"cause":"stopped"`, `"cause":"paused"`, "cause"},
		{"another cause", stop, `"cause":"stopped"`, `"cause":"resumed"`, "after"},
		{"nobody did it", stop, `"by":0,`, ``, "by"},
		{"somebody beyond the last", stop, `"by":0,`, `"by":64,`, "by"},
		{"a stranger did it", stop, `"by":0,`, `"by":7,`, "before"},
		{"a call that there cannot be", stop, `"before":{"members":[0,1],"stopped_by":[]`,
			`"before":{"members":[0,1],"stopped_by":[3]`, "before.stopped_by"},
		{"a call that it does not lead to", stop, `"stopped_by":[0]`, `"stopped_by":[0,1]`, "after"},
		{"a stop by two of three", own, `"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":true,"room":true,` +
			`"recording":"partial","silenced":[0]`, `"stopped_by":[0,1],"operator_side":[0],"recorded":true,"answered":true,` +
			`"room":true,"recording":"partial","silenced":[0,1]`, "after"},
		{"a stop of nobody", own, `"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":true,"room":true,` +
			`"recording":"partial","silenced":[0]`, `"stopped_by":[],"operator_side":[0],"recorded":true,"answered":true,` +
			`"room":true,"recording":"on","silenced":[]`, "after"},
		{"another beep", stop, `"on":"none"`, `"on":"both"`, "beep"},
		{"another rule", stop, `"RP-OPS-010"`, `"RP-OPS-040"`, "rules"},
		{"a target of a stop", stop, `"by":0,`, `"by":0,"target":1,`, "target"},
		{"no target of a transfer", transfer, `"target":2,`, ``, "target"},
		{"another target", transfer, `"target":2,`, `"target":4,`, "after"},
		{"others who are not there", transfer, `"others":[3]`, `"others":[5]`, "after"},
		{"nobody who had stopped the other call", transfer, `"stopped":[3]`, `"stopped":[]`, "after"},
	} {
		t.Run(row.name, func(t *testing.T) {
			good := string(must(json.Marshal(row.step)))
			text := strings.Replace(good, row.part, row.instead, 1)
			if text == good {
				t.Fatalf("%s is not in %s", row.part, good)
			}
			got := row.step
			err := json.Unmarshal([]byte(text), &got)
			var wrong *pause.SnapshotError
			if !errors.As(err, &wrong) || wrong.Field != row.field || wrong.Problem == "" {
				t.Errorf("%s: got %v, want a *SnapshotError about %q", text, err, row.field)
			}
			if got != row.step {
				t.Errorf("%s: got %+v, want the step as it was", text, got)
			}
		})
	}
}

const (
	good        = `{"members":[0,1],"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":true,"room":false,"recording":"silent","silenced":[0,1]}`
	goodDisplay = `{"stopped":true,"sent":5,"owed":1,"undone":2}`
	goodPolicy  = `{"beep_on_repeat":true,"no_beep_on_automatic":false,"no_beep_unrecorded":false,"stop_beep_in_file":false,"beep_side":"far_side",` +
		`"sharp_talk":false,"while_ringing":"nothing"}`
)

// wrong lists what may be wrong with a snapshot: a part of a good one, what stands there instead, and the field that
// the error names.
var wrong = []struct{ name, good, part, instead, field string }{
	{"nothing", good, good, `null`, ""},
	{"a list", good, good, `[]`, ""},
	{"no fields", good, good, `{}`, "members"},
	{"who stopped is missing", good, `"stopped_by":[0],`, ``, "stopped_by"},
	{"who stopped is null", good, `"stopped_by":[0]`, `"stopped_by":null`, "stopped_by"},
	{"who stopped is not in the call", good, `"stopped_by":[0]`, `"stopped_by":[0,2]`, "stopped_by"},
	{"a party beyond the last", good, `"members":[0,1]`, `"members":[0,64]`, "members[1]"},
	{"a party that overflows", good, `"members":[0,1]`, `"members":[0,18446744073709551617]`, "members[1]"},
	{"a party below the first", good, `"members":[0,1]`, `"members":[-1]`, "members[0]"},
	{"a party that is none", good, `"members":[0,1]`, `"members":[null]`, "members[0]"},
	{"a party that is half", good, `"members":[0,1]`, `"members":[0.5]`, "members[0]"},
	{"two on the operator side", good, `"operator_side":[0]`, `"operator_side":[0,1]`, "operator_side"},
	{"over, and stopped", good, `"members":[0,1]`, `"members":[]`, "stopped_by"},
	{"over, with an operator", good, `"members":[0,1],"stopped_by":[0]`, `"members":[],"stopped_by":[]`,
		"operator_side"},
	{"a room that nobody answered", good, `"answered":true,"room":false`, `"answered":false,"room":true`, "answered"},
	{"recorded in words", good, `"recorded":true`, `"recorded":"yes"`, "recorded"},
	{"it says that it records", good, `"recording":"silent"`, `"recording":"on"`, "recording"},
	{"it says that one is heard", good, `"silenced":[0,1]`, `"silenced":[0]`, "silenced"},
	{"a field that nobody knows", good, `"room"`, `"lost":true,"room"`, "lost"},
	{"a field that is spelt otherwise", good, `"room"`, `"Room"`, "Room"},
	{"a policy that lacks an answer", good, `"room":false`, `"room":false,"policy":{}`, "policy.beep_on_repeat"},
	{"a policy that is null", good, `"room":false`, `"room":false,"policy":null`, "policy"},
	{"an answer that is none", goodPolicy, `"far_side"`, `"both_sides"`, "beep_side"},
	{"an answer that is a number", goodPolicy, `"nothing"`, `2`, "while_ringing"},
	{"an answer too many", goodPolicy, `"beep_side"`, `"beep":true,"beep_side"`, "beep"},
	{"an answer that is null", goodPolicy, `"beep_on_repeat":true`, `"beep_on_repeat":null`, "beep_on_repeat"},
	{"more owed than sent", goodDisplay, `"owed":1`, `"owed":3`, "owed"},
	{"more not confirmed than sent", goodDisplay, `"undone":2`, `"undone":6`, "undone"},
	{"a number that overflows", goodDisplay, `"sent":5`, `"sent":4294967296`, "sent"},
	{"what is shown is missing", goodDisplay, `"stopped":true,`, ``, "stopped"},
	{"what is shown is a number", goodDisplay, `true`, `1`, "stopped"},
	{"a field of no display", goodDisplay, `"owed"`, `"x":1,"owed"`, "x"},
}

// A snapshot that cannot be is an error that names the field, and nothing of it is restored.
func TestWrongSnapshots(t *testing.T) {
	before, display := calltest.With(two, pause.Policy{StopBeepInFile: true}), pause.Display{Stopped: true}
	display.Click()
	policy := pause.Policy{BeepOnRepeat: true}
	for _, row := range wrong {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(row.good, row.part, row.instead, 1)
			if text == row.good {
				t.Fatalf("%s is not in %s", row.part, row.good)
			}
			r, d, p := before, display, policy
			err := json.Unmarshal([]byte(text),
				map[string]json.Unmarshaler{good: &r, goodDisplay: &d, goodPolicy: &p}[row.good])
			var typed *pause.SnapshotError
			if !errors.As(err, &typed) || typed.Field != row.field || typed.Problem == "" {
				t.Errorf("%s: got %v, want a *SnapshotError about %q", text, err, row.field)
			}
			if r != before || d != display || p != policy {
				t.Errorf("%s: got %+v, %+v and %+v, want all as it was", text, r, d, p)
			}
		})
	}
}

// The rows of wrong differ from what is restored: the good ones are.
func TestGoodSnapshots(t *testing.T) {
	for text, v := range map[string]any{good: &pause.Call{}, goodDisplay: &pause.Display{},
		goodPolicy: &pause.Policy{}} {
		if err := json.Unmarshal([]byte(text), v); err != nil {
			t.Error(err)
		}
		if got := string(must(json.Marshal(v))); got != text {
			t.Errorf("got  %s\nwant %s", got, text)
		}
	}
}

// Whatever comes in, nothing panics; and what is restored is what its own snapshot says.
func FuzzRestoreCall(f *testing.F) {
	for _, row := range wrong {
		f.Add([]byte(row.good))
		f.Add([]byte(strings.Replace(row.good, row.part, row.instead, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r pause.Call
		var d pause.Display
		if err := json.Unmarshal(data, &r); err == nil && restored(t, r) != r {
			t.Errorf("%s: got %+v, want %+v", data, restored(t, r), r)
		}
		if err := json.Unmarshal(data, &d); err == nil && restored(t, d) != d {
			t.Errorf("%s: got %+v, want %+v", data, restored(t, d), d)
		}
	})
}

// A PBX restores what it had: who has stopped the recording goes on having stopped it.
func ExampleCall_UnmarshalJSON() {
	r, _ := pause.NewCall(true, a, b)
	_, _ = r.Stop(a)
	snapshot, _ := json.Marshal(r)

	var after pause.Call
	err := json.Unmarshal(snapshot, &after)
	fmt.Println(after, err)
	err = json.Unmarshal([]byte(strings.Replace(string(snapshot), `"stopped_by":[0]`, `"stopped_by":[7]`, 1)), &after)
	fmt.Println(err)
	// Output:
	// party 0 and party 1: silent, stopped by party 0 <nil>
	// snapshot: stopped_by: not in the call: party 7
}
