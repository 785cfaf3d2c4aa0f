// Command power prints how much the conformance kit can see, and writes it to docs/power.md and docs/power.ja.md: how many of all single faults
// of the reference the complete suites find, by role, profile and observables, and which seeded fault is failed by what.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/spec"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("power: ")
	docs := flag.String("docs", "", "the `folder` to write the pages to; nothing is written without")
	flag.Parse()
	f, err := find(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	page := &page{findings: f}
	page.powers()
	page.totals()
	fmt.Print(page.String())
	if *docs == "" {
		return
	}
	for name, lang := range map[string]spec.Lang{"power.md": spec.EN, "power.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(*docs, name), []byte(write(f, lang)), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
