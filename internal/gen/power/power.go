// Package power writes power.md and power.ja.md: how many of all single faults of the reference the complete suites
// find, by role, profile and observables, and how many seeded faults.
package power

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/spec"
)

// Run measures, prints the figures, and writes the pages into a folder. It returns an error where a fault that can be
// seen is not found, and where no check fails a seeded fault.
func Run(w io.Writer, folder string) error {
	f, err := find(context.Background())
	if err != nil {
		return err
	}
	page := &page{findings: f}
	page.powers()
	page.totals()
	fmt.Fprint(w, page.String())
	for name, lang := range map[string]spec.Lang{"power.md": spec.EN, "power.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(write(f, lang)), 0o644); err != nil {
			return err
		}
	}
	return f.missed()
}

// missed returns an error for the first thing that should have been found and was not.
func (f findings) missed() error {
	for _, m := range f.measures {
		if m.power.Killed != m.power.Visible {
			return fmt.Errorf("%v %v by %v: %d of %d visible faults are found", m.role, m.profile, m.by, m.power.Killed,
				m.power.Visible)
		}
	}
	for _, k := range f.kills {
		if !k.rules {
			return fmt.Errorf("no check fails the seeded fault %s", k.id)
		}
	}
	return nil
}
