package system_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
	"pgregory.net/rapid"
)

// snapshotOf returns a system's snapshot.
func snapshotOf(t rapid.TB, s system.System) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// restored is a system after a crash: what its snapshot says.
func restored(t rapid.TB, s system.System) system.System {
	t.Helper()
	return restore(t, snapshotOf(t, s))
}

func restore(t rapid.TB, text string) (s system.System) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

// A run that is restored from its snapshot after every event writes the steps of the run that is not, and so does the
// twin; and no call stays open that nobody is in.
func TestRestoredRunGoesOn(t *testing.T) {
	t.Parallel()
	logs := uint64(150)
	if *long {
		logs = 20_000
	}
	longest := 0
	for seed := range logs {
		s := randomStory(seed)
		stream, crashing, twin := newSystem(t, s.header), newSystem(t, s.header), newNaive(s.header)
		for i, e := range s.events {
			told := story{s.header, s.events[:i+1]}
			want, got := lineOf(t, &stream, e), lineOf(t, &crashing, e)
			if got != want {
				t.Fatalf("%v\nrestored:  %s\nstreaming: %s", told, got, want)
			}
			next, naive, problem := twin.step(e)
			if wrong := !strings.HasPrefix(want, "{"); wrong != (problem != "") || !wrong && !naive.wrote(t, want) {
				t.Fatalf("%v\nstreaming: %s\nits twin:  %+v, %s", told, want, naive, problem)
			}
			text := snapshotOf(t, crashing)
			checkOpenCalls(t, told, text)
			longest = max(longest, len(text))
			twin, crashing = next, restore(t, text)
		}
	}
	t.Logf("%d logs; the longest snapshot has %d bytes", logs, longest)
}

// lineOf takes a system on, and returns its line of steps.jsonl, or its error.
func lineOf(t *testing.T, s *system.System, e calllog.Event) string {
	outcome, err := s.Apply(e)
	if err != nil {
		return err.Error()
	}
	return stepLine(t, outcome.Step)
}

// wrote reports whether a line of steps.jsonl is the twin's, but for the rules.
func (n naiveStep) wrote(t rapid.TB, line string) bool {
	var got naiveStep
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(got, n)
}

// checkOpenCalls checks that nobody has left every call that is open, and that a snapshot is no longer than its calls
// need.
func checkOpenCalls(t *testing.T, told story, text string) {
	var snap struct {
		Calls []struct {
			Parties  []string
			Recorder struct{ Members []int }
		}
	}
	if err := json.Unmarshal([]byte(text), &snap); err != nil {
		t.Fatal(err)
	}
	for _, c := range snap.Calls {
		if len(c.Recorder.Members) == 0 || len(c.Parties) > len(told.header.Parties) {
			t.Fatalf("%v\nis over, or has parties that it cannot have:\n%s", told, text)
		}
	}
	if most := 400 * (1 + len(told.header.Parties) + len(snap.Calls)); len(text) > most {
		t.Fatalf("%v\nits snapshot has %d bytes, more than %d:\n%s", told, len(text), most, text)
	}
}

func randomPolicy(r *rand.Rand) pause.Policy {
	return pause.Policy{BeepOnRepeat: r.IntN(2) > 0, NoBeepOnAutomatic: r.IntN(2) > 0,
		NoBeepUnrecorded: r.IntN(2) > 0, StopBeepInFile: r.IntN(2) > 0, SharpTalk: r.IntN(2) > 0,
		BeepSide: pause.BeepSide(r.IntN(3)), WhileRinging: pause.WhileRinging(r.IntN(3))}
}

// So does a run under any policy and changes.
func TestRestoredUnderPolicies(t *testing.T) {
	for seed := range uint64(100) {
		s, r := randomStory(seed), rand.New(rand.NewPCG(seed, 1))
		p := randomPolicy(r)
		stream, err := system.New(s.header, p)
		if err != nil {
			t.Fatal(err)
		}
		stream.Changes = system.Changes(r.IntN(128))
		crashing := stream
		for i, e := range s.events {
			want, got := lineOf(t, &stream, e), lineOf(t, &crashing, e)
			if got != want {
				t.Fatalf("%v\n%+v, %v\nrestored:  %s\nstreaming: %s", story{s.header, s.events[:i+1]}, p,
					stream.Changes, got, want)
			}
			crashing = restored(t, crashing)
		}
	}
}

// Who hangs up leaves nothing behind: after many calls a system is as it was at first, but for the numbers of commands
// and which calls have ended last.
func TestNoCallIsKept(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("B"), "X external", "Y external")
	s := newSystem(t, h)
	first := s.Key()
	for range 500 {
		for _, e := range strings.Split("X call.invite A c1; A call.answered c1; A pause.click; A resume.click; A "+
			"star.begin B c2; B star.answered c2; "+
			"A pause.click; A star.complete; B threeway.auto Y; X call.hangup c1; Y call.hangup c1; A "+
			"outbound.wait; A outbound.connect X c3; "+
			"A park c3; X call.hangup c3; B room.join r; Y room.join r; B room.leave r; Y room.leave r", "; ") {
			next, _, err := applied(s, readEvent(t, 2, e))
			if err != nil {
				t.Fatal(err)
			}
			s = next
		}
		if s.Key() != first || len(s.Look().Calls) != 0 {
			t.Fatalf("left behind: %s", snapshotOf(t, s))
		}
	}
	if got := len(snapshotOf(t, s)); got > len(snapshotOf(t, newSystem(t, h)))+len(`,"ended":[]`)+4*len(`{"id":"c1","parties":["A","B","X","Y"]},`)+20 {
		t.Errorf("got a snapshot of %d bytes: %s", got, snapshotOf(t, s))
	}
}

// aSnapshot is that of a star transfer while its target talks, and the recording of that is stopped.
func aSnapshot(t testing.TB) string {
	h := readHeader(t, nil, full("A"), "X external", full("T"))
	s := newSystem(t, h)
	for i, e := range strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; "+
		"A pause.click", "; ") {
		next, _, err := applied(s, readEvent(t, i+2, e))
		if err != nil {
			t.Fatal(err)
		}
		s = next
	}
	return snapshotOf(t, s)
}

const (
	phoneA = `"state":"star_talking","display":{"stopped":true,"sent":1,"owed":0,"undone":0},"call":"c1","target":"c2","stopped_in":"star_talking","doubtful":true}`
	phoneT = `{"party":"T","state":"talking","display":{"stopped":false,"sent":0,"owed":0,"undone":0},"call":"c2",` +
		liesT + `}`
	liesT     = `"lies":{"line":6,"at":48000,"event":"pause.click","party":"A","support":"not-guaranteed"}`
	recorder1 = `{"members":[0,1],"stopped_by":[],"operator_side":[1],"recorded":true,"answered":true,"room":false,"recording":"on","silenced":[]}`
	heldC1    = `"id":"c1","begun":"call.invite","parties":["X","A"],"recorder":` + recorder1
	talking2  = `"members":[0,1],"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":true,"room":false,"recording":"silent","silenced":[0,1]}`
	ringing2  = `"stopped_by":[0],"operator_side":[0],"recorded":true,"answered":false,"room":false,"recording":"off","silenced":[]}`
	theC2     = `"id":"c2","begun":"star.begin","parties":["A","T"],"recorder":{` + talking2
)

// wrongSnapshots lists what may be wrong: a part of aSnapshot, its beginning that is replaced, what stands there
// instead, and the field that the error names.
var wrongSnapshots = []struct{ name, part, old, new, field string }{
	{"a log of another format", `"log":"recpause/1"`, `recpause/1`, `recpause/9`, "header"},
	{"no rate", `"sample_rate":8000`, `8000`, `0`, "header"},
	{"a policy that is none", `"phones":[`, `"phones":[`, `"policy":{"beep_on_repeat":1},"phones":[`,
		"policy.beep_on_repeat"},
	{"a field that nobody knows", `"phones":[`, `"phones":[`, `"Lost":1,"phones":[`, "Lost"},
	{"a call without a name that has ended", `"phones":[`, `"phones":[`, `"ended":[{"id":"","parties":["A"]}],"phones":[`,
		"ended[0].id"},
	{"a stranger in the call that has ended", `"phones":[`, `"phones":[`,
		`"ended":[{"id":"c9","parties":["Q"]}],"phones":[`, "ended[0].parties"},
	{"calls that are a number", `"calls":[`, `"calls":[`, `"calls":7,"x":[`, "calls"},
	{"a state that is none", phoneA, `star_talking`, `singing`, "phones[0].state"},
	{"a state that the calls are not of", phoneA, `star_talking`, `talking`, "phones[0].target"},
	{"a state without a call", phoneT, `talking`, `idle`, "phones[1].call"},
	{"a ringing state in an answered call", phoneT, `talking`, `alerting`, "phones[1].call"},
	{"somebody else's turn", phoneT, `"T"`, `"X"`, "phones[1].party"},
	{"a softphone too few", `,` + phoneT, `,` + phoneT, ``, "phones[1].party"},
	{"a softphone too many", phoneT, phoneT, phoneT + `,` + phoneT, "phones[2].party"},
	{"a display that is none", phoneT, `"owed":0`, `"owed":9`, "phones[1].display.owed"},
	{"no display", phoneT, `"display":{"stopped":false,"sent":0,"owed":0,"undone":0},`, ``, "phones[1].display"},
	{"a call that is not open", phoneT, `"c2"`, `"c3"`, "phones[1].call"},
	{"a call that it is not in", phoneT, `"c2"`, `"c1"`, "phones[1].call"},
	{"a transfer of somebody else's", phoneA, `"target":"c2"`, `"target":"c1"`, "phones[0].target"},
	{"a transfer into the call that it holds", phoneA, `"call":"c1"`, `"call":"c2"`, "phones[0].target"},
	{"an idle softphone that shows a stop", phoneA, `star_talking`, `idle`, "phones[0].display.stopped"},
	{"one whom nobody rings", theC2, talking2, `"members":[0],` + ringing2, "calls[1].recorder.members"},
	{"an outbound call that rings", theC2, `star.begin","parties":["A","T"],"recorder":{` + talking2,
		`outbound.connect","parties":["A","T"],"recorder":{"members":[0,1],` + ringing2, "calls[1].recorder.answered"},
	{"a stop that comes from nowhere", phoneA, `,"stopped_in":"star_talking"`, ``, "phones[0].stopped_in"},
	{"a stop where there is no toggle", phoneA, `"stopped_in":"star_talking"`, `"stopped_in":"held"`,
		"phones[0].stopped_in"},
	{"a stop in no state", phoneA, `"stopped_in":"star_talking"`, `"stopped_in":"nowhere"`, "phones[0].stopped_in"},
	{"doubt about no stop", phoneT, `"call":"c2"`, `"call":"c2","doubtful":true`, "phones[1].doubtful"},
	{"a false display since never", phoneT, `,` + liesT, ``, "phones[1].lies"},
	{"a true display that has been false", phoneA, `"doubtful":true`, `"doubtful":true,` + liesT, "phones[0].lies"},
	{"a display that no event made false", phoneT, `pause.click`, `none`, "phones[1].lies.event"},
	{"a display that a stranger made false", phoneT, `"party":"A"`, `"party":"Q"`, "phones[1].lies.party"},
	{"a support level that is none", phoneT, `not-guaranteed`, `hardly`, "phones[1].lies.support"},
	{"a call without a name", heldC1, `"c1"`, `""`, "calls[0].id"},
	{"two calls of one name", theC2, `"c2"`, `"c1"`, "calls[1].id"},
	{"an event that opens no call", heldC1, `call.invite`, `hold`, "calls[0].begun"},
	{"no event", heldC1, `call.invite`, `none`, "calls[0].begun"},
	{"a customer who consults", heldC1, `call.invite`, `consult.dial`, "calls[0].begun"},
	{"a transfer that began otherwise", theC2, `star.begin`, `consult.dial`, "phones[0].target"},
	{"a transfer by the other", theC2, `["A","T"]`, `["T","A"]`, "phones[0].target"},
	{"an unknown party", heldC1, `["X","A"]`, `["X","Q"]`, "calls[0].parties"},
	{"a party twice", heldC1, `["X","A"]`, `["X","X"]`, "calls[0].parties"},
	{"a call of one", heldC1, `["X","A"]`, `["X"]`, "calls[0].parties"},
	{"a call of nobody", heldC1, `["X","A"]`, `[]`, "calls[0].parties"},
	{"a recorder that is none", heldC1, `"stopped_by":[]`, `"stopped_by":[5]`, "calls[0].recorder.stopped_by"},
	{"no recorder", heldC1, recorder1, `null`, "calls[0].recorder"},
	{"more members than parties", heldC1, `[0,1]`, `[0,1,2]`, "calls[0].recorder.members"},
	{"an operator who never was in it", heldC1, `"operator_side":[1]`, `"operator_side":[2]`,
		"calls[0].recorder.operator_side"},
	{"a call that is over", heldC1,
		`[0,1],"stopped_by":[],"operator_side":[1],"recorded":true,"answered":true,"room":false,"recording":"on"`,
		`[],"stopped_by":[],"operator_side":[],"recorded":true,"answered":true,"room":false,"recording":"off"`,
		"calls[0].recorder.members"},
	{"a room that nobody joined", heldC1, `"room":false`, `"room":true`, "calls[0].recorder.room"},
	{"not recorded", heldC1, `"recorded":true,"answered":true,"room":false,"recording":"on"`,
		`"recorded":false,"answered":true,"room":false,"recording":"off"`, "calls[0].recorder.recorded"},
	{"a held call that rings", heldC1, `"answered":true,"room":false,"recording":"on"`,
		`"answered":false,"room":false,"recording":"off"`, "phones[0].call"},
	{"a softphone that is elsewhere", heldC1, `["X","A"],"recorder":{"members":[0,1]`,
		`["X","A","T"],"recorder":{"members":[0,1,2]`,
		"calls[0].recorder.members"},
	{"another policy", heldC1, `"room":false`,
		`"room":false,"policy":{"beep_on_repeat":true,"no_beep_on_automatic":false,"no_beep_unrecorded":false,` +
			`"stop_beep_in_file":false,"beep_side":"far_side","sharp_talk":false,"while_ringing":"nothing"}`, "calls[0].recorder.policy"},
}

// A snapshot that cannot be is an error that names the field, and nothing of it is restored.
func TestWrongSnapshots(t *testing.T) {
	good := aSnapshot(t)
	for _, row := range wrongSnapshots {
		t.Run(row.name, func(t *testing.T) {
			if !strings.Contains(good, row.part) {
				t.Fatalf("%s is not in %s", row.part, good)
			}
			text := strings.Replace(good, row.part, strings.Replace(row.part, row.old, row.new, 1), 1)
			var s system.System
			err := json.Unmarshal([]byte(text), &s)
			var typed *pause.SnapshotError
			if !errors.As(err, &typed) || typed.Field != row.field || typed.Problem == "" || !reflect.DeepEqual(s,
				system.System{}) {
				t.Errorf("%s\ngot %v, want a *pause.SnapshotError about %q", text, err, row.field)
			}
		})
	}
}

// tokens are the values of a snapshot, and the names of its fields.
var tokens = regexp.MustCompile(`"[^"]*"|\d+|true|false|\[[\d,]*\]`)

// mutate replaces some values of a snapshot by others of it.
func mutate(text string, r *rand.Rand) string {
	for range r.IntN(4) {
		places := tokens.FindAllStringIndex(text, -1)
		if len(places) == 0 {
			return text
		}
		at, other := one(r, places), one(r, places)
		text = text[:at[0]] + text[other[0]:other[1]] + text[at[1]:]
	}
	return text
}

// halfway is the snapshot of a random story after some of its events.
func halfway(t testing.TB, seed uint64) string {
	s := randomStory(seed)
	sys := newSystem(t, s.header)
	for _, e := range s.events[:seed%uint64(len(s.events))] {
		sys, _, _ = applied(sys, e)
	}
	return snapshotOf(t, sys)
}

// drive takes a system on by random events. Whatever they lead to can be restored again.
func drive(t *testing.T, s system.System, r *rand.Rand) {
	events := alphabet(headerOf(t, s), "c1", "c2", "r1", "c9")
	for range 30 {
		for range 10 { // most events have no meaning
			next, _, err := applied(s, one(r, events))
			if s = next; err == nil {
				break
			}
		}
		if got := restored(t, s); got.Key() != s.Key() {
			t.Fatalf("got %s\nwant %s", snapshotOf(t, got), snapshotOf(t, s))
		}
	}
}

func headerOf(t *testing.T, s system.System) calllog.Header {
	var snap struct{ Header json.RawMessage }
	if err := json.Unmarshal([]byte(snapshotOf(t, s)), &snap); err != nil {
		t.Fatal(err)
	}
	log, err := calllog.NewReader(strings.NewReader(string(snap.Header)))
	if err != nil {
		t.Fatal(err)
	}
	return log.Header
}

// Whatever comes in as a snapshot is an error that leaves nothing behind, or a system that goes on: no event makes it
// panic, and what it becomes can be restored again.
func FuzzRestore(f *testing.F) {
	f.Add(aSnapshot(f), uint64(0))
	for _, row := range wrongSnapshots {
		f.Add(strings.Replace(aSnapshot(f), row.part, strings.Replace(row.part, row.old, row.new, 1), 1), uint64(0))
	}
	for seed := range uint64(200) {
		f.Add(halfway(f, seed), seed)
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		var s system.System
		err := json.Unmarshal([]byte(mutate(text, r)), &s)
		var wrong *pause.SnapshotError
		var syntax *json.SyntaxError
		switch {
		case err == nil && len(text) < 10_000:
			drive(t, s, r)
		case err != nil && !errors.As(err, &wrong) && !errors.As(err, &syntax):
			t.Errorf("got %v, want a *pause.SnapshotError", err)
		}
	})
}

// A call that is over leaves nothing behind: who transferred has no part in a later call of the same name, however its
// own one ended.
func TestNameOfATargetsCallIsFreeAgain(t *testing.T) {
	const (
		talk    = "X call.invite A c1; A call.answered c1"
		rings   = talk + "; A star.begin T c2"
		star    = rings + "; T star.answered c2"
		dials   = talk + "; A hold c1; A consult.dial T c2"
		consult = dials + "; T consult.answered c2"
	)
	for _, row := range []struct{ name, story string }{
		{"cancelled while it rings", rings + "; A star.cancel"},
		{"cancelled", star + "; A star.cancel"},
		{"completed", star + "; A star.complete"},
		{"the target hangs up while it rings", rings + "; T call.hangup c2"},
		{"the target hangs up", star + "; T call.hangup c2"},
		{"the held party hangs up, and the target", star + "; X call.hangup c1; T call.hangup c2"},
		{"a consultation fails", dials + "; T consult.failed c2"},
		{"the target is hung up", consult + "; A call.hangup c2"},
		{"a transfer", consult + "; A transfer.complete"},
		{"three parties", consult + "; A threeway.start"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := readHeader(t, nil, full("A"), full("T"), full("U"), "X external", "Y external")
			before, _ := play(t, h, strings.Split(row.story, "; ")...)
			after, _ := play(t, h, strings.Split(row.story+"; Y call.invite U c2; Y call.hangup c2", "; ")...)
			for _, party := range []string{"A", "T", "U"} {
				was, _ := before.Phone(party)
				if is, _ := after.Phone(party); is != was {
					t.Errorf("%s: %s was %v and is %v", row.story, party, was.State, is.State)
				}
			}
		})
	}
}

// A softphone is found by its party; nobody else has one, and the zero System has none.
func TestPhone(t *testing.T) {
	s, _ := play(t, readHeader(t, nil, full("A"), "X external"), "X call.invite A c1")
	if p, ok := s.Phone("A"); !ok || p.State != callstate.Alerting {
		t.Errorf("A: got %v, %t, want an alerting softphone", p.State, ok)
	}
	for _, party := range []string{"X", "Q", ""} {
		if p, ok := s.Phone(party); ok {
			t.Errorf("%q: got %v, want no softphone", party, p.State)
		}
	}
	if p, ok := (system.System{}).Phone("A"); ok {
		t.Errorf("the zero System: got %v, want no softphone", p.State)
	}
}

// The zero System has no parties, and so every event is an error and nobody does anything.
func TestZeroSystem(t *testing.T) {
	var s system.System
	if _, _, err := applied(s, calllog.Event{Line: 2, Kind: calllog.HandRaise, Party: "A"}); err == nil {
		t.Error("an event of the zero System: got no error")
	}
	if got := s.Doing("A"); got != "" {
		t.Errorf("got A doing %q, want nothing", got)
	}
}

// An impossible policy begins no log.
func TestRunOfAnImpossiblePolicy(t *testing.T) {
	log, err := calllog.NewReader(strings.NewReader(`{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"X","kind":"external"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if run, err := system.NewRun(log, pause.Policy{WhileRinging: pause.Nothing + 1}); err == nil {
		t.Errorf("got %v, want an error", run)
	}
}
