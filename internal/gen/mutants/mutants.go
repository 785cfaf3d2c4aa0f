//go:build mutants

// Package mutants breaks every table of this library and runs every seeded fault, prints who noticed, and writes the
// pages that trace every rule to its check and to what the check has caught.
package mutants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// Files tries every mutant, prints a summary, and returns the pages. It returns an error as well where a mutant
// survives, and where the check of a rule has found none.
func Files(w io.Writer) (map[string][]byte, error) {
	all, err := proof.Run(context.Background())
	if err != nil {
		return nil, err
	}
	pages, err := markdown.Pair("out/docs/traceability", func(l spec.Lang) string { return traceability(l, all) })
	return pages, errors.Join(err, report(w, all))
}

// report prints a line for each table, and then the mutants that survive and the rules that are not tested. It returns
// an error where there are any.
func report(out io.Writer, all []proof.Mutant) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\trows\tmutants\tkilled by a rule's check\tby the pins\tsurvivors\t")
	line := func(name string, rows any, mutants []proof.Mutant) {
		fmt.Fprintf(w, "%v\t%v\t%v\t%v\t%v\t%v\t\n", append([]any{name, rows}, count(mutants)...)...)
	}
	for _, s := range rules.Sources() {
		line(s.Name(), s.Len(), of(all, s.Name()))
	}
	line("seeded faults", "", of(all, "faults"))
	line("all", "", all)
	err := w.Flush()
	survivors := slices.DeleteFunc(slices.Clone(all), func(m proof.Mutant) bool { return !m.Survives() })
	for _, m := range survivors {
		fmt.Fprintf(out, "SURVIVES %s %v %s, breaks %v\n", m.Source, m.Op, m.Name, m.Breaks)
	}
	tested, untested := proof.Tested(all)
	fmt.Fprintf(out, "rules tested: %d of %d\n", len(tested), len(conformance.Rules()))
	for _, id := range untested {
		fmt.Fprintf(out, "NOT TESTED %v: its check has killed no mutant that breaks it\n", id)
	}
	if len(survivors)+len(untested) > 0 {
		return fmt.Errorf("%d mutants survive, and %d rules are not tested", len(survivors), len(untested))
	}
	return err
}

// of returns the mutants of a table.
func of(all []proof.Mutant, source string) []proof.Mutant {
	return slices.DeleteFunc(slices.Clone(all), func(m proof.Mutant) bool { return m.Source != source })
}

// count returns the cells of a row: how many mutants there are, how many the check of a rule has noticed, how many only
// the pins have, and how many survive.
func count(mutants []proof.Mutant) []any {
	rule, pins, survive := 0, 0, 0
	for _, m := range mutants {
		switch {
		case m.KilledByRule():
			rule++
		case m.Pinned:
			pins++
		default:
			survive++
		}
	}
	return []any{len(mutants), rule, pins, survive}
}
