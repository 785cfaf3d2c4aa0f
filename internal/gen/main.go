// Command gen writes what is generated from the tables, the model and the catalogue of rules; the Makefile has a target
// for each verb, and go generate ./internal/gen runs those that write code. Pages that a person reads are checked in
// under docs; the others are written where they are asked for, out/docs.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/recpause/recpause/internal/gen/enums"
	"github.com/recpause/recpause/internal/gen/spec"
)

//go:generate go run -C ../.. -tags bootstrap ./internal/gen spec
//go:generate go run -C ../.. -tags bootstrap ./internal/gen enums
//go:generate go run -C ../.. ./internal/gen vectors

// onDemand is where the pages go that are not checked in.
var onDemand = filepath.Join("out", "docs")

// A verb is one thing that can be generated, from the repository's folder.
type verb struct {
	name, does string
	run        func() error
}

// verbs are those that write the code of the library, and ask nothing of it. The others are in library.go: the build
// tag bootstrap leaves them out, for a library that does not compile before its code is written.
var verbs = []verb{
	{"spec", "spec/{ids,data}_gen.go: what spec/rules.json says", func() error { return spec.Run(".") }},
	{"enums", "enums_gen.go in every package: the methods of its enumerations", func() error { return enums.Run(".") }},
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
	fmt.Fprintln(os.Stderr,
		"usage: go run ./internal/gen VERB, from the repository's folder; the verbs, and what each writes:")
	for _, v := range verbs {
		fmt.Fprintf(os.Stderr, "  %-12s%s\n", v.name, v.does)
	}
	os.Exit(2)
}
