package system

import "github.com/recpause/recpause/calllog"

// Has reports whether the world has what a property needs.
func (w World) Has(softphones, parties, calls int, kinds ...calllog.Kind) bool {
	return w.has(needs{softphones, parties, calls, kinds})
}

// WithSoftphones returns a property of worlds with so many softphones.
func (p Property) WithSoftphones(n int) Property {
	p.needs.softphones = n
	return p
}
