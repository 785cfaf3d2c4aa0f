package system_test

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// long asks for what takes minutes.
var long = flag.Bool("long", false, "play 20,000 logs, and compare all states of two softphones and a customer")

// A graph is every state of a small world, and what each event leads to. Its events name the calls by their places.
type graph struct {
	states []system.System
	paths  []*path
	arrows [][]arrow // by state and event
}

// An arrow is what an event leads to: a state, and an answer by its number.
type arrow struct{ to, answer int32 }

// A numbers gives texts numbers, in the order in which they come.
type numbers map[[sha256.Size]byte]int32

func (n numbers) of(text string) int32 {
	sum := sha256.Sum256([]byte(text))
	if _, ok := n[sum]; !ok {
		n[sum] = int32(len(n))
	}
	return n[sum]
}

// newGraph tries every event in every state of a world with at most two calls. States of one name are one.
func newGraph(t testing.TB, w system.World, name func(system.System) string) (g graph) {
	answers, seen := numbers{}, numbers{}
	events := slices.DeleteFunc(alphabet(w.Header, "#0", "#1", "new"), func(e calllog.Event) bool {
		return e.Via == calllog.Fact && !w.Facts || e.Kind.Needs().Source && len(w.Kinds) == 0 || e.Kind.Needs().Span
	})
	add := func(s system.System, p *path) int32 {
		i := seen.of(name(s))
		if int(i) == len(g.states) {
			g.states, g.paths = append(g.states, s), append(g.paths, p)
		}
		return i
	}
	add(newSystem(t, w.Header), nil)
	for i := 0; i < len(g.states); i++ {
		at, p := g.states[i], g.paths[i]
		places := inPlaces(at)
		var arrows []arrow
		for _, e := range events {
			to, answer := int32(i), ""
			if e, ok := byName(at, e, w.Calls); ok && !at.Pointless(e) {
				next, outcome, err := applied(at, e)
				if answer = fmt.Sprint(err); err == nil {
					answer = past.ReplaceAllString(stepLine(t, outcome.Step), "")
				}
				if err == nil && outcome.Step.Result == calllog.Applied {
					to = add(next, &path{e, p})
				}
			}
			arrows = append(arrows, arrow{to, answers.of(places.Replace(answer))})
		}
		g.arrows = append(g.arrows, arrows)
	}
	return g
}

// byName gives the call of an event its name in a state; ok is false where there is no such call, and for one too many.
func byName(s system.System, e calllog.Event, most int) (named calllog.Event, ok bool) {
	calls := s.Look().Calls
	switch {
	case e.Call == "#0" && len(calls) > 0:
		e.Call = calls[0].Key
	case e.Call == "#1" && len(calls) > 1:
		e.Call = calls[1].Key
	case e.Call == "new" && len(calls) < most:
		e.Call = "c1"
		if len(calls) == 1 && calls[0].Key == "c1" {
			e.Call = "c2"
		}
	case e.Call != "":
		return e, false
	}
	return e, true
}

// inPlaces renames the calls of a text by their places in a state.
func inPlaces(s system.System) *strings.Replacer {
	var names []string
	for i, c := range s.Look().Calls {
		names = append(names, fmt.Sprintf("%q", c.Key), fmt.Sprintf(`"#%d"`, i))
	}
	return strings.NewReplacer(append(names, `"c1"`, `"new"`, `"c2"`, `"new"`)...)
}

// past is what a text says of events that nothing depends on: the numbers of commands, since when a display has been
// false and a stop has lasted, and which calls have ended.
var past = regexp.MustCompile(`"sent":\d+|,"(lies|opened)":\{[^}]*\}|,"ended":\[(\{[^}]*\},?)*\]|,"stops":\[[^\]]*\]`)

// present leaves the past out of a text, but for this: whether a command has made a display false, for then no rule
// describes it.
func present(text string) string {
	return past.ReplaceAllStringFunc(text, func(part string) string {
		if strings.Contains(part, `.command"`) {
			return `,"lies":"by a command"`
		}
		return ""
	})
}

// whole is everything about a system, but for the names of its calls and its past.
func whole(t testing.TB, s system.System) string {
	return present(inPlaces(s).Replace(snapshotOf(t, s)))
}

// alike divides the states of a graph into those that no sequence of events tells apart, and returns each one's class.
// States are different where an event has different answers, or leads to different states.
func (g graph) alike() []int32 {
	class, classes := make([]int32, len(g.states)), 0
	for {
		finer, next := numbers{}, make([]int32, len(g.states))
		for i, arrows := range g.arrows {
			sign := binary.AppendVarint(nil, int64(class[i]))
			for _, a := range arrows {
				sign = binary.AppendVarint(binary.AppendVarint(sign, int64(a.answer)), int64(class[a.to]))
			}
			next[i] = finer.of(string(sign))
		}
		if class = next; len(finer) == classes {
			return class
		}
		classes = len(finer)
	}
}

// No sequence of events tells two states of one key apart, whatever else is different in them.
func TestOneKeyIsOneBehaviour(t *testing.T) {
	t.Parallel()
	for _, w := range []system.World{world(t, "A B"), anyway(t, "A X", 1)} {
		checkKeys(t, newGraph(t, w, func(s system.System) string { return whole(t, s) }))
	}
}

func checkKeys(t *testing.T, g graph) {
	t.Helper()
	class, first := g.alike(), map[string]int{}
	for i, s := range g.states {
		k, ok := first[s.Key()]
		if !ok {
			first[s.Key()] = i
		} else if class[k] != class[i] {
			t.Fatalf("one key, and two behaviours:%v\n%s\nand%v\n%s", g.paths[k], whole(t, g.states[k]), g.paths[i],
				whole(t, s))
		}
	}
	t.Logf("%d states, %d keys", len(g.states), len(first))
}

// Most states of two keys are told apart by some sequence of events, where there are three to do it: a search visits
// hardly a state twice.
func TestTwoKeysAreTwoBehaviours(t *testing.T) {
	if !*long {
		t.Skip("takes minutes: -long")
	}
	g := newGraph(t, world(t, "A B X"), system.System.Key)
	behaviours := map[int32]bool{}
	for _, class := range g.alike() {
		behaviours[class] = true
	}
	t.Logf("%d keys, %d behaviours", len(g.states), len(behaviours))
	if len(g.states)*5 > len(behaviours)*6 {
		t.Errorf("got %d keys for %d behaviours, want at most a fifth more", len(g.states), len(behaviours))
	}
}

// A key says nothing of the names of calls, nor of how often anything was clicked.
func TestKeyHasNoNames(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external")
	once, _ := play(t, h, "X call.invite A c1", "A call.answered c1", "A pause.click")
	again, _ := play(t, h, "A call.invite X c1", "A call.hangup c1", "A call.invite X name", "X call.answered name",
		"A pause.click", "A resume.click", "A pause.click")
	if once.Key() != again.Key() {
		t.Errorf("got %x and %x, want one key", once.Key(), again.Key())
	}
}

// A key tells a call that rings from one that is answered, also where no softphone is in it.
func TestKeyTellsRinging(t *testing.T) {
	h := readHeader(t, nil, "X external", "Y external")
	rings, _ := play(t, h, "X call.invite Y c1")
	talks, _ := play(t, h, "X call.invite Y c1", "Y call.answered c1")
	if rings.Key() == talks.Key() {
		t.Errorf("got %x for both, want two keys", rings.Key())
	}
}

// BenchmarkKey is the key of a transfer under way.
func BenchmarkKey(b *testing.B) {
	s, _ := play(b, readHeader(b, nil, full("A"), full("B"), "X external"), "X call.invite A c1", "A call.answered c1",
		"A star.begin B c2",
		"B star.answered c2", "A pause.click")
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Key()
	}
}
