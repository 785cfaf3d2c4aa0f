// Command profiles writes docs/profiles.md and docs/profiles.ja.md: what the manual documents beside our proposal to vendors, change by
// change, with the lie that each change closes, found by visiting every state under every set of changes. Run it with make profiles.
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
	log.SetPrefix("profiles: ")
	docs := flag.String("docs", "docs", "the `folder` to write the pages to")
	flag.Parse()
	debug.SetGCPercent(400) // a search makes garbage by the million steps, and keeps little
	f, err := find(append(small, large...))
	if err != nil {
		log.Fatal(err)
	}
	for name, lang := range map[string]spec.Lang{"profiles.md": spec.EN, "profiles.ja.md": spec.JA} {
		if err := os.WriteFile(filepath.Join(*docs, name), []byte(write(f, lang)), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	for _, p := range f.proofs {
		fmt.Printf("%s: %d states and %d lies as documented; synchronised %d states and %d lies\n", p.world, p.documented.states, p.documented.lies, p.synchronised.states, p.synchronised.lies)
	}
}
