// Package profiles writes profiles.md and profiles.ja.md: what the manual documents beside our proposal to vendors,
// change by change, with the mismatch that each change closes, found by visiting every state under every set of
// changes.
package profiles

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/spec"
)

// Run writes the pages into a folder and says how much was visited.
func Run(w io.Writer, folder string) error {
	f, err := find(append(small, large...))
	if err != nil {
		return err
	}
	for name, lang := range map[string]spec.Lang{"profiles.md": spec.EN, "profiles.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(write(f, lang)), 0o644); err != nil {
			return err
		}
	}
	for _, p := range f.proofs {
		fmt.Fprintf(w, "%s: %d states and %d mismatches as documented; synchronised %d states and %d mismatches\n",
			p.world, p.documented.states, p.documented.lies, p.synchronised.states, p.synchronised.lies)
	}
	return nil
}
