package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/vectors"
)

// runRules lists the rules that can be judged, or says what some say.
func runRules(_ context.Context, args []string, s streams) int {
	f := newFlags("rules", s)
	lang, code, ok := f.parse(args, s)
	if !ok {
		return code
	}
	if f.NArg() == 0 {
		for _, id := range conformance.Rules() {
			r, _ := spec.Lookup(id)
			fmt.Fprintf(s.out, "%v  %v\n", id, r.Statement.In(lang))
		}
		return conformant
	}
	for _, name := range f.Args() {
		r, err := spec.LookupText(name)
		if err != nil {
			return fail(s, err)
		}
		fmt.Fprintf(s.out, "%v  %v\n  %v\n  %v, %v\n", r.ID, r.Statement.In(lang), r.Place.In(lang), r.Support.In(lang),
			r.Certainty)
	}
	return conformant
}

// runFaults lists the seeded faults.
func runFaults(_ context.Context, args []string, s streams) int {
	f := newFlags("faults", s)
	lang, code, ok := f.parse(args, s)
	if !ok {
		return code
	}
	for fault := range faults.All() {
		fmt.Fprintf(s.out, "%-5s %v  %v\n", fault.ID, fault.Name.In(lang), fault.Breaks)
	}
	return conformant
}

// runVectors writes the vectors into a folder, which must not have any yet.
func runVectors(_ context.Context, args []string, s streams) int {
	f := newFlags("vectors", s)
	dir := f.String("o", "", "the `folder` to write to")
	if _, code, ok := f.parse(args, s); !ok {
		return code
	}
	if *dir == "" {
		return fail(s, errors.New("no folder; expected one, as in: rpconform vectors -o vectors"))
	}
	files, err := fs.Glob(vectors.FS(), "*")
	if err == nil {
		err = os.CopyFS(*dir, vectors.FS())
	}
	if err != nil {
		return fail(s, err)
	}
	for _, file := range files {
		fmt.Fprintln(s.out, filepath.Join(*dir, file))
	}
	return conformant
}

// runTrace judges a log that a program has written.
func runTrace(_ context.Context, args []string, s streams) int {
	f := newFlags("trace", s)
	var profile conformance.Profile
	f.TextVar(&profile, "profile", conformance.Core, profileUsage)
	lang, code, ok := f.parse(args, s)
	if !ok {
		return code
	}
	if f.NArg() != 1 {
		return fail(s, errors.New("expected one file, or - for standard input"))
	}
	in := s.in
	if name := f.Arg(0); name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return fail(s, err)
		}
		defer file.Close()
		in = file
	}
	r, err := conformance.CheckTrace(in, profile, pause.Policy{})
	if err != nil {
		return fail(s, err)
	}
	io.WriteString(s.out, r.In(lang))
	switch r.Verdict() {
	case conformance.Fail:
		return nonconformant
	case conformance.Inconclusive:
		fmt.Fprintln(s.err, "rpconform:",
			spec.Text{JA: "どの行にも observed がなく、判定できない",
				EN: "no line has observed, so there is nothing to judge"}.In(lang))
		return broke
	}
	return conformant
}
