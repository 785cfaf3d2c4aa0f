package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/cluster/law"
)

// What the page says of the law is what the law says, and its commands run.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/cluster.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range law.Rows() {
		row := "| `" + r.String() + "` | " + r.When() + " | " + r.Acts() + " | " + r.Store() + " |\n"
		if !strings.Contains(string(page), row) {
			t.Errorf("the page lacks %s", row)
		}
	}
	ran := 0
	for line := range strings.Lines(string(page)) {
		args, is := strings.CutPrefix(line, "go run ./cluster/explore ")
		if !is {
			continue
		}
		ran++
		args, _, _ = strings.Cut(args, " >")
		var out bytes.Buffer
		if err := run(strings.Fields(args), &out); err != nil || out.Len() == 0 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if ran != 3 {
		t.Errorf("ran %d commands", ran)
	}
}
