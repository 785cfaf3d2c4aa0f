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
// other is not failed.
func (s *Suite) Unseen() (pairs int) {
	table := s.machine.Apart()
	for i := range table {
		for j := range i {
			if table[i][j] == nil && table[j][i] == nil {
				pairs++
			}
		}
	}
	return pairs
}

// missed returns an error for the first thing that should have been found and was not.
func (f findings) missed() error {
	for _, m := range f.measures {
		if m.power.Killed != m.power.Visible {
			return fmt.Errorf("%v %v by %v: %d of %d visible faults are found", m.role, m.profile, m.by, m.power.Killed,
				m.power.Visible)
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
		m.unseen += x.Unseen()
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
		{seeded: []seeded{{}}}} {
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
