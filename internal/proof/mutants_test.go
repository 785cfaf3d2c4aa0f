//go:build mutants

package proof

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

var pages = flag.String("pages", "", "write traceability.md and traceability.ja.md to this `folder`")

// Every table is broken in every way, and every seeded fault is run: somebody notices each. The check of every rule
// notices one that breaks this rule.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("there are thousands: make mutants tries them")
	}
	all, err := tryAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var summary strings.Builder
	survivors, untested := report(&summary, all)
	t.Log("\n" + summary.String())
	if survivors+untested > 0 {
		t.Errorf("%d mutants survive, and %d rules are not tested", survivors, untested)
	}
	writePages(t, all)
}

func writePages(t *testing.T, all []mutant) {
	files, err := markdown.Pair("traceability", func(l spec.Lang) string { return traceability(l, all) })
	if err != nil {
		t.Fatal(err)
	}
	if *pages == "" {
		return
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(*pages, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A mutant is one thing that is wrong, and who noticed.
type mutant struct {
	source string // the table, or "faults"
	fault  string // the ID of a seeded fault, "" for a table
	name   string
	op     rules.Op  // 0 for a fault
	breaks []spec.ID // the rules that it breaks
	killed []spec.ID // the rules whose check failed
	pinned bool      // no such check did, and the pins differ
}

// survives reports whether nobody noticed: neither the check of a rule that it breaks, nor the pins.
func (m *mutant) survives() bool { return !m.pinned && !m.killedByRule() }

// killedByRule reports whether the check of a rule that it breaks failed.
func (m *mutant) killedByRule() bool { return slices.ContainsFunc(m.breaks, m.killedBy) }

// killedBy reports whether the check of a rule failed.
func (m *mutant) killedBy(id spec.ID) bool { return slices.Contains(m.killed, id) }

// checked are the rules that have a check.
var checked = conformance.Rules()

// quick tries out fewer sequences than everybody else's subjects are asked for: there are thousands of ours.
var quick = conformance.Depth(3)

// tryAll tries every mutant. It changes the library meanwhile.
func tryAll(ctx context.Context) (all []mutant, err error) {
	for _, source := range rules.Sources() {
		for _, m := range source.Mutants() {
			tried, err := tryTable(ctx, m)
			if err != nil {
				return nil, err
			}
			all = append(all, tried)
		}
	}
	for f := range faults.All() {
		tried, err := tryFault(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, tried)
	}
	return all, nil
}

func tryTable(ctx context.Context, broken rules.Mutant) (m mutant, err error) {
	m = mutant{source: broken.Table, name: broken.What, op: broken.Op, breaks: broken.Breaks}
	isChecked := func(id spec.ID) bool { return slices.Contains(checked, id) }
	broken.Try(func() {
		if slices.ContainsFunc(m.breaks, isChecked) {
			err = m.ask(ctx, conformance.Reference(conformance.System, pause.Policy{}), quick)
		}
		m.pinned = !m.killedByRule() && differs()
	})
	return m, err
}

func tryFault(ctx context.Context, f faults.Fault) (mutant, error) {
	m := mutant{source: "faults", fault: f.ID, name: f.ID + " " + f.Name.EN, breaks: f.Breaks}
	err := m.ask(ctx, f.Subject(), quick)
	// Some faults show only in longer sequences.
	if missed := slices.DeleteFunc(slices.Clone(f.Breaks), m.killedBy); err == nil && len(missed) > 0 {
		err = m.ask(ctx, f.Subject(), conformance.Only(missed...))
	}
	return m, err
}

// ask notes whose checks fail a subject.
func (m *mutant) ask(ctx context.Context, s conformance.SUT, o ...conformance.Option) error {
	r, err := conformance.Check(ctx, s, append(o, conformance.WithProfile(conformance.Quirks))...)
	if err != nil {
		return err
	}
	for _, f := range r.Findings {
		if f.Verdict == conformance.Fail {
			m.killed = append(m.killed, f.Rule)
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

// tested returns the rules that have killed a mutant which breaks them, and those that have a check and have not.
func tested(all []mutant) (yes, no []spec.ID) {
	for _, id := range checked {
		if slices.ContainsFunc(all, func(m mutant) bool { return slices.Contains(m.breaks, id) && m.killedBy(id) }) {
			yes = append(yes, id)
		} else {
			no = append(no, id)
		}
	}
	return yes, no
}

// report writes a line for each table, and then the mutants that survive and the rules that are not tested. It returns
// how many those are.
func report(out io.Writer, all []mutant) (survivors, untested int) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\trows\tmutants\tkilled by a rule's check\tby the pins\tsurvivors\t")
	line := func(name string, rows any, mutants []mutant) {
		fmt.Fprintf(w, "%v\t%v\t%v\t%v\t%v\t%v\t\n", append([]any{name, rows}, count(mutants)...)...)
	}
	for _, s := range rules.Sources() {
		line(s.Name(), s.Len(), of(all, s.Name()))
	}
	line("seeded faults", "", of(all, "faults"))
	line("all", "", all)
	w.Flush()
	for _, m := range all {
		if m.survives() {
			survivors++
			fmt.Fprintf(out, "SURVIVES %s %v %s, breaks %v\n", m.source, m.op, m.name, m.breaks)
		}
	}
	yes, no := tested(all)
	fmt.Fprintf(out, "rules tested: %d of %d\n", len(yes), len(checked))
	for _, id := range no {
		fmt.Fprintf(out, "NOT TESTED %v: its check has killed no mutant that breaks it\n", id)
	}
	return survivors, len(no)
}

// of returns the mutants of a table.
func of(all []mutant, source string) []mutant {
	return slices.DeleteFunc(slices.Clone(all), func(m mutant) bool { return m.source != source })
}

// count returns the cells of a row: how many mutants there are, how many the check of a rule has noticed, how many only
// the pins have, and how many survive.
func count(mutants []mutant) []any {
	rule, pins, survive := 0, 0, 0
	for _, m := range mutants {
		switch {
		case m.killedByRule():
			rule++
		case m.pinned:
			pins++
		default:
			survive++
		}
	}
	return []any{len(mutants), rule, pins, survive}
}

// A mutant that nobody notices, and a rule whose check notices none that breaks it, are reported.
func TestReport(t *testing.T) {
	var all []mutant
	for _, id := range checked {
		all = append(all, mutant{source: "3.1", breaks: []spec.ID{id}, killed: []spec.ID{id}})
	}
	if survivors, untested := report(io.Discard, all); survivors+untested != 0 {
		t.Errorf("got %d survivors and %d untested rules, want none", survivors, untested)
	}
	all[0].killed = checked[1:2]
	var summary strings.Builder
	if survivors, untested := report(&summary, all); survivors != 1 || untested != 1 {
		t.Errorf("got %d survivors and %d untested rules, want 1 and 1:\n%s", survivors, untested, summary.String())
	}
	all[0].pinned = true
	if survivors, untested := report(io.Discard, all); survivors != 0 || untested != 1 {
		t.Errorf("pinned: got %d survivors and %d untested rules, want 0 and 1", survivors, untested)
	}
}
