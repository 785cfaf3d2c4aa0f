package callstate_test

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"regexp"
	"testing"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

type enum interface {
	fmt.Stringer
	fmt.GoStringer
}

var name = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkNames checks all values of an enumeration with the values 1 to last: those inside have a name of their own that
// is fit for a diagram, those outside print with their number.
func checkNames(t *testing.T, kind string, last int, value func(uint8) enum) {
	seen := map[string]bool{}
	for n := range math.MaxUint8 + 1 {
		v := value(uint8(n))
		s := v.String()
		inside := n >= 1 && n <= last
		if inside && !name.MatchString(s) || seen[s] {
			t.Errorf("%s %d has the name %q, unfit or given twice", kind, n, s)
		}
		if want := fmt.Sprintf("%s(%d)", kind, n); n > last && s != want {
			t.Errorf("%s %d prints as %q, want %q", kind, n, s, want)
		}
		if fmt.Sprintf("%#v", v) != s {
			t.Errorf("%s %d prints as %q, but %#v", kind, n, s, v)
		}
		if m, ok := v.(encoding.TextMarshaler); ok {
			if text, err := m.MarshalText(); string(text) != s || err != nil {
				t.Errorf("%s %d prints as %q, but marshals as %q, %v", kind, n, s, text, err)
			}
		}
		seen[s] = true
	}
}

// Names of states are facts of their own, fit for diagrams, JSON and subtests.
func TestStateNames(t *testing.T) {
	checkNames(t, "State", int(callstate.OutboundWaiting), func(v uint8) enum { return callstate.State(v) })
}

// Names of events are facts of their own, fit for diagrams, JSON and subtests.
func TestEventNames(t *testing.T) {
	checkNames(t, "Event", int(callstate.OutboundLeave), func(v uint8) enum { return callstate.Event(v) })
}

// States and Events list every value once, in order, and stop when asked to.
func TestListsAreComplete(t *testing.T) {
	next := callstate.Idle
	for s := range callstate.States() {
		if s != next {
			t.Errorf("got %v, want %v", s, next)
		}
		next++
	}
	if want := callstate.OutboundWaiting + 1; next != want {
		t.Errorf("the states end before %v, want %v", next, want)
	}
	event := callstate.Invite
	for e := range callstate.Events() {
		if e != event {
			t.Errorf("got %v, want %v", e, event)
		}
		event++
	}
	if want := callstate.OutboundLeave + 1; event != want {
		t.Errorf("the events end before %v, want %v", event, want)
	}
	for way := range callstate.Transitions() {
		if way.From != callstate.Idle {
			t.Errorf("the table begins with %v, want idle", way.From)
		}
		break
	}
}

// Parse finds every state by its name, and nothing else.
func TestParse(t *testing.T) {
	for s := range callstate.States() {
		if got, err := callstate.ParseState(s.String()); got != s || err != nil {
			t.Errorf("Parse(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "none", "Idle", "idle ", "State(11)", "待機中", "hold"} {
		var unknown *spec.UnknownError
		if got, err := callstate.ParseState(s); got != 0 || !errors.As(err, &unknown) || unknown.Kind != "state" ||
			unknown.Name != s || len(unknown.Known) != 10 {
			t.Errorf("Parse(%q) = %v, %v, want an *UnknownError that knows ten states", s, got, err)
		}
	}
}

// In Japanese a state has the manual's name, in English one of our own; a value from outside prints as String does.
func TestStateIn(t *testing.T) {
	manual := map[callstate.State]string{
		callstate.Idle: "待機中", callstate.Alerting: "発着信中", callstate.Talking: "通話中", callstate.StarHeld: "#・*保留中",
		callstate.StarTalking: "*転送通話中", callstate.Held: "保留中", callstate.HeldDialing: "保留発信中",
		callstate.TransferTalking: "転送通話中", callstate.ThreeWay: "三者通話中", callstate.OutboundWaiting: "アウトバウンドの待機中",
	}
	english := map[string]bool{}
	for s := range callstate.States() {
		if got, want := s.In(spec.JA), manual[s]; got != want {
			t.Errorf("%v is %q in Japanese, want %q", s, got, want)
		}
		if en := s.In(spec.EN); en == "" || en == s.In(spec.JA) || english[en] {
			t.Errorf("%v is %q in English", s, en)
		}
		english[s.In(spec.EN)] = true
	}
	for n := int(callstate.OutboundWaiting) + 1; n <= math.MaxUint8; n++ {
		for _, l := range []spec.Lang{spec.EN, spec.JA} {
			if s := callstate.State(n); s.In(l) != s.String() {
				t.Errorf("%v is %q in %v", s, s.In(l), l)
			}
		}
	}
}
