//go:build mutants

package law

// Break returns the owner with one row that does not hold, to see what comes of it.
func (o Owner) Break(r Row) Owner {
	o.broken = r
	return o
}
