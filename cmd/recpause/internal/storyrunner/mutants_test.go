//go:build mutants

package storyrunner

import (
	"slices"
	"testing"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// Whatever is wrong in a table turns a story red whose tag is a rule of the row that is wrong, and every such rule is
// noticed by its own story at least once.
func TestBrokenRulesTurnTheirStoriesRed(t *testing.T) {
	all := told(t, spec.JA)
	storied := map[spec.ID][]story{}
	for _, s := range all {
		for _, id := range s.rules {
			storied[id] = append(storied[id], s)
		}
	}
	mutants, killed, broken, noticed := 0, 0, 0, 0
	byOwn := map[spec.ID]int{}
	for _, source := range rules.Sources() {
		for _, m := range source.Mutants() {
			breaks := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(m.Breaks))),
				func(id spec.ID) bool { return storied[id] == nil })
			if len(breaks) == 0 {
				continue
			}
			mutants++
			var red []spec.ID
			m.Try(func() { red = turnedRed(breaks, storied) })
			broken, noticed = broken+len(breaks), noticed+len(red)
			for _, id := range breaks {
				byOwn[id] += 0
			}
			for _, id := range red {
				byOwn[id]++
			}
			if len(red) > 0 {
				killed++
			} else {
				t.Errorf("%s, %v %s: breaks %v, and no story of these is red", m.Table, m.Op, m.What, breaks)
			}
		}
	}
	if mutants < 1_400 { // docs/README.md says so
		t.Errorf("only %d mutants break a rule that has a story", mutants)
	}
	for id, n := range byOwn {
		if n == 0 {
			t.Errorf("%v: no mutant that breaks it turns its own story red", id)
		}
	}
	t.Logf("%d stories; %d of %d mutants turn red a story of a rule that they break, and of %d rules that they "+
		"break (all of each) the stories of %d; %d rules of tables have stories",
		len(all), killed, mutants, broken, noticed, len(byOwn))
}

// turnedRed returns the rules that have a story which is not true.
func turnedRed(ids []spec.ID, storied map[spec.ID][]story) (red []spec.ID) {
	for _, id := range ids {
		if slices.ContainsFunc(storied[id], func(s story) bool { return s.tell() != nil }) {
			red = append(red, id)
		}
	}
	return red
}

// tell tells the story in a world of its own; what panics is not true either.
func (s story) tell() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = (&arguments{line: line{lang: spec.EN}}).problem("%v", "%v", p)
		}
	}()
	w := newWorld()
	for _, u := range s.steps {
		if err := w.take(u.step, u.args); err != nil {
			return err
		}
	}
	return nil
}
