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

// A kill is what fails a seeded fault.
type kill struct {
	faults.Fault
	rules     []spec.ID            // by the checks of these rules
	suite     *conformance.Finding // the first finding of the suites, nil for none
	signature string
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
func killed(ctx context.Context, f faults.Fault, p *suite.Set) (kill, error) {
	k := kill{Fault: f}
	r, err := conformance.Check(ctx, f.Subject(), conformance.WithProfile(conformance.Quirks))
	if err != nil {
		return k, err
	}
	for _, x := range r.Findings {
		if x.Verdict == conformance.Fail {
			k.rules = append(k.rules, x.Rule)
		}
	}
	k.signature = faults.Signature(r)
	found, err := p.Check(ctx, f.Subject())
	if err == nil && len(found.Findings) > 0 {
		k.suite = &found.Findings[0]
	}
	return k, err
}
