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
	"strings"
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

// report says what has become of the mutants, and returns an error where one is not noticed as it should be.
func report(w io.Writer, all []proof.Mutant) error {
	if err := summary(w, all); err != nil {
		return err
	}
	survivors := slices.DeleteFunc(slices.Clone(all), func(m proof.Mutant) bool { return !m.Survives() })
	for _, m := range survivors {
		fmt.Fprintf(w, "SURVIVES %s %v %s, breaks %v\n", m.Source, m.Op, m.Name, m.Breaks)
	}
	tested, untested := proof.Tested(all)
	fmt.Fprintf(w, "rules tested: %d of %d\n", len(tested), len(conformance.Rules()))
	for _, id := range untested {
		fmt.Fprintf(w, "NOT TESTED %v: its check has killed no mutant that breaks it\n", id)
	}
	if len(survivors)+len(untested) > 0 {
		return fmt.Errorf("%d mutants survive, and %d rules are not tested", len(survivors), len(untested))
	}
	return nil
}

// summary prints a line a table.
func summary(out io.Writer, all []proof.Mutant) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\trows\tmutants\tkilled by a rule's check\tby the pins\tsurvivors\t")
	for _, s := range rules.Sources() {
		fmt.Fprintf(w, "%s\t%d\t%v\n", s.Name(), s.Len(), count(of(all, s.Name())))
	}
	fmt.Fprintf(w, "seeded faults\t\t%v\nall\t\t%v\n", count(of(all, "faults")), count(all))
	return w.Flush()
}

func of(all []proof.Mutant, source string) (list []proof.Mutant) {
	for _, m := range all {
		if m.Source == source {
			list = append(list, m)
		}
	}
	return list
}

// A tally is how many mutants there are, and who has noticed.
type tally struct{ all, rule, pins, alive int }

func count(mutants []proof.Mutant) (t tally) {
	for _, m := range mutants {
		t.all++
		switch {
		case m.KilledByRule():
			t.rule++
		case m.Pinned:
			t.pins++
		default:
			t.alive++
		}
	}
	return t
}

// cells returns the numbers in the order of the columns.
func (t tally) cells() []string {
	return strings.Fields(fmt.Sprint(t.all, t.rule, t.pins, t.alive))
}

func (t tally) String() string { return strings.Join(t.cells(), "\t") + "\t" }
