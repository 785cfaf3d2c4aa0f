//go:build mutants

package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/cluster/law"
)

var update = flag.Bool("update", false, "write testdata/stories.txt")

// Every row is needed: without any one of them a node records what was stopped, and the shortest story of it is kept in
// testdata. Rows about a party that has no softphone need one.
func TestEveryRowIsNeeded(t *testing.T) {
	var b strings.Builder
	for _, r := range law.Rows() {
		w := world{second: softphone, clicks: 2, crashes: 1, takes: 1, without: r}
		switch r {
		case law.StoreSays:
			w.second = program
		case law.KeysWait:
			w.second = telephone
		}
		size, wrong := w.run(search{})
		if wrong == nil {
			t.Errorf("without %v nothing is wrong in %d states", r, size.states)
			continue
		}
		fmt.Fprintf(&b, "# %s: %s.\nwithout %v\n----\n%v\n", r.When(), r.Acts(), r, wrong)
	}
	const path = "testdata/stories.txt"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || b.String() != string(want) {
		t.Errorf("%v; the stories are now:\n%s", err, b.String())
	}
}
