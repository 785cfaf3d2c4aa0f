package system_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// among is a world of parties, "A B X".
func world(t testing.TB, parties string) system.World {
	t.Helper()
	w, err := system.Among(strings.Fields(parties)...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// only is a world in which nothing else may happen.
func only(t testing.TB, w system.World, events string) system.World {
	t.Helper()
	w.Kinds = nil
	for _, name := range strings.Fields(events) {
		k, err := calllog.ParseKind(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Kinds = append(w.Kinds, k)
	}
	return w
}

func visit(t testing.TB, w system.World, show func(system.Edge)) system.Size {
	t.Helper()
	size, err := w.Run(func(e system.Edge) bool {
		show(e)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	saw(t, w, size)
	return size
}

// distances is the dumb search: whatever has been reached is tried with every event, by every name of a call, until
// nothing is new and nothing is reached by a more ordinary way.
func distances(t testing.TB, w system.World) map[string]int {
	t.Helper()
	start, err := system.New(w.Header, w.Policy)
	if err != nil {
		t.Fatal(err)
	}
	far := map[string]int{start.Key(): 0}
	for wave := []system.System{start}; len(wave) > 0; {
		var next []system.System
		for _, s := range wave {
			for e := range w.Alphabet() {
				after, _, err := applied(s, e)
				weight := far[s.Key()] + weight(e)
				if was, known := far[after.Key()]; err == nil && (!known || weight < was) {
					far[after.Key()] = weight
					next = append(next, after)
				}
			}
		}
		wave = next
	}
	return far
}

// weight is how far from an ordinary call some events lead.
func weight(events ...calllog.Event) (sum int) {
	outside := func(party string) bool { return strings.ContainsAny(party, "XYZ") }
	for _, e := range events {
		sum++
		switch e.Kind {
		case calllog.RoomJoin:
			sum += 3
		case calllog.OutboundWait:
			sum++
		case calllog.CallInvite:
			if !outside(e.Party) {
				sum++
			}
		case calllog.OutboundConnect:
			if !outside(e.To) {
				sum++
			}
		}
	}
	return sum
}

// The search reaches the states that the dumb search reaches, each once, by a story as ordinary as can be; and what is
// more ordinary is shown first.
func TestRunIsTheDumbSearch(t *testing.T) {
	for _, parties := range []string{"A", "A X", "A B"} {
		w := world(t, parties)
		want, found, last := distances(t, w), map[string]bool{}, 0
		size := visit(t, w, func(e system.Edge) {
			key, is := e.After.Key(), weight(e.Story()...)
			if e.Fresh == found[key] && e.Fresh {
				t.Errorf("%s: a state is fresh twice", parties)
			}
			if is < last {
				t.Errorf("%s: %v weighs %d and is shown after something of %d", parties, e.Story(), is, last)
			}
			last = is
			if e.Fresh {
				found[key] = true
				if is != want[key] {
					t.Errorf("%s: %v weighs %d, want %d", parties, e.Story(), is, want[key])
				}
			}
		})
		if size.States != len(want) || len(found) != len(want)-1 {
			t.Errorf("%s: got %d states, %d of them fresh, want %d", parties, size.States, len(found), len(want))
		}
	}
}

// A story that is written as a log replays to the step that it was found with.
func TestStoriesReplay(t *testing.T) {
	for _, parties := range []string{"A X", "A B"} {
		w := world(t, parties)
		visit(t, w, func(e system.Edge) {
			if !e.Fresh && len(e.Outcome.Opened) == 0 {
				return
			}
			var log bytes.Buffer
			if err := w.WriteLog(&log, e.Story()); err != nil {
				t.Fatal(err)
			}
			if got, want := stepLine(t, lastStep(t, &log)), stepLine(t, e.Outcome.Step); got != want {
				t.Fatalf("%v\ngot  %s\nwant %s", e.Story(), got, want)
			}
		})
	}
}

// lastStep returns the last step of a log.
func lastStep(t testing.TB, log io.Reader) (last calllog.StepLine) {
	t.Helper()
	r, err := calllog.NewReader(log)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := system.NewRun(r, pause.Policy{})
	for err == nil {
		var o system.Outcome
		if _, o, err = steps.Next(); err == nil {
			last = o.Step
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return last
}

// Where only what is documented counts, nothing else is shown, and nothing comes after it.
func TestDocumentedOnly(t *testing.T) {
	w := only(t, world(t, "A X"), "call.invite room.join outbound.wait")
	w.Calls, w.DocumentedOnly = 1, true
	begun := visit(t, w, func(e system.Edge) {
		if e.Event.Kind != calllog.CallInvite {
			t.Errorf("%s: shown", system.Tell(e.Story(), spec.EN))
		}
	})
	if want := (system.Size{States: 3, Steps: 2}); begun != want {
		t.Errorf("got %+v, want %+v", begun, want)
	}
}

// The search ends when the function has seen enough.
func TestRunStops(t *testing.T) {
	shown := 0
	if _, err := world(t, "A X").Run(func(system.Edge) bool { shown++; return shown < 7 }); err != nil || shown != 7 {
		t.Errorf("shown %d steps, %v, want 7", shown, err)
	}
}

// An impossible policy is no world.
func TestImpossiblePolicyOfAWorld(t *testing.T) {
	w := world(t, "A")
	w.Policy.WhileRinging = pause.Nothing + 1
	_, err := w.Run(func(system.Edge) bool { return true })
	if _, _, err2 := w.Check(nil); !errors.As(err, new(*spec.UnknownError)) || !errors.As(err2,
		new(*spec.UnknownError)) {
		t.Errorf("got %v, %v, want an *spec.UnknownError", err, err2)
	}
}

// With one call at a time a transfer has no call for its target.
func TestOneCall(t *testing.T) {
	w := world(t, "A X Y")
	w.Calls = 0
	visit(t, w, func(e system.Edge) {
		if len(e.Outcome.Step.Calls) > 1 {
			t.Fatalf("%v has two calls", e.Story())
		}
	})
}

// The alphabet is every line that a log of the world can have, as the format's table says, each once.
func TestAlphabetIsComplete(t *testing.T) {
	w := world(t, "A X B")
	var want []calllog.Event
	for k := range calllog.Kinds() {
		for _, party := range []string{"A", "X", "B"} {
			if party == "X" && among(bySoftphone, k.String()) || k == calllog.RecordingSilence {
				continue
			}
			want = append(want, lines(calllog.Event{Kind: k, Party: party})...)
		}
	}
	w.Kinds, w.Facts = slices.Collect(calllog.Kinds()), true
	got := slices.Collect(w.Alphabet())
	for _, e := range want {
		if !slices.Contains(got, e) {
			t.Errorf("%+v is missing", e)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d events, want %d", len(got), len(want))
	}
}

func lines(e calllog.Event) (list []calllog.Event) {
	targets, calls, answers := []string{""}, []string{""}, []calllog.PBXAnswer{calllog.Confirmed}
	if among(namesParty, e.Kind.String()) {
		targets = slices.DeleteFunc([]string{"A", "X", "B"}, func(id string) bool { return id == e.Party })
	}
	if among(namesCall, e.Kind.String()) {
		calls = []string{"c1", "c2"}
	}
	if strings.HasSuffix(e.Kind.String(), ".click") {
		answers = append(answers, calllog.Refused, calllog.TimedOut)
	}
	if strings.HasSuffix(e.Kind.String(), ".command") {
		e.Source = calllog.API
	}
	ways := []calllog.Via{calllog.Click}
	if locked[e.Kind.String()] || e.Kind == calllog.DTMF {
		ways = append(ways, calllog.Fact)
	}
	for _, e.To = range targets {
		for _, e.Call = range calls {
			for _, e.PBX = range answers {
				for _, e.Via = range ways {
					list = append(list, e)
				}
			}
		}
	}
	return list
}

// Parties are what their names say; names that no log can have are an error that names them.
func TestAmong(t *testing.T) {
	w := world(t, "A X2 B")
	for i, want := range []calllog.Participant{
		{ID: "A", Softphone: true, Terminal: pause.Installed, PauseEnabled: true, AutoThreeWay: true,
			StarTransfer: true},
		{ID: "X2"},
		{ID: "B", Softphone: true, Terminal: pause.Installed, PauseEnabled: true, AutoThreeWay: true,
			StarTransfer: true},
	} {
		if got := w.Header.Parties[i]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	for _, parties := range [][]string{nil, {""}, {"A", "A"}} {
		if _, err := system.Among(parties...); !errors.As(err, new(*calllog.Error)) {
			t.Errorf("%q: got %v, want a *calllog.Error", parties, err)
		}
	}
}

// Every event has a sentence in both languages, which says who acts and whom it is about.
func TestEveryEventHasASentence(t *testing.T) {
	for k := range calllog.Kinds() {
		for _, l := range []spec.Lang{spec.JA, spec.EN} {
			got := system.Tell([]calllog.Event{{Kind: k, Party: "PARTY", To: "TARGET", Call: "c1"}}, l)
			if !strings.Contains(got, "PARTY") || k.Needs().To && !strings.Contains(got, "TARGET") ||
				strings.Contains(got, "%!") {
				t.Errorf("%v in %v: %q", k, l, got)
			}
		}
	}
}

func ExampleTell() {
	story := []calllog.Event{
		{Kind: calllog.CallInvite, Party: "A", To: "B", Call: "c1"},
		{Kind: calllog.CallAnswered, Party: "B", Call: "c1"},
		{Kind: calllog.PauseClick, Party: "A", PBX: calllog.Refused},
	}
	fmt.Println(system.Tell(story, spec.EN))
	fmt.Println(system.Tell(story, spec.JA))
	// Output:
	// A calls B → B answers → A clicks 「録音停止」 (the PBX refuses)
	// AがBに発信 → Bが応答 → Aが「録音停止」を押す（PBXが拒否）
}

// All that a softphone and a customer can come to, and the mismatches that it leads to.
func ExampleWorld_Run() {
	w, err := system.Among("A", "X")
	if err != nil {
		fmt.Println(err)
		return
	}
	var mismatches system.Mismatches
	size, err := w.Run(func(e system.Edge) bool {
		mismatches.Add(e)
		return true
	})
	fmt.Println(size.States > 200, len(mismatches.All()), "kinds of mismatch,", err)
	worst := mismatches.All()[0]
	fmt.Println(worst.First.Kind, worst.First.Rule)
	fmt.Println(system.Tell(worst.Story, spec.EN))
	// Output:
	// true 7 kinds of mismatch, <nil>
	// shown-stopped-but-recording RP-OUT-022
	// A waits for an outbound call → A clicks 「録音停止」 → an outbound call of A and X starts
}
