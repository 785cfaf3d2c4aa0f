//go:build mutants

package main

import (
	"os"

	"github.com/recpause/recpause/internal/gen/mutants"
)

func init() {
	verbs = append(verbs, verb{"mutants", "out/docs/traceability*.md: every rule, its check, and what it caught",
		func() (map[string][]byte, error) { return mutants.Files(os.Stdout) }})
}
