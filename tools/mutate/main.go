// Command mutate changes one expression or statement of a package at a time, and says which changes no test notices.
//
//	go run -C tools ./mutate [-every n] [-least percent] [-longest d] [-listed file] [-workers n] [-v] package …
//
// All mutants of a package are built into one test binary, which an environment variable tells which of them to be; so a
// thousand of them cost one build. Each is given the tests that reach it, the quick ones first, with -short and a limit of
// time and of memory; tests that take longer than -longest are left out. A mutant that no test notices has survived, and
// so has one that changes nothing of what any test does. The file of listed mutants says of survivors why they change
// nothing that anybody could see; a listed one that is killed, or that is not there any more, is an error.
//
// What it changes: comparisons at their boundary and turned round, operands of && and ||, arithmetic, min and max, constants,
// true and false, and statements that are left out. It leaves tables of packages and generated files alone, for go run
// ./internal/gen and make mutants look at those.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	var (
		every   = flag.Int("every", 1, "take each `n`th mutant only, and say so")
		least   = flag.Float64("least", 0, "fail where less than `percent` of a package's mutants are killed or listed")
		longest = flag.Duration("longest", 2*time.Minute, "leave tests out that take more of a processor")
		listed  = flag.String("listed", "mutate/listed.txt", "the `file` of mutants that change nothing")
		root    = flag.String("root", "..", "the `folder` that packages are named from")
		workers = flag.Int("workers", 2, "run so many mutants at a time")
		all     = flag.Bool("v", false, "name each mutant, and what became of it")
	)
	flag.Parse()
	why, err := readListed(*listed)
	if err == nil {
		err = run(*root, flag.Args(), options{every: *every, least: *least, all: *all, workers: *workers, longest: *longest, why: why})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

type options struct {
	every   int
	least   float64
	all     bool
	workers int
	longest time.Duration     // of a test
	why     map[string]string // by package and mutant
}

// run judges one package after another.
func run(root string, packages []string, o options) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	var failed []string
	for _, name := range packages {
		s, err := judge(root, name, temp, o)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !s.good(o) {
			failed = append(failed, name)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("not good enough: %v", failed)
	}
	return nil
}

// judge builds a package with its mutants, runs them and prints what became of them.
func judge(root, name, temp string, o options) (score, error) {
	p, err := load(root, name)
	if err != nil {
		return score{}, err
	}
	if temp, err = os.MkdirTemp(temp, "package-"); err != nil {
		return score{}, err
	}
	b, err := build(p, temp)
	if err != nil {
		return score{}, err
	}
	b.mutants = slices.DeleteFunc(b.mutants, func(m mutant) bool { return m.id%o.every != 0 })
	if err := b.learn(o.longest); err != nil {
		return score{}, err
	}
	return b.report(b.runAll(o.workers), o), nil
}

// A score counts what became of the mutants of one package.
type score struct{ all, killed, listed, survived, unreached, stale int }

func (s score) percent() float64 {
	if s.all == s.listed {
		return 100
	}
	return 100 * float64(s.killed) / float64(s.all-s.listed)
}

func (s score) good(o options) bool {
	return s.all > 0 && s.stale == 0 && s.percent() >= o.least
}

// report prints the survivors of a package, and its counts in one line.
func (b *binary) report(outcomes []outcome, o options) (s score) {
	seen := map[string]bool{}
	for i, m := range b.mutants {
		key := b.pkg.name + " " + m.key()
		seen[key] = true
		s.all++
		why := o.why[key]
		switch out := outcomes[i]; {
		case out == killed || out == overtime:
			s.killed++
			if why != "" {
				s.stale++
				fmt.Printf("%s is killed, and still listed\n", key)
			}
		case why != "":
			s.listed++
		default:
			if out == unreached {
				s.unreached++
			}
			s.survived++
			fmt.Printf("%s  (%s:%d, %v)\n", key, m.file, m.line, out)
		}
		if o.all {
			fmt.Printf("# %v: %s\n", outcomes[i], key)
		}
	}
	for key := range o.why {
		if o.every == 1 && packageOf(key) == b.pkg.name && !seen[key] {
			s.stale++
			fmt.Printf("%s is listed, and is no mutant any more\n", key)
		}
	}
	sample := ""
	if o.every > 1 {
		sample = fmt.Sprintf(" in a sample of one in %d", o.every)
	}
	fmt.Printf("%s: %d mutants%s, %d change nothing, %d of the others killed (%.1f%%), %d survived, %d of them where no test makes it matter; %d tests\n",
		b.pkg.name, s.all, sample, s.listed, s.killed, s.percent(), s.survived, s.unreached, len(b.tests))
	return s
}
