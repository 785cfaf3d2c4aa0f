// Package mismatches writes docs/mismatches.md and docs/mismatches.ja.md: every way in which a softphone's display can
// be false among up to three parties, found by visiting every state.
package mismatches

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/spec"
)

// Run writes the pages into a folder and says how much was visited.
func Run(w io.Writer, folder string) error {
	all, err := surveys(worlds)
	if err != nil {
		return err
	}
	for name, lang := range map[string]spec.Lang{"mismatches.md": spec.EN, "mismatches.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(write(all, lang)), 0o644); err != nil {
			return err
		}
	}
	for _, s := range all {
		fmt.Fprintf(w, "%s: %d states, %d steps, %d classes of mismatch\n", s.name(), s.size.States, s.size.Steps,
			len(s.lies))
	}
	return nil
}
