//go:build !bootstrap

package main

import (
	"os"

	"github.com/recpause/recpause/internal/gen/docs"
	"github.com/recpause/recpause/internal/gen/mismatches"
	"github.com/recpause/recpause/internal/gen/vectors"
)

func init() {
	verbs = append(verbs, []verb{
		{"vectors", "spec/vectors/*.json: the pure decisions as data", vectors.Files},
		{"docs", "docs/: the manual's tables, the open questions, the drawings of the architecture",
			func() (map[string][]byte, error) { return docs.Files(".") }},
		{"mismatches", "docs/mismatches*.md: every way in which a display can be false",
			func() (map[string][]byte, error) { return mismatches.Files(os.Stdout) }},
	}...)
}
