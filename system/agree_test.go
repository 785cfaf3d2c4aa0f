package system_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

func newSystem(t testing.TB, h calllog.Header) system.System {
	t.Helper()
	s, err := system.New(h, pause.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// applied returns a system after an event, and leaves the one before as it is. An event of an alphabet, which has no
// position, happens where the latest one did.
func applied(s system.System, e calllog.Event) (system.System, system.Outcome, error) {
	if e.At == 0 {
		e.At = max(0, s.Last())
	}
	outcome, err := s.Apply(e)
	return s, outcome, err
}

// readStory reads a whole log.
func readStory(t testing.TB, file string) story {
	t.Helper()
	log, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := calllog.NewReader(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	s := story{header: r.Header}
	for range bytes.Count(log, []byte("\n")) - 1 {
		e, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		s.events = append(s.events, e)
	}
	return s
}

// asNaive reads the model's line of steps.jsonl as the twin would have written it: the rules are left out.
func asNaive(t testing.TB, s calllog.StepLine) (n naiveStep) {
	t.Helper()
	var line bytes.Buffer
	if err := calllog.WriteStep(&line, s); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line.Bytes(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (s story) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v", s.header)
	for _, e := range s.events {
		b.WriteString("\n  " + eventText(e))
	}
	return b.String()
}

func eventText(e calllog.Event) string {
	text := strings.Join(strings.Fields(strings.Join([]string{e.Party, e.Kind.String(), e.To, e.Call}, " ")), " ")
	if e.PBX != calllog.Confirmed {
		text += " " + e.PBX.String()
	}
	if e.Via == calllog.Fact {
		text += " as a fact"
	}
	return text
}

// agree plays a story on the model and on its twin, and returns how often each kind of event had each result.
func agree(t *testing.T, s story) map[string]int {
	seen := map[string]int{}
	sys, twin := newSystem(t, s.header), newNaive(s.header)
	for i, e := range s.events {
		next, outcome, err := applied(sys, e)
		nextTwin, want, problem := twin.step(e)
		told := story{s.header, s.events[:i+1]}
		var typed *system.Error
		if err != nil && !errors.As(err, &typed) {
			t.Fatalf("%v\nis no *system.Error: %v", told, err)
		}
		if (err == nil) != (problem == "") {
			t.Fatalf("%v\nthe model says %v, its twin %q", told, err, problem)
		}
		if err != nil {
			seen["error"]++
			continue
		}
		if got := asNaive(t, outcome.Step); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v\nthe model (-) and its twin (+) differ: %s", told, cmp.Diff(got, want))
		}
		seen[want.Event+" "+want.Result]++
		sys, twin = next, nextTwin
	}
	return seen
}

// The model and its dumb twin write the same steps, and find the same events without meaning.
func TestNaiveAgrees(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range uint64(1500) {
		for what, n := range agree(t, randomStory(seed)) {
			seen[what] += n
		}
	}
	for k := range calllog.Kinds() {
		if seen[k.String()+" applied"] < 20 {
			t.Errorf("%v was applied %d times in all these logs", k, seen[k.String()+" applied"])
		}
	}
}

// The model and its twin agree on two real calls, every step of which is documented.
func TestNaiveAgreesOnRealCalls(t *testing.T) {
	for _, name := range []string{"plain-one-pause", "softphone-both-press"} {
		s := readStory(t, "testdata/"+name+".jsonl")
		if seen := agree(t, s); seen["error"] != 0 {
			t.Errorf("%s: %d of its events have no meaning", name, seen["error"])
		}
	}
}
