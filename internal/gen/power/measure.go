package power

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

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

// core is the subjects that are soon measured, and quirks the others.
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

// decisions returns how many combinations a profile decides in full.
func decisions(p conformance.Profile) int { return len(suite.Decisions(p)) }

// A kill says whether the checks of the rules fail a seeded fault, and whether the suites do.
type kill struct {
	id            string
	rules, suites bool
}

// findings is all that the pages say.
type findings struct {
	measures []measure
	kills    []kill
}

// find measures everything, on all processors.
func find(ctx context.Context) (f findings, err error) {
	subjects := slices.Concat(core, quirks)
	if f.measures, err = each(len(subjects),
		func(i int) (measure, error) { return measured(ctx, subjects[i]) }); err != nil {
		return f, err
	}
	plans := map[conformance.Role]*suite.Set{}
	for _, role := range []conformance.Role{conformance.PBX, conformance.System} {
		p, err := suite.New(ctx, role, role.Observables(), suite.Options{Profile: conformance.Quirks, First: true})
		if err != nil {
			return f, err
		}
		plans[role] = p
	}
	all := slices.Collect(faults.All())
	f.kills, err = each(len(all), func(i int) (kill,
		error) {
		return killed(ctx, all[i], plans[all[i].Subject().Describe().Role])
	})
	return f, err
}

// each does something n times at once, as many as there are processors, and returns the results in order, or what went
// wrong.
func each[T any](n int, do func(int) (T, error)) ([]T, error) {
	list, errs := make([]T, n), make([]error, n)
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		wait.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			list[i], errs[i] = do(i)
		})
	}
	wait.Wait()
	return list, errors.Join(errs...)
}

// killed asks every check and the suites about a seeded fault.
func killed(ctx context.Context, f faults.Fault, set *suite.Set) (kill, error) {
	r, err := conformance.Check(ctx, f.Subject(), conformance.WithProfile(conformance.Quirks))
	if err != nil {
		return kill{}, err
	}
	fails := func(x conformance.Finding) bool { return x.Verdict == conformance.Fail }
	found, err := set.Check(ctx, f.Subject())
	return kill{f.ID, slices.ContainsFunc(r.Findings, fails), err == nil && len(found.Findings) > 0}, err
}
