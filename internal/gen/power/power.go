// Package power writes power.md and power.ja.md: how many of all single faults of the reference the complete suites
// find, by role, profile and observables, and how many seeded faults.
package power

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// Files measures, prints the figures, and returns the pages. It returns an error as well where a fault that can be seen
// is not found, and where no check fails a seeded fault.
func Files(w io.Writer) (map[string][]byte, error) {
	f, err := find(context.Background())
	if err != nil {
		return nil, err
	}
	page := &page{findings: f}
	page.powers()
	page.totals()
	fmt.Fprint(w, page.String())
	pages, err := markdown.Pair("out/docs/power", func(lang spec.Lang) string { return write(f, lang) })
	return pages, errors.Join(err, f.missed())
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
