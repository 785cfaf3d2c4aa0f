package spec_test

import (
	"fmt"
	"iter"
)

func length[E any](entries iter.Seq[E]) (n int) {
	for range entries {
		n++
	}
	return n
}

func texts[E fmt.Stringer](entries iter.Seq[E]) (list []string) {
	for e := range entries {
		list = append(list, e.String())
	}
	return list
}
