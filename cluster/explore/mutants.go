//go:build mutants

package main

import "github.com/recpause/recpause/cluster/law"

const breakable = true

// broken returns an owner with one row that does not hold.
func broken(o law.Owner, r law.Row) law.Owner { return o.Break(r) }
