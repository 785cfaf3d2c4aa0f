// Command gen writes what is generated from the tables, the model and the catalogue of rules; the Makefile has a target
// for each verb, and go generate ./internal/gen runs those that write code.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"github.com/recpause/recpause/internal/gen/enums"
	"github.com/recpause/recpause/internal/gen/spec"
)

//go:generate go run -C ../.. -tags bootstrap ./internal/gen spec
//go:generate go run -C ../.. -tags bootstrap ./internal/gen enums
//go:generate go run -C ../.. ./internal/gen vectors

// A verb is one thing that can be generated, in the repository's folder. It returns what its files hold, by their
// paths, and nil for one that has to be removed.
type verb struct {
	name, does string
	files      func() (map[string][]byte, error)
}

// verbs are those that write the code of the library, and ask nothing of it. The others are in library.go: the build
// tag bootstrap leaves them out, for a library that does not compile before its code is written.
var verbs = []verb{
	{"spec", "spec/{ids,data}_gen.go: what spec/rules.json says",
		func() (map[string][]byte, error) { return spec.Files(".") }},
	{"enums", "enums_gen.go in every package: the methods of its enumerations",
		func() (map[string][]byte, error) { return enums.Files(".") }},
}

func main() {
	i := -1
	if len(os.Args) == 2 {
		i = slices.IndexFunc(verbs, func(v verb) bool { return v.name == os.Args[1] })
	}
	if i < 0 {
		usage()
	}
	debug.SetGCPercent(400) // a search makes garbage by the million steps, and keeps little
	if err := run(verbs[i]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(v verb) error {
	files, err := v.files()
	if err != nil {
		return err
	}
	var wrong []error
	for path, text := range files {
		if text == nil {
			wrong = append(wrong, os.Remove(path))
		} else {
			wrong = append(wrong, os.WriteFile(path, text, 0o644))
		}
	}
	return errors.Join(wrong...)
}

func usage() {
	fmt.Fprintln(os.Stderr,
		"usage: go run ./internal/gen VERB, from the repository's folder; the verbs, and what each writes:")
	for _, v := range verbs {
		fmt.Fprintf(os.Stderr, "  %-12s%s\n", v.name, v.does)
	}
	os.Exit(2)
}
