// Command lies writes docs/mismatches.md and docs/mismatches.ja.md: every way in which a softphone's display can be false among up to
// three parties, found by visiting every state. Run it with make mismatches.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/recpause/recpause/spec"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("lies: ")
	docs := flag.String("docs", "docs", "the `folder` to write the pages to")
	flag.Parse()
	debug.SetGCPercent(400) // a search makes garbage by the million steps, and keeps little
	all, err := surveys(worlds)
	if err != nil {
		log.Fatal(err)
	}
	for name, lang := range map[string]spec.Lang{"mismatches.md": spec.EN, "mismatches.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(*docs, name), []byte(write(all, lang)), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	for _, s := range all {
		fmt.Printf("%s: %d states, %d steps, %d classes of mismatch\n", s.name(), s.size.States, s.size.Steps, len(s.lies))
	}
}
