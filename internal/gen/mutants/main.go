// Mutants breaks every table of this library and runs every seeded fault, prints who noticed, and writes the pages that say so. It
// fails where nobody does, or where a rule that can be checked has killed nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/internal/rules"
)

func main() {
	pages := flag.String("docs", "", "a `folder` to write traceability.md and traceability.ja.md into")
	flag.Parse()
	debug.SetGCPercent(400) // short-lived systems by the million
	ok, err := run(os.Stdout, *pages)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

func run(w io.Writer, pages string) (ok bool, err error) {
	all, err := proof.Run(context.Background())
	if err != nil {
		return false, err
	}
	if pages != "" {
		if err := write(pages, all); err != nil {
			return false, err
		}
	}
	if err := summary(w, all); err != nil {
		return false, err
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
	return len(survivors)+len(untested) == 0, nil
}

// summary prints a line a rules.
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
