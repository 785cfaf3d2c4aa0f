//go:build !bootstrap

package main

import (
	"os"

	"github.com/recpause/recpause/internal/gen/docs"
	"github.com/recpause/recpause/internal/gen/mismatches"
	"github.com/recpause/recpause/internal/gen/power"
	"github.com/recpause/recpause/internal/gen/profiles"
	"github.com/recpause/recpause/internal/gen/vectors"
)

func init() {
	verbs = append(verbs, []verb{
		{"vectors", "spec/vectors/*.json: the pure decisions as data", func() error { return vectors.Run(".") }},
		{"docs", "docs/: the manual's tables, the open questions, the drawings of the architecture",
			func() error { return docs.Run(".") }},
		{"mismatches", "docs/mismatches*.md: every way in which a display can be false",
			func() error { return mismatches.Run(os.Stdout, "docs") }},
		{"profiles", "out/docs/profiles*.md: the smallest changes that leave no mismatch",
			func() error { return profiles.Run(os.Stdout, onDemand) }},
		{"power", "out/docs/power*.md: what the conformance kit can see",
			func() error { return power.Run(os.Stdout, onDemand) }},
	}...)
}
