//go:build mutants

package proof

import (
	"context"
	"slices"
	"strings"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Mutant is one thing that is wrong, and who noticed.
type Mutant struct {
	Source string // the table, or "faults"
	Fault  string // the ID of a seeded fault, "" for a table
	Name   string
	Op     rules.Op  // 0 for a fault
	Breaks []spec.ID // the rules that it breaks
	Killed []spec.ID // the rules whose check failed
	Pinned bool      // no such check did, and the pins differ
}

// Testable returns the rules of a mutant that have a check.
func (m Mutant) Testable() (ids []spec.ID) {
	for _, id := range m.Breaks {
		if slices.Contains(checked, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Survives reports whether nobody noticed: neither the check of a rule that it breaks, nor the pins.
func (m Mutant) Survives() bool { return !m.Pinned && !m.KilledByRule() }

// KilledByRule reports whether the check of a rule that it breaks failed.
func (m Mutant) KilledByRule() bool {
	return slices.ContainsFunc(m.Breaks, m.KilledBy)
}

// KilledBy reports whether the check of a rule failed.
func (m Mutant) KilledBy(id spec.ID) bool { return slices.Contains(m.Killed, id) }

var checked = conformance.Rules()

// quick tries out fewer sequences than everybody else's subjects are asked for: there are thousands of ours.
var quick = conformance.Depth(3)

// Run tries every mutant. It changes the library while it runs: nothing else may use it meanwhile.
func Run(ctx context.Context) (all []Mutant, err error) {
	for _, source := range rules.Sources() {
		for _, m := range source.Mutants() {
			mutant, err := tryTable(ctx, m)
			if err != nil {
				return nil, err
			}
			all = append(all, mutant)
		}
	}
	for f := range faults.All() {
		mutant, err := tryFault(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, mutant)
	}
	return all, nil
}

func tryTable(ctx context.Context, m rules.Mutant) (mutant Mutant, err error) {
	mutant = Mutant{Source: m.Table, Name: m.What, Op: m.Op, Breaks: m.Breaks}
	m.Try(func() {
		if len(mutant.Testable()) > 0 {
			err = mutant.ask(ctx, conformance.Reference(conformance.System, pause.Policy{}), quick)
		}
		mutant.Pinned = !mutant.KilledByRule() && differs()
	})
	return mutant, err
}

func tryFault(ctx context.Context, f faults.Fault) (Mutant, error) {
	mutant := Mutant{Source: "faults", Fault: f.ID, Name: f.ID + " " + f.Name.EN, Breaks: f.Breaks}
	err := mutant.ask(ctx, f.Subject(), quick)
	// Some faults show only in longer sequences.
	if missed := slices.DeleteFunc(slices.Clone(f.Breaks), mutant.KilledBy); err == nil && len(missed) > 0 {
		err = mutant.ask(ctx, f.Subject(), conformance.Only(missed...))
	}
	return mutant, err
}

// ask notes whose checks fail a subject.
func (m *Mutant) ask(ctx context.Context, s conformance.SUT, o ...conformance.Option) error {
	r, err := conformance.Check(ctx, s, append(o, conformance.WithProfile(conformance.Quirks))...)
	if err != nil {
		return err
	}
	for _, f := range r.Findings {
		if f.Verdict == conformance.Fail {
			m.Killed = append(m.Killed, f.Rule)
		}
	}
	return nil
}

// differs reports whether the library says anything else than what is pinned, or breaks where it should answer.
func differs() (is bool) {
	defer func() {
		if recover() != nil {
			is = true
		}
	}()
	rest := pinned
	for _, section := range sections {
		var b strings.Builder
		section(&b)
		after, same := strings.CutPrefix(rest, b.String())
		if !same {
			return true
		}
		rest = after
	}
	return rest != ""
}

// Tested returns the rules that have killed a mutant which breaks them, and those that have a check and have not.
func Tested(all []Mutant) (tested, untested []spec.ID) {
	for _, id := range checked {
		if slices.ContainsFunc(all, func(m Mutant) bool { return slices.Contains(m.Breaks, id) && m.KilledBy(id) }) {
			tested = append(tested, id)
		} else {
			untested = append(untested, id)
		}
	}
	return tested, untested
}
