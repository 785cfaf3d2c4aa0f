// Command gen writes what is generated from the tables, the model and the catalogue of rules; the Makefile has a target for each verb.
// Pages that a person reads are checked in under docs; the others are written where they are asked for, out/docs.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/recpause/recpause/internal/gen/docs"
	"github.com/recpause/recpause/internal/gen/mismatches"
	"github.com/recpause/recpause/internal/gen/mutants"
	"github.com/recpause/recpause/internal/gen/power"
	"github.com/recpause/recpause/internal/gen/profiles"
)

// onDemand is where the pages go that are not checked in.
var onDemand = filepath.Join("out", "docs")

// A verb is one thing that can be generated, from the repository's folder.
type verb struct {
	name, does string
	run        func() error
}

var verbs = []verb{
	{"docs", "docs/: the manual's tables, the open questions, the drawings of the architecture", func() error { return docs.Run(".") }},
	{"mismatches", "docs/mismatches*.md: every way in which a display can be false", func() error { return mismatches.Run(os.Stdout, "docs") }},
	{"profiles", "out/docs/profiles*.md: the smallest changes that leave no mismatch", func() error { return profiles.Run(os.Stdout, onDemand) }},
	{"power", "out/docs/power*.md: what the conformance kit can see", func() error { return power.Run(os.Stdout, onDemand) }},
	{"mutants", "out/docs/traceability*.md: every rule, its check, and what the check has caught", func() error { return mutants.Run(os.Stdout, onDemand) }},
}

func main() {
	if len(os.Args) != 2 {
		usage()
	}
	i := slices.IndexFunc(verbs, func(v verb) bool { return v.name == os.Args[1] })
	if i < 0 {
		usage()
	}
	debug.SetGCPercent(400) // a search makes garbage by the million steps, and keeps little
	err := os.MkdirAll(onDemand, 0o755)
	if err == nil {
		err = verbs[i].run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: go run ./internal/gen VERB, from the repository's folder; the verbs, and what each writes:")
	for _, v := range verbs {
		fmt.Fprintf(os.Stderr, "  %-12s%s\n", v.name, v.does)
	}
	os.Exit(2)
}
