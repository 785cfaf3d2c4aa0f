package system_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A machine is a system and its dumb twin on their way through the same events.
type machine struct {
	world  system.World
	laws   []system.Property
	system system.System
	twin   *naive
	told   story
}

// parties are those of the cover, and one to three more, each with a softphone or without.
func parties(t *rapid.T) []string {
	return append([]string{"A", "B", "X"},
		rapid.SampledFrom([][]string{{"C"}, {"Y"}, {"C", "D"}, {"C", "Y"}, {"Y", "Z"}, {"C", "D", "E"}, {"C", "D", "Y"},
			{"C", "Y", "Z"}}).Draw(t, "more")...)
}

func newMachine(t *rapid.T) *machine {
	w, err := system.Among(parties(t)...)
	if err != nil {
		t.Fatal(err)
	}
	w.Calls = rapid.IntRange(2, 4).Draw(t, "calls")
	w.Header.Config.RecordAllCalls = rapid.IntRange(0, 7).Draw(t, "recorded") > 0
	for i := range w.Header.Parties {
		p := &w.Header.Parties[i]
		p.PauseEnabled = p.Softphone && rapid.IntRange(0, 7).Draw(t, "enabled") > 0
	}
	s, err := system.New(w.Header, w.Policy)
	if err != nil {
		t.Fatal(err)
	}
	return &machine{world: w, laws: system.Laws(), system: s, twin: newNaive(w.Header), told: story{header: w.Header}}
}

// do gives both an event: they agree, whether it has a meaning or not, and no law is broken.
func (m *machine) do(t *rapid.T, e calllog.Event) {
	e.Line, e.At = len(m.told.events)+2, int64(len(m.told.events))*8000
	m.told.events = append(m.told.events, e)
	next, outcome, err := applied(m.system, e)
	twin, want, problem := m.twin.step(e)
	if (err != nil) != (problem != "") {
		t.Fatalf("%v\nthe model says %v, its twin %q", m.told, err, problem)
	}
	if err != nil {
		return
	}
	if line := stepLine(t, outcome.Step); !want.wrote(t, line) {
		t.Fatalf("%v\nmodel: %s\ntwin:  %+v", m.told, line, want)
	}
	for _, law := range m.laws {
		if !law.At(system.Edge{Before: m.system, After: next, Event: e, Outcome: outcome}) {
			t.Fatalf("%v\nbreaks %s: %s", m.told, law.Law, law.Name.In(spec.EN))
		}
	}
	m.system, m.twin = next, twin
}

// likely draws an event that has a meaning.
func (m *machine) likely(t *rapid.T) {
	m.do(t, m.draw(t, func(e calllog.Event) bool {
		if m.system.Pointless(e) {
			return false
		}
		_, _, err := applied(m.system, e)
		return err == nil
	}))
}

// click draws a click of somebody, which the PBX may refuse or not answer.
func (m *machine) click(t *rapid.T) {
	m.do(t, m.draw(t, func(e calllog.Event) bool {
		return e.Kind == calllog.PauseClick ||
			e.Kind == calllog.ResumeClick
	}))
}

// anything draws an event that most likely has none.
func (m *machine) anything(t *rapid.T) {
	m.do(t, m.draw(t, func(calllog.Event) bool { return true }))
}

// draw draws one of the events that something holds for. Where rapid counts from depends on the state, for it likes
// small numbers, and would draw the same few events everywhere.
func (m *machine) draw(t *rapid.T, holds func(calllog.Event) bool) calllog.Event {
	events := slices.DeleteFunc(slices.Collect(m.world.Alphabet()), func(e calllog.Event) bool { return !holds(e) })
	here := fnv.New64a()
	fmt.Fprint(here, len(m.told.events), m.system.Key())
	n := uint64(len(events))
	return events[(here.Sum64()%n+rapid.Uint64Max(n-1).Draw(t, "event"))%n]
}

// crash restores the system from its snapshot.
func (m *machine) crash(t *rapid.T) {
	m.system = restored(t, m.system)
}

// cover is a shortest story to every state of two softphones and a customer.
func cover(t *testing.T) (stories [][]calllog.Event) {
	everywhere(t, world(t, "A B X"), func(_ system.System, told []calllog.Event) { stories = append(stories, told) })
	return stories
}

// Beyond what can be explored: four to six parties take it up at any state of three, and whatever they do then, the
// model and its twin agree, a crash changes nothing, and no law is broken.
func TestFourToSixParties(t *testing.T) {
	t.Parallel()
	stories := cover(t)
	t.Logf("%d states to start from", len(stories))
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		const scatter = 7919 // a prime, so that small numbers are states from everywhere
		for _, e := range stories[rapid.IntRange(0, len(stories)-1).Draw(t, "start")*scatter%len(stories)] {
			m.do(t, e)
		}
		t.Repeat(map[string]func(*rapid.T){"likely": m.likely, "click": m.click, "anything": m.anything,
			"crash": m.crash})
	})
}
