package suite

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// make power asks for the pages.
var pages = flag.String("pages", "", "the `folder` for power.md and power.ja.md; then quirks are measured, too")

// The suites find every single fault that can be seen: those of core, and with -pages those of quirks, which take longer.
// The checks of the rules then fail every seeded fault.
func TestPower(t *testing.T) {
	subjects := core
	if *pages != "" {
		subjects = slices.Concat(core, quirks)
	}
	var f findings
	var err error
	f.measures, err = each(subjects, func(s subject) (measure, error) { return measured(t.Context(), s) })
	if err == nil && *pages != "" {
		f.seeded, err = allSeeded(t.Context())
	}
	if err == nil {
		f.tallies, err = allTold(t.Context(), *pages != "")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.missed(); err != nil {
		t.Error(err)
	}
	files, err := markdown.Pair("power", func(lang spec.Lang) string { return write(f, lang) })
	if err != nil {
		t.Error(err)
	}
	for name, text := range files {
		if *pages != "" {
			if err := os.WriteFile(filepath.Join(*pages, name), text, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}

// A Power is how much a suite finds.
type Power struct {
	States, Inputs int // of the machine that the reference is by the observables
	Tests, Steps   int
	Mutants        int // single faults: each transition with each other output, and to each other state
	Visible        int // those that any word of events would show
	Killed         int
}

// Power runs every single fault of the reference.
func (s *Suite) Power() Power {
	p, steps := s.machine.Power(s.Tests), 0
	for _, w := range s.Tests {
		steps += len(w)
	}
	return Power{States: len(s.machine.Next), Inputs: len(s.inputs), Tests: len(s.Tests), Steps: steps,
		Mutants: p.Faults, Visible: p.Visible, Killed: p.Killed}
}

// Power is that of all suites together; its inputs are those of the suite that has the most.
func (p *Set) Power() (sum Power) {
	for _, s := range p.Suites {
		q := s.Power()
		sum = Power{sum.States + q.States, max(sum.Inputs, q.Inputs), sum.Tests + q.Tests, sum.Steps + q.Steps,
			sum.Mutants + q.Mutants, sum.Visible + q.Visible, sum.Killed + q.Killed}
	}
	return sum
}

// Unseen returns how many pairs of states cannot be told apart: a subject that is in the one where it should be in the
// other is not failed. inCall is in how many of them somebody's toggle is shown in either state.
func (s *Suite) Unseen() (pairs, inCall int) {
	table := s.machine.Apart()
	shows := make([]bool, len(table))
	_, of := s.full.Minimal()
	for i, state := range of {
		for _, p := range s.model.states[i].shown.Phones {
			shows[state] = shows[state] || p.Toggle != 0
		}
	}
	for i := range table {
		for j := range i {
			if table[i][j] == nil && table[j][i] == nil {
				if pairs++; shows[i] || shows[j] {
					inCall++
				}
			}
		}
	}
	return pairs, inCall
}

// missed returns an error for the first thing that should have been found and was not.
func (f findings) missed() error {
	for _, m := range f.measures {
		if m.power.Killed != m.power.Visible {
			return fmt.Errorf("%v %v by %v: %d of %d visible faults are found", m.role, m.profile, m.by, m.power.Killed,
				m.power.Visible)
		}
	}
	for _, t := range f.tallies {
		switch {
		case t.all < 40 && t.role == conformance.System:
			return fmt.Errorf("%v: %d seeded faults, want 40", t.class, t.all)
		case 100*t.found < 99*t.all:
			return fmt.Errorf("%v %v %v: not found are %v", t.role, t.profile, t.class, t.missed)
		case 100*(t.named+t.unruled) < 95*t.found:
			return fmt.Errorf("%v %v %v: put down to other rules are %v", t.role, t.profile, t.class, t.unnamed)
		}
	}
	for _, fault := range f.seeded {
		if !fault.byRule {
			return fmt.Errorf("no check fails the seeded fault %s", fault.id)
		}
	}
	return nil
}

// A subject is what a row of the table is about.
type subject struct {
	role    conformance.Role
	profile conformance.Profile
	by      spec.Observables
	extra   int
}

// A measure is what the suites for such a subject can do.
type measure struct {
	subject
	scenes int
	power  Power
	unseen int // pairs of states that cannot be told apart
}

// core are the subjects that are soon measured, and quirks the others.
var (
	core   = append(of(conformance.Core, 0), of(conformance.Core, 1)...)
	quirks = of(conformance.Quirks, 0)
)

// of returns a subject of each role and of each set of observables: all that the role can show a suite, and the least.
func of(p conformance.Profile, extra int) (list []subject) {
	const all = spec.Screen | spec.Operability | spec.RecorderState | spec.Beeps | spec.DTMF
	for role := conformance.Softphone; role <= conformance.System; role++ {
		list = append(list, subject{role, p, all & role.Observables(), extra})
		if extra == 0 {
			list = append(list, subject{role, p, (spec.Screen | spec.RecorderState) & role.Observables(), extra})
		}
	}
	return list
}

// measured makes the suites for a subject, and runs every single fault.
func measured(ctx context.Context, s subject) (measure, error) {
	p, err := New(ctx, s.role, s.by, Options{Profile: s.profile, Extra: s.extra})
	if err != nil {
		return measure{}, err
	}
	m := measure{subject: s, scenes: len(p.Suites), power: p.Power()}
	for _, x := range p.Suites {
		pairs, _ := x.Unseen()
		m.unseen += pairs
	}
	return m, nil
}

// A seeded fault is failed by the checks of the rules, by the suites, by both or by neither.
type seeded struct {
	id              string
	byRule, bySuite bool
}

// findings is all that the pages say.
type findings struct {
	measures []measure
	seeded   []seeded
	tallies  []tally
}

// A tally is what the stories find of the seeded faults of a class, in a role and a profile.
type tally struct {
	role    conformance.Role
	profile conformance.Profile
	class   faults.Class
	all     int // that show in the role and the profile at all
	found   int
	named   int      // of which as many are put down to a rule that they break
	unruled int      // and as many are said to be differences that no rule speaks of
	missed  []string // the IDs of the others
	unnamed []string // and of those that are put down to another rule
}

// allTold tells the stories to every seeded fault: as whole systems in the profile Quirks, or in every role and profile.
func allTold(ctx context.Context, everywhere bool) (all []tally, err error) {
	if !everywhere {
		return toldTo(ctx, storiesAlone(conformance.System, conformance.Quirks), everySeeded)
	}
	for role := conformance.Softphone; role <= conformance.System; role++ {
		for p := conformance.Core; p <= conformance.Quirks; p++ {
			list, err := toldTo(ctx, storiesAlone(role, p), everySeeded)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	return all, nil
}

func everySeeded(faults.Seeded) bool { return true }

// storiesAlone returns the stories of a role and a profile, up to the first difference.
func storiesAlone(role conformance.Role, p conformance.Profile) *Set {
	set := StoriesOnly(role, p)
	set.options.First = true
	return set
}

// toldTo tells stories to those of some seeded faults that show in their role and profile.
func toldTo(ctx context.Context, set *Set, of func(faults.Seeded) bool) ([]tally, error) {
	role, p := set.role, set.options.Profile
	var shown []faults.Seeded
	for f := range faults.AllSeeded() {
		_, like := f.Like(conformance.Reference(role, pause.Policy{}).Describe())
		if like && of(f) && f.By&role.Observables() != 0 && (p == conformance.Quirks || !f.Quirk) &&
			(role != conformance.PBX || !f.Softphone) {
			shown = append(shown, f)
		}
	}
	rules, err := each(shown, func(f faults.Seeded) (outcome, error) {
		s, _ := f.Like(conformance.Reference(role, pause.Policy{}).Describe())
		r, err := set.Check(ctx, s)
		if err != nil || len(r.Findings) == 0 {
			return outcome{unruled: err == nil && len(r.Unruled) > 0}, err
		}
		if r.Findings[0].Verdict != conformance.Fail {
			err = fmt.Errorf("%s: %v", f.ID, r.Findings[0])
		}
		return outcome{rule: r.Findings[0].Rule}, err
	})
	var list []tally
	for class := range faults.Classes() {
		list = append(list, tallied(tally{role: role, profile: p, class: class}, shown, rules))
	}
	return slices.DeleteFunc(list, func(t tally) bool { return t.all == 0 }), err
}

// An outcome is by which rule a seeded fault was found, 0 for none, or that it was without one.
type outcome struct {
	rule    spec.ID
	unruled bool
}

// tallied counts the faults of a class. Without a rule one is rightly found only where its trigger is not guaranteed.
func tallied(t tally, shown []faults.Seeded, found []outcome) tally {
	for i, f := range shown {
		switch {
		case f.Class != t.class:
			continue
		case found[i] == outcome{}:
			t.missed = append(t.missed, f.ID)
		case found[i].unruled && f.Quirk:
			t.unruled++
		case slices.Contains(f.Breaks, found[i].rule):
			t.named++
		default:
			t.unnamed = append(t.unnamed, fmt.Sprint(f.ID, " ", found[i].rule))
		}
		t.all++
	}
	t.found = t.all - len(t.missed)
	return t
}

// allSeeded judges every seeded fault.
func allSeeded(ctx context.Context) ([]seeded, error) {
	sets := map[conformance.Role]*Set{}
	for _, role := range []conformance.Role{conformance.PBX, conformance.System} {
		set, err := New(ctx, role, role.Observables(), Options{Profile: conformance.Quirks, First: true})
		if err != nil {
			return nil, err
		}
		sets[role] = set
	}
	return each(slices.Collect(faults.All()), func(fault faults.Fault) (seeded, error) {
		return judged(ctx, fault, sets[fault.Subject().Describe().Role])
	})
}

// each does something with every element, as many at once as there are processors, and returns the results in order, or
// what went wrong.
func each[E, R any](of []E, do func(E) (R, error)) ([]R, error) {
	list, errs := make([]R, len(of)), make([]error, len(of))
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, e := range of {
		wait.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			list[i], errs[i] = do(e)
		})
	}
	wait.Wait()
	return list, errors.Join(errs...)
}

// judged asks every check and the suites about a seeded fault.
func judged(ctx context.Context, f faults.Fault, set *Set) (seeded, error) {
	r, err := conformance.Check(ctx, f.Subject(), conformance.WithProfile(conformance.Quirks))
	if err != nil {
		return seeded{}, err
	}
	fails := func(x conformance.Finding) bool { return x.Verdict == conformance.Fail }
	found, err := set.Check(ctx, f.Subject())
	return seeded{f.ID, slices.ContainsFunc(r.Findings, fails), err == nil && len(found.Findings) > 0}, err
}

// A fault that can be seen and is not found is missed, and so is a seeded fault that no check fails.
func TestMissed(t *testing.T) {
	found := findings{measures: []measure{{power: Power{Visible: 2, Killed: 2}}},
		seeded: []seeded{{byRule: true}}}
	if err := found.missed(); err != nil {
		t.Errorf("got %v, want nothing missed", err)
	}
	for _, f := range []findings{{measures: []measure{{power: Power{Visible: 2, Killed: 1}}}},
		{seeded: []seeded{{}}}, {tallies: []tally{{all: 50, found: 49, named: 49}}},
		{tallies: []tally{{all: 50, found: 50, named: 40}}}, {tallies: []tally{{role: conformance.System}}}} {
		if f.missed() == nil {
			t.Errorf("%+v: got nothing missed", f)
		}
	}
}

// A fault is asked of every check and of the suites, and what fails it is kept.
func TestJudged(t *testing.T) {
	plan, err := New(t.Context(), conformance.System, spec.Screen|spec.RecorderState, Options{First: true})
	if err != nil {
		t.Fatal(err)
	}
	for id, bySuite := range map[string]bool{"F14": true, "F33": false} {
		f, _ := faults.Lookup(id)
		k, err := judged(t.Context(), f, plan)
		if err != nil || k.bySuite != bySuite || !k.byRule {
			t.Errorf("%s: got %+v, %v", id, k, err)
		}
	}
}
