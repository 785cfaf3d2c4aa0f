package spec_test

import "iter"

func length[E any](entries iter.Seq[E]) (n int) {
	for range entries {
		n++
	}
	return n
}
