package system

import (
	"iter"

	"github.com/recpause/recpause/calllog"
)

// Has reports whether the world has what a property needs.
func (w World) Has(softphones, parties, calls int, kinds ...calllog.Kind) bool {
	return w.has(needs{softphones, parties, calls, kinds})
}

// WithSoftphones returns a property of worlds with so many softphones.
func (p Property) WithSoftphones(n int) Property {
	p.needs.softphones = n
	return p
}

// Key returns a text that tells apart systems in which different things may follow.
func (s System) Key() string { return s.key() }

// AllChanges returns every change in order.
func AllChanges() iter.Seq[Change] { return (^Changes(0)).All() }
