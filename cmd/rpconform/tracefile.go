package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// runTrace judges a log that a program has written.
func runTrace(_ context.Context, args []string, s streams) int {
	f := newFlags("trace", s)
	profile := f.String("profile", "core", "what is judged: `core` or quirks")
	lang, code, ok := f.parse(args, s)
	if !ok {
		return code
	}
	if f.NArg() != 1 {
		return fail(s, errors.New("expected one file, or - for standard input"))
	}
	judged := conformance.Core
	switch *profile {
	case conformance.Core.String():
	case conformance.Quirks.String():
		judged = conformance.Quirks
	default:
		return fail(s, &spec.UnknownError{Kind: "profile", Name: *profile, Known: []string{"core", "quirks"}})
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
	r, err := conformance.CheckTrace(in, judged, pause.Policy{})
	if err != nil {
		return fail(s, err)
	}
	io.WriteString(s.out, r.In(lang))
	switch r.Verdict() {
	case conformance.Fail:
		return nonconformant
	case conformance.Inconclusive:
		fmt.Fprintln(s.err, "rpconform:", spec.Text{JA: "どの行にも observed がなく、判定できない", EN: "no line has observed, so there is nothing to judge"}.In(lang))
		return broke
	}
	return conformant
}
