// Package power writes power.md and power.ja.md: how many of all single faults of the reference the complete suites
// find, by role, profile and observables, and how many seeded faults.
package power

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

// Files measures, prints the figures, and returns the pages. It returns an error as well where a fault that can be seen
// is not found, and where no check fails a seeded fault.
func Files(w io.Writer) (map[string][]byte, error) {
	f, err := find(context.Background())
	if err != nil {
		return nil, err
	}
	page := &page{findings: f}
	page.powers()
	page.totals()
	fmt.Fprint(w, page.String())
	pages, err := markdown.Pair("out/docs/power", func(lang spec.Lang) string { return write(f, lang) })
	return pages, errors.Join(err, f.missed())
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
	power  suite.Power
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
	p, err := suite.New(ctx, s.role, s.by, suite.Options{Profile: s.profile, Extra: s.extra})
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

// find measures everything, on all processors.
func find(ctx context.Context) (f findings, err error) {
	f.measures, err = each(slices.Concat(core, quirks), func(s subject) (measure, error) { return measured(ctx, s) })
	if err != nil {
		return f, err
	}
	sets := map[conformance.Role]*suite.Set{}
	for _, role := range []conformance.Role{conformance.PBX, conformance.System} {
		options := suite.Options{Profile: conformance.Quirks, First: true}
		if sets[role], err = suite.New(ctx, role, role.Observables(), options); err != nil {
			return f, err
		}
	}
	f.seeded, err = each(slices.Collect(faults.All()), func(fault faults.Fault) (seeded, error) {
		return judged(ctx, fault, sets[fault.Subject().Describe().Role])
	})
	return f, err
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
func judged(ctx context.Context, f faults.Fault, set *suite.Set) (seeded, error) {
	r, err := conformance.Check(ctx, f.Subject(), conformance.WithProfile(conformance.Quirks))
	if err != nil {
		return seeded{}, err
	}
	fails := func(x conformance.Finding) bool { return x.Verdict == conformance.Fail }
	found, err := set.Check(ctx, f.Subject())
	return seeded{f.ID, slices.ContainsFunc(r.Findings, fails), err == nil && len(found.Findings) > 0}, err
}
