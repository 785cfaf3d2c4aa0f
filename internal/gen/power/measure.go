package power

import (
	"context"

	"github.com/recpause/recpause/conformance"
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
